"""`awslint rules`: lists every rule."""

from __future__ import annotations

import json

import click

from awslint.cli.app import write
from awslint.explain.data import rule_data


@click.command("rules")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def command(*, format_: str) -> int:
    """Lists every rule: id, severity, title, and the exceptions it foretells."""
    from awslint.rules.registry import all_rules

    rules = all_rules()
    if format_ == "json":
        write(json.dumps([rule_data(rule, page=False) for rule in rules], indent=2, ensure_ascii=False) + "\n")
        return 0
    lines = []
    for rule in rules:
        codes = ", ".join(dict.fromkeys(f"{raises.service} {raises.code}" for raises in rule.raises))
        lines.append(f"{rule.id:<8} {rule.severity.value:<8} {rule.title} ({codes})\n")
    write("".join(lines) + f"{len(rules)} rules; `awslint explain ID` shows one\n")
    return 0
