"""`awslint rules`: lists every rule, or begins a new policy file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import click

from awslint.cli.app import write
from awslint.explain.data import rule_data
from awslint.rules.declaration import ID_PATTERN

_SCAFFOLD: Final = """\
# A policy of your own. The language: docs/policy-language.md. Run its examples: awslint test {directory}
id: {id}
title: A queue is not encrypted
severity: error
raises: [{{service: sqs, code: AccessDenied, operation: CreateQueue}}]
evidence: ["https://example.com/our-rules#{id}"]
for: AWS::SQS::Queue
refuse: "!has(self.KmsMasterKeyId) && self.?SqsManagedSseEnabled.orValue(true) == false"
at: self.SqsManagedSseEnabled
message: "{{self}} stores its messages without encryption."
help: "Remove {{self.SqsManagedSseEnabled.name}}, or set it to true."
examples:
  - properties:
      bad: {{SqsManagedSseEnabled: false}}
      good: {{SqsManagedSseEnabled: true}}
accepted:
  - properties: {{SqsManagedSseEnabled: false, KmsMasterKeyId: alias/queues}}
"""


def _new(id_: str, directory: Path) -> int:
    """Writes the beginning of a policy file.

    Raises:
        click.UsageError: the id is malformed, or the file is there already.
    """
    if not re.fullmatch(ID_PATTERN, id_):
        raise click.UsageError(f"{id_} is no id of a rule: letters and three digits, as in ACME001.")
    path = directory / f"{id_.lower()}.yaml"
    if path.exists():
        raise click.UsageError(f"{path.as_posix()} is there already.")
    directory.mkdir(parents=True, exist_ok=True)
    path.write_text(_SCAFFOLD.format(id=id_, directory=directory.as_posix()), encoding="utf-8")
    write(f"{path.as_posix()} is written. Change it, then: awslint test {directory.as_posix()}\n")
    return 0


@click.command("rules")
@click.argument("what", nargs=-1, metavar="[new ID [DIRECTORY]]")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def command(*, what: tuple[str, ...], format_: str) -> int:
    """Lists every rule: id, severity, title, and the exceptions it predicts.

    `awslint rules new ACME001` writes the beginning of a policy file of your own, in `policies` or DIRECTORY.
    """
    if what:
        if what[0] != "new" or not 2 <= len(what) <= 3:
            raise click.UsageError("awslint rules takes nothing, or: new ID [DIRECTORY].")
        return _new(what[1], Path(what[2] if len(what) == 3 else "policies"))
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
