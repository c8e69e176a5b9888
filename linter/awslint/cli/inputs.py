"""The options that say what a deployment is given beside its files."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from awslint.cli.app import nearest
from awslint.cli.shell_words import regions
from awslint.files import LARGEST_OF_ALL
from awslint.front_ends import PLAN
from awslint.graph.loading import Inputs
from awslint.project.other_tools import SAVED_PLAN, is_saved_plan
from awslint.project.recognition import begins_with
from awslint.project.walk import CONFIGURATION, VARIABLES, relative

_TERRAFORM_ENVIRONMENT: Final = ("TF_DATA_DIR", "TF_WORKSPACE")

_STDIN: Final = Path("<stdin>")
"""What a plan on standard input is shown as."""

C = TypeVar("C", bound=Callable[..., Any])

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Ordered(click.Option):
    """An option whose occurrences are counted together with those of the other: of --var and --var-file, the last one
    on the command line wins."""

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        super().add_to_parser(parser, ctx)
        order: list[str] = ctx.meta.setdefault(_ORDER, [])
        for option in {
            id(known): known for known in (parser._long_opt.get(name) for name in self.opts) if known
        }.values():
            process = option.process

            def noted(value: Any, state: Any, process: Any = process) -> None:
                order.append(str(self.name))
                process(value, state)

            option.process = noted


_ORDER: Final = "awslint.order of --var and --var-file"


def _files_before(variables: Sequence[str]) -> Mapping[str, int]:
    """For every variable that --var sets, how many --var-file stand before it on the command line."""
    context = click.get_current_context(silent=True)
    order: list[str] = context.meta.get(_ORDER, []) if context is not None else []
    found: dict[str, int] = {}
    files = 0
    left = iter(variables)
    for kind in order:
        if kind == "variable_files":
            files += 1
        else:
            name = next(left, "").partition("=")[0].strip()
            found[name] = files
    return found


def input_options(command: C) -> C:
    """Adds the options to a command; `given` makes what front ends take of their values."""
    for option in reversed(
        (
            click.option(
                "--region",
                metavar="NAME",
                shell_complete=regions,
                help="The region, where the configuration does not set one.",
            ),
            click.option("--account", metavar="ID", help="The account, twelve digits."),
            click.option("--account-facts", type=_FILE, help="Quotas, zones and taken names of the account."),
            click.option("--partition", metavar="NAME", help="The partition: aws, aws-cn, aws-us-gov, ..."),
            click.option(
                "--var", "variables", cls=_Ordered, multiple=True, metavar="NAME=VALUE", help="A Terraform variable."
            ),
            click.option(
                "--var-file",
                "variable_files",
                cls=_Ordered,
                multiple=True,
                type=_FILE,
                help="A Terraform variables file.",
            ),
            click.option("--param", "parameters", multiple=True, metavar="NAME=VALUE", help="A template parameter."),
            click.option("--param-file", "parameter_files", multiple=True, type=_FILE, help="A parameter file."),
        )
    ):
        command = option(command)
    return command


def as_paths(words: Sequence[str]) -> list[Path]:
    """Returns the paths to look at; without any the working directory.

    Raises:
        click.UsageError: a path is empty, as `awslint "$UNSET"` makes it; it must not become the working directory.
    """
    if not all(words):
        raise click.UsageError("an empty path.")
    return [Path(word) for word in words] or [Path()]


def from_stdin(words: Sequence[str], filename: str | None) -> tuple[list[Path], dict[str, str]]:
    """Returns the paths to look at, and by path the text that stands for a file: `-` is the file that standard input
    holds.

    Raises:
        click.UsageError: it is not said which file that is, or the module of a file cannot be found.
    """
    if "-" not in words:
        if filename is not None:
            raise click.UsageError("--stdin-filename goes with the path `-`.")
        return as_paths(words), {}
    is_typed = filename is None and sys.stdin.isatty()
    content = b"" if is_typed else read_stdin(LARGEST_OF_ALL)
    if is_saved_plan(content):
        raise click.UsageError(f"standard input: {SAVED_PLAN}.")
    if filename is None and not begins_with(PLAN.beginning, content):
        raise click.UsageError(
            "`-` needs --stdin-filename FILE: the language and the other files follow from it (a plan needs none)."
        )
    path = relative(Path(filename)) if filename is not None else _STDIN
    if path.name.endswith((*CONFIGURATION, *VARIABLES)) and not path.exists():
        raise click.UsageError(f"--stdin-filename {filename}: there is no such file, so no module to judge it with.")
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    return [path if word == "-" else Path(word) for word in words], {path.as_posix(): text}


def read_stdin(most: int) -> bytes:
    """Returns what standard input holds.

    Raises:
        click.UsageError: it is more than so many bytes; what follows is not read.
    """
    content: bytes = sys.stdin.buffer.read(most + 1)
    if len(content) > most:
        raise click.UsageError(f"standard input has more than {most // 1024 // 1024} MiB.")
    return content


def inputs(
    *,
    region: str | None,
    account: str | None,
    partition: str | None,
    variables: Sequence[str],
    variable_files: Sequence[Path],
    parameters: Sequence[str],
    parameter_files: Sequence[Path],
) -> Inputs:
    """Returns what a deployment is given.

    Raises:
        click.UsageError: a value means nothing.
    """
    _check("--region", region, r"[a-z]{2,}(-[a-z]+)+-\d+", "a region like eu-central-1")
    _check("--account", account, r"\d{12}", "twelve digits")
    _check("--partition", partition, r"aws(-[a-z]+)*", "a partition like aws, aws-cn or aws-us-gov")
    return Inputs(
        region=region,
        account=account,
        partition=partition,
        variables=_pairs("--var", variables),
        variable_files=tuple(variable_files),
        files_before_variables=_files_before(variables),
        parameters=_pairs("--param", parameters),
        parameter_files=tuple(parameter_files),
        environment={
            name: value
            for name, value in sorted(os.environ.items())
            if name.startswith("TF_VAR_") or name in _TERRAFORM_ENVIRONMENT
        },
    )


def _check(option: str, value: str | None, pattern: str, selected: str) -> None:
    if value is not None and not re.fullmatch(pattern, value, re.ASCII):
        raise click.UsageError(f"{option} {value or '(empty)'}: expected {selected}.{_meant(option, value)}")


def _meant(option: str, value: str) -> str:
    if option == "--account" or not value:
        return ""
    from awslint.facts import regions as facts

    known = facts.regions() if option == "--region" else (partition.name for partition in facts.partitions())
    return nearest(value, sorted(known))


def _pairs(option: str, values: Sequence[str]) -> Mapping[str, str]:
    pairs = {}
    for pair in values:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            # The text may be a secret whose name was left out, so it is not repeated.
            raise click.UsageError(f"{option}: expected NAME=VALUE.")
        pairs[name.strip()] = value
    return pairs
