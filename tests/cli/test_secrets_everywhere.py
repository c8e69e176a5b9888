"""Secrets that flow into passwords, tokens and keys, or are some by their form: no output shows them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from awslint.report.formats import FORMATS

SECRETS = (
    "AKIAZ5RKTM7WPL3XVBDC",
    "wJzQ9mXrT4bV7nK2pL8sD1fG6hJ3aC5eB0uY9iOq",
    "hunter2-of-hsm",
    "Plain-pw-22",
    "tok-of-cache-77",
    "MIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeK",
    "inUserData99",
)
TEMPLATE = """\
Parameters:
  UploadKey: {Type: String, Default: AKIAZ5RKTM7WPL3XVBDC}
  UploadSecret: {Type: String, Default: "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"}
  Word: {Type: String, Default: "Plain-pw-22"}
  CacheToken: {Type: String, Default: "tok-of-cache-77"}
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/x
      Code: {ZipFile: "x"}
      Environment:
        Variables:
          UPLOAD_KEY: !Ref UploadKey
          UPLOAD_SECRET: !Ref UploadSecret
  U:
    Type: AWS::ElastiCache::User
    Properties:
      UserId: u
      UserName: default
      Engine: redis
      Passwords: [!Ref Word]
  R:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupDescription: x
      AuthToken: !Ref CacheToken
"""
MODULE = """\
variable "hsm_pw" {
  default = "hunter2-of-hsm"
}
resource "aws_kms_custom_key_store" "s" {
  custom_key_store_name    = "a"
  cloud_hsm_cluster_id     = "cluster-1a2b3c4d5e6"
  key_store_password       = var.hsm_pw
  trust_anchor_certificate = "x"
}
resource "aws_kms_key" "k" {
  custom_key_store_id = aws_kms_custom_key_store.s.id
  enable_key_rotation = true
}
resource "aws_instance" "web" {
  ami           = "ami-09a5b0b7edf08843d"
  instance_type = "t3.micro"
  user_data     = <<EOF
#!/bin/bash
export AWS_ACCESS_KEY_ID=AKIAZ5RKTM7WPL3XVBDC
export DB_PASSWORD=inUserData99
cat > k <<KEY
-----BEGIN RSA PRIVATE KEY-----
MIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeK
-----END RSA PRIVATE KEY-----
KEY
EOF
}
resource "aws_iam_policy" "p" { # password = "Plain-pw-22"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "memorydb:DescribeUser", Resource = "*" }] })
}
"""


@pytest.fixture
def leaky(project: Any) -> Any:
    project.write("t.yaml", TEMPLATE)
    project.write("m/main.tf", MODULE)
    project.write("broken/main.tf", 'resource "a" "b" {\n  password = "Plain-pw-22" "hunter2-of-hsm"\n}\n')
    return project


def no_secret_in(text: str) -> None:
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_shows_a_secret(leaky: Any, name: str) -> None:
    code, out, err = leaky.run("--format", name, "--severity", "info", "--show-undecided", "-v")
    assert code == 1
    assert "CRED001" in out
    no_secret_in(out + err)


@pytest.mark.parametrize(
    "arguments",
    [
        ("graph",),
        ("graph", "--format", "json"),
        ("--diff", "--fix", "--unsafe-fixes"),
        ("explain", "CRED001"),
        ("--statistics",),
    ],
)
def test_no_command_shows_a_secret(leaky: Any, arguments: tuple[str, ...]) -> None:
    _, out, err = leaky.run(*arguments)
    assert out
    no_secret_in(out + err)


def test_baselines_hold_no_secret(leaky: Any) -> None:
    leaky.run("baseline", "create")
    text = (leaky.root / "awslint-baseline.json").read_text(encoding="utf-8")
    assert json.loads(text)["findings"]
    no_secret_in(text)


def test_only_the_secret_is_hidden_not_the_syntax(leaky: Any) -> None:
    _, out, _ = leaky.run("--format", "full", "t.yaml")
    lines = [line.partition("| ")[2].rstrip() for line in out.splitlines()]
    assert "      Passwords: [!Ref Word]" in lines
    assert "      AuthToken: !Ref CacheToken" in lines
    assert '  CacheToken: {Type: String, Default: "***"}' in lines


def test_the_files_stay_as_they_are(leaky: Any) -> None:
    assert "hunter2-of-hsm" in Path(leaky.root, "m/main.tf").read_text(encoding="utf-8")
