"""Kleene's three truth values."""

from __future__ import annotations

import enum
from collections.abc import Iterable


class Truth(enum.Enum):
    """The answer to a question about a value that may be unknown. A rule reports on YES alone.

    `&`, `|` and `~` are Kleene's: an unknown operand matters only where it can change the answer.
    """

    NO = 0
    MAYBE = 1
    YES = 2

    @classmethod
    def of(cls, fact: bool) -> Truth:
        """Returns YES for True, NO for False."""
        return cls.YES if fact else cls.NO

    def __invert__(self) -> Truth:
        # By identity, as below: members of an enumeration are hashed by their names, in Python.
        if self is Truth.NO:
            return Truth.YES
        return Truth.NO if self is Truth.YES else self

    def __and__(self, other: Truth) -> Truth:
        # By identity: the number of an enumeration's member is found out anew each time.
        if self is Truth.NO or other is Truth.YES:
            return self
        return other if other is Truth.NO or self is Truth.YES else Truth.MAYBE

    def __or__(self, other: Truth) -> Truth:
        if self is Truth.YES or other is Truth.NO:
            return self
        return other if other is Truth.YES or self is Truth.NO else Truth.MAYBE

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three values: compare it with `is Truth.YES`")


def all_true(operands: Iterable[Truth]) -> Truth:
    """Returns YES when every answer is YES (also when there is none), NO when one is NO, else MAYBE."""
    result = Truth.YES
    for answer in operands:
        if answer is Truth.NO:
            return answer
        if answer is Truth.MAYBE:
            result = answer
    return result


def any_true(operands: Iterable[Truth]) -> Truth:
    """Returns YES when one answer is YES, NO when every answer is NO (also when there is none), else MAYBE."""
    result = Truth.NO
    for answer in operands:
        if answer is Truth.YES:
            return answer
        if answer is Truth.MAYBE:
            result = answer
    return result
