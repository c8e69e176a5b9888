"""A value as awslint knows it against the same value in a plan, by the type that the provider's schema gives it."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from awslint.facts.generators import from_provider
from awslint.values import Known, ListOf, MapOf, Missing, OneOf, Reference, Text, Unknown, Value, plain, revealed

Body = list[Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """A type of the provider's schema: letters as `from_provider` writes them, and the body of objects in it."""

    kind: str
    body: int | None = None
    group: str = ""

    def element(self) -> Shape:
        """The type of the elements of a list, a set or a map."""
        rest = self.kind[1:].removeprefix("1")
        return Shape(rest or ("o" if self.body is not None else "d"), self.body, self.group)

    def members(self) -> dict[str, Shape]:
        """The types of an object's members."""
        return _members(self.group, self.body) if self.body is not None else {}


@cache
def _members(group: str, number: int) -> dict[str, Shape]:
    words, nested = _table()[group]["bodies"][number]
    found = {name: Shape(kind) for name, _, kind in (word.split(":") for word in words.split())}
    return found | {name: Shape(kind, members, group) for name, (kind, _, members) in nested.items()}


@cache
def _table() -> dict[str, Any]:
    return from_provider.stored()


def provider_shape(type_: str) -> Shape:
    """The type of a resource; one without members where the provider's schema has no such resource."""
    group = "_".join(type_.split("_")[:2])
    return Shape("o", _table().get(group, {"types": {}})["types"].get(type_), group)


def part_of(unknown: Any, name: str | int) -> Any:
    """What a plan's `after_unknown` says of a member or an element."""
    if isinstance(unknown, dict):
        return unknown.get(str(name))
    if isinstance(unknown, list) and isinstance(name, int) and name < len(unknown):
        return unknown[name]
    return None


def values_in(planned: Any, unknown: Any) -> int:
    """How many scalars a plan knows in a value."""
    if unknown is True or planned is None:
        return 0
    if isinstance(planned, dict):
        return sum(values_in(each, part_of(unknown, name)) for name, each in planned.items())
    if isinstance(planned, list):
        return sum(values_in(each, part_of(unknown, index)) for index, each in enumerate(planned))
    return 1


def reason_of(value: Value) -> str:
    """Why a value is not known, without the names of one configuration."""
    value = revealed(value)
    if isinstance(value, Unknown):
        return value.why
    if isinstance(value, Reference):
        kind = re.sub(r"\[.*?\]", "", value.resource).rpartition(".")[0].rpartition(".")[2] or value.resource
        kind = ("data." if ".data." in f".{value.resource}" else "") + kind
        return f"refers to {'.'.join((kind, *value.attribute))}"
    if isinstance(value, Text):
        return next((reason_of(each) for each in value.parts if not isinstance(each, (str, Known))), "a text")
    if isinstance(value, OneOf):
        return f"depends on {value.choices[0][0]}"
    parts = (
        value.items if isinstance(value, ListOf) else tuple(value.items.values()) if isinstance(value, MapOf) else ()
    )
    for each in parts:
        if not _is_known(each):
            return reason_of(each)
    return f"a part of a {type(value).__name__} may be missing"


def _is_known(value: Value) -> bool:
    try:
        plain(value)
    except ValueError:
        return False
    return True


@dataclass(slots=True)
class Comparison:
    """What came of comparing values.

    Attributes:
        equal: how many scalars are known and right.
        different: what is known and wrong.
        only_here: what is known although it is unknown while planning.
        unknown: how many scalars the plan knows and awslint does not, by reason.
        unknown_to_both: how many values nobody knows.
    """

    equal: int = 0
    different: list[str] = field(default_factory=list)
    only_here: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    unknown_to_both: int = 0

    def add(self, other: Comparison) -> None:
        """Adds what came of another comparison."""
        self.equal += other.equal
        self.different += other.different
        self.only_here += other.only_here
        self.unknown += other.unknown
        self.unknown_to_both += other.unknown_to_both

    @property
    def faults(self) -> int:
        """How much there is that should not be."""
        return len(self.different) + len(self.only_here)

    def value(self, where: str, mine: Value, planned: Any, unknown: Any, shape: Shape) -> None:
        """Compares one value; `unknown` is what `after_unknown` says of it."""
        mine = revealed(mine)
        if isinstance(mine, Missing) or (isinstance(mine, Known) and mine.scalar is None):
            return  # not set: the plan has the provider's default
        if unknown is True:
            if _is_known(mine) and mine != ListOf((), span=mine.span):  # an empty list of blocks counts as not set
                self.only_here.append(f"{where}: {plain(mine)!r}")
            else:
                self.unknown_to_both += 1
        elif isinstance(mine, OneOf):
            self._alternatives(where, mine, planned, unknown, shape)
        elif isinstance(mine, ListOf) and shape.kind[0] in "ltd":
            self._elements(where, mine, planned, unknown, shape)
        elif isinstance(mine, MapOf):
            self._members(where, mine, planned, unknown, shape)
        elif isinstance(mine, Text):
            self._text(where, mine, planned)
        elif isinstance(mine, Known):
            if same(mine.scalar, planned, shape):
                self.equal += 1
            else:
                self.different.append(f"{where}: {mine.scalar!r}, but the plan has {planned!r}")
        else:
            self.unknown[reason_of(mine)] += values_in(planned, unknown)

    def _alternatives(self, where: str, mine: OneOf, planned: Any, unknown: Any, shape: Shape) -> None:
        attempts = []
        for _, alternative in mine.choices:
            attempt = Comparison()
            attempt.value(where, alternative, planned, unknown, shape)
            attempts.append(attempt)
        best = min(attempts, key=lambda attempt: attempt.faults)
        if best.faults:
            self.different += [f"{line} (none of {len(attempts)} alternatives)" for line in best.different]
            self.only_here += best.only_here
        else:
            self.unknown[reason_of(mine)] += values_in(planned, unknown)

    def _text(self, where: str, mine: Text, planned: Any) -> None:
        pieces = [re.escape(each) if isinstance(each, str) else ".*" for each in mine.parts]
        if not isinstance(planned, str) or mine.decoded is not None:
            self.unknown[reason_of(mine)] += values_in(planned, None)
        elif re.fullmatch("".join(pieces), planned, re.DOTALL) is None:
            self.different.append(f"{where}: {mine.parts!r}, but the plan has {planned!r}")
        else:
            self.unknown[reason_of(mine)] += 1

    def _elements(self, where: str, mine: ListOf, planned: Any, unknown: Any, shape: Shape) -> None:
        found = planned if isinstance(planned, list) else [planned] if planned else []
        is_set = shape.kind[0] == "t" or mine.is_set
        if mine.complete and (not is_set or _is_known(mine)):
            number = len({json.dumps(plain(each)) for each in mine.items}) if is_set else len(mine.items)
            if len(found) < number or (len(found) > number and not is_set):
                self.different.append(f"{where}: {number} elements, but the plan has {len(found)}")
                return
        if not mine.complete:
            missing = max(len(found) - len(mine.items), 0)
            rest = sum(values_in(each, part_of(unknown, index)) for index, each in enumerate(found[:missing]))
            self.unknown[f"a list may be longer in {_last_name(where)}"] += rest
        left = [(each, part_of(unknown, index)) for index, each in enumerate(found)]
        for index, element in enumerate(mine.items):
            candidates = left if is_set or not mine.complete else left[index : index + 1]
            attempts = []
            for each, partly in candidates:
                attempt = Comparison()
                attempt.value(f"{where}[{index}]", element, each, partly, shape.element())
                attempts.append(attempt)
            best = min(attempts, key=lambda attempt: (attempt.faults, -attempt.equal), default=None)
            if best is not None:
                self.add(best)
        if is_set and mine.complete and _is_known(mine):
            for index, each in enumerate(found):
                if not any(_fits(element, each, part_of(unknown, index), shape.element()) for element in mine.items):
                    self.different.append(f"{where}: the plan has {each!r} too")

    def _members(self, where: str, mine: MapOf, planned: Any, unknown: Any, shape: Shape) -> None:
        if shape.kind[0] == "l" and isinstance(planned, list) and len(planned) == 1:  # a block written as an attribute
            self._members(where, mine, planned[0], part_of(unknown, 0), shape.element())
            return
        if planned is None and not mine.items:
            return
        if not isinstance(planned, dict):
            self.different.append(f"{where}: a map, but the plan has {planned!r}")
            return
        members = shape.members()
        for name, value in mine.items.items():
            if shape.body is not None and shape.kind[0] == "o" and name not in members:
                continue
            if name not in planned and part_of(unknown, name) is not True:
                if isinstance(value, Known) and value.scalar is not None:
                    self.different.append(f"{where}.{name}: {value.scalar!r}, but the plan has no such member")
                continue
            member = members[name] if name in members else shape.element() if shape.kind[0] == "m" else Shape("d")
            self.value(f"{where}.{name}", value, planned.get(name), part_of(unknown, name), member)
        surplus = [name for name, each in planned.items() if name not in mine.items and each is not None]
        if mine.complete and shape.kind[0] in "md" and surplus:
            self.different.append(f"{where}: the plan has {', '.join(surplus)} too")
        elif not mine.complete:
            rest = sum(values_in(planned[name], part_of(unknown, name)) for name in surplus)
            if shape.kind[0] in "md":
                self.unknown[f"a map may have more members in {_last_name(where)}"] += rest


def _last_name(where: str) -> str:
    return re.sub(r"\[[^\]]*\]", "", where).rpartition(".")[2]


def _fits(mine: Value, planned: Any, unknown: Any, shape: Shape) -> bool:
    attempt = Comparison()
    attempt.value("", mine, planned, unknown, shape)
    return not attempt.faults


def same(mine: Any, planned: Any, shape: Shape) -> bool:
    """Whether a scalar is the planned one once it is converted to the provider's type, documents by their meaning."""
    if shape.kind == "s" and isinstance(mine, (int, float, bool)):
        mine = str(mine).lower() if isinstance(mine, bool) else str(mine)
    elif shape.kind == "n" and isinstance(mine, str):
        mine = float(mine)
    elif shape.kind == "b" and isinstance(mine, str):
        mine = mine == "true"
    if mine == planned and isinstance(mine, bool) is isinstance(planned, bool):
        return True
    if mine == "" and planned is None:
        return True  # the provider takes an empty text as not set
    if isinstance(mine, str) and isinstance(planned, str) and mine[:1] in "{[" and planned[:1] in "{[":
        try:
            return bool(json.loads(mine) == json.loads(planned))
        except ValueError:
            return False
    return False
