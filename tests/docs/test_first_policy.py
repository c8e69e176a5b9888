"""The pack of the tutorial, installed as its page says, is found and asked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from awslint.cli.app import run

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "first-policy.md").read_text(encoding="utf-8")


def block(beginning: str) -> str:
    (found,) = [text for text in re.findall(r"^```\w+\n(.*?)^```", PAGE, re.M | re.S) if text.startswith(beginning)]
    return str(found)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that uses the pack, which is installed in `site` beside it."""
    site, project = tmp_path / "site", tmp_path / "project"
    assert run(["rules", "new", "ACME002", str(site), "--python"]) == 0
    assert (site / "acme_rules" / "__init__.py").read_text(encoding="utf-8") == block("from collections.abc")
    information = site / "acme_rules-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n", encoding="utf-8")
    entries = tomllib.loads((site / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    assert entries == tomllib.loads(block("[project.entry-points."))["project"]["entry-points"]
    (information / "entry_points.txt").write_text(
        f"[awslint.rules]\nacme = {entries['awslint.rules']['acme']}\n", encoding="utf-8"
    )
    project.mkdir()
    (project / "awslint.toml").write_text('packs = ["acme"]\n', encoding="utf-8")
    (project / "template.yaml").write_text(
        "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n"
        "      RedrivePolicy: {deadLetterTargetArn: !GetAtt Q.Arn, maxReceiveCount: 3}\n",
        encoding="utf-8",
    )
    return project


def lint(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join(map(str, (ROOT / "linter", ROOT / "rules", project.parent / "site")))
    cache = str(project.parent / "cache")
    return subprocess.run(
        [sys.executable, "-B", "-m", "awslint.cli", *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": paths, "XDG_CACHE_HOME": cache},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_python_policy_of_an_installed_pack(project: Path) -> None:
    done = lint(project, "--no-cache")
    assert "warning[ACME002] Q is its own dead-letter queue." in done.stdout, done.stderr
    assert done.returncode == 1


def test_a_pack_that_changes_is_asked_again(project: Path) -> None:
    module = project.parent / "site" / "acme_rules" / "__init__.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace("target.target() is queue", "target.target() is None"), encoding="utf-8")
    assert "ACME002" not in lint(project).stdout
    module.write_text(text, encoding="utf-8")
    assert "ACME002" in lint(project).stdout


def test_a_policy_file_of_a_pack_that_is_added_is_asked(project: Path) -> None:
    module = project.parent / "site" / "acme_rules" / "__init__.py"
    module.write_text('from pathlib import Path\n\nPOLICIES = Path(__file__).parent / "policies"\n', encoding="utf-8")
    (module.parent / "policies").mkdir()
    assert "ACME001" not in lint(project).stdout
    policy = block("id: ACME001").replace("retention < 86400", "retention.orValue(1) < 86400")
    (module.parent / "policies" / "acme001.yaml").write_text(policy, encoding="utf-8")
    assert "ACME001" in lint(project).stdout
