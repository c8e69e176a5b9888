"""What is said of an account by `--account-facts`, and by the key of the configuration."""

from __future__ import annotations

from typing import Any

import pytest

GROUP = """\
provider "aws" {
  region = "%s"
}
resource "aws_cloudwatch_log_group" "orders" {
  name = "orders"
}
"""
FACTS = """\
regions:
  us-east-1:
    names: {"AWS::Logs::LogGroup": [orders]}
"""


def test_facts_count_in_their_region(project: Any) -> None:
    project.write("a/main.tf", GROUP % "us-east-1")
    project.write("b/main.tf", GROUP % "us-west-2")
    project.write("account.yaml", FACTS)
    assert project.rules("a") == []
    assert project.rules("a", "--account-facts", "account.yaml") == ["LOGS950"]
    assert project.rules("b", "--account-facts", "account.yaml") == []


def test_json_and_the_key_of_the_configuration(project: Any) -> None:
    project.write("main.tf", GROUP % "us-east-1")
    project.write("awslint.toml", 'account-facts = "account.json"\n')
    project.write("account.json", '{"regions": {"us-east-1": {"names": {"AWS::Logs::LogGroup": ["orders"]}}}}')
    assert project.rules(".") == ["LOGS950"]


def test_changed_facts_are_not_answered_from_the_cache(project: Any) -> None:
    project.write("main.tf", GROUP % "us-east-1")
    project.write("account.yaml", FACTS)
    assert project.rules(".", "--account-facts", "account.yaml") == ["LOGS950"]
    project.write("account.yaml", FACTS.replace("[orders]", "[]"))
    assert project.rules(".", "--account-facts", "account.yaml") == []


def test_facts_of_another_account_do_not_count(project: Any) -> None:
    project.write("main.tf", GROUP % "us-east-1")
    project.write("account.yaml", 'account: "111122223333"\n' + FACTS)
    facts = ("--account-facts", "account.yaml")
    assert project.rules(".", *facts, "--account", "111122223333") == ["LOGS950"]
    assert project.rules(".", *facts, "--account", "444455556666") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("regions:\n  us-east-1:\n    zone: {}\n", "account.yaml:3: regions.us-east-1: "),
        ("account: 111122223333\n", "account.yaml:1: account: "),
        ("names:\n  AWS::IAM::Role:\n    - 1\n", "account.yaml:3: names.AWS::IAM::Role.0: "),
        ("quotas: {ec2: {VPCs: 1}}\n", "account.yaml:1: quotas.ec2: "),
        ("regions: [\n", "account.yaml:2: neither YAML nor JSON"),
        ("[]\n", "account.yaml:1: the file: "),
        ("\x00", "account.yaml: neither YAML nor JSON"),
    ],
)
def test_bad_facts_are_wrong_usage(project: Any, text: str, message: str) -> None:
    project.write("main.tf", GROUP % "us-east-1")
    project.write("account.yaml", text)
    code, out, err = project.run(".", "--account-facts", "account.yaml")
    assert code == 2, out
    assert message in err


def test_a_configuration_that_was_found_reads_no_facts_outside(project: Any) -> None:
    project.write("main.tf", GROUP % "us-east-1")
    project.write("awslint.toml", 'account-facts = "../account.yaml"\n')
    code, _, err = project.run(".")
    assert code == 2
    assert "outside" in err
