"""Operators on values that are no OneOf, as Terraform defines them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from awslint.syntax import hcl_tree as tree
from awslint.terraform.failure import Failure
from awslint.terraform.numbers import exact, rounded
from awslint.terraform.sizes import LONGEST
from awslint.terraform.types import as_number, composed, convert, scalar_text
from awslint.terraform.unification import Type, common_type, type_of
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Origin,
    Reference,
    Scalar,
    Span,
    Text,
    Truth,
    Unknown,
    Value,
    distribute,
    revealed,
    same,
)


def _marks(result: Value, *operands: Value) -> Value:
    assumes = tuple(dict.fromkeys(assumption for operand in (result, *operands) for assumption in operand.assumes))
    sensitive = any(operand.sensitive for operand in operands) or result.sensitive
    if assumes == result.assumes and sensitive == result.sensitive:
        return result
    return replace(result, assumes=assumes, sensitive=sensitive)


def _known(scalar: Scalar, span: Span, *operands: Value) -> Value:
    return _marks(Known(scalar, span, origin=Origin.COMPUTED), *operands)


def truth(value: Value) -> Truth:
    """Returns whether a boolean value is true."""
    value = revealed(value)
    if isinstance(value, Known):
        return Truth.of(value.scalar is True or value.scalar in ("true", "1"))
    return Truth.MAYBE


def to_bool(value: Value) -> bool | None:
    """Returns the boolean that a known value converts to; None for what is not known or none."""
    value = revealed(value)
    if isinstance(value, Known):
        if isinstance(value.scalar, bool):
            return value.scalar
        return _BOOLS.get(value.scalar) if isinstance(value.scalar, str) else None
    return None


_BOOLS: Final = {"true": True, "false": False, "1": True, "0": False}


def to_text(value: Value) -> Value:
    """Returns the value as a string, which keys and templates need."""
    if isinstance(value, OneOf):
        return distribute(to_text, value)
    if isinstance(value, Failure):
        return value
    content = revealed(value)
    if isinstance(content, Known):
        if content.scalar is None:
            return Failure("null has no string form", span=content.span)
        return content if isinstance(content.scalar, str) else replace(content, scalar=scalar_text(content.scalar))
    if isinstance(content, (ListOf, MapOf)):
        return Failure("a collection has no string form", span=content.span)
    return value


def joined(values: Sequence[Value], span: Span) -> Value:
    """Returns the parts of a template as one string."""
    pieces: list[str | Value] = []
    for value in values:
        text = to_text(value)
        if isinstance(text, Failure):
            return replace(text, type="string")
        if isinstance(text, Text):
            pieces.extend(text.parts)
        else:
            pieces.append(str(text.scalar) if isinstance(text, Known) else text)
    if sum(len(piece) for piece in pieces if isinstance(piece, str)) > LONGEST:
        return Unknown(f"a string of more than {LONGEST:,} characters is not computed", "string", span)
    parts: list[str | Value] = []
    for literal, group in itertools.groupby(pieces, lambda piece: isinstance(piece, str)):
        if not literal:
            parts.extend(group)
        elif joined_text := "".join(str(piece) for piece in group):
            parts.append(joined_text)
    if not parts or (len(parts) == 1 and isinstance(parts[0], str)):
        return _known(composed(str(parts[0])) if parts else "", span, *values)
    if len(parts) == 1 and isinstance(parts[0], Reference):
        return _marks(replace(parts[0], span=span), *values)
    return _marks(Text(tuple(parts), span), *values)


def unary(operator: str, operand: Value, span: Span) -> Value:
    """`-operand` or `!operand`."""
    if isinstance(operand, Failure):
        return operand
    content = revealed(operand)
    kind = "bool" if operator == "!" else "number"
    if isinstance(content, (ListOf, MapOf)):
        return Failure(f"{operator} needs a {kind}", kind, span)
    if not isinstance(content, Known):
        return _marks(Unknown(_why(content), kind, span), content)
    if operator == "!":
        fact = to_bool(content)
        return Failure("! needs a bool", kind, span) if fact is None else _known(not fact, span, content)
    number = as_number(content.scalar)
    if isinstance(number, Unknown):
        return _marks(replace(number, span=span), content)
    if number == 0:
        return _marks(Unknown(_NEGATIVE_ZERO, "number", span), content)
    return Failure("- needs a number", kind, span) if number is None else _known(-number, span, content)


_NEGATIVE_ZERO: Final = "Terraform writes a negative zero as -0"


def binary(operator: str, left: Value, right: Value, span: Span) -> Value:
    """`left operator right`."""
    for operand in (left, right):
        if isinstance(operand, Failure):
            return operand
    if operator in ("==", "!="):
        answer = equal(left, right)
        if answer is Truth.MAYBE:
            return _marks(Unknown(_why(left, right), "bool", span), left, right)
        return _known((answer is Truth.YES) is (operator == "=="), span, left, right)
    left_value, right_value = revealed(left), revealed(right)
    if operator in ("&&", "||"):
        return _logical(operator, left_value, right_value, span)
    kind = "bool" if operator in _COMPARISONS else "number"
    if not isinstance(left_value, Known) or not isinstance(right_value, Known):
        for operand in (left_value, right_value):
            if isinstance(operand, (ListOf, MapOf)):
                return Failure(f"{operator} needs numbers", kind, span)
        return _marks(Unknown(_why(left_value, right_value), kind, span), left_value, right_value)
    first, second = as_number(left_value.scalar), as_number(right_value.scalar)
    if first is None or second is None:
        return Failure(f"{operator} needs numbers", kind, span)
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return _marks(Unknown("the number is too large", kind, span), left_value, right_value)
    if operator in _COMPARISONS:
        return _known(_COMPARISONS[operator](first, second), span, left_value, right_value)
    result = arithmetic(operator, first, second)
    if result is None:
        # Terraform makes an infinity of 1 / 0, and refuses it only where it is used.
        return Unknown("a division by zero, or a number of more digits than are kept", "number", span)
    return _known(result, span, left_value, right_value)


def _logical(operator: str, left: Value, right: Value, span: Span) -> Value:
    decisive = operator == "||"
    facts = [to_bool(left), to_bool(right)]
    for operand, fact in zip((left, right), facts, strict=True):
        if fact is None and isinstance(operand, (Known, ListOf, MapOf)):
            return Failure(f"{operator} needs bools", "bool", span)
    for operand, fact in zip((left, right), facts, strict=True):
        if fact is decisive:
            return _known(decisive, span, operand)
    if None in facts:
        return _marks(Unknown(_why(left, right), "bool", span), left, right)
    return _known(not decisive, span, left, right)


_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def arithmetic(operator: str, left: int | float, right: int | float) -> int | float | None:
    """Returns the exact result; None for a division by zero, for numbers beyond all use, and where the digits that
    Terraform rounds away would be seen."""
    if max(abs(left), abs(right)) > _LARGEST or (operator in "/%" and right == 0):
        return None
    if operator in "*/" and left * right == 0 and min(left, right) < 0:
        return None  # a negative zero, which Terraform writes as -0
    if isinstance(left, int) and isinstance(right, int) and operator in "+-*":
        return left + right if operator == "+" else left - right if operator == "-" else left * right
    first, other = exact(left), exact(right)
    result = _calculated(operator, first, other)
    if rounded(_calculated(operator, rounded(first), rounded(other))) != rounded(result):
        return None
    if result.denominator == 1:
        return int(result)
    nearest = float(result)
    return nearest if exact(nearest) == result else None


def _calculated(operator: str, left: Fraction, right: Fraction) -> Fraction:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    return left / right if operator == "/" else left - right * math.trunc(left / right)


_LARGEST: Final = 10**300


def equal(left: Value, right: Value) -> Truth:
    """Terraform's ==. Collections are compared only as far as a difference in content is certain: two collections of
    different types differ whatever they hold."""
    left_value, right_value = revealed(left), revealed(right)
    for value, opposite in ((left_value, right_value), (right_value, left_value)):
        if isinstance(value, Known) and value.scalar is None:
            if isinstance(opposite, Known):
                return Truth.of(opposite.scalar is None)
            if isinstance(opposite, (ListOf, MapOf, Text)) or (
                isinstance(opposite, Reference) and not opposite.attribute
            ):
                return Truth.NO
            return Truth.MAYBE
    if isinstance(left_value, (ListOf, MapOf)) or isinstance(right_value, (ListOf, MapOf)):
        if isinstance(left_value, (Known, Text)) or isinstance(right_value, (Known, Text)):
            return Truth.NO
        return Truth.NO if same(left_value, right_value) is Truth.NO else Truth.MAYBE
    if isinstance(left, Reference) and isinstance(right, Reference):
        return same(left, right)
    return same(left_value, right_value)


def _why(*operands: Value) -> str:
    for operand in operands:
        if isinstance(operand, Unknown):
            return operand.why
        if isinstance(operand, Reference):
            return f"{operand.resource}.{'.'.join(operand.attribute)} is known after apply"
        if isinstance(operand, Text):
            return next((_why(part) for part in operand.parts if not isinstance(part, str)), "a part is not known")
        if isinstance(operand, OneOf):
            return f"it depends on {operand.choices[0][0]}"
    return "an operand is not known"


def branches(then: Value, otherwise: Value) -> tuple[Value, Value]:
    """Returns both branches of a conditional converted to their one type; a Failure in place of both where there is
    none."""
    types = type_of(then), type_of(otherwise)
    if types[0] == types[1]:
        return then, otherwise
    common = common_type(types)
    if common is None:
        failure = Failure("the branches of a conditional have different types", span=then.span)
        return failure, failure
    return _as(then, types[0], common), _as(otherwise, types[1], common)


def _as(value: Value, type_: Type, common: Type) -> Value:
    return value if type_ == common or isinstance(value, Reference) else convert(value, common)


def as_branch(value: Value, other: tree.Expression, evaluated: Callable[[], Value]) -> Value:
    """Returns the taken branch of a decided conditional; the other one matters only for its type."""
    is_typed = isinstance(value, Unknown) and value.type in ("string", "number", "bool")
    if not is_typed and not isinstance(value, (Known, ListOf, MapOf, Text)):
        return value
    return branches(value, Known(other.scalar) if isinstance(other, tree.Literal) else evaluated())[0]


def missing_is_null(value: Value) -> Value:
    """Returns what Terraform sees where awslint says missing."""
    return Known(None, value.span) if isinstance(value, Missing) else value
