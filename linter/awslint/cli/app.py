"""The command's frame: its subcommands, and what every exit code means."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from awslint import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

FINDINGS: Final = 1
USAGE: Final = 2
NOTHING: Final = 3
INTERNAL: Final = 70
INTERRUPTED: Final = 130

_COMMANDS: Final = (
    "baseline",
    "cache",
    "check",
    "completions",
    "config",
    "explain",
    "graph",
    "permissions",
    "query",
    "rules",
    "test",
)


class _Commands(click.Group):
    """Subcommands that are imported when they are asked for; `check` is the one that need not be named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"awslint.cli.{cmd_name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--version", "--help", "-h"}
        if set(args) <= {"--version", "-v", "--verbose"} and "--version" in args:
            ctx.obj = len(args) > 1
            args = ["--version"]
        if not args and ctx.resilient_parsing:
            return super().parse_args(ctx, args)  # a shell completes the first word, see below
        if not args or (args[0] not in _COMMANDS and args[0] not in own):
            args = ["check", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Completes the first word: a subcommand, or what `check` takes: a path or one of its options."""
        from click.shell_completion import CompletionItem

        check = self.get_command(ctx, "check")
        if check is None or not incomplete.startswith("-"):
            return [*super().shell_complete(ctx, incomplete), CompletionItem(incomplete, type="file")]
        with click.Context(check, ctx, "check", resilient_parsing=True) as context:
            return [*super().shell_complete(ctx, incomplete), *check.shell_complete(context, incomplete)]


def _show_version(ctx: click.Context) -> None:
    write(f"awslint {__version__}\n")
    if ctx.obj:
        from awslint.facts.sources import sources

        write("facts made from:\n" + "".join(f"  {source}\n" for source in sources()))
    ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, _, value: _show_version(ctx) if value else None,
    help="Show the version and exit; with -v also what the facts about AWS were made from.",
)
def app() -> None:
    """Says before deployment which AWS exception a configuration will raise.

    `awslint` alone lints the working directory; `awslint PATH` is short for `awslint check PATH`.

    \b
    Exit codes: 0 nothing found, 1 findings, 2 wrong usage, 3 a directory held nothing to lint,
    4 an input could not be analysed in full, 70 internal error, 130 interrupted.
    """


def run(arguments: Sequence[str]) -> int:
    """Runs the command with these arguments and gives its exit code; raises nothing."""
    import traceback

    try:
        result = app.main(list(arguments), prog_name="awslint", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        error.show()
        return USAGE
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        _close_output()
        return 0
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else USAGE
    except Exception:
        traceback.print_exc()
        print("awslint: internal error; please report it with the lines above", file=sys.stderr)
        return INTERNAL


def write(text: str) -> None:
    """Writes to standard output. A reader that has gone away (`| head`) is no error."""
    try:
        text = _encodable(text, sys.stdout.encoding)
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _close_output()


def note(text: str) -> None:
    """Writes to standard error."""
    try:
        from awslint.report.style import harmless

        sys.stderr.write(_encodable(harmless(text), sys.stderr.encoding))
        sys.stderr.flush()
    except BrokenPipeError:
        pass


def _encodable(text: str, encoding: str | None) -> str:
    """The text without what the stream cannot encode: names of files need not be text."""
    name = encoding or "utf-8"
    return text.encode(name, "replace").decode(name)


def _close_output() -> None:
    # Python flushes standard output once more at its end, which must not fail again.
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)


def nearest(word: str, known: Sequence[str]) -> str:
    """Returns ` Did you mean X or Y?` with the known words that look most like it; empty when none does."""
    import difflib

    lower = {spelling.lower(): spelling for spelling in known}
    found = [lower[near] for near in difflib.get_close_matches(word.lower(), lower, n=3, cutoff=0.6)]
    return f" Did you mean {' or '.join(found)}?" if found else ""


_SYNONYMS: Final = {
    "fix": "check --fix",
    "help": "--help",
    "init": "config init",
    "lint": "check",
    "list": "rules",
    "run": "check",
    "scan": "check",
    "show": "explain",
    "validate": "check",
    "version": "--version",
}
"""What other linters call it."""


def misspelled(path: str) -> str:
    """Returns a hint for a path that is not there and looks like a subcommand."""
    if path in _COMMANDS:
        return f" The command comes before the options: `awslint {path}`."
    if path in _SYNONYMS:
        return f" Did you mean `awslint {_SYNONYMS[path]}`?"
    return nearest(path, _COMMANDS) if path.isalpha() else ""
