"""From paths to a report: finds the units, loads each with its front end, and asks the rules.

Nothing is lost: what fails costs its own unit or its own rule, and is reported as a problem.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from awslint.cfn_lint import CfnLint
from awslint.front_ends import FRONT_ENDS, FrontEnd
from awslint.graph import Deployment
from awslint.graph.loading import Inputs, Loaded, Problem
from awslint.project import Found, Unit, UnitKind
from awslint.report.edits import definite, is_editable
from awslint.report.outcome import USUAL, Limits, Report
from awslint.report.places import located
from awslint.report.redaction import Redaction
from awslint.report.sensitive import sensitive_spans
from awslint.report.suppression import Policy, Silencer, expired_configured, speaks
from awslint.report.twins import with_twins
from awslint.rules import Finding, Rule, Severity
from awslint.rules.circumstances import is_default
from awslint.rules.finding import Doubt
from awslint.runs.exports import Exports, exporting
from awslint.runs.memory import collect_garbage
from awslint.runs.result_cache import ResultCache, key_of_unit, open_result_cache
from awslint.runs.unit_result import RuleFinder, UnitResult, Unusable, name_of, unpacked
from awslint.runs.units import (
    answered,
    built_in_rules,
    every_rule,
    find,
    load_unit,
)
from awslint.runs.unknown_names import refuse_unknown_names
from awslint.syntax.sources import Sources
from awslint.values import Span

if TYPE_CHECKING:
    from awslint.runs.workers import Done, MakeExecutor


@dataclass(frozen=True, slots=True)
class UnitOptions:
    """What counts for one unit.

    Attributes:
        inputs: what the deployment is given beside the files.
        rules: finds the rules for types; None for the built-in ones.
        selected: which rules are asked at all.
        exists: whether the resource with an address is there before the deployment.
        limits: which severities are shown and fail.
        policy: which findings do not count; None where all do, whatever is written.
        excluded: nothing of it is to be linted.
        configuration: the file that says so, as it is shown.
        cache_key: tells `rules`, `selected` and `exists` from all others; None where nothing is to be kept.
        severities: the severities that rules are given instead of their own, by id.
    """

    inputs: Inputs = field(default_factory=Inputs)
    rules: RuleFinder | None = None
    selected: Callable[[Rule], bool] = every_rule
    exists: Callable[[str], bool] | None = None
    limits: Limits = USUAL
    policy: Policy | None = field(default_factory=Policy)
    excluded: bool = False
    configuration: str = ""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    cache_key: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What a check is asked for.

    Attributes:
        inputs, selected: as for a unit, where nothing else is said.
        of_unit: what counts for the unit with a path.
        now: the day that suppressions expire by; None for today.
        texts: by path as it is shown: what stands in the place of a file's content.
        progress: told before every unit how many are done, how many there are, and which one is next.
        with_cfn_lint: cfn-lint is asked about the templates too.
        cfn_lint_settings: the file that configures it, if the user names one.
        cache: what was found is kept for the next run, in the user's cache directory.
        jobs: how many processes there may be, where there is enough work for them.
        modules: module directories that are linted beside the paths, as a whole.
        executor: makes what works on units, in the place of further processes of this machine.
    """

    inputs: Inputs = field(default_factory=Inputs)
    selected: Callable[[Rule], bool] = every_rule
    of_unit: Callable[[Path], UnitOptions] | None = None
    now: date | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    progress: Callable[[int, int, str], None] | None = None
    with_cfn_lint: bool = False
    cfn_lint_settings: Path | None = None
    cache: bool = False
    jobs: int = 1
    modules: Sequence[Path] = ()
    executor: MakeExecutor | None = None

    def unit(self, path: Path) -> UnitOptions:
        """What counts for a unit."""
        return self.of_unit(path) if self.of_unit is not None else self._everywhere()

    def _everywhere(self) -> UnitOptions:
        return UnitOptions(self.inputs, selected=self.selected, cache_key="" if self.selected is every_rule else None)


def check(
    paths: Sequence[Path],
    options: Options,
    *,
    front_ends: Mapping[UnitKind, FrontEnd] | None = None,
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
    run = _Run(options, rules if rules is not None else built_in_rules, front_ends or FRONT_ENDS)
    run.is_plain = front_ends is None and rules is None and not options.texts and not options.with_cfn_lint
    run.cached = open_result_cache(run.sources) if options.cache and run.is_plain else None
    run.sources.trees = tuple(path for path in paths if os.path.isdir(path))  # noqa: PTH112 - long names are no error
    found = find(paths, run.sources, options.texts, run.cached, options.modules)
    run.problems += found.problems
    selected = tuple(unit for unit in found.units if not options.unit(unit.path).excluded)
    excluded = len(found.units) - len(selected)
    refuse_unknown_names(selected, options.inputs, run.sources, run.front_ends)
    found = replace(found, units=selected)
    if front_ends is None:
        run.exports = Exports(*exporting(found, lambda path: options.unit(path).inputs), run.sources, run.cached)
    run.lint(found.units, found.filters)
    if run.cached is not None:
        run.cached.save()
    return replace(run.report(found), excluded=excluded)


def load_units(
    paths: Sequence[Path],
    inputs: Inputs | Callable[[Path], Inputs],
    sources: Sources,
    front_ends: Mapping[UnitKind, FrontEnd] | None = None,
) -> Iterator[tuple[Unit, Loaded]]:
    """The units of the paths, each as the graph that rules see. A unit that fails has an empty graph and a problem.

    `inputs` may be a function of the unit's path.

    Raises:
        UsageError: a path does not exist.
    """
    sources.trees = tuple(path for path in paths if os.path.isdir(path))  # noqa: PTH112 - long names are no error
    found = find(paths, sources)
    ends = front_ends or FRONT_ENDS
    of_unit = inputs if callable(inputs) else lambda _: inputs
    exports = Exports(*exporting(found, of_unit), sources)
    for unit in found.units:
        yield unit, load_unit(unit, ends[unit.kind], sources, replace(of_unit(unit.path), exports=exports), [])


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
        return self.is_complete and self.options.selected(rule) and rule.id not in self.doubted


class _Run:
    """What has come together so far."""

    def __init__(self, options: Options, rules: RuleFinder, front_ends: Mapping[UnitKind, FrontEnd]) -> None:
        self.options = options
        self.rules = rules
        self.front_ends = front_ends
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
        self.cfn_lint: CfnLint | None = CfnLint(options.cfn_lint_settings) if options.with_cfn_lint else None
        self.cached: ResultCache | None = None
        self.is_plain = False
        self.exports = Exports((), Inputs(), self.sources)

    def lint(self, units: Sequence[Unit], filters: frozenset[str]) -> None:
        """Adds everything that the units have to say."""
        cached = {unit.path: self.cached_result(unit) for unit in units}
        missing = [unit for unit in units if cached[unit.path] is None]
        elsewhere = self.elsewhere_done(missing)
        for done, unit in enumerate(units):
            if self.options.progress is not None:
                self.options.progress(done, len(units), unit.path.as_posix())
            result = cached.pop(unit.path)
            further: list[Finding] = []
            if result is None:
                result, further = self.result(unit, filters, next(elsewhere, None))
            self.add(unit, result, further, filters)
            collect_garbage()

    def cached_result(self, unit: Unit) -> UnitResult | None:
        """What was found at an earlier run, where that still holds."""
        key = self.key(unit)
        return self.cached.result(key) if self.cached is not None and key is not None else None

    def key(self, unit: Unit) -> str | None:
        """The key of a unit's answers; None where it cannot be told what they depend on."""
        options = self.options.unit(unit.path)
        if self.cached is None or options.cache_key is None:
            return None
        return key_of_unit(unit, options.inputs, options.cache_key)

    def elsewhere_done(self, units: Sequence[Unit]) -> Iterator[Done | None]:
        """What further processes find."""
        if (min(self.options.jobs, len(units)) < 2 and self.options.executor is None) or not self.is_plain:
            return
        from awslint.runs.workers import Task, done_elsewhere

        tasks = []
        for unit in units:
            options = self.options.unit(unit.path)
            tasks.append(Task(unit, options.inputs, options.selected, options.exists, options.rules))
        exporting = (tuple(self.exports.templates), self.exports.inputs)
        yield from done_elsewhere(tasks, self.options.jobs, self.options.executor, exporting, self.sources.tree_store)

    def given(self, options: UnitOptions) -> Inputs:
        return replace(options.inputs, exports=self.exports)

    def result(self, unit: Unit, filters: frozenset[str], done: Done | None) -> tuple[UnitResult, list[Finding]]:
        """What a unit answers now, and what cfn-lint has to say."""
        options, key = self.options.unit(unit.path), self.key(unit)
        if done is not None:
            cache_key, content, notes, is_cacheable = done
            try:
                result = unpacked(content, cache_key, notes, self.sources)
            except Unusable:
                return self.result(unit, filters, None)
            if self.cached is not None and key is not None and is_cacheable:
                self.cached.store_result(key, result, notes)
            return result, []
        inputs = self.given(options)
        rules = options.rules if options.rules is not None else self.rules
        with self.sources.recording() as notes:
            result, deployment = answered(
                unit, self.sources, inputs, options.selected, options.exists, self.front_ends[unit.kind], rules
            )
        if self.cached is not None and key is not None:
            self.cached.store_result(key, result, notes)
        return result, list(self.ask_cfn_lint(unit, deployment, inputs, filters))

    def add(self, unit: Unit, result: UnitResult, further: Sequence[Finding], filters: frozenset[str]) -> None:
        """Adds what one unit has to say to what others have said."""
        options = self.options.unit(unit.path)
        doubted = {doubt.rule for doubt in result.doubts}
        files = frozenset(result.files)
        self.linted.append(_Linted(unit, result.path, options, files, result.is_complete, doubted))
        self.units.append(unit.path.as_posix())
        self.files |= dict.fromkeys(result.files)
        self.problems += result.problems
        self.traces += result.traces
        self.doubts |= dict.fromkeys((unit.path.as_posix(), doubt) for doubt in result.doubts)
        for rule, problem, trace in result.failures:
            if rule not in self.failed:  # it fails elsewhere for the same reason, most likely
                self.failed.add(rule)
                self.problems.append(problem)
                self.traces.append(trace)
        for address, header in result.blocks:
            self.blocks[address, header if header.is_somewhere else Span(-1, hash(result.path), 0)] = None
        self.nested |= self.front_ends[unit.kind].nested(unit, result.files)
        asked_for = False
        for one, header in (*result.findings, *((one, one.span) for one in further)):
            touched = unit.whole or self.touches(one, header, filters)
            asked_for = asked_for or touched
            one = replace(one, severity=options.severities.get(one.rule.id, one.severity))  # noqa: PLW2901
            judged = self.silencer.judge(one, header, options.policy) if options.policy is not None else one
            self.findings.append(_Raised(unit, definite(judged, self.sources), touched, header))
        if asked_for:
            self.secrets |= dict.fromkeys(result.secrets)

    def ask_cfn_lint(
        self, unit: Unit, deployment: Deployment, inputs: Inputs, filters: frozenset[str]
    ) -> Iterator[Finding]:
        """What cfn-lint says of a template that was asked for, where it is wanted."""
        import traceback

        path = unit.path.as_posix()
        if self.cfn_lint is None or not self.front_ends[unit.kind].is_template or not (unit.whole or path in filters):
            return
        secrets, text = sensitive_spans(deployment), self.options.texts.get(path)
        try:
            yield from self.cfn_lint.findings(
                unit.path, self.sources.known(path), deployment, secrets, region=inputs.region, text=text
            )
        except (Exception, SystemExit) as error:
            # Mostly its own configuration, or a region that it does not know: no fault of awslint.
            self.traces.append(traceback.format_exc())
            self.problems.append(Problem("unreadable", f"cfn-lint gave up on it ({name_of(error)})", path))

    def touches(self, finding: Finding, header: Span, filters: frozenset[str]) -> bool:
        """Whether one of the finding's places, or its resource, lies in one of the files."""
        spans = [finding.span, header, *(place.span for place in (*finding.related, *finding.chain))]
        return any(span.is_somewhere and self.sources[span.file].path in filters for span in spans)

    def is_called(self, unit: Unit) -> bool:
        """Whether other units of the run deploy it, as a module or as a nested stack."""
        return unit.called or unit.path.as_posix() in self.nested

    def merged(self, suppressed: bool) -> list[Finding]:
        """One finding for every text at fault: what callers say first, what is said again as a further place."""
        first: dict[tuple[str, str, Span, str], Finding] = {}
        others: dict[tuple[str, str, Span, str], list[Finding]] = {}
        for raised in sorted(self.findings, key=lambda one: self.is_called(one.unit)):
            unit, finding = raised.unit, raised.finding
            if not raised.touched or suppressed is (finding.suppressed is None):
                continue
            if self.is_called(unit) and (finding.world or any(map(is_default, finding.assumes))):
                continue  # its callers say what the parameters are, and so what there is
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
            problems=tuple(Redaction().problem(one, self.sources) for one in dict.fromkeys(self.problems)),
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
                if readers[0].options.selected(finding.rule):
                    yield finding
        configurations: dict[str, _Linted] = {one.options.configuration: one for one in self.linted}
        for where, linted in configurations.items():
            if linted.options.policy is not None:
                yield from expired_configured(linted.options.policy.configured, where, self.silencer.now)
