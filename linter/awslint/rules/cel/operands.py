"""What an expression computes with: values that may be unknown, compared and counted with three-valued answers.

An operand is one of: a Python scalar, list or dict; a `Truth`; a `Range`; an `Attribute` or a `Resource` of the
graph; a `Value`; `Items`; an `Optional`; an object of the library (an ARN, a CIDR block, a version); or `ABSENT`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from awslint.frozen import frozen
from awslint.graph import Attribute, Resource
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    Range,
    Reference,
    Text,
    Truth,
    Unknown,
    count,
    equals,
    revealed,
    same,
    text_length,
)
from awslint.values.questions import as_text

Function = Callable[..., Any]
"""A function of the expression language: it takes the scope and its arguments."""

VALUES: Final = (Known, Unknown, Text, Reference, ListOf, MapOf, Missing)
_LITERALS: Final = (str, bool, int, float)


class _Absent:
    """CEL's error for what is not there. It is absorbed by `false && ...` and `true || ...`, else it stays."""

    def __repr__(self) -> str:
        return "absent"


ABSENT: Final = _Absent()


class EvaluationError(Exception):
    """An expression asks for what its operands cannot answer: a fault of the policy."""


@frozen
class Items:
    """A list whose elements are operands; not `complete` where there may be more."""

    items: tuple[Any, ...]
    complete: bool = True


@frozen
class Optional:
    """CEL's optional value: what `a.?b` gives."""

    operand: Any


def is_present(operand: Any) -> Truth:
    """Returns whether an operand is there at all: neither absent, nor an attribute that is not set, nor null."""
    if isinstance(operand, Optional):
        return is_present(operand.operand)
    if operand is ABSENT or operand is None:
        return Truth.NO
    if isinstance(operand, Attribute):
        return operand.is_set
    if isinstance(operand, Missing):
        return Truth.NO
    if isinstance(operand, Unknown):
        return Truth.MAYBE
    return Truth.of(not (isinstance(operand, Known) and operand.scalar is None))


def settled(operand: Any) -> Any:
    """Returns the operand as values know it: an attribute's content, a known scalar as itself, ABSENT for what is not
    set."""
    if isinstance(operand, Attribute):
        operand = operand.content
    elif isinstance(operand, _LITERALS):
        return operand  # most often it is a literal
    if isinstance(operand, Known):
        return ABSENT if operand.scalar is None else operand.scalar
    if isinstance(operand, Reference):
        operand = revealed(operand)
        return settled(operand) if isinstance(operand, Known) else ABSENT if isinstance(operand, Missing) else operand
    return ABSENT if isinstance(operand, Missing) else operand


def truth_of(operand: Any) -> Any:
    """Returns the operand as a condition: a Truth, or ABSENT.

    Raises:
        EvaluationError: it is no boolean.
    """
    if isinstance(operand, Truth) or operand is ABSENT:
        return operand
    if isinstance(operand, bool):
        return Truth.of(operand)
    if isinstance(operand, Attribute):
        return ABSENT if operand.is_set is Truth.NO else operand.is_true
    value = settled(operand)
    if isinstance(value, bool):
        return Truth.of(value)
    if isinstance(value, str):
        return Truth.of(value.lower() == "true")
    if value is ABSENT or isinstance(value, VALUES):
        return ABSENT if value is ABSENT else Truth.MAYBE
    raise EvaluationError(f"{type(operand).__name__} is no condition")


def is_equal(left: Any, other: Any) -> Any:
    """Returns whether two operands are equal: a Truth, or ABSENT. Numbers and booleans may be written as their
    texts."""
    if left is None or other is None:
        present = is_present(other if left is None else left)
        return ~present
    if left is ABSENT or other is ABSENT:
        return ABSENT
    if isinstance(left, Attribute) and isinstance(other, Attribute):
        if Truth.NO in (left.is_set, other.is_set):
            return ABSENT
        if left.same(other) is Truth.YES:
            return Truth.YES
    if isinstance(left, Resource) or isinstance(other, Resource):
        return _is_same_resource(left, other)
    first, second = settled(left), settled(other)
    if first is ABSENT or second is ABSENT:
        return ABSENT
    for attribute, text in ((left, second), (other, first)):
        # What a reference or a required variable stands for is not known, and surely something.
        if text == "" and isinstance(attribute, Attribute):
            return attribute.equals_text("")
    if isinstance(first, Range) and isinstance(second, Range):
        return _compared("==", first.low, first.high, second.low, second.high)
    if isinstance(first, Range) or isinstance(second, Range):
        return _is_in_order("==", first, second)
    if isinstance(first, VALUES) or isinstance(second, VALUES):
        return _is_same_value(first, second)
    return _is_same(first, second)


def _is_same_resource(left: Any, other: Any) -> Truth:
    if isinstance(left, Resource) and isinstance(other, Resource):
        return Truth.of(left is other)
    return Truth.MAYBE


def _is_same_value(left: Any, other: Any) -> Truth:
    if not isinstance(left, VALUES):
        left, other = other, left
    if isinstance(other, VALUES):
        return same(left, other)
    if isinstance(other, (str, int, float, bool)):
        if isinstance(left, Unknown):
            return Truth.MAYBE  # a number or a boolean may stand there as its text
        return equals(left, as_text(other))
    return Truth.MAYBE


def _is_same(left: Any, other: Any) -> Any:
    if isinstance(left, Truth) or isinstance(other, Truth):
        first, second = truth_of(left), truth_of(other)
        if first is ABSENT or second is ABSENT:
            return Truth.MAYBE
        return (first & second) | (~first & ~second)
    if isinstance(left, Items) or isinstance(other, Items) or (isinstance(left, list) and isinstance(other, list)):
        return _is_same_list(left, other)
    if isinstance(left, bool) or isinstance(other, bool):
        return Truth.of(as_text(left).lower() == as_text(other).lower())
    if isinstance(left, (int, float)) or isinstance(other, (int, float)):
        first, second = number_of(left), number_of(other)
        return Truth.of(first is not None and first == second)
    return Truth.of(bool(left == other))


def _is_same_list(left: Any, other: Any) -> Truth:
    first, second = elements_of(left), elements_of(other)
    if first is ABSENT or second is ABSENT:
        return Truth.MAYBE
    if not first.complete or not second.complete:
        return Truth.MAYBE
    if len(first.items) != len(second.items):
        return Truth.NO
    answer = Truth.YES
    for a, b in zip(first.items, second.items, strict=True):
        equal = is_equal(a, b)
        answer = answer & (Truth.MAYBE if equal is ABSENT else equal)
    return answer


LONGEST_NUMBER: Final = 400
"""The most characters of a string that may spell a number."""


def number_of(operand: Any) -> int | float | None:
    """Returns the number that a scalar is, or that a string spells."""
    if isinstance(operand, bool):
        return None
    if isinstance(operand, (int, float)):
        return operand
    if isinstance(operand, str):
        if len(operand) > LONGEST_NUMBER:
            return None
        try:
            return int(operand)
        except ValueError:
            pass
        try:
            number = float(operand)
        except ValueError:
            return None
        return number if math.isfinite(number) else None
    return None


def compare(operator: str, left: Any, other: Any) -> Any:
    """Returns the answer to `<`, `<=`, `>` or `>=`: a Truth, or ABSENT.

    Raises:
        EvaluationError: there is no order between the two.
    """
    first, second = settled(left), settled(other)
    if first is ABSENT or second is ABSENT:
        return ABSENT
    return _is_in_order(operator, first, second)


def _is_in_order(operator: str, first: Any, second: Any) -> Any:
    if isinstance(first, VALUES) or isinstance(second, VALUES):
        return Truth.MAYBE
    mine, theirs = _bounds(first), _bounds(second)
    if mine is not None and theirs is not None:
        return _compared(operator, *mine, *theirs)
    if type(first) is type(second) and not isinstance(first, (list, dict, Items)):
        answers = {"<": lambda: first < second, "<=": lambda: first <= second, ">": lambda: first > second}
        try:
            return Truth.of(bool(answers.get(operator, lambda: first >= second)()))
        except TypeError as error:
            raise EvaluationError(str(error)) from None
    return ABSENT  # a string where a number belongs: another fault than the one that is asked about


def _bounds(operand: Any) -> tuple[float, float | None] | None:
    if isinstance(operand, Range):
        return operand.low, operand.high
    number = number_of(operand)
    return None if number is None else (number, number)


def _compared(operator: str, low: float, high: float | None, other_low: float, other_high: float | None) -> Truth:
    if operator == "==":
        if low == high == other_low == other_high:
            return Truth.YES
        apart = (high is not None and high < other_low) or (other_high is not None and other_high < low)
        return Truth.NO if apart else Truth.MAYBE
    if operator in (">", ">="):
        low, high, other_low, other_high = other_low, other_high, low, high
    if operator in ("<", ">"):
        if high is not None and high < other_low:
            return Truth.YES
        return Truth.NO if other_high is not None and low >= other_high else Truth.MAYBE
    if high is not None and high <= other_low:
        return Truth.YES
    return Truth.NO if other_high is not None and low > other_high else Truth.MAYBE


def size_of(operand: Any) -> Any:
    """Returns how many characters a string has, or elements a list or map: an int, a Range, or ABSENT.

    Raises:
        EvaluationError: it has no size.
    """
    if isinstance(operand, Attribute) and isinstance(operand.content, ListOf):
        size = operand.count
    else:
        value = settled(operand)
        if value is ABSENT:
            return ABSENT
        if isinstance(value, (str, int, float, bool)):
            return len(as_text(value))
        if isinstance(value, (list, dict)):
            return len(value)
        if isinstance(value, Items):
            return len(value.items) if value.complete else Range(len(value.items), None)
        if not isinstance(value, VALUES):
            raise EvaluationError(f"{type(value).__name__} has no size")
        size = text_length(value) if isinstance(value, Text) else count(value)
    return size.low if size.low == size.high else size


_OF_ONE_STRING: Final = frozenset({"arn", "Arn", "id", "Id", "Ref"})
"""Attributes that are one string whatever the type of their resource."""


def is_scalar_reference(value: Any) -> bool:
    """Returns whether a value is an attribute of another resource that cannot be a list."""
    return isinstance(value, Reference) and len(value.attribute) == 1 and value.attribute[0] in _OF_ONE_STRING


def elements_of(operand: Any) -> Any:
    """Returns the elements of a list, the keys of a map: Items, or ABSENT.

    A single value where a list may stand counts as a list of one, as both languages have it.
    """
    if isinstance(operand, Optional):
        operand = operand.operand
    if isinstance(operand, Items) or operand is ABSENT:
        return operand
    if isinstance(operand, list):
        return Items(tuple(operand))
    if isinstance(operand, dict):
        return Items(tuple(operand))
    if isinstance(operand, Attribute):
        content = operand.content
        if isinstance(content, MapOf):
            return _keys_of(operand, content)
        if isinstance(content, (Unknown, Reference)):
            return Items((operand,)) if is_scalar_reference(content) else Items((), False)
        if operand.is_set is Truth.NO:
            return ABSENT
        return Items(tuple(operand.elements()), not isinstance(content, ListOf) or content.complete)
    value = settled(operand)
    if isinstance(value, ListOf):
        return Items(value.items, value.complete)
    if isinstance(value, MapOf):
        # A null of a document is a value of its own.
        return Items(
            tuple(key for key, member in value.items.items() if not isinstance(member, Missing)), value.complete
        )
    if isinstance(value, VALUES):
        return Items((), False)
    return ABSENT if value is ABSENT else Items((value,))


def _keys_of(attribute: Attribute, content: MapOf) -> Items:
    """The keys of what is set: a block that a `dynamic` makes no instance of, and a null, are not there."""
    complete, certain = content.complete, []
    for key, member in content.items.items():
        is_plain = isinstance(member, (MapOf, ListOf)) or (isinstance(member, Known) and member.scalar is not None)
        is_set = Truth.YES if is_plain else attribute.get(key).is_set
        if is_set is Truth.YES:
            certain.append(key)
        complete = complete and is_set is not Truth.MAYBE
    return Items(tuple(certain), complete)


def is_in(operand: Any, container: Any) -> Any:
    """Returns whether a list has an element, or a map a key: a Truth, or ABSENT."""
    if isinstance(operand, Attribute) and operand.is_set is Truth.NO:
        return ABSENT
    found = elements_of(container)
    if found is ABSENT or operand is ABSENT:
        return ABSENT
    answer = Truth.NO if found.complete else Truth.MAYBE
    for element in found.items:
        equal = is_equal(operand, element)
        if equal is Truth.YES:
            return equal
        if equal is Truth.MAYBE:
            answer = equal
    return answer


LONGEST_SUM: Final = 1_000_000
"""The most characters of strings that are joined."""


def add(augend: Any, addend: Any) -> Any:
    """Returns the sum of two numbers, or two strings or lists joined."""
    first, second = settled(augend), settled(addend)
    if first is ABSENT or second is ABSENT:
        return ABSENT
    if isinstance(first, (Items, list, ListOf)) or isinstance(second, (Items, list, ListOf)):
        left, right = elements_of(augend), elements_of(addend)
        return (
            ABSENT if ABSENT in (left, right) else Items((*left.items, *right.items), left.complete and right.complete)
        )
    if isinstance(first, str) and isinstance(second, str) and (number_of(first) is None or number_of(second) is None):
        if len(first) + len(second) > LONGEST_SUM:
            return Unknown(f"a string of more than {LONGEST_SUM:,} characters is not computed")
        return first + second
    if _is_string(first) or _is_string(second):
        if isinstance(first, (str, *_HOLES)) and isinstance(second, (str, *_HOLES)):
            return Text((*_parts(first), *_parts(second)))
    return calculate("+", first, second)


_HOLES: Final = (Text, Unknown, Reference)


def _is_string(operand: Any) -> bool:
    return isinstance(operand, Text) or (isinstance(operand, str) and number_of(operand) is None)


def _parts(operand: Any) -> tuple[Any, ...]:
    return operand.parts if isinstance(operand, Text) else (operand,)


def calculate(operator: str, operand: Any, other: Any) -> Any:
    """Returns a number from two numbers. `/` of whole numbers is whole, as CEL has it; a division by zero is ABSENT."""
    first, second = settled(operand), settled(other)
    if first is ABSENT or second is ABSENT:
        return ABSENT
    if isinstance(first, VALUES) or isinstance(second, VALUES):
        return Unknown("a number that the calculation needs is not known")
    if isinstance(first, Range) or isinstance(second, Range):
        return _calculate_ranges(operator, first, second)
    left, right = number_of(first), number_of(second)
    if left is None or right is None:
        return ABSENT
    if operator in ("/", "%") and right == 0:
        return ABSENT
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    whole = isinstance(left, int) and isinstance(right, int)
    quotient = left / right
    if operator == "/":
        return (abs(int(left)) // abs(int(right))) * (1 if quotient >= 0 else -1) if whole else quotient
    return left - right * int(quotient)


def _calculate_ranges(operator: str, first: Any, second: Any) -> Any:
    mine, theirs = _bounds(first), _bounds(second)
    if mine is None or theirs is None:
        return ABSENT
    if operator not in ("+", "*") or min(mine[0], theirs[0]) < 0:
        return Unknown("a number that the calculation needs is not known")
    high = None
    if mine[1] is not None and theirs[1] is not None:
        high = int(calculate(operator, mine[1], theirs[1]))
    return Range(int(calculate(operator, mine[0], theirs[0])), high)


def shown(operand: Any) -> str:
    """Returns the operand as messages show it. What is secret or not known is shown by its name."""
    if isinstance(operand, Optional):
        operand = operand.operand
    if isinstance(operand, Resource):
        return operand.address
    if isinstance(operand, Attribute):
        content = operand.content
        if not isinstance(content, Known) or content.sensitive or operand.value.sensitive:
            return operand.name
        return as_text(content.scalar)
    if isinstance(operand, Items):
        return ", ".join(shown(element) for element in operand.items)
    if isinstance(operand, list):
        return ", ".join(shown(element) for element in operand)
    value = settled(operand)
    if isinstance(value, (str, int, float, bool)):
        return as_text(value)
    if isinstance(value, Range):
        return f"{value.low} or more" if value.high is None else f"{value.low} to {value.high}"
    if value is ABSENT or isinstance(value, VALUES):
        return "?"
    return str(value)
