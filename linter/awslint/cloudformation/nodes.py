"""From what a stack declares to the nodes of the graph."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any, Final

from awslint.cloudformation.commands import commands
from awslint.cloudformation.nesting import NESTED_TYPES
from awslint.cloudformation.resources import Declared
from awslint.cloudformation.sam import transform as sam
from awslint.cloudformation.stack import Stack
from awslint.facts.names import TypeNames
from awslint.graph.loading import Problem
from awslint.graph.resource import Resource
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence
from awslint.values import Known, ListOf, MapOf, Missing, OneOf, Span, Text, Unknown, Value, assuming, with_parts

MACRO: Final = "AWS::CloudFormation::Macro"
CUSTOM: Final = "AWS::CloudFormation::CustomResource"
"""What a `Custom::NAME` is, whatever its name."""
# Groups and fleets of instances run whatever their launch templates say.
_OPAQUE: Final = frozenset({
    CUSTOM,
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::EC2::EC2Fleet",
    "AWS::EC2::SpotFleet",
    "AWS::SSM::Association",
    "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
    *NESTED_TYPES,
})  # fmt: skip
_KEPT_WITH: Final = ("DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy", "CreationPolicy")


@functools.cache
def names_of(type_: str) -> TypeNames:
    """Returns the names of a type whose native names are the canonical ones."""
    return TypeNames(type_, {}, is_open=True)


class Nodes:
    """Makes the nodes of one stack."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.run = stack.run
        self.macros = stack.template.macros

    def properties(self, declared: Declared) -> MapOf:
        """Returns what a resource has under Properties."""
        node = declared.node.get("Properties")
        if node is None:
            return self.complete(MapOf({}, span=declared.key.span))
        try:
            value = self.stack.evaluator.value(node)
        except RecursionError:
            shown = self.stack.template.source.path
            message = f"the functions in {declared.name} are nested too deep"
            self.run.problems.append(Problem("budget", message, shown, declared.key.span))
            return MapOf({}, complete=False, span=node.span)
        if isinstance(value, MapOf):
            if declared.node.get("Fn::Transform") is not None:
                value = replace(value, complete=False)
            return self.complete(value)
        return MapOf({}, complete=isinstance(value, Known) and value.scalar is None, span=node.span)

    def complete(self, attributes: MapOf) -> MapOf:
        """Returns the attributes as they are after the template's macros: there may be more, and others."""
        if not self.macros:
            return attributes
        causes = (f"the macro {name} keeps what is written" for name in self.macros)
        certain: MapOf = _without_strings(attributes, f"the macro {self.macros[0]} may replace it")
        return assuming(replace(certain, complete=False), *causes)

    def resource(self, declared: Declared, type_: str, attributes: MapOf) -> Resource:
        """Returns the node of a resource, or of what a transform makes of it."""
        stack = self.stack
        pseudo = self.run.pseudo
        node = declared.node
        metadata = node.get("Metadata")
        construct = metadata.text("aws:cdk:path") if isinstance(metadata, Mapping) else None
        lifecycle = {
            name: stack.evaluator.value(policy) for name in _KEPT_WITH if (policy := node.get(name)) is not None
        }
        return Resource(
            address=stack.address(declared.name),
            type=type_,
            native_type=declared.type,
            attributes=_as_one_definition(attributes) if type_ == "AWS::StepFunctions::StateMachine" else attributes,
            names=names_of(type_),
            header=declared.key.span,
            exists=stack.existence(stack.decision(node, declared.assumes)),
            provider=self.run.provider,
            region=pseudo["AWS::Region"],
            account=pseudo["AWS::AccountId"],
            partition=pseudo["AWS::Partition"],
            region_span=pseudo["AWS::Region"].span,
            lifecycle=lifecycle,
            opaque=_is_opaque(stack, declared, attributes),
            commands=commands(stack, declared, attributes),
            chain=stack.chain,
            mode="module" if _makes_others(declared) else "managed",
            construct=construct_at(construct or ""),
            metadata=_settings(metadata),
        )

    def unseen(self, name: str, span: Span) -> Resource:
        """Returns a stand-in for resources that a macro or a loop makes."""
        pseudo = self.run.pseudo
        return Resource(
            address=self.stack.address(name),
            type=MACRO,
            native_type=name,
            attributes=MapOf({}, complete=False, span=span),
            names=names_of(MACRO),
            header=span,
            exists=Unknown(f"{name} is expanded at deployment", span=span),
            provider=self.run.provider,
            region=pseudo["AWS::Region"],
            account=pseudo["AWS::AccountId"],
            partition=pseudo["AWS::Partition"],
            opaque=True,
            chain=self.stack.chain,
            mode="module",
        )


def _without_strings(value: Any, why: str) -> Any:
    """The value without its literal strings: a macro of the whole template may replace any part of one."""
    if isinstance(value, Known) and isinstance(value.scalar, str):
        return Unknown(why, "string", value.span, value.sensitive)
    if isinstance(value, Text):
        parts = tuple(Unknown(why, "string", value.span) if isinstance(part, str) else part for part in value.parts)
        return replace(value, parts=parts)
    if isinstance(value, (ListOf, MapOf)):
        return with_parts(value, lambda part: _without_strings(part, why))
    if isinstance(value, OneOf):
        return replace(value, choices=tuple((guard, _without_strings(choice, why)) for guard, choice in value.choices))
    return value


def _is_opaque(stack: Stack, declared: Declared, attributes: MapOf) -> bool:
    """Whether what a resource does cannot be seen."""
    if declared.type in NESTED_TYPES:
        return stack.child(declared.name) is None
    if declared.type in _OPAQUE or _makes_others(declared) or not declared.type.startswith(("AWS::", "Alexa::")):
        return True
    if declared.type == "AWS::EC2::Instance":
        return "UserData" in attributes.items or "LaunchTemplate" in attributes.items or not attributes.complete
    return False


def _makes_others(declared: Declared) -> bool:
    """Whether a resource stands for others that cannot be seen."""
    if declared.type.startswith("AWS::Serverless::"):
        return declared.type not in sam.TYPES and declared.type not in NESTED_TYPES
    return declared.type.endswith("::MODULE")


def construct_at(path: str) -> str:
    """Returns the path of the construct that a resource belongs to, without the names of the resource in it. `at
    FILE:LINE`, which may follow it, stays."""
    path, at, line = path.partition(" at ")
    while (head := path.rpartition("/"))[2] in ("Resource", "Default") and head[0]:
        path = head[0]
    return f"{path}{at}{line}"


def _settings(metadata: Node | None) -> Value:
    """awslint's own part of a resource's Metadata, below `awslint`."""
    ours = metadata.get("awslint") if isinstance(metadata, Mapping) else None
    return MapOf({"awslint": _literal(ours)}, False, ours.span) if ours is not None else Missing()


def _literal(node: Node) -> Value:
    """A part of the metadata as it is written."""
    if isinstance(node, Scalar):
        return Known(node.text, node.span)
    if isinstance(node, Sequence):
        return ListOf(tuple(_literal(element) for element in node.items), span=node.span)
    return MapOf({key.text: _literal(value) for key, value in node.entries}, span=node.span)


def _as_one_definition(attributes: MapOf) -> MapOf:
    """A state machine's definition under the name of the string: rules read both as one document."""
    if "Definition" not in attributes.items or "DefinitionString" in attributes.items:
        return attributes
    items = {name: value for name, value in attributes.items.items() if name != "Definition"}
    return replace(attributes, items={**items, "DefinitionString": attributes.items["Definition"]})
