"""Source lines as frames show them: without secrets, without control characters, cut around what is marked.

One line may hold a whole template and a thousand findings, so a line is dressed once.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from awslint.frozen import frozen
from awslint.report.secrets import hide
from awslint.report.style import clean

WIDTH: Final = 140
"""Characters of source text that a frame shows of one line; more is cut off around the marked part."""


@frozen
class ShownLine:
    """A line as it is shown, whole, and for every character of it, and its end, the column where it now stands."""

    text: str
    columns: array[int]

    def column(self, place: int) -> int:
        """Returns where a character of the line stands; the end for what is behind it."""
        return self.columns[min(place, len(self.columns) - 1)]

    def window(self, place: int) -> Window:
        """Returns the part of the line around a character."""
        if len(self.text) <= WIDTH:
            return Window(self, self.text, 0, 0)
        first = max(0, self.column(place) - WIDTH // 4)
        last = first + WIDTH
        head = "…" if first else ""
        tail = "…" if last < len(self.text) else ""
        return Window(self, f"{head}{self.text[first:last]}{tail}", first, len(head))


@frozen
class Window:
    """A part of a line. `first` is the column that it begins with, `head` how much stands before that."""

    line: ShownLine
    text: str
    first: int
    head: int

    def column(self, place: int) -> int:
        """Returns where a character of the line stands in the part, at its edge where it is outside."""
        column = self.line.column(place)
        if self.text is self.line.text:
            return column
        return min(max(column - self.first + self.head, 0), WIDTH + 1)


def merged(pieces: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Returns pieces of a text in order, those that overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


def shown_line(line: str, start: int, secrets: list[tuple[int, int]]) -> ShownLine:
    """Returns a line that begins at an offset of its file, as it is shown.

    Args:
        secrets: the offsets of what must not be shown of the file, merged.
    """
    shown: list[str] = []
    columns = array("q")
    width = at = 0
    first = max(bisect_left(secrets, (start, 0)) - 1, 0)
    hidden = []
    for a, b in secrets[first:]:
        if a >= start + len(line):
            break
        if b > start:
            hidden.append((max(a - start, 0), min(b - start, len(line))))
    for a, b in (*hidden, (len(line), len(line))):
        for character in line[at:a]:
            columns.append(width)
            shown.append("    " if character == "\t" else clean(character))
            width += _width(shown[-1])
        if a < b:
            columns.extend([width] * (b - a))
            shown.append(clean(hide(line[a:b])))
            width += _width(shown[-1])
        at = max(at, b)
    columns.append(width)
    return ShownLine("".join(shown), columns)


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) != 0 for character in text)
