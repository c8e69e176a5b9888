"""A YAML or JSON document that is written as a text inside another one: its tree, with its places in the outer file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from awslint.syntax import json, yaml
from awslint.syntax.sources import Source, SyntaxProblem
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence
from awslint.values import Span

_PROPERTIES = re.compile(r"(?:[&!][^\s]*\s+)+")
_BLOCK_HEADER = re.compile(r"[|>][^\n]*\n")
_ESCAPE = re.compile(
    r"""\\(?: u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})
        | x(?P<x>[0-9a-fA-F]{2}) | u(?P<u>[0-9a-fA-F]{4}) | U(?P<U>[0-9a-fA-F]{8})
        | (?P<letter>.) )""",
    re.VERBOSE | re.DOTALL,
)
_LETTERS = {"0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_SPACES = frozenset(" \t\n\r\v\f\x85\xa0\u2028\u2029")

Piece = tuple[str, int, int]
"""A character of a text, and where it is written: start and end."""

Place = Callable[[int, int], tuple[int, int]]
"""From start and end in the inner text to those in the outer one."""


def written_in(source: Source, scalar: Scalar) -> list[Node] | None:
    """Returns the documents in the text of a scalar of `source`, each node where it is written.

    None where it cannot be determined where each character is written.

    Raises:
        SyntaxProblem: the text is neither YAML nor JSON.
    """
    place = _exact(source.text, scalar)
    return _documents(source.number, scalar.text, place) if place is not None else None


def standing_for(text: str, span: Span) -> list[Node]:
    """Returns the documents in a text that was put together: every node is at the same place.

    Raises:
        SyntaxProblem: the text is neither YAML nor JSON.
    """
    return _documents(span.file, text, lambda _start, _end: (span.start, span.end))


def _documents(file: int, text: str, place: Place) -> list[Node]:
    source = Source(file, "", text)
    try:
        if text.lstrip()[:1] == "{":
            try:
                return [_placed(json.load(source), place)]
            except SyntaxProblem:
                # A flow mapping of YAML begins in the same way.
                pass
        return [_placed(root, place) for root in yaml.load(source)]
    except SyntaxProblem as problem:
        span = problem.span
        raise type(problem)(problem.message, Span(file, *place(span.start, span.end))) from None


def _placed(root: Node, place: Place) -> Node:
    """A copy of the tree with other places. What an alias stands for more than once is copied once."""
    made: dict[int, Node] = {}

    def scalar(node: Scalar) -> Scalar:
        copy = made.get(id(node))
        if not isinstance(copy, Scalar):
            made[id(node)] = copy = Scalar(node.text, node.is_plain, node.file, *place(node.start, node.end))
        return copy

    def copied(node: Node) -> Node:
        if isinstance(node, Scalar):
            return scalar(node)
        if id(node) not in made:
            start, end = place(node.start, node.end)
            if isinstance(node, Sequence):
                made[id(node)] = Sequence([copied(element) for element in node.items], node.file, start, end)
            else:
                entries = [(scalar(key), copied(value)) for key, value in node.entries]
                made[id(node)] = Mapping(entries, node.file, start, end, node.tag)
        return made[id(node)]

    return copied(root)


def _exact(outer: str, scalar: Scalar) -> Place | None:
    starts: list[int] = []
    ends: list[int] = []
    pieces = _pieces(outer, scalar.start, scalar.end)
    last = scalar.start
    for character in scalar.text:
        if character in _SPACES:
            # Indentation and folding change spaces, and no node begins or ends with one.
            starts.append(last)
            ends.append(last)
            continue
        written, start, last = next(pieces, ("", 0, 0))
        if written != character:
            return None
        starts.append(start)
        ends.append(last)

    def place(start: int, end: int) -> tuple[int, int]:
        first = starts[start] if start < len(starts) else last
        return first, max(first, ends[end - 1]) if 0 < end <= len(ends) and start < end else first

    return place


def _pieces(outer: str, start: int, end: int) -> Iterator[Piece]:
    """The characters of a scalar as it is written, without spaces."""
    properties = _PROPERTIES.match(outer, start, end)
    start = properties.end() if properties else start
    mark = outer[start : start + 1]
    if mark == '"':
        yield from _unescaped(outer, start + 1, end - 1)
        return
    header = _BLOCK_HEADER.match(outer, start, end) if mark in "|>" else None
    place = header.end() if header else start + (mark == "'")
    while place < end:
        character = outer[place]
        width = 2 if mark == "'" and outer.startswith("''", place) else 1
        if character not in _SPACES:
            yield character, place, place + width
        place += width


def _unescaped(outer: str, place: int, end: int) -> Iterator[Piece]:
    while place < end:
        match = _ESCAPE.match(outer, place, end)
        if match is None:
            character, after = outer[place], place + 1
        else:
            character, after = _meant(match), match.end()
        if character not in _SPACES:
            yield character, place, after
        place = after


def _meant(escape: re.Match[str]) -> str:
    if escape["high"]:
        return chr(0x10000 + ((int(escape["high"], 16) - 0xD800) << 10) + int(escape["low"], 16) - 0xDC00)
    code = escape["x"] or escape["u"] or escape["U"]
    if code:
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else ""
    letter = escape["letter"]
    # N and _, L and P are YAML's spaces.
    return " " if letter in "N_LP" else _LETTERS.get(letter, letter)
