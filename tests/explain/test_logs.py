import io
import json
import re
from pathlib import Path

import pytest

from awslint.cli.app import run
from awslint.explain.logs import failures

TERRAFORM = """\
aws_kms_key.app: Creating...
\x1b[31m╷\x1b[0m
│ Error: creating KMS Key: operation error KMS: CreateKey, https response error StatusCode: 400, RequestID: 1, \
CustomKeyStoreInvalidStateException: The store is not connected
│
│   with module.keys.aws_kms_key.app["a"],
│   on keys/main.tf line 12, in resource "aws_kms_key" "app":
│   12: resource "aws_kms_key" "app" {
│
╵
╷
│ Error: creating ElastiCache User Group (g): operation error ElastiCache: CreateUserGroup, https response error \
StatusCode: 400, RequestID: 2, api error DefaultUserRequired: no user with that name.
│
│   with aws_elasticache_user_group.g,
│   on main.tf line 3, in resource "aws_elasticache_user_group" "g":
╵
"""

EVENTS = """\
2026-11-20 10:00 UTC CREATE_FAILED  AWS::ElastiCache::UserGroup  Group  Resource handler returned message: \
"User group needs to contain a user with the user name default. (Service: ElastiCache, Status Code: 400)" \
(RequestToken: 1, HandlerErrorCode: InvalidRequest)
2026-11-20 10:01 UTC CREATE_FAILED  AWS::MemoryDB::Cluster  Cache  Resource handler returned message: "not there \
(Service: AmazonMemoryDB; Status Code: 400; Error Code: ACLNotFoundFault; Request ID: 2)"
"""


def test_errors_of_an_apply() -> None:
    first, second = failures(TERRAFORM)
    assert (first.exception.code, first.resource) == (
        "CustomKeyStoreInvalidStateException",
        'module.keys.aws_kms_key.app["a"]',
    )
    assert (first.file, first.line) == ("keys/main.tf", 12)
    assert (second.exception.code, second.exception.operation) == ("DefaultUserRequired", "CreateUserGroup")
    assert second.resource == "aws_elasticache_user_group.g"


def test_events_of_a_stack() -> None:
    first, second = failures(EVENTS)
    assert (first.exception.code, first.resource, first.type) == (
        "DefaultUserRequired",
        "Group",
        "AWS::ElastiCache::UserGroup",
    )
    assert (second.exception.code, second.resource) == ("ACLNotFoundFault", "Cache")


def test_events_as_json() -> None:
    event = {
        "LogicalResourceId": "Cache",
        "ResourceType": "AWS::MemoryDB::Cluster",
        "ResourceStatusReason": "(Service: MemoryDb; Status Code: 400; Error Code: ACLNotFoundFault; Request ID: 1)",
    }
    (found,) = failures(json.dumps({"StackEvents": [event]}, indent=2))
    assert (found.exception.code, found.resource, found.type) == ("ACLNotFoundFault", "Cache", "AWS::MemoryDB::Cluster")


def test_a_traceback_of_a_program() -> None:
    text = "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the DeleteUser operation: no"
    (found,) = failures(text)
    assert (found.exception.code, found.exception.operation) == ("AccessDenied", "DeleteUser")


@pytest.mark.parametrize("text", ["", "Apply complete!", "\x00\ufffd", "Error: ", "{}{}{", "_FAILED" * 50])
def test_a_log_without_exceptions_has_none(text: str) -> None:
    assert failures(text) == []


def test_the_command_reads_a_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "main.tf").write_text("\n" * 6 + 'resource "aws_elasticache_user_group" "g" {}\n', encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TERRAFORM.encode()), encoding="utf-8"))
    assert run(["explain", "-", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert 'CustomKeyStoreInvalidStateException of module.keys.aws_kms_key.app["a"] at keys/main.tf:12' in out
    assert re.search(r"DefaultUserRequired of aws_elasticache_user_group\.g at \S*main\.tf:7\n", out)
    assert "EC025" in out


def test_the_command_gives_a_log_as_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(EVENTS.encode()), encoding="utf-8"))
    assert run(["explain", "-", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [failure["resource"] for failure in data["failures"]] == ["Group", "Cache"]
    assert "EC025" in [rule["id"] for rule in data["explained"]["DefaultUserRequired"]["rules"]]


def test_a_log_without_exceptions_is_reported(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"nothing"), encoding="utf-8"))
    assert run(["explain", "-"]) == 1
    assert "no AWS exception" in capsys.readouterr().err
