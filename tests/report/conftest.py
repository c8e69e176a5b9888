"""Small reports, made by hand."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from awslint.graph import Deployment, Resource
from awslint.report.outcome import Report
from awslint.rules import Finding, Phase, Place, Raises, Rule, Severity, Verdict
from awslint.syntax.sources import Sources
from awslint.values import NOWHERE, Span


@pytest.fixture
def samples() -> ModuleType:
    """The functions of this file."""
    return sys.modules[__name__]


def nothing(_: Resource, __: Deployment) -> Iterator[Verdict]:
    yield from ()


def rule(
    id_: str = "KMS055", severity: Severity = Severity.ERROR, title: str = "A key needs a connected store"
) -> Rule:
    raises = (Raises("kms", "CustomKeyStoreInvalidStateException", on="CreateKey"),)
    return Rule(id_, title, severity, ("AWS::KMS::Key",), raises, ("catalogue:KMS-55",), nothing)


def spot(sources: Sources, path: str, text: str) -> Span:
    """The span of a text in a file that was added."""
    for number in range(len(sources)):
        if sources[number].path == path:
            start = sources[number].text.index(text)
            return Span(number, start, start + len(text))
    raise LookupError(path)


def finding(
    span: Span = NOWHERE,
    *,
    of: Rule | None = None,
    message: str = "aws_kms_key.k is created in a store that nothing connects.",
    address: str = "aws_kms_key.k",
    attribute: str = "custom_key_store_id",
    help_: str = "Connect the store first.",
    related: tuple[Place, ...] = (),
    assumes: tuple[str, ...] = (),
    world: str = "",
    chain: tuple[Place, ...] = (),
    unit: str = "prod",
) -> Finding:
    of_rule = of if of is not None else rule()
    return Finding(
        rule=of_rule,
        severity=of_rule.severity,
        message=message,
        help=help_,
        raises=of_rule.raises,
        phase=Phase.CREATE,
        address=address,
        type="AWS::KMS::Key",
        native_type="aws_kms_key",
        attribute=attribute,
        span=span,
        related=related,
        assumes=assumes,
        world=world,
        unit=unit,
        chain=chain,
    )


MAIN = """\
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "k" {
\tcustom_key_store_id = module.store.id
  password = "hunter2-hunter2-hunter2"
}
"""
STORE = """\
resource "aws_kms_custom_key_store" "hsm" {
  key_store_password = "kingfisher"
}
"""


def sources() -> Sources:
    some = Sources()
    some.add("prod/main.tf", MAIN)
    some.add("store/main.tf", STORE)
    return some


def report(*findings: Finding, of: Sources, **rest: object) -> Report:
    known = {"units": ("prod",), "files": ("prod/main.tf",), "resources": 2, **rest}
    return Report(findings=findings, sources=of, **known)  # type: ignore[arg-type]
