"""The first command of the README finds what the README shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint.cli.app import run

ROOT = Path(__file__).parents[2]

SEEDED = [
    "fixtures/showcase/cloudformation/deployer.yaml:28:21: warning[IAM012]",
    "fixtures/showcase/cloudformation/deployer.yaml:36:21: warning[IAM001]",
    "fixtures/showcase/terraform/keys.tf:10:3: error[KMS055]",
    "fixtures/showcase/terraform/sessions.tf:12:3: error[EC025]",
]


@pytest.fixture
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.usefixtures("at_the_root")
def test_the_showcase_holds_exactly_its_seeded_faults(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fixtures/showcase", "--format", "concise"]) == 1
    found = [" ".join(line.split(" ")[:2]) for line in capsys.readouterr().out.splitlines()]
    assert found == SEEDED


@pytest.mark.usefixtures("at_the_root")
def test_the_readme_shows_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    run(["fixtures/showcase", "--format", "full"])
    shown = capsys.readouterr().out
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first = readme.split("```text\n")[1].split("```")[0].strip()
    assert first in shown
