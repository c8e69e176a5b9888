"""From a stack to the resources and edges of the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from awslint.cloudformation import custom_aws
from awslint.cloudformation.commands import zip_file
from awslint.cloudformation.declarations import acknowledged
from awslint.cloudformation.dependencies import Dependencies
from awslint.cloudformation.foreach import MOST
from awslint.cloudformation.nodes import CUSTOM, Nodes, names_of
from awslint.cloudformation.resources import Declared
from awslint.cloudformation.sam import transform as sam
from awslint.cloudformation.sam.events import Made
from awslint.cloudformation.stack import Stack
from awslint.cloudformation.stacksets import STACK_SET, StackSet, capabilities, open_set
from awslint.graph.loading import Problem
from awslint.graph.resource import Edge, Resource
from awslint.syntax.tree import Mapping
from awslint.values import MapOf, Missing, Span, Unknown


class Lowering:
    """Makes the resources and edges of one stack and of the stacks nested in it.

    `beside` makes the nodes of a stack that are no resources.
    """

    def __init__(self, stack: Stack, beside: Callable[[Stack], Iterable[Resource]]) -> None:
        self.stack = stack
        self._beside = beside
        self._nodes = Nodes(stack)
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
                properties = _with_what_is_not_set(self._nodes.properties(resource), resource.properties)
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
            self.resources.append(self._nodes.unseen(name, key.span))
        for name in self._connected:
            self.resources.append(self._nodes.unseen(f"{name}Connectors", stack.resources[name].key.span))
        for macro in (*stack.template.macros, *stack.template.includes):
            self.resources.append(self._nodes.unseen(f"Transform::{macro}", Span(stack.template.source.number, 0, 0)))
        self.resources.extend(self._beside(stack))
        dependencies = Dependencies(stack, self._made, self._connected, self._lower_nested())
        for resource in stack.resources.values():
            self.edges.extend(dependencies.of_resource(resource))
        for name, (_, node) in stack.unseen.items():
            self.edges.extend(dependencies.of_unseen(name, node))

        refused = stack.evaluator.loops.refused
        if refused is not None:
            message = f"its loops make more than {MOST} nodes: {refused.text} is not followed"
            stack.run.problems.append(Problem("budget", message, stack.template.source.path, refused.span))

    def _lower_nested(self) -> dict[str, list[str]]:
        """Adds what the nested stacks hold, and returns its addresses by the resource that is the stack."""
        nested: dict[str, list[str]] = {}
        made_by_sets = [(name, child) for name, found in self._sets.items() for child in found.stacks]
        for name, child in (*self.stack.children(), *made_by_sets):
            lowering = Lowering(child, self._beside)
            lowering.lower()
            self.resources.extend(lowering.resources)
            addresses = [resource.address for resource in lowering.resources]
            nested.setdefault(name, []).extend(addresses)
            self.edges.extend(lowering.edges)
            self.edges.extend(Edge(address, self.stack.address(name)) for address in addresses)
        return nested

    def _lowered(self, declared: Declared) -> Iterator[Resource]:
        properties = self._nodes.properties(declared)
        if declared.type == STACK_SET:
            self._sets[declared.name] = found = open_set(self.stack, declared, properties)
            granted = capabilities(declared, properties)
            self.resources.extend(acknowledged(child, granted) for child in found.stacks)
        is_custom = declared.type.startswith("Custom::")
        resource = self._nodes.resource(declared, CUSTOM if is_custom else declared.type, properties)
        if declared.type == STACK_SET:
            resource.opaque = not self._sets[declared.name].is_whole
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
            resource.type, resource.attributes = own.type, self._nodes.complete(own.attributes)
            resource.names = names_of(own.type)
            if own.type == "AWS::Lambda::Function":
                resource.commands = zip_file(resource.attributes)
            resource.opaque = False
            for made in others:
                further = self._nodes.resource(declared, made.type, self._nodes.complete(made.attributes))
                further.address = further.block = self.stack.address(made.name)
                further.lifecycle, further.commands, further.opaque = {}, (), False
                yield further
        yield resource


def _with_what_is_not_set(properties: MapOf, node: Mapping | None) -> MapOf:
    """The properties with those that are AWS::NoValue as missing ones: to the Serverless transform they are written."""
    written = {key.text: Missing(value.span) for key, value in node.entries} if node is not None else {}
    written = {name: value for name, value in written.items() if not name.startswith("Fn::")}
    return replace(properties, items={**written, **properties.items})


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
