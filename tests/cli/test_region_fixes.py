"""Fixes of regions, zones, accounts and partitions: what is written, that it ends the finding, and what has none."""

from __future__ import annotations

import json
from typing import Any

import pytest

KEY = "key/1234abcd-12ab-34cd-56ef-1234567890ab"
ELSEWHERE = f"arn:aws:kms:us-east-1:111122223333:{KEY}"
CLUSTER = """\
resource "aws_memorydb_cluster" "app" {{
  name        = "app"
  acl_name    = "open-access"
  node_type   = "db.t4g.small"
  kms_key_arn = {key}
}}
"""
PROVIDER = 'provider "aws" {\n  region = "eu-west-1"\n}\n'
VERSIONS = 'terraform {\n  required_providers {\n    aws = { version = "~> 6.0" }\n  }\n}\n'
OWN_KEY = f'"arn:aws:kms:${{data.aws_region.current.name}}:111122223333:{KEY}"'
DISTRIBUTION = """\
resource "aws_api_gateway_domain_name" "api" {
  domain_name     = "api.example.com"
  certificate_arn = aws_acm_certificate_validation.api.certificate_arn
}
"""
CERTIFICATE = """\
resource "aws_acm_certificate" "api" {
  domain_name       = "api.example.com"
  validation_method = "DNS"
}
resource "aws_acm_certificate_validation" "api" {
  certificate_arn = aws_acm_certificate.api.arn
}
"""


def fixed(project: Any, *arguments: str) -> str:
    """What a run that fixes has written to standard error; nothing of the findings that it was about is left."""
    _, _, err = project.run("--fix", "--unsafe-fixes", "--format", "concise", *arguments)
    return str(err)


def template(properties: dict[str, Any], type_: str = "AWS::MemoryDB::Cluster") -> str:
    return json.dumps({"Resources": {"R": {"Type": type_, "Properties": properties}}}, indent=2)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (ELSEWHERE, f'!Sub "arn:aws:kms:${{AWS::Region}}:111122223333:{KEY}"'),
        (f"'{ELSEWHERE}'", f"!Sub 'arn:aws:kms:${{AWS::Region}}:111122223333:{KEY}'"),
        (
            f'!Sub "arn:aws:kms:us-east-1:${{AWS::AccountId}}:{KEY}"',
            f'!Sub "arn:aws:kms:${{AWS::Region}}:${{AWS::AccountId}}:{KEY}"',
        ),
        (f"!Sub ['arn:aws:kms:us-east-1:${{A}}:{KEY}', {{A: 1}}]", None),
        (f'{{"Fn::Sub": "{ELSEWHERE}"}}', None),
    ],
)
def test_the_pseudo_parameter_in_yaml(project: Any, written: str, expected: str | None) -> None:
    text = f"Resources:\n  R:\n    Type: AWS::MemoryDB::Cluster\n    Properties:\n      KmsKeyId: {written}\n"
    project.write("t.yaml", text)
    assert "1 finding fixed" in fixed(project, "--region", "eu-west-1")
    assert project.read("t.yaml") == text.replace(written, expected or written.replace("us-east-1", "${AWS::Region}"))


def test_the_pseudo_parameter_in_json(project: Any) -> None:
    project.write("t.json", template({"KmsKeyId": ELSEWHERE}))
    assert "1 finding fixed" in fixed(project, "--region", "eu-west-1")
    own = {"Fn::Sub": ELSEWHERE.replace("us-east-1", "${AWS::Region}")}
    assert json.loads(project.read("t.json")) == json.loads(template({"KmsKeyId": own}))


@pytest.mark.parametrize(
    "key",
    [
        f'!Join ["", ["arn:aws:kms:us-east-1:", !Ref AWS::AccountId, ":{KEY}"]]',
        "!FindInMap [Keys, one, arn]",
        "!Ref Key",
    ],
)
def test_what_takes_no_function_is_left_alone(project: Any, key: str) -> None:
    text = (
        f"Parameters:\n  Key: {{Type: String, Default: '{ELSEWHERE}'}}\n"
        f"Mappings:\n  Keys:\n    one: {{arn: '{ELSEWHERE}'}}\n"
        f"Resources:\n  R:\n    Type: AWS::MemoryDB::Cluster\n    Properties:\n      KmsKeyId: {key}\n"
    )
    project.write("t.yaml", text)
    assert "REG001" in project.rules("--region", "eu-west-1")
    fixed(project, "--region", "eu-west-1")
    assert project.read("t.yaml") == text


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (f'"{ELSEWHERE}"', OWN_KEY),
        (f'format("arn:aws:kms:us-east-1:%s:{KEY}", "111122223333")', None),
        (f'"arn:aws:kms:us-east-1:${{var.account}}:{KEY}"', None),
    ],
)
def test_the_data_source_is_declared(project: Any, key: str, expected: str | None) -> None:
    text = PROVIDER + 'variable "account" {}\n' + CLUSTER.format(key=key)
    project.write("main.tf", text)
    assert "1 finding fixed" in fixed(project)
    own = expected or key.replace("us-east-1", "${data.aws_region.current.name}")
    assert project.read("main.tf") == text.replace(key, own) + '\ndata "aws_region" "current" {}\n'


def test_the_data_source_that_there_is(project: Any) -> None:
    project.write("data.tf", 'data "aws_region" "here" {}\n')
    project.write("main.tf", PROVIDER + CLUSTER.format(key=f'"{ELSEWHERE}"'))
    fixed(project)
    assert project.read("main.tf") == PROVIDER + CLUSTER.format(key=OWN_KEY.replace("current", "here"))


def test_a_module_has_its_own_data_source(project: Any) -> None:
    """What is written in the call of a module is evaluated by the caller, what is written in it by itself."""
    call = f'module "m" {{\n  source = "./m"\n  key    = "{ELSEWHERE}"\n}}\n'
    inside = 'variable "key" {}\n' + CLUSTER.format(key="var.key")
    inside += CLUSTER.format(key=f'"{ELSEWHERE}"').replace('"app"', '"other"')
    project.write("main.tf", PROVIDER + call)
    project.write("m/main.tf", inside)
    assert "2 findings fixed in 2 files" in fixed(project)
    declared = '\ndata "aws_region" "current" {}\n'
    assert project.read("main.tf") == (PROVIDER + call).replace(f'"{ELSEWHERE}"', OWN_KEY) + declared
    assert project.read("m/main.tf") == inside.replace(f'"{ELSEWHERE}"', OWN_KEY) + declared


def test_the_data_source_of_another_provider(project: Any) -> None:
    alias = 'provider "aws" {\n  alias  = "london"\n  region = "eu-west-2"\n}\ndata "aws_region" "current" {}\n'
    cluster = CLUSTER.format(key=f'"{ELSEWHERE}"').replace("  name ", "  provider    = aws.london\n  name ", 1)
    project.write("main.tf", PROVIDER + alias + cluster)
    fixed(project)
    assert project.read("main.tf") == PROVIDER + alias + cluster.replace(
        f'"{ELSEWHERE}"', OWN_KEY.replace("current", "own")
    ) + ('\ndata "aws_region" "own" {\n  provider = aws.london\n}\n')


def test_version_6_calls_it_region(project: Any) -> None:
    project.write("main.tf", VERSIONS + PROVIDER + CLUSTER.format(key=f'"{ELSEWHERE}"'))
    fixed(project)
    assert "${data.aws_region.current.region}" in project.read("main.tf")


def test_defaults_and_supplied_values_are_left_alone(project: Any) -> None:
    text = PROVIDER + CLUSTER.format(key="var.key") + f'variable "key" {{\n  default = "{ELSEWHERE}"\n}}\n'
    project.write("main.tf", text)
    fixed(project)
    assert project.read("main.tf") == text


def test_zones_are_looked_up(project: Any) -> None:
    subnets = """\
locals {
  zones = ["us-east-1a", "us-east-1b"]
}
resource "aws_subnet" "s" {
  count             = 2
  vpc_id            = "vpc-0a1b2c3d"
  cidr_block        = "10.0.${count.index}.0/24"
  availability_zone = local.zones[count.index]
}
resource "aws_subnet" "far" {
  vpc_id            = "vpc-0a1b2c3d"
  cidr_block        = "10.0.9.0/24"
  availability_zone = "us-east-1f"
}
"""
    project.write("main.tf", PROVIDER + subnets)
    assert "1 finding fixed" in fixed(project)
    looked_up = (f"data.aws_availability_zones.available.names[{number}]" for number in range(2))
    declared = '\ndata "aws_availability_zones" "available" {\n  state = "available"\n}\n'
    expected = subnets.replace('"us-east-1a", "us-east-1b"', ", ".join(looked_up))
    assert project.read("main.tf") == PROVIDER + expected + declared


def test_zones_are_looked_up_in_templates(project: Any) -> None:
    network = {"VpcId": "vpc-0a1b2c3d", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "us-east-1b"}
    project.write("t.json", template(network, "AWS::EC2::Subnet"))
    project.write("t.yaml", "Resources: {R: {Type: 'AWS::EC2::Subnet', Properties: {AvailabilityZone: us-east-1b}}}\n")
    assert "2 findings fixed" in fixed(project, "--region", "eu-west-1")
    zone = json.loads(project.read("t.json"))["Resources"]["R"]["Properties"]["AvailabilityZone"]
    assert zone == {"Fn::Select": [1, {"Fn::GetAZs": ""}]}
    assert 'AvailabilityZone: !Select [1, !GetAZs ""]' in project.read("t.yaml")


def test_an_alias_is_declared_with_the_settings_of_the_default_provider(project: Any) -> None:
    provider = """\
provider "aws" {
  region  = "eu-west-1" # home
  profile = var.profile
  assume_role {
    role_arn = "arn:aws:iam::111122223333:role/deployer"
  }
}
"""
    project.write("providers.tf", provider + 'variable "profile" {}\n')
    project.write("main.tf", CERTIFICATE + DISTRIBUTION)
    assert "1 finding fixed in 2 files" in fixed(project)
    assert project.read("providers.tf").startswith(
        provider
        + """
provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"
  profile = var.profile
  assume_role {
    role_arn = "arn:aws:iam::111122223333:role/deployer"
  }
}
"""
    )
    assert project.read("main.tf").count("provider = aws.us_east_1\n") == 2


def test_secrets_are_not_written_a_second_time(project: Any) -> None:
    text = PROVIDER.replace("}", '  access_key = "AKIAT6MN4RY9KCJP5XUW"\n}') + CERTIFICATE + DISTRIBUTION
    project.write("main.tf", text)
    fixed(project)
    assert project.read("main.tf") == text


def test_version_6_sets_the_region_of_the_resource(project: Any) -> None:
    project.write("main.tf", VERSIONS + PROVIDER + CERTIFICATE + DISTRIBUTION)
    fixed(project)
    assert project.read("main.tf").count('{\n  region = "us-east-1"\n') == 2
    assert project.read("main.tf").count("provider") == 2


def test_the_partition_in_policies_and_attachments(project: Any) -> None:
    text = """\
provider "aws" {
  region = "us-gov-west-1"
}
resource "aws_iam_policy" "read" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-reports/*" }]
  })
}
resource "aws_iam_role_policy_attachment" "agent" {
  role       = "agent"
  policy_arn = "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy"
}
"""
    project.write("main.tf", text)
    assert "2 findings fixed" in fixed(project)
    own = text.replace('"arn:aws:', '"arn:${data.aws_partition.current.partition}:')
    assert project.read("main.tf") == own + '\ndata "aws_partition" "current" {}\n'


def test_a_policy_in_a_file_of_its_own_takes_no_reference(project: Any) -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-reports/*"}
    project.write("policy.json", json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    policy = 'resource "aws_iam_policy" "p" {\n  policy = file("${path.module}/policy.json")\n}\n'
    project.write("main.tf", PROVIDER.replace("eu-west-1", "us-gov-west-1") + policy)
    assert project.rules() == ["REG011"]
    fixed(project)
    assert "${" not in project.read("policy.json")


ACL = """\
resource "aws_wafv2_web_acl" "site" {
  name  = "site"
  scope = "CLOUDFRONT"
  default_action {
    allow {}
  }
  visibility_config {
    cloudwatch_metrics_enabled = false
    metric_name                = "site"
    sampled_requests_enabled   = false
  }
}
"""
VIRGINIA = 'provider "aws" {\n  alias  = "virginia"\n  region = "us-east-1"\n}\n'


def test_the_alias_that_there_is(project: Any) -> None:
    project.write("main.tf", PROVIDER + VIRGINIA + ACL)
    fixed(project)
    assert project.read("main.tf") == PROVIDER + VIRGINIA + ACL.replace("{\n", "{\n  provider = aws.virginia\n", 1)


@pytest.mark.parametrize("name", ["other", "us_east_1"])
def test_an_alias_that_is_not_certain(project: Any, name: str) -> None:
    """Two that would do may be of two accounts; one that has the name may be of another region."""
    first = VIRGINIA if name == "other" else ""
    region = "us-east-1" if name == "other" else "us-west-2"
    text = PROVIDER + first + f'provider "aws" {{\n  alias  = "{name}"\n  region = "{region}"\n}}\n' + ACL
    project.write("main.tf", text)
    fixed(project)
    assert project.read("main.tf") == text


def test_a_module_gets_no_provider_of_its_own(project: Any) -> None:
    project.write("main.tf", PROVIDER + 'module "m" {\n  source = "./m"\n}\n')
    project.write("m/main.tf", ACL)
    assert "WAF001" in project.rules()
    fixed(project)
    assert project.read("m/main.tf") == ACL
