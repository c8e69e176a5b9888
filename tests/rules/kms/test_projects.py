"""A key store in CloudHSM that works, and one as people first write it: what awslint says of each."""

from __future__ import annotations

from tests.fixture_cases import FIXTURES

from awslint.engine import Options, check
from awslint.rules import Severity

PROJECTS = FIXTURES / "projects"


def found(name: str) -> list[tuple[str, str, Severity]]:
    result = check([PROJECTS / name], Options())
    assert not result.problems
    return sorted({(finding.rule.id, finding.address, finding.severity) for finding in result.findings})


def test_a_key_store_that_works_is_clean() -> None:
    assert found("keystore") == []


def test_everything_at_once() -> None:
    assert [finding for finding in found("keystore_first") if finding[2] is not Severity.INFO] == [
        ("KMS005", "aws_kms_custom_key_store.main", Severity.ERROR),
        ("KMS007", "aws_cloudhsm_v2_hsm.main[1]", Severity.WARNING),
        ("KMS040", "aws_kms_custom_key_store.main", Severity.WARNING),
        ("KMS042", "aws_kms_custom_key_store.main", Severity.ERROR),
        ("KMS055", "aws_kms_key.app", Severity.ERROR),
        ("KMS085", "aws_kms_key.app", Severity.ERROR),
        ("KMS340", "aws_cloudwatch_metric_alarm.errors", Severity.WARNING),
        ("LOGS001", "aws_cloudwatch_log_group.app", Severity.ERROR),
    ]
