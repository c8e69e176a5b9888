"""KMS123."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.kms._keys import EXTERNAL_KEY, KEY, REPLICAS, arn_parts


@rule(
    id="KMS123",
    title="A replica key's primary is not a multi-Region key",
    severity=Severity.ERROR,
    types=REPLICAS,
    raises=(Raises("kms", "UnsupportedOperationException", on="ReplicateKey"),),
    evidence=(
        "botocore:kms:ReplicateKey",
        "https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-replicate.html",
        "catalogue:KMS-123",
    ),
)
def check(replica: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """Only a multi-Region primary key can be replicated.

    ## What it finds
    A replica key whose primary is a key of the same configuration that is not declared multi-Region, or an ARN whose
    key id does not begin with `mrk-`.

    ## Why AWS refuses it
    Whether a key is a multi-Region key is decided when it is created, and shown in its id: `mrk-...`. ReplicateKey
    refuses every other key, and a single-Region key cannot be turned into one.

    ## Example
    ```hcl
    provider "aws" {
      region = "eu-west-1"
    }

    provider "aws" {
      alias  = "frankfurt"
      region = "eu-central-1"
    }

    resource "aws_kms_key" "primary" {
      description = "payments"
    }

    resource "aws_kms_replica_key" "frankfurt" {
      provider        = aws.frankfurt
      description     = "payments"
      primary_key_arn = aws_kms_key.primary.arn # expect
    }
    ```
    ```yaml
    Resources:
      Replica:
        Type: AWS::KMS::ReplicaKey
        Properties:
          PrimaryKeyArn: arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab # expect
          KeyPolicy:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
                Action: kms:*
                Resource: "*"
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
    ```yaml
    Resources:
      Replica:
        Type: AWS::KMS::ReplicaKey
        Properties:
          PrimaryKeyArn: arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab
          KeyPolicy:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
                Action: kms:*
                Resource: "*"
    ```

    ## Limits
    Silent when the primary is known by a variable, a data source or an alias.
    """
    attribute = replica.get("PrimaryKeyArn")
    primary = attribute.target(KEY, EXTERNAL_KEY)
    if primary is not None:
        declared = primary.get("MultiRegion")
        yield Verdict(
            holds=(declared.is_missing | declared.is_false) & primary.existence,
            at=attribute,
            message=f"{replica.address} replicates {primary.address}, which is not a multi-Region key.",
            help=f"Set {declared.name} to true on {primary.address}; an existing key must be replaced for that.",
            related=[Related(declared, "not a multi-Region key")],
        )
        return
    parts = arn_parts(attribute)
    if parts is not None:
        yield Verdict(
            holds=Truth.of(not parts[1].startswith("mrk-")),
            at=attribute,
            message=f"{replica.address} replicates the key {parts[1]}, which is not a multi-Region key: those ids "
            "begin with mrk-.",
            help="Name a multi-Region primary key; a single-Region key cannot be turned into one.",
        )
