"""`awslint check`: lints paths."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from awslint.cli.app import NOTHING, misspelled, note, write
from awslint.cli.configured import Chosen, telling_usage
from awslint.cli.hook import shrunk_modules
from awslint.cli.inputs import from_stdin
from awslint.cli.outputs import outputs, put
from awslint.cli.progress import Progress
from awslint.cli.scope_options import scope_options
from awslint.cli.shell_words import formats

if TYPE_CHECKING:
    from awslint.engine import Options
    from awslint.report.outcome import Report


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME[:FILE]",
    shell_complete=formats,
    help="full, concise, json, sarif, junit, github, gitlab or markdown. Repeatable.",
)
@click.option("--stdin-filename", metavar="FILE", help="With PATH `-`: the file that standard input stands for.")
@scope_options
@click.option("--fix", is_flag=True, help="Apply the safe fixes, in the files.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix: also fixes that somebody should review.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--add-ignore", metavar="REASON", help="Write suppressions of everything that is found.")
@click.option("--show-undecided", is_flag=True, help="List the checks that could not be decided, and why.")
@click.option("--statistics", is_flag=True, help="Count the findings by rule instead of listing them.")
@click.option("--hook", is_flag=True, help="For git hooks: also modules that lose a file; nothing to lint is fine.")
@click.option("--color", "--colour", type=click.Choice(["auto", "always", "never"]), default="auto")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
@click.option("-v", "--verbose", is_flag=True, help="Also list what was analysed.")
def command(
    *,
    paths: Sequence[str],
    formats: Sequence[str],
    stdin_filename: str | None,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    add_ignore: str | None,
    show_undecided: bool,
    statistics: bool,
    color: str,
    quiet: bool,
    verbose: bool,
    hook: bool,
    **scope: Any,
) -> int:
    """Lints Terraform modules and CloudFormation templates; without PATH the working directory.

    A directory stands for everything below it. A file stands for its whole module or template, of which the findings
    that touch the file are shown.
    """
    from awslint.report.style import Style, wants_colour
    from awslint.report.text import undecided

    if fix or diff or add_ignore is not None:
        alone = next(
            (option for option, is_set in (("-", "-" in paths), ("--with-cfn-lint", scope["with_cfn_lint"])) if is_set),
            "",
        )
        if alone:
            raise click.UsageError(f"{alone} does not go with --fix, --diff and --add-ignore, which change files.")
    progress = Progress(sys.stderr, not quiet)
    with telling_usage(lambda: misspelled(paths[0]) if paths else ""):
        chosen = Chosen(formats=formats, **scope)
        modules = shrunk_modules() if hook else []
        roots, texts = from_stdin(paths, stdin_filename) if paths or not hook else ([], {})
        asked = outputs(chosen.settings(roots)["format"])
        options = replace(chosen.options(), texts=texts, progress=progress, modules=modules)
        try:
            report, done = _checked(roots, options, fix=fix, unsafe=unsafe_fixes, diff=diff, reason=add_ignore)
        finally:
            progress.end()
    report = chosen.completed(report)
    for output in asked:
        if not diff or output.file is not None:
            put(output, report, color=color, statistics=statistics, show_undecided=show_undecided)
    _tell(report, len(report.findings) - len(report.shown()), color, quiet, verbose)
    if not quiet:
        note(done)
    if show_undecided and not any(output.is_for_people for output in asked):
        note(undecided(report, Style(wants_colour(color, sys.stderr))))
    code = report.exit_code()
    return 0 if hook and code == NOTHING else code


def _checked(
    roots: Sequence[Path], options: Options, *, fix: bool, unsafe: bool, diff: bool, reason: str | None
) -> tuple[Report, str]:
    """The report of a run, after whatever it is to change, and a line about that."""
    from awslint.engine import check

    if reason is None and not fix and not diff:
        if unsafe:
            raise click.UsageError("--unsafe-fixes goes with --fix or --diff.")
        return check(roots, options), ""
    if reason is not None and fix:
        raise click.UsageError("--add-ignore and --fix do not go together: fix first, then suppress what is left.")
    from awslint.cli.fixing import fixed, fixes_in_words, ignored
    from awslint.report import edits

    def run(options: Options) -> Report:
        return check(roots, options)

    if reason is not None:
        if not reason.strip() or not reason.isprintable():
            raise click.UsageError("--add-ignore: expected a reason, on one line.")
        outcome, verb = ignored(run, options, reason.strip()), "suppressed"
    else:
        outcome, verb = fixed(run, options, unsafe=unsafe), "fixed"
    if diff:
        # The secrets of what is there: once nothing is found any more, none are looked for.
        found = check(roots, options)
        secrets = (found.sources[span.file].text[span.start : span.end].strip("\"'") for span in found.secrets)
        write(edits.diff(outcome.before, outcome.after, secrets))
        return found, fixes_in_words(outcome, verb, written=False)
    outcome.write(roots)
    return outcome.report, fixes_in_words(outcome, verb, written=True)


def _tell(report: Report, hidden: int, color: str, quiet: bool, verbose: bool) -> None:
    """Problems and the summary. Problems are reported in any case: nothing is lost in silence."""
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
