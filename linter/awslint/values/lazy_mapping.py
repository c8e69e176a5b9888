"""Entries of a map that are found out when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from awslint.values.value import Value


class LazyMapping(Mapping[str, Value]):
    """A mapping whose keys are known and whose values are found, once each, by `find`.

    What nobody asks for is never found out: most attributes of most resources concern no rule.
    """

    __slots__ = ("_find", "_found")

    def __init__(self, keys: Iterable[str], find: Callable[[str], Value]) -> None:
        self._find = find
        self._found: dict[str, Value | None] = dict.fromkeys(keys)

    def __getitem__(self, key: str) -> Value:
        value = self._found[key]
        if value is None:
            value = self._found[key] = self._find(key)
        return value

    def __contains__(self, key: object) -> bool:
        return key in self._found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return repr(dict(self))
