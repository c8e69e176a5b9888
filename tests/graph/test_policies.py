"""Which policies a role ends up with, and when that is not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint.facts.actions import prefix
from awslint.graph import Deployment, Resource
from awslint.graph.loading import Inputs
from awslint.graph.policies import PolicyKind, effective_policies, policies_of, roles_with
from awslint.iam.evaluation import covers_resource_type
from awslint.syntax.sources import Sources
from awslint.terraform import load
from awslint.values import Truth

ROLE = """
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
"""
POLICY = 'jsonencode({ Statement = [{ Effect = "Allow", Action = "memorydb:Connect", Resource = "*" }] })'


def deployment_of(directory: Path, text: str) -> Deployment:
    (directory / "main.tf").write_text(ROLE + text, encoding="utf-8")
    return load(directory, Sources(), Inputs()).deployment


def resource(deployment: Deployment, address: str) -> Resource:
    found = deployment.find(address)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text",
    [
        'resource "aws_iam_role_policy" "p" {\n role = aws_iam_role.app.id\n policy = %s\n}',
        'resource "aws_iam_role_policy" "p" {\n role = "app"\n policy = %s\n}',
        'resource "aws_iam_policy" "p" {\n policy = %s\n}\n'
        'resource "aws_iam_role_policy_attachment" "a" {\n role = aws_iam_role.app.name\n'
        " policy_arn = aws_iam_policy.p.arn\n}",
        'resource "aws_iam_policy" "p" {\n policy = %s\n}\n'
        'resource "aws_iam_policy_attachment" "a" {\n name = "a"\n roles = ["other", aws_iam_role.app.name]\n'
        " policy_arn = aws_iam_policy.p.arn\n}",
        'resource "awscc_iam_managed_policy" "p" {\n policy_document = %s\n roles = [aws_iam_role.app.name]\n}',
    ],
    ids=["role policy", "by name", "attachment", "list of roles", "cloud control"],
)
def test_policies_that_a_role_has(tmp_path: Path, text: str) -> None:
    deployment = deployment_of(tmp_path, text % POLICY)
    found = effective_policies(resource(deployment, "aws_iam_role.app"))
    assert found.why == []
    assert found.grants.could_allow("memorydb:Connect") is Truth.YES
    holder = found.policies[0].attribute.resource
    assert [role.address for role in roles_with(holder)] == ["aws_iam_role.app"]


@pytest.mark.parametrize(
    "text",
    [
        'variable "arn" {}\nresource "aws_iam_role_policy_attachment" "a" {\n role = aws_iam_role.app.name\n'
        " policy_arn = var.arn\n}",
        'resource "aws_iam_role_policy_attachment" "a" {\n role = aws_iam_role.app.name\n'
        ' policy_arn = "arn:aws:iam::aws:policy/NewerThanTheTable"\n}',
        'variable "n" {}\nresource "aws_iam_role_policy" "p" {\n count = var.n\n role = aws_iam_role.app.name\n'
        f" policy = {POLICY}\n}}",
        'variable "role" {}\nresource "aws_iam_role_policy_attachment" "a" {\n role = var.role\n'
        ' policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"\n}',
        'module "m" {\n source = "example/grants/aws"\n role = aws_iam_role.app.name\n}',
    ],
    ids=["a variable", "an AWS managed policy", "an unknown count", "an unknown role", "a remote module"],
)
def test_sets_that_are_not_known_in_full(tmp_path: Path, text: str) -> None:
    assert not effective_policies(resource(deployment_of(tmp_path, text), "aws_iam_role.app")).complete


@pytest.mark.parametrize("partition", ["aws", "${data.aws_partition.current.partition}"])
def test_harmless_managed_policies_are_bounded(tmp_path: Path, partition: str) -> None:
    text = f"""
data "aws_partition" "current" {{}}
resource "aws_iam_role_policy_attachment" "a" {{
  role       = aws_iam_role.app.name
  policy_arn = "arn:{partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}}
"""
    found = effective_policies(resource(deployment_of(tmp_path, text), "aws_iam_role.app"))
    assert found.complete
    assert found.grants.could_allow("memorydb:Connect") is Truth.NO
    assert found.grants.could_allow("ec2:CreateNetworkInterface") is not Truth.NO


def test_a_policy_of_another_role_does_not_count(tmp_path: Path) -> None:
    text = f"""
resource "aws_iam_role" "other" {{
  name               = "other"
  assume_role_policy = jsonencode({{ Version = "2012-10-17", Statement = [] }})
}}
resource "aws_iam_role_policy" "p" {{
  role   = aws_iam_role.other.name
  policy = {POLICY}
}}
"""
    found = effective_policies(resource(deployment_of(tmp_path, text), "aws_iam_role.app"))
    assert found.complete
    assert found.policies == []


def test_the_arn_of_a_resource_tells_its_type(tmp_path: Path) -> None:
    text = """
resource "aws_memorydb_cluster" "c" {
  acl_name  = "open-access"
  node_type = "db.t4g.small"
}
resource "aws_iam_policy" "p" {
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "memorydb:Connect", Resource = aws_memorydb_cluster.c.arn }]
  })
}
"""
    deployment = deployment_of(tmp_path, text)
    (policy,) = policies_of(resource(deployment, "aws_iam_policy.p"), PolicyKind.IDENTITY)
    (statement,) = policy.document.statements
    memorydb = prefix("memorydb")
    assert memorydb is not None
    answers = {name: covers_resource_type(statement, memorydb.resource_types[name]) for name in ("cluster", "user")}
    assert answers["cluster"] is not Truth.NO
    assert answers["user"] is Truth.NO
