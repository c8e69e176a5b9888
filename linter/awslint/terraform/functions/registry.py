"""What a built-in function is, and what all of them need: conversions as Terraform makes them, and the register."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, NoReturn

from awslint.cache.disk import Disk
from awslint.frozen import frozen
from awslint.terraform.numbers import exact, number_text
from awslint.terraform.sets import is_ordered, set_elements
from awslint.terraform.sizes import LONGEST
from awslint.terraform.types import NUMBER, ODD_NUMBER, composed, convert
from awslint.terraform.unification import UNKNOWN, Type, common_type, is_refused_list, is_unknown, type_of
from awslint.values import Known, ListOf, MapOf, Missing, Origin, Reference, Text, Unknown, Value, revealed

LARGEST: Final = 10_000
"""Results of more elements or characters by the thousand than this are not computed."""


class FunctionError(Exception):
    """A call that Terraform is sure to refuse; the message says why."""


class NotKnown(Exception):
    """The result depends on what is not known before deployment, or is not modelled."""


@frozen
class Surroundings:
    """Where a call stands: `root` bounds what file functions may read, `module` is path.module, `cwd` path.cwd.

    `spend` takes steps from the unit's budget; it is False when they are used up.
    """

    root: Path
    module: Path
    cwd: Path
    disk: Disk = field(default_factory=Disk)
    spend: Callable[[int], bool] = lambda _: True


class SetOf(list[Any]):
    """A Python result that is a set in Terraform."""


@frozen
class Function:
    """A function on values, with the least and the most arguments (None: any number)."""

    implementation: Callable[[Sequence[Value], Surroundings], Value]
    least: int
    most: int | None
    result: str | None


REGISTRY: Final[dict[str, Function]] = {}


def on_values(
    name: str, least: int, most: int | None = None, result: str | None = None
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Registers a function that takes the arguments as values (references revealed)."""

    def register(function: Callable[..., Value]) -> Callable[..., Value]:
        REGISTRY[name] = Function(lambda values, _: function(*values), least, most, result)
        return function

    return register


def on_scalars(
    name: str, *kinds: str, result: str | None = "string", optional: int = 0, rest: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers a function of wholly known arguments, taken as Python objects of the given kinds.

    The kinds: string, number, whole, bool, any, strings, numbers, bools, list. The last `optional` arguments may be
    left out; with `rest` the last kind is that of any number of arguments.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        def implementation(values: Sequence[Value], _: Surroundings) -> Value:
            places = [kinds[min(index, len(kinds) - 1)] for index in range(len(values))]
            return wrapped(function(*(CONVERSIONS[kind](value) for kind, value in zip(places, values, strict=True))))

        least = len(kinds) - optional - (1 if rest else 0)
        REGISTRY[name] = Function(implementation, least, None if rest else len(kinds), result)
        return function

    return register


def wrapped(result: Any) -> Value:
    """Returns the value of a Python result; a Fraction becomes a number, a SetOf a set in Terraform's order."""
    if isinstance(result, (Known, ListOf, MapOf, Text, Unknown, Reference)):
        return result
    if isinstance(result, (Fraction, Decimal)):
        number = number_of(Fraction(result))
        if exact(number) != result:
            raise NotKnown("a number of so many digits is not modelled")
        return Known(number, origin=Origin.COMPUTED)
    if isinstance(result, dict):
        return MapOf({key: wrapped(member) for key, member in result.items()})
    if isinstance(result, SetOf):
        return as_set([wrapped(element) for element in result])
    if isinstance(result, (list, tuple)):
        return ListOf(tuple(wrapped(element) for element in result))
    return Known(composed(result) if isinstance(result, str) else result, origin=Origin.COMPUTED)


def number_of(exact: Fraction) -> int | float:
    """Returns an exact number as values hold it: an int where it is integral."""
    if exact.denominator == 1:
        return exact.numerator
    try:
        return exact.numerator / exact.denominator
    except OverflowError:
        raise NotKnown("the number is too large") from None


def exact_of(number: float) -> Fraction:
    """Returns the number that was written, 0.1 as one tenth. Raises NotKnown for an infinite one."""
    if isinstance(number, float) and not math.isfinite(number):
        raise NotKnown("the number is not finite")
    return exact(number)


def unknown_of(value: Value, why: str | None = None) -> NotKnown:
    """Returns the exception for a value that is not known enough."""
    if why is None:
        why = value.why if isinstance(value, Unknown) else "an argument is known at deployment only"
        if isinstance(value, Reference):
            why = f"{value.resource}.{'.'.join(value.attribute)} is known at deployment only"
    return NotKnown(why)


def scalar_of(value: Value) -> str | int | float | bool:
    """Returns the scalar of a known value that must not be null.

    Raises:
        FunctionError: it is null, a list or a map.
        NotKnown: it is not known.
    """
    value = revealed(value)
    if isinstance(value, Known):
        if value.scalar is None:
            raise FunctionError("an argument must not be null")
        return value.scalar
    if isinstance(value, (ListOf, MapOf)):
        refuse_structure(value)
    raise unknown_of(value)


def refuse_structure(value: Value) -> NoReturn:
    """Raises for a list or map where one scalar is expected."""
    found = "a list" if isinstance(value, ListOf) else "a map"
    raise FunctionError(f"{found} stands where a single value is expected")


def string_of(value: Value) -> str:
    """Returns the string that the argument is or is converted to."""
    scalar = scalar_of(value)
    if isinstance(scalar, bool):
        return "true" if scalar else "false"
    return scalar if isinstance(scalar, str) else number_text(scalar)


def fraction_of(value: Value) -> Fraction:
    """Returns the number that the argument is or is converted to."""
    scalar = scalar_of(value)
    if isinstance(scalar, bool):
        raise FunctionError("a boolean stands where a number is expected")
    if isinstance(scalar, str):
        return number_in(scalar)
    return exact_of(scalar)


def number_in(text: str) -> Fraction:
    """Returns the number that a string holds.

    Raises:
        FunctionError: it holds none.
        NotKnown: it is written in a way that is not modelled.
    """
    if NUMBER.fullmatch(text):
        exponent = text.lower().partition("e")[2]
        if len(text) > 300 or abs(int(exponent or 0)) > 400:
            raise NotKnown(f'"{text}" as a number is not modelled')
        return Fraction(text)
    if ODD_NUMBER.fullmatch(text):
        raise NotKnown(f'"{text}" as a number is not modelled')
    raise FunctionError(f'"{text}" is not a number')


def whole_of(value: Value) -> int:
    """Returns the whole number that the argument is or is converted to."""
    number = fraction_of(value)
    if number.denominator != 1:
        raise FunctionError("a fraction stands where a whole number is expected")
    return number.numerator


def bool_of(value: Value) -> bool:
    """Returns the boolean that the argument is or is converted to."""
    scalar = scalar_of(value)
    if isinstance(scalar, bool):
        return scalar
    if scalar in ("true", "1"):
        return True
    if scalar in ("false", "0") and isinstance(scalar, str):
        return False
    raise FunctionError(f"{scalar!r} is not a boolean")


def items_of(value: Value) -> tuple[Value, ...]:
    """Returns the elements of a list or set of which all are there.

    Raises:
        FunctionError: it is no list, or null.
        NotKnown: not all of them are known to be there.
    """
    value = revealed(value)
    if isinstance(value, ListOf):
        if not value.complete:
            raise NotKnown("further elements may be added at deployment")
        if not is_ordered(value):
            raise NotKnown("the order of a set of such elements is not modelled")
        return value.items
    if isinstance(value, Known):
        found = "null" if value.scalar is None else "a single value"
        raise FunctionError(f"{found} stands where a list is expected")
    if isinstance(value, MapOf):
        raise FunctionError("a map stands where a list is expected")
    raise unknown_of(value)


def members_of(value: Value) -> dict[str, Value]:
    """Returns the members of a map of which all are there. Raises as `items_of`."""
    value = revealed(value)
    if isinstance(value, MapOf):
        if not value.complete:
            raise NotKnown("further keys may be added at deployment")
        return {key: member for key, member in value.items.items() if not isinstance(member, Missing)}
    if isinstance(value, (Known, ListOf)):
        raise FunctionError("a map is expected")
    raise unknown_of(value)


def python_of(value: Value) -> Any:
    """Returns the wholly known argument as a Python object; numbers stay int or float, sets become SetOf."""
    value = revealed(value)
    if isinstance(value, Known):
        return value.scalar
    if isinstance(value, ListOf):
        items = [python_of(element) for element in items_of(value)]
        return SetOf(items) if value.is_set else items
    if isinstance(value, MapOf):
        return {key: python_of(member) for key, member in members_of(value).items()}
    raise unknown_of(value)


def kind_of(value: Value) -> str | None:
    """string, number, bool, null, list or map; None where that is not known."""
    value = revealed(value)
    if isinstance(value, Known):
        if value.scalar is None:
            return "null"
        if isinstance(value.scalar, bool):
            return "bool"
        return "string" if isinstance(value.scalar, str) else "number"
    if isinstance(value, Text):
        return "string"
    if isinstance(value, ListOf):
        return "list"
    if isinstance(value, MapOf):
        return "map"
    return value.type if isinstance(value, Unknown) else None


def is_identifier(value: Value) -> bool:
    """Returns whether the value is the id or the ARN that a resource gets: a text with something in it and no
    spaces."""
    if not isinstance(value, Reference) or value.value is not None:
        return False
    return value.attribute in (("id",), ("arn",)) and not re.match(r"(?:.*\.)?data\.", value.resource)


def unified(items: Sequence[Value], complete: bool = True) -> tuple[Value, ...]:
    """Returns the elements converted to one type, as where a tuple becomes a list: to strings if they differ.

    Not `complete`: there may be elements of other types.

    Raises:
        FunctionError: they have no type in common.
        NotKnown: which type that is depends on what is not known.
    """
    types = [type_of(element) for element in items]
    common = common_type(types if complete or not items else [*types, UNKNOWN])
    if common is None:
        raise FunctionError("the elements have no type in common")
    kinds = {type_.kind for type_ in types}
    if common.kind == "unknown" and kinds & {"number", "bool"}:
        raise NotKnown("the type of an element is known at deployment only")
    if is_unknown(common) and not any(map(is_unknown, types)):
        raise NotKnown("whether the elements have a type in common is not modelled")
    return tuple(
        element if type_ == common else convert(element, common) for element, type_ in zip(items, types, strict=True)
    )


def refuse_list(items: Sequence[Value]) -> None:
    """Refuses the elements of a tuple of which Terraform makes no list.

    Raises:
        FunctionError: it makes none.
    """
    if is_refused_list([type_of(element) for element in items]):
        raise FunctionError("a null without a type stands among collections")


def element_type(items: Sequence[Value]) -> Type:
    """Returns the type of elements that `unified` has given one type."""
    return common_type([type_of(element) for element in items]) or UNKNOWN


def as_string(value: Value) -> Value:
    """Returns the value converted to a string where it is known; null stays null."""
    content = revealed(value)
    if isinstance(content, Known) and content.scalar is not None and not isinstance(content.scalar, str):
        return Known(string_of(content), content.span, content.sensitive, content.assumes, Origin.COMPUTED)
    if isinstance(content, (ListOf, MapOf)):
        refuse_structure(content)
    return value


def identity(value: Value) -> Any:
    """Returns something hashable that is equal for equal wholly known values, and only for them.

    Raises:
        NotKnown: the value, or a part of it, is not known.
    """
    value = revealed(value)
    if isinstance(value, Known):
        if isinstance(value.scalar, (int, float)) and not isinstance(value.scalar, bool):
            return ("number", exact_of(value.scalar))
        return (kind_of(value), value.scalar)
    if isinstance(value, ListOf):
        if not value.complete:
            raise NotKnown("further elements may be added at deployment")
        members = [identity(element) for element in value.items]
        return ("list", frozenset(members) if value.is_set else tuple(members))
    if isinstance(value, MapOf):
        return ("map", frozenset((key, identity(member)) for key, member in members_of(value).items()))
    raise unknown_of(value)


def as_set(items: Sequence[Value], complete: bool = True, element: Type | None = None) -> ListOf:
    """Returns the set of wholly or partly known values, in Terraform's order where all are scalars of one type.

    `element` is the type of the elements, where it is more than the elements that are there say.
    """
    items = unified(items, complete)
    element = element or element_type(items)
    ordered = set_elements(items)
    if ordered is not None:
        return ListOf(ordered, complete, is_set=True, element=element)
    seen: dict[Any, Value] = {}
    for number, member in enumerate(items):
        try:
            seen.setdefault(identity(member), member)
        except NotKnown:
            content = revealed(member)
            named = content if isinstance(content, Reference) else member
            key = (named.resource, named.attribute) if isinstance(named, Reference) else number
            seen.setdefault(("?", key), member)
    return ListOf(tuple(seen.values()), complete, is_set=True, element=element)


def refuse_long(length: int) -> None:
    """Refuses to compute a string of more than `LONGEST` characters.

    Raises:
        NotKnown: it would be longer.
    """
    if length > LONGEST:
        raise NotKnown(f"a string of more than {LONGEST:,} characters is not computed")


def text_from(parts: Sequence[str | Value]) -> Value:
    """Returns the string of pieces: known ones are joined, the others are holes."""
    pieces: list[str | Value] = []
    run: list[str] = []
    length = 0
    for part in parts:
        content = part if isinstance(part, str) else revealed(part)
        more: Sequence[str | Value]
        if isinstance(content, (str, Known)):
            more = (content if isinstance(content, str) else string_of(content),)
        elif isinstance(content, Text):
            more = content.parts
        elif isinstance(content, (ListOf, MapOf)):
            refuse_structure(content)
        else:
            more = (part,)
        for name in more:
            if isinstance(name, str):
                run.append(name)
                length += len(name)
                refuse_long(length)
            else:
                pieces += ["".join(run), name]
                run = []
    pieces = [piece for piece in (*pieces, "".join(run)) if piece != ""]
    if all(isinstance(piece, str) for piece in pieces):
        return Known(composed("".join(str(piece) for piece in pieces)), origin=Origin.COMPUTED)
    if len(pieces) == 1 and isinstance(pieces[0], Reference):
        return pieces[0]
    return Text(tuple(pieces))


def _strings(value: Value) -> list[str]:
    return [string_of(element) for element in items_of(value)]


CONVERSIONS: Final[dict[str, Callable[[Value], Any]]] = {
    "string": string_of,
    "number": fraction_of,
    "whole": whole_of,
    "bool": bool_of,
    "any": python_of,
    "strings": _strings,
    "numbers": lambda value: [fraction_of(element) for element in items_of(value)],
    "bools": lambda value: [bool_of(element) for element in items_of(value)],
    "list": lambda value: [python_of(element) for element in items_of(value)],
}
