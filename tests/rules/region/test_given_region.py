"""The region rules on templates, whose region only the user can say."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint.cloudformation import load
from awslint.graph.loading import Inputs
from awslint.rules.examine import examine
from awslint.rules.registry import rules_for
from awslint.syntax.sources import Sources

TEMPLATE = """
Resources:
  Cluster:
    Type: AWS::MemoryDB::Cluster
    Properties:
      ACLName: open-access
      NodeType: db.t4g.small
      KmsKeyId: !Sub arn:aws:kms:eu-west-1:${AWS::AccountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: vpc-0123456789abcdef0
      CidrBlock: 10.0.1.0/24
      AvailabilityZone: eu-west-1a
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-0123456789abcdef0
      ServiceName: com.amazonaws.eu-west-1.s3
  Derived:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-0123456789abcdef0
      ServiceName: !Sub com.amazonaws.${AWS::Region}.dynamodb
  Elsewhere:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-0123456789abcdef0
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0
      ServiceRegion: eu-west-1
"""


def found(directory: Path, region: str | None) -> set[tuple[str, str]]:
    file = directory / "template.yaml"
    file.write_text(TEMPLATE, encoding="utf-8")
    deployment = load(file, Sources(), Inputs(region=region)).deployment
    return {
        (finding.rule.id, finding.address)
        for rule in rules_for(deployment.types)
        if rule.id.startswith("REG")
        for resource in deployment.resources
        if resource.type in rule.types
        for finding in examine(rule, resource, deployment).findings
    }


def test_another_region(tmp_path: Path) -> None:
    assert found(tmp_path, "us-east-1") == {("REG001", "Cluster"), ("REG006", "Subnet"), ("REG007", "Endpoint")}


@pytest.mark.parametrize("region", [None, "eu-west-1"], ids=["not said", "the right one"])
def test_silent(tmp_path: Path, region: str | None) -> None:
    assert found(tmp_path, region) == set()
