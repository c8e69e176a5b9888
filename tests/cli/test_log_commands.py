"""What a scanned tree is called and says does nothing to a terminal or a pipeline's runner."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from awslint.report.formats import FORMATS
from awslint.report.style import as_json_text, harmless

NAMES = (
    "::stop-commands::x",
    "##vso[task.setvariable variable=a]b",
    "##[error]x",
    "a\n::error::forged",
    "\x1b]0;t\x07",
)


def obeyed(text: str) -> list[str]:
    """The lines that a runner would take for commands."""
    return [
        line
        for line in text.splitlines()
        if line.lstrip().startswith("::") or "##[" in line or "##vso[" in line or "\x1b" in line
    ]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format_", FORMATS)
def test_names_of_files_are_no_commands(project: Any, name: str, format_: str) -> None:
    project.write(f"{name}/main.tf", project.ROTATED)
    project.write(f"{name}/sub/main.tf", "resource {")
    code, out, err = project.run("--format", format_)
    assert code == 1
    own = [line for line in out.splitlines() if line.startswith(("::error file=", "::warning file="))]
    assert obeyed("\n".join(line for line in out.splitlines() if line not in own) + "\n" + err) == []
    assert len(own) == (2 if format_ == "github" else 0)
    if format_ == "json":
        assert f"{name}/main.tf" in [finding["location"]["path"] for finding in json.loads(out)["findings"]]
    if format_ == "junit":
        ElementTree.fromstring(out)


def test_a_diff_is_no_command(project: Any) -> None:
    project.write("##[group]x/main.tf", f"# ##[error]x \x1b]0;t\x07\n{project.ROTATED}")
    _, out, err = project.run("--diff", "--fix", "--unsafe-fixes")
    assert obeyed(out + err) == []


@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
@pytest.mark.parametrize("format_", FORMATS)
def test_a_name_that_is_no_text_costs_nothing(project: Any, format_: str) -> None:
    directory = os.fsencode(project.root) + b"/caf\xe9"
    Path(os.fsdecode(directory)).mkdir()
    Path(os.fsdecode(directory + b"/main.tf")).write_text(project.ROTATED, encoding="utf-8")
    code, out, err = project.run("--format", format_)
    assert code == 1
    assert "internal error" not in err
    out.encode("utf-8")
    if format_ == "sarif":
        (found,) = json.loads(out)["runs"][0]["results"]
        assert found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "caf%E9/main.tf"


@pytest.mark.parametrize("format_", FORMATS)
def test_a_lone_surrogate_in_a_name_costs_nothing(project: Any, format_: str) -> None:
    key = '{"Type": "AWS::KMS::Key", "Properties": {"KeySpec": "RSA_2048", "EnableKeyRotation": true}}'
    project.write("t.json", '{"Resources": {"Key\\ud800": ' + key + "}}")
    code, out, err = project.run("--format", format_)
    assert code in (0, 1, 4)
    assert "internal error" not in err
    out.encode("utf-8")


def test_json_means_what_it_meant() -> None:
    data = {"a": ["##[error]", "####", "#"]}
    assert json.loads(as_json_text(data)) == data
    assert json.loads(as_json_text("\ud800")) == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("text", ["a::b", "std::vector", "# comment ## b", ":: ", "::1", "arn:aws:iam::1:x"])
def test_other_text_stays(text: str) -> None:
    assert harmless(text) == text
