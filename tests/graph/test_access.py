"""Whom roles trust, and whom the policies on a resource let in."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint.cloudformation import load as load_template
from awslint.graph import Deployment, Resource
from awslint.graph.access import admits, allows, may, resource_policies, trusts
from awslint.graph.arns import arn_of
from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.terraform import load
from awslint.values import Known, Missing, Text, Truth

NO, MAYBE, YES = Truth.NO, Truth.MAYBE, Truth.YES
TRAIL, S3 = "cloudtrail.amazonaws.com", "s3.amazonaws.com"


def deployment_of(directory: Path, text: str) -> Deployment:
    (directory / "main.tf").write_text(text, encoding="utf-8")
    return load(directory, Sources(), Inputs()).deployment


def resource(deployment: Deployment, address: str) -> Resource:
    found = deployment.find(address)
    assert found is not None
    return found


def role(principal: str, more: str = "") -> str:
    statement = f'{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {principal}{more} }}'
    document = f'jsonencode({{ Version = "2012-10-17", Statement = [{statement}] }})'
    return f'variable "service" {{}}\nresource "aws_iam_role" "r" {{\n assume_role_policy = {document}\n}}\n'


@pytest.mark.parametrize(
    ("principal", "answer"),
    [
        ('{ Service = "lambda.amazonaws.com" }', YES),
        ('{ Service = ["ec2.amazonaws.com", "lambda.amazonaws.com"] }', YES),
        ('{ Service = "ec2.amazonaws.com" }', NO),
        ('{ Service = "edgelambda.amazonaws.com" }', NO),
        ('{ AWS = "arn:aws:iam::111122223333:root" }', NO),
        ('{ Service = "lambda.eu-west-1.amazonaws.com" }', MAYBE),
        ('{ Service = "lambda.${var.service}" }', MAYBE),
        ('{ Service = "lambda.${var.service}.amazonaws.com" }', MAYBE),
        ('{ Service = "ec2.${var.service}" }', NO),
        ("{ Service = var.service }", MAYBE),
        ('{ AWS = "*" }', MAYBE),
        ('"*"', MAYBE),
        ("var.service", MAYBE),
    ],
)
def test_whom_a_role_trusts(tmp_path: Path, principal: str, answer: Truth) -> None:
    found = resource(deployment_of(tmp_path, role(principal)), "aws_iam_role.r")
    assert trusts(found, "lambda.amazonaws.com") is answer


def test_a_condition_on_trust_is_a_doubt(tmp_path: Path) -> None:
    text = role('{ Service = "lambda.amazonaws.com" }', ', Condition = { Bool = { "aws:SecureTransport" = "true" } }')
    assert trusts(resource(deployment_of(tmp_path, text), "aws_iam_role.r"), "lambda.amazonaws.com") is MAYBE


BUCKET = """
variable "name" {}
resource "aws_s3_bucket" "b" {
  bucket = "acme-trail-92ab"
}
resource "aws_cloudtrail" "t" {
  name           = "main"
  s3_bucket_name = aws_s3_bucket.b.id
}
"""


def bucket_policy(statement: str, bucket: str = "aws_s3_bucket.b.id") -> str:
    document = f'jsonencode({{ Version = "2012-10-17", Statement = [{statement}] }})'
    return BUCKET + f'resource "aws_s3_bucket_policy" "p" {{\n bucket = {bucket}\n policy = {document}\n}}\n'


def put(resource: str, principal: str = '{ Service = "cloudtrail.amazonaws.com" }', more: str = "") -> str:
    return f'{{ Effect = "Allow", Principal = {principal}, Action = "s3:PutObject", Resource = {resource}{more} }}'


@pytest.mark.parametrize(
    ("statement", "answer"),
    [
        (put('"${aws_s3_bucket.b.arn}/*"'), YES),
        (put('"${aws_s3_bucket.b.arn}/audit/AWSLogs/111122223333/*"'), YES),
        (put('"arn:aws:s3:::acme-trail-92ab/*"'), MAYBE),
        (put('"arn:aws:s3:::${aws_s3_bucket.b.id}/audit/*"'), MAYBE),
        (put('"${aws_s3_bucket.b.arn}/AWSLogs/*"'), NO),
        (put('"arn:aws:s3:::acme-trail-92ab/AWSLogs/*"'), NO),
        (put('"arn:aws:s3:::other/*"'), NO),
        (put("aws_s3_bucket.b.arn"), NO),
        (put('"${aws_s3_bucket.b.arn}/*"', '{ Service = "config.amazonaws.com" }'), NO),
        (put("var.name"), MAYBE),
        (put('"${aws_s3_bucket.b.arn}/*"', "var.name"), MAYBE),
        (put('"*"', more=', Condition = { ArnLike = { "aws:SourceArn" = aws_cloudtrail.t.arn } }'), YES),
        (
            put('"*"', more=', Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:cloudtrail:*:*:trail/other" } }'),
            NO,
        ),
        (put('"*"', more=', Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }'), MAYBE),
        (put('"*"', more=', Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-1" } }'), NO),
        (put('"*"', more=', Condition = { StringEquals = { "s3:x-amz-acl" = "bucket-owner-full-control" } }'), YES),
        (put('"*"', more=', Condition = { StringEquals = { "s3:x-amz-acl" = "private" } }'), NO),
    ],
)
def test_whom_a_bucket_policy_lets_in(tmp_path: Path, statement: str, answer: Truth) -> None:
    deployment = deployment_of(tmp_path, bucket_policy(statement))
    bucket, trail = resource(deployment, "aws_s3_bucket.b"), resource(deployment, "aws_cloudtrail.t")
    keys = {"s3:x-amz-acl": Known("bucket-owner-full-control")}
    key = "/audit/AWSLogs/111122223333/x"
    arn = arn_of(bucket)
    assert isinstance(arn, Text)
    decision = admits(bucket, TRAIL, "s3:PutObject", trail, on=Text((*arn.parts, key)), keys=keys)
    assert decision.truth is answer


@pytest.mark.parametrize(
    ("name", "complete"),
    [
        ("aws_s3_bucket.b.id", True),
        ("aws_s3_bucket.b.bucket", True),
        ('"acme-trail-92ab"', True),
        ('"other"', True),
        ("var.name", False),
        ('"${var.name}-logs"', False),
    ],
)
def test_which_policies_are_on_a_bucket(tmp_path: Path, name: str, complete: bool) -> None:
    deployment = deployment_of(tmp_path, bucket_policy(put('"*"'), name))
    found = resource_policies(resource(deployment, "aws_s3_bucket.b"))
    assert found.complete is complete
    assert bool(found.policies) is ("other" not in name)


def test_a_deny_is_heard_though_further_policies_may_come(tmp_path: Path) -> None:
    text = bucket_policy('{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "*" }')
    text += 'resource "aws_s3_bucket_policy" "q" {\n bucket = var.name\n policy = "{}"\n}\n'
    deployment = deployment_of(tmp_path, text)
    # Whether "*" takes in services is not documented.
    assert admits(resource(deployment, "aws_s3_bucket.b"), TRAIL, "s3:GetBucketAcl").truth is MAYBE


def test_without_a_policy_nobody_is_let_in(tmp_path: Path) -> None:
    text = 'resource "aws_sqs_queue" "q" {\n name = "q"\n}\nresource "aws_sns_topic" "t" {\n name = "t"\n}\n'
    deployment = deployment_of(tmp_path, text)
    assert admits(resource(deployment, "aws_sqs_queue.q"), S3, "sqs:SendMessage").truth is NO
    topic = resource(deployment, "aws_sns_topic.t")
    assert admits(topic, S3, "sns:Publish").truth is NO
    assert admits(topic, "cloudwatch.amazonaws.com", "sns:Publish").truth is MAYBE
    assert admits(topic, S3, "sns:Publish", keys={"aws:sourceowner": Missing()}).truth is NO


TEMPLATE = """
Resources:
  Queue:
    Type: AWS::SQS::Queue
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: acme-uploads
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: s3.amazonaws.com}
            Action: SQS:SendMessage
            Resource: !GetAtt Queue.Arn
            Condition:
              ArnLike: {aws:SourceArn: SOURCE}
  Function:
    Type: AWS::Lambda::Function
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt Function.Arn
      Principal: s3.amazonaws.com
      Action: lambda:InvokeFunction
      SourceArn: SOURCE
"""


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ('"arn:aws:s3:::acme-uploads"', MAYBE),
        ("arn:aws:s3:*:*:acme-uploads", MAYBE),
        ('!Sub "arn:${AWS::Partition}:s3:::acme-uploads"', MAYBE),
        ("!GetAtt Bucket.Arn", YES),
        ('"*"', MAYBE),
        ('"arn:aws:s3:::other"', NO),
        ('!Sub "arn:aws:s3:::acme-uploads-${AWS::Region}"', NO),
    ],
)
def test_conditions_on_the_source(tmp_path: Path, source: str, answer: Truth) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(TEMPLATE.replace("SOURCE", source), encoding="utf-8")
    deployment = load_template(path, Sources(), Inputs()).deployment
    bucket = resource(deployment, "Bucket")
    assert admits(resource(deployment, "Queue"), S3, "sqs:SendMessage", bucket).truth is answer
    assert admits(resource(deployment, "Function"), S3, "lambda:InvokeFunction", bucket).truth is answer
    assert admits(resource(deployment, "Function"), "sns.amazonaws.com", "lambda:InvokeFunction").truth is NO


ROLE = """
variable "arn" {}
resource "aws_iam_policy" "bound" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}
resource "aws_sqs_queue" "q" {
  name = "jobs"
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Statement = [] })
  MORE
}
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.r.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:*", Resource = RESOURCE }] })
}
"""


@pytest.mark.parametrize(
    ("more", "on", "answer"),
    [
        ("", '"*"', YES),
        ("", "aws_sqs_queue.q.arn", YES),
        ("", '"arn:aws:sqs:*:*:jobs"', MAYBE),
        ("", '"arn:aws:sqs:*:*:other"', NO),
        ("", "var.arn", MAYBE),
        ("permissions_boundary = aws_iam_policy.bound.arn", '"*"', NO),
        ("permissions_boundary = var.arn", '"*"', MAYBE),
        ("managed_policy_arns = [var.arn]", '"arn:aws:sqs:*:*:other"', MAYBE),
    ],
)
def test_what_a_role_may_do(tmp_path: Path, more: str, on: str, answer: Truth) -> None:
    deployment = deployment_of(tmp_path, ROLE.replace("MORE", more).replace("RESOURCE", on))
    queue = resource(deployment, "aws_sqs_queue.q")
    assert allows(resource(deployment, "aws_iam_role.r"), "sqs:ReceiveMessage", arn_of(queue)).truth is answer


@pytest.mark.parametrize(
    ("policy", "action", "answer"),
    [
        ("service-role/AWSLambdaBasicExecutionRole", "sqs:ReceiveMessage", NO),
        ("service-role/AWSLambdaBasicExecutionRole", "logs:DeleteLogGroup", MAYBE),
        ("service-role/AWSLambdaSQSQueueExecutionRole", "sqs:ReceiveMessage", YES),
        ("AmazonSQSReadOnlyAccess", "sqs:SendMessage", NO),
        ("AmazonSQSReadOnlyAccess", "sqs:GetQueueUrl", YES),
        ("PowerUserAccess", "sqs:SendMessage", YES),
        ("AdministratorAccess", "iam:CreateRole", YES),
        ("NewerThanTheTable", "sqs:SendMessage", MAYBE),
    ],
)
def test_aws_managed_policies_count(tmp_path: Path, policy: str, action: str, answer: Truth) -> None:
    text = f"""
resource "aws_iam_role" "r" {{
  assume_role_policy  = jsonencode({{ Statement = [] }})
  managed_policy_arns = ["arn:aws:iam::aws:policy/{policy}"]
}}
"""
    assert allows(resource(deployment_of(tmp_path, text), "aws_iam_role.r"), action).truth is answer


KEY = """
provider "aws" {
  region = "eu-west-1"
}
provider "aws" {
  alias   = "other"
  region  = "eu-west-1"
  profile = "other"
}
resource "aws_kms_key" "k" {
  POLICY
}
resource "aws_sqs_queue" "q" {
  PROVIDER
  name = "jobs"
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Statement = [] })
}
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.r.id
  policy = jsonencode({
    Statement = [{ Effect = "EFFECT", Action = ["kms:Decrypt", "sqs:SendMessage"], Resource = "*" }]
  })
}
"""
OTHERS = (
    'policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { AWS = "111122223333" }, Action = "*" }] })'
)


@pytest.mark.parametrize(
    ("policy", "effect", "answer"),
    [("", "Allow", YES), ("", "Deny", NO), (OTHERS, "Allow", MAYBE), (OTHERS, "Deny", NO)],
)
def test_a_key_s_policy_may_leave_the_role_out(tmp_path: Path, policy: str, effect: str, answer: Truth) -> None:
    deployment = deployment_of(
        tmp_path, KEY.replace("POLICY", policy).replace("PROVIDER", "").replace("EFFECT", effect)
    )
    key = resource(deployment, "aws_kms_key.k")
    assert may(resource(deployment, "aws_iam_role.r"), "kms:Decrypt", key) is answer


def test_without_a_policy_that_allows_it_a_grant_may(tmp_path: Path) -> None:
    text = (
        KEY.replace("POLICY", "").replace("PROVIDER", "").replace("EFFECT", "Allow").replace("kms:Decrypt", "kms:Sign")
    )
    deployment = deployment_of(tmp_path, text)
    assert may(resource(deployment, "aws_iam_role.r"), "kms:Decrypt", resource(deployment, "aws_kms_key.k")) is MAYBE


@pytest.mark.parametrize(("provider", "answer"), [("", YES), ("provider = aws.other", MAYBE)])
def test_in_another_account_both_sides_have_to_allow_it(tmp_path: Path, provider: str, answer: Truth) -> None:
    text = KEY.replace("POLICY", "").replace("PROVIDER", provider).replace("EFFECT", "Allow")
    deployment = deployment_of(tmp_path, text)
    assert (
        may(resource(deployment, "aws_iam_role.r"), "sqs:SendMessage", resource(deployment, "aws_sqs_queue.q"))
        is answer
    )
