"""Block bodies to values: attributes, nested blocks and dynamic blocks, first under native, then canonical names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from awslint.facts.names import Names
from awslint.syntax import hcl_tree as tree
from awslint.terraform.canonical import lazily_canonical
from awslint.terraform.evaluate import evaluate
from awslint.terraform.failure import Failure
from awslint.terraform.parts import entries_of
from awslint.terraform.scope import TOO_MANY_STEPS, Scope, steps_of
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Span,
    Unknown,
    Value,
    assuming,
    distribute,
    revealed,
)

META: Final = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection"})
"""Names inside a resource that are Terraform's own, not the provider's."""


def body_value(body: tree.Body, scope: Scope, skip: frozenset[str] = frozenset()) -> MapOf:
    """Returns a body as a map: attributes by name, nested blocks of one type as a list of maps."""
    written = _Written(body, scope, skip)
    return MapOf({name: written.value(name) for name in written.spans}, span=body.span, spans=written.spans)


def resource_value(
    body: tree.Body, scope: Scope, names: Mapping[str, Names], failed: Callable[[str, Span], Value]
) -> MapOf:
    """Returns the body of a resource under canonical names, each attribute evaluated when it is first asked for.

    Who asks expects a value: where awslint itself fails, `failed` gets the native name and the place, and gives one.
    """
    written = _Written(body, scope, META)

    def value_of(name: str) -> Value:
        if not scope.names.spend(steps_of(written.spans[name])):
            return Unknown(TOO_MANY_STEPS, span=written.spans[name])
        return written.value(name)

    items, spans = lazily_canonical(written.spans, value_of, names, failed)
    return MapOf(items, span=body.span, spans=spans)


class _Written:
    """What is written in a body, by name: an attribute, and blocks. `spans` has a place for every name."""

    def __init__(self, body: tree.Body, scope: Scope, skip: frozenset[str]) -> None:
        self.scope = scope
        self.attributes = body.attributes
        self.spans = {name: attribute.span for name, attribute in body.attributes.items() if name not in skip}
        self.blocks: dict[str, list[tree.Block]] = {}
        for block in body.blocks:
            if block.type not in skip:
                name = block.labels[0] if _is_dynamic(block) else block.type
                self.blocks.setdefault(name, []).append(block)
                self.spans.setdefault(name, block.span)

    def value(self, name: str) -> Value:
        """Returns the value under a name."""
        attribute = self.attributes.get(name)
        value = evaluate(attribute.expression, self.scope) if attribute is not None else None
        blocks = self.blocks.get(name)
        if blocks is None:
            assert value is not None
            return value
        lists = [self._block(block) for block in blocks]
        if value is not None:
            # The JSON syntax writes blocks as attributes; further ones may be dynamic.
            lists.insert(0, distribute(_listed, value))
        return lists[0] if len(lists) == 1 else distribute(_concatenated, *lists)

    def _block(self, block: tree.Block) -> Value:
        if _is_dynamic(block):
            return _dynamic(block, self.scope)
        return ListOf((replace(body_value(block.body, self.scope), span=block.span),), span=block.span)


def _is_dynamic(block: tree.Block) -> bool:
    return block.type == "dynamic" and bool(block.labels)


def _listed(value: Value) -> Value:
    return ListOf((value,), span=value.span) if isinstance(value, MapOf) else revealed(value)


def _concatenated(*lists: Value) -> Value:
    """The blocks of one type. The list has no place of its own: each block stands where it is written."""
    items: list[Value] = []
    assumes: list[str] = []
    complete = True
    for blocks in lists:
        if isinstance(blocks, ListOf):
            items.extend(blocks.items)
            complete = complete and blocks.complete
            assumes.extend(blocks.assumes)
        else:
            complete = False
    # That some blocks are left out by a default says nothing of the others.
    return ListOf(tuple(items), complete) if items else assuming(ListOf((), complete), *assumes)


def _dynamic(block: tree.Block, scope: Scope) -> Value:
    name = block.labels[0]
    attributes = block.body.attributes
    iterator = attributes.get("iterator")
    bound_name = (
        iterator.expression.name if iterator is not None and isinstance(iterator.expression, tree.Name) else name
    )
    content = next((body for body in block.body.blocks if body.type == "content"), None)
    if content is None or "for_each" not in attributes:
        return Unknown("a dynamic block without content", span=block.header)

    def make(collection: Value) -> Value:
        return assuming(blocks_of(collection), *collection.assumes)

    def blocks_of(collection: Value) -> ListOf:
        if isinstance(revealed(collection), Known):
            return ListOf((), span=block.span)
        entries = entries_of(collection)
        if isinstance(entries, Unknown):
            complete = isinstance(entries, Failure)
            return ListOf((), complete, block.span)
        if not scope.names.spend(5 * len(entries.items)):
            return ListOf((), False, block.header)
        made = []
        for key, value in entries.items:
            scope_of_block = scope.binding(**{bound_name: MapOf({"key": key, "value": value})})
            made.append(replace(body_value(content.body, scope_of_block), span=block.span))
        return ListOf(tuple(made), entries.complete, block.span)

    return distribute(make, evaluate(attributes["for_each"].expression, scope))
