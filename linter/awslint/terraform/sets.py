"""Sets: which elements are one, and the order in which Terraform lists them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Context, Decimal

from awslint.terraform.numbers import exact
from awslint.values import Known, ListOf, MapOf, Missing, Value, revealed


def set_elements(items: Sequence[Value]) -> tuple[Value, ...] | None:
    """Returns the different elements of a set in order; None where one of them is not wholly known.

    Terraform orders strings by their bytes, numbers by size, false before true, a null last, and everything else by
    the bytes of a text that it is written as.
    """
    unique: dict[str, tuple[tuple[object, ...], Value]] = {}
    for element in items:
        shown = revealed(element)
        text = written(shown)
        if text is None:
            return None
        unique.setdefault(text, (_order(shown), element))
    return tuple(member for _, member in sorted(unique.values(), key=lambda pair: pair[0]))


def _order(value: Value) -> tuple[object, ...]:
    if not isinstance(value, Known):
        return (0, (written(value, _digits) or "").encode("utf-8", "surrogatepass"))
    if value.scalar is None:
        return (1,)
    if isinstance(value.scalar, str):
        return (0, value.scalar.encode("utf-8", "surrogatepass"))
    return (0, value.scalar if isinstance(value.scalar, bool) else exact(value.scalar))


def is_ordered(value: ListOf) -> bool:
    """Returns whether the order of the elements is known: that of a list, or of a set that is wholly known."""
    return (
        not value.is_set
        or len(value.items) < 2
        or all(written(revealed(element)) is not None for element in value.items)
    )


def written(value: Value, number: Callable[[int | float], str] = lambda number: str(exact(number))) -> str | None:
    """Returns a text that is the same for equal values of one type, and only for them; None for what is not wholly
    known."""
    value = revealed(value)
    if isinstance(value, Known):
        if value.scalar is None:
            return "~"
        if isinstance(value.scalar, bool):
            return "T" if value.scalar else "F"
        return json.dumps(value.scalar, ensure_ascii=False) if isinstance(value.scalar, str) else number(value.scalar)
    if isinstance(value, ListOf) and value.complete:
        parts = [written(element, number) for element in value.items]
        opening, closing = "<>" if value.element is None and not value.is_set else "[]"
        return _enclosed(opening, parts, closing)
    if isinstance(value, MapOf) and value.complete:
        names = sorted(key for key, member in value.items.items() if not isinstance(member, Missing))
        parts = [written(value.items[name], number) for name in names]
        if value.element is None:
            return _enclosed("<", parts, ">")
        keys = [json.dumps(name, ensure_ascii=False) + ":" for name in names]
        members = [None if part is None else key + part for key, part in zip(keys, parts, strict=True)]
        return _enclosed("{", members, "}")
    return None


def _enclosed(opening: str, parts: Sequence[str | None], closing: str) -> str | None:
    known = [part for part in parts if part is not None]
    return opening + "".join(part + ";" for part in known) + closing if len(known) == len(parts) else None


def _digits(number: int | float) -> str:
    """A number by ten digits, with an exponent from the eleventh on."""
    rounded = Context(prec=10).create_decimal(Decimal(repr(number))).normalize()
    exponent = rounded.adjusted()
    if not rounded or -5 < exponent < 10:
        return format(rounded, "f")
    digits = "".join(map(str, rounded.as_tuple().digits))
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{'-' if rounded < 0 else ''}{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02}"
