"""The options that say what is linted, which rules are asked, and what fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from awslint.cli.inputs import input_options
from awslint.cli.shell_words import rule_words

SEVERITIES: Final = ("error", "warning", "info")

C = TypeVar("C", bound=Callable[..., Any])

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_DAY: Final = click.DateTime(["%Y-%m-%d"])


def scope_options(command: C) -> C:
    """Adds the options that say what is linted; `configured.Chosen` takes their values."""
    for option in reversed(
        (
            click.option("--config", "config", type=_FILE, help="The configuration, instead of the nearest file."),
            click.option("--no-config", is_flag=True, help="Read no configuration file."),
            click.option(
                "--select",
                multiple=True,
                metavar="WORD",
                shell_complete=rule_words,
                help="Only rules of that id, service, exception.",
            ),
            click.option(
                "--ignore",
                multiple=True,
                metavar="WORD",
                shell_complete=rule_words,
                help="All rules but these; words as for --select.",
            ),
            click.option("--severity", type=click.Choice(SEVERITIES), help="The lowest severity shown [warning]."),
            click.option(
                "--fail-on", type=click.Choice([*SEVERITIES, "never"]), help="The lowest severity that fails [warning]."
            ),
            click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these paths out: 'examples/**'."),
            click.option("--baseline", type=click.Path(dir_okay=False, path_type=Path), help="Old findings, by file."),
            click.option("--no-suppressions", is_flag=True, help="Show what comments, files and baselines silence."),
            click.option("--with-cfn-lint", is_flag=True, help="Ask cfn-lint about the templates as well."),
            click.option("--cfn-lint-config", type=_FILE, help="The .cfnlintrc to use; without it none is used."),
            click.option(
                "--jobs", "-j", type=click.IntRange(1, 64), help="The number of processes at most [one per processor]."
            ),
            click.option("--no-cache", is_flag=True, help="Neither read nor write the cache of earlier runs."),
            click.option("--now", type=_DAY, metavar="DATE", help="The day that suppressions expire by [today]."),
        )
    ):
        command = option(command)
    return input_options(command)
