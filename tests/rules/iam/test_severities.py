"""How much a finding about an action claims."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from awslint.engine import Options, check
from awslint.rules import Severity


def findings(directory: Path, **statement: object) -> list[tuple[str, Severity, tuple[str, ...]]]:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", **statement}]}
    template = {"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}}}
    file = directory / "template.json"
    file.write_text(json.dumps(template), encoding="utf-8")
    report = check([file], Options())
    return [
        (finding.rule.id, finding.severity, tuple(raised.code for raised in finding.raises))
        for finding in report.findings
    ]


@pytest.mark.parametrize(
    ("action", "rule", "code"),
    [
        ("memorydb:DescribeCluster", "IAM001", "AccessDeniedException"),
        ("ec2:DescribeInstance", "IAM001", "UnauthorizedOperation"),
        ("elasticache:DescribeUserGroup", "IAM001", "AccessDenied"),
        ("cloudhsmv2:DescribeClusters", "IAM002", "AccessDeniedException"),
        ("elbv2:DescribeLoadBalancers", "IAM002", "AccessDenied"),
    ],
)
def test_a_similar_action_makes_it_a_warning(tmp_path: Path, action: str, rule: str, code: str) -> None:
    assert findings(tmp_path, Action=action) == [(rule, Severity.WARNING, (code,))]


@pytest.mark.parametrize("action", ["memorydb:TravelInTime", "zzzz:DescribeClusters"])
def test_without_one_it_is_advice(tmp_path: Path, action: str) -> None:
    assert [severity for _, severity, _ in findings(tmp_path, Action=action)] == [Severity.INFO]


def test_a_deny_refuses_nobody(tmp_path: Path) -> None:
    found = findings(tmp_path, Effect="Deny", Action="memorydb:DescribeCluster")
    assert [severity for _, severity, _ in found] == [Severity.INFO]
