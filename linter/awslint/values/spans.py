"""Where something is written."""

from __future__ import annotations

from typing import Final

from awslint.frozen import frozen


@frozen
class Span:
    """Characters `start` up to `end` (exclusive, in characters from 0) of the file with that number.

    File numbers are given out by `awslint.syntax.sources.Sources`; -1 means "written nowhere".
    """

    file: int
    start: int
    end: int

    @property
    def is_somewhere(self) -> bool:
        """Whether the span points into a file at all."""
        return self.file >= 0

    def encloses(self, other: Span) -> bool:
        """Returns whether the other span lies wholly inside this one."""
        return self.file == other.file >= 0 and self.start <= other.start and other.end <= self.end


NOWHERE: Final = Span(-1, 0, 0)
