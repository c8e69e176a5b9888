"""Writes projects of any size, the same text at every run, in Terraform or CloudFormation.

    python -m bench.generate terraform 1000 DIRECTORY
    python -m bench.generate cloudformation 1000 DIRECTORY --units 20

The resources refer to each other as real ones do (keys, users, groups, clusters, roles, policies), and some of them
hold a fault, so that the rules have something to follow and to say.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

GROUP: Final = 10
"""How many resources belong together."""


def terraform(resources: int) -> str:
    """A root module with that many resources, rounded up to whole groups."""
    head = (
        'variable "engine" {\n  type    = string\n  default = "valkey"\n}\n\n'
        'variable "suffix" {\n  type = string\n}\n\n'
        'provider "aws" {\n  region = "eu-central-1"\n}\n\n'
        'locals {\n  tags = { team = "a", suffix = var.suffix }\n}\n'
    )
    return head + "".join(_terraform_group(number) for number in range(-(-resources // GROUP)))


def _terraform_group(n: int) -> str:
    return f'''
resource "aws_kms_key" "k{n}" {{
  description = "key ${{var.suffix}} {n}"
  tags        = local.tags
}}

resource "aws_kms_alias" "a{n}" {{
  name          = "alias/k{n}"
  target_key_id = aws_kms_key.k{n}.key_id
}}

resource "aws_elasticache_user" "u{n}" {{
  user_id       = "user-{n}"
  user_name     = "user-{n}"
  access_string = "on ~* +@all"
  engine        = var.engine
  authentication_mode {{
    type      = "password"
    passwords = ["{"x" * (12 if n % 10 == 3 else 20)}"]
  }}
}}

resource "aws_elasticache_user_group" "g{n}" {{
  user_group_id = "group-{n}"
  engine        = "{"redis" if n % 10 == 7 else "valkey"}"
  user_ids      = [aws_elasticache_user.u{n}.user_id]
}}

resource "aws_elasticache_replication_group" "c{n}" {{
  replication_group_id       = "cache-{n}"
  description                = "cache {n}"
  engine                     = "valkey"
  node_type                  = "cache.t4g.small"
  transit_encryption_enabled = true
  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.k{n}.arn
  user_group_ids             = [aws_elasticache_user_group.g{n}.user_group_id]
}}

resource "aws_memorydb_user" "m{n}" {{
  user_name     = "mem-{n}"
  access_string = "on ~* &* +@all"
  authentication_mode {{
    type      = "password"
    passwords = ["{"y" * 20}"]
  }}
}}

resource "aws_memorydb_acl" "acl{n}" {{
  name       = "acl-{n}"
  user_names = [aws_memorydb_user.m{n}.user_name]
}}

data "aws_iam_policy_document" "d{n}" {{
  statement {{
    actions   = ["kms:Decrypt", "elasticache:Connect"]
    resources = [aws_kms_key.k{n}.arn, aws_elasticache_replication_group.c{n}.arn]
  }}
}}

resource "aws_iam_role" "r{n}" {{
  name = "role-{n}"
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "lambda.amazonaws.com" }} }}]
  }})
}}

resource "aws_iam_role_policy" "p{n}" {{
  name   = "policy-{n}"
  role   = aws_iam_role.r{n}.id
  policy = data.aws_iam_policy_document.d{n}.json
}}
'''


def cloudformation(resources: int) -> str:
    """A template with that many resources, rounded up to whole groups, as YAML."""
    head = (
        'AWSTemplateFormatVersion: "2010-09-09"\n'
        "Parameters:\n  Engine:\n    Type: String\n    Default: valkey\n    AllowedValues: [valkey, redis]\n"
        "  Suffix:\n    Type: String\n"
        "Conditions:\n  IsValkey: !Equals [!Ref Engine, valkey]\n"
        "Resources:\n"
    )
    return head + "".join(_cloudformation_group(number) for number in range(-(-resources // GROUP)))


def _cloudformation_group(n: int) -> str:
    blocks = "\n".join(f"  {name}{n}: {json.dumps(block)}" for name, block in _json_blocks(n))
    return f"""  Key{n}:
    Type: AWS::KMS::Key
    Properties:
      Description: !Sub "key ${{Suffix}} {n}"
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {{AWS: !Sub "arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:root"}}
            Action: "kms:*"
            Resource: "*"
  User{n}:
    Type: AWS::ElastiCache::User
    Properties:
      UserId: user-{n}
      UserName: user-{n}
      AccessString: "on ~* +@all"
      Engine: !If [IsValkey, valkey, redis]
      AuthenticationMode: {{Type: password, Passwords: ["{"x" * (12 if n % 10 == 3 else 20)}"]}}
{blocks}
"""


def _json_blocks(n: int) -> Iterator[tuple[str, Any]]:
    def block(type_: str, **properties: Any) -> Any:
        return {"Type": type_, "Properties": properties}

    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
    grant = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": {"Fn::GetAtt": [f"Key{n}", "Arn"]}}
    document = {"Version": "2012-10-17"}
    yield "Alias", block("AWS::KMS::Alias", AliasName=f"alias/k{n}", TargetKeyId={"Ref": f"Key{n}"})
    engine = "redis" if n % 10 == 7 else "valkey"
    yield (
        "Group",
        block("AWS::ElastiCache::UserGroup", UserGroupId=f"group-{n}", Engine=engine, UserIds=[{"Ref": f"User{n}"}]),
    )
    yield (
        "Cache",
        block(
            "AWS::ElastiCache::ReplicationGroup",
            ReplicationGroupDescription=f"cache {n}",
            Engine="valkey",
            CacheNodeType="cache.t4g.small",
            TransitEncryptionEnabled=True,
            KmsKeyId={"Ref": f"Key{n}"},
            UserGroupIds=[{"Ref": f"Group{n}"}],
        ),
    )
    yield (
        "Member",
        block(
            "AWS::MemoryDB::User",
            UserName=f"mem-{n}",
            AccessString="on ~* &* +@all",
            AuthenticationMode={"Type": "password", "Passwords": ["y" * 20]},
        ),
    )
    yield "Acl", block("AWS::MemoryDB::ACL", ACLName=f"acl-{n}", UserNames=[{"Ref": f"Member{n}"}])
    yield (
        "Role",
        block("AWS::IAM::Role", RoleName=f"role-{n}", AssumeRolePolicyDocument={**document, "Statement": [trust]}),
    )
    yield (
        "Policy",
        block(
            "AWS::IAM::Policy",
            PolicyName=f"policy-{n}",
            PolicyDocument={**document, "Statement": [grant]},
            Roles=[{"Ref": f"Role{n}"}],
        ),
    )
    yield "Topic", block("AWS::SNS::Topic", TopicName=f"topic-{n}", KmsMasterKeyId={"Ref": f"Key{n}"})


def write(language: str, resources: int, directory: Path, units: int = 1) -> None:
    """Writes a project of that many resources in all, spread over units of the same size."""
    size = -(-resources // units)
    for number in range(units):
        here = directory / f"unit{number:04}" if units > 1 else directory
        here.mkdir(parents=True, exist_ok=True)
        if language == "terraform":
            (here / "main.tf").write_text(terraform(size), encoding="utf-8")
        else:
            (here / "template.yaml").write_text(cloudformation(size), encoding="utf-8")


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("language", choices=["terraform", "cloudformation"])
    parser.add_argument("resources", type=int)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--units", type=int, default=1)
    arguments = parser.parse_args()
    write(arguments.language, arguments.resources, arguments.directory, arguments.units)


if __name__ == "__main__":
    _main()
