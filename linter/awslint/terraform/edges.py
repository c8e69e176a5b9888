"""The edges between the blocks of a module tree, as Terraform's own graph has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from awslint.graph.resource import Edge, EdgeKind
from awslint.syntax import hcl_tree as tree
from awslint.terraform.module import Module
from awslint.terraform.references import Needs, body_expressions, mentions


def edges(module: Module, needs: Needs | None = None, above: frozenset[str] = frozenset()) -> Iterator[Edge]:
    """Yields the edges of a module's blocks, once per call whatever its instances; `above` is what its call waits
    for."""
    needs = needs if needs is not None else Needs()
    for key, block in module.files.resources.items():
        source = module.prefixed(key, instance=False)
        yield from _block_edges(module, needs, source, block)
        yield from _all(source, above, EdgeKind.DEPENDS_ON)
    for name, block in module.files.modules.items():
        waits = above | _call_waits_for(module, needs, block)
        children = module.children(name)
        if children is None:
            source = module.prefixed(f"module.{name}", instance=False)
            for _, expression in body_expressions(block.body):
                waits |= needs.of(module, expression)
            yield from _all(source, waits, EdgeKind.REFERENCE)
        for child in (children or ())[:1]:
            yield from edges(child, needs, waits)


def _all(source: str, targets: Iterable[str], kind: EdgeKind, via: str = "") -> Iterator[Edge]:
    for target in sorted(targets):
        yield Edge(source, target, kind, via)


def _block_edges(module: Module, needs: Needs, source: str, block: tree.Block) -> Iterator[Edge]:
    for name, expression in body_expressions(block.body):
        if name == "depends_on":
            yield from _all(source, _depended(module, needs, expression), EdgeKind.DEPENDS_ON)
        elif name != "provider":
            yield from _all(source, needs.of(module, expression), EdgeKind.REFERENCE, name)


def _call_waits_for(module: Module, needs: Needs, call: tree.Block) -> frozenset[str]:
    """What every block of a called module waits for: the call's count, for_each and depends_on."""
    waits: frozenset[str] = frozenset()
    for name in ("count", "for_each"):
        if name in call.body.attributes:
            waits |= needs.of(module, call.body.attributes[name].expression)
    if "depends_on" in call.body.attributes:
        waits |= _depended(module, needs, call.body.attributes["depends_on"].expression)
    return waits


def _depended(module: Module, needs: Needs, expression: tree.Expression) -> frozenset[str]:
    found: set[str] = set(needs.of(module, expression))
    for mention in mentions(expression):
        if mention[0] == "module" and len(mention) > 1:
            children = module.children(mention[1]) if mention[1] in module.files.modules else None
            for child in (children or ())[:1]:
                found |= needs.everything_in(child)
            if children is None:
                found.add(module.prefixed(f"module.{mention[1]}", instance=False))
    return frozenset(found)
