"""The edges of a plan's blocks, from what its configuration says that they refer to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from awslint.graph.resource import Edge, EdgeKind, Resource
from awslint.terraform.plan.configuration import Mentions, Module, mentions, references_in, steps_of
from awslint.terraform.plan.document import listed, mapping


def edges(root: Module, nodes: Sequence[Resource]) -> Iterator[Edge]:
    """Yields the edges of all blocks.

    Locals are not in a plan. What mentions one may need anything, so it is taken to wait for every opaque step: rules
    are then silent about what such a step might have done.
    """
    steps = tuple(dict.fromkeys(node.block for node in nodes if node.opaque))
    found = list(_of(root, frozenset(), steps))
    certain: dict[str, set[str]] = {}
    for edge in found:
        if edge.via != _HIDDEN:
            certain.setdefault(edge.source, set()).add(edge.target)
    for edge in found:
        if edge.via != _HIDDEN:
            yield edge
        elif not _reaches(certain, edge.target, edge.source):
            yield Edge(edge.source, edge.target, EdgeKind.REFERENCE, "locals")


_HIDDEN = "\0"


def _reaches(needs: dict[str, set[str]], start: str, goal: str) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            waiting.extend(needs.get(name, ()))
    return False


def _of(module: Module, above: frozenset[str], steps: Sequence[str]) -> Iterator[Edge]:
    for source, block in module.blocks():
        for target in sorted(_depended(module, block.get("depends_on"))):
            yield Edge(source, target, EdgeKind.DEPENDS_ON)
        expressions = dict(mapping(block.get("expressions")))
        expressions |= {
            name: block[f"{name}_expression"] for name in ("count", "for_each") if f"{name}_expression" in block
        }
        expressions["provisioner"] = [
            provisioner.get("expressions")
            for provisioner in listed(block.get("provisioners"))
            if isinstance(provisioner, dict)
        ]
        for name, expression in expressions.items():
            mentions = _mentioned(module, expression)
            for target in sorted({leaf.block for leaf in mentions.leaves}):
                yield Edge(source, target, EdgeKind.REFERENCE, name)
            if mentions.hidden:
                yield from (Edge(source, step, EdgeKind.REFERENCE, _HIDDEN) for step in steps if step != source)
        for target in sorted(above):
            yield Edge(source, target, EdgeKind.DEPENDS_ON)
    for child in module.children():
        call = child.call or {}
        waits = set(above) | _depended(module, call.get("depends_on"))
        for name in ("count_expression", "for_each_expression"):
            waits |= {leaf.block for leaf in _mentioned(module, call.get(name)).leaves}
        yield from _of(child, frozenset(waits), steps)


def _mentioned(module: Module, expression: Any) -> Mentions:
    found = [mentions(module, None, reference) for reference in references_in(expression)]
    leaves = tuple(dict.fromkeys(leaf for mention in found for leaf in mention.leaves))
    return Mentions(leaves, hidden=any(mention.hidden for mention in found))


def _depended(module: Module, targets: Any) -> set[str]:
    """The blocks that a `depends_on` waits for; of a module everything in it."""
    found: set[str] = set()
    for target in listed(targets):
        steps = steps_of(str(target))
        child = module.child(steps[1]) if len(steps) > 1 and steps[0] == "module" else None
        if child is not None:
            found |= {address for configuration in child.tree() for address, _ in configuration.blocks()}
        else:
            found |= {leaf.block for leaf in mentions(module, None, [str(target)]).leaves}
    return found
