from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from awslint.cli.app import run

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "tests" / "contract"

BAD = """\
resource "aws_kms_custom_key_store" "hsm" {
  custom_key_store_name    = "a"
  cloud_hsm_cluster_id     = var.cluster
  key_store_password       = var.password
  trust_anchor_certificate = var.certificate
}
variable "cluster" {}
variable "password" {}
variable "certificate" {}
"""
KEY = """\
resource "aws_kms_key" "k" {
  custom_key_store_id = aws_kms_custom_key_store.hsm.id
}
"""
POLICY = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: "memorydb:DescribeSnapshot", Resource: "*"}
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "prod").mkdir()
    (tmp_path / "prod" / "store.tf").write_text(BAD, encoding="utf-8")
    (tmp_path / "prod" / "key.tf").write_text(KEY, encoding="utf-8")
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "compose.yaml").write_text("services: {}\n", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    return tmp_path


def lint(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize("arguments", [(), (".",), ("check",), ("check", ".")])
def test_the_working_directory_is_linted_whichever_way_it_is_asked(
    tree: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    code, out, err = lint(capsys, *arguments)
    assert code == 1
    assert [line.split(" ")[1] for line in out.splitlines()] == ["warning[IAM001]", "error[KMS055]"]
    assert "1 error, 1 warning, 1 info in 2 units" in err
    assert "1 file skipped" in err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("prod",), 1),
        (("prod", "--fail-on", "never"), 0),
        (("policy.yaml", "--fail-on", "error"), 0),
        (("prod", "--ignore", "KMS"), 0),
        (("prod", "--select", "IAM"), 0),
        (("prod", "--select", "iam,CustomKeyStoreInvalidStateException"), 1),
        (("prod", "--select", "exc:CustomKeyStoreInvalid*"), 1),
        (("prod", "--select", "svc:kms", "--ignore", "kms-55"), 0),
        (("compose.yaml",), 0),
        (("compose.yaml", "prod/key.tf"), 1),
        (("empty",), 3),
        (("nowhere",), 2),
        (("--select", "KMS999", "prod"), 2),
        (("--ignore", "nonsense", "prod"), 2),
        (("--format", "xml", "prod"), 2),
        (("--severity", "loud", "prod"), 2),
        (("--var", "x", "prod"), 2),
        (("--var-file", "nowhere.tfvars", "prod"), 2),
        (("--param-file", "nowhere.json", "prod"), 2),
        (("--region", "mars", "prod"), 2),
        (("--account", "12", "prod"), 2),
        (("--no-such-option",), 2),
        (("--format", "json:nowhere/out.json", "prod"), 2),
    ],
)
@pytest.mark.parametrize("format_", ["concise", "full", "json"])
def test_exit_codes_are_the_same_for_every_format(
    tree: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, format_: str
) -> None:
    assert lint(capsys, *arguments, "--format", format_)[0] == code


def test_a_broken_file_does_not_silence_the_others(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "broken").mkdir()
    (tree / "broken" / "main.tf").write_text('resource "aws_kms_key" {{{\n', encoding="utf-8")
    code, out, err = lint(capsys, ".")
    assert code == 1
    assert "KMS055" in out
    assert "broken/main.tf:1:" in err
    assert "incomplete" in err
    assert lint(capsys, "broken")[0] == 4


def test_a_file_sees_its_whole_module(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "KMS055" in lint(capsys, "prod/key.tf")[1]
    assert "KMS055" in lint(capsys, "prod/store.tf")[1], "the store is a related place"
    (tree / "prod" / "other.tf").write_text('output "x" {\n  value = 1\n}\n', encoding="utf-8")
    assert lint(capsys, "prod/other.tf")[:2] == (0, "")


def test_a_misspelled_rule_or_command_is_put_right(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "KMS055" in lint(capsys, "--select", "KMS0555", "prod")[2]
    assert "Did you mean explain?" in lint(capsys, "explian")[2]


def test_several_formats_at_once(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = lint(capsys, "--format", "concise", "--format", "json:out.json", "--format", "full:out.txt", "prod")
    assert code == 1
    assert out.startswith("prod/key.tf:2:3: error[KMS055]")
    document = json.loads((tree / "out.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, json.loads((CONTRACT / "findings.schema.json").read_text(encoding="utf-8")))
    assert "= more: awslint explain KMS055" in (tree / "out.txt").read_text(encoding="utf-8")


def test_json_stands_alone_on_standard_output(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = lint(capsys, "--format", "json", "--show-undecided", ".")
    document = json.loads(out)
    assert document["summary"]["errors"] == 1
    assert [finding["rule"] for finding in document["findings"]] == ["IAM001", "KMS055"]
    assert "undecided[" in err


def test_what_fails_is_shown(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = lint(capsys, "--severity", "error", "--fail-on", "error", ".")
    assert "IAM001" not in out
    assert "2 findings hidden" in err
    assert "IAM001" in lint(capsys, "--severity", "error", "--fail-on", "warning", ".")[1]


def test_quiet_tells_problems_but_no_summary(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(capsys, "-q", ".")[2] == ""
    (tree / "prod" / "bad.tf").write_text("{", encoding="utf-8")
    assert "prod/bad.tf:1:1" in lint(capsys, "-q", ".")[2]


def test_statistics_and_undecided(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "1  KMS055" in lint(capsys, "--statistics", "prod")[1]
    assert "undecided[" in lint(capsys, "--show-undecided", "prod")[1]


def test_colour_on_demand(tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" in lint(capsys, "--color", "always", "prod")[1]
    assert "\x1b[" not in lint(capsys, "prod")[1]
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in lint(capsys, "prod")[1]


def test_variables_are_given(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "v").mkdir()
    key = KEY.replace("aws_kms_custom_key_store.hsm.id", "var.on ? aws_kms_custom_key_store.hsm.id : null")
    (tree / "v" / "main.tf").write_text('variable "on" {}\n' + BAD + key, encoding="utf-8")
    (tree / "on.tfvars").write_text("on = true\n", encoding="utf-8")
    assert lint(capsys, "v")[0] == 0
    assert lint(capsys, "v", "--var", "on=true")[0] == 1
    assert lint(capsys, "v", "--var", "on=false")[0] == 0
    assert lint(capsys, "v", "--var-file", "on.tfvars")[0] == 1


def test_the_output_is_the_same_whatever_the_hash_seed(tree: Path) -> None:
    outputs = set()
    for seed in ("0", "1", "2"):
        done = command(tree, ".", "--format", "json", "--format", "full", PYTHONHASHSEED=seed)
        outputs.add((done.returncode, done.stdout, done.stderr))
    assert len(outputs) == 1


PARENT = """\
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./child.yaml
      Parameters: {Text: PASSED}
"""
CHILD = """\
Parameters:
  Text: {Type: String, Default: default-value-is-long}
Resources:
  U:
    Type: AWS::ElastiCache::User
    Properties: {UserId: a, UserName: a, Engine: redis, AccessString: "on ~* +@all", Passwords: [!Ref Text]}
"""


@pytest.mark.parametrize(("passed", "default", "code"), [("a-long-enough-text", "short", 0), ("tiny", "x" * 20, 1)])
def test_a_nested_template_is_judged_by_what_its_parent_passes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], passed: str, default: str, code: int
) -> None:
    (tmp_path / "parent.yaml").write_text(PARENT.replace("PASSED", passed), encoding="utf-8")
    (tmp_path / "child.yaml").write_text(CHILD.replace("default-value-is-long", default), encoding="utf-8")
    assert lint(capsys, str(tmp_path))[0] == code
    assert lint(capsys, str(tmp_path / "child.yaml"))[0] == (1 if default == "short" else 0)
    (tmp_path / ".git").mkdir()
    assert lint(capsys, str(tmp_path / "child.yaml"))[0] == code


@pytest.mark.parametrize("format_", ["full", "concise", "json"])
def test_a_value_that_flows_into_a_password_is_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], format_: str
) -> None:
    (tmp_path / "child.yaml").write_text(CHILD.replace("default-value-is-long", "kingfisher"), encoding="utf-8")
    (tmp_path / "main.tf").write_text(
        'locals {\n  text = "nightingale"\n}\nresource "aws_elasticache_user" "u" {\n  user_id = "a"\n'
        '  user_name = "a"\n  engine = "redis"\n  access_string = "on ~* +@all"\n  passwords = [local.text]\n}\n',
        encoding="utf-8",
    )
    code, out, err = lint(capsys, str(tmp_path), "--format", format_)
    assert code == 1
    assert out.count("EC001") >= 2
    assert "kingfisher" not in out + err
    assert "nightingale" not in out + err


def environment(**more: str) -> dict[str, str]:
    path = os.pathsep.join((str(ROOT / "linter"), str(ROOT / "rules")))
    return {**os.environ, "PYTHONPATH": path, **more}


def command(directory: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "awslint.cli", *arguments]
    return subprocess.run(
        program, cwd=directory, env=environment(**more), capture_output=True, encoding="utf-8", check=False
    )


def test_the_process_ends_with_the_exit_code(tree: Path) -> None:
    assert command(tree, "prod").returncode == 1
    assert command(tree, "empty").returncode == 3
    assert command(tree, "--version").stdout.startswith("awslint ")


@pytest.mark.skipif(os.name == "nt", reason="pipes break differently there")
def test_a_reader_that_goes_away_is_no_error(tree: Path) -> None:
    resource = POLICY.partition("  P:")[2]
    many = "".join(f"  P{number}:{resource}" for number in range(2000))
    (tree / "many.yaml").write_text("Resources:\n" + many, encoding="utf-8")
    program = [sys.executable, "-m", "awslint.cli", "many.yaml", "--format", "full"]
    with subprocess.Popen(
        program, cwd=tree, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        errors = process.stderr.read().decode()
        assert process.wait() == 1
    assert "Traceback" not in errors
    assert "Exception ignored" not in errors


def interruptible() -> None:
    """A shell that runs something in the background has it ignore Ctrl-C, and so would what the test starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(os.name == "nt", reason="signals differ there")
def test_an_interrupt_ends_with_130(tree: Path) -> None:
    program = [sys.executable, "-m", "awslint.cli", "-"]
    with subprocess.Popen(
        program,
        cwd=tree,
        env=environment(),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=interruptible,  # noqa: PLW1509 - nothing else runs in the test
    ) as process:
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130


def test_an_internal_error_ends_with_70(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("awslint.runs.units.find_units", broken)
    code, _, err = lint(capsys, "prod")
    assert code == 70
    assert "please report" in err
