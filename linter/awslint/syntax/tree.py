"""The tree of a YAML or JSON document: scalars, sequences and mappings, each with its exact span.

Nodes hold offsets and make a Span only when asked: most are never asked.
"""

from __future__ import annotations

import re
from typing import Final, Union

from awslint.values import Span

DEEPEST: Final = 100
"""The deepest nesting that is read; what is nested deeper is refused with a problem."""

LARGEST: Final = 500_000
"""The most nodes that a document may have once its aliases are followed."""

_WORDS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    **{word: True for text in ("true", "yes", "on") for word in (text, text.capitalize(), text.upper())},
    **{word: False for text in ("false", "no", "off") for word in (text, text.capitalize(), text.upper())},
}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)", re.ASCII)
_FRACTION = re.compile(r"[-+]?[0-9]+\.[0-9]+", re.ASCII)
_READ_DIFFERENTLY = re.compile(
    r"""[-+]?(?: 0[0-7_]+ | 0b[01_]+ | 0x[0-9a-fA-F_]+ | [0-9][0-9_]*_[0-9_]*        # octal and other bases, 1_000
        | [1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?                               # 12:30:45 is a number to base 60
        | (?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)? | [0-9]+[eE][-+]?[0-9]+
        | \.(?:inf|Inf|INF|nan|NaN|NAN) )""",
    re.ASCII | re.VERBOSE,
)
_LONGEST_NUMBER: Final = 40

TypedScalar = Union[str, int, float, bool, None]


class Ambiguous(Exception):
    """A plain scalar that YAML readers take for different things: `0123`, `12:30`, `7.10`."""


class Scalar:
    """A scalar. `is_plain`: written without quotes, so that it may be a number, a boolean or null."""

    __slots__ = ("end", "file", "is_plain", "start", "text")

    def __init__(self, text: str, is_plain: bool, file: int, start: int, end: int) -> None:
        self.text = text
        self.is_plain = is_plain
        self.file = file
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"Scalar({self.text!r})"

    @property
    def span(self) -> Span:
        """Where it is written, quotes included."""
        return Span(self.file, self.start, self.end)

    @property
    def typed(self) -> TypedScalar:
        """The scalar by the core rules of YAML 1.1.

        Raises:
            Ambiguous: readers of YAML do not agree on it.
        """
        text = self.text
        if not self.is_plain:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if text[0].isalpha():
            return text
        if len(text) > _LONGEST_NUMBER:
            return text
        if _WHOLE.fullmatch(text):
            return int(text)
        if _FRACTION.fullmatch(text):
            number = float(text)
            if str(number) == text:
                # 7.0 is sent as "7.0": a float would lose the zero.
                return text if number.is_integer() else number
            raise Ambiguous(text)
        if _READ_DIFFERENTLY.fullmatch(text):
            raise Ambiguous(text)
        return text


class Sequence:
    """A list."""

    __slots__ = ("end", "file", "items", "start")

    def __init__(self, items: list[Node], file: int, start: int, end: int) -> None:
        self.items = items
        self.file = file
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"Sequence({self.items!r})"

    @property
    def span(self) -> Span:
        """From the first character to the end of the last element (or the closing bracket)."""
        return Span(self.file, self.start, self.end)


class Mapping:
    """A mapping, in the order of writing; a key that is written twice occurs twice.

    `tag` is the short form that it was written in (`!Sub`), else empty.
    """

    __slots__ = ("_by_key", "_repeated", "end", "entries", "file", "start", "tag")

    def __init__(self, entries: list[tuple[Scalar, Node]], file: int, start: int, end: int, tag: str = "") -> None:
        self.entries = entries
        self.file = file
        self.start = start
        self.end = end
        self.tag = tag
        self._by_key: dict[str, Node] | None = None
        self._repeated: dict[str, tuple[Scalar, Scalar]] = {}

    def __repr__(self) -> str:
        return f"Mapping({self.entries!r})"

    @property
    def span(self) -> Span:
        """From the first key (or the opening brace, or the tag) to the end of the last value."""
        return Span(self.file, self.start, self.end)

    def _index(self) -> dict[str, Node]:
        if self._by_key is None:
            self._by_key = {key.text: value for key, value in self.entries}
            if len(self._by_key) != len(self.entries):
                first: dict[str, Scalar] = {}
                for key, _ in self.entries:
                    if key.text in first:
                        self._repeated[key.text] = (first[key.text], key)
                    first.setdefault(key.text, key)
        return self._by_key

    @property
    def repeated(self) -> dict[str, tuple[Scalar, Scalar]]:
        """The keys that are written more than once, with the first and the last place."""
        self._index()
        return self._repeated

    def get(self, key: str) -> Node | None:
        """Returns the value of a key (the last one of a repeated key)."""
        return self._index().get(key)

    def key(self, name: str) -> Scalar | None:
        """Returns the node of a key itself."""
        return next((key for key, _ in self.entries if key.text == name), None)

    def mapping(self, key: str) -> Mapping | None:
        """Returns the value of a key if it is a mapping."""
        node = self.get(key)
        return node if isinstance(node, Mapping) else None

    def text(self, key: str) -> str | None:
        """Returns the text of a key's value if it is a scalar."""
        node = self.get(key)
        return node.text if isinstance(node, Scalar) else None


Node = Union[Scalar, Sequence, Mapping]


def data(node: Node) -> object:
    """Returns the Python object that a node stands for; ambiguous scalars stay texts, of repeated keys the last
    counts."""
    if isinstance(node, Scalar):
        try:
            return node.typed
        except Ambiguous:
            return node.text
    if isinstance(node, Sequence):
        return [data(element) for element in node.items]
    return {key.text: data(value) for key, value in node.entries}
