"""A deployment whose deployer is not allowed to create a resource."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.graph.deployers import DEPLOYED
from awslint.rules import Raises, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.iam._deployers import advice, by_statements, creates, exceptions, names, refused, where


@rule(
    id="IAM023",
    title="Who deploys may not create what is deployed",
    severity=Severity.ERROR,
    types=(DEPLOYED,),
    raises=(
        Raises("memorydb", "AccessDeniedException", on="CreateCluster"),
        Raises("elasticache", "AccessDenied", on="CreateReplicationGroup"),
        Raises("ec2", "UnauthorizedOperation", on="CreateVpc"),
    ),
    related=(Raises("memorydb", "InvalidCredentialsException", on="CreateCluster"),),
    evidence=(
        "catalogue:IAM-23",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html",
    ),
)
def cannot_create(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The policies of whoever deploys do not allow the call that creates a resource.

    ## What it finds

    An action that creating a resource surely needs, and that the policies of the deployer surely do not allow.

    The deployer is known where the provider assumes a role of the same configuration, where the configuration of
    awslint has `deployer = "policy.json"` or the address of a role, and where `samconfig.toml` names a role of the
    template as `role_arn`.

    ## Why AWS refuses it

    Every call is checked against the policies of the caller. What nothing allows is refused: AccessDenied, for some
    services AccessDeniedException or UnauthorizedOperation, and the deployment stops there.

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
          Action   = ["memorydb:DescribeAcls", "memorydb:ListTags", "memorydb:DeleteAcl"]
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
    deployer, found = refused(resource, creates)
    if deployer is None or not found:
        return
    surely = [refusal for refusal in found if refusal.is_core]
    yield Verdict(
        holds=Truth.of(resource.mode == "managed") & resource.existence & resource.is_new,
        at=resource,
        message=f"{deployer.name} does not allow {names(found)}, which creating {resource.address} needs"
        f"{by_statements(found)}.",
        help=advice(found, deployer),
        related=where(deployer),
        severity=Severity.ERROR if surely else Severity.WARNING,
        raises=exceptions(surely or found),
    )
