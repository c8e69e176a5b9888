"""What a newcomer writes for a service that has no rules: two files for a policy in YAML, three for one in Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

SERVICE = """\
title = "Notes"
prefixes = { NOTE = "Notes" }
service = "athena"
"""

POLICY = """\
id: NOTE001
title: A workgroup is called draft
for: AWS::Athena::WorkGroup
refuse: self.Name == "draft"
at: self.Name
severity: warning
raises: [{service: athena, code: InvalidRequestException, operation: CreateWorkGroup}]
evidence: ["https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html"]
message: "{self} is called draft."
help: Give it the name of what it is for.
examples:
  - properties: {bad: {Name: draft}, good: {Name: final}}
"""

IN_PYTHON = '''\
"""NOTE002: a workgroup is called old."""

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Severity, Verdict, rule


@rule(
    id="NOTE002",
    title="A workgroup is called old",
    severity=Severity.WARNING,
    types=("AWS::Athena::WorkGroup",),
    raises=(Raises("athena", "InvalidRequestException", on="CreateWorkGroup"),),
    evidence=("https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html",),
)
def called_old(group: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """Asks for the name of a workgroup."""
    name = group.get("Name")
    yield Verdict(holds=name.equals_text("old"), at=name, message=f"{group.address} is called old.", help="Rename it.")
'''


def awslint(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs awslint with the rules in `directory` alone as the built-in ones."""
    paths = os.pathsep.join(map(str, (directory, ROOT / "linter")))
    environment = {**os.environ, "PYTHONPATH": paths, "XDG_CACHE_HOME": str(directory / "cache")}
    command = [sys.executable, "-B", "-m", "awslint.cli", *arguments]
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)


def written(directory: Path, files: dict[str, str]) -> None:
    package = directory / "awslint_rules"
    (package / "notes").mkdir(parents=True)
    (package / "__init__.py").write_bytes((ROOT / "rules" / "awslint_rules" / "__init__.py").read_bytes())
    for name, text in files.items():
        (package / "notes" / name).write_text(text, encoding="utf-8")


def template(directory: Path, name: str) -> None:
    lines = ["Resources:", "  G:", "    Type: AWS::Athena::WorkGroup", f"    Properties: {{Name: {name}}}", ""]
    (directory / "template.yaml").write_text("\n".join(lines), encoding="utf-8")


def test_a_policy_in_yaml_is_two_files(tmp_path: Path) -> None:
    written(tmp_path, {"service.toml": SERVICE, "called_draft.yaml": POLICY})
    template(tmp_path, "draft")
    listed = awslint(tmp_path, "rules")
    assert "NOTE001" in listed.stdout, listed.stderr
    tested = awslint(tmp_path, "test", "awslint_rules/notes/called_draft.yaml")
    assert tested.returncode == 0, tested.stdout + tested.stderr
    found = awslint(tmp_path, "check", "template.yaml", "--format", "concise", "--select", "NOTE")
    assert (found.returncode, "G is called draft." in found.stdout) == (1, True), found.stdout + found.stderr
    assert "A workgroup is called draft" in awslint(tmp_path, "explain", "NOTE001").stdout


def test_a_policy_in_python_is_three_files(tmp_path: Path) -> None:
    types = '"""Rules about notes."""\n'
    written(tmp_path, {"service.toml": SERVICE, "__init__.py": types, "called_old.py": IN_PYTHON})
    template(tmp_path, "old")
    listed = awslint(tmp_path, "rules")
    assert "NOTE002" in listed.stdout, listed.stderr
    found = awslint(tmp_path, "check", "template.yaml", "--format", "concise", "--select", "NOTE")
    assert (found.returncode, "G is called old." in found.stdout) == (1, True), found.stdout + found.stderr
    template(tmp_path, "new")
    silent = awslint(tmp_path, "check", "template.yaml", "--format", "concise", "--select", "NOTE")
    assert silent.returncode == 0, silent.stdout + silent.stderr
