"""Which pieces of a text hold a place: asked about thousands of places in files with thousands of pieces."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator


class Pieces:
    """Pieces of one text, from a first offset to before a last one. They may lie inside each other, and overlap."""

    def __init__(self, pieces: Iterable[tuple[int, int]]) -> None:
        self._pieces = list(pieces)
        self._order = sorted(range(len(self._pieces)), key=lambda at: (self._pieces[at][0], -self._pieces[at][1]))
        self._starts = [self._pieces[at][0] for at in self._order]
        self._around: list[int] = []
        """For each, in order of beginning, the last one before it that goes on where it begins; -1 for none."""
        open_: list[int] = []
        for place, at in enumerate(self._order):
            while open_ and self._pieces[self._order[open_[-1]]][1] <= self._pieces[at][0]:
                open_.pop()
            self._around.append(open_[-1] if open_ else -1)
            open_.append(place)

    def __contains__(self, offset: int) -> bool:
        return next(self.around(offset), None) is not None

    def around(self, offset: int) -> Iterator[int]:
        """Yields the numbers of the pieces that hold a place, the innermost first."""
        place = bisect_right(self._starts, offset) - 1
        while place >= 0:
            number = self._order[place]
            if offset < self._pieces[number][1]:
                yield number
            place = self._around[place]
