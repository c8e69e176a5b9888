"""The edges of one stack: what its resources refer to, and what they wait for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Mapping as Table
from typing import Final

from awslint.cloudformation.edges import depended_on, mentioned
from awslint.cloudformation.resources import Declared
from awslint.cloudformation.sam import transform as sam
from awslint.cloudformation.sam.events import Made
from awslint.cloudformation.stack import Stack
from awslint.graph.resource import Edge, EdgeKind
from awslint.syntax.tree import Mapping, Node

_MENTIONING: Final = ("Properties", "Metadata", "CreationPolicy", "UpdatePolicy")


class Dependencies:
    """Finds the edges of one stack.

    Args:
        made: by resource, what the Serverless transform makes of it.
        connected: the resources that have connectors of their own.
        nested: by resource that is a stack, the addresses of the nodes in it.
    """

    def __init__(
        self,
        stack: Stack,
        made: Table[str, list[Made]],
        connected: Collection[str],
        nested: Table[str, list[str]],
    ) -> None:
        self._stack = stack
        self._made = made
        self._connected = connected
        self._nested = nested

    def targets(self, name: str) -> list[str]:
        """Returns the nodes that a name stands for: what needs a nested stack waits for everything in it.

        `Function.Alias` is what the Serverless transform makes of the function.
        """
        stack = self._stack
        name = name.partition(".")[0]
        if name in stack.resources or name in stack.generated or name in stack.unseen:
            return [stack.address(name), *self._nested.get(name, ())]
        return []

    def of_resource(self, declared: Declared) -> Iterator[Edge]:
        """Yields the edges from a resource, and from what a transform makes of it."""
        stack = self._stack
        source = stack.address(declared.name)

        yield from self._references(declared)
        for name in depended_on(declared.node.get("DependsOn")):
            yield from (Edge(source, target, EdgeKind.DEPENDS_ON, "DependsOn") for target in self.targets(name))
        if declared.type == sam.CONNECTOR or declared.name in self._connected:
            step = source if declared.type == sam.CONNECTOR else f"{source}Connectors"
            for name in (*sam.connected(declared.node), *([declared.name] if step != source else [])):
                yield from (Edge(step, target, EdgeKind.REFERENCE, "Connectors") for target in self.targets(name))
        for made in self._made.get(declared.name, [])[1:]:
            yield from self._of_made(declared, made)

    def _references(self, declared: Declared) -> Iterator[Edge]:
        """The edges to what the parts of a resource mention, each by the first part that does."""
        source = self._stack.address(declared.name)
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
                        yield from (Edge(source, target, EdgeKind.REFERENCE, via) for target in self.targets(name))

    def _of_made(self, declared: Declared, made: Made) -> Iterator[Edge]:
        """The edges of what the Serverless transform makes beside a resource."""
        stack = self._stack
        source, address = stack.address(declared.name), stack.address(made.name)
        if made.type == "AWS::IAM::Role":
            yield Edge(source, address, EdgeKind.REFERENCE, "Role")
        else:
            yield Edge(address, source, EdgeKind.REFERENCE, "FunctionName")
        for section in made.mentions:
            node = declared.properties.get(section) if declared.properties is not None else None
            for name in mentioned(node) if node is not None else ():
                yield from (Edge(address, target, EdgeKind.REFERENCE, section) for target in self.targets(name))

    def of_unseen(self, name: str, node: Node) -> Iterator[Edge]:
        """Yields the edges from a part of the template that makes resources at the deployment."""
        targets = (target for other in mentioned(node) for target in self.targets(other))
        yield from (Edge(self._stack.address(name), target) for target in targets if target != name)
