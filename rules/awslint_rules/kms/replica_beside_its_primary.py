"""KMS121 and KMS122."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Attribute, Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint_rules.kms._keys import EXTERNAL_KEY, KEY, REPLICAS, arn_parts

_REFUSED = (
    Raises("kms", "AlreadyExistsException", on="ReplicateKey"),
    Raises("kms", "ValidationException", on="ReplicateKey"),
)
_PAGE = "https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-replicate.html"


@rule(
    id="KMS121",
    title="A replica key is in the same stack as its primary key",
    severity=Severity.ERROR,
    types=REPLICAS,
    raises=_REFUSED,
    evidence=("botocore:kms:ReplicateKey", _PAGE, "catalogue:KMS-121"),
)
def in_one_stack(replica: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A stack has one region, and a replica key must be in another region than its primary.

    ## What it finds
    An `AWS::KMS::ReplicaKey` whose primary is a key of the same template, or the ARN of a key in the stack's region
    where that region is known.

    ## Why AWS refuses it
    A region has at most one key of a set of related multi-Region keys. All resources of a stack are created in the
    stack's region, so the replica would be made where the primary is.

    ## Example
    ```yaml
    Resources:
      Primary:
        Type: AWS::KMS::Key
        Properties:
          MultiRegion: true
      Replica:
        Type: AWS::KMS::ReplicaKey
        Properties:
          PrimaryKeyArn: !GetAtt Primary.Arn # expect
          KeyPolicy:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
                Action: kms:*
                Resource: "*"
    ```

    ## Use instead
    ```yaml
    Parameters:
      PrimaryKeyArn:
        Type: String
        Description: the ARN of the primary key, from the stack of its region
    Resources:
      Replica:
        Type: AWS::KMS::ReplicaKey
        Properties:
          PrimaryKeyArn: !Ref PrimaryKeyArn
          KeyPolicy:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
                Action: kms:*
                Resource: "*"
    ```

    ## Limits
    The exact code is not documented: the exceptions named are the likely ones. In Terraform it is KMS122.
    """
    if replica.language != "terraform":
        yield from _verdicts(
            replica,
            deployment,
            "Put the replica into a stack in another region, and pass the primary's ARN as a parameter.",
        )


@rule(
    id="KMS122",
    title="A replica key is in the same region as its primary key",
    severity=Severity.ERROR,
    types=REPLICAS,
    raises=_REFUSED,
    evidence=("botocore:kms:ReplicateKey", "provider:aws_kms_replica_key", _PAGE, "catalogue:KMS-122"),
)
def in_one_region(replica: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A replica key must be in another region than its primary.

    ## What it finds
    A replica key with the provider (or the region) of its primary, or with a primary's ARN of its own region.

    ## Why AWS refuses it
    A region has at most one key of a set of related multi-Region keys. The provider copies the key into the region
    of the replica's provider, where the primary is already.

    ## Example
    ```hcl
    provider "aws" {
      region = "eu-west-1"
    }

    resource "aws_kms_key" "primary" {
      description  = "payments"
      multi_region = true
    }

    resource "aws_kms_replica_key" "frankfurt" {
      description     = "payments"
      primary_key_arn = aws_kms_key.primary.arn # expect
    }
    ```

    ## Use instead
    ```hcl
    provider "aws" {
      region = "eu-west-1"
    }

    provider "aws" {
      alias  = "frankfurt"
      region = "eu-central-1"
    }

    resource "aws_kms_key" "primary" {
      description  = "payments"
      multi_region = true
    }

    resource "aws_kms_replica_key" "frankfurt" {
      provider        = aws.frankfurt
      description     = "payments"
      primary_key_arn = aws_kms_key.primary.arn
    }
    ```

    ## Limits
    The exact code is not documented: the exceptions named are the likely ones. In a template it is KMS121.
    """
    if replica.language == "terraform":
        yield from _verdicts(
            replica,
            deployment,
            f'Give {replica.address} a provider of another region: an aliased provider "aws" block, and provider = '
            "aws.<alias>.",
        )


def _verdicts(replica: Resource, deployment: Deployment, help_: str) -> Iterator[Verdict]:
    attribute = replica.get("PrimaryKeyArn")
    primary = attribute.target(KEY, EXTERNAL_KEY)
    if primary is not None:
        where = replica.region_attribute.text
        yield Verdict(
            holds=~deployment.region_names_differ(replica, primary) & primary.existence,
            at=attribute,
            message=f"{replica.address} is created in the region of its primary {primary.address}"
            + (f", {where}." if where else "."),
            help=help_,
            related=[Related(primary, "the primary key")],
        )
    else:
        yield from _literal(replica, attribute, help_)


def _literal(replica: Resource, attribute: Attribute, help_: str) -> Iterator[Verdict]:
    parts = arn_parts(attribute)
    if parts is not None:
        region = replica.region_attribute
        yield Verdict(
            holds=region.equals(parts[0]),
            at=attribute,
            message=f"{replica.address} is created in {parts[0]}, the region of its primary key.",
            help=help_,
            related=[Related(region, "the replica's region")],
        )
