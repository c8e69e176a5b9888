"""Native names to canonical ones: where an attribute stands, and in which form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeGuard

from awslint.facts.names import Container, Element, Form, Names, Nested, Placed, name_of, top_names
from awslint.iam.texts import structure_of
from awslint.values import (
    Known,
    LazyMapping,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Reference,
    Span,
    Text,
    Unknown,
    Value,
    distribute,
    revealed,
)


class Part(NamedTuple):
    """What one native attribute gives to the canonical form: a value, inside the containers, with its span."""

    containers: tuple[Container, ...]
    name: str
    value: Value
    span: Span


def canonical(native: MapOf, names: Mapping[str, Names], in_document: bool = False) -> MapOf:
    """Returns the map under canonical names. A null is missing; a name without a canonical one is kept.

    An empty string is missing too: the provider sends it no more than a null. In a document it is a string.
    """
    unset = _set_or_missing if in_document else _written_or_missing
    items: dict[str, Value] = {}
    spans = {}
    moved: list[Part] = []
    for name, value in native.items.items():
        known = names.get(name)
        if _moves(known):
            moved.extend(_parts(unset(value), known, native.spans.get(name, value.span)))
            continue
        key = name if known is None else top_names(known)[0]
        items[key] = nested(value, known, in_document) if isinstance(known, Nested) else value
        items[key] = unset(items[key]) if known is not None else _set_or_missing(items[key])
        if name in native.spans:
            spans[key] = native.spans[name]
    if not moved:
        return replace(native, items=items, spans=spans)
    moved.extend(Part((), key, value, spans.get(key, value.span)) for key, value in items.items())
    return replace(native, items=dict(_members(moved)), spans=_spans(moved) | spans)


def lazily_canonical(
    native: Mapping[str, Span],
    value_of: Callable[[str], Value],
    names: Mapping[str, Names],
    failed: Callable[[str, Span], Value],
) -> tuple[LazyMapping, dict[str, Span]]:
    """Returns the canonical attributes by name, each found when it is first asked for, and their spans.

    `native` are the names that are written. Where awslint itself fails, `failed` gets the native name and the
    place, and gives a value.
    """
    origins: dict[str, list[str]] = {}
    for name in native:
        known = names.get(name)
        for key in (name,) if known is None else top_names(known):
            origins.setdefault(key, []).append(name)

    def find(key: str) -> Value:
        parts: list[Part] = []
        for name in origins[key]:
            try:
                known = names.get(name)
                value = _written_or_missing(value_of(name)) if known is not None else _set_or_missing(value_of(name))
                if not _moves(known):
                    value = nested(value, known) if isinstance(known, Nested) else value
                    parts.append(Part((), key, value, native[name]))
                else:
                    parts.extend(part for part in _parts(value, known, native[name]) if _first(part) == key)
            except Exception:
                parts.append(Part((), key, failed(name, native[name]), native[name]))
        return dict(_members(parts)).get(key, Missing())

    spans = {key: native[natives[0]] for key, natives in origins.items()}
    return LazyMapping(origins, find), spans


def _moves(known: Names | None) -> TypeGuard[Placed | Nested]:
    return isinstance(known, Placed) or (isinstance(known, Nested) and not known.name)


def _first(part: Part) -> str:
    if not part.containers:
        return part.name
    return part.containers[0] if isinstance(part.containers[0], str) else part.containers[0].name


def _parts(value: Value, known: Names, span: Span) -> Iterator[Part]:
    """What an attribute gives to the canonical form. A block without a name of its own gives what is in it."""
    placed = known if isinstance(known, Placed) else Placed(known)
    target = placed.target
    if isinstance(target, Nested) and not target.name:
        for element, names in target.attributes.items():
            member, place = _member_of_block(value, element, span)
            for part in _parts(member, names, place):
                yield part._replace(containers=(*placed.containers, *part.containers))
        return
    if isinstance(target, Nested) and placed.form is Form.EACH:
        value = nested(value, target)
    formed = distribute(lambda choice: _formed(revealed(choice), placed), value) if _has_form(placed) else value
    if isinstance(target, Nested) and not placed.form.is_map and placed.form is not Form.EACH:
        formed = nested(formed, target, placed.form is Form.DOCUMENT)
        formed = distribute(_blocks_or_missing, formed) if placed.containers else formed
    formed = _set_or_missing(formed)
    yield Part(placed.containers, name_of(target), formed, span)


def _blocks_or_missing(value: Value) -> Value:
    """Blocks; without any there is no object that they stand in either."""
    is_none = isinstance(value, ListOf) and value.complete and not value.items
    return Missing(value.span, assumes=value.assumes) if is_none else value


def _member_of_block(value: Value, name: str, span: Span) -> tuple[Value, Span]:
    """A member of a block of which there is at most one, and its place."""
    places: list[Span] = []

    def member(block: Value) -> Value:
        block = revealed(block)
        if isinstance(block, ListOf):
            if not block.complete or len(block.items) > 1:
                return Unknown(f"which block sets {name} is not known", span=block.span)
            return distribute(member, block.items[0]) if block.items else Missing(block.span, assumes=block.assumes)
        if isinstance(block, MapOf):
            if name in block.items:
                places.append(block.spans.get(name, block.items[name].span))
                return block.items[name]
            if not block.complete:
                return Unknown(f"{name} may be set", span=block.span)
            return Missing(block.span, assumes=block.assumes)
        if isinstance(block, Missing) or (isinstance(block, Known) and block.scalar is None):
            return Missing(block.span, assumes=block.assumes)
        return Unknown(block.why if isinstance(block, Unknown) else f"{name} is not known", span=block.span)

    found = distribute(member, value)
    return found, places[0] if places and places[0].is_somewhere else span


def _has_form(placed: Placed) -> bool:
    return placed.form is not Form.SAME or bool(placed.scalars)


def _formed(value: Value, placed: Placed) -> Value:
    if isinstance(value, Missing) or (isinstance(value, Known) and value.scalar is None):
        return value
    if placed.form is Form.DOCUMENT:
        read = structure_of(value)
        return value if isinstance(read, str) else read
    if placed.form is Form.PAIRS:
        return _pairs(value, *placed.pair)
    if placed.form is Form.VALUES and isinstance(value, MapOf) and isinstance(placed.target, Nested):
        target = placed.target
        return replace(value, items={key: nested(member, target) for key, member in value.items.items()})
    if placed.form is Form.MEMBERS:
        return _by_name(value)
    if placed.form is Form.KEYED:
        return _by_key(value, placed.pair[0], placed.target)
    if placed.form is Form.EACH:
        return _each_in_object(value, placed.pair[0])
    if placed.form is Form.PREFIX:
        return _begins(value)
    if placed.form is Form.LIST:
        return value if isinstance(value, (Unknown, Reference)) else ListOf((value,), span=value.span)
    if isinstance(value, Known):
        text = str(value.scalar).lower() if isinstance(value.scalar, bool) else str(value.scalar)
        return replace(value, scalar=placed.scalars.get(text, value.scalar))
    return replace(value, type=None) if isinstance(value, Unknown) else value


def _pairs(value: Value, key: str, member: str) -> Value:
    if not isinstance(value, MapOf):
        return replace(value, type=None) if isinstance(value, Unknown) else value

    def pair(name: str, element: Value) -> Value:
        place = value.spans.get(name, element.span)
        return MapOf({key: Known(name, place), member: element}, span=place, spans={member: place})

    items = tuple(
        distribute(lambda choice, name=name: _missing_or(lambda: pair(name, choice), choice), _set_or_missing(element))
        for name, element in value.items.items()
    )
    return ListOf(items, value.complete, value.span, value.sensitive, value.assumes)


def _by_name(value: Value) -> Value:
    if not isinstance(value, ListOf):
        return replace(value, type=None) if isinstance(value, Unknown) else value
    items: dict[str, Value] = {}
    spans: dict[str, Span] = {}
    complete = value.complete
    for block in map(revealed, value.items):
        name = revealed(block.items.get("name", Missing())) if isinstance(block, MapOf) else Missing()
        if isinstance(block, MapOf) and isinstance(name, Known) and isinstance(name.scalar, str):
            items[name.scalar] = block.items.get("value", Missing())
            spans[name.scalar] = block.span
        else:
            complete = False
    return MapOf(items, complete, value.span, value.sensitive, value.assumes, spans)


def _by_key(value: Value, key: str, target: str | Nested) -> Value:
    if not isinstance(value, ListOf):
        return replace(value, type=None) if isinstance(value, Unknown) else value
    items: dict[str, Value] = {}
    spans: dict[str, Span] = {}
    complete = value.complete
    for block in map(revealed, value.items):
        name = revealed(block.items.get(key, Missing())) if isinstance(block, MapOf) else Missing()
        if isinstance(block, MapOf) and isinstance(name, Known) and isinstance(name.scalar, str):
            rest = {member: element for member, element in block.items.items() if member != key}
            block_value = replace(block, items=rest)
            items[name.scalar] = nested(block_value, target) if isinstance(target, Nested) else block_value
            spans[name.scalar] = block.span
        else:
            complete = False
    return MapOf(items, complete, value.span, value.sensitive, value.assumes, spans)


def _each_in_object(value: Value, member: str) -> Value:
    if not isinstance(value, ListOf):
        return replace(value, type=None) if isinstance(value, Unknown) else value
    return replace(value, items=tuple(MapOf({member: element}, span=element.span) for element in value.items))


def _missing_or(make: Callable[[], Value], value: Value) -> Value:
    return value if isinstance(value, Missing) else make()


def _begins(value: Value) -> Value:
    hole = Unknown("the provider makes up the rest of the name", "string", span=value.span)
    if isinstance(value, Known) and isinstance(value.scalar, str):
        return Text((value.scalar, hole), value.span, value.sensitive, value.assumes)
    if isinstance(value, Text):
        return replace(value, parts=(*value.parts, hole), decoded=None)
    if isinstance(value, Unknown):
        return replace(value, type=None)
    return Unknown("it begins with what is not known", span=value.span)


def _members(parts: list[Part]) -> Iterator[tuple[str, Value]]:
    """The members of an object that the parts make."""
    by_name: dict[str, list[Part]] = {}
    for part in parts:
        by_name.setdefault(_first(part), []).append(part)
    for name, several in by_name.items():
        found = [part.value for part in several if not part.containers]
        within = [placed._replace(containers=placed.containers[1:]) for placed in several if _is_in(placed, str)]
        if within:
            found.append(_object(within))
        elements = [placed for placed in several if _is_in(placed, Element)]
        if elements:
            found.append(_list(elements))
        yield name, found[0] if len(found) == 1 else distribute(_together, *found)


def _is_in(part: Part, kind: type) -> bool:
    return bool(part.containers) and isinstance(part.containers[0], kind)


def _object(parts: list[Part], members: tuple[tuple[str, str], ...] = ()) -> Value:
    """An object that is there where one of its members is."""
    if any(_is_surely_set(part.value) for part in parts):
        return _built(parts, members)

    def build(*values: Value) -> Value:
        if all(isinstance(member, Missing) for member in values):
            return Missing(assumes=_assumptions(values))
        if not any(_is_surely_set(member) for member in values):
            unknown = next(member for member in values if not isinstance(member, Missing))
            return replace(unknown, type=None) if isinstance(unknown, Unknown) else Unknown("it may be null")
        return _built([part._replace(value=value) for part, value in zip(parts, values, strict=True)], members)

    return distribute(build, *(part.value for part in parts))


def _assumptions(values: Iterable[Value]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(assumption for value in values for assumption in value.assumes))


def _built(parts: list[Part], members: tuple[tuple[str, str], ...]) -> Value:
    items = {name: Known(value) for name, value in members} | dict(_members(parts))
    return MapOf(items, spans=_spans(parts))


def _list(parts: list[Part]) -> Value:
    """The list of the elements that the parts make; Missing without any."""
    by_members: dict[tuple[tuple[str, str], ...], list[Part]] = {}
    for part in parts:
        element = part.containers[0]
        assert isinstance(element, Element)
        by_members.setdefault(element.members, []).append(part._replace(containers=part.containers[1:]))
    elements = [_object(several, members) for members, several in by_members.items()]
    known = tuple(member for member in elements if not isinstance(member, (Missing, Unknown)))
    complete = not any(isinstance(member, Unknown) for member in elements)
    if not known and not complete:
        return next(member for member in elements if isinstance(member, Unknown))
    return ListOf(known, complete) if known else Missing(assumes=_assumptions(elements))


def _together(*values: Value) -> Value:
    """What several attributes give to one name: lists are joined, else the one that is set counts."""
    left = [member for member in map(revealed, values) if not isinstance(member, Missing)]
    if len(left) < 2:
        return left[0] if left else values[0]
    unknown = next((member for member in left if isinstance(member, (Unknown, Reference))), None)
    if all(isinstance(member, (ListOf, Unknown)) for member in left) and any(
        isinstance(member, ListOf) for member in left
    ):
        items = tuple(element for member in left if isinstance(member, ListOf) for element in member.items)
        return ListOf(items, all(isinstance(member, ListOf) and member.complete for member in left))
    if unknown is not None:
        return Unknown("which of several attributes counts is not known", span=unknown.span)
    if all(isinstance(member, MapOf) for member in left):
        return _merged([member for member in left if isinstance(member, MapOf)])
    return left[0]


def _merged(maps: list[MapOf]) -> MapOf:
    items: dict[str, Value] = {}
    spans: dict[str, Span] = {}
    for element in maps:
        for name, value in element.items.items():
            items[name] = distribute(_together, items[name], value) if name in items else value
        spans |= {name: span for name, span in element.spans.items() if name not in spans}
    return MapOf(items, all(member.complete for member in maps), spans=spans)


def _spans(parts: list[Part]) -> dict[str, Span]:
    found: dict[str, Span] = {}
    for part in parts:
        if part.span.is_somewhere:
            found.setdefault(_first(part), part.span)
    return found


_NEVER_NULL = frozenset({"id", "arn", "name"})


def _is_surely_set(value: Value) -> bool:
    if isinstance(value, OneOf):
        return all(_is_surely_set(member) for _, member in value.choices)
    if isinstance(value, Reference):
        return bool(value.attribute and value.attribute[-1] in _NEVER_NULL) or (
            value.value is not None and _is_surely_set(value.value)
        )
    return isinstance(value, (Text, ListOf, MapOf)) or (isinstance(value, Known) and value.scalar is not None)


def _set_or_missing(value: Value) -> Value:
    if isinstance(value, OneOf):
        return replace(value, choices=tuple((guard, _set_or_missing(member)) for guard, member in value.choices))
    if isinstance(value, Known) and value.scalar is None:
        return Missing(value.span, value.sensitive, value.assumes)
    return value


def _written_or_missing(value: Value) -> Value:
    if isinstance(value, OneOf):
        return replace(value, choices=tuple((guard, _written_or_missing(member)) for guard, member in value.choices))
    if isinstance(value, Known) and value.scalar == "":
        return Missing(value.span, value.sensitive, value.assumes)
    return _set_or_missing(value)


def nested(value: Value, names: Nested, in_document: bool = False) -> Value:
    """Returns a block, or a list of blocks, under canonical names."""

    def formed(element: Value) -> Value:
        element = revealed(element)
        if isinstance(element, MapOf):
            return canonical(element, names.attributes, in_document)
        if isinstance(element, Known) and element.scalar is None:
            return Missing(element.span, assumes=element.assumes)
        return element

    def every(value: Value) -> Value:
        value = revealed(value)
        if not isinstance(value, ListOf):
            return formed(value)
        if not names.single:
            return replace(value, items=tuple(distribute(formed, element) for element in value.items))
        if not value.complete:
            return Unknown(f"how many {names.name} there are is not known", span=value.span)
        if len(value.items) == 1:
            return distribute(formed, value.items[0])
        return Missing(value.span, assumes=value.assumes) if not value.items else value

    return distribute(every, value) if not isinstance(value, Reference) else every(value)
