"""What the tests of the command share: a directory with files, and a run in it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from awslint.cli.app import run

STORE = """\
resource "aws_kms_custom_key_store" "hsm" {
  custom_key_store_name    = "a"
  cloud_hsm_cluster_id     = var.cluster
  key_store_password       = var.password
  trust_anchor_certificate = var.certificate
}
variable "cluster" {}
variable "password" {}
variable "certificate" {}
"""
KEY = """\
resource "aws_kms_key" "k" {
  custom_key_store_id = aws_kms_custom_key_store.hsm.id
}
"""
ROTATED = """\
resource "aws_kms_key" "k" {
  custom_key_store_id = "cks-1234567890abcdef0"
  enable_key_rotation = true
}
"""
TEMPLATE = """\
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeySpec: RSA_2048
      EnableKeyRotation: true
"""


class Project:
    """A directory with files, in which the command runs."""

    STORE = STORE
    KEY = KEY
    ROTATED = ROTATED
    TEMPLATE = TEMPLATE

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capsys = capsys

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())

    def read(self, name: str) -> str:
        return (self.root / name).read_bytes().decode()

    def run(self, *arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        captured = self.capsys.readouterr()
        return code, captured.out, captured.err

    def rules(self, *arguments: str) -> list[str]:
        """The rules of the findings that count, in order."""
        _, out, _ = self.run(*arguments, "--format", "concise", "-q", "--color", "never")
        return [line.split("[")[1].split("]")[0] for line in out.splitlines()]

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--format", "json", "-q")[1])


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Project:
    """An empty repository, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    for name in [*os.environ]:
        if name.startswith("AWSLINT_") or name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    (tmp_path / ".git").mkdir()
    return Project(tmp_path, capsys)
