"""`deployer` of the configuration, and the other ways to know who deploys: IAM023, IAM024, IAM025."""

from __future__ import annotations

import json
from typing import Any

import pytest

SELECT = ("--select", "IAM023,IAM024,IAM025")

CACHE = """\
provider "aws" { region = "eu-west-1" }
resource "aws_memorydb_acl" "app" { name = "app" }
"""
ROLE = """\
resource "aws_iam_role" "deployer" {
  name = "deployer"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }] })
}
"""  # noqa: E501
READER = """\
resource "aws_iam_role_policy" "deployer" {
  role   = aws_iam_role.deployer.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["memorydb:Describe*", "iam:*"], Resource = "*" }] })
}
"""
TEMPLATE = """\
Resources:
  Acl:
    Type: AWS::MemoryDB::ACL
    Properties: {ACLName: app}
"""


def policy(*actions: str, **more: Any) -> str:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def deployed_by(project: Any, name: str, text: str = "") -> None:
    project.write("awslint.toml", f'deployer = "{name}"\n')
    if text:
        project.write(name, text)


@pytest.mark.parametrize(("file", "text"), [("main.tf", CACHE), ("template.yaml", TEMPLATE)])
def test_a_policy_file(project: Any, file: str, text: str) -> None:
    project.write(file, text)
    assert project.rules(*SELECT) == []
    deployed_by(project, "deployer.json", policy("memorydb:Describe*", "memorydb:ListTags"))
    findings = project.json(*SELECT)["findings"]
    assert [(finding["rule"], finding["severity"]) for finding in findings] == [
        ("IAM023", "error"),
        ("IAM024", "warning"),
    ]
    assert "deployer.json does not allow memorydb:CreateAcl" in findings[0]["message"].replace("ACL", "Acl")
    # What was found is no longer true once the policy changes.
    project.write("deployer.json", policy("memorydb:*"))
    assert project.rules(*SELECT) == []


def test_a_condition_that_is_not_known_decides_nothing(project: Any) -> None:
    project.write("main.tf", CACHE)
    condition = {"StringEquals": {"aws:PrincipalTag/team": "platform"}}
    deployed_by(project, "deployer.json", policy("memorydb:*", Condition=condition))
    assert project.rules(*SELECT) == []


def test_a_denied_region(project: Any) -> None:
    project.write("main.tf", CACHE)
    denied = {"Effect": "Deny", "Action": "memorydb:*", "Resource": "arn:aws:memorydb:eu-west-1:*:*", "Sid": "NotHere"}
    text = json.loads(policy("memorydb:*"))
    text["Statement"].append(denied)
    deployed_by(project, "deployer.json", json.dumps(text))
    assert "denied by NotHere" in project.json(*SELECT)["findings"][0]["message"]


def test_a_role_of_the_configuration(project: Any) -> None:
    project.write("main.tf", CACHE + ROLE + READER)
    deployed_by(project, "aws_iam_role.deployer")
    assert project.rules(*SELECT) == ["IAM023", "IAM024"]
    # Once it may have a policy that is not known, nothing is.
    more = 'variable "arn" {}\nresource "aws_iam_role_policy_attachment" "m" {\n  role = "deployer"\n'
    more += "  policy_arn = var.arn\n}\n"
    project.write("more.tf", more)
    assert project.rules(*SELECT) == []


def test_a_role_that_is_not_here_is_reported(project: Any) -> None:
    project.write("main.tf", CACHE)
    deployed_by(project, "aws_iam_role.nobody")
    code, _, err = project.run(".", *SELECT)
    assert code == 0
    assert "the deployer aws_iam_role.nobody is no role of this configuration" in err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "deployer.json:1: it is not valid JSON"),
        ("[]", "deployer.json: expected a policy document"),
        ('{"Statement": "no"}', "deployer.json: expected a policy document"),
        ("", "deployer.json: No such file"),
    ],
)
def test_a_file_that_is_no_policy_is_wrong_usage(project: Any, text: str, message: str) -> None:
    project.write("main.tf", CACHE)
    deployed_by(project, "deployer.json", text)
    code, _, err = project.run(".")
    assert code == 2
    assert message in err
    assert "awslint.toml" in err


def test_a_file_outside_of_the_repository_is_not_read(project: Any) -> None:
    project.write("inner/main.tf", CACHE)
    (project.root / "inner" / ".git").mkdir()
    project.write("outside.json", policy("memorydb:*"))
    project.write("inner/awslint.toml", 'deployer = "../outside.json"\n')
    code, _, err = project.run("inner")
    assert code == 2
    assert "lies outside of the repository" in err


def test_paths_are_relative_to_the_configuration(project: Any) -> None:
    project.write("infra/main.tf", CACHE)
    project.write("infra/deployer.json", policy("memorydb:Describe*", "memorydb:ListTags"))
    project.write("infra/awslint.toml", 'deployer = "deployer.json"\n')
    assert project.rules("infra", *SELECT) == ["IAM023", "IAM024"]


def test_other_credentials_are_those_of_another_deployer(project: Any) -> None:
    other = 'provider "aws" {\n  alias = "dns"\n  region = "eu-west-1"\n  profile = "dns"\n}\n'
    more = 'resource "aws_memorydb_acl" "dns" {\n  provider = aws.dns\n  name = "dns"\n}\n'
    project.write("main.tf", CACHE + other + more)
    deployed_by(project, "deployer.json", policy("memorydb:Describe*", "memorydb:ListTags", "memorydb:DeleteAcl"))
    found = {finding["resource"]["address"] for finding in project.json(*SELECT)["findings"]}
    assert found == {"aws_memorydb_acl.app"}


def test_what_a_custom_resource_does_the_deployer_does_not(project: Any) -> None:
    custom = """\
Resources:
  Connect:
    Type: Custom::AWS
    Properties:
      ServiceToken: arn:aws:lambda:eu-west-1:111122223333:function:sdk
      Create: '{"service":"KMS","action":"createCustomKeyStore","parameters":{"CustomKeyStoreName":"a"}}'
"""
    project.write("template.yaml", custom)
    deployed_by(project, "deployer.json", policy("s3:*"))
    assert project.rules(*SELECT) == []


def test_an_imported_resource_is_not_created(project: Any) -> None:
    project.write("main.tf", CACHE + 'import {\n  to = aws_memorydb_acl.app\n  id = "app"\n}\n')
    deployed_by(project, "deployer.json", policy("memorydb:Describe*", "memorydb:ListTags"))
    assert project.rules(*SELECT) == ["IAM024"]
