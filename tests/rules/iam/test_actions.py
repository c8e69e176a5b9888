"""What the rules on actions claim and suggest, entry by entry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.fixture_cases import check

from awslint.rules import Finding, Severity

BUCKET = "arn:aws:s3:::logs"


def found(directory: Path, element: str, *entries: str) -> list[Finding]:
    statement = {"Effect": "Allow", element: list(entries), "Resource": BUCKET}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    resource = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
    (directory / "t.json").write_text(json.dumps({"Resources": {"Policy": resource}}), encoding="utf-8")
    return [finding for finding in check(directory / "t.json").findings if finding.rule.id in ("IAM001", "IAM002")]


@pytest.mark.parametrize(
    ("entry", "claim", "fix"),
    [
        ("s3:ListObjects", ("s3", "AccessDenied", "ListObjects"), "s3:ListBucket"),
        ("s3:CopyObject", ("s3", "AccessDenied", "CopyObject"), None),
        ("s3:GetObjct", ("s3", "AccessDenied", "GetObject"), "s3:GetObject"),
        ("kms:Decrypt,", ("kms", "AccessDeniedException", "Decrypt"), "kms:Decrypt"),
        ("kms:Decrypt ", ("kms", "AccessDeniedException", "Decrypt"), "kms:Decrypt"),
        ("bedrock-mantle:ListTagsForResources", ("bedrock-mantle", "AccessDenied", None), "any"),
        ("sesv2:SendEmails", ("sesv2", "AccessDeniedException", "SendEmail"), "ses:SendEmail"),
        ("apigatewayv2:CreateApi", ("apigatewayv2", "AccessDeniedException", "CreateApi"), "apigateway:POST"),
        ("iam:PutUser", ("iam", "AccessDenied", "CreateUser"), None),
    ],
)
def test_claims_and_fixes(tmp_path: Path, entry: str, claim: tuple[str, str, str | None], fix: str | None) -> None:
    [finding] = found(tmp_path, "Action", entry)
    assert finding.severity is Severity.WARNING
    assert [(exception.service, exception.code, exception.on) for exception in finding.raises] == [claim]
    if fix is None:
        assert finding.fix is None
    else:
        assert finding.fix is not None
        assert fix == "any" or finding.fix.edits[0].text == fix


@pytest.mark.parametrize(("entry", "sign"), [("s3:GetObject,", "comma"), ("s3:GetObject ", "space")])
def test_a_comma_or_space_is_named(tmp_path: Path, entry: str, sign: str) -> None:
    [finding] = found(tmp_path, "Action", entry)
    assert sign in finding.message
    assert finding.help == f"Write s3:GetObject, without a {sign}."


@pytest.mark.parametrize(
    "entries",
    [
        ("ssm:PutParameter", "ssm:PutParameters"),
        ("s3:Get*", "s3:HeadObject"),
        ("ses:Get*", "sesv2:Get*"),
        ("s3:GetObject", "s3:PutObject", "s3:CopyObject"),
    ],
)
def test_what_stands_beside_the_right_action_is_advice(tmp_path: Path, entries: tuple[str, ...]) -> None:
    [finding] = found(tmp_path, "Action", *entries)
    assert finding.severity is Severity.INFO
    assert {exception.service for exception in finding.raises} == {"awslint"}
    assert finding.fix is None


def test_half_of_what_an_operation_needs_is_not_enough(tmp_path: Path) -> None:
    [finding] = found(tmp_path, "Action", "s3:GetObject", "s3:CopyObject")
    assert finding.severity is Severity.WARNING


def test_in_not_action_nothing_is_excluded_and_nothing_raised(tmp_path: Path) -> None:
    [finding] = found(tmp_path, "NotAction", "s3:DeleteObjects")
    assert "excludes nothing" in finding.message
    assert finding.severity is Severity.INFO
    assert {exception.service for exception in finding.raises} == {"awslint"}
