"""Every kind of secret that the rules on credentials know, in both languages: nothing that awslint writes holds it."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from awslint.facts.names import terraform_names
from awslint.report.formats import FORMATS
from awslint_rules.credentials.literal_secret import SINKS

KEY_ID, SECRET_KEY = "AKIAT6MN4RY9KCJP5XUW", "kP7vR2mXq9LwZ4tB8nYc1Hd6Fs3Gj5Ka0UeTiOyW"
TEMPORARY, TOKEN = "ASIAT6MN4RY9KCJP5XUW", "FwoGZXIvYXdzEJr//////////wEaDPq3Zt7XnR5kLmVb"
SIGNATURE = "a3f5c1d2e4b6978869504a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d"
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhY21lIiwiZXhwIjoxNjAwMDAwMDAwfQ.c2lnbmF0dXJlLW9mLWFjbWU0Mg"
PRESIGNED = (
    "https://artifacts.s3.amazonaws.com/app.zip?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=900"
    f"&X-Amz-Date=20230101T000000Z&X-Amz-Credential={KEY_ID}%2F20230101%2Fus-east-1%2Fs3%2Faws4_request"
    f"&X-Amz-SignedHeaders=host&X-Amz-Signature={SIGNATURE}"
)


def password(type_: str) -> str:
    """A password of its own for every sink, so that a leak tells where it is from."""
    return f"Pw-{type_.split('::')[1]}-{type_.split('::')[2]}-4711"


SECRETS = (SECRET_KEY, TOKEN, SIGNATURE, JWT, KEY_ID, TEMPORARY, "Stack-Pw-815", *map(password, SINKS))


def _nested(path: str, value: object) -> object:
    """`Users/*/Password` as nested objects and lists around a value."""
    for name in reversed(path.split("/")):
        value = [value] if name == "*" else {name: value}
    return value


def template() -> str:
    resources: dict[str, Any] = {
        f"Sink{number}": {"Type": type_, "Properties": _nested(path, password(type_))}
        for number, (type_, path) in enumerate((type_, path) for type_, paths in SINKS.items() for path in paths)
    }
    variables = {"AWS_KEY": KEY_ID, "APP_AWS_SECRET_ACCESS_KEY": SECRET_KEY, "DOWNLOAD": PRESIGNED, "JWT": JWT}
    resources["Function"] = {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Role": "arn:aws:iam::111122223333:role/x",
            "Code": {"ZipFile": "x"},
            "Environment": {"Variables": {**variables, "AWS_SESSION_TOKEN": TOKEN, "WORD": {"Ref": "Word"}}},
        },
    }
    return json.dumps(
        {
            "Parameters": {"Word": {"Type": "String", "NoEcho": True, "Default": "Stack-Pw-815"}},
            "Resources": resources,
            "Outputs": {"Key": {"Value": KEY_ID}, "Secret": {"Value": SECRET_KEY}, "Word": {"Value": {"Ref": "Word"}}},
        },
        indent=1,
    )


MODULE = f"""\
variable "token" {{
  default = "{TOKEN}"
}}
provider "aws" {{
  region     = "us-east-1"
  access_key = "{KEY_ID}"
  secret_key = "{SECRET_KEY}"
}}
provider "aws" {{
  alias      = "temporary"
  region     = "us-east-1"
  access_key = "{TEMPORARY}"
  secret_key = "{SECRET_KEY}"
  token      = var.token
}}
provider "aws" {{
  alias  = "web"
  region = "us-east-1"
  assume_role_with_web_identity {{
    role_arn           = "arn:aws:iam::111122223333:role/web"
    web_identity_token = "{JWT}"
  }}
}}
terraform {{
  backend "s3" {{
    bucket     = "state"
    key        = "k"
    region     = "us-east-1"
    access_key = "{KEY_ID}"
    secret_key = "{SECRET_KEY}"
    token      = "{TOKEN}"
  }}
}}
resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/x"
  environment {{
    variables = {{
      AWS_SECRET_ACCESS_KEY = "{SECRET_KEY}"
      SESSION_TOKEN         = var.token
      DOWNLOAD              = "{PRESIGNED}"
    }}
  }}
}}
resource "aws_instance" "web" {{
  ami           = "ami-09a5b0b7edf08843d"
  instance_type = "t3.micro"
  user_data     = "export AWS_ACCESS_KEY_ID={KEY_ID} AWS_SECRET_ACCESS_KEY={SECRET_KEY}\\ncurl '{PRESIGNED}'"
}}
output "secret" {{
  value = "{SECRET_KEY}"
}}
"""

ARGUMENTS = {
    "aws_db_instance": "password",
    "aws_rds_cluster": "master_password",
    "aws_docdb_cluster": "master_password",
    "aws_redshift_cluster": "master_password",
    "aws_elasticache_replication_group": "auth_token",
    "aws_elasticache_user": "passwords",
    "aws_dms_endpoint": "password",
}


def sinks() -> str:
    """The secrets of databases and caches as Terraform writes them."""
    blocks = []
    for native, argument in ARGUMENTS.items():
        type_ = terraform_names(native).type
        assert type_ in SINKS
        text = json.dumps([password(type_)] if argument == "passwords" else password(type_))
        blocks.append(f'resource "{native}" "x" {{\n  {argument} = {text}\n}}\n')
    return "".join(blocks)


@pytest.fixture
def leaky(project: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("XDG_CACHE_HOME", str(project.root / "cache"))
    project.write("t.json", template())
    project.write("m/main.tf", MODULE + sinks())
    return project


def no_secret_in(text: str) -> None:
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize("name", FORMATS)
def test_no_format(leaky: Any, name: str) -> None:
    code, out, err = leaky.run("t.json", "m", "--format", name, "--severity", "info", "--show-undecided", "-v")
    assert code == 1
    assert "CRED015" in out
    no_secret_in(out + err)


@pytest.mark.parametrize(
    "arguments",
    [
        ("graph", "t.json", "m"),
        ("graph", "t.json", "m", "--format", "json"),
        ("query", "t.json", "self"),
        ("query", "m", "self"),
        ("query", "t.json", "self.Environment.Variables", "--for", "AWS::Lambda::Function"),
        ("query", "m", "self.MasterUserPassword"),
        ("permissions", "t.json", "m", "--format", "json"),
        ("--diff", "--fix", "--unsafe-fixes", "t.json", "m"),
        ("explain", "CRED001"),
        ("config", "show", "m"),
        ("--statistics", "t.json", "m"),
    ],
)
def test_no_command(leaky: Any, arguments: tuple[str, ...]) -> None:
    _, out, err = leaky.run(*arguments)
    assert out + err
    no_secret_in(out + err)


def test_no_baseline_and_no_written_suppression(leaky: Any) -> None:
    leaky.run("baseline", "create", "t.json", "m")
    no_secret_in((leaky.root / "awslint-baseline.json").read_text(encoding="utf-8"))


def test_no_cache(leaky: Any) -> None:
    """Findings that are kept for the next run: as they are on the disk, and unpacked."""
    leaky.run("t.json", "m")
    files = [path for path in Path(leaky.root, "cache").rglob("*") if path.is_file()]
    assert files
    for file in files:
        content = file.read_bytes()
        no_secret_in(content.decode("latin-1"))
        for start in range(len(content)):
            if content[start : start + 1] == b"\x78":
                try:
                    no_secret_in(zlib.decompressobj().decompress(content[start:]).decode("latin-1"))
                except zlib.error:
                    continue


def test_what_is_given_on_the_command_line(leaky: Any) -> None:
    leaky.write("m/more.tf", 'variable "word" {}\nresource "aws_db_instance" "y" { password = var.word }\n')
    for arguments in (("m",), ("graph", "m"), ("query", "m", "self")):
        _, out, err = leaky.run(*arguments, "--var", "word=Given-Word-99")
        assert "Given-Word-99" not in out + err
