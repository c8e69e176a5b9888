"""A team's own policies as a team writes them: begun, tested, configured, listed, explained, tried."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path

import pytest

from awslint.cli.app import run

QUEUE = 'resource "aws_sqs_queue" "q" {\n  sqs_managed_sse_enabled = false\n}\n'


def awslint(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(arguments)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    assert awslint("rules", "new", "ACME001")[0] == 0
    (tmp_path / "awslint.toml").write_text('policies = ["policies"]\n', encoding="utf-8")
    (tmp_path / "main.tf").write_text(QUEUE, encoding="utf-8")
    return tmp_path


def test_a_policy_is_begun_tested_and_found(team: Path) -> None:
    assert awslint("test") == (0, "1 policy in 1 file: all examples are right\n", "")
    code, out, _ = awslint("--format", "json", "--no-cache")
    (finding,) = json.loads(out)["findings"]
    assert (code, finding["rule"], finding["resource"]["address"]) == (1, "ACME001", "aws_sqs_queue.q")


def test_it_is_listed_and_explained_like_any_other(team: Path) -> None:
    assert "ACME001  error" in awslint("rules")[1]
    assert "A queue is not encrypted" in awslint("explain", "ACME001")[1]
    assert awslint("--select", "ACME", "--no-cache")[0] == 1
    assert awslint("--ignore", "ACME001", "--no-cache")[0] == 0


def test_findings_of_own_policies_are_cached_until_the_policy_changes(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(team / "cache"))
    first = awslint()[1]
    assert "ACME001" in first
    assert awslint()[1] == first
    policy = team / "policies" / "acme001.yaml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("A queue", "Some queue"), encoding="utf-8")
    assert "Some queue" in awslint("explain", "ACME001")[1]
    assert "no findings" not in awslint()[1]


def test_one_process_reads_the_policies_of_each_directory(
    team: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert awslint("test")[0] == 0
    other = tmp_path / "other"
    (other / "policies").mkdir(parents=True)
    text = (team / "policies" / "acme001.yaml").read_text(encoding="utf-8")
    (other / "policies" / "acme001.yaml").write_text(text.replace("A queue", "Some queue"), encoding="utf-8")
    (other / ".git").mkdir()
    (other / "awslint.toml").write_text('policies = ["policies"]\n', encoding="utf-8")
    monkeypatch.chdir(other)
    assert "Some queue" in awslint("explain", "ACME001")[1]


def test_nothing_is_written_beside_own_policies(team: Path) -> None:
    before = sorted(team.rglob("*"))
    awslint("--no-cache")
    assert sorted(team.rglob("*")) == before


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("has(self.KmsMasterKeyId)", "has(self.KmsMasterKeyIdd)", "no property KmsMasterKeyIdd; did you mean"),
        ("AWS::SQS::Queue", "AWS::SQS::Queu", "there is no type AWS::SQS::Queu"),
        ("has(self", "hass(self", "there is no function hass()"),
        ("{self} stores", "{queue} stores", "there is no variable queue"),
        ("self.SqsManagedSseEnabled\nmessage", "self.[\nmessage", "`at` is not valid"),
        ("severity: error", "severity: [", "not valid YAML"),
    ],
)
def test_faults_of_a_policy_are_reported_with_their_file(team: Path, old: str, new: str, words: str) -> None:
    policy = team / "policies" / "acme001.yaml"
    text = policy.read_text(encoding="utf-8")
    assert old in text
    policy.write_text(text.replace(old, new), encoding="utf-8")
    code, _, err = awslint("--no-cache")
    assert code == 2
    assert "acme001.yaml" in err
    assert words in " ".join(err.split())
    assert awslint("test")[0] == 1


def test_examples_that_do_not_hold_are_reported(team: Path) -> None:
    policy = team / "policies" / "acme001.yaml"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace("bad: {SqsManagedSseEnabled: false}", "bad: {QueueName: a}"), encoding="utf-8")
    code, out, _ = awslint("test", "policies")
    assert code == 1
    assert "it is not found" in out


@pytest.mark.parametrize(
    ("new", "message"),
    [("true", ""), ("false # still", "its fix does not end it"), (None, "no bad example shows what its fix does")],
)
def test_a_fix_is_tried_on_the_bad_examples(team: Path, new: str | None, message: str) -> None:
    policy = team / "policies" / "acme001.yaml"
    text = policy.read_text(encoding="utf-8")
    attribute = "self.SqsManagedSseEnabled" if new else "[][?0]"
    fix = f'fix: {{replace: "{attribute}", with: "{new}", safe: true}}\n'
    policy.write_text(text.replace("\nexamples:", f"\n{fix}examples:"), encoding="utf-8")
    code, out, _ = awslint("test")
    assert (code, message in out) == (1 if message else 0, True)


def test_a_query_says_where_it_is_true_and_why_it_is_not_known(team: Path) -> None:
    (team / "more.tf").write_text(
        'variable "age" {\n  type = number\n}\n\nresource "aws_sqs_queue" "r" {\n  delay_seconds = var.age\n}\n',
        encoding="utf-8",
    )
    code, out, _ = awslint("query", ".", "self.SqsManagedSseEnabled == false")
    assert (code, out) == (0, "aws_sqs_queue.q: true\n")
    code, out, _ = awslint("query", ".", "self.DelaySeconds > 5")
    assert code == 1
    assert "aws_sqs_queue.r: undecided (var.age has no value" in out
    assert awslint("query", ".", "self.")[0] == 2


def test_a_graph_is_drawn(team: Path) -> None:
    (team / "policy.tf").write_text(
        'resource "aws_sqs_queue_policy" "p" {\n  queue_url = aws_sqs_queue.q.id\n  policy = "{}"\n}\n',
        encoding="utf-8",
    )
    assert "-->" in awslint("graph", "--format", "mermaid", ".")[1]
    assert "->" in awslint("graph", "--format", "dot", ".")[1]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("KMS055",), "KMS055 is a rule of awslint: give yours a prefix of your own"),
        (("acme3",), "acme3 cannot be the id of a rule: capital letters and three digits"),
        (("ACME001",), "policies/acme001.yaml is there already"),
        (("ACME009", "main.tf/policies"), "main.tf/policies/acme009.yaml cannot be written: "),
    ],
)
def test_an_id_or_a_place_that_a_new_policy_cannot_have(team: Path, arguments: tuple[str, ...], expected: str) -> None:
    code, _, errors = awslint("rules", "new", *arguments)
    assert code == 2
    assert expected in errors


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("severity: error", "severity: high", "4: ACME001: `severity` is high; it has to be one of error,"),
        ("severity: error", "severty: error", "4: ACME001: there is no key `severty`; did you mean severity?"),
        ("CreateQueue", "CreateQeue", "5: ACME001: `raises`: sqs has no operation CreateQeue; did you mean"),
        ("service: sqs", "service: SQS", "5: ACME001: `raises`: there is no service SQS; did you mean sqs?"),
        ("code: AccessDenied", "code: QueueDoesNotExists", "5: ACME001: `raises`: sqs does not answer Queue"),
        ("for: AWS::SQS::Queue", "for: aws_sqs_queue", "7: ACME001: `for` is aws_sqs_queue; types have"),
        ("== false", "=== false", "8: ACME001: `refuse` is not valid: unexpected '='"),
        ("has(self.KmsMasterKeyId)", "has(self.KmsMasterKey)", "8: ACME001: AWS::SQS::Queue has no property Kms"),
        ("id: ACME001", "id: acme-1", "2: acme-1: `id` is acme-1; it has to be capital letters and three digits"),
        ("id: ACME001", "id: KMS055", "KMS055 is a rule of awslint: give yours a prefix of your own"),
    ],
)  # fmt: skip
def test_a_slip_in_a_policy_is_told_with_its_line(team: Path, old: str, new: str, expected: str) -> None:
    policy = team / "policies" / "acme001.yaml"
    text = policy.read_text(encoding="utf-8")
    assert old in text
    policy.write_text(text.replace(old, new, 1), encoding="utf-8")
    code, out, _ = awslint("test")
    assert code == 1
    assert f"policies/acme001.yaml:{expected}" in out or ("KMS055" in new and expected in out), out


def test_words_of_a_policy_are_put_into_the_language_of_the_user(team: Path) -> None:
    policy = team / "policies" / "acme001.yaml"
    text = policy.read_text(encoding="utf-8")
    help_ = 'help: "Set SqsManagedSseEnabled, not `KmsMasterKeyId`; CloudFront and AWS::SQS::KmsMasterKeyId stay."\n'
    policy.write_text(re.sub(r"help: .*\n", help_, text), encoding="utf-8")
    (team / "t.yaml").write_text(
        "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: {SqsManagedSseEnabled: false}\n", encoding="utf-8"
    )
    found = json.loads(awslint("--format", "json", "--no-cache")[1])["findings"]
    rest = ", not `KmsMasterKeyId`; CloudFront and AWS::SQS::KmsMasterKeyId stay."
    assert [finding["help"] for finding in found if finding["rule"] == "ACME001"] == [
        f"Set sqs_managed_sse_enabled{rest}",
        f"Set SqsManagedSseEnabled{rest}",
    ]
