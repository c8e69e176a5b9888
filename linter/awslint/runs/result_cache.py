"""Results of units that are used again as long as everything they rest on is as it was (`awslint.cache.entries`).

A result's key is all that decides on it beside files: where the unit is, its inputs, which rules are selected, and
awslint itself.
"""

from __future__ import annotations

from dataclasses import fields

from awslint.cache.disk import FileReads
from awslint.cache.entries import Entries, key_of, plain
from awslint.cache.store import Store, open_store
from awslint.graph.loading import Inputs
from awslint.project import Unit
from awslint.runs.unit_result import UnitResult, Unusable, packed, unpacked
from awslint.syntax.sources import Sources


class ResultCache(Entries):
    """What a store has of units, templates and module calls, in the files of one run.

    `trees` is for the trees of the files of whatever has to be linted again.
    """

    def __init__(self, store: Store, trees: Store | None, sources: Sources) -> None:
        super().__init__(store, sources.disk, sources.note)
        self.trees = trees
        self.sources = sources
        sources.tree_store = trees

    def save(self) -> None:
        """Writes what is new for the next run."""
        self.store.save()
        if self.trees is not None:
            self.trees.save()

    def result(self, key: str) -> UnitResult | None:
        """Returns the result of a unit, if it still holds."""
        found = self.get(key)
        if found is None:
            return None
        paths, reads, content = found
        try:
            return unpacked(content, paths, reads, self.sources)
        except Unusable:
            return None

    def store_result(self, key: str, result: UnitResult, reads: FileReads) -> None:
        """Stores the result of a unit."""
        if result.is_cacheable:
            paths, content = packed(result, self.sources)
            self.put(key, paths, reads, content)


def open_result_cache(sources: Sources) -> ResultCache | None:
    """Returns what earlier runs in this working directory stored; None where nothing can be stored."""
    store = open_store("runs")
    return ResultCache(store, open_store("trees"), sources) if store is not None else None


def key_of_unit(unit: Unit, inputs: Inputs, asked: str) -> str:
    """Returns the key of a unit's result. `asked` tells which rules are asked and which resources are there before."""
    return key_of("unit", unit.kind, unit.path.as_posix(), unit.called, *cache_key_of(inputs), asked)


def cache_key_of(inputs: Inputs) -> list[object]:
    """Returns everything that a unit is given beside its files, as what is printed the same every time."""
    # What other templates export is asked for name by name, and noted in the answers.
    return [(each.name, plain(getattr(inputs, each.name))) for each in fields(inputs) if each.name != "exports"]
