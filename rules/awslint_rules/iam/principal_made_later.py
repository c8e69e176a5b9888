"""A policy that names a role or a user before there is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.graph.policies import Policy, PolicyKind, policies_of
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Known, Reference, Text, Truth, Value, revealed, same

_REFUSALS: Final = {
    "AWS::IAM::Role": Raises("iam", "MalformedPolicyDocument", on="CreateRole"),
    "AWS::KMS::Key": Raises("kms", "MalformedPolicyDocumentException", on="CreateKey"),
    "AWS::S3::BucketPolicy": Raises("s3", "MalformedPolicy", on="PutBucketPolicy"),
}
_NAMES: Final = {"role": ("AWS::IAM::Role", "RoleName"), "user": ("AWS::IAM::User", "UserName")}


@rule(
    id="IAM020",
    title="A policy names a principal that is made later",
    severity=Severity.ERROR,
    types=tuple(_REFUSALS),
    raises=tuple(_REFUSALS.values()),
    evidence=(
        "catalogue:IAM-20",
        "botocore:iam:CreateRole",
        "botocore:kms:CreateKey",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    ),
)
def principal_made_later(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The ARN of a role or user of the same deployment is written out in a policy that is made before it, or beside it.

    ## What it finds

    A principal `arn:...:role/NAME` or `user/NAME` of the own account in a trust policy, a key policy or a bucket
    policy, where NAME is that of the role itself, of a role that needs this resource first (errors), or, in a
    template, of one that nothing puts before it (a warning: both are made at once).

    ## Why AWS refuses it

    AWS replaces the ARN of a principal by its id when it stores the policy, so the principal has to exist: invalid
    principal in policy. Terraform tries again for two minutes, which helps where both are made at once.

    ## Example

    ```yaml
    Resources:
      App:
        Type: AWS::IAM::Role
        Properties:
          RoleName: app
          AssumeRolePolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: sts:AssumeRole
                Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:role/app"} # expect
    ```

    ```hcl
    data "aws_caller_identity" "me" {}

    resource "aws_iam_role" "app" {
      name = "app"
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Action    = "sts:AssumeRole"
          Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/app" } # expect
        }]
      })
    }
    ```

    ## Use instead

    ```yaml
    Resources:
      App:
        Type: AWS::IAM::Role
        Properties:
          RoleName: app
          AssumeRolePolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: sts:AssumeRole
                Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
                Condition: {ArnEquals: {"aws:PrincipalArn": !Sub "arn:aws:iam::${AWS::AccountId}:role/app"}}
    ```

    ```hcl
    data "aws_caller_identity" "me" {}

    resource "aws_iam_role" "app" {
      name = "app"
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Action    = "sts:AssumeRole"
          Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" }
          Condition = { ArnEquals = { "aws:PrincipalArn" = "arn:aws:iam::*:role/app" } }
        }]
      })
    }
    ```

    ## Limits

    Roles of other accounts, and accounts that are written as numbers while the own one is not known, are passed over.
    A role that exists already from an earlier deployment is not known of.
    """
    for policy in policies_of(resource, PolicyKind.TRUST, PolicyKind.RESOURCE):
        for number, statement in enumerate(policy.document.statements):
            entries = statement.principals.kinds.get("AWS")
            for place, value in enumerate(entries.values if entries is not None else ()):
                named = _named(resource, value)
                if named is not None:
                    yield from _judged(policy, (number, place), value, named)


def _judged(policy: Policy, at: tuple[int, int], value: Value, named: Resource) -> Iterator[Verdict]:
    resource = policy.attribute.resource
    deployment = resource.deployment
    itself = named is resource
    later = itself or deployment.depends(named, resource)
    if not later and (resource.language != "cloudformation" or deployment.depends(resource, named)):
        return
    how = "is what it is part of" if itself else "is made after it" if later else "may not be made yet"
    yield Verdict(
        holds=named.is_new & resource.is_new & resource.existence & named.existence,
        at=policy.part(value, "Statement", at[0], "Principal", "AWS", at[1]),
        message=f"This principal is {named.address}, which {how}: it has to be there before a policy names it.",
        help="Refer to the role instead of writing its ARN, or name the account and compare aws:PrincipalArn."
        if not itself
        else "Name the account's root, and compare aws:PrincipalArn with the role's ARN in a condition.",
        related=() if itself else [Related(named, "this is the principal")],
        severity=Severity.ERROR if later else Severity.WARNING,
        raises=(_REFUSALS[resource.type],),
    )


def _named(resource: Resource, value: Value) -> Resource | None:
    """The role or user of this deployment that a principal's ARN, written out, is of."""
    plain = revealed(value)
    pieces: tuple[str | Value, ...] = plain.parts if isinstance(plain, Text) else ()
    if isinstance(plain, Known) and isinstance(plain.scalar, str):
        pieces = (plain.scalar,)
    if not pieces or not isinstance(pieces[-1], str) or not _is_of_own_account(resource, pieces):
        return None
    kind, _, name = pieces[-1].rpartition(":")[2].partition("/")
    if kind not in _NAMES or not name:
        return None
    return _by_name(resource.deployment, kind).get(name.rpartition("/")[2])


def _is_of_own_account(resource: Resource, pieces: tuple[str | Value, ...]) -> bool:
    tail = str(pieces[-1])
    if tail.startswith(":") and len(pieces) > 1:
        hole = pieces[-2]
        written = isinstance(hole, Reference) and hole.attribute[-1:] == ("account_id",)
        return written or (not isinstance(hole, str) and same(hole, resource.account) is Truth.YES)
    mine = revealed(resource.account)
    parts = tail.split(":")
    return isinstance(mine, Known) and len(parts) > 1 and parts[-2] == mine.scalar


def _by_name(deployment: Deployment, kind: str) -> dict[str, Resource]:
    type_, attribute = _NAMES[kind]

    def index() -> dict[str, Resource]:
        named = ((resource.get(attribute).text, resource) for resource in deployment.of_type(type_))
        return {name: resource for name, resource in named if name is not None and resource.existence is not Truth.NO}

    return deployment.cached_per_world(("named", kind), index)
