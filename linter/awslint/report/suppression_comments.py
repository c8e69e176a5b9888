"""Suppressions in the comments of HCL and YAML, told from strings, heredocs and block scalars."""

from __future__ import annotations

import re
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
    """The suppressions in a file of HCL.

    Raises:
        SyntaxProblem: the text cannot even be split into tokens.
    """
    from awslint.syntax.hcl_mask import mask

    masked = mask(source.text, source.number, 0)
    quoted = list(masked.strings.items())
    for template in masked.templates.values():
        quoted += [(piece.start, piece.end) for piece in template.pieces if piece.kind == "text"]
    texts = Pieces(quoted)

    def extent(start: int) -> int:
        depth = 0
        for match in _BRACKET.finditer(masked.text, start):
            found = match.group()
            if found == "\n":
                if depth <= 0:
                    return match.start()
            else:
                depth += 1 if found in "[({" else -1
        return len(source.text)

    def is_code(start: int, end: int) -> bool:
        return not masked.text[start:end].isspace() and start < end

    for match in _HCL_COMMENT.finditer(source.text):
        place = match.start()
        if masked.text[place] == " " and place not in texts:
            yield _directive(source, match, extent, is_code)


def in_yaml(source: Source, roots: list[Node], opened: Collection[Scalar] = ()) -> Iterator[Directive]:
    """The suppressions in the comments of a YAML file.

    Args:
        roots: its documents, and those that are written as texts in them.
        opened: these texts: a comment in one is one of the document in it.
    """
    scalars: list[tuple[int, int]] = []
    beginnings: dict[int, int] = {}
    read = {(one.start, one.end) for one in opened}
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

    texts, inner = Pieces(scalars), Pieces(read)
    for match in _YAML_COMMENT.finditer(source.text):
        if match.start() not in texts:
            yield replace(_directive(source, match, extent, is_code), may_be_idle=match.start() in inner)


def _parts(root: Node) -> Iterator[tuple[int, int, bool]]:
    """Start and end of every entry and item (True), outer before inner, and of every scalar (False)."""
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            yield node.start, node.end, False
        elif isinstance(node, Sequence):
            for item in node.items:
                yield item.start, item.end, True
            waiting += reversed(node.items)
        else:
            for key, value in node.entries:
                yield key.start, max(key.end, value.end), True
                yield key.start, key.end, False
            waiting += [value for _, value in reversed(node.entries)]


def _directive(source: Source, match: re.Match[str], extent: Extent, is_code: Callable[[int, int], bool]) -> Directive:
    text = match["text"]
    if match.group().startswith("/*"):
        text = text.partition("*/")[0]
    start, end = match.start(), match.start("text") + len(text.rstrip())
    if match.group().startswith("/*") and source.text.startswith("*/", match.start("text") + len(text)):
        end = match.start("text") + len(text) + 2
    span = Span(source.number, start, end)
    said = understand(text)
    if said.fault:
        return Directive("comment", span, None, fault=said.fault)
    ids = Span(source.number, *(match.start("text") + offset for offset in said.ids))
    covers = (
        Span(source.number, 0, len(source.text) + 1) if said.whole_file else _covered(source, start, extent, is_code)
    )
    return Directive("comment", span, covers, said.rules, said.reason, said.until, ids)


def _covered(source: Source, place: int, extent: Extent, is_code: Callable[[int, int], bool]) -> Span | None:
    """What begins on the comment's line; for a comment alone on its line, on the next line that is no comment."""
    line = source.position(place).line
    starts = source.line_starts
    if not is_code(starts[line - 1], place):
        line += 1
        while line <= len(starts) and source.line(line).strip():
            if is_code(starts[line - 1], starts[line - 1] + len(source.line(line))):
                break
            line += 1
        if line > len(starts) or not source.line(line).strip():
            return None
    start = starts[line - 1]
    return Span(source.number, start, max(extent(start), start + len(source.line(line))) + 1)
