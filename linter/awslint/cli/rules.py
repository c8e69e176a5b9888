"""`awslint rules`: lists every rule, or begins a new policy file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from awslint.cli.app import write
from awslint.explain.data import rule_data


@click.command("rules")
@click.argument("words", nargs=-1, metavar="[new ID [DIRECTORY]]")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.option("--python", is_flag=True, help="With new: a package with a policy in Python.")
def command(*, words: tuple[str, ...], format_: str, python: bool) -> int:
    """Lists every rule: id, severity, title, and the exceptions it predicts.

    `awslint rules new ACME001` writes the beginning of a policy file of your own, in `policies` or DIRECTORY; with
    --python that of a package, in `acme-rules` or DIRECTORY.
    """
    if words:
        if words[0] != "new" or not 2 <= len(words) <= 3:
            raise click.UsageError("awslint rules takes nothing, or: new ID [DIRECTORY].")
        from awslint.cli.scaffold import begin

        begin(words[1], Path(words[2]) if len(words) == 3 else None, python=python)
        return 0
    if python:
        raise click.UsageError("--python goes with: new ID [DIRECTORY].")
    from awslint.cli.configured import every_rule_here

    rules = every_rule_here()
    if format_ == "json":
        write(json.dumps([rule_data(rule, page=False) for rule in rules], indent=2, ensure_ascii=False) + "\n")
        return 0
    lines = []
    for rule in rules:
        codes = ", ".join(dict.fromkeys(f"{raises.service} {raises.code}" for raises in rule.raises))
        lines.append(f"{rule.id:<8} {rule.severity.value:<8} {rule.title} ({codes})\n")
    write("".join(lines) + f"{len(rules)} rules; `awslint explain ID` shows one\n")
    return 0
