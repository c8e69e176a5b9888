"""Fixes of what is in the wrong region, as the command applies them."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint.cli.app import run

PROVIDER = 'provider "aws" {\n  region = "eu-west-1"\n}\n'
VIRGINIA = 'provider "aws" {\n  alias  = "virginia"\n  region = "us-east-1"\n}\n'
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
ALARM = """\
resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  threshold           = 1
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  alarm_actions       = ["arn:aws:sns:us-east-1:111122223333:alarms"]
}
"""
TEMPLATE = """\
Resources:
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
      Threshold: 1
      MetricName: Errors
      Namespace: AWS/Lambda
      Period: 60
      Statistic: Sum
      AlarmActions:
        - %s
"""
JSON = '{"Resources": {"Q": {"Type": "AWS::Logs::LogGroup", "Properties": {"KmsKeyId": "%s"}}}}'


def fixed(directory: Path, name: str, text: str, *options: str) -> str:
    file = directory / name
    file.write_text(text, encoding="utf-8")
    run([str(file), "--fix", "--unsafe-fixes", "--no-config", "--no-cache", "--select", "REG,WAF,CF", *options])
    return file.read_text(encoding="utf-8")


def test_what_belongs_to_us_east_1_gets_the_provider_for_it(tmp_path: Path) -> None:
    after = fixed(tmp_path, "main.tf", PROVIDER + VIRGINIA + ACL)
    assert '"site" {\n  provider = aws.virginia\n  name  = "site"\n' in after
    assert fixed(tmp_path, "main.tf", after) == after


@pytest.mark.parametrize("more", ["", VIRGINIA + VIRGINIA.replace("virginia", "other")])
def test_without_one_provider_for_it_there_is_no_fix(tmp_path: Path, more: str) -> None:
    assert fixed(tmp_path, "main.tf", PROVIDER + more + ACL) == PROVIDER + more + ACL


def test_an_arn_gets_the_region_of_the_provider(tmp_path: Path) -> None:
    assert '"arn:aws:sns:eu-west-1:111122223333:alarms"' in fixed(tmp_path, "main.tf", PROVIDER + ALARM)
    source = 'data "aws_region" "here" {}\n'
    after = fixed(tmp_path, "main.tf", PROVIDER + source + ALARM)
    assert '"arn:aws:sns:${data.aws_region.here.name}:111122223333:alarms"' in after


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_an_arn_gets_the_pseudo_parameter(tmp_path: Path, quote: str) -> None:
    written = f"{quote}arn:aws:sns:us-east-1:111122223333:alarms{quote}"
    after = fixed(tmp_path, "template.yaml", TEMPLATE % written, "--region", "eu-west-1")
    assert after == TEMPLATE % '{"Fn::Sub": "arn:aws:sns:${AWS::Region}:111122223333:alarms"}'


def test_json_stays_json(tmp_path: Path) -> None:
    key = "arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012"
    after = fixed(tmp_path, "template.json", JSON % key, "--region", "eu-west-1")
    sub = '{"Fn::Sub": "' + key.replace("us-east-1", "${AWS::Region}") + '"}'
    assert after in (JSON % key, (JSON % key).replace(f'"{key}"', sub))


def test_a_parameter_is_left_alone(tmp_path: Path) -> None:
    text = "Parameters:\n  Topic: {Type: String, Default: 'arn:aws:sns:us-east-1:111122223333:alarms'}\n"
    text += TEMPLATE % "!Ref Topic"
    after = fixed(tmp_path, "template.yaml", text, "--region", "eu-west-1")
    assert after == text
