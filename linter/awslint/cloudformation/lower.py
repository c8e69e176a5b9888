"""From a stack to the resources and edges of the graph."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from awslint.cloudformation import custom_aws
from awslint.cloudformation.declarations import acknowledged
from awslint.cloudformation.edges import depended_on, mentioned
from awslint.cloudformation.foreach import MOST
from awslint.cloudformation.nesting import NESTED_TYPES
from awslint.cloudformation.resources import Declared
from awslint.cloudformation.sam import transform as sam
from awslint.cloudformation.sam.events import Made
from awslint.cloudformation.stack import Stack
from awslint.cloudformation.stacksets import STACK_SET, StackSet, capabilities, open_set
from awslint.facts.names import TypeNames
from awslint.graph.loading import Problem
from awslint.graph.resource import Edge, EdgeKind, Resource
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Reference,
    Span,
    Text,
    Unknown,
    Value,
    assuming,
    revealed,
)

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
_MENTIONING: Final = ("Properties", "Metadata", "CreationPolicy", "UpdatePolicy")


def _without_strings(value: Any, why: str) -> Any:
    """The value without its literal strings: a macro of the whole template may replace any part of one."""
    if isinstance(value, Known) and isinstance(value.scalar, str):
        return Unknown(why, "string", value.span, value.sensitive)
    if isinstance(value, Text):
        parts = tuple(Unknown(why, "string", value.span) if isinstance(part, str) else part for part in value.parts)
        return replace(value, parts=parts)
    if isinstance(value, ListOf):
        return replace(value, items=tuple(_without_strings(item, why) for item in value.items))
    if isinstance(value, MapOf):
        return replace(value, items={key: _without_strings(inner, why) for key, inner in value.items.items()})
    if isinstance(value, OneOf):
        return replace(value, choices=tuple((guard, _without_strings(inner, why)) for guard, inner in value.choices))
    return value


@functools.cache
def names_of(type_: str) -> TypeNames:
    """The names of a type whose native names are the canonical ones."""
    return TypeNames(type_, {}, is_open=True)


class Lowering:
    """Makes the resources and edges of one stack and of the stacks nested in it.

    `beside` makes the nodes of a stack that are no resources.
    """

    def __init__(self, stack: Stack, beside: Callable[[Stack], Iterable[Resource]]) -> None:
        self.stack = stack
        self._beside = beside
        self.run = stack.run
        self.macros = stack.template.macros
        self.resources: list[Resource] = []
        self.edges: list[Edge] = []
        self._made: dict[str, list[Made]] = {}
        self._sets: dict[str, StackSet] = {}
        self._connected = [
            resource.name
            for resource in stack.resources.values()
            if stack.template.is_sam and resource.node.get("Connectors") is not None
        ]

    def _transformed(self) -> None:
        """Notes what the Serverless transform makes of each resource, and the names it gives."""
        context = sam.Context(self.stack.prefix, self.stack.run.pseudo)
        # The names must be known before properties that refer to them are read.
        for resource in self.stack.resources.values():
            if resource.type in sam.TYPES:
                self.stack.generated.update(_names_made(resource))
        for resource in self.stack.resources.values():
            if resource.type in sam.TYPES:
                properties = _with_what_is_not_set(self._properties(resource), resource.properties)
                self._made[resource.name] = [
                    made
                    for made in sam.lower(resource.type, resource.name, properties, context)
                    if made.name == resource.name or made.name not in self.stack.resources
                ]

    def lower(self) -> None:
        """Fills `resources` and `edges`."""
        stack = self.stack
        if stack.template.is_sam:
            self._transformed()
        for resource in stack.resources.values():
            self.resources.extend(self._lowered(resource))
        for name, (key, _) in stack.unseen.items():
            self.resources.append(self._unseen(name, key.span))
        for name in self._connected:
            self.resources.append(self._unseen(f"{name}Connectors", stack.resources[name].key.span))
        for macro in (*self.macros, *stack.template.includes):
            self.resources.append(self._unseen(f"Transform::{macro}", Span(stack.template.source.number, 0, 0)))
        self.resources.extend(self._beside(stack))
        nested: dict[str, list[str]] = {}
        made_by_sets = [(name, child) for name, found in self._sets.items() for child in found.stacks]
        for name, child in (*stack.children(), *made_by_sets):
            inner = Lowering(child, self._beside)
            inner.lower()
            self.resources.extend(inner.resources)
            addresses = [resource.address for resource in inner.resources]
            nested.setdefault(name, []).extend(addresses)
            self.edges.extend(inner.edges)
            self.edges.extend(Edge(each, stack.address(name)) for each in addresses)
        for resource in stack.resources.values():
            self.edges.extend(self._edges(resource, nested))
        for name, (_, node) in stack.unseen.items():
            targets = (target for other in mentioned(node) for target in self._targets(other, nested))
            self.edges.extend(Edge(stack.address(name), target) for target in targets if target != name)

        refused = stack.evaluator.loops.refused
        if refused is not None:
            message = f"its loops make more than {MOST} nodes: {refused.text} is not followed"
            self.run.problems.append(Problem("budget", message, stack.template.source.path, refused.span))

    # --- resources ----------------------------------------------------------------------------------------------

    def _lowered(self, declared: Declared) -> Iterator[Resource]:
        properties = self._properties(declared)
        if declared.type == STACK_SET:
            self._sets[declared.name] = found = open_set(self.stack, declared, properties)
            said = capabilities(declared, properties)
            self.resources.extend(acknowledged(child, said) for child in found.stacks)
        is_custom = declared.type.startswith("Custom::")
        resource = self._resource(declared, CUSTOM if is_custom else declared.type, properties)
        if custom_aws.is_call(declared.type, properties):
            call = custom_aws.lower(properties)
            resource.type, resource.attributes, resource.calls = call.type, call.attributes, call.calls
            resource.names, resource.opaque = names_of(call.type), call.opaque
            if call.region is not None:
                resource.region, resource.own_region, resource.region_span = call.region, True, call.region.span
            if call.elsewhere:
                resource.account = Unknown("the call is made with another role", span=properties.span)
                resource.credentials = f"the role of {resource.address}"
        elif declared.name in self._made:
            own, *others = self._made[declared.name]
            resource.type, resource.attributes = own.type, self._complete(own.attributes)
            resource.names = names_of(own.type)
            if own.type == "AWS::Lambda::Function":
                resource.commands = self._zip_file(resource.attributes)
            resource.opaque = False
            for made in others:
                further = self._resource(declared, made.type, self._complete(made.attributes))
                further.address = further.block = self.stack.address(made.name)
                further.lifecycle, further.commands, further.opaque = {}, (), False
                yield further
        yield resource

    def _properties(self, declared: Declared) -> MapOf:
        node = declared.node.get("Properties")
        if node is None:
            return self._complete(MapOf({}, span=declared.key.span))
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
            return self._complete(value)
        return MapOf({}, complete=isinstance(value, Known) and value.scalar is None, span=node.span)

    def _complete(self, attributes: MapOf) -> MapOf:
        """The attributes as they are after the template's macros: there may be more, and others."""
        if not self.macros:
            return attributes
        kept = (f"the macro {name} keeps what is written" for name in self.macros)
        certain: MapOf = _without_strings(attributes, f"the macro {self.macros[0]} may replace it")
        return assuming(replace(certain, complete=False), *kept)

    def _resource(self, declared: Declared, type_: str, attributes: MapOf) -> Resource:
        stack = self.stack
        pseudo = self.run.pseudo
        node = declared.node
        metadata = node.get("Metadata")
        construct = metadata.text("aws:cdk:path") if isinstance(metadata, Mapping) else None
        lifecycle = {name: stack.evaluator.value(inner) for name in _KEPT_WITH if (inner := node.get(name)) is not None}
        return Resource(
            address=stack.address(declared.name),
            type=type_,
            native_type=declared.type,
            attributes=attributes,
            names=names_of(type_),
            header=declared.key.span,
            exists=stack.existence(stack.decision(node, declared.assumes)),
            provider=self.run.provider,
            region=pseudo["AWS::Region"],
            account=pseudo["AWS::AccountId"],
            partition=pseudo["AWS::Partition"],
            region_span=pseudo["AWS::Region"].span,
            lifecycle=lifecycle,
            opaque=self._is_opaque(declared, attributes),
            commands=self._commands(declared, attributes),
            chain=stack.chain,
            mode="module" if _makes_others(declared) else "managed",
            construct=construct_at(construct or ""),
            metadata=_settings(metadata),
        )

    def _is_opaque(self, declared: Declared, attributes: MapOf) -> bool:
        if declared.type in NESTED_TYPES:
            return self.stack.child(declared.name) is None
        if declared.type == STACK_SET:
            return not self._sets[declared.name].is_whole
        if declared.type in _OPAQUE or _makes_others(declared) or not declared.type.startswith(("AWS::", "Alexa::")):
            return True
        if declared.type == "AWS::EC2::Instance":
            return "UserData" in attributes.items or "LaunchTemplate" in attributes.items or not attributes.complete
        return False

    def _commands(self, declared: Declared, attributes: MapOf) -> tuple[Value, ...]:
        if declared.type == "AWS::Lambda::Function":
            return self._zip_file(attributes)
        properties = declared.properties
        if properties is not None and declared.type == "AWS::EC2::LaunchTemplate":
            properties = properties.mapping("LaunchTemplateData")
        data = properties.get("UserData") if properties is not None else None
        if data is not None:
            encoded = data.get("Fn::Base64") if isinstance(data, Mapping) else None
            return _written(self.stack.evaluator.value(encoded if encoded is not None else data))
        token = attributes.items.get("ServiceToken")
        if isinstance(token, Reference):
            return self._code_of(token)
        return ()

    def _code_of(self, token: Reference) -> tuple[Value, ...]:
        """The code of the function of this template that a custom resource calls."""
        function = self.stack.resources.get(token.resource.removeprefix(self.stack.prefix))
        properties = function.properties if function is not None else None
        if function is None or properties is None:
            return ()
        code = properties.mapping("Code")
        node = code.get("ZipFile") if code is not None else properties.get("InlineCode")
        return _written(self.stack.evaluator.value(node)) if node is not None else ()

    @staticmethod
    def _zip_file(attributes: MapOf) -> tuple[Value, ...]:
        code = attributes.items.get("Code")
        text = code.items.get("ZipFile") if isinstance(code, MapOf) else None
        return _written(text) if text is not None else ()

    def _unseen(self, name: str, span: Span) -> Resource:
        """A stand-in for resources that a macro or a loop makes."""
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

    # --- edges --------------------------------------------------------------------------------------------------

    def _targets(self, name: str, nested: dict[str, list[str]]) -> list[str]:
        """The nodes that a name stands for: what needs a nested stack waits for everything in it.

        `Function.Alias` is what the Serverless transform makes of the function.
        """
        stack = self.stack
        name = name.partition(".")[0]
        if name in stack.resources or name in stack.generated or name in stack.unseen:
            return [stack.address(name), *nested.get(name, ())]
        return []

    def _edges(self, declared: Declared, nested: dict[str, list[str]]) -> Iterator[Edge]:
        stack = self.stack
        source = stack.address(declared.name)

        targets = functools.partial(self._targets, nested=nested)
        seen: set[str] = set()
        for section in _MENTIONING:
            node = declared.node.get(section)
            if node is None:
                continue
            parts = node.entries if isinstance(node, Mapping) and section == "Properties" else ()
            named = [(key.text, value) for key, value in parts] or [(section, node)]
            if len(named) == 1 and named[0][0].startswith(("Fn::", "Ref")):
                named = [(section, node)]
            for via, value in named:
                for name in mentioned(value):
                    if name not in seen:
                        seen.add(name)
                        yield from (Edge(source, target, EdgeKind.REFERENCE, via) for target in targets(name))
        for name in depended_on(declared.node.get("DependsOn")):
            yield from (Edge(source, target, EdgeKind.DEPENDS_ON, "DependsOn") for target in targets(name))
        if declared.type == sam.CONNECTOR or declared.name in self._connected:
            step = source if declared.type == sam.CONNECTOR else f"{source}Connectors"
            for name in (*sam.connected(declared.node), *([declared.name] if step != source else [])):
                yield from (Edge(step, target, EdgeKind.REFERENCE, "Connectors") for target in targets(name))
        for made in self._made.get(declared.name, [])[1:]:
            address = stack.address(made.name)
            if made.type == "AWS::IAM::Role":
                yield Edge(source, address, EdgeKind.REFERENCE, "Role")
            else:
                yield Edge(address, source, EdgeKind.REFERENCE, "FunctionName")
            for section in made.mentions:
                node = declared.properties.get(section) if declared.properties is not None else None
                for name in mentioned(node) if node is not None else ():
                    yield from (Edge(address, target, EdgeKind.REFERENCE, section) for target in targets(name))


def _with_what_is_not_set(properties: MapOf, node: Mapping | None) -> MapOf:
    """The properties with those that are AWS::NoValue as missing ones: to the Serverless transform they are written."""
    written = {key.text: Missing(value.span) for key, value in node.entries} if node is not None else {}
    written = {name: value for name, value in written.items() if not name.startswith("Fn::")}
    return replace(properties, items={**written, **properties.items})


def _makes_others(declared: Declared) -> bool:
    """Whether a resource stands for others that cannot be seen."""
    if declared.type.startswith("AWS::Serverless::"):
        return declared.type not in sam.TYPES and declared.type not in NESTED_TYPES
    return declared.type.endswith("::MODULE")


def _names_made(declared: Declared) -> Iterator[str]:
    """The logical ids that the Serverless transform may make from a resource's own."""
    properties = declared.properties
    if properties is None or properties.get("Role") is None:
        yield f"{declared.name}Role"
    alias = properties.text("AutoPublishAlias") if properties is not None else None
    if alias:
        yield from (f"{declared.name}Version", f"{declared.name}Alias{alias}")
    events = properties.mapping("Events") if properties is not None else None
    for key, _ in events.entries if events is not None else ():
        yield from (f"{declared.name}{key.text}", f"{declared.name}{key.text}Permission")


def construct_at(path: str) -> str:
    """The path of the construct that a resource belongs to, without the names of the resource in it. `at FILE:LINE`,
    which may follow it, stays."""
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
        return ListOf(tuple(_literal(item) for item in node.items), span=node.span)
    return MapOf({key.text: _literal(value) for key, value in node.entries}, span=node.span)


def _written(value: Value) -> tuple[Value, ...]:
    """A text, as far as it is known, as the commands of a resource."""
    return () if isinstance(value, Missing) else (revealed(value),)
