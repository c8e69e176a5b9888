"""From paths to a report: finds the units, loads each with its front end, and asks the rules.

Nothing is lost: what fails costs its own unit or its own rule, and is reported as a problem.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from awslint.graph import Deployment, Resource
from awslint.graph.loading import Given, Loaded, Problem
from awslint.project import Found, Unit, find_units
from awslint.report.outcome import Report
from awslint.report.places import located
from awslint.rules import Finding, Place, Rule
from awslint.rules.examine import examine
from awslint.rules.finding import Doubt
from awslint.syntax.sources import Sources
from awslint.values import ListOf, MapOf, OneOf, Reference, Span, Text, Value


class FrontEnd(Protocol):
    """Lowers one unit to the graph. It may raise anything; that costs the unit."""

    def __call__(self, unit: Unit, sources: Sources, given: Given) -> Loaded: ...


RuleFinder = Callable[[frozenset[str]], Sequence[Rule]]
"""The rules that ask about resources of the types."""


def _every_rule(_: Rule) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Options:
    """What a check is asked for. `wanted` says which rules are asked at all."""

    given: Given = field(default_factory=Given)
    wanted: Callable[[Rule], bool] = _every_rule


def check(
    paths: Sequence[Path],
    options: Options,
    *,
    front_ends: Mapping[str, FrontEnd] | None = None,
    rules: RuleFinder | None = None,
) -> Report:
    """Lints what the paths stand for.

    Args:
        paths: files and directories as the user wrote them.
        options: what is given beside the files, and which rules.
        front_ends, rules: others than the built-in ones.

    Raises:
        UsageError: a path does not exist.
    """
    run = _Run(options, rules if rules is not None else _built_in_rules)
    found = _find(paths, run.sources)
    run.problems += found.problems
    ends = front_ends if front_ends is not None else FRONT_ENDS
    for unit in found.units:
        run.lint(unit, ends[unit.kind], found.filters)
    return run.report(found)


def load_units(
    paths: Sequence[Path], given: Given, sources: Sources, front_ends: Mapping[str, FrontEnd] | None = None
) -> Iterator[tuple[Unit, Loaded]]:
    """The units of the paths, each as the graph that rules see. A unit that fails has an empty graph and a problem.

    Raises:
        UsageError: a path does not exist.
    """
    found = _find(paths, sources)
    ends = front_ends if front_ends is not None else FRONT_ENDS
    for unit in found.units:
        yield unit, _load(unit, ends[unit.kind], sources, given, [])


def _find(paths: Sequence[Path], sources: Sources) -> Found:
    def is_template(path: Path, text: str) -> bool:
        # Most YAML and JSON is none: the front end, and its parser, are only imported for what may be one.
        if "Resources" not in text and "AWSTemplateFormatVersion" not in text:
            return False
        from awslint.cloudformation import recognise

        return recognise(sources.add(path.as_posix(), text.replace("\r\n", "\n")))

    def called(directory: Path) -> frozenset[Path] | None:
        from awslint.terraform import called_directories

        try:
            return called_directories(directory, sources)
        except Exception:  # loading the unit meets the same failure, and reports it
            return None

    def is_plan(path: Path, text: str) -> bool:
        if '"format_version"' not in text:
            return False
        from awslint.terraform import is_plan as found

        return found(sources.add(path.as_posix(), text.replace("\r\n", "\n")))

    return find_units(paths, is_template, called, is_plan)


def _terraform(unit: Unit, sources: Sources, given: Given) -> Loaded:
    from awslint.terraform import load

    return load(unit.path, sources, given, called=unit.called)


def _cloudformation(unit: Unit, sources: Sources, given: Given) -> Loaded:
    from awslint.cloudformation import load

    return load(unit.path, sources, given)


def _plan(unit: Unit, sources: Sources, given: Given) -> Loaded:
    from awslint.terraform import load_plan

    return load_plan(unit.path, sources, given)


FRONT_ENDS: Mapping[str, FrontEnd] = {"terraform": _terraform, "cloudformation": _cloudformation, "plan": _plan}


def _built_in_rules(types: frozenset[str]) -> Sequence[Rule]:
    from awslint.rules.registry import rules_for

    return rules_for(types)


def _load(unit: Unit, front_end: FrontEnd, sources: Sources, given: Given, traces: list[str]) -> Loaded:
    try:
        return front_end(unit, sources, given)
    except Exception as error:
        traces.append(traceback.format_exc())
        path = unit.path.as_posix()
        message = f"awslint failed on this {unit.kind} unit ({_name(error)}); nothing in it was checked"
        return Loaded(Deployment((), path=path, kind=unit.kind), (Problem("internal", message, path),))


def _name(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__


class _Run:
    """What has come together so far."""

    def __init__(self, options: Options, rules: RuleFinder) -> None:
        self.options = options
        self.rules = rules
        self.sources = Sources()
        self.findings: list[tuple[Unit, Finding]] = []
        self.nested: set[str] = set()
        self.doubts: dict[tuple[str, Doubt], None] = {}
        self.problems: list[Problem] = []
        self.traces: list[str] = []
        self.secrets: dict[Span, None] = {}
        self.files: dict[str, None] = {}
        self.failed: set[str] = set()
        self.blocks: dict[tuple[str, Span], None] = {}
        self.units: list[str] = []

    def lint(self, unit: Unit, front_end: FrontEnd, filters: frozenset[str]) -> None:
        """Adds everything that one unit has to say."""
        loaded = _load(unit, front_end, self.sources, self.options.given, self.traces)
        deployment = loaded.deployment
        self.units.append(unit.path.as_posix())
        self.files |= dict.fromkeys(loaded.files)
        self.problems += loaded.problems
        self.count(deployment)
        if unit.kind == "cloudformation":
            self.nested |= {file for file in loaded.files if file != unit.path.as_posix()}
        found = [one for one in self.ask(deployment, unit) if unit.whole or self.touches(one, deployment, filters)]
        if found:
            self.findings += [(unit, one) for one in found]
            self.secrets |= dict.fromkeys(sensitive_spans(deployment))

    def count(self, deployment: Deployment) -> None:
        """Counts managed resources, one that several units share once."""
        for one in deployment.resources:
            if one.mode == "managed" and "::" in one.type and not one.type.startswith("Terraform::"):
                where = one.header if one.header.is_somewhere else Span(-1, hash(deployment.path), 0)
                self.blocks[one.address, where] = None

    def ask(self, deployment: Deployment, unit: Unit) -> Iterator[Finding]:
        """Puts every rule to every resource that it is about."""
        try:
            rules = [rule for rule in self.rules(deployment.types) if self.options.wanted(rule)]
        except Exception as error:
            self.traces.append(traceback.format_exc())
            message = f"the rules could not be loaded ({_name(error)}); nothing was checked"
            self.problems.append(Problem("internal", message, unit.path.as_posix()))
            return
        for rule in rules:
            for resource in deployment.resources if "*" in rule.types else deployment.every(*rule.types):
                try:
                    outcome = examine(rule, resource, deployment)
                except Exception as error:
                    self.rule_failed(rule, resource, error, unit)
                    continue
                self.doubts |= dict.fromkeys((unit.path.as_posix(), doubt) for doubt in outcome.doubts)
                yield from outcome.findings

    def rule_failed(self, rule: Rule, resource: Resource, error: Exception, unit: Unit) -> None:
        """Reports the first failure of a rule; the others are most likely the same."""
        if rule.id not in self.failed:
            self.failed.add(rule.id)
            self.traces.append(traceback.format_exc())
            message = f"rule {rule.id} failed on {resource.address} ({_name(error)}); its other findings stand"
            path, span = unit.path.as_posix(), resource.header
            if span.is_somewhere:
                path = self.sources[span.file].path
            self.problems.append(Problem("internal", message, path, span, rule.id))

    def touches(self, finding: Finding, deployment: Deployment, filters: frozenset[str]) -> bool:
        """Whether one of the finding's places, or its resource, lies in one of the files."""
        spans = [finding.span, *(place.span for place in (*finding.related, *finding.chain))]
        resource = deployment.find(finding.address)
        if resource is not None:
            spans.append(resource.header)
        return any(span.is_somewhere and self.sources[span.file].path in filters for span in spans)

    def is_called(self, unit: Unit) -> bool:
        """Whether other units of the run deploy it, as a module or as a nested stack."""
        return unit.called or (unit.kind == "cloudformation" and unit.path.as_posix() in self.nested)

    def merged(self) -> list[Finding]:
        """One finding for every text at fault: what callers say first, what is said again as a further place."""
        first: dict[tuple[str, str, Span, str], Finding] = {}
        others: dict[tuple[str, str, Span, str], list[Finding]] = {}
        for unit, finding in sorted(self.findings, key=lambda one: self.is_called(one[0])):
            if self.is_called(unit) and any(map(_is_default, finding.assumes)):
                continue  # its callers say what the parameters are
            where = "" if finding.span.is_somewhere else f"{finding.unit} {finding.address}"
            key = (finding.rule.id, where, finding.span, finding.attribute)
            if key in first:
                others.setdefault(key, []).append(finding)
            else:
                first[key] = finding
        return [_merged(finding, others.get(key, [])) for key, finding in first.items()]

    def report(self, found: Found) -> Report:
        """Everything, in order."""
        called = {unit.path.as_posix() for unit in found.units if self.is_called(unit)}
        # What is undecided in a module by itself may well be decided in its callers.
        doubts = [one for one in self.doubts if one[0] not in called]
        return Report(
            findings=tuple(
                sorted(self.merged(), key=lambda one: (located(one.span, self.sources, one.unit), one.rule.id))
            ),
            doubts=tuple(sorted(doubts, key=lambda one: (one[0], one[1].rule, one[1].address, one[1].reasons))),
            problems=tuple(dict.fromkeys(self.problems)),
            sources=self.sources,
            secrets=frozenset(self.secrets),
            units=tuple(self.units),
            files=tuple(self.files),
            resources=len(self.blocks),
            skipped=found.skipped,
            named=tuple(path.as_posix() for path in found.named),
            empty=tuple(path.as_posix() for path in found.empty),
            traces=tuple(self.traces),
        )


def _is_default(assumption: str) -> bool:
    """Whether an assumption, as front ends word them, is that nobody sets a parameter."""
    return assumption.endswith(("(default)", "has its default"))


SHOWN_TWINS = 5
"""How many further instances of one finding are listed by address."""


def _merged(finding: Finding, others: Sequence[Finding]) -> Finding:
    """The finding, with where else the same text is at fault: other instances, other calls, other units."""
    twins = list(dict.fromkeys((one.unit, one.address, one.chain) for one in others))
    mine = (finding.unit, finding.address, finding.chain)
    twins = [twin for twin in twins if twin != mine]
    if not twins:
        return finding
    known = {place.span for place in (*finding.related, *finding.chain)}
    places = []
    for unit, address, chain in twins[:SHOWN_TWINS]:
        where = f" of {unit}" if unit != finding.unit else ""
        calls = [place.span for place in chain if place.span.is_somewhere and place.span not in known]
        places.append(Place(calls[0] if calls else finding.span, f"the same for {address}{where}"))
        known.update(calls)
    if len(twins) > SHOWN_TWINS:
        places.append(Place(finding.span, f"the same for {len(twins) - SHOWN_TWINS} more"))
    return replace(finding, related=(*finding.related, *places))


def sensitive_spans(deployment: Deployment) -> Iterator[Span]:
    """Where values are written that are marked as sensitive."""
    waiting: list[Value] = [value for one in deployment.resources for value in one.attributes.items.values()]
    while waiting:
        value = waiting.pop()
        if value.sensitive and value.span.is_somewhere:
            yield value.span
        if isinstance(value, ListOf):
            waiting += value.items
        elif isinstance(value, MapOf):
            waiting += value.items.values()
        elif isinstance(value, Text):
            waiting += [part for part in value.parts if not isinstance(part, str)]
        elif isinstance(value, OneOf):
            waiting += [alternative for _, alternative in value.choices]
        elif isinstance(value, Reference) and value.value is not None:
            waiting.append(value.value)
