"""What a run found, and what its exit code follows from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Final

from awslint.frozen import frozen
from awslint.graph.loading import Problem
from awslint.report.places import located
from awslint.rules import Finding, Severity
from awslint.rules.finding import Doubt
from awslint.syntax.sources import Sources
from awslint.values import Span


@frozen
class Limits:
    """The lowest severities that are shown and that fail; `fail_on` is None for never. What fails is shown."""

    severity: Severity = Severity.WARNING
    fail_on: Severity | None = Severity.WARNING

    def shows(self, severity: Severity) -> bool:
        """Returns whether findings of that severity are shown."""
        return severity.rank <= self.severity.rank or self.fails(severity)

    def fails(self, severity: Severity) -> bool:
        """Returns whether findings of that severity make the command fail."""
        return self.fail_on is not None and severity.rank <= self.fail_on.rank


USUAL: Final = Limits()


@frozen
class Report:
    """Everything one run has to say.

    Attributes:
        findings: by path, line, column and rule; of every severity.
        repeated: findings about a text at fault that `findings` has once: in other instances, through other calls.
        suppressed: those that a comment, metadata, the configuration or a baseline silences; same order.
        doubts: checks whose answer was MAYBE, each with the unit it is about.
        problems: inputs that could not be analysed in full, rules that failed.
        secrets: where sensitive values are written; never shown.
        units, files: paths as they are shown.
        resources: how many managed resources the units declare.
        skipped: how many files are no infrastructure code.
        named: files named by the user that are no infrastructure code.
        excluded: how many units the configuration or `--exclude` leaves out.
        elsewhere: how many findings there are in the units, but in none of the files that were named.
        empty: directories named by the user that hold nothing to lint.
        restrictions: what configuration files, and not the user, take away from the report, in words.
        traces: tracebacks behind the internal problems.
        limits: by unit, which severities are shown and fail there; for other units the usual ones.
    """

    findings: tuple[Finding, ...] = ()
    repeated: tuple[Finding, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    doubts: tuple[tuple[str, Doubt], ...] = ()
    problems: tuple[Problem, ...] = ()
    sources: Sources = field(default_factory=Sources)
    secrets: frozenset[Span] = frozenset()
    units: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    resources: int = 0
    skipped: int = 0
    excluded: int = 0
    elsewhere: int = 0
    named: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    restrictions: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()
    limits: Mapping[str, Limits] = field(default_factory=dict)

    def number(self, severity: Severity) -> int:
        """Returns how many findings have that severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def errors(self) -> int:
        """How many findings are certain."""
        return self.number(Severity.ERROR)

    @property
    def warnings(self) -> int:
        """How many findings are likely, or certain in circumstances that they name."""
        return self.number(Severity.WARNING)

    @property
    def infos(self) -> int:
        """How many findings are advice."""
        return self.number(Severity.INFO)

    def shown(self, otherwise: Limits = USUAL) -> tuple[Finding, ...]:
        """Returns the findings that the limits of their units let through; `otherwise` are those of other units."""
        return self._shown(self.findings, otherwise)

    def shown_repeated(self) -> tuple[Finding, ...]:
        """Returns the same of all findings, those among them about texts at fault that are shown once."""
        return self._shown((*self.findings, *self.repeated), USUAL)

    def _shown(self, findings: Sequence[Finding], otherwise: Limits) -> tuple[Finding, ...]:
        limits = self.limits
        return tuple(finding for finding in findings if limits.get(finding.unit, otherwise).shows(finding.severity))

    @property
    def is_complete(self) -> bool:
        """Whether every input was analysed in full, as far as that can be without a network."""
        return all(problem.kind == "module" for problem in self.problems)

    def exit_code(self, fail_on: Severity | None = Severity.WARNING) -> int:
        """Returns the command's exit code: 0, 1 findings, 70 internal error, 4 incomplete, 3 nothing to lint.

        Args:
            fail_on: the mildest severity that fails where a unit has no limits of its own; None for never.
        """
        otherwise = Limits(fail_on=fail_on)
        if any(self.limits.get(finding.unit, otherwise).fails(finding.severity) for finding in self.findings):
            return 1
        if any(problem.kind == "internal" for problem in self.problems):
            return 70
        if not self.is_complete:
            return 4
        return 3 if self.empty else 0


def with_suppressed(report: Report, findings: Sequence[Finding]) -> list[Finding]:
    """Returns the findings and the suppressed ones together, in order."""
    return sorted(
        (*findings, *report.suppressed),
        key=lambda finding: (located(finding.span, report.sources, finding.unit), finding.rule.id),
    )
