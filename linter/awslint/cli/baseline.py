"""`awslint baseline`: writes down old findings, so that only new ones count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from awslint.cli.app import note
from awslint.cli.configured import Chosen, telling_usage
from awslint.cli.inputs import as_paths
from awslint.cli.scope_options import scope_options

if TYPE_CHECKING:
    from awslint.project.configuration import Settings
    from awslint.report.baseline import Baseline
    from awslint.report.outcome import Report

DEFAULT: Final = Path("awslint-baseline.json")

C = TypeVar("C", bound=Callable[..., Any])


@click.group("baseline")
def command() -> None:
    """Manages the baseline: known findings, which do not fail a run until they are repaired.

    `create` writes all that is found now, `prune` removes what is no longer found. `awslint check` reads the file
    that --baseline or the configuration names.
    """


@command.command("create")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@scope_options
def create(*, paths: Sequence[str], **scope: Any) -> int:
    """Writes everything that is found now to the baseline (--baseline, or awslint-baseline.json)."""
    from awslint.report.baseline import Baseline
    from awslint.report.style import counted
    from awslint.rules.suppression_rules import SUPPRESSION_RULES

    file, report = _found(paths, scope)
    made = Baseline(file, {}).of(
        finding for finding in report.shown_repeated() if finding.rule.id not in SUPPRESSION_RULES
    )
    _write(made)
    shown = sum(finding.rule.id not in SUPPRESSION_RULES for finding in report.shown())
    entries = f", {len(made.entries)} with every instance," if len(made.entries) > shown else ""
    note(f"{counted(shown, 'finding')}{entries} in {file.as_posix()}\n")
    return 4 if not report.is_complete else 0


@command.command("prune")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@scope_options
def prune(*, paths: Sequence[str], **scope: Any) -> int:
    """Removes from the baseline what is no longer found. Units that were not looked at keep their entries."""
    from awslint.report.baseline import Baseline, BaselineError, read
    from awslint.report.style import counted

    file, report = _found(paths, scope)
    try:
        old = read(file)
    except BaselineError as error:
        raise click.UsageError(f"{error}.") from None
    if not report.is_complete:
        note("some input could not be analysed in full: the baseline stays as it is\n")
        return 4
    findings = report.shown_repeated()
    found = old.of(finding for finding in findings if old.holds(finding)).entries
    looked_at = {Baseline(file, {}).unit_of(unit) for unit in report.units}
    elsewhere = {
        fingerprint: finding
        for fingerprint, finding in old.entries.items()
        if finding["unit"] not in looked_at and finding["unit"] not in old.lost
    }
    remaining = {**elsewhere, **found}
    if remaining != old.entries:
        _write(Baseline(file, remaining))
    note(
        f"{counted(len(old.entries) - len(remaining), 'finding')} removed from the baseline, "
        f"{len(remaining)} left in {file.as_posix()}\n"
    )
    return 0


def _found(paths: Sequence[str], scope: dict[str, Any]) -> tuple[Path, Report]:
    """The baseline's file, and everything that is found without it."""
    from awslint.engine import check

    with telling_usage():
        chosen = Chosen(reads_baseline=False, **scope)
        roots = as_paths(paths)
        file = _file_to_write(chosen.settings(roots), chosen)
        return file, check(roots, chosen.options())


def _file_to_write(settings: Settings, chosen: Chosen) -> Path:
    """The user's choice: a configuration that is part of what is linted names no file to write."""
    file: Path = settings["baseline"] or DEFAULT
    origin = settings.origin("baseline")
    if file != DEFAULT and not chosen.configuration.is_users_own(origin):
        raise click.UsageError(
            f"{origin} names the baseline {file.as_posix()}; a configuration that was found names no file to write: "
            f"add --baseline {file.as_posix()}."
        )
    return file


def _write(baseline: Baseline) -> None:
    from awslint.files import write_file
    from awslint.project.calls import repository

    try:
        write_file(baseline.path, baseline.text().encode("utf-8", "replace"), repository(Path()) or Path())
    except OSError as error:
        raise click.UsageError(f"{baseline.path.as_posix()} cannot be written: {error.strerror}.") from None
