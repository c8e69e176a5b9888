"""`awslint check`: lints paths."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from awslint.cli.app import misspelled, note, write
from awslint.cli.configured import Chosen, scope_options, telling_usage
from awslint.cli.given import as_paths

if TYPE_CHECKING:
    from awslint.engine import Options
    from awslint.report.outcome import Report
    from awslint.report.style import Style
    from awslint.rules import Finding

FORMATS: Final = ("full", "concise", "json")


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option("--format", "formats", multiple=True, metavar="NAME[:FILE]", help="full, concise or json. Repeatable.")
@scope_options
@click.option("--fix", is_flag=True, help="Put right what can be put right for certain, in the files.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix: also what somebody should look at.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--add-ignore", metavar="REASON", help="Write suppressions of everything that is found.")
@click.option("--show-undecided", is_flag=True, help="List the checks that could not be decided, and why.")
@click.option("--statistics", is_flag=True, help="Count the findings by rule instead of listing them.")
@click.option("--color", "--colour", type=click.Choice(["auto", "always", "never"]), default="auto")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
@click.option("-v", "--verbose", is_flag=True, help="Also list what was analysed.")
def command(
    *,
    paths: Sequence[str],
    formats: Sequence[str],
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    add_ignore: str | None,
    show_undecided: bool,
    statistics: bool,
    color: str,
    quiet: bool,
    verbose: bool,
    **scope: Any,
) -> int:
    """Lints Terraform modules and CloudFormation templates; without PATH the working directory.

    A directory stands for everything below it. A file stands for its whole module or template, of which the findings
    that touch the file are shown.
    """
    roots = as_paths(paths)
    from awslint.report.as_json import as_json
    from awslint.report.style import Style, wants_colour
    from awslint.report.text import undecided

    with telling_usage(lambda: misspelled(paths[0]) if len(paths) == 1 else ""):
        chosen = Chosen(formats=formats, **scope)
        asked = chosen.settings(roots)["format"]
        outputs = [_output(one) for one in asked] or [("full" if sys.stdout.isatty() else "concise", None)]
        report, done = _checked(roots, chosen, fix=fix, unsafe=unsafe_fixes, diff=diff, reason=add_ignore)
    shown = report.shown()
    if diff:
        outputs = [(name, file) for name, file in outputs if file is not None]
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
    if not quiet:
        note(done)
    if show_undecided and all(name == "json" for name, _ in outputs):
        note(undecided(report, Style(wants_colour(color, sys.stderr))))
    return report.exit_code()


def _checked(
    roots: Sequence[Path], chosen: Chosen, *, fix: bool, unsafe: bool, diff: bool, reason: str | None
) -> tuple[Report, str]:
    """The report of a run, after whatever it is to change, and a line about that."""
    from awslint.engine import check

    if reason is None and not fix and not diff:
        if unsafe:
            raise click.UsageError("--unsafe-fixes goes with --fix or --diff.")
        return check(roots, chosen.options()), ""
    if reason is not None and fix:
        raise click.UsageError("--add-ignore and --fix do not go together: fix first, then suppress what is left.")
    from awslint.cli.fixing import fixed, ignored, told
    from awslint.report import edits

    def run(options: Options) -> Report:
        return check(roots, options)

    if reason is not None:
        if not reason.strip() or not reason.isprintable():
            raise click.UsageError("--add-ignore: expected a reason, on one line.")
        outcome, verb = ignored(run, chosen.options(), reason.strip()), "suppressed"
    else:
        outcome, verb = fixed(run, chosen.options(), unsafe=unsafe), "fixed"
    if diff:
        write(edits.diff(outcome.before, outcome.after))
        return check(roots, chosen.options()), told(outcome, verb, written=False)
    outcome.write()
    return outcome.report, told(outcome, verb, written=True)


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
