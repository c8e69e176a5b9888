"""`awslint permissions`: what a deployment needs, and what a policy does not allow of it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import jsonschema
from tests.cli.conftest import Project

CONTRACT = Path(__file__).parents[1] / "contract" / "permissions.schema.json"

CACHE = """\
locals { names = toset(["orders", "carts"]) }
provider "aws" { region = "eu-west-1" }
resource "aws_memorydb_acl" "app" { name = "app" }
resource "aws_memorydb_cluster" "app" {
  for_each  = local.names
  name      = each.key
  node_type = "db.t4g.small"
  acl_name  = aws_memorydb_acl.app.name
}
"""
FUNCTION = """\
variable "tags" {}
resource "aws_iam_role" "fn" {
  name               = "fn"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = aws_iam_role.fn.arn
  filename      = "f.zip"
  handler       = "f.main"
  runtime       = "python3.12"
  tags          = var.tags
}
"""
DEPLOYER = """\
resource "aws_iam_role" "deployer" {
  name               = "deployer"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy" "deployer" {
  role   = aws_iam_role.deployer.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["iam:*Role*", "iam:ListInst*", "lambda:Get*"], Resource = "*" }]
  })
}
"""
TEMPLATE = """\
Parameters:
  Key: {Type: String}
Resources:
  Acl:
    Type: AWS::MemoryDB::ACL
    Properties: {ACLName: app}
  Cluster:
    Type: AWS::MemoryDB::Cluster
    Properties:
      ClusterName: orders
      NodeType: db.t4g.small
      ACLName: !Ref Acl
      KmsKeyId: !Ref Key
  Allow:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: f, Action: 'lambda:InvokeFunction', Principal: s3.amazonaws.com}
"""


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions: str, on: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": on, **more}


def answers(project: Project, *arguments: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = project.run("permissions", ".", "--format", "json", *arguments)
    data = json.loads(out)
    jsonschema.validate(data, json.loads(CONTRACT.read_text()))
    return code, data


def by_name(data: dict[str, Any]) -> dict[str, Any]:
    return {entry["action"]: entry for entry in data["needed"]}


def test_terraform_s_own_calls_are_core(project: Project) -> None:
    project.write("main.tf", CACHE)
    code, data = answers(project)
    found = by_name(data)
    assert code == 0
    assert {name for name, item in found.items() if item["tier"] == "core"} == {
        f"memorydb:{verb}{noun}" for noun in ("Acl", "Cluster") for verb in ("Create", "Update", "Delete")
    } | {"memorydb:DescribeAcls", "memorydb:DescribeClusters", "memorydb:ListTags"}
    assert found["memorydb:DeleteCluster"] == {
        "action": "memorydb:DeleteCluster",
        "phases": ["delete"],
        "tier": "core",
        "resources": [f"arn:aws:memorydb:eu-west-1:*:cluster/{name}" for name in ("carts", "orders")],
        "because": ['aws_memorydb_cluster.app["carts"]', 'aws_memorydb_cluster.app["orders"]'],
    }


def test_cloudformation_s_handlers_are_core(project: Project) -> None:
    project.write("template.yaml", TEMPLATE)
    found = by_name(answers(project, "--region", "cn-north-1", "--account", "123456789012")[1])
    assert found["memorydb:DeleteCluster"]["resources"] == [
        "arn:aws-cn:memorydb:cn-north-1:123456789012:cluster/orders"
    ]
    assert found["kms:CreateGrant"]["tier"] == "gated"
    assert found["lambda:AddPermission"]["tier"] == found["lambda:RemovePermission"]["tier"] == "core"


def test_a_role_is_passed_to_the_service_that_it_trusts(project: Project) -> None:
    project.write("main.tf", FUNCTION)
    data = answers(project)[1]
    needed = by_name(data)["iam:PassRole"]
    assert (needed["tier"], needed["resources"]) == ("gated", ["arn:aws:iam::*:role/fn"])
    (statement,) = [passing for passing in data["policy"]["Statement"] if passing["Action"] == ["iam:PassRole"]]
    assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": ["lambda.amazonaws.com"]}}


def test_what_may_be_set_is_never_missing(project: Project) -> None:
    project.write("main.tf", FUNCTION)
    project.write("none.json", policy({"Effect": "Deny", "Action": "lambda:TagResource", "Resource": "*"}))
    code, data = answers(project, "--policy", "none.json")
    assert code == 1
    assert by_name(data)["lambda:TagResource"]["tier"] == "maybe"
    assert "lambda:TagResource" not in data["missing"]
    assert {"lambda:CreateFunction", "iam:PassRole"} <= set(data["missing"])


def test_the_policy_that_it_writes_allows_all_that_is_needed(project: Project) -> None:
    project.write("main.tf", CACHE + FUNCTION)
    code, out, _ = project.run("permissions", ".", "--format", "policy")
    project.write("written.json", out)
    code, data = answers(project, "--policy", "written.json")
    assert code == 0
    assert data["missing"] == []
    assert {entry["answer"] for entry in data["needed"] if entry["tier"] != "maybe"} <= {"allowed", "unknown"}
    assert by_name(data)["memorydb:DeleteCluster"]["answer"] == "allowed"
    assert by_name(data)["iam:PassRole"]["answer"] == "allowed"


def test_a_missing_action_is_named_with_what_denies_it(project: Project) -> None:
    project.write("main.tf", CACHE)
    denied = {"Sid": "Keep", "Effect": "Deny", "Action": "memorydb:DeleteCluster", "Resource": "*"}
    project.write("some.json", policy(allow("memorydb:*"), denied))
    code, data = answers(project, "--policy", "some.json")
    assert (code, data["missing"]) == (1, ["memorydb:DeleteCluster"])
    assert by_name(data)["memorydb:DeleteCluster"]["deciding_statement"] == "Keep"
    assert by_name(data)["memorydb:CreateAcl"]["deciding_statement"] == "statement 1"
    _, out, _ = project.run("permissions", ".", "--policy", "some.json")
    assert "memorydb:DeleteCluster  (delete)  denied by Keep" in out
    assert out.endswith("not allowed: memorydb:DeleteCluster\n")


def test_a_condition_or_an_unknown_account_leaves_it_open(project: Project) -> None:
    project.write("main.tf", CACHE)
    where = {"StringEquals": {"aws:PrincipalTag/team": "cache"}}
    project.write("some.json", policy(allow("memorydb:*", Condition=where)))
    code, data = answers(project, "--policy", "some.json")
    assert (code, data["missing"]) == (0, [])
    project.write("some.json", policy(allow("memorydb:*", on="arn:aws:memorydb:eu-west-1:123456789012:*")))
    code, data = answers(project, "--policy", "some.json")
    assert (code, {entry["answer"] for entry in data["needed"] if entry["tier"] == "core"}) == (0, {"unknown"})
    code, data = answers(project, "--policy", "some.json", "--account", "210987654321")
    assert code == 1
    assert "memorydb:CreateCluster" in data["missing"]


def test_a_passed_role_s_service_decides_its_condition(project: Project) -> None:
    project.write("main.tf", FUNCTION)
    for service, missing in (("lambda.amazonaws.com", False), ("ecs-tasks.amazonaws.com", True)):
        where = {"StringEquals": {"iam:PassedToService": service}}
        project.write("some.json", policy(allow("iam:PassRole", Condition=where)))
        data = answers(project, "--policy", "some.json")[1]
        assert ("iam:PassRole" in data["missing"]) is missing


def test_a_role_of_two_services_is_passed_to_the_one_of_the_resource(project: Project) -> None:
    two = '["lambda.amazonaws.com", "edgelambda.amazonaws.com"]'
    project.write("main.tf", FUNCTION.replace('["lambda.amazonaws.com"]', two))
    (statement,) = [
        passing for passing in answers(project)[1]["policy"]["Statement"] if passing["Action"] == ["iam:PassRole"]
    ]
    assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": ["lambda.amazonaws.com"]}}


def test_a_role_that_trusts_another_service_is_passed_to_one_that_is_not_known(project: Project) -> None:
    project.write("main.tf", FUNCTION.replace("lambda.amazonaws.com", "edgelambda.amazonaws.com"))
    where = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
    project.write("some.json", policy(allow("iam:PassRole", Condition=where)))
    data = answers(project, "--policy", "some.json")[1]
    assert by_name(data)["iam:PassRole"]["answer"] == "unknown"
    (statement,) = [entry for entry in data["policy"]["Statement"] if entry["Action"] == ["iam:PassRole"]]
    assert "Condition" not in statement


def test_the_region_of_a_call_decides_its_condition(project: Project) -> None:
    project.write("main.tf", CACHE)
    for region, code in (("eu-west-1", 0), ("eu-central-1", 1)):
        where = {"StringEquals": {"aws:RequestedRegion": region}}
        project.write("some.json", policy(allow("*", Condition=where)))
        assert answers(project, "--policy", "some.json")[0] == code


def test_modules_that_are_not_here_are_named(project: Project) -> None:
    project.write("main.tf", CACHE + 'module "network" { source = "terraform-aws-modules/vpc/aws" }\n')
    _, _, noted = project.run("permissions", ".")
    assert "module.network: what it makes is not here" in noted
    project.write("main.tf", CACHE)
    assert "is not here" not in project.run("permissions", ".")[2]


STACKS = """\
Resources:
  Here:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: cache.yaml}
  Elsewhere:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: "https://s3.amazonaws.com/acme/network.yaml"}
"""


def test_nested_stacks_that_are_not_here_are_named(project: Project) -> None:
    project.write("cache.yaml", TEMPLATE)
    project.write("main.yaml", STACKS)
    _, out, noted = project.run("permissions", "main.yaml")
    assert "memorydb:CreateCluster" in out
    assert "Elsewhere: what it makes is not here" in noted
    assert "Here: " not in noted


NAMES = """\
provider "aws" { region = "eu-west-1" }
resource "aws_kms_alias" "k" {
  name          = "alias/orders"
  target_key_id = "1234abcd-12ab-34cd-56ef-1234567890ab"
}
resource "aws_rds_cluster" "c" {
  cluster_identifier = "Orders"
  engine             = "aurora-mysql"
}
resource "aws_elasticache_replication_group" "r" {
  replication_group_id = "Carts"
  description          = "Carts"
  node_type            = "cache.t4g.micro"
}
"""


def test_arns_have_the_names_that_services_give(project: Project) -> None:
    project.write("main.tf", NAMES)
    found = by_name(answers(project, "--account", "123456789012")[1])
    assert "arn:aws:kms:eu-west-1:123456789012:alias/orders" in found["kms:DeleteAlias"]["resources"]
    assert "arn:aws:rds:eu-west-1:123456789012:cluster:orders" in found["rds:DeleteDBCluster"]["resources"]
    (group,) = found["elasticache:DeleteReplicationGroup"]["resources"]
    assert group == "arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:carts"


DATABASE = """\
variable "snapshot" { default = null }
resource "aws_db_instance" "d" {
  identifier          = "orders"
  instance_class      = "db.t4g.micro"
  snapshot_identifier = var.snapshot
  engine              = "postgres"
  %s
}
"""
PAST = """restore_to_point_in_time {
    source_db_instance_identifier = "orders"
    use_latest_restorable_time    = true
  }"""


def test_what_an_instance_is_made_from_decides_what_makes_it(project: Project) -> None:
    calls = ("CreateDBInstance", "CreateDBInstanceReadReplica", "RestoreDBInstanceFromDBSnapshot")
    calls = (*calls, "RestoreDBInstanceToPointInTime")
    cases = {
        ("", ""): ("core", None, None, None),
        ("", "--var", "snapshot=nightly"): (None, None, "gated", None),
        ('replicate_source_db = "first"', ""): (None, "gated", None, None),
        (PAST, ""): (None, None, None, "gated"),
    }
    for (setting, *arguments), tiers in cases.items():
        project.write("main.tf", DATABASE % setting)
        found = by_name(answers(project, *filter(None, arguments))[1])
        listed = [found.get(f"rds:{name}", {}).get("tier") for name in calls]
        assert tuple(None if tier == "maybe" else tier for tier in listed) == tiers, setting


def test_concurrency_of_minus_one_is_none(project: Project) -> None:
    for number, tier in (("-1", "maybe"), ("5", "gated")):
        written = FUNCTION.replace("runtime ", f"reserved_concurrent_executions = {number}\n  runtime ")
        project.write("main.tf", written)
        assert by_name(answers(project)[1]).get("lambda:PutFunctionConcurrency", {"tier": "maybe"})["tier"] == tier


def test_a_key_in_a_key_store_has_no_rotation_to_read(project: Project) -> None:
    project.write("main.tf", 'variable "store" {}\nresource "aws_kms_key" "k" { custom_key_store_id = var.store }')
    found = by_name(answers(project)[1])
    assert found["kms:GetKeyPolicy"]["tier"] == "core"
    assert found.get("kms:GetKeyRotationStatus", {"tier": "maybe"})["tier"] == "maybe"


def test_a_role_of_the_configuration_may_be_the_deployer(project: Project) -> None:
    project.write("main.tf", FUNCTION + DEPLOYER)
    code, data = answers(project, "--policy", "aws_iam_role.deployer")
    assert code == 1
    assert "lambda:CreateFunction" in data["missing"]
    assert not {"iam:CreateRole", "iam:PassRole", "lambda:GetFunction"} & set(data["missing"])


def test_types_without_a_table_are_reported(project: Project) -> None:
    project.write("main.tf", 'resource "aws_worklink_fleet" "w" { name = "w" }\n')
    code, _, err = project.run("permissions", ".")
    assert code == 0
    assert "aws_worklink_fleet: what deploying it needs is not known" in err


def test_a_policy_that_is_none_is_a_usage_error(project: Project) -> None:
    project.write("main.tf", CACHE)
    for text, message in (("{", "bad.json:1: it is not valid JSON"), ("[]", "expected a policy document")):
        project.write("bad.json", text)
        code, _, err = project.run("permissions", ".", "--policy", "bad.json")
        assert code == 2
        assert message in err
    code, _, err = project.run("permissions", ".", "--policy", "aws_iam_role.nobody")
    assert code == 2
    assert "no such role in the configuration" in err


def test_a_directory_without_a_configuration_has_its_exit_code(project: Project) -> None:
    project.write("notes.txt", "nothing")
    assert project.run("permissions", ".")[0] == 3


def test_five_hundred_resources_take_two_seconds_of_processor_time_at_most(project: Project) -> None:
    project.write("main.tf", CACHE.replace('toset(["orders", "carts"])', 'toset([for n in range(500) : "c${n}"])'))
    project.write("all.json", policy(allow("memorydb:*", on="arn:aws:memorydb:*:*:*")))
    before = time.process_time()
    code, data = answers(project, "--policy", "all.json")
    assert time.process_time() - before < 2
    assert (code, len(by_name(data)["memorydb:CreateCluster"]["because"])) == (0, 500)
