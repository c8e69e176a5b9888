"""A signed URL, which is valid for some days at most, that is written in the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from awslint.graph import Attribute, Deployment, Resource
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.credentials._keys import decoded, texts_in

_SIGNED: Final = re.compile(
    r"X-Amz-Date=(?P<day>\d{8})T\d{6}Z.{0,2000}?X-Amz-Expires=|X-Amz-Expires=.{0,2000}?X-Amz-Date=(?P<other>\d{8})T",
    re.DOTALL,
)
_TOKEN: Final = re.compile(r"[/?]Action=connect&(?:DB)?User=")
_HOLDERS: Final = (
    "AWS::AutoScaling::LaunchConfiguration",
    "AWS::CloudFormation::Stack",
    "AWS::CodeBuild::Project",
    "AWS::EC2::Instance",
    "AWS::EC2::LaunchTemplate",
    "AWS::ECS::TaskDefinition",
    "AWS::Lambda::Function",
    "AWS::SSM::Parameter",
)
_EXPIRED: Final = Raises("s3", "AccessDenied", on="GetObject")
_REFUSED: Final = Raises("awslint", "ExpiredAuthenticationToken")


@rule(
    id="CRED014",
    title="A signed URL or an authentication token is written in the configuration",
    severity=Severity.WARNING,
    types=_HOLDERS,
    raises=(_EXPIRED,),
    evidence=(
        "catalogue:CRED-14",
        "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html",
        "https://docs.aws.amazon.com/memorydb/latest/devguide/auth-iam.html",
    ),
    phase=Phase.RUNTIME,
)
def signed_url(node: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A presigned URL stands in user data, an environment, a parameter or a template's address.

    ## What it finds

    A known text with `X-Amz-Date` and `X-Amz-Expires`, and a token for IAM authentication to MemoryDB, ElastiCache or
    RDS (`Action=connect` with `X-Amz-Expires`). Neither is shown beyond the day on which it was signed.

    ## Why AWS refuses it

    A signature in a URL is valid for seven days at most, an authentication token for fifteen minutes. After that the
    request is refused: S3 answers AccessDenied, the cache or database refuses the connection.

    ## Example

    ```hcl
    resource "aws_instance" "app" {
      ami           = "ami-0a1b2c3d4e5f60718"
      instance_type = "t3.micro"
      user_data     = "curl -o app.zip 'https://b.s3.amazonaws.com/app.zip?X-Amz-Date=20250102T030405Z&X-Amz-Expires=3600&X-Amz-Signature=0a1b'"
    }
    ```

    ```yaml
    Resources:
      Network:
        Type: AWS::CloudFormation::Stack
        Properties:
          TemplateURL: https://b.s3.amazonaws.com/vpc.yaml?X-Amz-Date=20250102T030405Z&X-Amz-Expires=3600&X-Amz-Signature=0a1b
    ```

    ## Use instead

    ```hcl
    resource "aws_instance" "app" {
      ami                  = "ami-0a1b2c3d4e5f60718"
      instance_type        = "t3.micro"
      iam_instance_profile = "app"
      user_data            = "aws s3 cp s3://b/app.zip app.zip"
    }
    ```

    ```yaml
    Resources:
      Network:
        Type: AWS::CloudFormation::Stack
        Properties:
          TemplateURL: https://b.s3.amazonaws.com/vpc.yaml
    ```

    ## Limits

    Whether it has expired already is not judged: the same configuration is deployed again later.
    """
    for place, text in texts_in(Attribute(node, (), node.attributes, node.header)):
        written = text if "X-Amz-" in text or len(text) < 60 else decoded(text)
        signed = _SIGNED.search(written)
        if signed is None and not ("X-Amz-Expires=" in written and _TOKEN.search(written)):
            continue
        token = _TOKEN.search(written) is not None
        day = (signed["day"] or signed["other"]) if signed is not None else ""
        when = f", signed on {day[:4]}-{day[4:6]}-{day[6:]}" if day else ""
        subject = f"{'An authentication token' if token else 'A URL'}{when}{',' if day else ''}"
        yield Verdict(
            holds=Truth.YES,
            at=place,
            message=f"{subject} is written in {place.name} of {node.address}; it is valid for "
            f"{'fifteen minutes' if token else 'seven days'} at most.",
            help="Let a role sign the request when it is made.",
            raises=(_REFUSED if token else _EXPIRED,),
        )
