"""Nodes for what a template declares beside resources, where there is something to ask of it.

- `AWS::CloudFormation::Parameter`: a parameter with constraints and a value, address `Parameters.Name`. Attributes: its
  own (Type, AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue, NoEcho) and `Value`, what it has.
- `AWS::CloudFormation::Template`: an entry of the template that CloudFormation refuses, address `Resources.Name`,
  `Outputs.Name` or `Conditions.Name`. Attribute `Faults`: a list of maps (see `faults.Fault`).
- `AWS::CloudFormation::Rule`: an assertion of the Rules section, address `Rules.Name`. Attribute `Assertions`: a list
  of maps with `Holds` and `AssertDescription`.
- `AWS::CloudFormation::Capabilities`: what the deployment acknowledges, address `Capabilities`, where its configuration
  says so. Attribute `Capabilities`: a list of texts.
- `AWS::CloudFormation::ServiceRole`: what the stack is deployed with, address `ServiceRole`, where the configuration
  beside its template says so. Attribute `RoleARN`.

They are no resources: their mode is `declaration`. A nested stack's begin with its address and a slash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from awslint.cloudformation.assertions import assertions
from awslint.cloudformation.faults import Fault, faults
from awslint.facts.names import TypeNames
from awslint.graph.deployers import SERVICE_ROLE
from awslint.graph.resource import Resource
from awslint.syntax.tree import Ambiguous, Node, Scalar, Sequence
from awslint.values import ALWAYS, NEVER, Known, ListOf, MapOf, Missing, Span, Unknown, Value, assuming, choose, wrap

if TYPE_CHECKING:
    from awslint.cloudformation.parameters import Parameter
    from awslint.cloudformation.stack import Stack

PARAMETER: Final = "AWS::CloudFormation::Parameter"
TEMPLATE: Final = "AWS::CloudFormation::Template"
RULE: Final = "AWS::CloudFormation::Rule"
CAPABILITIES: Final = "AWS::CloudFormation::Capabilities"

_CONSTRAINTS: Final = ("AllowedValues", "AllowedPattern", "MinLength", "MaxLength", "MinValue", "MaxValue")
_NODES: Final = (PARAMETER, TEMPLATE, RULE, CAPABILITIES, SERVICE_ROLE)
_NAMES: Final = {one: TypeNames(one, {}, is_open=True) for one in _NODES}


def declarations(stack: Stack) -> Iterator[Resource]:
    """The nodes of one template."""
    for parameter in stack.parameters.values():
        node = _parameter(stack, parameter)
        if node is not None:
            yield node
    entries: dict[str, list[Fault]] = {}
    for fault in faults(stack):
        entries.setdefault(fault.entry, []).append(fault)
    for entry, several in entries.items():
        items = ListOf(tuple(_fault(one) for one in several))
        yield _node(stack, TEMPLATE, entry, {"Faults": items}, several[0].span)
    for rule in assertions(stack):
        values: list[Value] = []
        for one in rule.assertions:
            # What fails for some of the values that a parameter may have is no fault: it restricts the stack.
            if one.condition in (ALWAYS, NEVER):
                holds = Known(one.condition == ALWAYS, one.span, assumes=one.assumes)
                said = Known(one.description, one.span)
                values.append(MapOf({"Holds": holds, "AssertDescription": said}, span=one.span))
        if values:
            yield _node(stack, RULE, f"Rules.{rule.name}", {"Assertions": ListOf(tuple(values))}, rule.span)


def acknowledged(stack: Stack, capabilities: Value) -> Resource:
    """The node for what a deployment acknowledges."""
    return _node(stack, CAPABILITIES, "Capabilities", {"Capabilities": capabilities}, capabilities.span)


def service_role(stack: Stack, arn: Known) -> Resource:
    """The node for the role that a stack is deployed with."""
    return _node(stack, SERVICE_ROLE, "ServiceRole", {"RoleARN": arn}, arn.span)


def _node(stack: Stack, type_: str, address: str, attributes: Mapping[str, Value], span: Span) -> Resource:
    pseudo = stack.run.pseudo
    return Resource(
        address=stack.address(address),
        type=type_,
        native_type=type_,
        attributes=MapOf(dict(attributes), span=span),
        names=_NAMES[type_],
        header=span,
        exists=stack.existence(stack.exists),
        provider=stack.run.provider,
        region=pseudo["AWS::Region"],
        account=pseudo["AWS::AccountId"],
        partition=pseudo["AWS::Partition"],
        chain=stack.chain,
        mode="declaration",
    )


def _fault(fault: Fault) -> MapOf:
    holds = assuming(choose(fault.condition, Known(True, fault.span), Known(False, fault.span)), *fault.assumes)
    items: dict[str, Value] = {
        "Kind": Known(fault.kind),
        "Place": Known(fault.place),
        "Name": Known(fault.name),
        "Function": Known(fault.function),
        "Known": wrap(list(fault.known)),
        "Holds": holds,
    }
    return MapOf(items, span=fault.span)


def _parameter(stack: Stack, parameter: Parameter) -> Resource | None:
    written = [name for name in _CONSTRAINTS if parameter.node.get(name) is not None]
    if not written and parameter.type != "Number":
        return None
    value = stack.ref(parameter.name, parameter.span)
    if isinstance(value, (Unknown, Missing)):
        return None
    place = value.span if value.span.is_somewhere else parameter.span
    attributes: dict[str, Value] = {"Type": Known(parameter.type, parameter.span), "Value": value}
    for name in written:
        node = parameter.node.get(name)
        if node is not None:
            attributes[name] = _literal(node)
    attributes["NoEcho"] = Known(parameter.sensitive)
    declared = _node(stack, PARAMETER, f"Parameters.{parameter.name}", attributes, parameter.span)
    declared.attributes = MapOf(attributes, span=parameter.node.span, spans={"Value": place})
    return declared


def _literal(node: Node) -> Value:
    """A constraint as it is written; nothing is evaluated in the Parameters section."""
    if isinstance(node, Sequence):
        return ListOf(tuple(_literal(item) for item in node.items), span=node.span)
    if not isinstance(node, Scalar):
        return Unknown("a constraint that is not a string", span=node.span)
    try:
        return Known(node.typed, node.span)
    except Ambiguous:
        return Unknown(f"{node.text} is written without quotes", span=node.span)
