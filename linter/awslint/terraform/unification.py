"""The type that Terraform sees behind a value, and the one type that several values are converted to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Final

from awslint.frozen import frozen
from awslint.values import Known, ListOf, MapOf, Missing, OneOf, Reference, Text, Unknown, Value, revealed


@frozen
class Default:
    """What an optional attribute has that is not written, and how many characters say so."""

    value: Value
    length: int


@frozen
class Type:
    """A type constraint: `kind` is string, number, bool, any, list, set, map, object or tuple."""

    kind: str
    element: Type | None = None
    members: tuple[Type, ...] = ()
    attributes: Mapping[str, Type] = field(default_factory=dict)
    optional: Mapping[str, Default | None] = field(default_factory=dict)


ANY: Final = Type("any")
UNKNOWN: Final = Type("unknown")
"""The type of a value of which not even that is known."""

_SEQUENCES = frozenset({"tuple", "list", "set"})
_MAPPINGS = frozenset({"object", "map"})


_DEEPEST: Final = 12
"""How deep the type of a value is looked at."""


def type_of(value: Value) -> Type:
    """Returns the type of a value: `any` for a null without one, `unknown` where it is not known or too deep.

    A part that a value holds many times has one type object, so that what is made from it stays shared as well.
    """
    return _type_of(value, _DEEPEST, {})


def _type_of(value: Value, depth: int, seen: dict[int, Type]) -> Type:
    found = seen.get(id(value))
    if found is None:
        found = seen[id(value)] = _read_type(value, depth, seen)
    return found


def _read_type(value: Value, depth: int, seen: dict[int, Type]) -> Type:
    value = revealed(value)
    if isinstance(value, Known):
        if value.scalar is None:
            return value.type if isinstance(value.type, Type) else ANY
        return _BOOL if isinstance(value.scalar, bool) else _STRING if isinstance(value.scalar, str) else _NUMBER
    if isinstance(value, Text):
        return _STRING
    if isinstance(value, (ListOf, MapOf)):
        if depth == 0:
            return UNKNOWN
        return _type_of_list(value, depth, seen) if isinstance(value, ListOf) else _type_of_map(value, depth, seen)
    if isinstance(value, Reference):
        return _STRING if _is_string(value) else UNKNOWN
    if isinstance(value, OneOf):
        first, *others = (_type_of(choice, depth, seen) for _, choice in value.choices)
        return first if all(other == first for other in others) else UNKNOWN
    scalar = isinstance(value, Unknown) and value.type in ("string", "number", "bool")
    return Type(value.type or "") if isinstance(value, Unknown) and scalar else UNKNOWN


def _is_string(value: Reference) -> bool:
    """Whether a reference is to an attribute that is a string in every resource of the AWS provider's schema."""
    if len(value.attribute) != 1 or not ("aws_" in value.resource or "terraform_data." in value.resource):
        return False
    name = value.attribute[0]
    return name in ("id", "arn", "name") or name.endswith("_arn")


_STRING, _NUMBER, _BOOL = Type("string"), Type("number"), Type("bool")


def _type_of_list(value: ListOf, depth: int, seen: dict[int, Type]) -> Type:
    kind = "set" if value.is_set else "list"
    if isinstance(value.element, Type) and not has_any(value.element):
        return Type(kind, value.element)
    if not value.complete:
        return Type(kind, UNKNOWN)
    members = tuple(_type_of(element, depth - 1, seen) for element in value.items if not isinstance(element, Missing))
    if value.is_set or value.element is not None:
        return Type(kind, common_type(members) or UNKNOWN)
    return Type("tuple", members=members)


def _type_of_map(value: MapOf, depth: int, seen: dict[int, Type]) -> Type:
    if isinstance(value.element, Type) and not has_any(value.element):
        return Type("map", value.element)
    if not value.complete:
        return Type("map", UNKNOWN)
    attributes = {
        key: _type_of(member, depth - 1, seen) for key, member in value.items.items() if not isinstance(member, Missing)
    }
    if value.element is not None:
        return Type("map", common_type(tuple(attributes.values())) or UNKNOWN)
    return Type("object", attributes=attributes)


def has_any(type_: Type) -> bool:
    """Returns whether a part of the type is still to be found from the values."""
    return _has(type_, ("any", "unknown"))


def is_unknown(type_: Type) -> bool:
    """Returns whether a part of the type is not known."""
    return _has(type_, ("unknown",))


def _has(type_: Type, kinds: tuple[str, ...]) -> bool:
    seen: set[int] = set()  # one type object may stand in many places
    waiting = [type_]
    while waiting:
        part = waiting.pop()
        if part.kind in kinds:
            return True
        if id(part) not in seen:
            seen.add(id(part))
            waiting += (*part.members, *part.attributes.values(), *((part.element,) if part.element else ()))
    return False


def common_type(types: Sequence[Type]) -> Type | None:
    """Returns the type that values of all these types are converted to, in a list or as branches; None where there is
    none.

    What is not known does not stand in the way; where it decides, the answer is `unknown`.
    """
    if len(set(map(id, types))) == 1:
        return types[0]
    kinds = {type_.kind for type_ in types} - {"any", "unknown"}
    # A null without a type makes Terraform leave the question open where the other types do not fit.
    open_ended = any(type_.kind == "any" for type_ in types)
    unsure = any(type_.kind == "unknown" for type_ in types)
    known = [type_ for type_ in types if type_.kind in kinds]
    if not kinds:
        return UNKNOWN if unsure else ANY
    result: Type | None = None
    if kinds <= {"string", "number", "bool"}:
        if "string" in kinds:
            return _STRING
        # With a string among what is not known, all become strings.
        return UNKNOWN if unsure else known[0] if len(kinds) == 1 else UNKNOWN if open_ended else None
    if kinds <= _SEQUENCES:
        result = _common_sequence(known, kinds)
    elif kinds <= _MAPPINGS:
        result = _common_mapping(known, kinds)
    if result is None:
        return UNKNOWN if open_ended else None
    return UNKNOWN if unsure else result


def _common_sequence(types: Sequence[Type], kinds: set[str]) -> Type | None:
    if kinds == {"tuple"} and len({len(type_.members) for type_ in types}) == 1:
        columns = [common_type(column) for column in zip(*(type_.members for type_ in types), strict=True)]
        found = [column for column in columns if column is not None]
        return Type("tuple", members=tuple(found)) if len(found) == len(columns) else None
    element = _element(
        part for type_ in types for part in (type_.members if type_.kind == "tuple" else (type_.element,))
    )
    if len(kinds) == 1 and element is not None and any(type_.element == ANY for type_ in types):
        element = ANY  # an empty list or set of no type: each keeps the type that its own elements give
    if any(is_refused_list(type_.members) for type_ in types):
        return None
    if element is not None and "set" in kinds and len(kinds) > 1:
        # A set and another sequence become the one or the other, with its elements, not a third one.
        kind = "list" if "list" in kinds else "set"
        return Type(kind, _element(type_.element for type_ in types if type_.kind == kind))
    kind = next((type_.kind for type_ in types if type_.kind != "tuple"), "list")
    return Type(kind, element) if element is not None else None


def is_refused_list(members: Sequence[Type]) -> bool:
    """Returns whether Terraform refuses a list of these members of a tuple: a null without a type among collections of
    one kind."""
    kinds = {member.kind for member in members}
    return len(kinds) == 2 and "any" in kinds and not kinds.isdisjoint(_SEQUENCES | _MAPPINGS)


def _common_mapping(types: Sequence[Type], kinds: set[str]) -> Type | None:
    if kinds == {"object"} and all(type_.attributes.keys() == types[0].attributes.keys() for type_ in types):
        attributes: dict[str, Type] = {}
        for name in types[0].attributes:
            common = common_type([type_.attributes[name] for type_ in types])
            if common is None:
                return None
            attributes[name] = common
        return Type("object", attributes=attributes)
    parts = [tuple(type_.attributes.values()) if type_.kind == "object" else (type_.element or ANY,) for type_ in types]
    element = _element(part for each in parts for part in each)
    if element is None or (element.kind == "unknown" and any(common_type(each) is None for each in parts)):
        return None
    return Type("map", element)


def _element(parts: Iterable[Type | None]) -> Type | None:
    return common_type([part or ANY for part in parts])
