"""Functions on numbers."""

from __future__ import annotations

import math
from fractions import Fraction

from awslint.terraform.functions.registry import FunctionError, NotKnown, exact, number_of, on_scalars

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


@on_scalars("signum", "number", result="number")
def _signum(number: Fraction) -> int:
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
    return sum(numbers, Fraction(0))


@on_scalars("log", "number", "number", result="number")
def _log(number: Fraction, base: Fraction) -> Fraction:
    return exact(math.log(number_of(number)) / math.log(number_of(base)))


@on_scalars("pow", "number", "number", result="number")
def _pow(number: Fraction, power: Fraction) -> Fraction:
    result = math.pow(number_of(number), number_of(power))
    if not math.isfinite(result):
        raise NotKnown("the number is too large")
    return Fraction(int(result)) if result.is_integer() else exact(result)


@on_scalars("parseint", "string", "whole", result="number")
def _parseint(text: str, base: int) -> int:
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
    number = math.ceil((limit - start) / step)
    if number > _MOST_OF_A_RANGE:
        raise FunctionError(f"a range has at most {_MOST_OF_A_RANGE} numbers")
    return [start + step * index for index in range(number)]
