"""The pack of the tutorial, installed as its page says, is found and asked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "first-policy.md").read_text(encoding="utf-8")


def block(beginning: str) -> str:
    (found,) = [text for text in re.findall(r"^```\w+\n(.*?)^```", PAGE, re.M | re.S) if text.startswith(beginning)]
    return str(found)


def test_the_python_policy_of_an_installed_pack(tmp_path: Path) -> None:
    site, project = tmp_path / "site", tmp_path / "project"
    (site / "acme_rules").mkdir(parents=True)
    (site / "acme_rules" / "__init__.py").write_text(block("# acme_rules/"), encoding="utf-8")
    information = site / "acme_rules-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n", encoding="utf-8")
    entry = re.search(r"^acme = \"(\w+)\"$", block("# pyproject.toml"), re.M)
    assert entry is not None
    (information / "entry_points.txt").write_text(f"[awslint.rules]\nacme = {entry[1]}\n", encoding="utf-8")
    project.mkdir()
    (project / "awslint.toml").write_text('packs = ["acme"]\n', encoding="utf-8")
    (project / "template.yaml").write_text(
        "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n"
        "      RedrivePolicy: {deadLetterTargetArn: !GetAtt Q.Arn, maxReceiveCount: 3}\n",
        encoding="utf-8",
    )
    paths = os.pathsep.join(map(str, (ROOT / "linter", ROOT / "rules", site)))
    done = subprocess.run(
        [sys.executable, "-m", "awslint.cli", "--no-cache"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "warning[ACME002] Q is its own dead-letter queue." in done.stdout, done.stderr
    assert done.returncode == 1
