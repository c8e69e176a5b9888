"""A policy document that IAM refuses."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.graph.policies import Policy, PolicyKind
from awslint.iam.faults import Fault, identity_faults, trust_faults
from awslint.rules import Raises, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.iam._documents import IAM_POLICY_TYPES, iam_policies, refusal

_OPERATIONS = ("CreateRole", "CreatePolicy", "PutRolePolicy", "PutUserPolicy", "PutGroupPolicy")


@rule(
    id="IAM010",
    title="IAM refuses a policy document as malformed",
    severity=Severity.ERROR,
    types=IAM_POLICY_TYPES,
    raises=tuple(Raises("iam", "MalformedPolicyDocument", on=operation) for operation in _OPERATIONS),
    evidence=(
        "catalogue:IAM-10",
        "botocore:iam:CreateRole",
        "botocore:iam:CreatePolicy",
        "botocore:iam:PutGroupPolicy",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        "issue:hashicorp/terraform-provider-aws#10419",
        "issue:hashicorp/terraform-provider-aws#32872",
        "issue:aws/aws-cdk#5746",
        "proven:pf-iam-identity-policy-no-principal",
        "proven:pf-iam-policy-action-format",
        "proven:pf-iam-policy-action-required",
        "proven:pf-iam-policy-action-single-colon",
        "proven:pf-iam-policy-action-vendor-wildcard",
        "proven:pf-iam-policy-condition-arn-value",
        "proven:pf-iam-policy-condition-binary-value",
        "proven:pf-iam-policy-condition-date-value",
        "proven:pf-iam-policy-condition-ip-value",
        "proven:pf-iam-policy-condition-null-ifexists",
        "proven:pf-iam-policy-condition-numeric-value",
        "proven:pf-iam-policy-condition-operator",
        "proven:pf-iam-policy-condition-value-type",
        "proven:pf-iam-policy-duplicate-sid",
        "proven:pf-iam-policy-effect-case",
        "proven:pf-iam-policy-effect-required",
        "proven:pf-iam-policy-exclusive-fields",
        "proven:pf-iam-policy-resource-arn-segments",
        "proven:pf-iam-policy-resource-format",
        "proven:pf-iam-policy-resource-global-service-arn",
        "proven:pf-iam-policy-resource-service-wildcard",
        "proven:pf-iam-policy-sid-format",
        "proven:pf-iam-policy-statement-required",
        "proven:pf-iam-policy-statement-resource-required",
        "proven:pf-iam-policy-statement-unknown-field",
        "proven:pf-iam-policy-unknown-toplevel-field",
        "proven:pf-iam-policy-version",
        "proven:pf-iam-trust-policy-action-sts-only",
        "proven:pf-iam-trust-policy-aws-principal-format",
        "proven:pf-iam-trust-policy-cognito-condition",
        "proven:pf-iam-trust-policy-no-resource",
        "proven:pf-iam-trust-policy-principal-star-string",
        "proven:pf-iam-trust-policy-service-principal",
        "proven:pf-iam-trust-policy-service-wildcard",
    ),
)
def malformed_document(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A policy of a role, user or group, or the trust policy of a role, is not written as IAM's grammar has it.

    ## What it finds

    In policies of identities: `Principal`, statements without `Resource`, resources that are neither an ARN nor `*`,
    ARNs that lack a part, have a partition that there is not, a wildcard as their service, or a region where IAM,
    Route 53 and buckets have none. In trust policies: `Resource`, statements without `Principal`, other actions than
    `sts:AssumeRole` and its like, principals that can be none, Cognito without a condition. In both: elements,
    condition operators and versions that do not exist, values that their operator does not take, an `Effect` other
    than `Allow` and `Deny`, `Action` beside `NotAction`, neither of them, or empty, actions without a service prefix
    or with a space before it, entries that are lists themselves, Sids that occur twice or have other characters than
    letters and digits.

    ## Why AWS refuses it

    IAM reads the document when the role or the policy is created, and answers MalformedPolicyDocument. Terraform and
    CloudFormation send it as it is written.

    ## Example

    ```hcl
    data "aws_iam_policy_document" "ops" {
      statement {
        actions   = ["sts:AssumeRole"]
        resources = ["arn:aws:iam::111122223333:role/infra"]
        principals { # expect
          type        = "AWS"
          identifiers = ["arn:aws:iam::111122223333:user/deploy"]
        }
      }
    }

    resource "aws_iam_policy" "ops" {
      name   = "ops"
      policy = data.aws_iam_policy_document.ops.json
    }
    ```

    ```yaml
    Resources:
      Ops:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Sid: read-logs # expect
                Effect: Allow
                Action: s3:GetObject
                Resource: arn:aws:s3:::logs/*
    ```

    ## Use instead

    ```hcl
    data "aws_iam_policy_document" "ops" {
      statement {
        actions   = ["sts:AssumeRole"]
        resources = ["arn:aws:iam::111122223333:role/infra"]
      }
    }

    resource "aws_iam_policy" "ops" {
      name   = "ops"
      policy = data.aws_iam_policy_document.ops.json
    }
    ```

    ```yaml
    Resources:
      Ops:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Sid: ReadLogs
                Effect: Allow
                Action: s3:GetObject
                Resource: arn:aws:s3:::logs/*
    ```

    ## Limits

    Whether a principal exists is not looked at, nor whether a condition key does: IAM takes any. Elements that are
    not known are left out.
    """
    for policy in iam_policies(resource):
        faults = identity_faults if policy.kind is PolicyKind.IDENTITY else trust_faults
        for fault in faults(policy.document):
            if fault.holds is not Truth.NO and not _is_refused_before(policy, fault):
                yield Verdict(
                    holds=fault.holds,
                    at=policy.part(fault.value, *fault.path),
                    message=f"IAM refuses this policy: {fault.problem}.",
                    help=fault.instead,
                    raises=refusal(policy, "MalformedPolicyDocument"),
                )


def _is_refused_before(policy: Policy, fault: Fault) -> bool:
    """Whether the provider's own reading of an aws_iam_policy_document refuses it while planning."""
    source = policy.attribute.target()
    return source is not None and source.mode == "data" and fault.path[-1] in ("Effect", "Sid")
