"""From paths to a report: finds the units, loads each with its front end, and asks the rules.

Nothing is lost: what fails costs its own unit or its own rule, and is reported as a problem.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from awslint.cfn_lint import CfnLint
from awslint.graph import Deployment, Resource
from awslint.graph.loading import Given, Loaded, Problem
from awslint.project import Found, Unit, find_units
from awslint.report.edits import definite, is_editable
from awslint.report.outcome import USUAL, Limits, Report
from awslint.report.places import located
from awslint.report.sensitive import sensitive_spans
from awslint.report.suppression import Policy, Silencer, expired_standing, speaks
from awslint.report.twins import is_default, with_twins
from awslint.rules import Finding, Rule
from awslint.rules.examine import examine
from awslint.rules.finding import Doubt
from awslint.syntax.sources import Sources
from awslint.values import Span, Value


class FrontEnd(Protocol):
    """Lowers one unit to the graph. It may raise anything; that costs the unit."""

    def __call__(self, unit: Unit, sources: Sources, given: Given) -> Loaded: ...


RuleFinder = Callable[[frozenset[str]], Sequence[Rule]]
"""The rules that ask about resources of the types."""


def _every_rule(_: Rule) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class UnitOptions:
    """What counts for one unit.

    Attributes:
        given: what the deployment is given beside the files.
        wanted: which rules are asked at all.
        exists: whether the resource with an address is there before the deployment.
        limits: which severities are shown and fail.
        policy: which findings do not count; None where all do, whatever is written.
        excluded: nothing of it is to be linted.
        configuration: the file that says so, as it is shown.
    """

    given: Given = field(default_factory=Given)
    wanted: Callable[[Rule], bool] = _every_rule
    exists: Callable[[str], bool] | None = None
    limits: Limits = USUAL
    policy: Policy | None = field(default_factory=Policy)
    excluded: bool = False
    configuration: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """What a check is asked for.

    Attributes:
        given, wanted: as for a unit, where nothing else is said.
        of_unit: what counts for the unit with a path.
        now: the day that suppressions expire by; None for today.
        texts: by path as it is shown: what stands in the place of a file's content.
        progress: told before every unit how many are done, how many there are, and which one is next.
        with_cfn_lint: cfn-lint is asked about the templates too.
    """

    given: Given = field(default_factory=Given)
    wanted: Callable[[Rule], bool] = _every_rule
    of_unit: Callable[[Path], UnitOptions] | None = None
    now: date | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    progress: Callable[[int, int, str], None] | None = None
    with_cfn_lint: bool = False

    def unit(self, path: Path) -> UnitOptions:
        """What counts for a unit."""
        return self.of_unit(path) if self.of_unit is not None else UnitOptions(self.given, self.wanted)


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
    found = _find(paths, run.sources, options.texts)
    run.problems += found.problems
    ends = front_ends if front_ends is not None else FRONT_ENDS
    wanted = tuple(unit for unit in found.units if not options.unit(unit.path).excluded)
    excluded = len(found.units) - len(wanted)
    found = replace(found, units=wanted)
    if front_ends is None:
        run.exports = _exports(found, run.sources, lambda path: options.unit(path).given)
    for done, unit in enumerate(found.units):
        if options.progress is not None:
            options.progress(done, len(found.units), unit.path.as_posix())
        run.lint(unit, ends[unit.kind], found.filters)
    return replace(run.report(found), excluded=excluded)


def load_units(
    paths: Sequence[Path],
    given: Given | Callable[[Path], Given],
    sources: Sources,
    front_ends: Mapping[str, FrontEnd] | None = None,
) -> Iterator[tuple[Unit, Loaded]]:
    """The units of the paths, each as the graph that rules see. A unit that fails has an empty graph and a problem.

    `given` may be a function of the unit's path.

    Raises:
        UsageError: a path does not exist.
    """
    found = _find(paths, sources)
    ends = front_ends if front_ends is not None else FRONT_ENDS
    of_unit = given if callable(given) else lambda _: given
    exports = _exports(found, sources, of_unit)
    for unit in found.units:
        yield unit, _load(unit, ends[unit.kind], sources, replace(of_unit(unit.path), exports=exports), [])


def _find(paths: Sequence[Path], sources: Sources, texts: Mapping[str, str] | None = None) -> Found:
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

    return find_units(paths, is_template, called, is_plan, texts)


def _terraform(unit: Unit, sources: Sources, given: Given) -> Loaded:
    from awslint.terraform import load

    return load(unit.path, sources, given, called=unit.called)


def _cloudformation(unit: Unit, sources: Sources, given: Given) -> Loaded:
    from awslint.cloudformation import load

    return load(unit.path, sources, given)


def _assembly(unit: Unit, sources: Sources, given: Given) -> Loaded:
    from awslint.cloudformation import load_assembly

    return load_assembly(unit.path, sources, given)


def _exports(
    found: Found, sources: Sources, of_unit: Callable[[Path], Given]
) -> Mapping[tuple[str | None, str], Value]:
    """What the templates of the run export to each other, where all are given the same."""
    templates = [unit.path for unit in found.units if unit.kind == "cloudformation"]
    if len(templates) < 2:
        return {}
    given = of_unit(templates[0])
    if any(of_unit(path) != given for path in templates):
        return {}
    from awslint.cloudformation import exported

    try:
        return exported(templates, sources, given)
    except Exception:  # loading the unit meets the same failure, and reports it
        return {}


def _plan(unit: Unit, sources: Sources, given: Given) -> Loaded:
    from awslint.terraform import load_plan

    return load_plan(unit.path, sources, given)


FRONT_ENDS: Mapping[str, FrontEnd] = {
    "terraform": _terraform,
    "cloudformation": _cloudformation,
    "cdk": _assembly,
    "plan": _plan,
}


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


@dataclass(frozen=True, slots=True)
class _Raised:
    """A finding as a rule gave it. `touched`: it is asked for; `header`: where its resource begins."""

    unit: Unit
    finding: Finding
    touched: bool
    header: Span


@dataclass(slots=True)
class _Linted:
    """What is known of a unit that was linted."""

    unit: Unit
    path: str
    options: UnitOptions
    files: frozenset[str]
    is_complete: bool
    doubted: set[str] = field(default_factory=set)

    def has_settled(self, rule: Rule) -> bool:
        """Whether the rule was asked about everything here, and answered with certainty."""
        return self.is_complete and self.options.wanted(rule) and rule.id not in self.doubted


class _Run:
    """What has come together so far."""

    def __init__(self, options: Options, rules: RuleFinder) -> None:
        self.options = options
        self.rules = rules
        self.sources = Sources(options.texts)
        self.silencer = Silencer(self.sources, options.now or date.today())
        self.findings: list[_Raised] = []
        self.linted: list[_Linted] = []
        self.nested: set[str] = set()
        self.doubts: dict[tuple[str, Doubt], None] = {}
        self.problems: list[Problem] = []
        self.traces: list[str] = []
        self.secrets: dict[Span, None] = {}
        self.files: dict[str, None] = {}
        self.failed: set[str] = set()
        self.blocks: dict[tuple[str, Span], None] = {}
        self.units: list[str] = []
        self.cfn_lint: CfnLint | None = CfnLint() if options.with_cfn_lint else None
        self.exports: Mapping[tuple[str | None, str], Value] = {}

    def lint(self, unit: Unit, front_end: FrontEnd, filters: frozenset[str]) -> None:
        """Adds everything that one unit has to say."""
        options = self.options.unit(unit.path)
        given = replace(options.given, exports=self.exports) if self.exports else options.given
        loaded = _load(unit, front_end, self.sources, given, self.traces)
        deployment = loaded.deployment
        if options.exists is not None:
            for resource in deployment.resources:
                resource.imported = resource.imported or options.exists(resource.address)
        linted = _Linted(unit, deployment.path, options, frozenset(loaded.files), not loaded.problems)
        self.linted.append(linted)
        self.units.append(unit.path.as_posix())
        self.files |= dict.fromkeys(loaded.files)
        self.problems += loaded.problems
        self.count(deployment)
        if unit.kind == "cloudformation":
            self.nested |= {file for file in loaded.files if file != unit.path.as_posix()}
        for one in (*self.ask(deployment, linted), *self.ask_cfn_lint(unit, deployment, given, filters)):
            about = deployment.find(one.address)
            header = about.header if about is not None else one.span
            touched = unit.whole or self.touches(one, header, filters)
            judged = self.silencer.judge(one, header, options.policy) if options.policy is not None else one
            self.findings.append(_Raised(unit, definite(judged, self.sources), touched, header))
        if any(one.unit is unit and one.touched for one in self.findings):
            self.secrets |= dict.fromkeys(sensitive_spans(deployment))

    def count(self, deployment: Deployment) -> None:
        """Counts managed resources, one that several units share once."""
        for one in deployment.resources:
            if one.mode == "managed" and "::" in one.type and not one.type.startswith("Terraform::"):
                where = one.header if one.header.is_somewhere else Span(-1, hash(deployment.path), 0)
                self.blocks[one.address, where] = None

    def ask(self, deployment: Deployment, linted: _Linted) -> Iterator[Finding]:
        """Puts every rule to every resource that it is about."""
        unit = linted.unit
        try:
            rules = [rule for rule in self.rules(deployment.types) if linted.options.wanted(rule)]
        except Exception as error:
            linted.is_complete = False
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
                    linted.is_complete = False
                    continue
                linted.doubted |= {doubt.rule for doubt in outcome.doubts}
                self.doubts |= dict.fromkeys((unit.path.as_posix(), doubt) for doubt in outcome.doubts)
                yield from outcome.findings

    def ask_cfn_lint(
        self, unit: Unit, deployment: Deployment, given: Given, filters: frozenset[str]
    ) -> Iterator[Finding]:
        """What cfn-lint says of a template that was asked for, where it is wanted."""
        path = unit.path.as_posix()
        if self.cfn_lint is None or unit.kind != "cloudformation" or not (unit.whole or path in filters):
            return
        secrets, text = sensitive_spans(deployment), self.options.texts.get(path)
        try:
            yield from self.cfn_lint.findings(
                unit.path, self.sources.known(path), deployment, secrets, region=given.region, text=text
            )
        except Exception as error:
            self.traces.append(traceback.format_exc())
            self.problems.append(Problem("internal", f"cfn-lint failed ({_name(error)})", path))

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

    def touches(self, finding: Finding, header: Span, filters: frozenset[str]) -> bool:
        """Whether one of the finding's places, or its resource, lies in one of the files."""
        spans = [finding.span, header, *(place.span for place in (*finding.related, *finding.chain))]
        return any(span.is_somewhere and self.sources[span.file].path in filters for span in spans)

    def is_called(self, unit: Unit) -> bool:
        """Whether other units of the run deploy it, as a module or as a nested stack."""
        return unit.called or (unit.kind == "cloudformation" and unit.path.as_posix() in self.nested)

    def merged(self, suppressed: bool) -> list[Finding]:
        """One finding for every text at fault: what callers say first, what is said again as a further place."""
        first: dict[tuple[str, str, Span, str], Finding] = {}
        others: dict[tuple[str, str, Span, str], list[Finding]] = {}
        for raised in sorted(self.findings, key=lambda one: self.is_called(one.unit)):
            unit, finding = raised.unit, raised.finding
            if not raised.touched or suppressed is (finding.suppressed is None):
                continue
            if self.is_called(unit) and any(map(is_default, finding.assumes)):
                continue  # its callers say what the parameters are
            where = "" if finding.span.is_somewhere else f"{finding.unit} {finding.address}"
            key = (finding.rule.id, where, finding.span, finding.attribute)
            if key in first:
                others.setdefault(key, []).append(finding)
            else:
                first[key] = finding
        return [with_twins(finding, others.get(key, [])) for key, finding in first.items()]

    def elsewhere(self) -> int:
        """How many texts at fault are in none of the files that were named, and would be shown if they were."""
        live = [one for one in self.findings if one.finding.suppressed is None]
        shown = {(one.finding.rule.id, one.finding.span, one.finding.attribute) for one in live if one.touched}
        limits = {one.path: one.options.limits for one in self.linted}
        other = {
            (one.finding.rule.id, one.finding.span, one.finding.attribute)
            for one in live
            if not one.touched and limits.get(one.finding.unit, USUAL).shows(one.finding.severity)
        }
        return len(other - shown)

    def report(self, found: Found) -> Report:
        """Everything, in order."""
        called = {unit.path.as_posix() for unit in found.units if self.is_called(unit)}
        # What is undecided in a module by itself may well be decided in its callers.
        doubts = [one for one in self.doubts if one[0] not in called]
        live = [*self.merged(suppressed=False), *self.faulty_suppressions(found.filters)]
        return Report(
            findings=self.ordered(live),
            suppressed=self.ordered(self.merged(suppressed=True)),
            doubts=tuple(sorted(doubts, key=lambda one: (one[0], one[1].rule, one[1].address, one[1].reasons))),
            problems=tuple(dict.fromkeys(self.problems)),
            sources=self.sources,
            secrets=frozenset(self.secrets),
            units=tuple(self.units),
            files=tuple(self.files),
            resources=len(self.blocks),
            skipped=found.skipped,
            elsewhere=self.elsewhere(),
            named=tuple(path.as_posix() for path in found.named),
            empty=tuple(path.as_posix() for path in found.empty),
            traces=tuple(self.traces),
            limits={one.path: one.options.limits for one in self.linted} if self.options.of_unit else {},
        )

    def ordered(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """By path, line, column and rule."""
        return tuple(sorted(findings, key=lambda one: (located(one.span, self.sources, one.unit), one.rule.id)))

    def faulty_suppressions(self, filters: frozenset[str]) -> Iterator[Finding]:
        """What is wrong with the suppressions themselves, in the files that are asked for."""
        for number in range(len(self.sources)):
            source = self.sources[number]
            if not speaks(source) or not is_editable(source.path):
                continue
            readers = [one for one in self.linted if source.path in one.files and one.options.policy is not None]
            if not any(one.unit.whole for one in readers) and not (readers and source.path in filters):
                continue
            from awslint.rules.registry import all_rules

            rules = {rule.id: rule for rule in all_rules()}
            policy = readers[0].options.policy or Policy()

            def is_settled(rule: str, readers: Sequence[_Linted] = readers, rules: Mapping[str, Rule] = rules) -> bool:
                return all(one.has_settled(rules[rule]) for one in readers)

            for finding in self.silencer.faults(source, readers[0].path, policy, rules, is_settled):
                if readers[0].options.wanted(finding.rule):
                    yield finding
        configurations: dict[str, _Linted] = {one.options.configuration: one for one in self.linted}
        for where, linted in configurations.items():
            if linted.options.policy is not None:
                yield from expired_standing(linted.options.policy.standing, where, self.silencer.now)
