"""What the templates of one run export to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path

from awslint.cache.disk import FileReads
from awslint.cache.entries import key_of
from awslint.front_ends import CLOUDFORMATION, FRONT_ENDS
from awslint.graph.loading import Exported, Inputs
from awslint.project import Found
from awslint.runs.result_cache import ResultCache, cache_key_of
from awslint.syntax.sources import Sources
from awslint.values import Span

QUESTION = "export"
"""What units ask for what others export, beside what they ask of the file system."""


def exporting(found: Found, inputs: Callable[[Path], Inputs]) -> tuple[tuple[Path, ...], Inputs]:
    """Returns the templates that export to each other, and what they are given: none where they are given different
    things."""
    templates = tuple(unit.path for unit in found.units if FRONT_ENDS[unit.kind].is_template)
    same = len(templates) > 1 and all(inputs(path) == inputs(templates[0]) for path in templates)
    return (templates, inputs(templates[0])) if same else ((), Inputs())


class Exports(Mapping[str, Sequence[Exported]]):
    """By name what can be imported: found out when the first name is asked for.

    Who asks rests on what is exported under the name, and on nothing else of the other templates: an edit in one of
    them concerns those that import what has changed.
    """

    def __init__(
        self, templates: Sequence[Path], inputs: Inputs, sources: Sources, cached: ResultCache | None = None
    ) -> None:
        self.templates = templates
        self.inputs = inputs
        self.sources = sources
        self.cached = cached
        self._values: Mapping[str, Sequence[Exported]] | None = None
        self._reads = FileReads({}, {})
        self._digests: Mapping[str, str] | None = None
        sources.disk.others[QUESTION] = self.digest

    def __getitem__(self, name: str) -> Sequence[Exported]:
        self.sources.disk.ask(QUESTION, name)
        found = self._found()[name]
        # A finding may point to where the value is exported.
        self.sources.note(FileReads(self._reads.using, {}))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())

    def digest(self, name: str) -> str:
        """Returns what tells the exports of that name from all others; empty for none."""
        if self._digests is None:
            with self.sources.isolated():
                self._digests = self._found_digests()
        return self._digests.get(name, "")

    def _found_digests(self) -> Mapping[str, str]:
        key = ""
        if self.cached is not None and self._values is None:
            key = key_of("exports", [path.as_posix() for path in self.templates], cache_key_of(self.inputs))
            known = self.cached.value(key)
            if isinstance(known, dict):
                return known
        digests = {name: key_of("exported", self._shown(several)) for name, several in self._found().items()}
        if self.cached is not None and key:
            self.cached.store_value(key, digests, self._reads)
        return digests

    def _found(self) -> Mapping[str, Sequence[Exported]]:
        if self._values is None:
            with self.sources.isolated(), self.sources.recording() as self._reads:
                self._values = self._exported()
        return self._values

    def _exported(self) -> Mapping[str, Sequence[Exported]]:
        if not self.templates:
            return {}
        try:
            return CLOUDFORMATION.exported(self.templates, self.sources, self.inputs)
        except Exception:  # loading the unit meets the same failure, and reports it
            return {}

    def _shown(self, value: object) -> object:
        """A value as what is printed the same in every run: places by paths, not by numbers of files."""
        if isinstance(value, Span):
            path = self.sources[value.file].path if value.is_somewhere else ""
            return (path, value.start, value.end)
        if is_dataclass(value):
            return (type(value).__name__, *(self._shown(getattr(value, field.name)) for field in fields(value)))
        if isinstance(value, Mapping):
            return [(key, self._shown(member)) for key, member in value.items()]
        if isinstance(value, (tuple, list)):
            return [self._shown(element) for element in value]
        return value
