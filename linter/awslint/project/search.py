"""From paths to units."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from awslint.graph.loading import Problem
from awslint.project.calls import Callers
from awslint.project.found import Found, Unit, UnitKind, UsageError
from awslint.project.modules import Modules, is_module
from awslint.project.other_tools import CDK, OTHER_TOOLS, note_on, notes
from awslint.project.recognition import FileKind, Files
from awslint.project.walk import CONFIGURATION, MANIFEST, TEMPLATES, VARIABLES, is_assembly, relative, walk

Calls = Callable[[Path], Collection[Path] | None]
"""The local directories that the module in a directory calls; None where it cannot be determined."""


def find_units(
    paths: Sequence[Path],
    kinds: Sequence[FileKind],
    calls: Calls | None = None,
    texts: Mapping[str, str] | None = None,
    modules: Sequence[Path] = (),
) -> Found:
    """Returns the units that the paths stand for.

    A directory stands for everything below it. A file stands for its module or template as a whole, and for what in
    the same repository calls or nests it: what is found is then filtered, what is analysed is not.

    Args:
        paths: as the user wrote them.
        kinds: the kinds of units that are one file each. Modules and cloud assemblies, which are directories, are
            known by their files' names.
        calls: the exact answer to what a text search finds likely; without it the text search decides.
        texts: by path as it is shown: what stands in the place of a file's content; such a file need not exist.
        modules: module directories that are asked for as a whole, without what lies below them.

    Raises:
        UsageError: a path does not exist.
    """
    for path in paths:
        if relative(path).as_posix() not in (texts or {}) and not os.path.exists(path):  # noqa: PTH110 - unlike Path.exists it is False for names that are too long
            raise UsageError(f"{path.as_posix()}: no such file or directory")
    search = _Search(kinds, texts or {})
    for path in paths:
        if path.is_dir():
            search.add_directory(relative(path))
        else:
            search.add_file(relative(path))
    for directory in modules:
        search.modules.add(relative(directory), whole=True)
    return search.found(calls)


class _Search:
    """What the paths stand for so far. Units are kept with whether all their findings are asked for."""

    def __init__(self, kinds: Sequence[FileKind], texts: Mapping[str, str]) -> None:
        callers = Callers()
        self.callers = callers
        self.modules = Modules(callers, texts)
        self.files = Files(kinds, texts)
        self.units: dict[UnitKind, dict[Path, bool]] = {kind.kind: {} for kind in kinds}
        self.assemblies: dict[Path, bool] = {}
        self.filters: set[str] = set()
        self.others: dict[str, list[Path]] = {}
        self.named: list[Path] = []
        self.empty: list[Path] = []

    def add_directory(self, root: Path) -> None:
        holds_any = False
        for directory, names in walk(root, self.files.failed):
            here = relative(directory)
            if any(name.endswith(CONFIGURATION) for name in names):
                self.modules.whole[here] = holds_any = True
            if is_assembly(here):
                # An assembly that is nested in another is a part of it.
                if self.assemblies.keys().isdisjoint(here.parents):
                    self.assemblies[here] = True
                holds_any = True
                continue
            for path in (here / name for name in names):
                if path.name in OTHER_TOOLS and (note := note_on(path)):
                    self.others.setdefault(note, []).append(path)
                kind = self.files.kind(path) if self.files.may_be_unit(path) else None
                if kind is not None:
                    self.units[kind][path] = holds_any = True
        if not holds_any:
            self.empty.append(root)

    def add_file(self, path: Path) -> None:
        directory = relative(path.parent)
        is_of_module = path.name.endswith((*CONFIGURATION, *VARIABLES))
        if is_of_module and is_module(directory):
            self.filters |= self.modules.add_file(path)
        elif is_assembly(directory) and path.name.endswith(TEMPLATES):
            whole = path.name == MANIFEST
            self.assemblies[directory] = self.assemblies.get(directory, False) or whole
        elif not is_of_module and (kind := self.files.kind(path)) is not None:
            self.add_unit(self.files.kinds[kind], path)
        elif note := note_on(path):
            self.others.setdefault(note, []).append(path)
            return
        else:
            self.files.seen[path] = None
            self.named.append(path)
            return
        # A front end may show a linked file by its name or by what the link points to.
        self.filters |= {path.as_posix(), relative(path.resolve()).as_posix()}

    def add_unit(self, kind: FileKind, path: Path) -> None:
        """Adds a file that is named, with those that deploy it as a part of themselves."""
        units = self.units[kind.kind]
        units[path] = units.get(path, False) or kind.is_whole
        for caller in self.callers.of_template(path) if kind.is_nested else ():
            if self.files.read_kind(caller) == kind.kind:
                units.setdefault(caller, False)

    def found(self, calls: Calls | None) -> Found:
        if self.assemblies:
            self.others.pop(CDK, None)
        called = self.modules.called(calls)
        units = [Unit(path, "terraform", path in called, whole) for path, whole in self.modules.whole.items()]
        units += [Unit(path, "cdk", whole=whole) for path, whole in self.assemblies.items()]
        for kind, files in self.units.items():
            units += [Unit(path, kind, whole=whole) for path, whole in files.items()]
        problems: list[Problem] = self.files.problems
        noted = self.files.own.union(*self.others.values(), (Path(problem.path) for problem in problems))
        return Found(
            units=tuple(sorted(units, key=lambda unit: (unit.called, unit.path.as_posix()))),
            filters=frozenset(self.filters),
            skipped=sum(kind is None for path, kind in self.files.seen.items() if path not in noted),
            problems=(*problems, *notes(self.others)),
            named=tuple(path for path in self.named if path not in noted),
            empty=tuple(self.empty),
        )
