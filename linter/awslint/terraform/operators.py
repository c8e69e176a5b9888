"""Operators on values that are no OneOf, as Terraform defines them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext

from awslint.syntax import hcl_tree as tree
from awslint.terraform.failure import Failure
from awslint.terraform.types import as_number
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
from awslint.values.questions import as_text


def _marks(result: Value, *operands: Value) -> Value:
    assumes = tuple(dict.fromkeys(one for operand in (result, *operands) for one in operand.assumes))
    sensitive = any(operand.sensitive for operand in operands) or result.sensitive
    if assumes == result.assumes and sensitive == result.sensitive:
        return result
    return replace(result, assumes=assumes, sensitive=sensitive)


def _known(scalar: Scalar, span: Span, *operands: Value) -> Value:
    return _marks(Known(scalar, span, origin=Origin.COMPUTED), *operands)


def truth(value: Value) -> Truth:
    """Whether a boolean value is true."""
    value = revealed(value)
    if isinstance(value, Known):
        return Truth.of(value.scalar is True or value.scalar == "true")
    return Truth.MAYBE


def to_bool(value: Value) -> bool | None:
    """The boolean that a known value converts to; None for what is not known or none."""
    value = revealed(value)
    if isinstance(value, Known):
        if isinstance(value.scalar, bool):
            return value.scalar
        return {"true": True, "false": False, "1": True, "0": False}.get(str(value.scalar))
    return None


def to_text(value: Value) -> Value:
    """The value as a string, which keys and templates need."""
    if isinstance(value, OneOf):
        return distribute(to_text, value)
    if isinstance(value, Failure):
        return value
    inner = revealed(value)
    if isinstance(inner, Known):
        if inner.scalar is None:
            return Failure("a null has no text", span=inner.span)
        return inner if isinstance(inner.scalar, str) else replace(inner, scalar=as_text(inner.scalar))
    if isinstance(inner, (ListOf, MapOf)):
        return Failure("a collection has no text", span=inner.span)
    return value


def joined(values: Sequence[Value], span: Span) -> Value:
    """The parts of a template as one string."""
    parts: list[str | Value] = []
    for value in values:
        text = to_text(value)
        if isinstance(text, Failure):
            return text
        if isinstance(text, Text):
            pieces: Sequence[str | Value] = text.parts
        else:
            pieces = (str(text.scalar),) if isinstance(text, Known) else (text,)
        for piece in pieces:
            if isinstance(piece, str) and parts and isinstance(parts[-1], str):
                parts[-1] += piece
            elif piece != "":
                parts.append(piece)
    if not parts or (len(parts) == 1 and isinstance(parts[0], str)):
        return _known(parts[0] if parts else "", span, *values)  # type: ignore[arg-type]
    return _marks(Text(tuple(parts), span), *values)


def unary(operator: str, operand: Value, span: Span) -> Value:
    """`-operand` or `!operand`."""
    if isinstance(operand, Failure):
        return operand
    inner = revealed(operand)
    if not isinstance(inner, Known):
        return _marks(Unknown(_why(inner), "bool" if operator == "!" else "number", span), inner)
    if operator == "!":
        fact = to_bool(inner)
        return Failure("! needs a bool", span=span) if fact is None else _known(not fact, span, inner)
    number = as_number(inner.scalar)
    return Failure("- needs a number", span=span) if number is None else _known(-number, span, inner)


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
    one, other = revealed(left), revealed(right)
    if operator in ("&&", "||"):
        return _logical(operator, one, other, span)
    if not isinstance(one, Known) or not isinstance(other, Known):
        for operand in (one, other):
            if isinstance(operand, (ListOf, MapOf)):
                return Failure(f"{operator} needs numbers", span=span)
        kind = "bool" if operator in ("<", ">", "<=", ">=") else "number"
        return _marks(Unknown(_why(one, other), kind, span), one, other)
    first, second = as_number(one.scalar), as_number(other.scalar)
    if first is None or second is None:
        return Failure(f"{operator} needs numbers", span=span)
    if operator in _COMPARISONS:
        return _known(_COMPARISONS[operator](first, second), span, one, other)
    result = arithmetic(operator, first, second)
    return Failure("division by zero", span=span) if result is None else _known(result, span, one, other)


def _logical(operator: str, one: Value, other: Value, span: Span) -> Value:
    decisive = operator == "||"
    facts = [to_bool(one), to_bool(other)]
    for operand, fact in zip((one, other), facts, strict=True):
        if fact is None and isinstance(operand, (Known, ListOf, MapOf)):
            return Failure(f"{operator} needs bools", span=span)
    for operand, fact in zip((one, other), facts, strict=True):
        if fact is decisive:
            return _known(decisive, span, operand)
    if None in facts:
        return _marks(Unknown(_why(one, other), "bool", span), one, other)
    return _known(not decisive, span, one, other)


_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def arithmetic(operator: str, left: int | float, right: int | float) -> int | float | None:
    """The exact result, rounded once at the end; None for a division by zero."""
    with localcontext() as context:
        context.prec = 60
        one, other = Decimal(repr(left)), Decimal(repr(right))
        try:
            if operator == "+":
                result = one + other
            elif operator == "-":
                result = one - other
            elif operator == "*":
                result = one * other
            elif operator == "/":
                result = one / other
            else:
                result = one % other
        except (DivisionByZero, InvalidOperation):
            return None
        return int(result) if result == result.to_integral_value() else float(result)


def equal(left: Value, right: Value) -> Truth:
    """Terraform's ==. Collections are compared only as far as a difference in content is certain: two collections of
    different types differ whatever they hold."""
    one, other = revealed(left), revealed(right)
    for value, opposite in ((one, other), (other, one)):
        if isinstance(value, Known) and value.scalar is None:
            if isinstance(opposite, Known):
                return Truth.of(opposite.scalar is None)
            if isinstance(opposite, (ListOf, MapOf, Text)) or (
                isinstance(opposite, Reference) and not opposite.attribute
            ):
                return Truth.NO
            return Truth.MAYBE
    if isinstance(one, (ListOf, MapOf)) or isinstance(other, (ListOf, MapOf)):
        if isinstance(one, (Known, Text)) or isinstance(other, (Known, Text)):
            return Truth.NO
        return Truth.NO if same(one, other) is Truth.NO else Truth.MAYBE
    if isinstance(left, Reference) and isinstance(right, Reference):
        return same(left, right)
    return same(one, other)


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


def unified(value: Value, other: Value) -> Value:
    """A branch of a conditional, converted to a string where the other branch is one."""
    if isinstance(value, Known) and isinstance(value.scalar, (bool, int, float)):
        opposite = revealed(other)
        if isinstance(opposite, Text) or (isinstance(opposite, Known) and isinstance(opposite.scalar, str)):
            return replace(value, scalar=as_text(value.scalar))
    return value


def as_branch(value: Value, other: tree.Expression, evaluated: Callable[[], Value]) -> Value:
    """The taken branch of a decided conditional; the other one matters only for its type."""
    if (
        isinstance(value, Known)
        and isinstance(value.scalar, (bool, int, float))
        and not isinstance(other, tree.Literal)
    ):
        return unified(value, evaluated())
    if isinstance(value, Known) and isinstance(other, tree.Literal) and isinstance(other.scalar, str):
        return unified(value, Known(other.scalar))
    return value


def missing_is_null(value: Value) -> Value:
    """What Terraform sees where awslint says missing."""
    return Known(None, value.span) if isinstance(value, Missing) else value
