"""The hooks, run by the real pre-commit on a real git repository, as people who commit meet them.

pre-commit would install awslint from a package index; here the same entries run as `language: system`, so that the
tests need no network. Everything else is as in `.pre-commit-hooks.yaml`.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from awslint.project import walk

ROOT = Path(__file__).parents[2]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))

MISSING = [program for program in ("git", "pre-commit") if shutil.which(program) is None]
with_pre_commit = pytest.mark.skipif(
    bool(MISSING), reason=f"NOT TESTED: the hooks; {' and '.join(MISSING)} not installed"
)

MAIN = """\
resource "aws_kms_custom_key_store" "hsm" {
  count                    = var.own_store ? 1 : 0
  custom_key_store_name    = "payments"
  cloud_hsm_cluster_id     = var.cluster
  key_store_password       = var.password
  trust_anchor_certificate = var.anchor
}

resource "aws_kms_key" "cards" {
  custom_key_store_id = var.own_store ? aws_kms_custom_key_store.hsm[0].id : null
}

provider "aws" {
  region = "eu-west-1"
}
"""
VARIABLES = """\
variable "cluster" {}
variable "password" {}
variable "anchor" {}
variable "own_store" {
  default = false
}
"""
BROKEN = VARIABLES.replace("false", "true")
COMPOSE = "services:\n  web:\n    image: nginx\n"


class Repository:
    """A git repository with the hooks in it."""

    def __init__(self, root: Path, tools: Path) -> None:
        self.root = root
        path = os.pathsep.join((str(tools), os.environ["PATH"]))
        names = ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
        self.environment = {
            **inherited,
            **dict.fromkeys(names, "somebody@example.com"),
            "PATH": path,
            "HOME": str(tools),
            "GIT_CONFIG_NOSYSTEM": "1",
            "PRE_COMMIT_HOME": str(tools / "pre-commit"),
            "NO_COLOR": "1",
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, cwd=self.root, env=self.environment, capture_output=True, text=True, encoding="utf-8", check=False
        )

    def git(self, *words: str) -> None:
        self.run("git", *words).check_returncode()

    def write(self, name: str, text: str, *, staged: bool = True) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if staged:
            self.git("add", name)

    def commit(self) -> None:
        self.git("commit", "--quiet", "--no-verify", "--message", "some")

    def hook(self, name: str = "awslint") -> tuple[int, str]:
        done = self.run("pre-commit", "run", name)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    tools, root = tmp_path / "tools", tmp_path / "repository"
    tools.mkdir()
    root.mkdir()
    command = tools / "awslint"
    roots = os.pathsep.join((str(ROOT / "linter"), str(ROOT / "rules")))
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH={shlex.quote(roots)} exec {shlex.quote(sys.executable)} -m awslint.cli "$@"\n',
        encoding="utf-8",
    )
    command.chmod(0o755)
    made = Repository(root, tools)
    made.git("init", "--quiet")
    hooks = [{**hook, "language": "system"} for hook in HOOKS]
    made.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}))
    made.write("prod/main.tf", MAIN)
    made.write("prod/variables.tf", VARIABLES)
    made.commit()
    return made


@with_pre_commit
def test_a_changed_variable_that_breaks_another_file_is_found(repository: Repository) -> None:
    repository.write("prod/variables.tf", BROKEN)
    code, output = repository.hook()
    assert code == 1, output
    assert "prod/main.tf:10:3: error[KMS055]" in output


@with_pre_commit
def test_a_staged_file_that_is_no_template_passes(repository: Repository) -> None:
    repository.write("compose.yaml", COMPOSE)
    repository.write("package.json", "{}\n")
    repository.write("notes.md", "nothing\n")
    code, output = repository.hook()
    assert code == 0, output
    assert "Passed" in output


@with_pre_commit
@pytest.mark.parametrize("name", ["awslint", "awslint-all"])
def test_what_no_hook_is_about_passes(repository: Repository, name: str) -> None:
    repository.write("notes.md", "nothing\n")
    assert repository.hook(name)[0] == 0


CONNECT = """\
resource "terraform_data" "connect" {
  triggers_replace = [aws_kms_custom_key_store.hsm.id]
  provisioner "local-exec" {
    command = "./connect-and-wait.sh ${aws_kms_custom_key_store.hsm.id}"
  }
}
"""
WAITING = """\
variable "cluster" { type = string }
variable "password" { type = string }
resource "aws_kms_custom_key_store" "hsm" {
  custom_key_store_name    = "payments"
  cloud_hsm_cluster_id     = var.cluster
  key_store_password       = var.password
  trust_anchor_certificate = file("customerCA.crt")
}
resource "aws_kms_key" "cards" {
  custom_key_store_id = aws_kms_custom_key_store.hsm.id
  depends_on          = [terraform_data.connect]
}
"""


@with_pre_commit
@pytest.mark.parametrize("name", ["awslint", "awslint-all"])
def test_a_commit_that_only_deletes_a_file(repository: Repository, name: str) -> None:
    repository.write("keys/key.tf", WAITING)
    repository.write("keys/connect.tf", CONNECT)
    code, output = repository.hook(name)
    assert code == 0, output
    repository.commit()
    repository.git("rm", "--quiet", "keys/connect.tf")
    code, output = repository.hook(name)
    assert code == 1, output
    assert "keys/key.tf:10:3: error[KMS055]" in output
    repository.git("rm", "--quiet", "keys/key.tf")
    assert repository.hook(name)[0] == 0  # the module is gone


@with_pre_commit
def test_a_range_of_commits_that_deletes_a_file(repository: Repository) -> None:
    repository.write("keys/key.tf", WAITING)
    repository.write("keys/connect.tf", CONNECT)
    repository.commit()
    repository.git("rm", "--quiet", "keys/connect.tf")
    repository.commit()
    done = repository.run("pre-commit", "run", "awslint", "--from-ref", "HEAD~1", "--to-ref", "HEAD")
    assert done.returncode == 1
    assert "KMS055" in done.stdout


@with_pre_commit
@pytest.mark.parametrize("name", ["awslint", "awslint-all"])
def test_a_repository_whose_only_files_are_of_kubernetes_passes(repository: Repository, name: str) -> None:
    repository.git("rm", "--quiet", "-r", "prod")
    repository.write("deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\n")
    code, output = repository.hook(name)
    assert code == 0, output
    repository.commit()
    assert repository.hook(name)[0] == 0


@with_pre_commit
def test_of_a_partially_staged_file_the_staged_part_is_judged(repository: Repository) -> None:
    repository.write("prod/variables.tf", f"{VARIABLES}# a remark\n")
    repository.write("prod/variables.tf", BROKEN, staged=False)
    assert repository.hook()[0] == 0
    assert (repository.root / "prod" / "variables.tf").read_text(encoding="utf-8") == BROKEN

    repository.write("prod/variables.tf", BROKEN)
    repository.write("prod/variables.tf", VARIABLES, staged=False)
    code, output = repository.hook()
    assert code == 1, output
    assert "KMS055" in output


@with_pre_commit
def test_old_findings_elsewhere_do_not_stop_a_commit(repository: Repository) -> None:
    repository.write("old/main.tf", MAIN)
    repository.write("old/variables.tf", BROKEN)
    repository.commit()
    repository.write("prod/main.tf", f"# a remark\n{MAIN}")
    assert repository.hook()[0] == 0


@with_pre_commit
def test_the_other_hook_judges_the_whole_repository(repository: Repository) -> None:
    repository.write("old/main.tf", MAIN)
    repository.write("old/variables.tf", BROKEN)
    repository.commit()
    repository.write("prod/main.tf", f"# a remark\n{MAIN}")
    code, output = repository.hook("awslint-all")
    assert code == 1
    assert "old/main.tf:10:3: error[KMS055]" in output


@with_pre_commit
def test_pre_commit_takes_the_shipped_file(repository: Repository) -> None:
    shipped = ROOT / ".pre-commit-hooks.yaml"
    assert repository.run("pre-commit", "validate-manifest", str(shipped)).returncode == 0


def test_the_hooks_are_about_every_kind_of_file_that_is_read() -> None:
    for ending in (*walk.CONFIGURATION, *walk.VARIABLES, *walk.TEMPLATES):
        assert re.search(HOOKS[0]["files"], f"prod/some{ending}"), f"{ending} is passed over"
    assert not re.search(HOOKS[0]["files"], "notes.md")
    assert all(hook["always_run"] for hook in HOOKS)


def test_the_shipped_hooks_install_themselves_and_run_one_at_a_time() -> None:
    assert [hook["id"] for hook in HOOKS] == ["awslint", "awslint-all"]
    assert all(hook["language"] == "python" for hook in HOOKS)
    assert all(hook["require_serial"] for hook in HOOKS), (
        "whole modules are read: side by side they would be read twice"
    )
    assert [hook["pass_filenames"] for hook in HOOKS] == [True, False]
