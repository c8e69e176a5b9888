"""Any bytes in, an answer out: never a traceback, never an exit code that means something else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awslint.cli.app import run

QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
TERRAFORM = (
    b'resource "aws_kms_key" "k" {\n  description = "${var.a}"\n  policy = <<EOT\n{}\nEOT\n}\n'
    b'module "m" {\n  source = "./m"\n}\nlocals {\n  a = [for x in [1] : x if x > 0]\n}\n'
)
TEMPLATE = (
    b"AWSTemplateFormatVersion: '2010-09-09'\nParameters: {P: {Type: String, Default: x}}\nResources:\n"
    b"  K:\n    Type: AWS::KMS::Key\n    Properties: {KeyPolicy: !Sub '${P}', Enabled: !If [C, true, false]}\n"
)


@st.composite
def damaged(draw: st.DrawFn, text: bytes) -> bytes:
    """The text with a piece of it replaced by anything."""
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 20)))
    middle = draw(
        st.binary(max_size=12) | st.sampled_from([b"{" * 50, b"[" * 50, b"\xff", b"*x", b"&a [*a]", b"${", b"<<"])
    )
    return text[:start] + middle + text[end:]


@QUICK
@given(damaged(TERRAFORM), damaged(TEMPLATE), st.binary(max_size=60))
def test_damaged_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], tf: bytes, yaml: bytes, other: bytes
) -> None:
    (tmp_path / "main.tf").write_bytes(tf)
    (tmp_path / "main.tf.json").write_bytes(other)
    (tmp_path / "t.yaml").write_bytes(yaml)
    (tmp_path / "t.json").write_bytes(other)
    code = run([str(tmp_path), "--format", "full", "--format", f"json:{tmp_path}/out.txt", "--severity", "info"])
    captured = capsys.readouterr()
    assert code in (0, 1, 4), captured.err
    assert "Traceback" not in captured.err
    json.loads((tmp_path / "out.txt").read_text(encoding="utf-8"))


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="file names are text there")
def test_names_that_are_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    directory = os.fsencode(tmp_path) + b"/\xff\x1b[2J"
    os.mkdir(directory)  # noqa: PTH102 - the name is bytes
    Path(os.fsdecode(directory), "main.tf").write_text('resource "x" {{{', encoding="utf-8")
    assert run([str(tmp_path), "--format", "full"]) == 4
    assert "\x1b" not in capsys.readouterr().err
    assert run([str(tmp_path), "--format", "json"]) == 4
    json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("path", ["x" * 5000, "a/" * 3000, ""])
def test_paths_that_cannot_be(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", path]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("main.tf", "locals {\n a = " + "[" * 20000 + "]" * 20000 + "\n}\n"),
        ("main.tf", "locals {\n a = " + "(" * 3000 + "1" + ")" * 3000 + "\n}\n"),
        ("main.tf", "locals {\n a = " + "!" * 20000 + "true\n}\n"),
        ("main.tf", 'locals {\n a = "' + "${" * 3000 + '"\n}\n'),
        ("t.yaml", "AWSTemplateFormatVersion: x\nResources: " + "[" * 20000 + "]" * 20000),
        ("t.json", '{"AWSTemplateFormatVersion": "x", "Resources": ' + '{"a":' * 20000 + "1" + "}" * 20000 + "}"),
        (
            "t.yaml",
            "AWSTemplateFormatVersion: x\na: &a [x,x,x,x,x,x,x,x,x,x]\n"
            + "".join(f"{b}: &{b} [{','.join(['*' + a] * 10)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
            + "Resources: {K: {Type: AWS::KMS::Key, Properties: {Tags: *i}}}\n",
        ),
    ],
    ids=["lists", "parentheses", "negations", "templates", "yaml", "json", "aliases"],
)
def test_deep_and_explosive_files(name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "main.tf").write_text('resource "aws_kms_key" "k" {}\n', encoding="utf-8")
    code = run([str(tmp_path)])
    captured = capsys.readouterr()
    assert code in (0, 4), captured.err
    assert "in 2 units" in captured.err or "in 1 unit" in captured.err
