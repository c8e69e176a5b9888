"""Suppressions in the comments of HCL and YAML, distinguished from strings, heredocs and block scalars."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Final

from awslint.report.directives import Directive, understand
from awslint.report.pieces import Pieces
from awslint.syntax.sources import Source
from awslint.syntax.tree import Node, Scalar, Sequence
from awslint.values import Span

_HCL_COMMENT: Final = re.compile(r"(?:#|//|/\*)[ \t]*(?P<text>awslint:[^\n]*)")
_YAML_COMMENT: Final = re.compile(r"(?<![^\s])#[ \t]*(?P<text>awslint:[^\n]*)")
_BRACKET: Final = re.compile(r"[\[\](){}\n]")

Extent = Callable[[int], int]
"""The offset at which ends what begins on the line with that beginning."""


def in_hcl(source: Source) -> Iterator[Directive]:
    """Yields the suppressions in a file of HCL.

    Raises:
        SyntaxProblem: the text cannot even be split into tokens.
    """
    from awslint.syntax.hcl_mask import mask

    masked = mask(source.text, source.number, 0)
    quoted = list(masked.strings.items())
    for template in masked.templates.values():
        quoted += [(piece.start, piece.end) for piece in template.pieces if piece.kind == "text"]
    texts = Pieces(quoted)

    brackets = _Brackets(masked.text)

    def is_code(start: int, end: int) -> bool:
        return not masked.text[start:end].isspace() and start < end

    reach = _Reach(source, brackets.line_end, is_code)
    for match in _HCL_COMMENT.finditer(source.text):
        place = match.start()
        if masked.text[place] == " " and place not in texts:
            yield _directive(source, match, reach)


def in_yaml(source: Source, roots: list[Node], opened: Collection[Scalar] = ()) -> Iterator[Directive]:
    """Yields the suppressions in the comments of a YAML file.

    Args:
        roots: its documents, and those that are written as texts in them.
        opened: these texts: a comment in one is one of the document in it.
    """
    scalars: list[tuple[int, int]] = []
    beginnings: dict[int, int] = {}
    read = {(scalar.start, scalar.end) for scalar in opened}
    for root in roots:
        for start, end, is_entry in _parts(root):
            if is_entry:
                # What begins on a line: of several things the outermost, which comes first.
                beginnings.setdefault(source.position(start).line, end)
            elif (start, end) not in read:
                scalars.append((start, end))

    def extent(start: int) -> int:
        number = source.position(start).line
        line_end = start + len(source.line(number))
        return max(beginnings.get(number, line_end), line_end)

    def is_code(start: int, end: int) -> bool:
        line = source.text[start:end].strip()
        return bool(line) and not line.startswith("#")

    texts, scripts = Pieces(scalars), Pieces(read)
    reach = _Reach(source, extent, is_code)
    for match in _YAML_COMMENT.finditer(source.text):
        if match.start() not in texts:
            yield replace(_directive(source, match, reach), may_be_idle=match.start() in scripts)


def _parts(root: Node) -> Iterator[tuple[int, int, bool]]:
    """Start and end of every entry and item (True), outer before inner, and of every scalar (False)."""
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            yield node.start, node.end, False
        elif isinstance(node, Sequence):
            for element in node.items:
                yield element.start, element.end, True
            waiting += reversed(node.items)
        else:
            for key, value in node.entries:
                yield key.start, max(key.end, value.end), True
                yield key.start, key.end, False
            waiting += [value for _, value in reversed(node.entries)]


def _directive(source: Source, match: re.Match[str], reach: _Reach) -> Directive:
    text = match["text"]
    if match.group().startswith("/*"):
        text = text.partition("*/")[0]
    start, end = match.start(), match.start("text") + len(text.rstrip())
    if match.group().startswith("/*") and source.text.startswith("*/", match.start("text") + len(text)):
        end = match.start("text") + len(text) + 2
    span = Span(source.number, start, end)
    parsed = understand(text)
    if parsed.fault:
        return Directive("comment", span, None, fault=parsed.fault)
    ids = Span(source.number, *(match.start("text") + offset for offset in parsed.ids))
    covers = Span(source.number, 0, len(source.text) + 1) if parsed.whole_file else reach.of(start)
    return Directive("comment", span, covers, parsed.rules, parsed.reason, parsed.until, ids)


class _Brackets:
    """The brackets and line ends of a text, and how deep it is in brackets behind each."""

    def __init__(self, text: str) -> None:
        self._size = len(text)
        self._places: list[int] = []
        self._ends: list[int] = []
        depths, is_end = [0], [False]
        for match in _BRACKET.finditer(text):
            found = match.group()
            self._places.append(match.start())
            is_end.append(found == "\n")
            depths.append(depths[-1] + (0 if found == "\n" else 1 if found in "[({" else -1))
        # From the last one on: the line ends to come that are less deep than all before them, the nearest last.
        nearer: list[int] = []
        for at in range(len(depths) - 1, -1, -1):
            where = bisect_right(nearer, depths[at], key=depths.__getitem__) - 1
            self._ends.append(self._places[nearer[where] - 1] if where >= 0 else self._size)
            if is_end[at]:
                while nearer and depths[nearer[-1]] >= depths[at]:
                    nearer.pop()
                nearer.append(at)
        self._ends.reverse()

    def line_end(self, start: int) -> int:
        """Returns the first end of a line, from an offset on, that closes as many brackets as are opened there."""
        return self._ends[bisect_left(self._places, start)]


class _Reach:
    """What comments cover. Thousands of them may stand above one block, which is looked for once."""

    def __init__(self, source: Source, extent: Extent, is_code: Callable[[int, int], bool]) -> None:
        self.source = source
        self.extent = extent
        self.is_code = is_code
        self._from = self._to = 0
        self._found: int | None = None

    def of(self, place: int) -> Span | None:
        """Returns what begins on the comment's line; for a comment alone on its line, on the next one that is no
        comment."""
        line: int | None = self.source.position(place).line
        starts = self.source.line_starts
        if line is not None and not self.is_code(starts[line - 1], place):
            line = self._next(line + 1)
        if line is None:
            return None
        start = starts[line - 1]
        text_end = start + len(self.source.line(line))
        return Span(self.source.number, start, max(self.extent(start), text_end) + 1)

    def _next(self, line: int) -> int | None:
        """The first line with code from one on; None where an empty one, or the end, comes before it."""
        if not self._from <= line <= self._to:
            self._from = self._to = line
            while (text := self.source.line(self._to)).strip():
                start = self.source.line_starts[self._to - 1]
                if self.is_code(start, start + len(text)):
                    break
                self._to += 1
            self._found = self._to if self.source.line(self._to).strip() else None
        return self._found
