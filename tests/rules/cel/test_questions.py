"""What expressions ask about the graph: which resource shares a name, and which one a string names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from awslint.graph import Resource
from awslint.graph.loading import Inputs
from awslint.rules.cel.evaluation import compiled
from awslint.rules.cel.parser import parse
from awslint.rules.cel.scope import Scope
from awslint.syntax.sources import Sources
from awslint.terraform import load
from awslint.values import Truth, Unknown

REGIONS = """
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}
"""


def asked(directory: Path, text: str, address: str, expression: str) -> Any:
    (directory / "main.tf").write_text(REGIONS + text, encoding="utf-8")
    deployment = load(directory, Sources(), Inputs()).deployment
    found = deployment.find(address)
    assert found is not None
    return compiled(parse(expression))(Scope(deployment, {"self": found}))


def table(label: str, name: str, more: str = "") -> str:
    return f'resource "aws_kinesis_stream" "{label}" {{\n  name = {name}\n  {more}\n}}\n'


@pytest.mark.parametrize(
    ("first", "second", "shares"),
    [
        (table("one", '"a"'), table("two", '"a"'), True),
        ('variable "name" {\n  default = "a"\n}\n' + table("one", "var.name"), table("two", '"a"'), True),
        (table("one", '"a"'), table("two", '"b"'), False),
        (table("one", '"a"', "provider = aws.us"), table("two", '"a"'), False),
        ('variable "name" {}\n' + table("one", "var.name"), table("two", '"a"'), False),
    ],
)
def test_an_earlier_namesake(tmp_path: Path, first: str, second: str, shares: bool) -> None:
    found = asked(tmp_path, first + second, "aws_kinesis_stream.two", "self.namesake('Name')")
    assert isinstance(found, Resource) == shares
    assert not isinstance(asked(tmp_path, first + second, "aws_kinesis_stream.one", "self.namesake('Name')"), Resource)


@pytest.mark.parametrize(
    ("written", "named"),
    [('"/app"', True), ('"/other"', False), ("aws_cloudwatch_log_group.app.name", False)],
)
def test_what_a_string_names(tmp_path: Path, written: str, named: bool) -> None:
    text = (
        'resource "aws_cloudwatch_log_group" "app" {\n  name = "/app"\n}\n'
        'resource "aws_cloudwatch_log_metric_filter" "errors" {\n'
        f'  name = "errors"\n  pattern = "ERROR"\n  log_group_name = {written}\n}}\n'
    )
    expression = "self.LogGroupName.named('AWS::Logs::LogGroup', 'LogGroupName')"
    found = asked(tmp_path, text, "aws_cloudwatch_log_metric_filter.errors", expression)
    assert isinstance(found, Resource) == named


def test_a_string_that_may_name_anything(tmp_path: Path) -> None:
    text = (
        'variable "group" {}\nresource "aws_cloudwatch_log_group" "app" {\n  name = var.group\n}\n'
        'resource "aws_cloudwatch_log_metric_filter" "errors" {\n'
        '  name = "errors"\n  pattern = "ERROR"\n  log_group_name = "/app"\n}\n'
    )
    expression = "self.LogGroupName.named('AWS::Logs::LogGroup', 'LogGroupName')"
    assert isinstance(asked(tmp_path, text, "aws_cloudwatch_log_metric_filter.errors", expression), Unknown)


@pytest.mark.parametrize(
    ("written", "is_something"),
    [
        ('"token"', Truth.YES),
        ("data.external.it.result.x", Truth.MAYBE),
        ("random_password.it.result", Truth.YES),
        ("var.needed", Truth.YES),
    ],
)
def test_what_is_surely_something_is_not_empty(tmp_path: Path, written: str, is_something: Truth) -> None:
    text = f'variable "needed" {{}}\nresource "random_password" "it" {{\n  length = 20\n}}\n{table("one", written)}'
    assert asked(tmp_path, text, "aws_kinesis_stream.one", "self.Name != ''") is is_something


@pytest.mark.parametrize(
    ("default", "is_left"), [('default = ""', Truth.YES), ('default = "a"', Truth.NO), ("", Truth.NO)]
)
def test_what_is_left_to_callers(tmp_path: Path, default: str, is_left: Truth) -> None:
    text = f'variable "name" {{\n  type = string\n  {default}\n}}\n{table("one", "var.name")}'
    assert asked(tmp_path, text, "aws_kinesis_stream.one", "leftToCallers(self.Name)") is is_left


BUCKETS = 'resource "aws_s3_bucket" "a" {\n  for_each = toset(["x", "y"])\n}\nresource "aws_s3_bucket" "b" {}\n'


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ('"${aws_s3_bucket.b.id}.s3.amazonaws.com"', "aws_s3_bucket.b"),
        ("aws_s3_bucket.b.bucket_domain_name", "aws_s3_bucket.b"),
        ('"${aws_s3_bucket.a["x"].id}.s3.amazonaws.com"', 'aws_s3_bucket.a["x"]'),
        ('"${aws_s3_bucket.a["x"].id}-${aws_s3_bucket.b.id}"', None),
        ('"logs.s3.amazonaws.com"', None),
        ('"${var.bucket}.s3.amazonaws.com"', None),
    ],
)
def test_the_resource_in_a_part_of_a_string(tmp_path: Path, written: str, found: str | None) -> None:
    text = f'variable "bucket" {{}}\n{BUCKETS}resource "aws_sns_topic" "t" {{\n  name = {written}\n}}\n'
    answer = asked(tmp_path, text, "aws_sns_topic.t", "self.TopicName.part('AWS::S3::Bucket')")
    assert (answer.address if isinstance(answer, Resource) else None) == found


def test_a_document_with_references_in_it_is_read(tmp_path: Path) -> None:
    policy = '<<-P\n    {"Statement": [{"Resource": "${aws_s3_bucket.b.arn}/*", "Effect": "Allow"}]}\n  P\n'
    text = f'{BUCKETS}resource "aws_s3_bucket_policy" "p" {{\n  bucket = aws_s3_bucket.b.id\n  policy = {policy}}}\n'
    answer = asked(tmp_path, text, "aws_s3_bucket_policy.p", "json(self.PolicyDocument).Statement[0].Effect == 'Allow'")
    assert answer is True or str(answer) == "Truth.YES"


@pytest.mark.parametrize(("suffix", "is_named"), [("app", True), ("web", False)])
def test_a_name_that_is_composed_of_the_same_parts(tmp_path: Path, suffix: str, is_named: bool) -> None:
    text = f"""
resource "random_id" "stage" {{}}
resource "aws_cloudwatch_log_group" "app" {{
  name = "${{random_id.stage.hex}}-app"
}}
resource "aws_cloudwatch_log_stream" "app" {{
  name           = "app"
  log_group_name = "${{random_id.stage.hex}}-{suffix}"
}}
"""
    asking = "self.LogGroupName.named('AWS::Logs::LogGroup', 'LogGroupName')"
    found = asked(tmp_path, text, "aws_cloudwatch_log_stream.app", asking)
    assert isinstance(found, Resource) == is_named
