"""A deployment whose deployer may not pass a role to a service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.graph.deployers import DEPLOYED
from awslint.rules import Raises, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.iam._actions import denial
from awslint_rules.iam._deployers import PASS_ROLE, advice, by_statements, refused, where


@rule(
    id="IAM025",
    title="Who deploys may not pass the role that a resource is given",
    severity=Severity.ERROR,
    types=(DEPLOYED,),
    raises=(
        Raises("lambda", "AccessDeniedException", on="CreateFunction"),
        Raises("ecs", "AccessDeniedException", on="RegisterTaskDefinition"),
        Raises("iam", "AccessDenied", on="AddRoleToInstanceProfile"),
    ),
    evidence=(
        "catalogue:IAM-25",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    ),
)
def cannot_pass(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The policies of whoever deploys do not allow to pass a role to the service that is to use it.

    ## What it finds

    A resource that is given a role, while the policies of the deployer allow `iam:PassRole` not at all, not for this
    role, or only for other services (`iam:PassedToService`).

    The deployer is known where the provider assumes a role of the same configuration, where the configuration of
    awslint has `deployer = "policy.json"` or the address of a role, and where `samconfig.toml` names a role of the
    template as `role_arn`.

    ## Why AWS refuses it

    A service takes a role only from a caller who may pass it; otherwise whoever may create a function could have
    every permission of any role.

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
          Action   = ["lambda:*"]
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

    data "aws_iam_policy_document" "lambda" {
      statement {
        actions = ["sts:AssumeRole"]
        principals {
          type        = "Service"
          identifiers = ["lambda.amazonaws.com"]
        }
      }
    }

    resource "aws_iam_role" "function" {
      name               = "function"
      assume_role_policy = data.aws_iam_policy_document.lambda.json
    }

    resource "aws_lambda_function" "orders" {
      provider      = aws.deployer
      function_name = "orders"
      role          = aws_iam_role.function.arn
      filename      = "orders.zip"
      handler       = "orders.handle"
      runtime       = "python3.12"
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
          Action   = ["lambda:*", "iam:PassRole"]
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

    data "aws_iam_policy_document" "lambda" {
      statement {
        actions = ["sts:AssumeRole"]
        principals {
          type        = "Service"
          identifiers = ["lambda.amazonaws.com"]
        }
      }
    }

    resource "aws_iam_role" "function" {
      name               = "function"
      assume_role_policy = data.aws_iam_policy_document.lambda.json
    }

    resource "aws_lambda_function" "orders" {
      provider      = aws.deployer
      function_name = "orders"
      role          = aws_iam_role.function.arn
      filename      = "orders.zip"
      handler       = "orders.handle"
      runtime       = "python3.12"
    }
    ```

    ## Limits

    A role of which a policy is not known is passed over, as is a condition that decides. Service control policies and
    session policies are not looked at. What a policy on the resource itself may allow (of a bucket, a queue, a key) is
    left to `awslint permissions --policy`, unless a statement denies it.
    """
    deployer, found = refused(resource, lambda refusal: refusal.action == PASS_ROLE)
    if deployer is None or not found:
        return
    operation = _CALLS.get(resource.type)
    yield Verdict(
        holds=Truth.of(resource.mode == "managed") & resource.existence,
        at=resource,
        message=f"{deployer.name} does not allow iam:PassRole for the role that {resource.address} is given"
        f"{by_statements(found)}.",
        help=f"{advice(found, deployer)} The statement may be confined by iam:PassedToService to the service that the "
        "role is for.",
        related=where(deployer),
        severity=Severity.ERROR if operation is not None else Severity.WARNING,
        raises=denial(operation or PASS_ROLE),
    )


_CALLS: Final = {
    "AWS::Batch::ComputeEnvironment": "batch:CreateComputeEnvironment",
    "AWS::CodeBuild::Project": "codebuild:CreateProject",
    "AWS::CodePipeline::Pipeline": "codepipeline:CreatePipeline",
    "AWS::ECS::TaskDefinition": "ecs:RegisterTaskDefinition",
    "AWS::EKS::Cluster": "eks:CreateCluster",
    "AWS::EKS::Nodegroup": "eks:CreateNodegroup",
    "AWS::Glue::Job": "glue:CreateJob",
    "AWS::IAM::InstanceProfile": "iam:AddRoleToInstanceProfile",
    "AWS::KinesisFirehose::DeliveryStream": "firehose:CreateDeliveryStream",
    "AWS::Lambda::Function": "lambda:CreateFunction",
    "AWS::Pipes::Pipe": "pipes:CreatePipe",
    "AWS::Scheduler::Schedule": "scheduler:CreateSchedule",
    "AWS::StepFunctions::StateMachine": "states:CreateStateMachine",
}
"""The calls that surely check iam:PassRole; source: the dependent actions of the service authorization reference."""
