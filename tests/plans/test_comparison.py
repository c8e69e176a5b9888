"""What the comparison of a configuration with its plan tells apart."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from bench.differences import Comparison
from bench.plans import compared, main

CONFIGURATION = """
variable "names" {
  type    = set(string)
  default = ["a", "b"]
}

variable "retention" {
  type = string
}

locals {
  dead = "arn:aws:sqs:eu-west-1:123456789012:d"
}

data "aws_ssm_parameter" "key" {
  name = "/key"
}

resource "aws_sqs_queue" "this" {
  for_each                   = var.names
  name                       = "queue-${each.key}"
  message_retention_seconds  = var.retention
  visibility_timeout_seconds = 30
  kms_master_key_id          = data.aws_ssm_parameter.key.value
  redrive_policy             = jsonencode({ maxReceiveCount = 3, deadLetterTargetArn = local.dead })
}

resource "aws_security_group" "this" {
  name = "n"
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8", "192.168.0.0/16"]
  }
}

output "visibility" {
  value = aws_sqs_queue.this["a"].visibility_timeout_seconds
}
"""


def queue(key: str, **other: Any) -> dict[str, Any]:
    after = {
        "name": f"queue-{key}",
        "message_retention_seconds": 3600,
        "visibility_timeout_seconds": 30,
        "kms_master_key_id": "alias/a",
        "redrive_policy": '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:123456789012:d","maxReceiveCount":3}',
        "delay_seconds": 0,
    }
    unknown = dict.fromkeys((name for name, value in other.items() if value is ...), True)
    known = {name: value for name, value in other.items() if value is not ...}
    after |= known
    change = {"actions": ["create"], "after": after, "after_unknown": unknown | {"arn": True}}
    for name in unknown:
        del after[name]
    return {"address": f'aws_sqs_queue.this["{key}"]', "mode": "managed", "type": "aws_sqs_queue", "change": change}


def group(*cidrs: str) -> dict[str, Any]:
    rule = {"from_port": 443, "to_port": 443, "protocol": "tcp", "cidr_blocks": list(cidrs), "description": ""}
    change = {"actions": ["create"], "after": {"name": "n", "ingress": [rule]}, "after_unknown": {}}
    return {"address": "aws_security_group.this", "mode": "managed", "type": "aws_security_group", "change": change}


def plan(*changes: dict[str, Any]) -> dict[str, Any]:
    output = {"visibility": {"actions": ["create"], "after": 30, "after_unknown": False}}
    return {"variables": {"retention": {"value": "3600"}}, "resource_changes": changes, "output_changes": output}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(CONFIGURATION, encoding="utf-8")
    return tmp_path


CIDRS = "10.0.0.0/8", "192.168.0.0/16"


def test_values_are_equal_in_the_types_of_the_provider(root: Path) -> None:
    found = compared(root, plan(queue("a"), queue("b"), group(*CIDRS)))
    assert (found.different, found.only_here) == ([], [])
    assert found.equal == 2 * 4 + 6 + 1
    assert dict(found.unknown) == {"refers to data.aws_ssm_parameter.value": 2}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((queue("a", name="other"), queue("b"), group(*CIDRS)), "'queue-a', but the plan has 'other'"),
        ((queue("a", redrive_policy="{}"), queue("b"), group(*CIDRS)), "but the plan has '{}'"),
        ((queue("a"), queue("b"), queue("c"), group(*CIDRS)), 'aws_sqs_queue.this["c"] is planned only'),
        ((queue("a"), group(*CIDRS)), 'aws_sqs_queue.this["b"] is not in the plan'),
        ((queue("a"), queue("b"), group(*CIDRS, "172.16.0.0/12")), "cidr_blocks: 2 elements, but the plan has 3"),
        ((queue("a"), queue("b"), group(*CIDRS[::-1])), "but the plan has '192.168.0.0/16'"),
    ],
)
def test_what_differs_is_told(root: Path, changes: tuple[dict[str, Any], ...], expected: str) -> None:
    found = compared(root, plan(*changes))
    assert any(line.endswith(expected) for line in found.different), found.different


def test_what_only_awslint_knows_is_told(root: Path) -> None:
    found = compared(root, plan(queue("a", name=...), queue("b", kms_master_key_id=...), group(*CIDRS)))
    assert found.only_here == ["aws_sqs_queue.this[\"a\"].name: 'queue-a'"]
    assert found.unknown_to_both == 1
    assert found.different == []


def test_the_command_ends_with_1_where_a_value_differs(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = root / "plan.json"
    file.write_text(json.dumps(plan(queue("a", name="other"), queue("b"), group(*CIDRS))), encoding="utf-8")
    assert main([str(root), str(file)]) == 1
    head, line, *_ = capsys.readouterr().out.splitlines()
    assert head == "14 equal, 1 different, 0 known here only, 2 known to Terraform only, 0 known to neither"
    assert "queue-a" in line
    file.write_text(json.dumps(plan(queue("a"), queue("b"), group(*CIDRS))), encoding="utf-8")
    assert main([str(root), str(file)]) == 0


def test_comparisons_are_added_up() -> None:
    total = Comparison(equal=1)
    total.add(Comparison(equal=2, different=["a"], only_here=["b"], unknown_to_both=3))
    assert (total.equal, total.different, total.only_here, total.unknown_to_both) == (3, ["a"], ["b"], 3)


@pytest.mark.slow
@pytest.mark.skipif("AWSLINT_TERRAFORM_PLUGINS" not in os.environ, reason="needs the AWS provider")
def test_plans_are_made_where_there_is_a_provider(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = (
        'resource "random_pet" "a" {\n  length = 2\n}\n\nresource "aws_sqs_queue" "q" {\n  name = random_pet.a.id\n}\n'
    )
    (tmp_path / "main.tf").write_text(written + 'resource "aws_sqs_queue" "r" {\n  name = "r"\n}\n', encoding="utf-8")
    assert main([str(tmp_path)]) == 0
    assert "1 equal, 0 different, 0 known here only, 0 known to Terraform only, 1 known to neither" in (
        capsys.readouterr().out
    )
