"""The action and the image: what can be said of them without GitHub and without a Docker daemon."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]


def test_no_input_is_put_into_a_script() -> None:
    scripts = [step["run"] for step in STEPS if "run" in step]
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)
    assert all(step["shell"] == "bash" for step in STEPS if "run" in step)


def test_every_input_is_used_and_every_one_used_is_declared() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])
    page = (ROOT / "docs" / "ci" / "github.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in ACTION["inputs"])


@pytest.mark.skipif(shutil.which("bash") is None, reason="NOT TESTED: the action's script; there is no bash")
@pytest.mark.parametrize(
    ("paths", "args", "code"), [("bad", "", 1), ("good", "", 0), ("bad good", "--fail-on never", 0)]
)
def test_the_script_of_the_action(tmp_path: Path, paths: str, args: str, code: int) -> None:
    shutil.copytree(ROOT / "fixtures" / "showcase" / "terraform", tmp_path / "work" / "bad")
    (tmp_path / "work" / "good").mkdir()
    (tmp_path / "work" / "good" / "main.tf").write_text('resource "aws_kms_key" "k" {}\n', encoding="utf-8")
    command = tmp_path / "awslint"
    roots = os.pathsep.join((str(ROOT / "linter"), str(ROOT / "rules")))
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH={shlex.quote(roots)} exec {shlex.quote(sys.executable)} -m awslint.cli "$@"\n',
        encoding="utf-8",
    )
    command.chmod(0o755)
    environment = {
        **os.environ,
        "AWSLINT": str(command),
        "PATHS": paths,
        "ARGS": args,
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
    }
    script = next(step["run"] for step in STEPS if step.get("id") == "lint")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=tmp_path / "work",
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert ("::error file=bad/keys.tf" in done.stdout) is ("bad" in paths)
    assert (tmp_path / "work" / "awslint.sarif").exists()
    assert (tmp_path / "output").read_text(encoding="utf-8") == "sarif=awslint.sarif\n"
    assert (tmp_path / "summary").read_text(encoding="utf-8").startswith("### awslint:")


def test_the_image_holds_what_the_package_needs() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = {name for line in re.findall(r"^COPY (?!--)(.*)$", text, re.MULTILINE) for name in line.split()[:-1]}
    not_ignored = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
    }
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    needed = {"pyproject.toml", project["project"]["readme"], *project["project"]["license-files"]}
    needed |= {package.split("/")[0] for package in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]}
    assert copied == not_ignored == needed
    assert "USER awslint" in text


def test_every_extra_that_is_installed_anywhere_is_declared() -> None:
    """pip only warns about an extra that is not there: whatever needs it would be skipped in silence."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    selected = set()
    for path in (".ci/run", "README.md", "CONTRIBUTING.md", "docs/performance.md"):
        for extras in re.findall(r"(?:\.|awslint)\[([a-z, ]+)\]", (ROOT / path).read_text(encoding="utf-8")):
            selected |= {part.strip() for part in extras.split(",")}
    assert selected >= {"dev", "facts", "distributed"}
    assert selected <= declared.keys()
