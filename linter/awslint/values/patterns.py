"""Regular expressions that others wrote: matched only where that surely ends soon.

Python's `re` tries one way through the pattern after the other, and there may be more of them than anyone can wait
for: `(a+)+$` has 2^n on n letters, `a?a?a?...aaa` without any nested repeat has as many. The ways can be counted
without walking them: an automaton with a state for each character of the pattern, and for each state the number of
ways that lead there with the text read so far. The sum over the text bounds the work, for this pattern and this text.

What the automaton leaves out (anchors, upper bounds of repeats, possessiveness) only ever makes fewer ways.
"""

from __future__ import annotations

import importlib
import itertools
import re
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

MOST_STEPS: Final = 20_000_000
"""The most steps that a match may take: well under a second."""

_MOST_EDGES: Final = 20_000
_BEYOND_ASCII: Final = 1 << 128
_ASCII: Final = _BEYOND_ASCII - 1
_ALL: Final = _ASCII | _BEYOND_ASCII
_LETTERS: Final = sum(1 << ord(letter) for letter in "abcdefghijklmnopqrstuvwxyz")
_BOTH_CASES: Final = _LETTERS | _LETTERS >> 32
_LINE_BREAK: Final = 1 << ord("\n")
_REPEATS: Final = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_CATEGORIES: Final[dict[str, Callable[[str], bool]]] = {
    "DIGIT": lambda char: char.isdigit(),
    "SPACE": lambda char: char.isspace(),
    "WORD": lambda char: char.isalnum() or char == "_",
}
_ASSERTIONS: Final = frozenset({"ASSERT", "ASSERT_NOT"})


class _TooHard(Exception):
    """The ways through this pattern cannot be counted."""


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str] | None:
    """Returns the pattern as Python reads it; None where Python refuses it."""
    with warnings.catch_warnings():
        # What Python may read otherwise one day is nothing that the user of a linter can act upon.
        warnings.simplefilter("ignore")
        try:
            return re.compile(pattern, flags)
        except (re.error, OverflowError, RecursionError):
            return None


def ends_soon(pattern: re.Pattern[str], text: str, *, anywhere: bool) -> bool:
    """Returns whether matching takes at most `MOST_STEPS` steps.

    `anywhere`: the match may begin at any character (search, finditer, sub), not at the first one only (fullmatch).
    """
    automaton = _automaton(pattern.pattern, pattern.flags)
    return automaton is not None and automaton.steps(text, anywhere, MOST_STEPS) <= MOST_STEPS


@dataclass(slots=True)
class _Part:
    """A piece of the pattern: how often it can be passed over, and in how many ways it begins and ends at a state."""

    empty: int = 1
    first: dict[int, int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Automaton:
    """States with the characters that lead into each, and the number of ways from each state to the next ones."""

    characters: list[int] = field(default_factory=list)
    following: list[dict[int, int]] = field(default_factory=list)
    begins: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    empty: int = 1
    only_at_start: bool = False
    assertions: list[_Automaton] = field(default_factory=list)
    leading: int = 0
    edges: int = 0

    def link(self, sources: dict[int, int], targets: dict[int, int]) -> None:
        """Adds the ways from where one piece ends to where the next begins."""
        self.edges += len(sources) * len(targets)
        if self.edges > _MOST_EDGES:
            raise _TooHard
        for source, ways in sources.items():
            row = self.following[source]
            for target, more in targets.items():
                row[target] = row.get(target, 0) + ways * more

    def steps(self, text: str, anywhere: bool, most: int) -> int:
        """Returns an upper bound of the steps on a text; any number above `most` stands for more than that."""
        anywhere = anywhere and not self.only_at_start
        # Each way tries all that may follow, whether it fits or not, and the end.
        costs = [1 + sum(row.values()) + self.ends.get(state, 0) for state, row in enumerate(self.following)]
        at_begin = 1 + sum(self.begins.values()) + self.empty
        reached: dict[int, int] = {}
        total = at_begin
        for index, character in enumerate(text):
            bit = 1 << ord(character) if character.isascii() else _BEYOND_ASCII
            before, reached = reached, {}
            if anywhere or index == 0:
                total += at_begin
                _advance(reached, self.begins, 1, self.characters, bit)
            for state, ways in before.items():
                _advance(reached, self.following[state], ways, self.characters, bit)
            total += sum(ways * costs[state] for state, ways in reached.items())
            if total > most or not (reached or anywhere):
                break
        for number, assertion in enumerate(self.assertions):
            if total <= most:
                more = assertion.steps(text, True, most)
                # One that stands in front is tried once for each beginning, the others perhaps at every step.
                total += more if number < self.leading else total * more
        return total


def _advance(reached: dict[int, int], targets: dict[int, int], ways: int, characters: list[int], bit: int) -> None:
    for target, more in targets.items():
        if characters[target] & bit:
            reached[target] = reached.get(target, 0) + ways * more


@lru_cache(maxsize=1024)
def _automaton(pattern: str, flags: int) -> _Automaton | None:
    try:
        parsed = importlib.import_module("re._parser").parse(pattern, flags)
        return _built(parsed, flags)
    except (_TooHard, RecursionError, ImportError, AttributeError, TypeError, ValueError, re.error, OverflowError):
        # The parser is Python's own affair: should its trees look different one day, nothing is matched.
        return None


def _built(parsed: Any, flags: int) -> _Automaton:
    builder = _Builder()
    part = builder.sequence(parsed, flags)
    automaton = builder.automaton
    automaton.begins, automaton.ends, automaton.empty = part.first, part.last, part.empty
    automaton.only_at_start = _is_anchored(parsed, flags)
    front = itertools.takewhile(lambda name: name == "AT" or name in _ASSERTIONS, (str(step) for step, _ in parsed))
    automaton.leading = sum(name in _ASSERTIONS for name in front)
    return automaton


def _is_anchored(parsed: Any, flags: int) -> bool:
    """Whether it begins with the beginning of the text."""
    for operation, argument in parsed:
        name = str(operation)
        if name == "SUBPATTERN":
            return _is_anchored(argument[3], flags | argument[1])
        if name not in _ASSERTIONS:
            return name == "AT" and (
                str(argument) == "AT_BEGINNING_STRING" or (str(argument) == "AT_BEGINNING" and not flags & re.MULTILINE)
            )
    return False


class _Builder:
    def __init__(self) -> None:
        self.automaton = _Automaton()

    def sequence(self, parsed: Iterable[tuple[Any, Any]], flags: int) -> _Part:
        whole = _Part()
        for operation, argument in parsed:
            part = self.part(str(operation), argument, flags)
            self.automaton.link(whole.last, part.first)
            whole.first = _sum(whole.first, part.first, whole.empty)
            whole.last = _sum(part.last, whole.last, part.empty)
            whole.empty *= part.empty
        return whole

    def part(self, name: str, argument: Any, flags: int) -> _Part:
        if name in _REPEATS:
            least, most, repeated = argument
            return self.repeat(least, most, repeated, flags)
        if name == "SUBPATTERN":
            _, added, removed, body = argument
            return self.sequence(body, (flags | added) & ~removed)
        if name == "ATOMIC_GROUP":
            return self.sequence(argument, flags)
        if name == "BRANCH":
            return self.branch(argument[1], flags)
        if name == "AT":
            return _Part()
        if name in _ASSERTIONS:
            self.automaton.assertions.append(_built(argument[1], flags))
            return _Part()
        return self.character(_characters(name, argument, flags))

    def character(self, characters: int) -> _Part:
        state = len(self.automaton.characters)
        self.automaton.characters.append(characters)
        self.automaton.following.append({})
        return _Part(0, {state: 1}, {state: 1})

    def branch(self, choices: Iterable[Any], flags: int) -> _Part:
        parts = [self.sequence(choice, flags) for choice in choices]
        whole = _Part(sum(part.empty for part in parts))
        for part in parts:
            whole.first = _sum(whole.first, part.first)
            whole.last = _sum(whole.last, part.last)
        return whole

    def repeat(self, least: int, most: Any, repeated: Any, flags: int) -> _Part:
        part = self.sequence(repeated, flags)
        if int(most) == 0:
            return _Part()
        if int(most) > 1:
            if part.empty:
                # Rounds that read nothing multiply the ways, by how much depends on more than the states.
                raise _TooHard
            self.automaton.link(part.last, part.first)
        if least == 0:
            part.empty += 1
        return part


def _sum(counts: dict[int, int], other: dict[int, int], times: int = 1) -> dict[int, int]:
    if not times:
        return counts
    result = dict(counts)
    for state, ways in other.items():
        result[state] = result.get(state, 0) + ways * times
    return result


def _characters(name: str, argument: Any, flags: int) -> int:
    """The characters that fit, as bits; all beyond ASCII are one. Rather too many than too few."""
    if name == "ANY":
        return _ALL if flags & re.DOTALL else _ALL & ~_LINE_BREAK
    if name == "NOT_LITERAL":
        return _without(_with_cases(_code(argument), flags), flags)
    if name == "IN":
        found, negated = 0, False
        for kind, operand in argument:
            negated = negated or str(kind) == "NEGATE"
            found |= 0 if str(kind) == "NEGATE" else _characters(str(kind), operand, flags)
        return _without(found, flags) if negated else found
    if name == "LITERAL":
        return _with_cases(_code(argument), flags)
    if name == "RANGE":
        low, high = argument
        bits = sum(1 << code for code in range(low, min(high, 127) + 1))
        return _with_cases(bits | (_BEYOND_ASCII if high > 127 else 0), flags)
    if name == "CATEGORY":
        return _category(str(argument))
    raise _TooHard


def _code(code: int) -> int:
    return 1 << code if code < 128 else _BEYOND_ASCII


def _without(bits: int, flags: int) -> int:
    # Which of the characters beyond ASCII, and of the cases, are left out is not looked at.
    excluded = _with_cases(bits, flags) & ~_BOTH_CASES if flags & re.IGNORECASE else bits
    return _ALL & ~(excluded & _ASCII) | _BEYOND_ASCII


def _with_cases(bits: int, flags: int) -> int:
    if flags & re.IGNORECASE:
        bits |= (bits & _LETTERS) >> 32 | (bits & (_LETTERS >> 32)) << 32
        if bits & (_BOTH_CASES | _BEYOND_ASCII):
            # Two characters beyond ASCII are letters of ASCII in the other case.
            bits |= _BEYOND_ASCII | (_BOTH_CASES if bits & _BEYOND_ASCII else 0)
    return bits


def _category(name: str) -> int:
    test = _CATEGORIES.get(name.removeprefix("CATEGORY_").removeprefix("NOT_"))
    if test is None:
        raise _TooHard
    bits = sum(1 << code for code in range(128) if test(chr(code)))
    return (_ALL & ~bits if "NOT_" in name else bits) | _BEYOND_ASCII
