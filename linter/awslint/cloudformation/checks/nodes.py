"""Nodes for what there is to ask of a template itself: its parameters, its assertions, and what is refused in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from awslint.cloudformation.assertions import assertions
from awslint.cloudformation.checks.fault import Fault
from awslint.cloudformation.checks.faults import faults
from awslint.cloudformation.declarations import declaration
from awslint.graph.resource import Resource
from awslint.syntax.tree import Ambiguous, Node, Scalar, Sequence
from awslint.values import ALWAYS, NEVER, Known, ListOf, MapOf, Missing, Unknown, Value, assuming, choose, wrap

if TYPE_CHECKING:
    from awslint.cloudformation.parameters import Parameter
    from awslint.cloudformation.stack import Stack

PARAMETER: Final = "AWS::CloudFormation::Parameter"
TEMPLATE: Final = "AWS::CloudFormation::Template"
RULE: Final = "AWS::CloudFormation::Rule"

_CONSTRAINTS: Final = ("AllowedValues", "AllowedPattern", "MinLength", "MaxLength", "MinValue", "MaxValue")


def declarations(stack: Stack) -> Iterator[Resource]:
    """Yields the nodes of one template."""
    for parameter in stack.parameters.values():
        node = _parameter(stack, parameter)
        if node is not None:
            yield node
    entries: dict[str, list[Fault]] = {}
    for fault in faults(stack):
        entries.setdefault(fault.entry, []).append(fault)
    for entry, several in entries.items():
        items = ListOf(tuple(_fault(fault) for fault in several))
        yield declaration(stack, TEMPLATE, entry, {"Faults": items}, several[0].span)
    for rule in assertions(stack.template.section("Rules"), stack.conditions):
        values: list[Value] = []
        for assertion in rule.assertions:
            # What fails for some of the values that a parameter may have is no fault: it restricts the stack.
            if assertion.condition in (ALWAYS, NEVER):
                holds = Known(assertion.condition == ALWAYS, assertion.span, assumes=assertion.assumes)
                description = Known(assertion.description, assertion.span)
                values.append(MapOf({"Holds": holds, "AssertDescription": description}, span=assertion.span))
        if values:
            yield declaration(stack, RULE, f"Rules.{rule.name}", {"Assertions": ListOf(tuple(values))}, rule.span)


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
    declared = declaration(stack, PARAMETER, f"Parameters.{parameter.name}", attributes, parameter.span)
    declared.attributes = MapOf(attributes, span=parameter.node.span, spans={"Value": place})
    return declared


def _literal(node: Node) -> Value:
    """A constraint as it is written; nothing is evaluated in the Parameters section."""
    if isinstance(node, Sequence):
        return ListOf(tuple(_literal(element) for element in node.items), span=node.span)
    if not isinstance(node, Scalar):
        return Unknown("a constraint that is no text", span=node.span)
    try:
        return Known(node.typed, node.span)
    except Ambiguous:
        return Unknown(f"{node.text} is written without quotes", span=node.span)
