"""What a run found, and what its exit code follows from."""

from __future__ import annotations

from dataclasses import dataclass, field

from awslint.graph.loading import Problem
from awslint.rules import Finding, Severity
from awslint.rules.finding import Doubt
from awslint.syntax.sources import Sources
from awslint.values import Span


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one run has to say.

    Attributes:
        findings: by path, line, column and rule; of every severity.
        doubts: checks whose answer was MAYBE, each with the unit it is about.
        problems: inputs that could not be analysed in full, rules that failed.
        secrets: where sensitive values are written; never shown.
        units, files: paths as they are shown.
        resources: how many managed resources the units declare.
        skipped: how many files are no infrastructure code.
        named: files named by the user that are no infrastructure code.
        empty: directories named by the user that hold nothing to lint.
        traces: tracebacks behind the internal problems.
    """

    findings: tuple[Finding, ...] = ()
    doubts: tuple[tuple[str, Doubt], ...] = ()
    problems: tuple[Problem, ...] = ()
    sources: Sources = field(default_factory=Sources)
    secrets: frozenset[Span] = frozenset()
    units: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    resources: int = 0
    skipped: int = 0
    named: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()

    def number(self, severity: Severity) -> int:
        """How many findings have that severity."""
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

    def at_least(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of that severity or a worse one."""
        return tuple(finding for finding in self.findings if finding.severity.rank <= severity.rank)

    @property
    def is_complete(self) -> bool:
        """Whether every input was analysed in full, as far as that can be without a network."""
        return all(problem.kind == "module" for problem in self.problems)

    def exit_code(self, fail_on: Severity | None) -> int:
        """The command's exit code: 0, 1 findings, 70 internal error, 4 incomplete, 3 nothing to lint.

        Args:
            fail_on: the mildest severity that fails; None for never.
        """
        if fail_on is not None and self.at_least(fail_on):
            return 1
        if any(problem.kind == "internal" for problem in self.problems):
            return 70
        if not self.is_complete:
            return 4
        return 3 if self.empty else 0
