"""Policies that are larger than IAM takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.facts.quotas import QUOTAS
from awslint.graph import Deployment, Resource
from awslint.graph.policies import Policy, PolicyKind, effective_policies
from awslint.iam.faults import least_size
from awslint.rules import Raises, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.iam._documents import IAM_POLICY_TYPES, INLINE, iam_policies, operation_of, refusal

_COUNTED: Final = {
    "PutRolePolicy": "inline policies per role",
    "PutUserPolicy": "inline policies per user",
    "PutGroupPolicy": "inline policies per group",
    "CreatePolicy": "managed policy",
}


@rule(
    id="IAM011",
    title="A policy is larger than IAM takes",
    severity=Severity.ERROR,
    types=IAM_POLICY_TYPES,
    raises=(
        Raises("iam", "LimitExceeded", on="PutRolePolicy"),
        Raises("iam", "LimitExceeded", on="CreatePolicy"),
        Raises("iam", "LimitExceeded", on="PutUserPolicy"),
        Raises("iam", "LimitExceeded", on="PutGroupPolicy"),
        Raises("iam", "LimitExceeded", on="CreateRole"),
    ),
    evidence=(
        "catalogue:IAM-11",
        "botocore:iam:PutRolePolicy",
        "botocore:iam:CreatePolicy",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
        "issue:ExpediaGroup/apiary-data-lake#173",
        "proven:pf-iam-inline-policy-size",
        "proven:pf-iam-managed-policy-size",
    ),
)
def policy_size(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A managed policy, the inline policies of a role, user or group together, or a trust policy exceed their quota.

    ## What it finds

    A managed policy of more than 6,144 characters, inline policies of more than 10,240 (a role), 2,048 (a user) or
    5,120 (a group), and trust policies of more than 4,096. White space is not counted, as IAM does not count it.
    What is not known counts nothing: the known parts alone are too large. A trust policy of more than 2,048 is a
    warning, for AWS raises that quota on request.

    ## Why AWS refuses it

    The quotas cannot be raised. The call is answered with LimitExceeded, most often when a list of resources that a
    loop makes has grown.

    ## Example

    ```hcl
    locals {
      buckets = [for i in range(120) : format("datalake-managed-schema-%03d-us-east-1", i)]
    }

    resource "aws_iam_role_policy" "s3" {
      role = "metastore"
      policy = jsonencode({ # expect
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = "s3:GetObject"
          Resource = flatten([for b in local.buckets : ["arn:aws:s3:::${b}", "arn:aws:s3:::${b}/*"]])
        }]
      })
    }
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_role_policy" "s3" {
      role = "metastore"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = "s3:GetObject"
          Resource = ["arn:aws:s3:::datalake-managed-schema-*", "arn:aws:s3:::datalake-managed-schema-*/*"]
        }]
      })
    }
    ```

    ## Limits

    Policies that something else attaches inline to the same role are counted where the configuration has them.
    """
    for policy in iam_policies(resource):
        yield from _judged(policy)
    if resource.type == "AWS::IAM::Role":
        yield from _together(resource)


def _judged(policy: Policy) -> Iterator[Verdict]:
    size = least_size(policy.document.value)
    counted = "trust policy" if policy.kind is PolicyKind.TRUST else _COUNTED[operation_of(policy)]
    quota = QUOTAS["iam", counted]
    if size <= quota.default:
        return
    certain = not quota.adjustable or size > (quota.maximum or quota.default)
    yield Verdict(
        holds=Truth.YES,
        at=policy.attribute,
        message=f"This policy has at least {size:,} characters without white space; IAM takes {quota.default:,}.",
        help="Use wildcards, or divide it among managed policies.",
        severity=Severity.ERROR if certain else Severity.WARNING,
        raises=refusal(policy, "LimitExceeded"),
    )


def _together(role: Resource) -> Iterator[Verdict]:
    """The inline policies of a role of which none alone is too large."""
    inline = [
        (policy, least_size(policy.document.value))
        for policy in effective_policies(role).policies
        if policy.attribute.resource.type in (*INLINE, "AWS::IAM::Policy")
        and policy.attribute.resource.existence is Truth.YES
    ]
    most = QUOTAS["iam", "inline policies per role"].default
    total = sum(size for _, size in inline)
    if total > most and all(size <= most for _, size in inline):
        yield Verdict(
            holds=Truth.YES,
            at=role,
            message=f"The {len(inline)} inline policies of {role.address} have at least {total:,} characters together; "
            f"IAM takes {most:,}.",
            help="Make managed policies of them.",
            raises=(Raises("iam", "LimitExceeded", on="PutRolePolicy"),),
        )
