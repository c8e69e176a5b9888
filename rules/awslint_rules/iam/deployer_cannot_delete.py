"""A deployment whose deployer may create a resource and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.graph.deployers import DEPLOYED, Refusal
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint_rules.iam._deployers import PASS_ROLE, advice, by_statements, creates, exceptions, names, refused, where

_DOING: Final = {"read": "read back", "update": "change", "delete": "delete"}
_PHASES: Final = {"read": Phase.CREATE, "update": Phase.UPDATE, "delete": Phase.DELETE}
"""When a deployment meets the refusal: what was made is read back at once."""


@rule(
    id="IAM024",
    title="Who deploys may create something, but not read, change or delete it",
    severity=Severity.WARNING,
    types=(DEPLOYED,),
    raises=(
        Raises("memorydb", "AccessDeniedException", on="DescribeClusters"),
        Raises("memorydb", "AccessDeniedException", on="DeleteCluster"),
        Raises("ec2", "UnauthorizedOperation", on="DeleteVpc"),
    ),
    evidence=(
        "catalogue:IAM-24",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html",
    ),
    phase=Phase.UPDATE,
)
def cannot_go_on(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The policies of whoever deploys do not allow what follows the creation of a resource.

    ## What it finds

    Actions that reading, changing or deleting a resource needs and that the policies of the deployer surely do not
    allow, while they may allow its creation.

    The deployer is known where the provider assumes a role of the same configuration, where the configuration of
    awslint has `deployer = "policy.json"` or the address of a role, and where `samconfig.toml` names a role of the
    template as `role_arn`.

    ## Why AWS refuses it

    Terraform and CloudFormation read back what they have made, and a rollback deletes it. Without the permission the
    resource stays, in a stack that is `ROLLBACK_FAILED` or in a state where it is tainted.

    ## Example

    ```hcl
    data "aws_iam_policy_document" "trust" {
      statement {
        actions = ["sts:AssumeRole"]
        principals {
          type        = "AWS"
          identifiers = ["arn:aws:iam::111122223333:root"]
        }
      }
    }

    resource "aws_iam_role" "deployer" {
      name               = "deployer"
      assume_role_policy = data.aws_iam_policy_document.trust.json
    }

    resource "aws_iam_role_policy" "deployer" {
      role = aws_iam_role.deployer.name
      policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = ["memorydb:CreateAcl"]
          Resource = "*"
        }]
      })
    }

    provider "aws" {
      alias  = "deployer"
      region = "eu-central-1"
      assume_role {
        role_arn = aws_iam_role.deployer.arn
      }
    }

    resource "aws_memorydb_acl" "app" {
      provider = aws.deployer
      name     = "app"
    }
    ```

    ## Use instead

    ```hcl
    data "aws_iam_policy_document" "trust" {
      statement {
        actions = ["sts:AssumeRole"]
        principals {
          type        = "AWS"
          identifiers = ["arn:aws:iam::111122223333:root"]
        }
      }
    }

    resource "aws_iam_role" "deployer" {
      name               = "deployer"
      assume_role_policy = data.aws_iam_policy_document.trust.json
    }

    resource "aws_iam_role_policy" "deployer" {
      role = aws_iam_role.deployer.name
      policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = ["memorydb:*"]
          Resource = "*"
        }]
      })
    }

    provider "aws" {
      alias  = "deployer"
      region = "eu-central-1"
      assume_role {
        role_arn = aws_iam_role.deployer.arn
      }
    }

    resource "aws_memorydb_acl" "app" {
      provider = aws.deployer
      name     = "app"
    }
    ```

    ## Limits

    A role of which a policy is not known is passed over, as is a condition that decides. Service control policies and
    session policies are not looked at. What a policy on the resource itself may allow (of a bucket, a queue, a key) is
    left to `awslint permissions --policy`, unless a statement denies it.
    """
    deployer, found = refused(resource, lambda refusal: not creates(refusal) and refusal.action != PASS_ROLE)
    if deployer is None or not found:
        return
    doing = [
        f"{word} {resource.address} ({names(those)})"
        for phase, word in _DOING.items()
        if (those := [refusal for refusal in found if _first(refusal) == phase])
    ]
    first = next(phase for phase in _DOING if any(_first(refusal) == phase for refusal in found))
    yield Verdict(
        holds=resource.existence,
        at=resource,
        message=f"{deployer.name} does not allow what is needed to {', or to '.join(doing)}{by_statements(found)}.",
        help=advice(found, deployer),
        related=where(deployer),
        phase=_PHASES[first],
        raises=exceptions(found),
    )


def _first(refusal: Refusal) -> str:
    return "read" if refusal.reads else refusal.phases[0]
