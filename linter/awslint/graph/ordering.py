"""Which node of a deployment comes before which: reachability over the blocks' edges."""

from __future__ import annotations

from collections.abc import Container, Iterable

from awslint.graph.resource import Edge


class Ordering:
    """Reachability between blocks, computed once per block that is asked about."""

    def __init__(self, blocks: Container[str], edges: Iterable[Edge]) -> None:
        self._needs: dict[str, list[str]] = {}
        for edge in edges:
            if edge.source != edge.target and edge.source in blocks and edge.target in blocks:
                self._needs.setdefault(edge.source, []).append(edge.target)
        self._ancestors: dict[str, dict[str, None]] = {}

    def ancestors(self, block: str) -> dict[str, None]:
        """All blocks that are done before this one starts, as ordered keys."""
        found = self._ancestors.get(block)
        if found is None:
            found = {}
            stack = list(reversed(self._needs.get(block, ())))
            while stack:
                one = stack.pop()
                if one not in found and one != block:
                    found[one] = None
                    stack.extend(reversed(self._needs.get(one, ())))
            self._ancestors[block] = found
        return found

    def reaches(self, later: str, earlier: str) -> bool:
        """Whether `later` needs `earlier`, directly or through others."""
        return earlier in self.ancestors(later)

    def direct(self, block: str) -> list[str]:
        """The blocks that this one needs directly."""
        return list(self._needs.get(block, ()))
