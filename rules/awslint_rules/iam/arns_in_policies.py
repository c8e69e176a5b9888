"""ARNs in policies that are of another partition, of a region that there is not, or of no account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from awslint.facts.regions import is_region, nearest_region, partition
from awslint.graph import Attribute, Deployment, Resource
from awslint.graph.policies import Policy, attributes_at, policies_of
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.rules.own_values import PARTITION, with_own
from awslint.values import Known, MapOf, Text, Truth, Value, revealed
from awslint_rules.iam._actions import POLICY_TYPES, WITHOUT_EFFECT, one_per_place
from awslint_rules.iam._documents import IAM_POLICY_TYPES, iam_policies, operation_of

_ATTACHED: Final = {
    "AWS::IAM::Role": (("ManagedPolicyArns", "*"), "AttachRolePolicy"),
    "AWS::IAM::User": (("ManagedPolicyArns", "*"), "AttachUserPolicy"),
    "AWS::IAM::Group": (("ManagedPolicyArns", "*"), "AttachGroupPolicy"),
    "AWS::IAM::RolePolicyAttachment": (("PolicyArn",), "AttachRolePolicy"),
    "AWS::IAM::UserPolicyAttachment": (("PolicyArn",), "AttachUserPolicy"),
    "AWS::IAM::GroupPolicyAttachment": (("PolicyArn",), "AttachGroupPolicy"),
}
_TYPES: Final = tuple(dict.fromkeys((*IAM_POLICY_TYPES, *_ATTACHED)))


@rule(
    id="REG011",
    title="IAM is given an ARN of another partition",
    severity=Severity.ERROR,
    types=_TYPES,
    raises=(
        Raises("iam", "MalformedPolicyDocument", on="PutRolePolicy"),
        Raises("iam", "MalformedPolicyDocument", on="CreatePolicy"),
        Raises("iam", "ValidationError", on="AttachRolePolicy"),
    ),
    evidence=(
        "catalogue:REG-11",
        "issue:kubernetes-sigs/aws-load-balancer-controller#1557",
        "issue:terraform-aws-modules/terraform-aws-atlantis#83",
        "issue:pulumi/pulumi-aws-apigateway#347",
        "proven:pf-iam-policy-resource-partition",
        "proven:pf-iam-policy-arn-partition",
    ),
)
def another_partition(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A policy or an attachment in China, GovCloud or an isolated partition names ARNs that begin with `arn:aws:`.

    ## What it finds

    Resources of a policy, and ARNs of managed policies, whose partition is not the one in which the identity is made,
    as the region of its provider or stack, or `--partition`, tells.

    ## Why AWS refuses it

    IAM of a partition knows ARNs of that partition alone: the policy is refused as malformed (the partition is not
    valid for the resource), the attachment with ValidationError (invalid ARN partition).

    ## Example

    ```hcl
    provider "aws" {
      region = "us-gov-west-1"
    }

    resource "aws_iam_policy" "read" {
      name = "read"
      policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-reports/*" }] # expect
      })
    }

    resource "aws_iam_role_policy_attachment" "agent" {
      role       = "agent"
      policy_arn = "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy" # expect
    }
    ```

    ## Use instead

    ```hcl
    provider "aws" {
      region = "us-gov-west-1"
    }

    data "aws_partition" "current" {}

    resource "aws_iam_policy" "read" {
      name = "read"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = "s3:GetObject"
          Resource = "arn:${data.aws_partition.current.partition}:s3:::acme-reports/*"
        }]
      })
    }

    resource "aws_iam_role_policy_attachment" "agent" {
      role       = "agent"
      policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/CloudWatchAgentServerPolicy"
    }
    ```

    ## Limits

    While the partition is not known, or is `aws` itself and the ARN too, nothing is said.
    """
    settled = revealed(deployment.context.settle(resource.partition))
    mine = settled.scalar if isinstance(settled, Known) and isinstance(settled.scalar, str) else None
    if mine is None:
        return
    found = [
        _foreign(
            attribute,
            mine,
            Raises("iam", "MalformedPolicyDocument", operation_of(policy)),
            is_editable=_is_structure(policy),
        )
        for policy in iam_policies(resource)
        for attribute in _resources(policy)
    ]
    path, operation = _ATTACHED.get(resource.type, ((), ""))
    found += [
        _foreign(attribute, mine, Raises("iam", "ValidationError", operation), is_editable=True)
        for attribute in (attributes_at(resource, path) if path else ())
    ]
    yield from one_per_place(verdict for verdict in found if verdict is not None)


def _is_structure(policy: Policy) -> bool:
    """Whether functions may stand in the document: in a template not where it is one string."""
    return policy.attribute.resource.language == "terraform" or isinstance(policy.attribute.content, MapOf)


def _foreign(at: Attribute, mine: str, follows: Raises, *, is_editable: bool) -> Verdict | None:
    written = _beginning(at.content).split(":")
    if len(written) < 3 or written[0] != "arn" or partition(written[1]) is None or written[1] == mine:
        return None
    return Verdict(
        holds=at.resource.existence,
        at=at,
        message=f"This ARN is of the partition {written[1]}, and {at.resource.address} is made in {mine}.",
        help="Write the partition as the pseudo parameter AWS::Partition, or as data.aws_partition, gives it.",
        raises=(follows,),
        fix=with_own(at, PARTITION, written[1], "arn:") if is_editable else None,
    )


@rule(
    id="IAM008",
    title="An ARN in a policy has a region or an account that there is not",
    severity=Severity.WARNING,
    types=POLICY_TYPES,
    raises=(Raises("s3", "AccessDenied"), Raises("memorydb", "AccessDeniedException", on="CreateCluster")),
    evidence=(
        "catalogue:IAM-8",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
    ),
    phase=Phase.RUNTIME,
)
def arn_of_nothing(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A resource of a policy has a region with a slip in it, or an account id that has not twelve digits.

    ## What it finds

    `arn:aws:memorydb:us-esat-1:...`, where the region is one letter away from a known one, and ARNs whose account
    consists of more or fewer than twelve digits.

    ## Why AWS refuses it

    IAM takes the policy. No resource has such an ARN, so an Allow allows nothing, and what it is for is denied; a Deny
    denies nothing.

    ## Example

    ```hcl
    resource "aws_iam_policy" "app" {
      name = "app"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = "memorydb:DescribeClusters"
          Resource = "arn:aws:memorydb:us-esat-1:111122223333:cluster/app" # expect
        }]
      })
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: memorydb:DescribeClusters
                Resource: arn:aws:memorydb:us-east-1:11112222333:cluster/app # expect
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_policy" "app" {
      name = "app"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = "memorydb:DescribeClusters"
          Resource = "arn:aws:memorydb:us-east-1:111122223333:cluster/app"
        }]
      })
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: memorydb:DescribeClusters
                Resource: !Sub "arn:aws:memorydb:${AWS::Region}:${AWS::AccountId}:cluster/app"
    ```

    ## Limits

    A region that is like no known one may be new, and is passed over. Whether the account or the resource exists is
    not known.
    """
    found = [_nowhere(attribute) for policy in policies_of(resource) for attribute in _resources(policy)]
    yield from one_per_place(verdict for verdict in found if verdict is not None)


def _nowhere(at: Attribute) -> Verdict | None:
    # What follows a hole may be in another part than it seems.
    parts = _beginning(at.content).split(":")
    if parts[0] != "arn" or len(parts) < 5:
        return None
    region, account = parts[3], parts[4] if len(parts) > 5 else ""
    near = nearest_region(region) if region and not is_region(region) else None
    if near is not None:
        message, instead = f"There is no region {region}, so this ARN is of nothing.", f"Did you mean {near}?"
    elif re.fullmatch(r"\d+", account) and len(account) != 12:
        message = f"The account of this ARN has {len(account)} digits, so it is of nothing."
        instead = "Account ids have twelve digits; in YAML quote those that begin with 0."
    else:
        return None
    return Verdict(Truth.YES, at, message, instead, raises=WITHOUT_EFFECT)


def _resources(policy: Policy) -> Iterator[Attribute]:
    """The entries of Resource and NotResource of all statements."""
    for number, statement in enumerate(policy.document.statements):
        for name, entries in (("Resource", statement.resources), ("NotResource", statement.not_resources)):
            for place, value in enumerate(entries.values):
                yield policy.part(value, "Statement", number, name, place)


def _beginning(value: Value) -> str:
    """A text as far as it is known from its beginning."""
    plain = revealed(value)
    if isinstance(plain, Known):
        return plain.scalar if isinstance(plain.scalar, str) else ""
    if isinstance(plain, Text) and plain.parts and isinstance(plain.parts[0], str):
        return plain.parts[0]
    return ""
