"""`--format NAME[:FILE]`: where the report goes, and in which form."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from awslint.cli.app import nearest, note, write
from awslint.frozen import frozen

if TYPE_CHECKING:
    from awslint.graph.loading import Problem
    from awslint.report.outcome import Report
    from awslint.report.style import Style
    from awslint.syntax.sources import Sources


@frozen
class Output:
    """One format, and the file that it goes to; None for standard output."""

    name: str
    file: Path | None = None

    @property
    def is_for_people(self) -> bool:
        """Whether it is text that findings, statistics and undecided checks are all written into."""
        from awslint.report.formats import FOR_PEOPLE

        return self.name in FOR_PEOPLE


def outputs(words: Sequence[str]) -> list[Output]:
    """Returns what `--format` asks for; without it frames on a terminal, else a line a finding.

    Raises:
        click.UsageError: there is no such format, or two would go to one place.
    """
    found = [_output(word) for word in words]
    places = [output.file for output in found]
    if any(places.count(place) > 1 for place in places):
        raise click.UsageError("--format: two formats for the same place; write all but one to a file (NAME:FILE).")
    return found or [Output("full" if sys.stdout.isatty() else "concise")]


def _output(word: str) -> Output:
    from awslint.report.formats import FORMATS

    name, _, file = word.partition(":")
    if name not in FORMATS:
        raise click.UsageError(
            f"--format {word}: expected one of {', '.join(FORMATS)}, with :FILE for a file.{nearest(name, FORMATS)}"
        )
    return Output(name, Path(file) if file else None)


def put(output: Output, report: Report, *, color: str, statistics: bool, show_undecided: bool) -> None:
    """Writes the report.

    Raises:
        click.UsageError: the file cannot be written.
    """
    from awslint.report import text
    from awslint.report.formats import for_programs
    from awslint.report.style import WIDTH, Style, harmless, wants_colour, wants_links, width_of

    shown = report.shown()
    if output.is_for_people:
        to_file = output.file is not None
        colour = wants_colour("never" if to_file and color == "auto" else color, sys.stdout)
        links = not to_file and color != "never" and wants_links(sys.stdout)
        style = Style(colour, links, WIDTH if to_file else width_of(sys.stdout))
        written = text.statistics(shown, style) if statistics else _findings(output.name, report, style)
        written += text.undecided(report, style) if show_undecided else ""
        written = harmless(written)
    else:
        written = for_programs(output.name, report, shown)
    if output.file is None:
        write(written)
    else:
        _save(output.file, written)


def note_problems(problems: Sequence[Problem], sources: Sources) -> Report:
    """Writes what was wrong with the files to standard error. Returns it as a report."""
    from awslint.report import text
    from awslint.report.outcome import Report
    from awslint.report.redaction import Redaction
    from awslint.report.style import Style, wants_colour

    shown = tuple(Redaction().problem(problem, sources) for problem in dict.fromkeys(problems))
    report = Report(problems=shown, sources=sources)
    note(text.problems(report, Style(wants_colour("auto", sys.stderr))))
    return report


def _findings(name: str, report: Report, style: Style) -> str:
    from awslint.report import text

    if name == "concise":
        return text.concise(report, report.shown(), style)
    frames = text.full(report, report.shown(), style)
    return f"{frames}\n" if frames else ""


def _save(file: Path, text: str) -> None:
    from awslint.files import write_file
    from awslint.project.calls import repository

    try:
        write_file(file, text.encode("utf-8", "replace"), repository(Path()) or Path())
    except OSError as error:
        raise click.UsageError(f"--format: {file} cannot be written: {error.strerror}.") from None
