"""Which node of a deployment comes before which: reachability over the blocks' edges.

Sets of blocks are whole numbers with a bit for each block: "what comes before this and not before that" is one
operation, however long the chains are. A chain of 10,000 blocks, asked about at every one, takes 12 MiB.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from awslint.graph.resource import Edge


class Blocks:
    """A set of blocks of one deployment; iterates over them in the order of the deployment."""

    __slots__ = ("_bits", "_names")

    def __init__(self, bits: int, names: list[str]) -> None:
        self._bits = bits
        self._names = names

    def __and__(self, other: Blocks) -> Blocks:
        return Blocks(self._bits & other._bits, self._names)

    def __or__(self, other: Blocks) -> Blocks:
        return Blocks(self._bits | other._bits, self._names)

    def __sub__(self, other: Blocks) -> Blocks:
        return Blocks(self._bits & ~other._bits, self._names)

    def __bool__(self) -> bool:
        return self._bits != 0

    def __len__(self) -> int:
        return self._bits.bit_count()

    def __iter__(self) -> Iterator[str]:
        rest = self._bits
        names = self._names
        while rest:
            lowest = rest & -rest
            yield names[lowest.bit_length() - 1]
            rest ^= lowest


class Ordering:
    """Reachability between blocks, computed once per block that is asked about."""

    def __init__(self, blocks: Iterable[str], edges: Iterable[Edge]) -> None:
        self._names = list(blocks)
        self._places = {name: place for place, name in enumerate(self._names)}
        self._needs: dict[int, list[int]] = {}
        self._needed_by: dict[int, list[int]] = {}
        for edge in edges:
            source, target = self._places.get(edge.source), self._places.get(edge.target)
            if source is not None and target is not None and source != target:
                self._needs.setdefault(source, []).append(target)
                self._needed_by.setdefault(target, []).append(source)
        self._before: dict[int, int] = {}
        self._after: dict[int, int] = {}

    def before(self, block: str) -> Blocks:
        """Returns all blocks that are done before this one starts."""
        return self._beyond(block, self._needs, self._before)

    def after(self, block: str) -> Blocks:
        """Returns all blocks that only start when this one is done."""
        return self._beyond(block, self._needed_by, self._after)

    def these(self, blocks: Iterable[str]) -> Blocks:
        """Returns the blocks as a set; what the deployment does not have is left out."""
        bits = bytearray(len(self._names) // 8 + 1)
        for block in blocks:
            place = self._places.get(block)
            if place is not None:
                bits[place >> 3] |= 1 << (place & 7)
        return Blocks(int.from_bytes(bits, "little"), self._names)

    def reaches(self, later: str, earlier: str) -> bool:
        """Returns whether `later` needs `earlier`, directly or through others."""
        place = self._places.get(earlier)
        return place is not None and self.before(later)._bits >> place & 1 == 1

    def direct(self, block: str) -> list[str]:
        """Returns the blocks that this one needs directly."""
        place = self._places.get(block)
        return [self._names[need] for need in self._needs.get(place, ())] if place is not None else []

    def _beyond(self, block: str, next_: dict[int, list[int]], known: dict[int, int]) -> Blocks:
        place = self._places.get(block)
        if place is None:
            return Blocks(0, self._names)
        if place not in known:
            _reach(place, next_, known)
        return Blocks(known[place] & ~(1 << place), self._names)


def _reach(start: int, next_: dict[int, list[int]], known: dict[int, int]) -> None:
    """Enters for `start`, and all that it leads to, what that leads to; what is part of a cycle leads to itself.

    Tarjan's strongly connected components, without recursion: a chain may be as long as the configuration.
    """
    order: dict[int, int] = {start: 0}
    low: dict[int, int] = {start: 0}
    open_ = [start]
    path = [(start, iter(next_.get(start, ())))]
    while path:
        place, successors = path[-1]
        for other in successors:
            if other in known:
                continue
            if other not in order:
                order[other] = low[other] = len(order)
                open_.append(other)
                path.append((other, iter(next_.get(other, ()))))
                break
            low[place] = min(low[place], order[other])
        else:
            path.pop()
            if path:
                low[path[-1][0]] = min(low[path[-1][0]], low[place])
            if low[place] == order[place]:
                members = [open_.pop()]
                while members[-1] != place:
                    members.append(open_.pop())
                _close(members, next_, known)


def _close(members: list[int], next_: dict[int, list[int]], known: dict[int, int]) -> None:
    """Enters what a strongly connected component leads to: everything but itself is known."""
    bits = 0
    for member in members:
        for other in next_.get(member, ()):
            bits |= 1 << other | known.get(other, 0)
    for member in members:
        known[member] = bits
