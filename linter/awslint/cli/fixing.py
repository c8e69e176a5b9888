"""`--fix`, `--diff` and `--add-ignore`: changes that are tried in memory, looked at again, and only then written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from awslint.frozen import frozen

if TYPE_CHECKING:
    from awslint.engine import Options
    from awslint.report.outcome import Report
    from awslint.rules import Edit, Finding

_ROUNDS: Final = 100
_ATTEMPTS: Final = 50
"""How often changes are tried at most, where they do not hold together."""

Key = tuple[str, str, str, str, str]


@frozen
class Change:
    """Edits that belong together, and the findings that they are to put an end to."""

    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]


Proposer = Callable[["Report"], Sequence[Change]]


@dataclass(slots=True)
class Outcome:
    """What came of it: the report as it is after the changes, the texts before and after, what was dealt with."""

    report: Report
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    done: list[Finding] = field(default_factory=list)
    refused: list[Finding] = field(default_factory=list)

    def write(self, roots: Sequence[Path]) -> None:
        """Writes the changed files.

        Args:
            roots: the paths that were to be linted: what is in none of their repositories is not changed.

        Raises:
            click.UsageError: one cannot be written, has changed in the meantime, or lies elsewhere.
        """
        from awslint.files import is_below
        from awslint.project.configuration_files import root_of
        from awslint.report.edits import write_back

        trees = {root_of(root if root.is_dir() else root.parent) for root in roots}
        for path in sorted(self.after):
            if not any(is_below(Path(path), tree) for tree in trees):
                raise click.UsageError(f"{path} lies outside of the repository: nothing is changed.")

        for path in sorted(self.after):
            file = Path(path)
            try:
                write_back(file, self.before[path], self.after[path], root_of(file.parent))
            except OSError as error:
                raise click.UsageError(f"{path} cannot be written: {error.strerror or error}.") from None
            except ValueError as error:
                raise click.UsageError(f"{error}: run the command again.") from None


def _key(finding: Finding) -> Key:
    return finding.rule.id, finding.unit, finding.address, finding.attribute, finding.message


class Changing:
    """Applies what is proposed, as long as something is and it does what it is to do."""

    def __init__(self, check: Callable[[Options], Report], options: Options, *, may_uncover: bool) -> None:
        self.check = check
        self.options = options
        self.may_uncover = may_uncover
        self.refused: dict[Key, Finding] = {}
        self.attempts = 0

    def run(self, propose: Proposer) -> Outcome:
        """Runs all rounds. The files stay as they are; `Outcome.write` changes them."""
        outcome = Outcome(self.check(self.options))
        for _ in range(_ROUNDS):
            changes = [
                change
                for change in propose(outcome.report)
                if not any(_key(finding) in self.refused for finding in change.findings)
            ]
            if not changes or not self.round(outcome, changes):
                break
        outcome.refused = list(self.refused.values())
        return outcome

    def round(self, outcome: Outcome, changes: Sequence[Change]) -> bool:
        """Tries the changes together, and where that fails the halves of them. Whether any was made.

        Offsets are those of the texts that the changes were proposed for: once some are made, all are proposed anew.
        """
        if self.attempts == _ATTEMPTS:
            return False
        self.attempts += 1
        if self.attempt(outcome, changes):
            return True
        if len(changes) == 1:
            self.refused |= {_key(finding): finding for finding in changes[0].findings}
            return False
        half = len(changes) // 2
        return self.round(outcome, changes[:half]) or self.round(outcome, changes[half:])

    def attempt(self, outcome: Outcome, changes: Sequence[Change]) -> bool:
        """Makes the changes if what follows parses and no longer has the findings."""
        from awslint.report.edits import apply

        before = outcome.report
        texts, applied = apply(before.sources, [change.edits for change in changes])
        made = [changes[index] for index in applied]
        merged = {**outcome.after, **texts}
        after = self.check(replace(self.options, texts=merged))
        if not self.is_better(before, after, [finding for change in made for finding in change.findings]):
            return False
        originals = {path: _text(before, path) for path in texts if path not in outcome.before}
        outcome.before |= originals
        outcome.after = merged
        outcome.report = after
        outcome.done += [finding for change in made for finding in change.findings]
        return True

    def is_better(self, before: Report, after: Report, ended: Sequence[Finding]) -> bool:
        """Returns whether the findings are gone, nothing else came, and everything can still be read."""
        from awslint.rules.suppression_rules import SUPPRESSION_RULES

        if not {(problem.kind, problem.path, problem.message) for problem in after.problems} <= {
            (problem.kind, problem.path, problem.message) for problem in before.problems
        }:
            return False
        old, new = Counter(map(_key, before.findings)), Counter(map(_key, after.findings))
        gone = Counter(map(_key, ended))
        if any(new[key] > old[key] - number for key, number in gone.items()):
            return False
        if self.may_uncover:
            return True
        # What only makes a rule uncertain puts nothing right.
        unsure = {(unit, doubt.rule, doubt.address) for unit, doubt in after.doubts}
        if not unsure <= {(unit, doubt.rule, doubt.address) for unit, doubt in before.doubts}:
            return False
        return not any(number > old[key] for key, number in new.items() if key[0] not in SUPPRESSION_RULES)


def _text(report: Report, path: str) -> str:
    sources = report.sources
    return next(sources[number].text for number in range(len(sources)) if sources[number].path == path)


def fixed(check: Callable[[Options], Report], options: Options, *, unsafe: bool) -> Outcome:
    """Applies the fixes of every finding that is shown and has one."""
    from awslint.rules import Applicability

    def propose(report: Report) -> list[Change]:
        return [
            Change(finding.fix.edits, (finding,))
            for finding in report.shown()
            if finding.fix is not None and (unsafe or finding.fix.applicability is Applicability.SAFE)
        ]

    return Changing(check, options, may_uncover=False).run(propose)


def ignored(check: Callable[[Options], Report], options: Options, reason: str) -> Outcome:
    """Returns every finding that is shown, suppressed where it stands."""
    from awslint.report.suppression_writing import insertions
    from awslint.rules.suppression_rules import SUPPRESSION_RULES

    def propose(report: Report) -> list[Change]:
        shown = [finding for finding in report.shown() if finding.rule.id not in SUPPRESSION_RULES]
        return [
            Change((insertion.edit,), insertion.findings) for insertion in insertions(shown, report.sources, reason)
        ]

    return Changing(check, options, may_uncover=True).run(propose)


def fixes_in_words(outcome: Outcome, verb: str, *, written: bool) -> str:
    """Returns one line that says what was done."""
    from awslint.report.style import counted

    number, files = len(outcome.done), len(outcome.after)
    if not number:
        line = f"nothing {verb}"
    elif written:
        line = f"{counted(number, 'finding')} {verb} in {counted(files, 'file')}"
    else:
        line = f"{counted(number, 'finding')} would be {verb} in {counted(files, 'file')}"
    if outcome.refused:
        should = "it should and was" if len(outcome.refused) == 1 else "they should and were"
        line += f"; {counted(len(outcome.refused), 'change')} did not do what {should} left out"
    return f"{line}\n"
