"""Where a finding of the key store rules is less than certain, and what it rests on."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint.engine import Options, check
from awslint.rules import Severity

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "kms"


@pytest.mark.parametrize(
    ("rule", "name", "severity"),
    [
        ("KMS002", "one", Severity.ERROR),
        ("KMS002", "one_after_activation", Severity.WARNING),
        ("KMS004", "restored", Severity.ERROR),
        ("KMS004", "one_awaited", Severity.WARNING),
    ],
)
def test_severity(rule: str, name: str, severity: Severity) -> None:
    report = check([FIXTURES / rule / "terraform" / "bad" / name], Options())
    assert [finding.severity for finding in report.findings] == [severity]


@pytest.mark.parametrize(("rule", "name"), [("KMS001", "literal"), ("KMS005", "literal"), ("KMS055", "literal")])
def test_first_deployment_is_named(rule: str, name: str) -> None:
    report = check([FIXTURES / rule / "terraform" / "bad" / name], Options())
    assert [
        any("first deployment" in text for text in finding.assumes)
        for finding in report.findings
        if finding.rule.id == rule
    ] == [True]


def test_one_finding_in_the_world_in_which_the_key_exists() -> None:
    report = check([FIXTURES / "KMS055" / "terraform" / "bad" / "same_condition"], Options())
    assert [finding.world for finding in report.findings if finding.rule.id == "KMS055"] == ["var.use_hsm"]
