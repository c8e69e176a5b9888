"""`awslint rules new`: the beginning of a policy of one's own, in YAML or in Python."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import click

from awslint.cli.app import write
from awslint.rules.declaration import ID_PATTERN

_YAML: Final = """\
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

_PYTHON: Final = '''\
from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Severity, Verdict, rule


@rule(
    id="{id}",
    title="A queue is its own dead-letter queue",
    severity=Severity.WARNING,
    types=("AWS::SQS::Queue",),
    raises=(Raises("sqs", "InvalidAttributeValue", on="CreateQueue"),),
    evidence=("https://example.com/our-rules#{id}",),
)
def own_dead_letter_queue(queue: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """Messages that fail would come back for ever."""
    target = queue.get("RedrivePolicy", "deadLetterTargetArn")
    if target.target() is queue:
        yield Verdict(
            holds=target.is_set,
            at=target,
            message=f"{{queue.address}} is its own dead-letter queue.",
            help="Name another queue.",
        )
'''

_PROJECT: Final = """\
[project]
name = "{name}-rules"
version = "1.0"

[project.entry-points."awslint.rules"]
{name} = "{name}_rules"
"""


def begin(id_: str, directory: Path | None, *, python: bool) -> None:
    """Writes the beginning of a policy file, or of a package with a policy in Python, and says what to do with it.

    Args:
        directory: where to; None for `policies`, or for `acme-rules` where the id begins with ACME.

    Raises:
        click.UsageError: the id is malformed or taken, or a file is there already.
    """
    if not re.fullmatch(ID_PATTERN, id_):
        raise click.UsageError(f"{id_} cannot be the id of a rule: capital letters and three digits, as in ACME001.")
    from awslint.rules.registry import all_rules

    if any(rule.id == id_ for rule in all_rules()):
        raise click.UsageError(f"{id_} is a rule of awslint: give yours a prefix of your own, as in ACME001.")
    name = id_[:-3].lower()
    if python:
        directory = directory or Path(f"{name}-rules")
        module = directory / f"{name}_rules" / "__init__.py"
        _write({directory / "pyproject.toml": _PROJECT.format(name=name), module: _PYTHON.format(id=id_)})
        place = directory.as_posix() if directory.is_absolute() else f"./{directory.as_posix()}"
        write(
            f"{module.as_posix()} and its pyproject.toml are written. Change the policy, then: pip install {place}\n"
            f'and write packs = ["{name}"] into awslint.toml.\n'
        )
        return
    directory = directory or Path("policies")
    path = directory / f"{id_.lower()}.yaml"
    _write({path: _YAML.format(id=id_, directory=directory.as_posix())})
    write(f"{path.as_posix()} is written. Change it, then: awslint test {directory.as_posix()}\n")


def _write(files: dict[Path, str]) -> None:
    taken = next((path for path in files if path.exists()), None)
    if taken is not None:
        raise click.UsageError(f"{taken.as_posix()} is there already.")
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise click.UsageError(f"{path.as_posix()} cannot be written: {error.strerror}.") from None
