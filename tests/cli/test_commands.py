from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from awslint.cli.app import run
from awslint.rules.declaration import rule_id

CONTRACT = Path(__file__).parents[1] / "contract"


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize("word", ["KMS055", "kms055", "KMS-55", "kms55"])
def test_explain_shows_the_page_of_a_rule(capsys: pytest.CaptureFixture[str], word: str) -> None:
    code, out, _ = call(capsys, "explain", word)
    assert code == 0
    assert out.startswith("KMS055: ")
    for part in ("CustomKeyStoreInvalidStateException from kms:CreateKey", "## Example", "## Evidence", "severity:"):
        assert part in out


def test_explain_gives_json(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(call(capsys, "explain", "KMS055", "--format", "json")[1])
    assert data["id"] == "KMS055"
    assert "## What it finds" in data["page"]
    listed = json.loads(call(capsys, "explain", "kms:CreateKey", "--format", "json")[1])
    assert "KMS055" in [rule["id"] for rule in listed["rules"]]


@pytest.mark.parametrize(
    ("subject", "rule"),
    [
        ("CustomKeyStoreInvalidStateException", "KMS055"),
        ("CustomKeyStoreInvalidState", "KMS055"),
        ("kms:CreateKey", "KMS055"),
        ("KMS:createkey", "KMS055"),
        ("DefaultUserRequired", "EC025"),
        ("InvalidCredentialsException", "IAM012"),
    ],
)
def test_explain_finds_the_rules_that_foretell_an_exception(
    capsys: pytest.CaptureFixture[str], subject: str, rule: str
) -> None:
    code, out, _ = call(capsys, "explain", subject)
    assert code == 0
    assert rule in out


def test_explain_knows_exceptions_that_no_rule_foretells(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "explain", "InvalidGrantTokenException")
    assert code == 0
    assert "No rule predicts" in out
    assert "(kms)" in out


@pytest.mark.parametrize(
    ("subject", "meant"),
    [
        ("CustomKeyStoreInvalidStatException", "CustomKeyStoreInvalidStateException"),
        ("KMS0556", "KMS055"),
        ("kms:CreatKey", "kms:CreateKey"),
    ],
)
def test_explain_puts_misspellings_right(capsys: pytest.CaptureFixture[str], subject: str, meant: str) -> None:
    code, _, err = call(capsys, "explain", subject)
    assert code == 2
    assert meant in err


def test_rules_lists_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    text = call(capsys, "rules")[1]
    listed = json.loads(call(capsys, "rules", "--format", "json")[1])
    assert [rule["id"] for rule in listed] == sorted(rule["id"] for rule in listed)
    assert f"{len(listed)} rules" in text
    assert all(rule["id"] in text and rule["exceptions"] for rule in listed)


CONFIGURATION = """\
variable "name" {}
variable "on" { type = bool }
resource "aws_kms_key" "k" {
  count       = var.on ? 1 : 0
  description = "key of ${var.name}"
}
resource "aws_elasticache_user" "u" {
  user_id   = aws_kms_key.k[0].key_id
  passwords = ["hunter2-hunter2-hunter2"]
}
output "name" { value = var.name }
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.tf").write_text(CONFIGURATION, encoding="utf-8")
    (tmp_path / "t.json").write_text(
        '{"Resources": {"K": {"Type": "AWS::KMS::Key", "Properties": {"Enabled": true}}}}', encoding="utf-8"
    )
    return tmp_path


def test_graph_keeps_the_contract(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "graph", "--format", "json")
    document = json.loads(out)
    jsonschema.validate(document, json.loads((CONTRACT / "graph.schema.json").read_text(encoding="utf-8")))
    assert code == 0
    assert [unit["kind"] for unit in document["units"]] == ["terraform", "cloudformation"]
    assert "hunter2-hunter2" not in out


def test_graph_can_be_read(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = call(capsys, "graph", ".", "--var", "on=true")
    for part in (
        "aws_kms_key.k[0]  AWS::KMS::Key",
        "var.name has no value",
        "outputs:",
        "Enabled = true",
        "-> aws_kms",
    ):
        assert part in out
    assert "hunter2-hunter2" not in out


def test_graph_of_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "graph", str(tmp_path))[0] == 3
    assert call(capsys, "graph", str(tmp_path / "nowhere"))[0] == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions_are_a_script(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    code, out, _ = call(capsys, "completions", shell)
    assert code == 0
    assert "_AWSLINT_COMPLETE" in out


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "--help")
    assert code == 0
    assert all(name in out for name in ("check", "explain", "rules", "graph", "completions", "Exit codes"))


@pytest.mark.parametrize(
    ("word", "expected"), [("kms-5", "KMS005"), ("KMS55", "KMS055"), ("KMS", "KMS"), ("kms0555", "KMS0555")]
)
def test_ids_are_written_in_several_ways(word: str, expected: str) -> None:
    assert rule_id(word) == expected
