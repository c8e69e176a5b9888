"""From paths to units."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

from awslint.files import LARGEST, LARGEST_OF_ALL, first_bytes, read_file
from awslint.graph.loading import Problem
from awslint.project.calls import Callers, written_calls
from awslint.project.found import Found, Unit, UsageError
from awslint.project.other_tools import CDK, OTHER_TOOLS, is_own_output, notes, strange
from awslint.project.walk import CONFIGURATION, MANIFEST, TEMPLATES, VARIABLES, is_assembly, relative, walk

Recogniser = Callable[[Path, str], bool]
"""Whether a file with that content is a CloudFormation template, or a plan."""

Calls = Callable[[Path], Collection[Path] | None]
"""The local directories that the module in a directory calls; None where it cannot be told."""

_FELT: Final = re.compile(
    r'^\s*(?:locals\b|provider\s|"?default"?\s*[=:])|"(?:locals|provider|default)"\s*:', re.MULTILINE
)
_PLAN_BEGINS: Final = b'{"format_version":'


def find_units(
    paths: Sequence[Path],
    recognise: Recogniser,
    calls: Calls | None = None,
    is_plan: Recogniser | None = None,
    texts: Mapping[str, str] | None = None,
    modules: Sequence[Path] = (),
) -> Found:
    """Returns the units that the paths stand for.

    A directory stands for everything below it. A file stands for its module or template as a whole, and for what in
    the same repository calls or nests it: what is found is then filtered, what is analysed is not.

    Args:
        paths: as the user wrote them.
        recognise: tells templates from other YAML and JSON.
        calls: the exact answer to what a text search finds likely; without it the text search decides.
        is_plan: tells Terraform's plans from other JSON; without it there are none.
        texts: by path as it is shown: what stands in the place of a file's content; such a file need not exist.
        modules: module directories that are asked for as a whole, without what lies below them.

    Raises:
        UsageError: a path does not exist.
    """
    for path in paths:
        if relative(path).as_posix() not in (texts or {}) and not os.path.exists(path):  # noqa: PTH110 - unlike Path.exists it is False for names that are too long
            raise UsageError(f"{path.as_posix()}: no such file or directory")
    search = _Search(recognise, calls, is_plan, texts or {})
    for path in paths:
        if path.is_dir():
            search.add_directory(relative(path))
        else:
            search.add_file(relative(path))
    for directory in modules:
        search.add_module(relative(directory), whole=True)
    return search.found()


class _Search:
    def __init__(
        self, recognise: Recogniser, calls: Calls | None, is_plan: Recogniser | None, texts: Mapping[str, str]
    ) -> None:
        self.texts = texts
        self.recognise = recognise
        self.is_plan = is_plan
        self.calls = calls
        self.callers = Callers()
        self.modules: dict[Path, bool] = {}
        self.templates: dict[Path, bool] = {}
        self.plans: dict[Path, bool] = {}
        self.assemblies: dict[Path, bool] = {}
        self.seen: dict[Path, bool] = {}
        self.filters: set[str] = set()
        self.problems: list[Problem] = []
        self.own: set[Path] = set()
        self.others: dict[str, list[Path]] = {}
        self.named: list[Path] = []
        self.empty: list[Path] = []

    def add_directory(self, root: Path) -> None:
        holds_any = False
        for directory, names in walk(root, self.failed):
            here = relative(directory)
            if any(name.endswith(CONFIGURATION) for name in names):
                self.modules[here] = holds_any = True
            if is_assembly(here):
                # One that is nested in another is a part of it.
                if self.assemblies.keys().isdisjoint(here.parents):
                    self.assemblies[here] = True
                holds_any = True
                continue
            for name in names:
                if name in OTHER_TOOLS:
                    self.others.setdefault(OTHER_TOOLS[name], []).append(here / name)
                if may_be_read(here / name):
                    if self.is_template(here / name):
                        self.templates[here / name] = holds_any = True
                    elif here / name in self.plans:
                        self.plans[here / name] = holds_any = True
        if not holds_any:
            self.empty.append(root)

    def add_file(self, path: Path) -> None:
        directory = relative(path.parent)
        if path.name.endswith((*CONFIGURATION, *VARIABLES)) and _is_module(directory):
            # Values of variables are felt everywhere, so a finding need not touch the file that sets them.
            self.add_module(directory, whole=path.name.endswith(VARIABLES))
            if path.name.endswith(CONFIGURATION) and self.is_felt_elsewhere(path):
                beside = [entry for entry in _entries(directory) if entry.name.endswith(CONFIGURATION)]
                self.filters |= {relative(entry).as_posix() for entry in beside}
        elif is_assembly(directory) and path.name.endswith(TEMPLATES):
            whole = path.name == MANIFEST
            self.assemblies[directory] = self.assemblies.get(directory, False) or whole
        elif not path.name.endswith((*CONFIGURATION, *VARIABLES)) and self.is_template(path):
            self.templates.setdefault(path, False)
            for caller in self.callers.of_template(path):
                if self.reads_as_template(caller):
                    self.templates.setdefault(caller, False)
        elif path in self.plans:
            self.plans[path] = True
        elif path.name in OTHER_TOOLS:
            self.others.setdefault(OTHER_TOOLS[path.name], []).append(path)
            return
        else:
            self.seen[path] = False
            self.named.append(path)
            return
        # A front end may show a linked file by its name or by what the link points to.
        self.filters |= {path.as_posix(), relative(path.resolve()).as_posix()}

    def add_module(self, directory: Path, whole: bool) -> None:
        self.modules[directory] = self.modules.get(directory, False) or whole
        for caller in self.callers.of_module(directory):
            self.modules.setdefault(caller, False)

    def is_felt_elsewhere(self, path: Path) -> bool:
        """Returns whether a file says what other files of its module go by: defaults, local values, providers.

        A finding in those need not touch it: a default may be what a condition rests on.
        """
        try:
            text = self.texts.get(path.as_posix()) or read_file(path).decode("utf-8", "replace")
        except OSError:
            return True
        return _FELT.search(text) is not None

    def is_template(self, path: Path) -> bool:
        if path not in self.seen:
            self.seen[path] = self.reads_as_template(path)
        return self.seen[path]

    def reads_as_template(self, path: Path) -> bool:
        text = self.texts.get(path.as_posix())
        if text is not None:
            return not self.reads_as_plan(path, text) and self.recognise(path, text)
        try:
            # What is larger than a template is only read if it begins as plans do.
            may_be_plan = path.stat().st_size > LARGEST and _begins(path)
            content = read_file(path, LARGEST_OF_ALL if may_be_plan else LARGEST)
        except FileNotFoundError:
            return False  # a link into nowhere
        except OSError as error:
            self.failed(error)
            return False
        try:
            text = content.decode("utf-8-sig")
            if self.reads_as_plan(path, text):
                return False
            if is_own_output(text):
                self.own.add(path)
                return False
            return len(content) <= LARGEST and self.recognise(path, text)
        except UnicodeDecodeError:
            reason = strange(content, path)
            if reason is not None:
                self.problems.append(reason)
            elif b"AWSTemplateFormatVersion" in content:
                self.problems.append(Problem("unreadable", "it is not UTF-8: save it as UTF-8", path.as_posix()))
            return False

    def reads_as_plan(self, path: Path, text: str) -> bool:
        """Returns whether a text is a plan, which is then noted as one."""
        if self.is_plan is None or not self.is_plan(path, text):
            return False
        self.plans.setdefault(path, False)
        return True

    def failed(self, error: OSError) -> None:
        path = relative(Path(error.filename)).as_posix() if error.filename else "."
        message = f"{error.strerror or error}: make it readable, or leave it out"
        self.problems.append(Problem("unreadable", message, path))

    def found(self) -> Found:
        if self.assemblies:
            self.others.pop(CDK, None)
        called: set[Path] = set()
        for directory in self.modules:
            names = [entry.name for entry in _entries(directory)]
            written = written_calls(directory, names) & self.modules.keys()
            if written and self.calls is not None:
                exact = self.calls(directory)
                if exact is not None:
                    resolved = {path.resolve() for path in exact}
                    written = {path for path in written if path.resolve() in resolved}
            called |= written - {directory}
        noted = self.own.union(*self.others.values(), (Path(problem.path) for problem in self.problems))
        units = [Unit(path, "terraform", path in called, whole) for path, whole in self.modules.items()]
        units += [Unit(path, "cloudformation", whole=whole) for path, whole in self.templates.items()]
        units += [Unit(path, "cdk", whole=whole) for path, whole in self.assemblies.items()]
        units += [Unit(path, "plan", whole=whole) for path, whole in self.plans.items()]
        return Found(
            units=tuple(sorted(units, key=lambda unit: (unit.called, unit.path.as_posix()))),
            filters=frozenset(self.filters),
            skipped=sum(not self.seen[path] for path in self.seen.keys() - self.plans.keys() - noted),
            problems=(*self.problems, *notes(self.others)),
            named=tuple(path for path in self.named if path not in noted),
            empty=tuple(self.empty),
        )


def _entries(directory: Path) -> list[Path]:
    try:
        return sorted(directory.iterdir())
    except OSError:
        return []


def begins_as_plan(content: bytes) -> bool:
    """Returns whether content begins as plans do that `terraform show -json` prints."""
    return content[:64].replace(b" ", b"").startswith(_PLAN_BEGINS)


def _begins(path: Path) -> bool:
    return begins_as_plan(first_bytes(path, 64))


def may_be_read(path: Path) -> bool:
    """Returns whether a file that is no part of a module may be a template, or a plan, by its name and beginning."""
    name = path.name
    if name.endswith((*CONFIGURATION, *VARIABLES)):
        return False
    try:
        return name.endswith(TEMPLATES) or ("plan" in name.lower() and path.is_file() and _begins(path))
    except OSError:
        return False


def _is_module(directory: Path) -> bool:
    return any(entry.name.endswith(CONFIGURATION) for entry in _entries(directory))
