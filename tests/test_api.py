"""awslint for programs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import awslint

STORE = """
variable "password" {}

resource "aws_memorydb_user" "app" {
  user_name     = "app"
  access_string = "on ~* +@all"
  authentication_mode {
    type      = "password"
    passwords = [var.password]
  }
}
"""
POLICY = """
id: ACME001
title: A user of another team
for: AWS::MemoryDB::User
severity: warning
raises: [{service: memorydb, code: InvalidParameterValueException, operation: CreateUser}]
refuse: "!self.UserName.startsWith('team-')"
at: self.UserName
message: "{self} is nobody's."
help: "Begin it with team-."
examples:
  - properties:
      bad: {UserName: app, AccessString: "on ~* +@all", AuthenticationMode: {Type: iam}}
      good: {UserName: team-app, AccessString: "on ~* +@all", AuthenticationMode: {Type: iam}}
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(STORE, encoding="utf-8")
    return tmp_path


def test_a_report_has_findings_with_their_places(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(module)
    report = awslint.check(".", variables={"password": "short"}, selected=lambda rule: rule.id.startswith("MDB"))
    (finding,) = report.findings
    assert finding.severity is awslint.Severity.ERROR
    assert {raised.code for raised in finding.raises} >= {"InvalidParameterValueException"}
    assert report.place(finding)[:2] == ("main.tf", 9)
    assert report.exit_code() == 1


def test_without_a_value_nothing_is_found(module: Path) -> None:
    report = awslint.check(str(module))
    assert report.findings == ()
    assert report.is_complete


def test_own_policies_are_asked_beside_the_built_in_ones(module: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policies" / "acme.yaml"
    policy.parent.mkdir()
    policy.write_text(POLICY, encoding="utf-8")
    report = awslint.check(module, policies=[policy])
    assert [finding.rule.id for finding in report.findings] == ["ACME001"]


def test_configuration_files_do_not_count(module: Path) -> None:
    (module / "awslint.toml").write_text('ignore = ["MDB"]\n', encoding="utf-8")
    assert awslint.check(module, variables={"password": "short"}).findings


def test_what_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(awslint.UsageError, match="no such file"):
        awslint.check(tmp_path / "nowhere")


def test_public_names_are_imported_when_they_are_used() -> None:
    code = "import sys, awslint; assert not [name for name in sys.modules if name.startswith('awslint.')]"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": str(Path(awslint.__file__).parents[1])})
    assert all(hasattr(awslint, name) for name in awslint.__all__)
    with pytest.raises(AttributeError):
        getattr(awslint, "lint")  # noqa: B009 - mypy knows that it is not there
