"""Where a finding of the key store rules is less than certain, and what it rests on."""

from __future__ import annotations

import pytest
from tests.fixture_cases import FIXTURES, apart

from awslint.engine import Options, check
from awslint.rules import Severity


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
    report = check([apart(FIXTURES / "kms" / rule / f"bad_{name}.tf")], Options())
    assert [finding.severity for finding in report.findings] == [severity]


@pytest.mark.parametrize(("rule", "name"), [("KMS001", "literal"), ("KMS005", "literal"), ("KMS055", "literal")])
def test_first_deployment_is_named(rule: str, name: str) -> None:
    report = check([apart(FIXTURES / "kms" / rule / f"bad_{name}.tf")], Options())
    assert [
        any("first deployment" in text for text in finding.assumes)
        for finding in report.findings
        if finding.rule.id == rule
    ] == [True]


def test_one_finding_in_the_world_in_which_the_key_exists() -> None:
    report = check([apart(FIXTURES / "kms" / "KMS055" / "bad_same_condition.tf")], Options())
    assert [finding.world for finding in report.findings if finding.rule.id == "KMS055"] == ["var.use_hsm"]
