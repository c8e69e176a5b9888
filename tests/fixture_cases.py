"""The fixture configurations: where they are, what they expect, and what awslint finds in them.

    fixtures/<service>/<RULE>/<terraform|cloudformation>/<bad|good|unknown>/...

Terraform: every directory directly in (or being) such a directory that holds configuration files is a root module.
CloudFormation: every file is a template. A finding is expected on the line with the comment `# expect: RULE, RULE`;
for JSON in `<name>.json.expect`, lines of `LINE RULE`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from awslint.engine import load_units
from awslint.graph import Deployment
from awslint.graph.loading import Inputs, Loaded, Problem
from awslint.project.found import Unit
from awslint.rules import Finding, Rule
from awslint.rules.examine import examine, subjects
from awslint.rules.registry import rules_for
from awslint.runs.units import FRONT_ENDS, load_unit
from awslint.syntax.sources import Sources

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
LANGUAGES = ("terraform", "cloudformation")
KINDS = ("bad", "good", "unknown")
TEMPLATES = (".yaml", ".yml", ".json", ".template")
_EXPECTED = re.compile(r"(?:#|//)\s*expect:\s*([A-Z][A-Z0-9]*\d{3}(?:\s*,\s*[A-Z][A-Z0-9]*\d{3})*)")


@dataclass(frozen=True, order=True)
class Hit:
    """A finding as a fixture expects it: the file (relative to the case), the line of its beginning, the rule."""

    path: str
    line: int
    rule: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.rule}"


@dataclass(frozen=True)
class Case:
    """One directory of fixtures: `kind` is bad, good or unknown."""

    service: str
    rule: str
    language: str
    kind: str
    path: Path

    def __str__(self) -> str:
        return f"{self.rule}-{self.language}-{self.kind}"

    @property
    def units(self) -> list[Path]:
        """The root modules (directories) or templates (files) of the case."""
        if self.language == "terraform":
            here = [self.path, *sorted(path for path in self.path.iterdir() if path.is_dir())]
            return [path for path in here if any(path.glob("*.tf")) or any(path.glob("*.tf.json"))]
        return [path for path in sorted(self.path.rglob("*")) if path.suffix in TEMPLATES]

    def expected(self) -> set[Hit]:
        """What the comments and the `.expect` files of the case announce."""
        hits: set[Hit] = set()
        for file in sorted(path for path in self.path.rglob("*") if path.is_file()):
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
            path = Path(source.path).resolve().relative_to(base.resolve()).as_posix()
            found.add(Hit(path, source.position(finding.span.start).line, finding.rule.id))
        return found


def cases() -> Iterator[Case]:
    """All cases, by path."""
    for path in sorted(FIXTURES.glob("*/*/*/*")):
        service, rule, language, kind = path.relative_to(FIXTURES).parts
        if language in LANGUAGES and kind in KINDS and path.is_dir():
            yield Case(service, rule, language, kind, path)


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
    if unit.is_file():
        yield load_unit(Unit(unit, "cloudformation"), FRONT_ENDS["cloudformation"], sources, Inputs(), [])
    else:
        yield from (loaded for _, loaded in load_units([unit], Inputs(), sources))


@cache
def checked(unit: Path) -> Result:
    """The same, remembered: fixtures do not change while tests run."""
    return check(unit)
