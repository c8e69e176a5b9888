"""Findings that rest on a circumstance: existence, defaults of what is there to be called, inputs without a value."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fixture_cases import check

from awslint.rules import Finding

PROVIDER = 'provider "aws" {\n  region = "eu-west-1"\n}\n'
MANY = "aws_ebs_volume.v has an instance"
STORE = """
resource "aws_cloudhsm_v2_cluster" "c" {{
  hsm_type   = "hsm1.medium"
  subnet_ids = ["subnet-0a1b2c3d"]
}}
locals {{
  certificates = [for one in aws_cloudhsm_v2_cluster.c.cluster_certificates : one.cluster_certificate]
}}
resource "aws_kms_custom_key_store" "s" {{
  custom_key_store_name    = "store"
  cloud_hsm_cluster_id     = aws_cloudhsm_v2_cluster.c.cluster_id
  key_store_password       = "kmsuserpassword"
  trust_anchor_certificate = {anchor}
}}
"""


def volume(extra: str) -> str:
    return f"""
resource "aws_ebs_volume" "v" {{
  availability_zone = "eu-central-1a"
  size              = 8
  {extra}
}}
"""


def found(directory: Path, text: str, name: str = "main.tf") -> list[Finding]:
    (directory / name).write_text(text)
    return check(directory / name if name.endswith(".yaml") else directory).findings


def of(findings: list[Finding], rule: str) -> list[tuple[str, str]]:
    return [(finding.severity.value, finding.world) for finding in findings if finding.rule.id == rule]


@pytest.mark.parametrize(
    ("head", "extra", "expected"),
    [
        ("", "", [("error", "")]),
        ('variable "on" {\n  type = bool\n}\n', "count = var.on ? 1 : 0", [("warning", "var.on")]),
        (
            'variable "all" {\n  type = set(string)\n}\n',
            "for_each = var.all",
            [("warning", MANY)],
        ),
        ('variable "on" {\n  default = false\n}\n', "count = var.on ? 1 : 0", []),
        ("", "count = lookup({ dev = 0, prod = 0 }, terraform.workspace, 0)", []),
        ("", "count = lookup({ dev = 0, prod = 1 }, terraform.workspace, 0)", [("warning", MANY)]),
        ("", "count = try({ dev = 0, prod = 0 }[terraform.workspace], 1)", [("warning", MANY)]),
        ('variable "on" {\n  default = true\n}\n', "count = var.on ? 1 : 0", [("error", "")]),
        ("", "lifecycle {\n    enabled = false\n  }", []),
        ("", "lifecycle {\n    enabled = true\n  }", [("error", "")]),
        (
            'variable "on" {\n  type = bool\n}\n',
            "lifecycle {\n    enabled = !var.on\n  }",
            [("warning", MANY)],
        ),
        (
            "locals {\n  by = { a = { on = false, n = 1 }, b = { on = false, n = 2 } }\n}\n",
            "count = local.by[terraform.workspace].on ? 1 : 0",
            [],
        ),
        (
            "locals {\n  by = { a = { on = true }, b = { on = true } }\n}\n",
            "count = local.by[terraform.workspace].on ? 1 : 0",
            [("error", "")],
        ),
    ],
)
def test_existence(tmp_path: Path, head: str, extra: str, expected: list[tuple[str, str]]) -> None:
    assert of(found(tmp_path, PROVIDER + head + volume(extra)), "REG006") == expected


LIBRARY = 'variable "name" {\n  type = string\n}\n'
GROUP = """
variable "tls" {{
  default = {tls}
}}
variable "groups" {{
  type    = list(string)
  default = {groups}
}}
resource "aws_elasticache_replication_group" "this" {{
  replication_group_id       = "shop"
  description                = "cache"
  node_type                  = "cache.t4g.small"
  transit_encryption_enabled = var.tls
  user_group_ids             = var.groups
}}
"""


@pytest.mark.parametrize(
    ("head", "groups", "expected"),
    [
        (LIBRARY, '["app"]', [("warning", "")]),
        (PROVIDER, '["app"]', [("error", "")]),
        (LIBRARY, "[]", []),
    ],
)
def test_defaults(tmp_path: Path, head: str, groups: str, expected: list[tuple[str, str]]) -> None:
    assert of(found(tmp_path, head + GROUP.format(tls="false", groups=groups)), "EC051") == expected


LEFT_OUT = """
variable "image" {
  default = ""
}
variable "condition" {
  default = null
}
resource "aws_lambda_function" "worker" {
  function_name = "worker"
  role          = "arn:aws:iam::111122223333:role/worker"
  package_type  = "Image"
  image_uri     = var.image
}
variable "accounts" {
  default = []
}
data "aws_iam_policy_document" "others" {
  dynamic "statement" {
    for_each = var.accounts
    content {
      actions = ["sts:AssumeRole"]
      principals {
        type        = "AWS"
        identifiers = [statement.value]
      }
    }
  }
}
resource "aws_iam_role" "others" {
  assume_role_policy = data.aws_iam_policy_document.others.json
}
resource "aws_glue_trigger" "load" {
  name = "load"
  type = "CONDITIONAL"
  dynamic "predicate" {
    for_each = var.condition == null ? [] : [1]
    content {
      conditions {
        job_name = var.condition
        state    = "SUCCEEDED"
      }
    }
  }
  actions {
    job_name = "load"
  }
}
"""


@pytest.mark.parametrize("rule", ["LAMBDA336", "GLUE329", "IAM010"])
@pytest.mark.parametrize(("head", "expected"), [(PROVIDER, [("error", "")]), (PROVIDER + LIBRARY, []), (LIBRARY, [])])
def test_what_an_empty_default_leaves_out(
    tmp_path: Path, head: str, rule: str, expected: list[tuple[str, str]]
) -> None:
    findings = found(tmp_path, head + LEFT_OUT)
    assert of(findings, rule) == expected
    assert all(
        any("(default)" in assumption for assumption in finding.assumes)
        for finding in findings
        if finding.rule.id == rule
    )


STATEMENT = """
variable "buckets" {{
  type    = list(string)
  default = {buckets}
}}
data "aws_iam_policy_document" "snapshots" {{
  statement {{
    actions   = ["s3:ListBucket"]
    resources = var.buckets
  }}
}}
resource "aws_iam_policy" "snapshots" {{
  name   = "snapshots"
  policy = data.aws_iam_policy_document.snapshots.json
}}
"""


@pytest.mark.parametrize(
    ("head", "buckets", "expected"),
    [
        (PROVIDER, "[]", [("error", "")]),
        (PROVIDER + LIBRARY, "[]", []),
        (PROVIDER + LIBRARY, '["logs"]', [("error", "")]),
    ],
)
def test_an_empty_default_beside_a_required_variable(
    tmp_path: Path, head: str, buckets: str, expected: list[tuple[str, str]]
) -> None:
    """Whoever sets the one variable sets the other too: a root module whose values stand elsewhere."""
    findings = found(tmp_path, head + STATEMENT.format(buckets=buckets))
    assert of(findings, "IAM010") == expected
    assert all(finding.assumes for finding in findings)


@pytest.mark.parametrize(("tail", "expected"), [("", [("error", "")]), ("  Vpc: {Type: String}\n", [])])
def test_a_placeholder_of_a_template(tmp_path: Path, tail: str, expected: list[tuple[str, str]]) -> None:
    text = f"""Parameters:
  Mail:
    Type: String
    Default: ""
    AllowedPattern: .+@.+
{tail}Resources:
  T:
    Type: AWS::SNS::Topic
    Properties: {{DisplayName: !Ref Mail}}
"""
    assert of(found(tmp_path, text, "t.yaml"), "CFN002") == expected


@pytest.mark.parametrize("default", ["", "  default = null\n"])
def test_a_required_variable_is_given(tmp_path: Path, default: str) -> None:
    text = f"""{PROVIDER}variable "token" {{
  type = string
{default}}}
resource "aws_elasticache_replication_group" "r" {{
  replication_group_id       = "r"
  description                = "d"
  engine                     = "redis"
  node_type                  = "cache.t4g.small"
  auth_token                 = var.token
  transit_encryption_enabled = false
}}
"""
    findings = [finding for finding in found(tmp_path, text) if finding.rule.id == "EC053"]
    assert [finding.severity.value for finding in findings] == ([] if default else ["error"])
    assert all("var.token is given a value" in finding.assumes for finding in findings)


@pytest.mark.parametrize(
    ("token", "number"),
    [
        ("data.aws_secretsmanager_secret_version.s.secret_string", 0),
        ("data.aws_ssm_parameter.s.value", 0),
        ('coalesce(var.token, "0123456789abcdef")', 1),
        ("nonsensitive(var.other)", 0),
    ],
)
def test_what_a_data_source_reads_may_be_nothing(tmp_path: Path, token: str, number: int) -> None:
    text = f"""{PROVIDER}variable "token" {{}}
variable "other" {{
  default = null
}}
data "aws_secretsmanager_secret_version" "s" {{
  secret_id = "s"
}}
data "aws_ssm_parameter" "s" {{
  name = "s"
}}
resource "aws_elasticache_replication_group" "r" {{
  replication_group_id       = "r"
  description                = "d"
  engine                     = "redis"
  node_type                  = "cache.t4g.small"
  auth_token                 = {token}
  transit_encryption_enabled = false
}}
"""
    assert len(of(found(tmp_path, text), "EC053")) == number


@pytest.mark.parametrize(
    "token",
    [
        "!Ref Token",
        "'{{resolve:secretsmanager:cache:SecretString:token}}'",
        "!Sub '{{resolve:secretsmanager:${Token}:SecretString:token}}'",
        "!Join ['', ['{{resolve:secretsmanager:', !Ref Token, ':SecretString:token}}']]",
    ],
)
def test_a_parameter_and_a_dynamic_reference_are_given(tmp_path: Path, token: str) -> None:
    text = f"""Parameters:
  Token: {{Type: String, NoEcho: true}}
Resources:
  R:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupDescription: d
      Engine: redis
      CacheNodeType: cache.t4g.small
      AuthToken: {token}
      TransitEncryptionEnabled: false
"""
    assert of(found(tmp_path, text, "t.yaml"), "EC053") == [("error", "")]


@pytest.mark.parametrize(
    ("anchor", "number"),
    [
        ("one(aws_cloudhsm_v2_cluster.c.cluster_certificates).cluster_certificate", 1),
        ("one(aws_cloudhsm_v2_cluster.c.cluster_certificates[*].cluster_certificate)", 1),
        ("element(tolist(aws_cloudhsm_v2_cluster.c.cluster_certificates), 0).cluster_certificate", 1),
        ("coalesce(aws_cloudhsm_v2_cluster.c.cluster_certificates[0].cluster_certificate)", 1),
        ("one(local.certificates)", 1),
        ('join("", aws_cloudhsm_v2_cluster.c.cluster_certificates[*].cluster_certificate)', 1),
        ('lookup({ a = aws_cloudhsm_v2_cluster.c.cluster_certificates[0].cluster_certificate }, "a", null)', 1),
        ('file("customerCA.crt")', 0),
    ],
)
def test_a_reference_passes_through_functions(tmp_path: Path, anchor: str, number: int) -> None:
    (tmp_path / "customerCA.crt").write_text("x")
    assert len(of(found(tmp_path, PROVIDER + STORE.format(anchor=anchor)), "KMS042")) == number


@pytest.mark.parametrize(("argument", "expected"), [("", ["MissingRequiredArgument"]), ('  name = "a"\n', [])])
def test_a_module_call_lacks_an_argument(tmp_path: Path, argument: str, expected: list[str]) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text('variable "name" {}\n')
    findings = found(tmp_path, f'module "m" {{\n  source = "./m"\n{argument}}}\n')
    assert [raises.code for finding in findings if finding.rule.id == "TF001" for raises in finding.raises] == expected


@pytest.mark.parametrize(("zone", "number"), [("${each.key}a", 0), ("eu-west-1a", 1)])
def test_providers_by_for_each(tmp_path: Path, zone: str, number: int) -> None:
    text = f"""{PROVIDER}
provider "aws" {{
  alias    = "by_region"
  for_each = toset(["eu-west-1", "eu-central-1"])
  region   = each.value
}}
resource "aws_ebs_volume" "v" {{
  for_each          = toset(["eu-west-1", "eu-central-1"])
  provider          = aws.by_region[each.key]
  availability_zone = "{zone}"
  size              = 1
}}
"""
    assert len(of(found(tmp_path, text), "REG006")) == number


WRITTEN = [
    ("<your-bucket>", []),
    ("REPLACE_ME_WITH_S3_BUCKET", []),
    ("logs-<env>", []),
    ("", []),
    ("logs_of_us", [("error", "")]),
]


@pytest.mark.parametrize(("name", "expected"), WRITTEN)
@pytest.mark.parametrize(
    "text",
    [
        'resource "aws_s3_bucket" "b" {{\n  bucket = "{}"\n}}\n',
        'locals {{\n  name = "{}"\n}}\nresource "aws_s3_bucket" "b" {{\n  bucket = lower(local.name)\n}}\n',
        'variable "name" {{\n  default = "{}"\n}}\nresource "aws_s3_bucket" "b" {{\n  for_each = toset([var.name])\n'
        "  bucket   = each.value\n}}\n",
    ],
)
def test_a_placeholder_is_no_finding(tmp_path: Path, text: str, name: str, expected: list[tuple[str, str]]) -> None:
    assert of(found(tmp_path, PROVIDER + text.format(name)), "S3019") == expected


@pytest.mark.parametrize(("name", "expected"), [*WRITTEN[:3], ("", [("error", "")]), WRITTEN[-1]])
@pytest.mark.parametrize("name_of", ['"{}"', '!Join ["", ["{}"]]', '!Sub "{}"', "!Ref Name"])
def test_a_placeholder_in_a_template(tmp_path: Path, name_of: str, name: str, expected: list[tuple[str, str]]) -> None:
    text = f"""Parameters:
  Name: {{Type: String, Default: "{name}"}}
Resources:
  B:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: {name_of.format(name)}
"""
    assert of(found(tmp_path, text, "t.yaml"), "S3019") == expected


@pytest.mark.parametrize(("resource", "is_found"), [("arn:aws:s3:::<your-bucket>/*", False), ("bucket/*", True)])
def test_a_placeholder_in_a_policy(tmp_path: Path, resource: str, is_found: bool) -> None:
    text = f"""{PROVIDER}
resource "aws_iam_policy" "p" {{
  policy = <<-JSON
  {{"Version": "2012-10-17",
    "Statement": [{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "{resource}"}}]}}
  JSON
}}
"""
    findings = [finding for finding in found(tmp_path, text) if finding.severity.value != "info"]
    assert bool(findings) is is_found
