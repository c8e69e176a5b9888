"""Functions on numbers."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from awslint.terraform.functions.registry import FunctionError, NotKnown, exact_of, number_of, on_scalars
from awslint.terraform.numbers import rounded

_MOST_OF_A_RANGE = 1024
_MOST_DIGITS = 300


@on_scalars("abs", "number", result="number")
def _abs(number: Fraction) -> Fraction:
    return abs(number)


@on_scalars("ceil", "number", result="number")
def _ceil(number: Fraction) -> int:
    return math.ceil(number)


@on_scalars("floor", "number", result="number")
def _floor(number: Fraction) -> int:
    return math.floor(number)


@on_scalars("signum", "whole", result="number")
def _signum(number: int) -> int:
    return (number > 0) - (number < 0)


@on_scalars("min", "number", "number", rest=True, result="number")
def _min(*numbers: Fraction) -> Fraction:
    return min(numbers)


@on_scalars("max", "number", "number", rest=True, result="number")
def _max(*numbers: Fraction) -> Fraction:
    return max(numbers)


@on_scalars("sum", "numbers", result="number")
def _sum(numbers: list[Fraction]) -> Fraction:
    if not numbers:
        raise FunctionError("the list is empty")
    total = sum(numbers, Fraction(0))
    rounded_sum = Fraction(0)
    for number in numbers:
        rounded_sum = rounded(rounded_sum + rounded(number))
    if rounded_sum != rounded(total):
        raise NotKnown("the last digits of such a sum are not modelled")
    return total


def _logarithm(number: float) -> float:
    """The natural logarithm, to the last bit that Terraform computes.

    It differs from the C library's in some last bits: the number is taken apart as m * 2**k with m around 1, and
    log(m) is a series in s = (m - 1) / (m + 1), whose coefficients are those of Sun's fdlibm.
    """
    mantissa, power = math.frexp(number)
    if mantissa < math.sqrt(2) / 2:
        mantissa, power = mantissa * 2, power - 1
    part = mantissa - 1
    s = part / (2 + part)
    square = s * s
    fourth = square * square
    first, two, three, four, five, six, seven = _SERIES
    odd = square * (first + fourth * (three + fourth * (five + fourth * seven)))
    even = fourth * (two + fourth * (four + fourth * six))
    half = 0.5 * part * part
    return power * _LN2[0] - ((half - (s * (half + odd + even) + power * _LN2[1])) - part)


_SERIES = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)
_LN2 = (6.93147180369123816490e-01, 1.90821492927058770002e-10)


@on_scalars("log", "number", "number", result="number")
def _log(number: Fraction, base: Fraction) -> Fraction:
    if number < 0 or base < 0:
        raise FunctionError("a negative number has no logarithm")
    if number == 0 or base == 1:
        raise NotKnown("an infinite number is not modelled")
    if base == 0:
        return Fraction(0)
    return exact_of(_logarithm(number_of(number)) / _logarithm(number_of(base)))


@on_scalars("pow", "number", "number", result="number")
def _pow(number: Fraction, power: Fraction) -> Fraction:
    first, second = number_of(number), number_of(power)
    if abs(second) == 0.5 and first > 0:
        return Fraction(repr(math.sqrt(first) if second > 0 else 1 / math.sqrt(first)))
    if not isinstance(second, int) or abs(second) >= _MOST_OF_A_RANGE:
        raise NotKnown("such a power is not modelled")
    if first == 0 and second < 0:
        raise NotKnown("an infinite number is not modelled")
    try:
        return Fraction(repr(_power(float(first), second)))
    except (OverflowError, ValueError):
        raise NotKnown("the number is too large") from None


def _power(number: float, power: int) -> float:
    """A power, to the last bit that Terraform computes: by squaring what is between a half and one."""
    result, exponent = 1.0, 0
    square, shift = math.frexp(number)
    left = abs(power)
    while left:
        if left & 1:
            result, exponent = result * square, exponent + shift
        square, shift, left = square * square, shift * 2, left >> 1
        if square < 0.5:
            square, shift = square * 2, shift - 1
    return math.ldexp(result, exponent) if power >= 0 else math.ldexp(1 / result, -exponent)


@on_scalars("parseint", "any", "whole", result="number")
def _parseint(text: Any, base: int) -> int:
    if not isinstance(text, str):
        raise FunctionError("the first argument is no string")
    if not 2 <= base <= 62:
        raise FunctionError("the base must be between 2 and 62")
    digits = text.removeprefix("-").removeprefix("+")
    if base > 36:
        raise NotKnown("bases above 36 are not modelled")
    # Python would take a 0x too, and the digits of other scripts.
    if not digits.isascii() or not digits.isalnum() or not all(int(digit, 36) < base for digit in digits):
        raise FunctionError(f'"{text}" is no number in base {base}')
    if text.startswith(("-+", "--")):
        raise FunctionError(f'"{text}" is no number in base {base}')
    if len(digits) > _MOST_DIGITS:
        raise NotKnown("a number of so many digits is not modelled")
    return int(text, base)


@on_scalars("range", "number", "number", "number", optional=2, result="list")
def _range(*arguments: Fraction) -> list[Fraction]:
    start, limit = (Fraction(0), arguments[0]) if len(arguments) == 1 else arguments[:2]
    step = arguments[2] if len(arguments) == 3 else Fraction(1 if limit >= start else -1)
    if step == 0 or (limit > start and step < 0) or (limit < start and step > 0):
        if step == 0 and limit == start:
            return []
        raise FunctionError("the step does not lead from the start to the limit")
    if rounded(start) != start or rounded(step) != step:
        raise NotKnown("the last digits of such a range are not modelled")
    number = math.ceil((limit - start) / step)
    if number > _MOST_OF_A_RANGE:
        raise FunctionError(f"a range has at most {_MOST_OF_A_RANGE} numbers")
    return [start + step * index for index in range(number)]
