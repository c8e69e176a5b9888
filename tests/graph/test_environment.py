"""The environment variables of workloads, however they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint.graph.environment import environment_of
from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.terraform import load

JSONENCODE = 'jsonencode([{ name = "a", environment = [{ name = "HOST", value = "h" }] }, { name = "b" }])'
HEREDOC = """<<-JSON
  [{"name": "a", "environment": [{"name": "HOST", "value": "h"}]}, {"name": "b"}]
JSON
"""


@pytest.mark.parametrize("definitions", [JSONENCODE, HEREDOC], ids=["jsonencode", "heredoc"])
def test_containers(tmp_path: Path, definitions: str) -> None:
    text = f'resource "aws_ecs_task_definition" "t" {{\n family = "t"\n container_definitions = {definitions}\n}}'
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    task = load(tmp_path, Sources(), Inputs()).deployment.resources[0]
    environment = environment_of(task)
    host = environment.named("HOST")
    assert host is not None
    assert host.value.text == "h"
    assert environment.complete
    assert environment.named("HOST", group=1) is None


def test_secrets_make_it_incomplete(tmp_path: Path) -> None:
    text = """
resource "aws_ecs_task_definition" "t" {
  family = "t"
  container_definitions = jsonencode([{ name = "a", secrets = [{ name = "K", valueFrom = "arn" }] }])
}
"""
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    task = load(tmp_path, Sources(), Inputs()).deployment.resources[0]
    assert not environment_of(task).complete
