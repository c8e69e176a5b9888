"""What expressions ask of the account, of networks and of parts of strings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from awslint import terraform
from awslint.graph.loading import AccountFacts, Inputs
from awslint.rules.cel.evaluation import compiled
from awslint.rules.cel.operands import ABSENT
from awslint.rules.cel.parser import parse
from awslint.rules.cel.scope import Scope
from awslint.syntax.sources import Sources
from awslint.values import Truth, Unknown

TEXT = """
provider "aws" {
  region = "us-east-1"
}
variable "v" {}
resource "aws_secretsmanager_secret" "db" {
  name = "db"
}
resource "aws_cloudwatch_log_group" "logs" {
  count = 2
  name  = "${aws_secretsmanager_secret.db.name}-${count.index}"
}
resource "aws_launch_template" "known" {
  name      = "known"
  user_data = base64encode("#!/bin/sh")
}
resource "aws_launch_template" "unknown" {
  name      = "unknown"
  user_data = base64encode(var.v)
}
resource "aws_launch_template" "plain" {
  name      = "!"
  user_data = "#!/bin/sh"
}
"""
FACTS = {
    "account": "111122223333",
    "regions": {
        "us-east-1": {
            "zones": {"us-east-1a": "use1-az6"},
            "quotas": {"logs": {"L-00000000": 5, "L-00000001": 0.5}},
            "names": {"AWS::Logs::LogGroup": ["taken"]},
        }
    },
}


def asked(directory: Path, address: str, expression: str, facts: AccountFacts | None = None) -> Any:
    (directory / "main.tf").write_text(TEXT, encoding="utf-8")
    deployment = terraform.load(directory, Sources(), Inputs()).deployment
    deployment.account_facts = facts
    found = deployment.find(address)
    assert found is not None
    return compiled(parse(expression))(Scope(deployment, {"self": found}))


LOGS = "aws_cloudwatch_log_group.logs[0]"


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("accountQuota(self, 'logs', 'L-00000000')", 5),
        ("accountQuota(self, 'logs', 'L-00000001')", 0.5),
        ("accountZones(self)['us-east-1a']", "use1-az6"),
        ("isTaken(self, 'taken')", Truth.YES),
        ("isTaken(self, 'free')", Truth.NO),
        ("isTaken(self, self.KmsKeyId)", ABSENT),
        ("numberCreated(self)", 2),
    ],
)
def test_what_is_known_of_an_account(tmp_path: Path, expression: str, answer: object) -> None:
    assert asked(tmp_path, LOGS, expression, AccountFacts.of(FACTS)) == answer


@pytest.mark.parametrize("facts", [AccountFacts.of({}), AccountFacts.of({"regions": {"eu-west-1": {}}})])
def test_what_is_not_listed_is_not_known(tmp_path: Path, facts: AccountFacts | None) -> None:
    for expression in ("accountQuota(self, 'logs', 'L-00000000')", "accountZones(self)"):
        assert isinstance(asked(tmp_path, LOGS, expression, facts), Unknown)
    assert asked(tmp_path, LOGS, "isTaken(self, 'taken')", facts) is Truth.MAYBE


def test_without_facts_nothing_is_asked_of_the_account(tmp_path: Path) -> None:
    for expression in ("accountQuota(self, 'logs', 'L-00000000')", "isTaken(self, 'taken')"):
        assert asked(tmp_path, LOGS, expression) is ABSENT
    assert isinstance(asked(tmp_path, LOGS, "accountZones(self)"), Unknown)


def test_decoded(tmp_path: Path) -> None:
    decoded = "decoded(self.LaunchTemplateData.UserData)"
    assert asked(tmp_path, "aws_launch_template.known", decoded) == "#!/bin/sh"
    assert isinstance(asked(tmp_path, "aws_launch_template.unknown", decoded), Unknown)
    assert asked(tmp_path, "aws_launch_template.plain", decoded) is ABSENT
