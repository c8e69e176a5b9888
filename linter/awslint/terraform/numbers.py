"""Numbers as Terraform keeps and writes them: binary fractions of 512 bits, never with an exponent."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Final

PRECISION: Final = 512
"""The bits of Terraform's numbers."""

_INEXACT: Final = 10**14
"""A denominator that only a rounded quotient has; who writes that many digits means them."""


def exact(number: int | float) -> Fraction:
    """Returns the finite number that is meant: 0.1 is a tenth, and the quotient 1 / 3 a third."""
    written = Fraction(repr(number))
    if isinstance(number, float) and written.denominator > _INEXACT:
        quotient = Fraction(number).limit_denominator(10**6)
        if float(quotient) == number:
            return quotient
    return written


def rounded(number: Fraction) -> Fraction:
    """Returns the number of 512 bits that is nearest to this one."""
    if not number:
        return number
    unit = Fraction(2) ** (math.floor(math.log2(abs(number))) + 1 - PRECISION)
    return round(number / unit) * unit


def number_text(number: int | float) -> str:
    """Returns a number as Terraform writes it into a string."""
    if isinstance(number, int):
        return str(number)
    if number.is_integer() and abs(number) < _INEXACT:
        return str(int(number))
    meant = exact(number)
    if meant.denominator > 10**6 or _is_decimal(meant.denominator):
        return format(Decimal(repr(number)), "f")
    return ("-" if meant < 0 else "") + _shortest(abs(meant))


def _is_decimal(denominator: int) -> bool:
    for factor in (2, 5):
        while denominator % factor == 0:
            denominator //= factor
    return denominator == 1


def _shortest(number: Fraction) -> str:
    """The fewest decimal digits that tell the number of 512 bits nearest to this one from its neighbours."""
    unit = Fraction(2) ** (math.floor(math.log2(number)) + 1 - PRECISION)
    units = round(number / unit)
    low, high, middle = (units - Fraction(1, 2)) * unit, (units + Fraction(1, 2)) * unit, units * unit
    for places in range(1, PRECISION):
        scale = 10**places
        below = math.floor(middle * scale)
        fitting = [digits for digits in (below, below + 1) if low < Fraction(digits, scale) < high]
        if fitting:
            nearest = min(fitting, key=lambda digits: abs(Fraction(digits, scale) - middle))
            text = str(nearest).rjust(places + 1, "0")
            return f"{text[:-places]}.{text[-places:]}"
    return format(Decimal(repr(float(number))), "f")
