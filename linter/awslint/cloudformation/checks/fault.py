"""What CloudFormation refuses in a template: one fault, its place, and the report of all of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from awslint.frozen import frozen
from awslint.syntax.tree import Node
from awslint.values import ALWAYS, NEVER, Condition, Span

UNRESOLVED: Final = "UnresolvedName"
NO_CONDITION: Final = "UnknownCondition"
CONDITION_CYCLE: Final = "ConditionCycle"
MALFORMED: Final = "MalformedFunction"
NO_MAPPING: Final = "UnknownMapping"
NO_MAPPING_KEY: Final = "UnknownMappingKey"
RESOURCE_CYCLE: Final = "ResourceCycle"

_MOST_KNOWN: Final = 100
"""Of more names than these none is suggested."""


@frozen
class Fault:
    """One thing that CloudFormation refuses.

    `entry` is where it is (`Resources.Cache`), `place` the path in there, `name` what is at fault, `function` what it
    is in, `known` what could have been meant. It is refused where the condition holds.
    """

    kind: str
    entry: str
    place: str
    name: str
    span: Span
    function: str = ""
    known: tuple[str, ...] = ()
    condition: Condition = ALWAYS
    assumes: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Place:
    """A node to look at, and what leads to it: kept as links, so that paths are only written where they are needed."""

    node: Node
    key: str
    above: Place | None
    guard: Condition
    assumes: tuple[str, ...] = ()

    def path(self, part: str = "") -> str:
        """Returns the keys that lead here, and to a part of what stands here."""
        keys = [part] if part else []
        place: Place | None = self
        while place is not None:
            if place.key or place.above is not None:
                keys.append(place.key)
            place = place.above
        return ".".join(reversed(keys))


class Report:
    """The faults that are found.

    Attributes:
        entry: what is looked at: `Resources.Cache`.
        in_conditions: whether that is a condition, where only parameters have a meaning.
        is_extended: whether the template uses the language extensions. They put the branch that is taken in the place
            of Fn::If: what is in the other is not seen.
    """

    def __init__(self, is_extended: bool) -> None:
        self.found: list[Fault] = []
        self.entry = ""
        self.in_conditions = False
        self.is_extended = is_extended

    def add(self, kind: str, place: Place, name: str, span: Span, function: str, *known: str, part: str = "") -> None:
        """Notes a fault that is refused also where it is not evaluated. `part`: which part of a text it is."""
        known = known if len(known) <= _MOST_KNOWN else ()
        where = place.path(part)
        if not self.is_extended:
            self.found.append(Fault(kind, self.entry, where, name, span, function, known))
        elif place.guard != NEVER:
            fault = Fault(kind, self.entry, where, name, span, function, known, place.guard, place.assumes)
            self.found.append(fault)

    def add_evaluated(
        self,
        kind: str,
        place: Place,
        name: str,
        span: Span,
        function: str,
        keys: tuple[str, ...],
        why: tuple[str, ...],
    ) -> None:
        """Notes a fault that is refused where it is evaluated. `why` are the assumptions beside the place's own."""
        listed = keys if len(keys) <= _MOST_KNOWN else ()
        reasons = tuple(dict.fromkeys((*why, *place.assumes)))
        where = place.path()
        self.found.append(Fault(kind, self.entry, where, name, span, function, listed, place.guard, reasons))


def in_order(names: Collection[str]) -> tuple[str, ...]:
    """Returns the names in order, unless they are so many that nobody would look through them."""
    return tuple(sorted(names)) if len(names) <= _MOST_KNOWN else ()
