"""One run of one rule in one world: which alternatives it took, and what it had to rely on."""

from __future__ import annotations

from typing import Final

from awslint.values import (
    Condition,
    Known,
    OneOf,
    Reference,
    Truth,
    Unknown,
    Value,
    World,
    known_later,
    without_placeholders,
)

OPEN_WORLD: Final = World()
"""The world in which nothing is decided."""


class EvaluationContext:
    """Settles values in a world, and keeps the assumptions and the doubts that the rule met on its way."""

    __slots__ = ("assumptions", "changes", "decisions", "doubts", "is_unresolved", "steps", "world")

    def __init__(self, world: World | None = None) -> None:
        self.world = world if world is not None else OPEN_WORLD
        self.assumptions: dict[str, None] = {}
        """Defaults and circumstances that were relied on, in order, as keys."""
        self.doubts: dict[str, None] = {}
        """Why values that were looked at are unknown, in order, as keys."""
        self.changes = False
        """Whether an attribute that was looked at is surely changed by the plan of the deployment."""
        self.is_unresolved = False
        """Whether it is not known which resource an attribute that was looked at stands for."""
        self.decisions: dict[Condition, bool] = {}
        """What the answers so far depend on."""
        self.steps = 0
        """How many elements of lists a policy has looked at."""

    def holds_in(self, world: World) -> bool:
        """Returns whether the same questions have the same answers in another world."""
        return all(world.holds(condition) is Truth.of(answer) for condition, answer in self.decisions.items())

    def take_over(self, other: EvaluationContext, doubts: bool = True) -> None:
        """Notes what another run met on its way as met by this one."""
        self.assumptions |= other.assumptions
        self.decisions |= other.decisions
        self.changes = self.changes or other.changes
        if doubts:
            self.doubts |= other.doubts
            self.is_unresolved = self.is_unresolved or other.is_unresolved

    def settle(self, value: Value, as_written: bool = False) -> Value:
        """Returns the value in this world, never a OneOf. A placeholder is not known.

        With `as_written` one of words (`changeme`, `<your-key>`) is the text that it is.

        Raises:
            Undecided: the world leaves open which alternative holds.
        """
        while isinstance(value, OneOf):
            for guard, alternative in value.choices[:-1]:
                holds = self.decisions[guard] = self.world.decide(guard)
                if holds:
                    value = alternative
                    break
            else:
                value = value.choices[-1][1]
        if isinstance(value, Known):
            if isinstance(value.scalar, str):
                value = without_placeholders(value, of_tools=as_written)
            if not value.assumes and isinstance(value, Known):
                return value
        for assumption in value.assumes:
            self.assumptions[assumption] = None
        if isinstance(value, Unknown):
            self.doubts[value.why] = None
        elif isinstance(value, Reference) and value.value is None:
            self.doubts[known_later(value.resource, value.attribute)] = None
        return value

    def truth(self, value: Value) -> Truth:
        """Returns whether a boolean value is true; MAYBE for what is not known.

        Raises:
            Undecided: as in `settle`.
        """
        settled = self.settle(value)
        while isinstance(settled, Reference) and settled.value is not None:
            settled = self.settle(settled.value)
        if isinstance(settled, Known):
            return Truth.of(settled.scalar is True or settled.scalar == "true")
        return Truth.MAYBE

    def assume(self, assumption: str) -> None:
        """Notes a circumstance that the answer relies on."""
        self.assumptions[assumption] = None
