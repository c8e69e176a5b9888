"""A trail whose bucket does not let CloudTrail in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.graph.access import admits, resource_policies
from awslint.graph.arns import arn_of
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Known, Text, Truth, Unknown, Value

_SERVICE: Final = "cloudtrail.amazonaws.com"


@rule(
    id="TRAIL001",
    title="A trail's bucket does not let CloudTrail write to it",
    severity=Severity.ERROR,
    types=("AWS::CloudTrail::Trail",),
    raises=(Raises("cloudtrail", "InsufficientS3BucketPolicyException", on="CreateTrail"),),
    evidence=(
        "catalogue:TRAIL-1",
        "botocore:cloudtrail:CreateTrail",
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html",
        "issue:hashicorp/terraform#29991",
    ),
)
def trail_bucket(trail: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """No policy on a trail's bucket lets CloudTrail read the bucket's ACL and write below the trail's prefix.

    ## What it finds

    A trail on a bucket of the same configuration, all policies of which are known, where none lets
    `cloudtrail.amazonaws.com` call `s3:GetBucketAcl` on the bucket, or `s3:PutObject` below
    `PREFIX/AWSLogs/ACCOUNT/`: there is no policy, it names another prefix, or another trail.

    ## Why AWS refuses it

    CloudTrail tries both when the trail is made, and answers InsufficientS3BucketPolicyException.

    ## Example

    ```yaml
    Resources:
      Bucket:
        Type: AWS::S3::Bucket
      Policy:
        Type: AWS::S3::BucketPolicy
        Properties:
          Bucket: !Ref Bucket
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Principal: {Service: cloudtrail.amazonaws.com}
                Action: s3:GetBucketAcl
                Resource: !GetAtt Bucket.Arn
              - Effect: Allow
                Principal: {Service: cloudtrail.amazonaws.com}
                Action: s3:PutObject
                Resource: !Sub "${Bucket.Arn}/AWSLogs/${AWS::AccountId}/*"
      Trail:
        Type: AWS::CloudTrail::Trail
        DependsOn: Policy
        Properties:
          IsLogging: true
          S3BucketName: !Ref Bucket # expect
          S3KeyPrefix: audit
    ```

    ## Use instead

    ```yaml
    Resources:
      Bucket:
        Type: AWS::S3::Bucket
      Policy:
        Type: AWS::S3::BucketPolicy
        Properties:
          Bucket: !Ref Bucket
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Principal: {Service: cloudtrail.amazonaws.com}
                Action: s3:GetBucketAcl
                Resource: !GetAtt Bucket.Arn
              - Effect: Allow
                Principal: {Service: cloudtrail.amazonaws.com}
                Action: s3:PutObject
                Resource: !Sub "${Bucket.Arn}/audit/AWSLogs/${AWS::AccountId}/*"
      Trail:
        Type: AWS::CloudTrail::Trail
        DependsOn: Policy
        Properties:
          IsLogging: true
          S3BucketName: !Ref Bucket
          S3KeyPrefix: audit
    ```

    ## Limits

    Whether the policy is there before the trail is made is not looked at. A bucket from elsewhere is not known.
    """
    place = trail.get("S3BucketName")
    bucket = deployment.resolve(place, "AWS::S3::Bucket", "BucketName").resource
    if bucket is None:
        return
    keys: dict[str, Value] = {"s3:x-amz-acl": Known("bucket-owner-full-control")}
    logs = _logs(trail, bucket)
    answers = {
        "s3:GetBucketAcl on the bucket": admits(bucket, _SERVICE, "s3:GetBucketAcl", trail).truth,
        "s3:PutObject on its logs": admits(bucket, _SERVICE, "s3:PutObject", trail, on=logs, keys=keys).truth,
    }
    refused = [name for name, answer in answers.items() if answer is Truth.NO]
    unsure = any(answer is Truth.MAYBE for answer in answers.values())
    yield Verdict(
        holds=Truth.YES if refused else Truth.MAYBE if unsure else Truth.NO,
        at=place,
        message=f"No policy on {bucket.address} allows {_SERVICE} {' and '.join(refused)}, as {trail.address} needs.",
        help="Allow both in a bucket policy; the logs are below PREFIX/AWSLogs/ACCOUNT/.",
        related=[Related(policy.attribute, "this policy") for policy in resource_policies(bucket).policies],
    )


def _logs(trail: Resource, bucket: Resource) -> Value:
    """The ARN of a log file of the trail."""
    arn = arn_of(bucket)
    before = arn.parts if isinstance(arn, Text) else (str(arn.scalar),) if isinstance(arn, Known) else ()
    prefix = trail.get("S3KeyPrefix")
    hole = Unknown("the account or the organization of the trail", "string")
    if prefix.is_missing is Truth.YES or prefix.text == "":
        return Text((*before, "/AWSLogs/", hole, "/x"))
    if prefix.text is not None:
        return Text((*before, f"/{prefix.text.strip('/')}/AWSLogs/", hole, "/x"))
    return Text((*before, "/", Unknown("the prefix of the trail", "string"), "/x"))
