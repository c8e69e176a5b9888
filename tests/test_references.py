"""A reference stays that reference through functions, and an ARN that is put together means its resource."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fixture_cases import check

from awslint.engine import load_units
from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources

QUEUE = """provider "aws" {{
  region = "eu-west-1"
}}
provider "aws" {{
  alias  = "other"
  region = "eu-west-1"
  assume_role {{
    role_arn = "arn:aws:iam::222233334444:role/deploy"
  }}
}}
variable "on" {{
  type = bool
}}
variable "empty" {{
  default = ""
}}
data "aws_caller_identity" "c" {{}}
data "aws_caller_identity" "other" {{
  provider = aws.other
}}
data "aws_region" "r" {{}}
data "aws_partition" "p" {{}}
locals {{
  account = data.aws_caller_identity.c.account_id
  partition = data.aws_partition.p.partition
  by_name = {{ jobs = aws_sqs_queue.q.arn }}
  objects = [{{ name = "jobs", arn = aws_sqs_queue.q.arn }}]
}}
resource "aws_sqs_queue" "q" {{
  name                       = "jobs"
  visibility_timeout_seconds = 30
}}
resource "aws_sqs_queue" "one" {{
  count                      = 1
  name                       = "one"
  visibility_timeout_seconds = 30
}}
resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/x"
  runtime       = "python3.12"
  handler       = "a.b"
  filename      = "f.zip"
  timeout       = 60
}}
resource "aws_lambda_event_source_mapping" "m" {{
  event_source_arn = {}
  function_name    = aws_lambda_function.f.arn
}}
"""
ARN = "aws_sqs_queue.q.arn"


@pytest.mark.parametrize(
    "arn",
    [
        f'join("", [{ARN}])',
        f'coalesce("", {ARN}, "x")',
        f"coalescelist([], [{ARN}])[0]",
        f'format("%s%s", "", {ARN})',
        f'"${{{ARN}}}"',
        f"trimspace(chomp({ARN}))",
        f"flatten([[{ARN}], []])[0]",
        f'compact([{ARN}, ""])[0]',
        f"var.on ? {ARN} : {ARN}",
        f'zipmap(["a"], [{ARN}])["a"]',
        f"jsondecode(jsonencode({{ a = {ARN} }})).a",
        f'merge({{ a = "x" }}, {{ a = {ARN} }}).a',
        f"tolist(setunion([{ARN}], []))[0]",
        'lookup(local.by_name, "jobs", "")',
        "{ for one in local.objects : one.name => one.arn }[aws_sqs_queue.q.name]",
        "one(aws_sqs_queue.one[*].arn)",
        "element(aws_sqs_queue.one.*.arn, 0)",
        'try(aws_sqs_queue.one[0].arn, "")',
        "one([for one in aws_sqs_queue.one : try(one.arn, null)])",
        "sort(tolist(toset(aws_sqs_queue.one[*].arn)))[0]",
        'join("", aws_sqs_queue.one[*].arn)',
        '"arn:aws:sqs:eu-west-1:${local.account}:${aws_sqs_queue.q.name}"',
        'format("arn:%s:sqs:%s:%s:%s", local.partition, data.aws_region.r.name, local.account, "jobs")',
        'join(":", ["arn", "aws", "sqs", "eu-west-1", local.account, aws_sqs_queue.one[0].name])',
    ],
)
def test_a_reference_in_terraform(tmp_path: Path, arn: str) -> None:
    assert found_in(tmp_path, "main.tf", QUEUE.format(arn)) == 1


@pytest.mark.parametrize(
    "arn",
    [
        f"coalesce(aws_sqs_queue.q.kms_master_key_id, {ARN})",
        '"arn:aws:sqs:us-east-1:${local.account}:${aws_sqs_queue.q.name}"',
        '"arn:aws:sqs:eu-west-1:222233334444:${aws_sqs_queue.q.name}"',
        '"arn:aws:sqs:eu-west-1:${data.aws_caller_identity.other.account_id}:jobs"',
        '"arn:aws:sqs:eu-west-1:${local.account}:${aws_sqs_queue.q.name}-dead"',
        '"arn:aws:sns:eu-west-1:${local.account}:jobs"',
        f"{ARN} == var.empty ? null : var.empty",
    ],
)
def test_another_queue_in_terraform(tmp_path: Path, arn: str) -> None:
    assert found_in(tmp_path, "main.tf", QUEUE.format(arn)) == 0


@pytest.mark.parametrize(
    ("deployed_to", "named", "is_it"),
    [("111122223333", "111122223333", True), ("111122223333", "222233334444", False), (None, "111122223333", False)],
)
def test_a_literal_arn_means_a_resource_of_an_account_that_is_known(
    tmp_path: Path, deployed_to: str | None, named: str, is_it: bool
) -> None:
    (tmp_path / "main.tf").write_text(QUEUE.format(f'"arn:aws:sqs:eu-west-1:{named}:jobs"'))
    ((_, loaded),) = load_units([tmp_path], Inputs(account=deployed_to), Sources())
    mapping = loaded.deployment.find("aws_lambda_event_source_mapping.m")
    meant = mapping.get("EventSourceArn").target("AWS::SQS::Queue")
    assert (meant is not None and meant.address == "aws_sqs_queue.q") is is_it


TEMPLATE = """Parameters:
  Arn: {{Type: String}}
Resources:
  Q:
    Type: AWS::SQS::Queue
    Properties: {{QueueName: jobs, VisibilityTimeout: 30}}
  F:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: a.b
      Role: arn:aws:iam::111122223333:role/x
      Timeout: 60
      Code: {{ZipFile: x}}
  M:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {{FunctionName: !Ref F, EventSourceArn: {}}}
"""


@pytest.mark.parametrize(
    ("arn", "number"),
    [
        ('!Sub "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:jobs"', 1),
        ('!Sub "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${Q.QueueName}"', 1),
        ('!Join [":", [arn, aws, sqs, !Ref AWS::Region, !Ref AWS::AccountId, !GetAtt Q.QueueName]]', 1),
        ('!Sub ["${One}", {One: !GetAtt Q.Arn}]', 1),
        ("!Select [0, [!GetAtt Q.Arn]]", 1),
        ('!Sub "arn:aws:sqs:us-east-1:${AWS::AccountId}:${Q.QueueName}"', 0),
        ('!Sub "arn:aws:sqs:${AWS::Region}:111122223333:jobs"', 0),
        ("!Ref Arn", 0),
    ],
)
def test_a_reference_in_a_template(tmp_path: Path, arn: str, number: int) -> None:
    assert found_in(tmp_path, "t.yaml", TEMPLATE.format(arn)) == number


def found_in(directory: Path, name: str, text: str) -> int:
    (directory / name).write_text(text)
    findings = check(directory / name if name.endswith(".yaml") else directory).findings
    return len([finding for finding in findings if finding.rule.id == "LAMBDA009"])
