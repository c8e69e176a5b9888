"""Conditions that a configuration decides only at deployment, and worlds in which they are decided.

A condition is a formula over `Is` atoms. A world is a consistent choice for some atoms. Alternatives of
different attributes that hang on the same condition thereby go together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Final, Union

from awslint.frozen import frozen
from awslint.values.truth import Truth, all_true, any_true

Choosable = Union[str, int, float, bool, None]


@frozen
class Is:
    """`subject` has that value, for instance the variable `var.engine` the value `"redis"`.

    `declared` says that the author of the configuration listed the subject's possible values (AllowedValues of a
    template parameter): each of them is then deployable as written. Other subjects are open: nobody said that both
    answers ever occur.
    """

    subject: str
    value: Choosable = True
    declared: bool = False

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Is):
            return NotImplemented
        alike = (self.subject, self.declared) == (other.subject, other.declared)
        return alike and _identical(self.value, other.value)

    def __hash__(self) -> int:
        return hash((self.subject, self.value))

    def __str__(self) -> str:
        return self.text(True)

    def text(self, holds: bool) -> str:
        """Returns the condition in words, or its opposite."""
        if isinstance(self.value, bool):
            return self.subject if self.value is holds else f"not {self.subject}"
        shown = "null" if self.value is None else f'"{self.value}"' if isinstance(self.value, str) else str(self.value)
        return f"{self.subject} {'is' if holds else 'is not'} {shown}"


@frozen
class Not:
    """The opposite of a condition."""

    condition: Condition

    def __str__(self) -> str:
        negated = self.condition
        if isinstance(negated, Is):
            return negated.text(False)
        return f"not ({negated})" if isinstance(negated, (AllOf, AnyOf)) else f"not {negated}"


@frozen
class AllOf:
    """Every one of the conditions holds; with none of them: always."""

    conditions: tuple[Condition, ...]

    def __str__(self) -> str:
        return (
            " and ".join(
                f"({condition})" if isinstance(condition, AnyOf) else str(condition) for condition in self.conditions
            )
            or "always"
        )


@frozen
class AnyOf:
    """At least one of the conditions holds; with none of them: never."""

    conditions: tuple[Condition, ...]

    def __str__(self) -> str:
        return (
            " or ".join(
                f"({condition})" if isinstance(condition, AllOf) else str(condition) for condition in self.conditions
            )
            or "never"
        )


Condition = Union[Is, Not, AllOf, AnyOf]

ALWAYS: Final = AllOf(())
NEVER: Final = AnyOf(())


def negation(condition: Condition) -> Condition:
    """Returns the opposite condition, without double negation."""
    if isinstance(condition, Not):
        return condition.condition
    if condition == ALWAYS:
        return NEVER
    if condition == NEVER:
        return ALWAYS
    return Not(condition)


def all_of(conditions: Iterable[Condition]) -> Condition:
    """Returns the conjunction, simplified: ALWAYS dropped, NEVER wins, one condition stands alone."""
    undecided: list[Condition] = []
    for condition in conditions:
        if condition == NEVER:
            return NEVER
        for part in condition.conditions if isinstance(condition, AllOf) else (condition,):
            if part not in undecided:
                undecided.append(part)
    return undecided[0] if len(undecided) == 1 else AllOf(tuple(undecided))


def any_of(conditions: Iterable[Condition]) -> Condition:
    """Returns the disjunction, simplified: NEVER dropped, ALWAYS wins, one condition stands alone, and "a, or not a and
    b" is "a or b"."""
    undecided: list[Condition] = []
    open_parts = [*conditions][::-1]
    while open_parts:
        condition = open_parts.pop()
        if condition == ALWAYS:
            return ALWAYS
        if isinstance(condition, AnyOf):
            open_parts += condition.conditions[::-1]
        elif (
            undecided
            and isinstance(condition, AllOf)
            and any(negation(part) in undecided for part in condition.conditions)
        ):
            open_parts.append(all_of(part for part in condition.conditions if negation(part) not in undecided))
        elif condition not in undecided:
            undecided.append(condition)
    return undecided[0] if len(undecided) == 1 else AnyOf(tuple(undecided))


class Undecided(Exception):
    """Raised when an answer depends on an atom that the current world leaves open."""

    def __init__(self, atom: Is) -> None:
        super().__init__(str(atom))
        self.atom = atom


@frozen
class World:
    """Decided atoms: subjects with a chosen value, and subjects with excluded values."""

    chosen: Mapping[str, Choosable] = field(default_factory=dict)
    excluded: Mapping[str, tuple[Choosable, ...]] = field(default_factory=dict)
    _answers: dict[int, tuple[Condition, Truth]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """By identity, what was asked already: rules ask the same conditions again and again."""

    @property
    def decides_anything(self) -> bool:
        """Whether any atom is decided."""
        return bool(self.chosen or self.excluded)

    def holds(self, condition: Condition) -> Truth:
        """Returns whether the condition holds here: MAYBE while an atom that matters is open."""
        if isinstance(condition, Is):
            if condition.subject in self.chosen:
                return Truth.of(_identical(self.chosen[condition.subject], condition.value))
            gone = self.excluded.get(condition.subject, ())
            if any(_identical(value, condition.value) for value in gone):
                return Truth.NO
            if isinstance(condition.value, bool) and any(_identical(value, not condition.value) for value in gone):
                return Truth.YES
            return Truth.MAYBE
        answered = self._answers.get(id(condition))
        if answered is not None:
            return answered[1]
        if isinstance(condition, Not):
            truth = ~self.holds(condition.condition)
        elif isinstance(condition, AllOf):
            truth = all_true(self.holds(part) for part in condition.conditions)
        else:
            truth = any_true(self.holds(part) for part in condition.conditions)
        self._answers[id(condition)] = condition, truth
        return truth

    def decide(self, condition: Condition) -> bool:
        """Returns the same as a bool; raises Undecided with the first open atom that matters."""
        truth = self.holds(condition)
        if truth is Truth.MAYBE:
            raise Undecided(self._open_atom(condition))
        return truth is Truth.YES

    def _open_atom(self, condition: Condition) -> Is:
        if isinstance(condition, Is):
            return condition
        if isinstance(condition, Not):
            return self._open_atom(condition.condition)
        for part in condition.conditions:
            if self.holds(part) is Truth.MAYBE:
                return self._open_atom(part)
        raise AssertionError("a decided condition has no open atom")

    def given(self, condition: Condition, holds: bool = True) -> World | None:
        """Returns this world in which the condition also holds (or does not); None when that cannot be.

        What a disjunction tells of its parts is not represented: the world is then simply less decided.
        """
        truth = self.holds(condition)
        if truth is not Truth.MAYBE:
            return self if (truth is Truth.YES) is holds else None
        if isinstance(condition, Not):
            return self.given(condition.condition, not holds)
        if isinstance(condition, Is):
            if holds:
                return World({**self.chosen, condition.subject: condition.value}, self.excluded)
            gone = (*self.excluded.get(condition.subject, ()), condition.value)
            return World(self.chosen, {**self.excluded, condition.subject: gone})
        if isinstance(condition, AllOf) is not holds:
            return self
        world: World | None = self
        for part in condition.conditions:
            if world is not None:
                world = world.given(part, holds)
        # A part that was left open may be decided by a later one: then it cannot be.
        return None if world is not None and world.holds(condition) is Truth.of(not holds) else world


def _identical(value: Choosable, other: Choosable) -> bool:
    return value == other and isinstance(value, bool) == isinstance(other, bool)
