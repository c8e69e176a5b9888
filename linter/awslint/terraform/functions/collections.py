"""Functions on lists and maps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from awslint.terraform.failure import Doubt, Failure
from awslint.terraform.functions.registry import (
    LARGEST,
    FunctionError,
    NotKnown,
    as_set,
    as_string,
    element_type,
    identity,
    is_identifier,
    items_of,
    kind_of,
    members_of,
    on_values,
    refuse_list,
    string_of,
    unified,
    whole_of,
    wrapped,
)
from awslint.terraform.functions.strings import characters
from awslint.terraform.parts import MANY, element_of
from awslint.terraform.types import convert
from awslint.terraform.unification import UNKNOWN, Type, common_type, is_unknown, type_of
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Reference,
    Span,
    Text,
    Truth,
    Unknown,
    Value,
    agreed,
    revealed,
    same,
)


def certain_items(value: Value) -> tuple[tuple[Value, ...], bool]:
    """Returns the elements that are surely in a list, and whether they are all. Raises FunctionError for what is no
    list."""
    value = revealed(value)
    if isinstance(value, ListOf):
        return value.items, value.complete
    if isinstance(value, (Unknown, Reference)) and kind_of(value) in (None, "list"):
        return (), False
    if isinstance(value, OneOf):
        raise NotKnown("which of the alternatives holds is not known")
    return items_of(value), True


def _list_items(value: Value) -> tuple[Value, ...]:
    """The elements of what must be a list or tuple, not a set."""
    content = revealed(value)
    if isinstance(content, ListOf) and content.is_set:
        raise FunctionError("a set stands where a list is expected")
    return items_of(content)


@on_values("length", 1, 1, "number")
def _length(value: Value) -> Value:
    if isinstance(value, ListOf):
        if not value.complete:
            raise NotKnown("further elements may be added at deployment")
        if value.is_set and len(value.items) > 1:
            return wrapped(len({identity(element) for element in value.items}))
        return wrapped(len(value.items))
    if isinstance(value, MapOf):
        return wrapped(len(members_of(value)))
    if isinstance(value, Known) and not isinstance(value.scalar, str):
        raise FunctionError("only strings, lists and maps have a length")
    return wrapped(len(characters(string_of(value))))


@on_values("concat", 1, None, "list")
def _concat(*lists: Value) -> Value:
    items: list[Value] = []
    complete = True
    for argument in lists:
        content = revealed(argument)
        if isinstance(content, ListOf) and content.is_set:
            raise FunctionError("a set stands where a list is expected")
        more, whole = certain_items(content)
        items.extend(more)
        complete = complete and whole
    if all(isinstance(element, ListOf) and element.element is not None for element in map(revealed, lists)):
        # Empty lists have a type too. Lists whose elements have no type in common make a tuple.
        common = common_type([type_of(element).element or UNKNOWN for element in lists])
        if common is not None and not is_unknown(common):
            return ListOf(tuple(convert(element, common) for element in items), complete, element=common)
        if common is not None:
            found = unified(items, complete)
            return ListOf(found, complete, element=element_type(found))
    return ListOf(tuple(items), complete)


_SCALARS = frozenset({"string", "number", "bool"})


@on_values("merge", 0, None, "map")
def _merge(*maps: Value) -> Value:
    items: dict[str, Value] = {}
    spans: dict[str, Span] = {}
    complete = True
    for argument in maps:
        content = revealed(argument)
        if isinstance(content, Known) and content.scalar is None:
            continue
        if isinstance(content, MapOf):
            added, whole = content.items, content.complete
            spans.update(content.spans)
        elif isinstance(content, (Known, ListOf, Text)) or (isinstance(content, Unknown) and content.type in _SCALARS):
            raise FunctionError("only maps can be merged")
        else:
            added, whole = {}, False
        if not whole:
            complete = False
            items = {key: Unknown("a map that is known at deployment may replace it") for key in items}
        items.update({key: member for key, member in added.items() if not isinstance(member, Missing)})
    return MapOf(items, complete, spans={key: span for key, span in spans.items() if key in items})


@on_values("flatten", 1, 1, "list")
def _flatten(value: Value) -> Value:
    items: list[Value] = []
    complete = _flatten_into(value, items)
    return ListOf(tuple(items), complete)


def _flatten_into(value: Value, items: list[Value]) -> bool:
    inside, complete = certain_items(value)
    content = revealed(value)
    if isinstance(content, ListOf) and content.is_set and complete:
        inside = items_of(content)
    for element in inside:
        kind = kind_of(element)
        if isinstance(revealed(element), OneOf):
            raise NotKnown("which of the alternatives holds is not known")
        if kind == "list":
            complete = _flatten_into(element, items) and complete
        elif kind is None and not is_identifier(element):
            complete = False
        else:
            items.append(element)
    return complete


@on_values("lookup", 2, 3)
def _lookup(collection: Value, key: Value, default: Value | None = None) -> Value:
    content = revealed(collection)
    if not isinstance(key, Known) and default is not None:
        return agreed([*members_of(content).values(), default], content)
    name = string_of(key)
    if isinstance(content, MapOf) and name in content.items and not isinstance(content.items[name], Missing):
        return content.items[name]
    members_of(content)
    if default is None:
        raise FunctionError(f'the map has no "{name}", and no default is given')
    element = content.element if isinstance(content, MapOf) else None
    converted = convert(default, element) if isinstance(element, Type) else default
    if isinstance(converted, Failure):
        raise FunctionError(f"the default: {converted.why}")
    return converted


@on_values("keys", 1, 1, "list")
def _keys(value: Value) -> Value:
    content = revealed(value)
    if isinstance(content, MapOf):
        names = sorted(key for key, member in content.items.items() if not isinstance(member, Missing))
        return ListOf(tuple(wrapped(name) for name in names), content.complete)
    return wrapped(sorted(members_of(content)))


@on_values("values", 1, 1, "list")
def _values(value: Value) -> Value:
    content = revealed(value)
    if isinstance(content, MapOf):
        names = sorted(key for key, member in content.items.items() if not isinstance(member, Missing))
        return ListOf(tuple(content.items[name] for name in names), content.complete)
    return ListOf(tuple(members_of(content).values()))


def _element_at_deployment(value: Reference, index: Value) -> Value:
    """An element of a list that another resource has: of a list of parts, that part of an element."""
    return value if MANY in value.attribute else element_of(value, index)


@on_values("element", 2, 2)
def _element(value: Value, index: Value) -> Value:
    if isinstance(value, Reference) and value.attribute:
        return _element_at_deployment(value, index)
    items, place = _list_items(value), whole_of(index)
    if not items:
        raise FunctionError("the list is empty")
    if place < 0:
        raise NotKnown("a negative index depends on the version of Terraform")
    return items[place % len(items)]


@on_values("distinct", 1, 1, "list")
def _distinct(value: Value) -> Value:
    items, complete = certain_items(value)
    refuse_list(items)
    elements: dict[Any, Value] = {}
    for element in unified(items, complete):
        try:
            elements.setdefault(identity(element), element)
        except NotKnown:
            if len(items) == 1:
                return ListOf(tuple(items), complete)
            complete = False
    return ListOf(tuple(elements.values()), complete)


@on_values("compact", 1, 1, "list")
def _compact(value: Value) -> Value:
    element = value.element if isinstance(value, ListOf) else None
    if isinstance(element, Type) and element.kind in ("list", "set", "map", "object", "tuple"):
        raise FunctionError("the elements are no strings")
    items, complete = certain_items(value)
    elements: list[Value] = []
    for member in items:
        content = revealed(as_string(member))
        if isinstance(content, Known):
            if content.scalar not in (None, ""):
                elements.append(as_string(member))
        elif _is_surely_something(content):
            elements.append(member)
        elif isinstance(content, OneOf):
            raise NotKnown("which of the alternatives holds is not known")
        else:
            complete = False
    return ListOf(tuple(elements), complete)


def _is_surely_something(value: Value) -> bool:
    """Whether it is an id or a text that is not empty, whatever its holes turn out to be."""
    return is_identifier(value) or (
        isinstance(value, Text) and any(isinstance(part, str) and part for part in value.parts)
    )


@on_values("coalesce", 1)
def _coalesce(*arguments: Value) -> Value:
    if len(arguments) == 1 and isinstance(arguments[0], Reference):
        return arguments[0]
    for argument in unified(arguments):
        content = revealed(argument)
        if isinstance(content, Known):
            if content.scalar is not None and content.scalar != "":
                return argument
        elif isinstance(content, (ListOf, MapOf)) or _is_surely_something(content):
            return argument
        elif isinstance(content, OneOf):
            raise NotKnown("which of the alternatives holds is not known")
        else:
            why = "whether an argument is null or empty is known at deployment only"
            return Doubt(
                why, _scalar_kind(arguments), present="coalesce() finds a value that is neither null nor empty"
            )
    raise FunctionError("all arguments are null or empty")


def _scalar_kind(values: Sequence[Value]) -> str | None:
    """The type that all these scalars are converted to; None where it is not known, or none of a scalar."""
    common = common_type([type_of(value) for value in values])
    return common.kind if common is not None and common.kind in _SCALARS else None


@on_values("coalescelist", 1, None, "list")
def _coalescelist(*arguments: Value) -> Value:
    if not {type_of(argument).kind for argument in arguments} <= {"list", "tuple", "unknown"}:
        raise FunctionError("all arguments are lists")
    for argument in arguments:
        content = revealed(argument)
        if kind_of(content) == "null":
            continue
        items, complete = certain_items(content)
        if items:
            return argument
        if not complete:
            raise NotKnown("whether a list is empty is known at deployment only")
    raise FunctionError("all lists are empty or null")


@on_values("zipmap", 2, 2, "map")
def _zipmap(keys: Value, values: Value) -> Value:
    names, items = items_of(keys), items_of(values)
    if len(names) != len(items):
        raise FunctionError("there are not as many keys as values")
    return MapOf({string_of(name): member for name, member in zip(names, items, strict=True)})


@on_values("slice", 3, 3, "list")
def _slice(value: Value, start: Value, end: Value) -> Value:
    first, last = whole_of(start), whole_of(end)
    if isinstance(value, Reference) and value.attribute and 0 <= first <= last <= first + _MOST_SLICED:
        # The zones that a data source reads, mostly: so many are there, or nothing is deployed.
        return ListOf(tuple(element_of(value, Known(place)) for place in range(first, last)))
    items = _list_items(value)
    if not 0 <= first <= last <= len(items):
        raise FunctionError("the bounds do not lie in the list")
    return ListOf(items[first:last])


_MOST_SLICED: Final = 100
"""The most elements that are taken of a list that is not known."""


@on_values("chunklist", 2, 2, "list")
def _chunklist(value: Value, size: Value) -> Value:
    items, width = unified(items_of(value)), whole_of(size)
    if width < 0:
        raise FunctionError("the size is negative")
    width = width or len(items)
    element = element_type(items)
    chunks = tuple(ListOf(items[at : at + width], element=element) for at in range(0, len(items), width or 1))
    return ListOf(chunks, element=Type("list", element))


@on_values("reverse", 1, 1, "list")
def _reverse(value: Value) -> Value:
    return ListOf(tuple(reversed(items_of(value))))


@on_values("sort", 1, 1, "list")
def _sort(value: Value) -> Value:
    items = items_of(value)
    if len(items) == 1 and is_identifier(items[0]):
        return ListOf(items)
    return wrapped(sorted(string_of(element) for element in items))


@on_values("index", 2, 2, "number")
def _index(value: Value, selected: Value) -> Value:
    items = items_of(value)
    if not items:
        raise FunctionError("the list is empty")
    for place, element in enumerate(items):
        answer = _equal(element, selected)
        if answer is Truth.YES:
            return wrapped(place)
        if answer is Truth.MAYBE:
            raise NotKnown("whether an element is equal is known at deployment only")
    raise FunctionError("the element is not in the list")


def _equal(left: Value, other: Value) -> Truth:
    try:
        return Truth.of(identity(left) == identity(other))
    except NotKnown:
        return same(left, other)


@on_values("contains", 2, 2, "bool")
def _contains(value: Value, selected: Value) -> Value:
    items, complete = certain_items(value)
    if kind_of(selected) == "null":
        raise FunctionError("the searched value must not be null")
    answers = [_equal(element, selected) for element in items]
    if Truth.YES in answers:
        return wrapped(True)
    if not complete or Truth.MAYBE in answers:
        raise NotKnown("whether an element is equal is known at deployment only")
    return wrapped(False)


@on_values("matchkeys", 3, 3, "list")
def _matchkeys(values: Value, keys: Value, selected: Value) -> Value:
    items, names = items_of(values), items_of(keys)
    if len(items) != len(names):
        raise FunctionError("there are not as many keys as values")
    both = [identity(element) for element in unified((*names, *items_of(selected)))]
    known = set(both[len(names) :])
    return ListOf(tuple(element for element, name in zip(unified(items), both, strict=False) if name in known))


@on_values("transpose", 1, 1, "map")
def _transpose(value: Value) -> Value:
    result: dict[str, list[str]] = {}
    for name, items in sorted(members_of(value).items()):
        for element in items_of(items):
            result.setdefault(string_of(element), []).append(name)
    return wrapped({key: sorted(result[key]) for key in sorted(result)})


@on_values("one", 1, 1)
def _one(value: Value) -> Value:
    if isinstance(value, Reference) and value.attribute:
        return _element_at_deployment(value, Known(0))
    items, complete = certain_items(value)
    if len(items) > 1 and not (isinstance(value, ListOf) and value.is_set):
        raise FunctionError("the list has more than one element")
    items = items_of(value)
    if not complete:
        raise NotKnown("further elements may be added at deployment")
    if len(items) > 1:
        raise FunctionError("the set has more than one element")
    return items[0] if items else Known(None)


@on_values("setproduct", 2, None, "list")
def _setproduct(*lists: Value) -> Value:
    columns = [unified(items_of(part)) for part in lists]
    number = 1
    for column in columns:
        number *= len(column)
    if number > LARGEST:
        raise NotKnown(f"more than {LARGEST} elements")
    rows: list[tuple[Value, ...]] = [()]
    for column in columns:
        rows = [(*row, member) for row in rows for member in column]
    tuples = [ListOf(row) for row in rows]
    element = Type("tuple", members=tuple(map(element_type, columns)))
    if any(isinstance(part, ListOf) and part.is_set for part in map(revealed, lists)):
        return as_set(tuples, element=element)
    return ListOf(tuple(tuples), element=element)


def _set_members(value: Value) -> Sequence[Value]:
    content = revealed(value)
    if isinstance(content, ListOf) and content.complete:
        return unified(content.items)
    return items_of(content)


def _combined(kinds: Sequence[Value]) -> tuple[list[dict[Any, Value]], Type]:
    """The sets as identity -> element, after conversion to one common type, and that type."""
    sets = [_set_members(kind) for kind in kinds]
    flat = iter(unified([element for members in sets for element in members]))
    converted = [{identity(element): element for element in (next(flat) for _ in members)} for members in sets]
    return converted, _common_element(kinds)


def _common_element(kinds: Sequence[Value]) -> Type:
    """The type of the elements that the sets, also empty ones, have in common.

    Raises:
        FunctionError: there is none.
    """
    found = common_type([type_of(kind).element or UNKNOWN for kind in map(_typed, kinds)])
    if found is None:
        raise FunctionError("the sets have no type in common")
    return found


def _typed(value: Value) -> Value:
    """A list or set with the type of its elements."""
    content = revealed(value)
    if not isinstance(content, ListOf) or content.element is not None:
        return content
    return replace(content, element=element_type(content.items) if content.complete else UNKNOWN)


@on_values("setunion", 1, None, "list")
def _setunion(*sets: Value) -> Value:
    return as_set(
        [element for members in map(_set_members, sets) for element in members], element=_common_element(sets)
    )


@on_values("setintersection", 1, None, "list")
def _setintersection(*sets: Value) -> Value:
    (first, *others), element = _combined(sets)
    return as_set([member for key, member in first.items() if all(key in other for other in others)], element=element)


@on_values("setsubtract", 2, 2, "list")
def _setsubtract(left: Value, other: Value) -> Value:
    (elements, dropped), element = _combined([left, other])
    return as_set([member for key, member in elements.items() if key not in dropped], element=element)
