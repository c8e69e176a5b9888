"""Answers that are used again as long as everything they rest on is as it was.

An entry's key is all that a unit is told: where it is, what it is given, which rules are wanted, and awslint itself.
With the answers stand the questions that were put to the file system while they were found (contents of files, names
in directories, what is there and what is not, where links lead), which must have the same answers now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from awslint.graph.loading import Inputs
from awslint.project import Unit
from awslint.runs.store import Store
from awslint.runs.unit_result import UnitResult, Unusable, packed, unpacked
from awslint.syntax.sources import Notes, Sources


class ResultCache:
    """What a store says of units, templates and module calls, in the files of one run.

    `trees` is for the trees of the files of whatever has to be linted again.
    """

    def __init__(self, store: Store, trees: Store | None, sources: Sources) -> None:
        self.store = store
        self.trees = trees
        self.sources = sources
        sources.tree_store = trees

    def save(self) -> None:
        """Writes what is new for the next run."""
        self.store.save()
        if self.trees is not None:
            self.trees.save()

    def result(self, key: str) -> UnitResult | None:
        """The answers of a unit, if they still hold."""
        found = self._resting(key)
        if found is None:
            return None
        cache_key, notes, content = found
        try:
            return unpacked(content, cache_key, notes, self.sources)
        except Unusable:
            return None

    def store_result(self, key: str, result: UnitResult, notes: Notes) -> None:
        """Keeps the answers of a unit."""
        if result.is_cacheable:
            paths, content = packed(result, self.sources)
            self._rest(key, paths, notes, content)

    def value(self, key: str) -> Any:
        """A plain value that still holds; None where there is none."""
        found = self._resting(key)
        return found[0] if found is not None else None

    def store_value(self, key: str, value: Any, notes: Notes) -> None:
        """Keeps a plain value."""
        self._rest(key, value, notes, b"")

    def _rest(self, key: str, cache_key: Any, notes: Notes, content: bytes) -> None:
        asked = [[question, path, answer] for (question, path), answer in notes.asked.items()]
        if any(answer == "changed" for _, _, answer in asked):
            return
        try:
            head = json.dumps({"cache_key": cache_key, "using": notes.using, "asked": asked}).encode() + b"\n"
        except (TypeError, ValueError):
            return
        self.store.put(key, head + content)

    def _resting(self, key: str) -> tuple[Any, Notes, bytes] | None:
        entry = self.store.get(key)
        if entry is None:
            return None
        end = entry.index(b"\n")
        head = json.loads(entry[:end])
        still = self.sources.disk.is_unchanged
        if not all(still(question, path, answer) for question, path, answer in head["asked"]):
            return None
        notes = Notes(head["using"], {(question, path): answer for question, path, answer in head["asked"]})
        # What rests on this rests on the same.
        self.sources.note(notes)
        return head["cache_key"], notes, entry[end + 1 :]


def key_of(kind: str, *cache_key: object) -> str:
    """The key of an entry."""
    return hashlib.sha256(repr((kind, cache_key)).encode("utf-8", "surrogateescape")).hexdigest()


def key_of_unit(unit: Unit, inputs: Inputs, asked: str) -> str:
    """The key of a unit's answers. `asked` tells which rules are asked and which resources are there before."""
    return key_of("unit", unit.kind, unit.path.as_posix(), unit.called, *cache_key_of(inputs), asked)


def cache_key_of(inputs: Inputs) -> list[object]:
    """Everything that a unit is given beside its files, as what is printed the same every time."""
    # What other templates export is asked for name by name, and told by the answers.
    return [(one.name, _plain(getattr(inputs, one.name))) for one in fields(inputs) if one.name != "exports"]


def _plain(value: Any) -> object:
    if isinstance(value, Mapping):
        return sorted((str(name), _plain(one)) for name, one in value.items())
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, Path):
        return value.as_posix()
    if is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, one.name)) for one in fields(value)]
    raise TypeError(f"{type(value).__name__} cannot be part of a cache key")
