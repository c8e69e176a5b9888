"""`awslint check`: lints paths."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from awslint.cli.app import misspelled, note, write
from awslint.cli.given import as_paths, given, given_options
from awslint.cli.selection import wanted, words

if TYPE_CHECKING:
    from awslint.report.outcome import Report
    from awslint.report.style import Style
    from awslint.rules import Finding

FORMATS: Final = ("full", "concise", "json")
SEVERITIES: Final = ("error", "warning", "info")


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option("--format", "formats", multiple=True, metavar="NAME[:FILE]", help="full, concise or json. Repeatable.")
@given_options
@click.option("--select", multiple=True, metavar="WORD", help="Only rules of that id, beginning, service, exception.")
@click.option("--ignore", multiple=True, metavar="WORD", help="All rules but these. Words as for --select.")
@click.option("--severity", type=click.Choice(SEVERITIES), default="warning", help="The mildest severity shown.")
@click.option("--fail-on", type=click.Choice([*SEVERITIES, "never"]), default="warning", help="The mildest that fails.")
@click.option("--show-undecided", is_flag=True, help="List the checks that could not be decided, and why.")
@click.option("--statistics", is_flag=True, help="Count the findings by rule instead of listing them.")
@click.option("--color", "--colour", type=click.Choice(["auto", "always", "never"]), default="auto")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
@click.option("-v", "--verbose", is_flag=True, help="Also list what was analysed.")
def command(
    *,
    paths: Sequence[str],
    formats: Sequence[str],
    select: Sequence[str],
    ignore: Sequence[str],
    severity: str,
    fail_on: str,
    show_undecided: bool,
    statistics: bool,
    color: str,
    quiet: bool,
    verbose: bool,
    **about_deployment: Any,
) -> int:
    """Lints Terraform modules and CloudFormation templates; without PATH the working directory.

    A directory stands for everything below it. A file stands for its whole module or template, of which the findings
    that touch the file are shown.
    """
    outputs = [_output(one) for one in formats] or [("full" if sys.stdout.isatty() else "concise", None)]
    from awslint.engine import Options, check
    from awslint.project import UsageError
    from awslint.report.as_json import as_json
    from awslint.report.style import Style, wants_colour
    from awslint.report.text import undecided
    from awslint.rules import Severity

    options = Options(given(**about_deployment), wanted(words(select), words(ignore)))
    try:
        report = check(as_paths(paths), options)
    except UsageError as error:
        hint = misspelled(paths[0]) if len(paths) == 1 else ""
        raise click.UsageError(f"{error}.{hint}") from None
    fails = None if fail_on == "never" else Severity(fail_on)
    # What fails must be seen.
    lowest = max((Severity(severity), *((fails,) if fails else ())), key=lambda one: one.rank)
    shown = report.at_least(lowest)
    for name, file in outputs:
        if name == "json":
            text = as_json(report, shown)
        else:
            style = Style(wants_colour("never" if file is not None and color == "auto" else color, sys.stdout))
            text = _for_people(report, shown, name, style, statistics) + (
                undecided(report, style) if show_undecided else ""
            )
        if file is None:
            write(text)
        else:
            _save(file, text)
    _tell(report, len(report.findings) - len(shown), color, quiet, verbose)
    if show_undecided and all(name == "json" for name, _ in outputs):
        note(undecided(report, Style(wants_colour(color, sys.stderr))))
    return report.exit_code(fails)


def _output(word: str) -> tuple[str, Path | None]:
    name, _, file = word.partition(":")
    if name not in FORMATS:
        raise click.UsageError(f"--format {word}: expected one of {', '.join(FORMATS)}, with :FILE for a file.")
    return name, Path(file) if file else None


def _save(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise click.UsageError(f"--format: {file} cannot be written: {error.strerror}.") from None


def _for_people(report: Report, shown: Sequence[Finding], name: str, style: Style, counting: bool) -> str:
    from awslint.report import text

    if counting:
        return text.statistics(shown, style)
    if name == "concise":
        return text.concise(report, shown, style)
    frames = text.full(report, shown, style)
    return f"{frames}\n" if frames else ""


def _tell(report: Report, hidden: int, color: str, quiet: bool, verbose: bool) -> None:
    """Problems and the summary. Problems are told in any case: nothing is lost in silence."""
    from awslint.report import text
    from awslint.report.style import Style, wants_colour

    style = Style(wants_colour(color, sys.stderr))
    if verbose:
        note("".join(f"analysed {unit}\n" for unit in report.units))
        note("".join(f"read {file}\n" for file in report.files))
        note("".join(report.traces))
    note(text.problems(report, style))
    if not quiet:
        note(text.summary(report, hidden, style))
