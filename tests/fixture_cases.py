"""The fixture configurations: where they are, what they expect, and what awslint finds in them.

    fixtures/<service>/<RULE>/<bad|good|unknown>[_<name>].<tf|yaml|json>

Each `.tf` file is a root module by itself, each `.yaml` or `.json` file a template. What needs more files than one is a
directory of that name: a root module, or templates. A finding is expected on the line with the comment
`# expect: RULE, RULE`; for JSON in `<name>.json.expect`, lines of `LINE RULE`.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from awslint.engine import load_units
from awslint.front_ends import CLOUDFORMATION
from awslint.graph import Deployment
from awslint.graph.loading import Inputs, Loaded, Problem
from awslint.project.found import Unit
from awslint.rules import Finding, Rule
from awslint.rules.examine import examine, subjects
from awslint.rules.registry import rules_for
from awslint.runs.units import load_unit
from awslint.syntax.sources import Sources

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
LANGUAGES = ("terraform", "cloudformation")
KINDS = ("bad", "good", "unknown")
OTHERS = ("projects", "showcase")
"""Folders of whole configurations, that are of no rule."""
TEMPLATES = (".yaml", ".yml", ".json", ".template")
_TEMPORARY = tempfile.TemporaryDirectory(prefix="awslint-fixtures-")
_ORIGINALS: dict[Path, Path] = {}
"""The fixtures by their copies: see `apart`."""
_EXPECTED = re.compile(r"(?:#|//)\s*expect:\s*([A-Z][A-Z0-9]*\d{3}(?:\s*,\s*[A-Z][A-Z0-9]*\d{3})*)")


@dataclass(frozen=True, order=True)
class Hit:
    """A finding as a fixture expects it: the file (relative to the rule's folder), the line of its beginning, the
    rule."""

    path: str
    line: int
    rule: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.rule}"


@dataclass(frozen=True)
class Case:
    """The fixtures of a rule that are of one language and of one kind: bad, good or unknown. `path` is the rule's
    folder, `entries` are the files and directories in it."""

    service: str
    rule: str
    language: str
    kind: str
    path: Path
    entries: tuple[Path, ...]

    def __str__(self) -> str:
        return f"{self.rule}-{self.language}-{self.kind}"

    @property
    def units(self) -> list[Path]:
        """The root modules (directories, or files that are one by themselves) or templates (files) of the case."""
        if self.language == "terraform":
            return list(self.entries)
        files = [file for entry in self.entries for file in (sorted(entry.rglob("*")) if entry.is_dir() else [entry])]
        return [file for file in files if file.suffix in TEMPLATES]

    def expected(self) -> set[Hit]:
        """What the comments and the `.expect` files of the case announce."""
        hits: set[Hit] = set()
        for file in self._files():
            name = file.relative_to(self.path).as_posix()
            lines = file.read_text(encoding="utf-8").splitlines()
            if file.suffix == ".expect":
                announced = (line.split() for line in lines if line.strip())
                hits.update(Hit(name.removesuffix(".expect"), int(place), rule) for place, rule in announced)
                continue
            for number, line in enumerate(lines, 1):
                for match in _EXPECTED.finditer(line):
                    hits.update(Hit(name, number, rule.strip()) for rule in match[1].split(","))
        return hits

    def _files(self) -> Iterator[Path]:
        for entry in self.entries:
            yield from sorted(path for path in entry.rglob("*") if path.is_file()) if entry.is_dir() else [entry]
            if (announced := entry.with_name(f"{entry.name}.expect")).exists():
                yield announced


@dataclass(frozen=True)
class Result:
    """What came of one root module or template."""

    findings: list[Finding]
    problems: list[Problem]
    sources: Sources
    deployments: list[Deployment]

    def hits(self, base: Path) -> set[Hit]:
        """The findings by place; paths relative to `base`."""
        found = set()
        for finding in self.findings:
            source = self.sources[finding.span.file]
            path = Path(source.path).resolve()
            name = _ORIGINALS.get(path, path).relative_to(base.resolve()).as_posix()
            found.add(Hit(name, source.position(finding.span.start).line, finding.rule.id))
        return found


def cases() -> Iterator[Case]:
    """All cases, by path."""
    for folder in sorted(FIXTURES.glob("*/*/")):
        service, rule = folder.relative_to(FIXTURES).parts
        if service in OTHERS:
            continue
        found: dict[tuple[str, str], list[Path]] = {}
        for entry in sorted(folder.iterdir()):
            kind = re.split(r"[_.]", entry.name)[0]
            assert kind in KINDS, f"{entry}: the name of a fixture begins with one of {KINDS}"
            if entry.suffix != ".expect":
                found.setdefault((language_of(entry), kind), []).append(entry)
        for (language, kind), entries in sorted(found.items()):
            yield Case(service, rule, language, kind, folder, tuple(entries))


def language_of(entry: Path) -> str:
    """The language of a fixture, which is a file or a directory."""
    names = [path.name for path in entry.iterdir()] if entry.is_dir() else [entry.name]
    return "terraform" if any(name.endswith((".tf", ".tf.json")) for name in names) else "cloudformation"


@cache
def apart(path: Path) -> Path:
    """A copy of a Terraform file, or of all the fixtures in a folder, in which each file is alone in a directory.
    Files that are beside each other are one module to Terraform."""
    copy = Path(_TEMPORARY.name).resolve() / path.relative_to(FIXTURES)
    if path.is_file():
        copy = copy.with_name(path.name.replace(".", "_"))
        copy.mkdir(parents=True)
        _ORIGINALS[Path(shutil.copy(path, copy))] = path
        return copy
    for entry in path.iterdir():
        if entry.is_file() and language_of(entry) == "terraform":
            apart(entry)
        elif entry.is_file():
            copy.mkdir(parents=True, exist_ok=True)
            shutil.copy(entry, copy)
        elif len(entry.relative_to(FIXTURES).parts) > 2:
            shutil.copytree(entry, copy / entry.name)
        else:
            apart(entry)
    return copy


def check(unit: Path, asked: Callable[[Rule], bool] = lambda _: True) -> Result:
    """Every finding in a root module or a template, and in the modules below it, as the engine does: of every rule, or
    of those that are asked."""
    sources = Sources()
    findings: list[Finding] = []
    problems: list[Problem] = []
    deployments: list[Deployment] = []
    for loaded in loaded_units(unit, sources):
        deployment = loaded.deployment
        deployments.append(deployment)
        problems += loaded.problems
        findings += [
            finding
            for rule in filter(asked, rules_for(deployment.types))
            for resource in subjects(rule, deployment)
            for finding in examine(rule, resource, deployment).findings
        ]
    return Result(findings, problems, sources, deployments)


def loaded_units(unit: Path, sources: Sources) -> Iterator[Loaded]:
    """Who nests a template is not looked for: all of its case are units themselves, and the repository is large."""
    if unit.is_file() and language_of(unit) == "terraform":
        unit = apart(unit)
    if unit.is_file():
        yield load_unit(Unit(unit, "cloudformation"), CLOUDFORMATION, sources, Inputs(), [])
    else:
        yield from (loaded for _, loaded in load_units([unit], Inputs(), sources))


@cache
def checked(unit: Path) -> Result:
    """The same, remembered: fixtures do not change while tests run."""
    return check(unit)
