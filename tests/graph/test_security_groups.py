"""The rules of a security group as one set."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint import terraform
from awslint.graph.loading import Inputs
from awslint.graph.security_groups import repeated_rule
from awslint.syntax.sources import Sources

OLD = """
resource "aws_security_group_rule" "%s" {
  security_group_id = aws_security_group.g.id
  type              = "%s"
  protocol          = "%s"
  from_port         = %s
  to_port           = 443
  cidr_blocks       = %s
}
"""
NEW = """
resource "aws_vpc_security_group_ingress_rule" "new" {
  security_group_id = aws_security_group.g.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.0.0.0/8"
}
"""


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (("a", "ingress", "tcp", "443", '["10.0.0.0/8"]'), "aws_vpc_security_group_ingress_rule.new"),
        (("a", "ingress", "6", "443", '["192.168.0.0/16", "10.0.0.0/8"]'), "aws_vpc_security_group_ingress_rule.new"),
        (("a", "egress", "tcp", "443", '["10.0.0.0/8"]'), None),
        (("a", "ingress", "udp", "443", '["10.0.0.0/8"]'), None),
        (("a", "ingress", "tcp", "80", '["10.0.0.0/8"]'), None),
        (("a", "ingress", "tcp", "var.v", '["10.0.0.0/8"]'), None),
        (("a", "ingress", "tcp", "443", "var.v"), None),
        (("a", "ingress", "tcp", "443", '["10.0.0.0/9"]'), None),
    ],
)
def test_repeated_rule(tmp_path: Path, first: tuple[str, ...], expected: str | None) -> None:
    text = 'variable "v" {}\nresource "aws_security_group" "g" {\n  name = "g"\n}\n' + OLD % first + NEW
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    deployment = terraform.load(tmp_path, Sources(), Inputs()).deployment
    rule = deployment.find("aws_security_group_rule.a")
    assert rule is not None
    found = repeated_rule(rule)
    assert (found.address if found is not None else None) == expected
