"""A trust policy whose principals cannot use the operation that it allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.graph.policies import PolicyKind, policies_of
from awslint.iam.documents import Statement, text_of
from awslint.iam.evaluation import covers_action
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.values import Truth, any_true, equals

_WEB: Final = "AssumeRoleWithWebIdentity"
_SAML: Final = "AssumeRoleWithSAML"
_PLAIN: Final = "AssumeRole"


@rule(
    id="IAM021",
    title="A trust policy allows its principals an operation that they do not use",
    severity=Severity.WARNING,
    types=("AWS::IAM::Role",),
    raises=tuple(Raises("sts", "AccessDenied", on=operation) for operation in (_WEB, _SAML, _PLAIN)),
    evidence=(
        "catalogue:IAM-21",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp.html",
    ),
    phase=Phase.RUNTIME,
)
def trust_of_another_kind(role: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """An identity provider is allowed `sts:AssumeRole`, or a service `sts:AssumeRoleWithWebIdentity`.

    ## What it finds

    A statement of a trust policy that names only identity providers and allows none of the operations with a web
    identity or SAML, one for an OIDC provider that allows SAML alone (or the reverse), and one that names only services
    and accounts and does not allow `sts:AssumeRole`.

    ## Why AWS refuses it

    Whoever comes with a token calls AssumeRoleWithWebIdentity, with a SAML assertion AssumeRoleWithSAML, services and
    accounts AssumeRole. Each is a permission of its own, and without it STS answers AccessDenied.

    ## Example

    ```hcl
    resource "aws_iam_role" "ci" {
      name = "ci"
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Action    = "sts:AssumeRole" # expect
          Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
        }]
      })
    }
    ```

    ```yaml
    Resources:
      Ci:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: sts:AssumeRoleWithWebIdentity # expect
                Principal: {Service: ec2.amazonaws.com}
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_role" "ci" {
      name = "ci"
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Action    = "sts:AssumeRoleWithWebIdentity"
          Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
        }]
      })
    }
    ```

    ```yaml
    Resources:
      Ci:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: sts:AssumeRole
                Principal: {Service: ec2.amazonaws.com}
    ```

    ## Limits

    Statements with other actions beside, such as `sts:TagSession` alone, belong to another statement and are passed
    over.
    """
    for policy in policies_of(role, PolicyKind.TRUST):
        for number, statement in enumerate(policy.document.statements):
            needed = _operations_of(statement)
            lacking = ~any_true(covers_action(statement, f"sts:{operation}") for operation in needed)
            assumes = any_true(covers_action(statement, f"sts:{operation}") for operation in (_PLAIN, _WEB, _SAML))
            holds = lacking & assumes & equals(statement.effect, "Allow")
            if needed and holds is not Truth.NO:
                yield Verdict(
                    holds=holds,
                    at=policy.part(statement.actions.value, "Statement", number, "Action"),
                    message=f"The principals of this statement assume a role with {' or '.join(needed)}, which it "
                    "does not allow.",
                    help=f"Write sts:{needed[0]}.",
                    raises=[Raises("sts", "AccessDenied", on=needed[0])],
                )


def _operations_of(statement: Statement) -> tuple[str, ...]:
    """The operations of STS with which the principals of a statement assume a role; none where they are not known."""
    principals = statement.principals
    if principals.written is not Truth.YES or not principals.complete or "*" in principals.kinds:
        return ()
    kinds = set(principals.kinds)
    if kinds and kinds <= {"AWS", "Service"}:
        return (_PLAIN,)
    if kinds != {"Federated"} or not principals.kinds["Federated"].complete:
        return ()
    names = [text_of(value) or "" for value in principals.kinds["Federated"].values]
    if names and all(":saml-provider/" in name for name in names):
        return (_SAML,)
    if names and all(":oidc-provider/" in name or name.startswith("cognito-identity") for name in names):
        return (_WEB,)
    return (_WEB, _SAML)
