"""A bucket policy whose actions and resources do not go together."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.facts.actions import action
from awslint.facts.operations import authorising_actions
from awslint.graph import Deployment, Resource
from awslint.graph.policies import Policy, PolicyKind, policies_of
from awslint.iam.documents import Statement, text_of
from awslint.rules import Raises, Severity, Verdict, rule
from awslint.values import Known, Reference, Text, Truth, Value, all_true, revealed
from awslint_rules.iam._actions import entries


@rule(
    id="IAM007",
    title="A bucket policy allows or denies an action on what it cannot be on",
    severity=Severity.ERROR,
    types=("AWS::S3::BucketPolicy", "AWS::S3::Bucket"),
    raises=(Raises("s3", "MalformedPolicy", on="PutBucketPolicy"),),
    evidence=(
        "catalogue:IAM-7",
        "botocore:s3:PutBucketPolicy",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html",
        "issue:ministryofjustice/modernisation-platform#10762",
    ),
)
def bucket_policy(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A statement of a bucket policy has an action of the bucket and names only objects, or the other way round.

    ## What it finds

    An action such as `s3:GetBucketAcl` or `s3:ListBucket` in a statement whose resources are all below the bucket
    (`arn:aws:s3:::logs/*`), and an action such as `s3:GetObject` in one that names only the bucket itself. Also the
    name of an API operation that is no action of IAM.

    ## Why AWS refuses it

    S3 looks for a resource that each action of a statement applies to. Where there is none it answers
    MalformedPolicy. A policy of a role, user or group with the same fault is accepted, and allows nothing.

    ## Example

    ```hcl
    resource "aws_s3_bucket" "logs" {
      bucket = "acme-logs-8a10"
    }

    resource "aws_s3_bucket_policy" "logs" {
      bucket = aws_s3_bucket.logs.id
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { Service = "cloudtrail.amazonaws.com" }
          Action    = "s3:GetBucketAcl" # expect
          Resource  = "${aws_s3_bucket.logs.arn}/*"
        }]
      })
    }
    ```

    ```yaml
    Resources:
      Logs:
        Type: AWS::S3::Bucket
      Policy:
        Type: AWS::S3::BucketPolicy
        Properties:
          Bucket: !Ref Logs
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Principal: {Service: cloudtrail.amazonaws.com}
                Action: s3:PutObject # expect
                Resource: !GetAtt Logs.Arn
    ```

    ## Use instead

    ```hcl
    resource "aws_s3_bucket" "logs" {
      bucket = "acme-logs-8a10"
    }

    resource "aws_s3_bucket_policy" "logs" {
      bucket = aws_s3_bucket.logs.id
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { Service = "cloudtrail.amazonaws.com" }
          Action    = "s3:GetBucketAcl"
          Resource  = aws_s3_bucket.logs.arn
        }]
      })
    }
    ```

    ```yaml
    Resources:
      Logs:
        Type: AWS::S3::Bucket
      Policy:
        Type: AWS::S3::BucketPolicy
        Properties:
          Bucket: !Ref Logs
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Principal: {Service: cloudtrail.amazonaws.com}
                Action: s3:PutObject
                Resource: !Sub "${Logs.Arn}/*"
    ```

    ## Limits

    Actions with wildcards fit both, as do ARNs with a wildcard in the bucket's name and no slash. Access points and
    statements with `NotResource` are not judged.
    """
    for policy in policies_of(resource, PolicyKind.RESOURCE):
        yield from _judged(policy)


def _judged(policy: Policy) -> Iterator[Verdict]:
    for entry in entries(policy, "Action"):
        name = entry.text
        if name is None or entry.is_pattern or not name.lower().startswith("s3:"):
            continue
        level = _level(name)
        if level is not None:
            other = "objects" if level == "bucket" else "the bucket itself"
            instead = "the bucket's ARN" if level == "bucket" else "the bucket's ARN with /* behind it"
            yield Verdict(
                holds=_misses(entry.statement, level),
                at=entry.attribute,
                message=f"{name} is an action on {level}s, and the statement names {other} alone.",
                help=f"Add {instead} to Resource, or put the action into a statement of its own.",
            )
        elif action(name) is None and (instead_of := authorising_actions(name)):
            yield Verdict(
                holds=Truth.YES,
                at=entry.attribute,
                message=f"{name} is an API operation and no action: S3 refuses a bucket policy that names it.",
                help=f"Write {' and '.join(instead_of)}.",
            )


def _level(name: str) -> str | None:
    """Whether an action is one on buckets or on objects; None for both, neither, or what is not known."""
    known = action(name)
    kinds = {need.type.name for need in known.needs} & {"bucket", "object"} if known is not None else set()
    return kinds.pop() if len(kinds) == 1 else None


def _misses(statement: Statement, level: str) -> Truth:
    """Whether surely no resource of the statement is of that level."""
    resources = statement.resources
    if resources.written is not Truth.YES or not resources.complete or not resources.values:
        return Truth.MAYBE if resources.written is Truth.MAYBE else Truth.NO
    other = "object" if level == "bucket" else "bucket"
    return all_true(_is_only(value, other) for value in resources.values)


def _is_only(value: Value, level: str) -> Truth:
    """Whether a resource surely is of that level and of no other."""
    plain = revealed(value)
    if text_of(plain) is None and not isinstance(plain, Text):
        return Truth.MAYBE
    parts = plain.parts if isinstance(plain, Text) else (str(plain.scalar),) if isinstance(plain, Known) else ()
    behind: list[str | Value] | None = None
    for part in parts:
        if behind is not None:
            behind.append(part)
        elif isinstance(part, str) and ":s3:::" in part:
            behind = [part.partition(":s3:::")[2]]
    if behind is None:
        return Truth.NO if parts == ("*",) else Truth.MAYBE
    literal = "".join(part for part in behind if isinstance(part, str))
    if "/" in literal:
        return Truth.of(level == "object")
    if "*" in literal or "?" in literal:
        return Truth.NO
    # A hole that is the name of a bucket has no slash.
    named = (
        isinstance(part, Reference) and part.attribute[-1] == "name" for part in behind if not isinstance(part, str)
    )
    return Truth.of(level == "bucket") if all(named) else Truth.MAYBE
