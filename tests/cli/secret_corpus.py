"""Configurations in each of which a secret stands in one kind of place: what awslint writes of them must not hold it.

Beside most of the secrets is a fault, so that a code frame is shown of the lines around them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, Final

PROVIDER: Final = 'provider "aws" {\n  region = "us-east-1"\n}\n'
ZONE: Final = 'availability_zone = "eu-west-1a"'
"""A fault of any resource that has a zone: it is of another region."""


def secret(number: int) -> str:
    """A secret of its own for every input, so that a leak tells where it is from; no form gives it away."""
    return f"Kestrel{number:02}-Umbra-{number * 7919 % 10007:05}"


def _instance(body: str) -> str:
    return PROVIDER + f'resource "aws_instance" "web" {{\n  ami = "ami-0a1b2c3d4e5f60718"\n  {ZONE}\n{body}\n}}\n'


def _database(body: str) -> str:
    return PROVIDER + f'resource "aws_db_instance" "db" {{\n  {ZONE}\n{body}\n}}\n'


def _template(resources: Mapping[str, Any], **sections: Any) -> str:
    return json.dumps({**sections, "Resources": resources}, indent=2)


def _network(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::EC2::Subnet", "Properties": {"AvailabilityZone": "eu-west-1a", **properties}}


def _rds(password: Any, **properties: Any) -> dict[str, Any]:
    values = {"AvailabilityZone": "eu-west-1a", "MasterUserPassword": password, **properties}
    return {"Type": "AWS::RDS::DBInstance", "Properties": values}


def _task(containers: str) -> str:
    return PROVIDER + (
        'resource "aws_ecs_task_definition" "app" {\n  family = "app"\n  cpu = "300"\n  memory = "512"\n'
        f'  requires_compatibilities = ["FARGATE"]\n  container_definitions = {containers}\n}}\n'
    )


def _terraform(word: str) -> list[dict[str, str]]:
    """Inputs whose secret is written in Terraform."""
    encoded = base64.b64encode(f"user:{word}".encode()).decode()
    marked = f'variable "word" {{\n  sensitive = true\n  default   = "{word}"\n}}\n'
    return [
        {"main.tf": _database(f'  password = "{word}"')},
        {"main.tf": _database(f'  password = var.db_password\n}}\nvariable "db_password" {{\n  default = "{word}"')},
        {"main.tf": _database('  password = var.p\n}\nvariable "p" {'), "terraform.tfvars": f'p = "{word}"\n'},
        {
            "main.tf": _database('  password = var.p\n}\nvariable "p" {'),
            "x.auto.tfvars.json": json.dumps({"p": word}),
        },
        {"main.tf": _database('  password = local.p\n}\nlocals {\n  p = format("%s", "' + word + '")')},
        {"main.tf": _database('  password = local.p\n}\nlocals {\n  p = join("", ["a-", "' + word + '"])')},
        {"main.tf": _instance(f'  user_data = "export DB_PASSWORD={word}"')},
        {"main.tf": _instance(f"  user_data = <<EOT\n#!/bin/sh\nDB_PASSWORD='{word}'\nrun --password {word}\nEOT")},
        {"main.tf": _instance(f'  user_data_base64 = base64encode("DB_PASSWORD={word}")')},
        {
            "main.tf": marked + _instance('  user_data = templatefile("${path.module}/u.tpl", { w = var.word })'),
            "u.tpl": "word is ${w}\n",
        },
        {"main.tf": _instance(f'  tags = {{\n    Password = "{word}"\n  }}')},
        {"main.tf": marked + _instance('  tags = {\n    Name = "${var.word}-web"\n  }')},
        {
            "main.tf": _task(
                'jsonencode([{ name = "a", image = "b", environment = '
                f'[{{ name = "DB_PASSWORD", value = "{word}" }}] }}])'
            )
        },
        {
            "main.tf": _task(
                '<<EOT\n[{"name": "a", "image": "b", "environment": '
                f'[{{"name": "API_TOKEN", "value": "{word}"}}]}}]\nEOT'
            )
        },
        {
            "main.tf": _task(
                'jsonencode([{ name = "a", image = "b", environment = '
                f'[{{ name = "DATABASE_URL", value = "postgres://app:{word}@db:5432/app" }}] }}])'
            )
        },
        {
            "main.tf": PROVIDER + 'resource "aws_lambda_function" "f" {\n  function_name = "f"\n  timeout = 901\n'
            '  role = "arn:aws:iam::111122223333:role/x"\n  environment {\n    variables = {\n'
            f'      AWS_REGION = "x"\n      DB_PASSWORD = "{word}"\n    }}\n  }}\n}}\n'
        },
        {
            "main.tf": f'provider "aws" {{\n  region     = "us-esat-1"\n  secret_key = "{word}"\n}}\n'
            'resource "aws_sqs_queue" "q" {}\n'
        },
        {
            "main.tf": f'terraform {{\n  backend "s3" {{\n    region = "us-esat-1"\n    token  = "{word}"\n  }}\n}}\n'
            'resource "aws_sqs_queue" "q" {}\n'
        },
        {
            "main.tf": PROVIDER + f'module "m" {{\n  source      = "./m"\n  db_password = "{word}"\n}}\n',
            "m/main.tf": 'variable "db_password" {}\n'
            f'resource "aws_db_instance" "db" {{\n  password = var.db_password\n  {ZONE}\n}}\n',
        },
        {
            "main.tf": marked + PROVIDER + 'module "m" {\n  source = "./m"\n  name   = var.word\n}\n',
            "m/main.tf": 'variable "name" {}\n'
            f'resource "aws_db_instance" "db" {{\n  identifier = var.name\n  {ZONE}\n}}\n',
        },
        {"main.tf": marked + _instance('}\noutput "word" {\n  value     = "${var.word}!"\n  sensitive = true')},
        {"main.tf": _instance(f'}}\noutput "db_password" {{\n  value = "{word}"')},
        {
            "main.tf": PROVIDER + 'resource "aws_db_instance" "db" {\n'
            f'  for_each = toset(["{word}"])\n  password = each.value\n  {ZONE}\n}}\n'
        },
        {
            "main.tf": PROVIDER + 'resource "aws_db_instance" "db" {\n'
            f"  for_each = toset(var.db_passwords)\n  password = each.key\n  {ZONE}\n}}\n"
            f'variable "db_passwords" {{\n  default = ["{word}"]\n}}\n'
        },
        {"main.tf": marked + _database('  password = base64encode("user:${var.word}")') + f"# {encoded[:3]}\n"},
        {
            "main.tf": _instance(
                f'  provisioner "local-exec" {{\n    command = "mysql -u root --password={word} -e status"\n  }}'
            )
        },
        {
            "main.tf": PROVIDER
            + f'resource "aws_ssm_parameter" "p" {{\n  name = "p"\n  type = "SecureString"\n  value = "{word}"\n'
            '  tier = "Cheap"\n}\n'
        },
        {
            "main.tf": PROVIDER
            + 'resource "aws_secretsmanager_secret_version" "v" {\n  secret_id = "arn:aws:secretsmanager:eu-west-1:'
            f'111122223333:secret:a-AbCdEf"\n  secret_string = jsonencode({{ user = "a", password = "{word}" }})\n}}\n'
        },
        {
            "main.tf": PROVIDER + 'resource "aws_elasticache_replication_group" "r" {\n  description = "x"\n'
            f'  auth_token = "{word}"\n  preferred_cache_cluster_azs = ["eu-west-1a"]\n}}\n'
        },
        {"main.tf": PROVIDER + f'resource "aws_db_instance" "db" {{\n  password = "{word}" "x"\n}}\n'},
        {"main.tf": PROVIDER + f'resource "aws_db_instance" "db" {{\n  password = "{word}\n}}\n'},
        {
            "main.tf.json": json.dumps(
                {
                    "provider": {"aws": {"region": "us-east-1"}},
                    "resource": {"aws_db_instance": {"db": {"availability_zone": "eu-west-1a", "password": word}}},
                },
                indent=2,
            )
        },
    ]


def _templates(word: str) -> list[dict[str, str]]:
    """Inputs whose secret is written in CloudFormation."""
    function = {
        "Type": "AWS::Lambda::Function",
        "Properties": {"Timeout": 901, "Environment": {"Variables": {"AWS_REGION": "x", "DB_PASSWORD": word}}},
    }
    user_data = {"Fn::Base64": {"Fn::Sub": f"#!/bin/sh\nexport DB_PASSWORD={word}\n"}}
    instance = {"Type": "AWS::EC2::Instance", "Properties": {"AvailabilityZone": "eu-west-1a", "UserData": user_data}}
    hidden = {"Pw": {"Type": "String", "NoEcho": True, "Default": word}}
    stack = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": "child.json", "Parameters": {"DbPassword": word}},
    }
    child = _template({"Db": _rds({"Ref": "DbPassword"})}, Parameters={"DbPassword": {"Type": "String"}})
    sub = {"Fn::Join": ["", ["mysql://root:", {"Ref": "Pw"}, "@db/app"]]}
    return [
        {"template.json": _template({"Db": _rds(word)})},
        {"template.json": _template({"Db": _rds({"Ref": "Pw"}, DBName={"Ref": "Pw"})}, Parameters=hidden)},
        {
            "template.json": _template(
                {"Db": _rds({"Ref": "Word"})}, Parameters={"Word": {"Type": "String", "Default": word, "MaxLength": 3}}
            )
        },
        {"template.json": _template({"F": function})},
        {"template.json": _template({"I": instance})},
        {"template.json": _template({"S": _network(Tags=[{"Key": "Password", "Value": word}])})},
        {"template.json": _template({"S": _network()}, Outputs={"DbPassword": {"Value": word}})},
        {"template.json": _template({"S": _network(CidrBlock=sub)}, Parameters=hidden)},
        {"template.json": _template({"Nested": stack}), "child.json": child},
        {
            "template.yaml": "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n"
            f"      AvailabilityZone: eu-west-1a\n      MasterUserPassword: {word}\n      DBName: [\n"
        },
        {
            "template.yaml": "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n"
            f"      AvailabilityZone: eu-west-1a\n      MasterUserPassword: >-\n        {word}\n"
        },
        {
            "template.yaml": _template(
                {"Db": _rds({"Ref": "DbPassword"})}, Parameters={"DbPassword": {"Type": "String"}}
            ),
            "samconfig.toml": 'version = 0.1\n[default.deploy.parameters]\nregion = "us-east-1"\n'
            f'parameter_overrides = "DbPassword={word} Other=x"\n',
        },
        {
            "template.json": _template(
                {"Db": _rds({"Ref": "Word"})}, Parameters={"Word": {"Type": "String", "NoEcho": True}}
            ),
            "input.json": json.dumps(
                {
                    "StackName": "s",
                    "TemplateBody": "file://template.json",
                    "Parameters": [{"ParameterKey": "Word", "ParameterValue": word}],
                }
            ),
        },
    ]


def _plan(word: str) -> dict[str, str]:
    values = {"availability_zone": "eu-west-1a", "description": word, "password": word, "identifier": "db"}
    change = {
        "actions": ["create"],
        "before": None,
        "after": values,
        "after_unknown": {},
        "before_sensitive": False,
        "after_sensitive": {"description": True},
    }
    address = {"address": "aws_db_instance.db", "mode": "managed", "type": "aws_db_instance", "name": "db"}
    provider = {"provider_name": "registry.terraform.io/hashicorp/aws"}
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "variables": {"word": {"value": word}},
        "planned_values": {
            "root_module": {
                "resources": [{**address, **provider, "values": values, "sensitive_values": {"description": True}}]
            }
        },
        "resource_changes": [{**address, **provider, "change": change}],
        "configuration": {
            "provider_config": {
                "aws": {
                    "name": "aws",
                    "full_name": "registry.terraform.io/hashicorp/aws",
                    "expressions": {"region": {"constant_value": "us-east-1"}},
                }
            },
            "root_module": {
                "resources": [
                    {**address, "provider_config_key": "aws", "expressions": {"password": {"references": ["var.word"]}}}
                ],
                "variables": {"word": {"sensitive": True}},
            },
        },
    }
    return {"plan.json": json.dumps(plan)}


def corpus() -> dict[str, dict[str, str]]:
    """The files of every input by its directory; the secret of input `sNN` is `secret(NN)`."""
    found: dict[str, dict[str, str]] = {}
    kinds = [(_terraform, len(_terraform(""))), (_templates, len(_templates("")))]
    for make, size in kinds:
        for index in range(size):
            found[f"s{len(found):02}"] = make(secret(len(found)))[index]
    found[f"s{len(found):02}"] = _plan(secret(len(found)))
    return found
