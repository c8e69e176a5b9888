"""What came of the units of a run, put together as one report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from awslint.frozen import frozen
from awslint.graph.loading import Problem
from awslint.project import Found, Unit
from awslint.report.edits import definite, is_editable
from awslint.report.outcome import USUAL, Report
from awslint.report.places import located
from awslint.report.redaction import Redaction
from awslint.report.suppression import Policy, Silencer, expired_configured, speaks
from awslint.report.twins import with_twins
from awslint.rules import Finding, Rule
from awslint.rules.circumstances import is_default
from awslint.rules.finding import Doubt
from awslint.runs.options import Options, UnitOptions
from awslint.runs.unit_result import UnitResult
from awslint.syntax.sources import Sources
from awslint.values import Span


@frozen
class _Raised:
    """A finding of a unit. `touched`: it is asked for."""

    unit: Unit
    finding: Finding
    touched: bool


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
        """Returns whether the rule was asked about everything here, and answered with certainty."""
        return self.is_complete and self.options.selected(rule) and rule.id not in self.doubted


class Collected:
    """The results of units so far. A finding is judged by the suppressions of its unit when it is added."""

    def __init__(self, options: Options, sources: Sources) -> None:
        self.options = options
        self.sources = sources
        self.silencer = Silencer(sources, options.now or date.today())
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

    def add(
        self,
        unit: Unit,
        result: UnitResult,
        further: Sequence[Finding],
        filters: frozenset[str],
        nested: frozenset[str],
    ) -> None:
        """Adds what came of one unit.

        Args:
            further: findings of others about it.
            filters: the files, as they are shown, that findings must touch unless the whole unit is asked for.
            nested: the files that it deploys as parts of itself.
        """
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
        self.nested |= nested
        asked_for = False
        for raised, header in (*result.findings, *((finding, finding.span) for finding in further)):
            touched = unit.whole or self.touches(raised, header, filters)
            asked_for = asked_for or touched
            finding = replace(raised, severity=options.severities.get(raised.rule.id, raised.severity))
            if options.policy is not None:
                finding = self.silencer.judge(finding, header, options.policy)
            self.findings.append(_Raised(unit, definite(finding, self.sources), touched))
        if asked_for:
            self.secrets |= dict.fromkeys(result.secrets)

    def touches(self, finding: Finding, header: Span, filters: frozenset[str]) -> bool:
        """Returns whether one of the finding's places, or its resource, lies in one of the files."""
        spans = [finding.span, header, *(place.span for place in (*finding.related, *finding.chain))]
        return any(span.is_somewhere and self.sources[span.file].path in filters for span in spans)

    def is_called(self, unit: Unit) -> bool:
        """Returns whether other units of the run deploy it, as a module or as a nested stack."""
        return unit.called or unit.path.as_posix() in self.nested

    def merged(self, suppressed: bool) -> tuple[list[Finding], list[Finding]]:
        """Returns one finding for every text at fault, what callers say first; and the others, which it has as further
        places."""
        first: dict[tuple[str, str, Span, str], Finding] = {}
        others: dict[tuple[str, str, Span, str], list[Finding]] = {}
        for raised in sorted(self.findings, key=lambda raised: self.is_called(raised.unit)):
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
        merged = [with_twins(finding, others.get(key, [])) for key, finding in first.items()]
        return merged, [finding for several in others.values() for finding in several]

    def elsewhere(self) -> int:
        """Returns how many texts at fault are in none of the files that were named, and would be shown if they were."""
        live = [raised for raised in self.findings if raised.finding.suppressed is None]
        limits = {unit.path: unit.options.limits for unit in self.linted}
        shown, other = set(), set()
        for raised in live:
            finding = raised.finding
            if raised.touched:
                shown.add((finding.rule.id, finding.span, finding.attribute))
            elif limits.get(finding.unit, USUAL).shows(finding.severity):
                other.add((finding.rule.id, finding.span, finding.attribute))
        return len(other - shown)

    def report(self, found: Found) -> Report:
        """Returns everything, in order."""
        called = {unit.path.as_posix() for unit in found.units if self.is_called(unit)}
        # What is undecided in a module by itself may well be decided in its callers.
        doubts = [(unit, doubt) for unit, doubt in self.doubts if unit not in called]
        merged, repeated = self.merged(suppressed=False)
        live = [*merged, *self.faulty_suppressions(found.filters)]
        return Report(
            findings=self.ordered(live),
            repeated=self.ordered(repeated),
            suppressed=self.ordered(self.merged(suppressed=True)[0]),
            doubts=tuple(sorted(doubts, key=lambda pair: (pair[0], pair[1].rule, pair[1].address, pair[1].reasons))),
            problems=tuple(Redaction().problem(problem, self.sources) for problem in dict.fromkeys(self.problems)),
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
            limits={unit.path: unit.options.limits for unit in self.linted} if self.options.of_unit else {},
        )

    def ordered(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """By path, line, column and rule."""
        return tuple(
            sorted(findings, key=lambda finding: (located(finding.span, self.sources, finding.unit), finding.rule.id))
        )

    def faulty_suppressions(self, filters: frozenset[str]) -> Iterator[Finding]:
        """Yields what is wrong with the suppressions themselves, in the files that are asked for."""
        for number in range(len(self.sources)):
            source = self.sources[number]
            if not speaks(source) or not is_editable(source.path):
                continue
            readers = [unit for unit in self.linted if source.path in unit.files and unit.options.policy is not None]
            if not any(reader.unit.whole for reader in readers) and not (readers and source.path in filters):
                continue
            from awslint.rules.registry import all_rules

            rules = {rule.id: rule for rule in all_rules()}
            policy = readers[0].options.policy or Policy()

            def is_settled(rule: str, readers: Sequence[_Linted] = readers, rules: Mapping[str, Rule] = rules) -> bool:
                return all(reader.has_settled(rules[rule]) for reader in readers)

            for finding in self.silencer.faults(source, readers[0].path, policy, rules, is_settled):
                if readers[0].options.selected(finding.rule):
                    yield finding
        configurations: dict[str, _Linted] = {unit.options.configuration: unit for unit in self.linted}
        for where, linted in configurations.items():
            if linted.options.policy is not None:
                yield from expired_configured(linted.options.policy.configured, where, self.silencer.now)
