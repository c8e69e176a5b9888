"""Questions about values, answered with a Truth or a range."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Final

from awslint.frozen import frozen
from awslint.values.truth import Truth, all_true, any_true
from awslint.values.value import Known, ListOf, MapOf, Missing, OneOf, Reference, Scalar, Text, Unknown, Value, revealed

_LISTS_WITHOUT_REPETITION: Final = frozenset({"Fn::GetAZs"})
"""Lists that stand as a resource in references to their elements by number, and have no element twice: the
Availability Zones of a region."""


@frozen
class Range:
    """A whole number that is at least `low` and, where `high` is not None, at most `high`."""

    low: int
    high: int | None

    @classmethod
    def exactly(cls, number: int) -> Range:
        """Returns the range that holds one number."""
        return cls(number, number)

    def is_at_least(self, number: int) -> Truth:
        """Returns whether the number is `number` or more."""
        if self.low >= number:
            return Truth.YES
        return Truth.NO if self.high is not None and self.high < number else Truth.MAYBE

    def is_at_most(self, number: int) -> Truth:
        """Returns whether the number is `number` or less."""
        return ~self.is_at_least(number + 1)

    def __add__(self, other: Range) -> Range:
        high = None if self.high is None or other.high is None else self.high + other.high
        return Range(self.low + other.low, high)


def _ask(value: Value, question: Callable[[Value], Truth]) -> Truth:
    value = revealed(value)
    if not isinstance(value, OneOf):
        return question(value)
    answers = {_ask(choice, question) for _, choice in value.choices}
    return answers.pop() if len(answers) == 1 else Truth.MAYBE


def _same_scalar(scalar: Scalar, other: Scalar) -> bool:
    return scalar == other and isinstance(scalar, bool) == isinstance(other, bool)


def equals(value: Value, scalar: Scalar) -> Truth:
    """Returns whether the value is that scalar. True and 1 differ, as do "1" and 1; Missing and null differ from all
    others."""

    def question(option: Value) -> Truth:
        if isinstance(option, Known):
            return Truth.of(_same_scalar(option.scalar, scalar))
        if isinstance(option, Text):
            return _text_may_be(option, scalar) if isinstance(scalar, str) else Truth.NO
        if isinstance(option, (ListOf, MapOf, Missing)):
            return Truth.NO
        if isinstance(option, Unknown) and option.type is not None and not _fits(option.type, scalar):
            return Truth.NO
        return Truth.MAYBE

    return _ask(value, question)


def _fits(type_name: str, scalar: Scalar) -> bool:
    if scalar is None:
        return True
    if type_name == "string":
        return isinstance(scalar, str)
    if type_name == "bool":
        return isinstance(scalar, bool)
    if type_name == "number":
        return isinstance(scalar, (int, float)) and not isinstance(scalar, bool)
    return False


def _text_may_be(text: Text, scalar: str) -> Truth:
    pieces = [""]
    for part in text.parts:
        if isinstance(part, str):
            pieces[-1] += part
        else:
            pieces.append("")
    first, *middle, last = pieces if len(pieces) > 1 else (*pieces, "")
    place, end = len(first), len(scalar) - len(last)
    if place > end or not scalar.startswith(first) or not scalar.endswith(last):
        return Truth.NO
    for piece in middle:
        # The first place that it is found at leaves the most for the rest.
        found = scalar.find(piece, place, end)
        if found < 0:
            return Truth.NO
        place = found + len(piece)
    return Truth.MAYBE if len(pieces) > 1 or place == end else Truth.NO


def is_among(value: Value, scalars: Collection[Scalar]) -> Truth:
    """Returns whether the value is one of the scalars."""
    return any_true(equals(value, scalar) for scalar in scalars)


def starts_with(value: Value, prefix: str) -> Truth:
    """Returns whether the value is a string with that beginning."""

    def question(option: Value) -> Truth:
        if isinstance(option, Known):
            return Truth.of(isinstance(option.scalar, str) and option.scalar.startswith(prefix))
        if isinstance(option, Text):
            head = option.parts[0] if option.parts and isinstance(option.parts[0], str) else ""
            if len(head) >= len(prefix):
                return Truth.of(head.startswith(prefix))
            return Truth.MAYBE if prefix.startswith(head) else Truth.NO
        if isinstance(option, (ListOf, MapOf, Missing)):
            return Truth.NO
        return Truth.MAYBE

    return _ask(value, question)


def matches(value: Value, pattern: str | re.Pattern[str]) -> Truth:
    """Returns whether the value is a string that the regular expression matches from end to end."""
    return matches_text(value, lambda text: re.fullmatch(pattern, text) is not None)


def matches_text(value: Value, predicate: Callable[[str], bool]) -> Truth:
    """Returns whether the value is a string that the predicate accepts; numbers and booleans count as their text."""

    def question(option: Value) -> Truth:
        if isinstance(option, Known):
            if option.scalar is None:
                return Truth.NO
            return Truth.of(predicate(as_text(option.scalar)))
        if isinstance(option, (ListOf, MapOf, Missing)):
            return Truth.NO
        return Truth.MAYBE

    return _ask(value, question)


def as_text(scalar: Scalar) -> str:
    """Returns the scalar as both languages write it into a string: true, 1.5, and null as nothing."""
    if scalar is None:
        return ""
    if isinstance(scalar, bool):
        return "true" if scalar else "false"
    if isinstance(scalar, float) and scalar.is_integer() and abs(scalar) < 1e15:
        return str(int(scalar))
    return str(scalar)


def has_any_character(value: Value, characters: Collection[str]) -> Truth:
    """Returns whether the value is a string that holds at least one of the characters."""

    def question(option: Value) -> Truth:
        if isinstance(option, Known):
            return Truth.of(isinstance(option.scalar, str) and any(c in option.scalar for c in characters))
        if isinstance(option, Text):
            seen = any(isinstance(part, str) and any(c in part for c in characters) for part in option.parts)
            return Truth.YES if seen else Truth.MAYBE
        if isinstance(option, (ListOf, MapOf, Missing)):
            return Truth.NO
        return Truth.MAYBE

    return _ask(value, question)


def text_length(value: Value) -> Range:
    """Returns how many characters the string has; Range(0, None) for what is no string or not known."""
    value = revealed(value)
    if isinstance(value, Known):
        return Range.exactly(len(as_text(value.scalar)))
    if isinstance(value, Text):
        return Range(sum(len(part) for part in value.parts if isinstance(part, str)), None)
    if isinstance(value, OneOf):
        return _hull(text_length(choice) for _, choice in value.choices)
    return Range(0, None)


def count(value: Value) -> Range:
    """Returns how many elements a list or map has; 0 for what is missing or null, Range(0, None) for what is not known.

    A set may merge elements that turn out equal at deployment: its lower bound counts the wholly known ones.
    """
    value = revealed(value)
    if isinstance(value, Missing) or (isinstance(value, Known) and value.scalar is None):
        return Range.exactly(0)
    if isinstance(value, OneOf):
        return _hull(count(choice) for _, choice in value.choices)
    if isinstance(value, ListOf):
        certain = [element for element in value.items if not _may_be_missing(element)]
        low = len(certain)
        if value.is_set and low > 1:
            low = max(1, len({revealed(element).scalar for element in certain if isinstance(revealed(element), Known)}))  # type: ignore[union-attr]
        return Range(low, _present(value.items) if value.complete else None)
    if isinstance(value, MapOf):
        items = value.items.values()
        low = sum(not _may_be_missing(element) for element in items)
        return Range(low, _present(items) if value.complete else None)
    return Range(0, None)


def _may_be_missing(element: Value) -> bool:
    return any(isinstance(leaf, Missing) for leaf in leaves(element))


def _present(items: Collection[Value]) -> int:
    """How many of the items are there in at least one world."""
    return sum(any(not isinstance(leaf, Missing) for leaf in leaves(element)) for element in items)


def _hull(ranges: Iterator[Range]) -> Range:
    low, high, first = 0, 0, True
    unbounded = False
    for span in ranges:
        low = span.low if first else min(low, span.low)
        unbounded = unbounded or span.high is None
        high = max(high, span.high or 0)
        first = False
    return Range(low, None if unbounded else high)


def leaves(value: Value) -> Iterator[Value]:
    """Yields the alternatives of a value, or the value itself."""
    if isinstance(value, OneOf):
        for _, choice in value.choices:
            yield from leaves(choice)
    else:
        yield value


def why_unknown(value: Value) -> Iterator[str]:
    """Yields why parts of a value are not known, in the order of writing, once each time."""
    if isinstance(value, Unknown):
        yield value.why
    elif isinstance(value, Reference):
        if value.value is None:
            yield known_later(value.resource, value.attribute)
        else:
            yield from why_unknown(value.value)
    else:
        for part in _parts_of(value):
            yield from why_unknown(part)


@lru_cache(maxsize=4096)
def known_later(resource: str, attribute: tuple[str, ...]) -> str:
    """Returns why an attribute of a resource or a pseudo parameter is not known, in the words of its language."""
    option = _OPTIONS.get(resource)
    if option is not None:
        return f"{resource} is not known ({option} sets it)"
    name = resource if attribute == ("Ref",) else f"{resource}.{'.'.join(attribute)}"
    return f"{name} is known after deployment"


_OPTIONS: Final = {"AWS::AccountId": "--account", "AWS::Partition": "--partition", "AWS::Region": "--region"}


def _parts_of(value: Value) -> Iterable[Value]:
    if isinstance(value, OneOf):
        return (choice for _, choice in value.choices)
    if isinstance(value, ListOf):
        return value.items
    if isinstance(value, MapOf):
        return value.items.values()
    if isinstance(value, Text):
        return (part for part in value.parts if not isinstance(part, str))
    return (value.decoded,) if isinstance(value, Known) and value.decoded is not None else ()


def same(value: Value, other: Value) -> Truth:
    """Returns whether two values are equal at deployment.

    Two references to the same attribute of the same resource are equal whatever it turns out to be.
    """
    if isinstance(value, Reference) and isinstance(other, Reference):
        if (value.resource, value.attribute) == (other.resource, other.attribute):
            return Truth.YES
        if value.resource == other.resource and value.resource in _LISTS_WITHOUT_REPETITION:
            return Truth.NO
    value, other = revealed(value), revealed(other)
    if isinstance(value, OneOf):
        answers = {same(choice, other) for _, choice in value.choices}
        return answers.pop() if len(answers) == 1 else Truth.MAYBE
    if isinstance(other, OneOf):
        return same(other, value)
    if isinstance(value, Known):
        return equals(other, value.scalar)
    if isinstance(other, Known):
        return equals(value, other.scalar)
    if isinstance(value, Missing) or isinstance(other, Missing):
        return Truth.YES if isinstance(value, Missing) and isinstance(other, Missing) else Truth.MAYBE
    if isinstance(value, Text) and isinstance(other, Text):
        return _same_text(value, other)
    if isinstance(value, ListOf) and isinstance(other, ListOf) and value.complete and other.complete:
        if value.is_set or other.is_set:
            return Truth.MAYBE
        if len(value.items) != len(other.items):
            return Truth.NO
        return all_true(same(a, b) for a, b in zip(value.items, other.items, strict=True))
    return Truth.MAYBE


def _same_text(value: Text, other: Text) -> Truth:
    if len(value.parts) == len(other.parts) and all(
        a == b if isinstance(a, str) or isinstance(b, str) else same(a, b) is Truth.YES
        for a, b in zip(value.parts, other.parts, strict=True)
    ):
        return Truth.YES
    heads = [part.parts[0] if part.parts and isinstance(part.parts[0], str) else "" for part in (value, other)]
    shorter = min(len(head) for head in heads)
    return Truth.MAYBE if heads[0][:shorter] == heads[1][:shorter] else Truth.NO
