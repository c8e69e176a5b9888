"""A resource with what other resources attach to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint import terraform
from awslint.facts.attachments import ATTACHMENTS
from awslint.facts.properties import has_property
from awslint.graph import Resource
from awslint.graph.attachments import effective_elements
from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.values import Truth

BUCKET = 'variable "v" {}\nresource "aws_s3_bucket" "b" {\n  bucket = "logs"\n}\n'
VERSIONING = """
resource "aws_s3_bucket_versioning" "v" {
  bucket = %s
  versioning_configuration {
    status = "Enabled"
  }
}
"""
GROUP = """
variable "v" {}
resource "aws_security_group" "g" {
  name = "g"
  ingress {
    from_port = 22
    to_port = 22
    protocol = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
resource "aws_vpc_security_group_ingress_rule" "a" {
  security_group_id = aws_security_group.g.id
  ip_protocol = "tcp"
  from_port = 80
  to_port = 80
  cidr_ipv4 = "0.0.0.0/0"
}
resource "aws_security_group_rule" "b" {
  security_group_id = aws_security_group.g.id
  type = "ingress"
  protocol = "tcp"
  from_port = 443
  to_port = 443
  cidr_blocks = ["0.0.0.0/0"]
}
"""


@pytest.fixture
def parent(tmp_path: Path, request: pytest.FixtureRequest) -> Resource:
    (tmp_path / "main.tf").write_text(request.param, encoding="utf-8")
    loaded = terraform.load(tmp_path, Sources(), Inputs())
    assert loaded.problems == ()
    return next(
        resource
        for resource in loaded.deployment.resources
        if resource.address in ("aws_s3_bucket.b", "aws_security_group.g")
    )


@pytest.mark.parametrize(
    "parent",
    [BUCKET + VERSIONING % name for name in ("aws_s3_bucket.b.id", "aws_s3_bucket.b.bucket", '"logs"')],
    indirect=True,
)
def test_an_attachment_is_the_property(parent: Resource) -> None:
    status = parent.effective("VersioningConfiguration", "Status")
    assert status.text == "Enabled"
    assert status.resource.address == "aws_s3_bucket_versioning.v"
    assert status.name == "versioning_configuration.status"
    assert [attachment.certain for attachment in parent.deployment.attachments(parent)] == [True]


@pytest.mark.parametrize("parent", [BUCKET, BUCKET + VERSIONING % '"other"'], indirect=True)
def test_nothing_attached_is_missing(parent: Resource) -> None:
    assert parent.effective("VersioningConfiguration").is_missing is Truth.YES
    assert parent.effective("LifecycleConfiguration").is_missing is Truth.YES


@pytest.mark.parametrize(
    "parent",
    [
        BUCKET + VERSIONING % "var.v",
        BUCKET + (VERSIONING % "aws_s3_bucket.b.id").replace("bucket =", "count = var.v\n  bucket ="),
        BUCKET + VERSIONING % "aws_s3_bucket.b.id" + (VERSIONING % "aws_s3_bucket.b.id").replace('"v"', '"w"'),
    ],
    indirect=True,
)
def test_what_may_be_attached_makes_it_unknown(parent: Resource) -> None:
    assert parent.effective("VersioningConfiguration").is_missing is Truth.MAYBE
    assert parent.effective("VersioningConfiguration", "Status").text is None


@pytest.mark.parametrize("parent", [GROUP], indirect=True)
def test_rules_of_a_group_are_one_list(parent: Resource) -> None:
    rules = parent.effective("SecurityGroupIngress")
    assert [element.get("FromPort").scalar for element in rules.elements()] == [22, 80, 443]
    assert (rules.count.low, rules.count.high) == (3, 3)
    elements = effective_elements(parent, "SecurityGroupIngress")
    assert [element.get("IpProtocol").text for element in elements] == ["tcp"] * 3
    assert elements[1].resource.address == "aws_vpc_security_group_ingress_rule.a"
    assert parent.effective("SecurityGroupEgress").elements() == []


@pytest.mark.parametrize("parent", [GROUP.replace("= aws_security_group.g.id", "= var.v", 1)], indirect=True)
def test_a_rule_that_may_be_of_the_group_leaves_the_list_open(parent: Resource) -> None:
    rules = parent.effective("SecurityGroupIngress")
    assert (rules.count.low, rules.count.high) == (2, None)


@pytest.mark.parametrize(
    ("name", "status"),
    [('"elsewhere"', "Enabled"), ("var.v", "Enabled"), ("aws_s3_bucket.b.id", None), ('"logs"', None)],
)
def test_an_attachment_without_its_parent_is_asked_itself(tmp_path: Path, name: str, status: str | None) -> None:
    (tmp_path / "main.tf").write_text(BUCKET + VERSIONING % name, encoding="utf-8")
    resources = terraform.load(tmp_path, Sources(), Inputs()).deployment.resources
    versioning = next(resource for resource in resources if resource.address == "aws_s3_bucket_versioning.v")
    assert versioning.effective("VersioningConfiguration", "Status").text == status


def test_an_element_without_its_parent_is_a_list_of_one(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        GROUP.replace("= aws_security_group.g.id", '= "sg-0a1b2c3d"', 1), encoding="utf-8"
    )
    resources = terraform.load(tmp_path, Sources(), Inputs()).deployment.resources
    rule = next(resource for resource in resources if resource.address == "aws_vpc_security_group_ingress_rule.a")
    assert [element.get("IpProtocol").text for element in rule.effective("SecurityGroupIngress").elements()] == ["tcp"]
    assert [element.resource for element in effective_elements(rule, "SecurityGroupIngress")] == [rule]


@pytest.mark.parametrize("kind", ATTACHMENTS, ids=lambda kind: f"{kind.type}-{kind.property}")
def test_attachments_have_the_attributes_that_the_table_names(kind: object) -> None:
    assert kind in ATTACHMENTS
    assert has_property(kind.type, kind.names) is True  # type: ignore[attr-defined]
    assert has_property(kind.type, *kind.content) is True  # type: ignore[attr-defined]
    assert all(has_property(kind.parent, identifier) for identifier in kind.identifiers)  # type: ignore[attr-defined]
