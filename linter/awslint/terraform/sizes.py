"""How large values are: a value may hold another one twice, so that few lines of text write billions of elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.terraform.failure import Doubt, Failure
from awslint.values import Known, ListOf, MapOf, OneOf, Reference, Text, Unknown, Value

LARGEST: Final = 100_000
"""The most parts of one value; what has more is unknown."""

DEEPEST: Final = 100
"""The deepest nesting of one value; what is deeper is unknown."""

LONGEST: Final = 3_000_000
"""The most characters of a text that is computed, and of all texts that one function is given."""

_TEXT: Final = 32
"""So many characters count as one part."""


class Sizes:
    """Counts each value once, also where it is used many times. Values are kept, so that ids stay theirs."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Value, int, int]] = {}

    def bounded(self, value: Value) -> Value:
        """The value, or an Unknown where it is too large to be looked at as a whole."""
        size, depth = self.measured(value)
        if size > LARGEST or depth > DEEPEST:
            return Unknown("the value is too large", span=value.span, sensitive=value.sensitive, assumes=value.assumes)
        return value

    def measured(self, value: Value) -> tuple[int, int]:
        """How many parts a value has, and how deep they are nested."""
        if isinstance(value, Known):
            scalar = value.scalar
            return (1 + len(scalar) // _TEXT if isinstance(scalar, str) else 1), 1
        if isinstance(value, Unknown):
            return 1, 1
        found = self._known.get(id(value))
        if found is None:
            size, depth = 1, 0
            for part in _parts(value):
                number, below = (1 + len(part) // _TEXT, 0) if isinstance(part, str) else self.measured(part)
                size += number
                depth = max(depth, below)
            found = self._known[id(value)] = (value, size, depth + 1)
        return found[1], found[2]


def _parts(value: Value) -> Iterator[str | Value]:
    if isinstance(value, ListOf):
        yield from value.items
    elif isinstance(value, MapOf):
        yield from value.items.values()
    elif isinstance(value, Text):
        yield from value.parts
    elif isinstance(value, OneOf):
        yield from (choice for _, choice in value.choices)
    elif isinstance(value, Reference) and value.value is not None:
        yield value.value


def has_unknown(value: Value) -> bool:
    """Whether the value is unknown, or a part of it at any depth is; what a resource will have is not unknown."""
    return any(
        isinstance(part, Unknown) or (isinstance(part, (ListOf, MapOf)) and not part.complete)
        for part in parts_of(value)
    )


def has_doubt(value: Value) -> bool:
    """Whether a part of the value comes of an expression that fails or may fail."""
    return any(isinstance(part, (Doubt, Failure)) for part in parts_of(value))


def parts_of(value: Value) -> Iterator[Value]:
    """The value and all its parts, each once."""
    waiting, seen = [value], set[int]()
    while waiting:
        inner = waiting.pop()
        if id(inner) not in seen:
            seen.add(id(inner))
            yield inner
            waiting.extend(part for part in _parts(inner) if not isinstance(part, str))
