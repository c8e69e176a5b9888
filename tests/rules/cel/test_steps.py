"""Loops in loops end: what would take too long is not decided, and reported."""

from __future__ import annotations

import json
from pathlib import Path

from awslint.engine import Options, check


def group(records: int) -> str:
    sets = [
        {
            "Name": f"n{number}.example.com",
            "Type": "A",
            "TTL": "60",
            "ResourceRecords": ["192.0.2.1"],
            "Weight": 1,
            "SetIdentifier": "a",
        }
        for number in range(records)
    ]
    properties = {"HostedZoneId": "Z08253411ABCD1234", "RecordSets": sets}
    return json.dumps({"Resources": {"Group": {"Type": "AWS::Route53::RecordSetGroup", "Properties": properties}}})


def test_a_long_list_is_not_compared_with_itself(tmp_path: Path) -> None:
    (tmp_path / "template.json").write_text(group(600), encoding="utf-8")
    report = check([tmp_path], Options(cache=False))
    assert not report.findings
    assert not report.problems
    assert any(
        "more elements than a policy compares" in reason for _, doubt in report.doubts for reason in doubt.reasons
    )


def test_a_short_one_is(tmp_path: Path) -> None:
    (tmp_path / "template.json").write_text(group(40), encoding="utf-8")
    report = check([tmp_path], Options(cache=False))
    assert not [reason for _, doubt in report.doubts for reason in doubt.reasons if "more elements" in reason]
