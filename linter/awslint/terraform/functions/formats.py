"""format and formatlist."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Final

from awslint.terraform.functions.encoding import json_text
from awslint.terraform.functions.registry import (
    FunctionError,
    NotKnown,
    bool_of,
    fraction_of,
    items_of,
    kind_of,
    number_of,
    on_values,
    scalar_of,
    string_of,
    text_from,
    unified,
    wrapped,
)
from awslint.terraform.functions.strings import characters
from awslint.terraform.numbers import number_text
from awslint.terraform.unification import ANY, type_of
from awslint.values import Known, ListOf, MapOf, Unknown, Value, revealed

_VERB = re.compile(
    r"%(?P<flags>[-+ 0#]*)(?P<width>\d+)?(?:\.(?P<precision>\d*))?(?:\[(?P<index>\d+)\])?(?P<verb>.)?", re.S
)
_EXPONENT_FROM: Final = 6
_KNOWN_VERBS: Final = "vtbdoxXeEfFgGsq"


@on_values("format", 1, None, "string")
def _format(pattern: Value, *arguments: Value) -> Value:
    _refuse_bare_nulls(arguments)
    return _formatted(string_of(pattern), arguments)


def _refuse_bare_nulls(arguments: Sequence[Value]) -> None:
    """Refuses a null without a type, of which Terraform makes a null instead of a string.

    Raises:
        NotKnown: there is one.
    """
    if any(isinstance(value, Known) and value.scalar is None and type_of(value) == ANY for value in arguments):
        raise NotKnown("what is made of a null without a type is not modelled")


def _formatted(pattern: str, arguments: Sequence[Value]) -> Value:
    pieces: list[str | Value] = []
    place = following = highest = 0
    while (start := pattern.find("%", place)) >= 0:
        pieces.append(pattern[place:start])
        match = _VERB.match(pattern, start)
        assert match is not None
        place = match.end()
        verb = match.group("verb")
        if verb == "%" and len(match.group()) == 2:
            pieces.append("%")
            continue
        if verb is None:
            raise FunctionError("the format ends inside a verb")
        if verb in "*[":
            raise NotKnown("such a format is not modelled")
        if verb not in _KNOWN_VERBS:
            raise FunctionError(f'"%{verb}" is no verb of a format')
        index = int(match.group("index")) - 1 if match.group("index") else following
        following = index + 1
        highest = max(highest, following)
        if not 0 <= index < len(arguments):
            raise FunctionError(f"the format wants {following} arguments and there are {len(arguments)}")
        pieces.append(_one(arguments[index], match))
    pieces.append(pattern[place:])
    if highest < len(arguments):
        raise FunctionError(f"the format uses {highest} of {len(arguments)} arguments")
    return text_from(pieces)


def _one(argument: Value, match: re.Match[str]) -> str | Value:
    verb, is_bare = match.group("verb"), len(match.group().split("[")[0]) <= 2 or match.group()[1:-1] == ""
    value = revealed(argument)
    try:
        return _pad(_text(value, match), match)
    except NotKnown as problem:
        if match.group("flags") or match.group("width") or match.group("precision") or not is_bare:
            return Unknown(str(problem), "string")
        if verb in "sv" and kind_of(value) in ("string", None) and not isinstance(value, (ListOf, MapOf)):
            return argument
        return Unknown(str(problem), "string")


def _text(value: Value, match: re.Match[str]) -> str:
    verb, flags = match.group("verb"), match.group("flags")
    if isinstance(value, Known) and value.scalar is None:
        if verb != "v":
            raise FunctionError("a null cannot be formatted")
        return "null"
    if verb == "v":
        if "#" in flags or isinstance(value, (ListOf, MapOf)):
            return json_text(value)
        scalar = scalar_of(value)
        if isinstance(scalar, (str, bool)):
            return string_of(value)
        verb = "g"
    if verb == "s":
        return _cut(string_of(value), match)
    if verb == "q":
        return json_text(wrapped(_cut(string_of(value), match)))
    if verb == "t":
        return "true" if bool_of(value) else "false"
    number = fraction_of(value)
    if verb in "bdoxX":
        if number.denominator != 1:
            raise FunctionError("a fraction stands where a whole number is expected")
        if match.group("precision") is not None or "#" in flags:
            raise NotKnown("such a format is not modelled")
        return _sign(number, flags) + format(abs(number.numerator), verb)
    return _sign(number, flags) + _floating(abs(number), verb, match.group("precision"))


def _cut(text: str, match: re.Match[str]) -> str:
    precision = match.group("precision")
    return text if precision is None else "".join(characters(text)[: int(precision or 0)])


def _sign(number: Fraction, flags: str) -> str:
    if number < 0:
        return "-"
    return "+" if "+" in flags else " " if " " in flags else ""


def _floating(number: Fraction, verb: str, precision: str | None) -> str:
    places = int(precision or 0) if precision is not None else None
    if verb in "fF":
        step = Decimal(1).scaleb(-(6 if places is None else places))
        exact = Decimal(number.numerator) / Decimal(number.denominator)
        return format(exact.quantize(step, rounding=ROUND_HALF_EVEN), "f")
    if verb in "eE":
        return format(number_of(number), f".{6 if places is None else places}{verb}")
    if places is not None:
        raise NotKnown("such a format is not modelled")
    shortest = _shortest(number_of(number))
    return shortest.upper() if verb == "G" else shortest


def _shortest(number: float) -> str:
    """As %g without a precision: with an exponent from a million on, and below a ten-thousandth."""
    parts = Decimal(repr(number)).normalize().as_tuple()
    digits = "".join(map(str, parts.digits))
    exponent = len(digits) - 1 + int(parts.exponent)
    if not number or -4 <= exponent < _EXPONENT_FROM:
        return number_text(number)
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02}"


def _pad(text: str, match: re.Match[str]) -> str:
    if match.group("width") is None:
        return text
    missing = int(match.group("width")) - len(characters(text))
    if missing <= 0:
        return text
    if missing > 10_000:
        raise NotKnown("such a width is not modelled")
    if "-" in match.group("flags"):
        return text + " " * missing
    if "0" in match.group("flags"):
        if match.group("verb") in "svqt":
            raise NotKnown("such a format is not modelled")
        signs = text[:1] if text[:1] in ("-", "+", " ") else ""
        return signs + "0" * missing + text[len(signs) :]
    return " " * missing + text


@on_values("formatlist", 1, None, "list")
def _formatlist(pattern: Value, *arguments: Value) -> Value:
    _refuse_bare_nulls(arguments)
    text = string_of(pattern)
    columns: list[tuple[Value, ...] | None] = []
    for argument in arguments:
        if kind_of(argument) == "list":
            items = unified(items_of(argument))
            if any(kind_of(element) == "null" for element in items):
                raise FunctionError("an element is null")
            columns.append(items)
        elif kind_of(argument) is None:
            raise NotKnown("whether an argument is a list is known at deployment only")
        else:
            columns.append(None)
    lengths = {len(column) for column in columns if column is not None}
    if len(lengths) > 1:
        raise FunctionError("the lists are not of one length")
    number = lengths.pop() if lengths else 1
    return ListOf(
        tuple(
            _formatted(
                text,
                [single if column is None else column[row] for single, column in zip(arguments, columns, strict=True)],
            )
            for row in range(number)
        )
    )
