"""Where subnets lead to, in which zones they are, and which ports groups open."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint import cloudformation, terraform
from awslint.graph import Deployment
from awslint.graph.loading import Inputs
from awslint.graph.network import WayOut, opens_port, way_out, zones_of
from awslint.syntax.sources import Sources
from awslint.values import Truth

BASE = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}
resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}
"""
TABLE = """
resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id
}
"""
ASSOCIATION = """
resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}
"""
MAIN = """
resource "aws_main_route_table_association" "app" {
  vpc_id         = aws_vpc.main.id
  route_table_id = aws_route_table.app.id
}
"""
OUT = 'destination_cidr_block = "0.0.0.0/0"'


def route(target: str, destination: str = OUT, table: str = "aws_route_table.app.id", more: str = "") -> str:
    return f'resource "aws_route" "out" {{\n  route_table_id = {table}\n  {destination}\n  {target}\n  {more}\n}}\n'


def inline(*routes: str) -> str:
    blocks = "".join(f"  route {{\n    {line}\n  }}\n" for line in routes)
    return f'resource "aws_route_table" "app" {{\n  vpc_id = aws_vpc.main.id\n{blocks}}}\n'


def adopted(block: str = "") -> str:
    table = "default_route_table_id = aws_vpc.main.default_route_table_id"
    return f'resource "aws_default_route_table" "app" {{\n  {table}\n  {block}\n}}\n'


INTERNET = "gateway_id = aws_internet_gateway.main.id"


def deployment_of(directory: Path, text: str) -> Deployment:
    (directory / "main.tf").write_text(text, encoding="utf-8")
    loaded = terraform.load(directory, Sources(), Inputs())
    assert loaded.problems == ()
    return loaded.deployment


def template(directory: Path, text: str) -> Deployment:
    path = directory / "t.yaml"
    path.write_text(text, encoding="utf-8")
    return cloudformation.load(path, Sources(), Inputs()).deployment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TABLE + ASSOCIATION + route(INTERNET), WayOut.INTERNET),
        (TABLE + MAIN + route(INTERNET), WayOut.INTERNET),
        (route(INTERNET, table="aws_vpc.main.main_route_table_id"), WayOut.INTERNET),
        (route(INTERNET, table="aws_vpc.main.default_route_table_id"), WayOut.INTERNET),
        (adopted('route {\n cidr_block = "0.0.0.0/0"\n gateway_id = "igw-0a1b"\n}'), WayOut.INTERNET),
        (inline('cidr_block = "0.0.0.0/0"\n nat_gateway_id = "nat-0a1b"') + ASSOCIATION, WayOut.NAT),
        (TABLE + ASSOCIATION + route("transit_gateway_id = var.t") + 'variable "t" {}', WayOut.OTHER),
        (TABLE + ASSOCIATION + route('transit_gateway_id = "tgw-0a1b"'), WayOut.OTHER),
        (TABLE + ASSOCIATION + route('gateway_id = "vgw-0a1b"'), WayOut.OTHER),
        (inline('cidr_block = "10.9.0.0/16"\n vpc_peering_connection_id = "pcx-1"') + ASSOCIATION, WayOut.OTHER),
        (TABLE + ASSOCIATION, WayOut.NONE),
        (TABLE, WayOut.NONE),
        ("", WayOut.NONE),
        (adopted(), WayOut.NONE),
        (TABLE + ASSOCIATION + route(INTERNET, more="count = var.t") + 'variable "t" {}', None),
        (TABLE + ASSOCIATION + route(INTERNET, "destination_cidr_block = var.t") + 'variable "t" {}', None),
        (TABLE + ASSOCIATION + route(INTERNET, table="var.t") + 'variable "t" {}', None),
        (TABLE + ASSOCIATION.replace("aws_subnet.app.id", "var.t") + 'variable "t" {}', None),
        (TABLE + MAIN.replace("aws_vpc.main.id", "var.t") + 'variable "t" {}', None),
        (inline().replace("}", '  propagating_vgws = ["vgw-0a1b"]\n}') + ASSOCIATION, None),
        ('module "m" {\n  source = "git::https://example.com/m.git"\n  subnet = aws_subnet.app.id\n}\n', None),
    ],
)
def test_way_out(tmp_path: Path, text: str, expected: WayOut | None) -> None:
    subnet = deployment_of(tmp_path, BASE + text).find("aws_subnet.app")
    assert subnet is not None
    assert way_out(subnet) is expected


def test_way_out_of_a_subnet_in_a_template(tmp_path: Path) -> None:
    text = """
Resources:
  Vpc: {Type: "AWS::EC2::VPC", Properties: {CidrBlock: 10.0.0.0/16}}
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  Public: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Private: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Table: {Type: "AWS::EC2::RouteTable", Properties: {VpcId: !Ref Vpc}}
  Out:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}
  Both: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {SubnetId: !Ref Public, RouteTableId: !Ref Table}}
"""
    deployment = template(tmp_path, text)
    assert [way_out(subnet) for subnet in deployment.of_type("AWS::EC2::Subnet")] == [WayOut.INTERNET, WayOut.NONE]


def test_zones(tmp_path: Path) -> None:
    text = """
resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = "vpc-0a1b"
  cidr_block        = "10.0.${count.index}.0/24"
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}
resource "aws_subnet" "any" {
  vpc_id     = "vpc-0a1b"
  cidr_block = "10.0.8.0/24"
}
resource "aws_lb" "known" {
  subnets = aws_subnet.app[*].id
}
resource "aws_lb" "partly" {
  subnets = [aws_subnet.app[0].id, aws_subnet.any.id]
}
"""
    deployment = deployment_of(tmp_path, text)
    answers = {}
    for balancer in deployment.of_type("AWS::ElasticLoadBalancingV2::LoadBalancer"):
        zones, complete = zones_of(balancer.get("Subnets"))
        answers[balancer.address] = ([zone.text for zone in zones], complete)
    assert answers == {
        "aws_lb.known": (["eu-west-1a", "eu-west-1b"], True),
        "aws_lb.partly": (["eu-west-1a"], False),
    }


GROUP = 'variable "v" {}\nresource "aws_security_group" "g" {\n  name = "g"\n  %s\n}\n'
INLINE = """
  ingress {
    from_port   = 2000
    to_port     = 2100
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
"""
RULE = """
resource "aws_security_group_rule" "r" {
  security_group_id = aws_security_group.g.id
  type              = "%s"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}
"""
NEW_RULE = """
resource "aws_vpc_security_group_ingress_rule" "r" {
  security_group_id = aws_security_group.g.id
  ip_protocol       = "tcp"
  from_port         = %s
  to_port           = 2049
  cidr_ipv4         = "10.0.0.0/8"
}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GROUP % "", Truth.NO),
        (GROUP % INLINE, Truth.YES),
        (GROUP % INLINE.replace("tcp", "udp"), Truth.NO),
        (GROUP % INLINE.replace("2100", "2048"), Truth.NO),
        (GROUP % INLINE.replace("2100", "var.v"), Truth.MAYBE),
        (GROUP % "" + RULE % "ingress", Truth.YES),
        (GROUP % "" + RULE % "egress", Truth.NO),
        (GROUP % "" + NEW_RULE % "2049", Truth.YES),
        (GROUP % "" + NEW_RULE % "var.v", Truth.MAYBE),
        (GROUP % "" + (NEW_RULE % "2049").replace("aws_security_group.g.id", "var.v"), Truth.MAYBE),
    ],
)
def test_port_of_a_group(tmp_path: Path, text: str, expected: Truth) -> None:
    group = deployment_of(tmp_path, text).find("aws_security_group.g")
    assert group is not None
    assert opens_port(group, "tcp", 2049) is expected


def test_port_of_a_group_in_a_template(tmp_path: Path) -> None:
    text = """
Resources:
  Files: {Type: "AWS::EC2::SecurityGroup", Properties: {GroupDescription: files}}
  Rule: {Type: "AWS::EC2::SecurityGroupIngress", Properties: {GroupId: !GetAtt Files.GroupId, IpProtocol: "6",
    FromPort: 2049, ToPort: 2049, CidrIp: 10.0.0.0/8}}
"""
    group = template(tmp_path, text).find("Files")
    assert group is not None
    assert opens_port(group, "tcp", 2049) is Truth.YES
    assert opens_port(group, "tcp", 22) is Truth.NO
    assert opens_port(group, "tcp", 443, "egress") is Truth.YES
