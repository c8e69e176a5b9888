"""A statement of a key policy that says nothing of whom it is about."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.graph.policies import PolicyKind, policies_of
from awslint.rules import Raises, Severity, Verdict, rule
from awslint.values import Known, Truth, revealed
from awslint_rules.kms._key_policies import KEY_POLICY_TYPES, names_nobody, operation


@rule(
    id="KMS103",
    title="A statement of a key policy names no principal",
    severity=Severity.ERROR,
    types=KEY_POLICY_TYPES,
    raises=(
        Raises("kms", "MalformedPolicyDocumentException", on="CreateKey"),
        Raises("kms", "MalformedPolicyDocumentException", on="PutKeyPolicy"),
        Raises("kms", "MalformedPolicyDocumentException", on="ReplicateKey"),
    ),
    evidence=(
        "proven:pf-kms-key-policy-statement",
        "catalogue:KMS-103",
        "botocore:kms:CreateKey",
        "botocore:kms:PutKeyPolicy",
        "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html",
    ),
)
def policy_without_principal(key: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A key policy has a statement without `Principal`, as policies of roles and users have it.

    ## What it finds

    A statement of a key policy with neither `Principal` nor `NotPrincipal`, most often copied from a policy of an
    identity, whose principal is the identity itself.

    ## Why AWS refuses it

    A key policy is a resource policy: each statement has to say whom it allows or denies. KMS answers
    MalformedPolicyDocumentException.

    ## Example

    ```hcl
    resource "aws_kms_key" "app" {
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{ # expect
          Effect   = "Allow"
          Action   = "kms:*"
          Resource = "*"
        }]
      })
    }
    ```

    ```yaml
    Resources:
      AppKey:
        Type: AWS::KMS::Key
        Properties:
          KeyPolicy:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow # expect
                Action: kms:*
                Resource: "*"
    ```

    ## Use instead

    ```hcl
    data "aws_caller_identity" "current" {}

    resource "aws_kms_key" "app" {
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
          Action    = "kms:*"
          Resource  = "*"
        }]
      })
    }
    ```

    ```yaml
    Resources:
      AppKey:
        Type: AWS::KMS::Key
        Properties:
          KeyPolicy:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Principal:
                  AWS: !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:root
                Action: kms:*
                Resource: "*"
    ```

    ## Limits

    Statements whose members are not all known are not judged.
    """
    for policy in policies_of(key, PolicyKind.RESOURCE):
        for number, statement in enumerate(policy.document.statements):
            sid = revealed(statement.sid)
            called = f" {sid.scalar}" if isinstance(sid, Known) and sid.scalar else f" number {number + 1}"
            yield Verdict(
                holds=names_nobody(statement),
                at=policy.part(statement.value, "Statement", number),
                message=f"Statement{called} of the key policy of {key.address} names no principal.",
                help='Say whom it is about: Principal = { AWS = "arn:aws:iam::ACCOUNT:root" }, or a role or service.',
                raises=[Raises("kms", "MalformedPolicyDocumentException", on=operation(key))],
            )
        if not policy.document.complete:
            yield Verdict(Truth.MAYBE, policy.attribute, "further statements are not known")
