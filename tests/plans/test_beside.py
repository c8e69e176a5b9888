"""A plan beside its configuration: findings point to the configuration, as whoever has to change it reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint.engine import Options, check

from .stored import Stored, stored

NAME = "projects/caches"


@pytest.fixture
def stored_plan() -> Stored:
    return next(plan for plan in stored() if plan.name == NAME)


def places(path: Path) -> set[tuple[str, str, str]]:
    report = check([path], Options())
    assert not report.problems
    found = set()
    for finding in report.findings:
        source = report.sources[finding.span.file]
        line = source.text.splitlines()[source.position(finding.span.start).line - 1]
        found.add((finding.rule.id, Path(source.path).name, line.strip() if source.path.endswith(".tf") else ""))
    return found


def test_findings_point_to_the_configuration(stored_plan: Stored, tmp_path: Path) -> None:
    root = stored_plan.configuration(tmp_path)
    plan = root / "plan.json"
    plan.write_text(stored_plan.text(), encoding="utf-8")
    assert ("EC009", "main.tf", "user_name     = each.key") in places(plan)
    assert all(name == "main.tf" for _, name, _ in places(plan))


def test_without_a_configuration_they_point_to_the_plan(stored_plan: Stored, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(stored_plan.text(), encoding="utf-8")
    assert ("EC009", "plan.json", "") in places(plan)


def test_another_configuration_is_passed_over(stored_plan: Stored, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_kms_key" "other" {}\n', encoding="utf-8")
    plan = tmp_path / "plan.json"
    plan.write_text(stored_plan.text(), encoding="utf-8")
    assert {name for _, name, _ in places(plan)} == {"plan.json"}
