"""data.aws_iam_policy_document: the document that its blocks and its sources make.

The order of merging is the provider's: source documents one after the other, then the own statements, then overriding
documents; a statement with the sid of an earlier one replaces it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from awslint.terraform.blocks import body_value
from awslint.terraform.policy_text import policy_text
from awslint.terraform.sizes import parts_of
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Origin,
    Reference,
    Text,
    Unknown,
    Value,
    assuming,
    distribute,
    revealed,
)

if TYPE_CHECKING:
    from awslint.terraform.instance import Instance


_SOURCES: Final = ("source_json", "source_policy_documents")
_OVERRIDES: Final = ("override_json", "override_policy_documents")


def rendered(instance: Instance, *, minified: bool = False) -> Value:
    """The `json` attribute, or the `minified_json`: a text whose `decoded` is the document."""
    body = body_value(instance.block.body, instance.scope)
    statements: list[Value] = []
    complete = True
    for name in _SOURCES:
        complete = _merge(statements, body.items.get(name), replaces=name == "source_json") and complete
    blocks = _blocks(body.items.get("statement", ListOf(())))
    written = blocks.items if isinstance(blocks, ListOf) else ()
    own = ListOf(
        tuple(
            _statement(block) if isinstance(block, MapOf) else Unknown("a statement is not known") for block in written
        ),
        isinstance(blocks, ListOf) and blocks.complete,
    )
    complete = complete and own.complete
    for statement in own.items:
        _put(statements, statement)
    for name in _OVERRIDES:
        complete = _merge(statements, body.items.get(name), replaces=True) and complete
    items: dict[str, Value] = {"Version": body.items.get("version", Known("2012-10-17"))}
    policy_id = body.items.get("policy_id")
    if policy_id is not None and not _is_null(policy_id):
        items["Id"] = policy_id
    found = ListOf(tuple(statements), complete) if statements else _none(body, complete)
    document = MapOf(items | {"Statement": found}, span=instance.block.header)
    text = _text(body, MapOf(items | {"Statement": own}), minified=minified)
    if text is not None:
        reasons = dict.fromkeys(reason for part in parts_of(document) for reason in part.assumes)
        sensitive = any(part.sensitive for part in parts_of(document))
        return Known(text, instance.block.header, sensitive, tuple(reasons), Origin.COMPUTED, document)
    return Text((Unknown("the rendered text of a policy document"),), instance.block.header, decoded=document)


def _text(body: MapOf, own: MapOf, *, minified: bool) -> str | None:
    """The rendered text, where it is known. The provider has conditions and principals as sets: in which order it joins
    several of one kind is not known."""
    documents: list[list[Value]] = []
    for name in ("source_policy_documents", "override_policy_documents"):
        value = revealed(body.items.get(name, ListOf(())))
        if not isinstance(value, ListOf) or not value.complete:
            return None
        documents.append([item for item in value.items if not _is_null(item)])
    if not {"source_json", "override_json"}.isdisjoint(body.items) or _joins_several(body):
        return None
    return policy_text(documents[0], own, documents[1], minified=minified)


def _joins_several(body: MapOf) -> bool:
    for statement in _listed(body.items.get("statement")):
        for name, members in (("principals", ("type",)), ("not_principals", ("type",)), ("condition", _TEST)):
            blocks = _listed(statement.items.get(name)) if isinstance(statement, MapOf) else ()
            kinds = [_kind(block, members) for block in blocks]
            if len(set(kinds)) != len(kinds):
                return True
    return False


_TEST: Final = ("test", "variable")


def _kind(block: Value, members: Sequence[str]) -> tuple[object, ...]:
    values = [revealed(block.items.get(name, Missing())) if isinstance(block, MapOf) else Missing() for name in members]
    return tuple(value.scalar if isinstance(value, Known) else None for value in values)


def _listed(value: Value | None) -> Sequence[Value]:
    blocks = _blocks(value) if value is not None else ListOf(())
    return blocks.items if isinstance(blocks, ListOf) else ()


def _none(body: MapOf, complete: bool) -> ListOf:
    """No statements, and the defaults that leave them out."""
    left_out = (body.items.get(name) for name in ("statement", *_SOURCES, *_OVERRIDES))
    assumptions = (assumption for value in left_out if value is not None for assumption in value.assumes)
    return assuming(ListOf((), complete), *assumptions)


def _blocks(value: Value) -> Value:
    """Nested blocks as a list; the JSON syntax may write a single one as an object."""
    content = revealed(value)
    return ListOf((content,), span=content.span) if isinstance(content, MapOf) else content


def _is_null(value: Value) -> bool:
    return isinstance(value, Known) and value.scalar is None


def _is_empty(value: Value) -> bool:
    return isinstance(value, (ListOf, MapOf)) and value.complete and not value.items


def _merge(statements: list[Value], value: Value | None, *, replaces: bool) -> bool:
    """Adds the statements of other documents; says whether all of them are known."""
    if value is None or _is_null(value):
        return True
    value = revealed(value) if not isinstance(value, Reference) or value.value is not None else value
    documents = value.items if isinstance(value, ListOf) else (value,)
    complete = not isinstance(value, ListOf) or value.complete
    for document in documents:
        found = _decoded(document)
        if found is None:
            complete = False
            continue
        listed = revealed(found.items.get("Statement", ListOf(())))
        if isinstance(listed, MapOf):
            listed = ListOf((listed,))
        complete = complete and isinstance(listed, ListOf) and listed.complete and found.complete
        if isinstance(listed, ListOf) and len(statements) + len(listed.items) > _MOST_STATEMENTS:
            return False
        for statement in listed.items if isinstance(listed, ListOf) else ():
            _put(statements, statement, replaces=replaces)
    return complete


_MOST_STATEMENTS: Final = 2_000
"""Statements that are put together: documents of documents multiply them, and no policy has room for so many."""


def _decoded(value: Value) -> MapOf | None:
    content = revealed(value)
    if isinstance(content, (Known, Text)):
        if isinstance(content.decoded, MapOf):
            return content.decoded
        if isinstance(content, Known) and content.scalar == "":
            return MapOf({})
        if isinstance(content, Known) and isinstance(content.scalar, str):
            import json

            from awslint.values import wrap

            try:
                document = json.loads(content.scalar)
            except ValueError:
                return None
            wrapped = wrap(document, content.span)
            return wrapped if isinstance(wrapped, MapOf) else None
    return None


def _put(statements: list[Value], statement: Value, *, replaces: bool = True) -> None:
    sid = _sid(statement)
    if replaces and sid:
        for index, earlier in enumerate(statements):
            if _sid(earlier) == sid:
                statements[index] = statement
                return
    statements.append(statement)


def _sid(statement: Value) -> str:
    value = revealed(statement.items.get("Sid", Missing())) if isinstance(statement, MapOf) else Missing()
    return str(value.scalar) if isinstance(value, Known) and value.scalar else ""


_LISTS = {"actions": "Action", "not_actions": "NotAction", "resources": "Resource", "not_resources": "NotResource"}
_PRINCIPALS = {"principals": "Principal", "not_principals": "NotPrincipal"}


def _statement(block: MapOf) -> Value:
    items: dict[str, Value] = {"Effect": Known("Allow", block.span, origin=Origin.COMPUTED)}
    spans = {}
    for name, value in block.items.items():
        if _is_null(value) or _is_empty(value):
            if name in _LISTS and value.assumes:
                items[_LISTS[name]] = Missing(value.span, assumes=value.assumes)
            continue
        if name == "sid":
            items["Sid"] = value
        elif name == "effect":
            items["Effect"] = value
        elif name in _LISTS:
            items[_LISTS[name]] = distribute(lambda choice: _distinct(_translated(choice)), value)
            spans[_LISTS[name]] = block.spans.get(name, value.span)
        elif name in _PRINCIPALS:
            items[_PRINCIPALS[name]] = distribute(_principals, value)
            spans[_PRINCIPALS[name]] = block.spans.get(name, value.span)
        elif name == "condition":
            items["Condition"] = distribute(_conditions, value)
            spans["Condition"] = block.spans.get(name, value.span)
    return MapOf(items, block.complete, block.span, spans=spans)


def _distinct(value: Value) -> Value:
    """The provider has these lists as sets: what is written twice is there once."""
    if not isinstance(value, ListOf):
        return value
    distinct: dict[object, Value] = {}
    for index, element in enumerate(value.items):
        content = revealed(element)
        distinct.setdefault(content.scalar if isinstance(content, Known) else index, element)
    return replace(value, items=tuple(distinct.values()))


def _translated(value: Value) -> Value:
    """`&{aws:username}` is written for IAM's own `${aws:username}`."""
    content = revealed(value)
    if isinstance(content, ListOf):
        return replace(content, items=tuple(distribute(_translated, element) for element in content.items))
    if isinstance(content, Known) and isinstance(content.scalar, str) and "&{" in content.scalar:
        return replace(content, scalar=content.scalar.replace("&{", "${"))
    if isinstance(content, Text):
        parts = tuple(part.replace("&{", "${") if isinstance(part, str) else part for part in content.parts)
        return replace(content, parts=parts)
    return value


def _principals(value: Value) -> Value:
    blocks = _blocks(value)
    if not isinstance(blocks, ListOf):
        return Unknown("the principals are not known", span=value.span)
    kinds: dict[str, Value] = {}
    complete = blocks.complete
    for block in blocks.items:
        kind = revealed(block.items.get("type", Missing())) if isinstance(block, MapOf) else Missing()
        if not isinstance(block, MapOf) or not isinstance(kind, Known):
            complete = False
            continue
        identifiers = block.items.get("identifiers", ListOf(()))
        identifiers = distribute(_translated, identifiers)
        if kind.scalar == "*" and isinstance(identifiers, ListOf) and complete and len(blocks.items) == 1:
            return Known("*", block.span)
        kinds[str(kind.scalar)] = _added(kinds.get(str(kind.scalar)), identifiers)
    return MapOf(kinds, complete, blocks.span)


def _added(earlier: Value | None, further: Value) -> Value:
    if earlier is None:
        return further
    if isinstance(earlier, ListOf) and isinstance(further, ListOf):
        return replace(earlier, items=earlier.items + further.items, complete=earlier.complete and further.complete)
    return Unknown("the identifiers are not known")


def _conditions(value: Value) -> Value:
    blocks = _blocks(value)
    if not isinstance(blocks, ListOf) or isinstance(value, OneOf):
        return Unknown("the conditions are not known", span=value.span)
    operators: dict[str, dict[str, Value]] = {}
    complete = blocks.complete
    for block in blocks.items:
        test = revealed(block.items.get("test", Missing())) if isinstance(block, MapOf) else Missing()
        variable = revealed(block.items.get("variable", Missing())) if isinstance(block, MapOf) else Missing()
        if not isinstance(block, MapOf) or not isinstance(test, Known) or not isinstance(variable, Known):
            complete = False
            continue
        values = distribute(_translated, block.items.get("values", ListOf(())))
        found = operators.setdefault(str(test.scalar), {})
        found[str(variable.scalar)] = _added(found.get(str(variable.scalar)), values)
    return MapOf({test: MapOf(found) for test, found in operators.items()}, complete, blocks.span)
