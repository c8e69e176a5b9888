"""A provider that assumes a role whose trust policy keeps it out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from awslint.graph import Attribute, Deployment, Resource
from awslint.graph.policies import PolicyKind, policies_of
from awslint.iam import Statement, decides
from awslint.iam.conditions import holds
from awslint.rules import Phase, Raises, Related, Severity, Verdict, rule
from awslint.values import Missing, Truth, Value
from awslint_rules.credentials._keys import settings_of_aws, talks_to_aws


@rule(
    id="CRED012",
    title="A provider assumes a role that does not let it in",
    severity=Severity.ERROR,
    types=("Terraform::Provider",),
    raises=(Raises("sts", "AccessDenied", on="AssumeRole"),),
    related=(Raises("memorydb", "InvalidCredentialsException", on="CreateCluster"),),
    evidence=(
        "catalogue:CRED-12",
        "botocore:sts:AssumeRole",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html",
    ),
    phase=Phase.PLAN,
)
def role_expects_another(node: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The trust policy of a role asks for another external id than the provider sends, or trusts services alone.

    ## What it finds

    `assume_role` of a provider with a role of the same configuration, whose trust policy surely refuses: it demands an
    `sts:ExternalId` that the provider does not send, trusts only services or identity providers, or denies.

    ## Why AWS refuses it

    A role can be assumed only by whom its trust policy lets in, whatever the caller's own policies allow. STS answers
    AccessDenied.

    ## Example

    ```hcl
    data "aws_iam_policy_document" "trust" {
      statement {
        actions = ["sts:AssumeRole"]
        principals {
          type        = "AWS"
          identifiers = ["arn:aws:iam::111122223333:root"]
        }
        condition {
          test     = "StringEquals"
          variable = "sts:ExternalId"
          values   = ["partner-12"]
        }
      }
    }

    resource "aws_iam_role" "deployer" {
      name               = "deployer"
      assume_role_policy = data.aws_iam_policy_document.trust.json
    }

    provider "aws" {
      alias  = "deployer"
      region = "us-east-1"
      assume_role {
        role_arn = aws_iam_role.deployer.arn # expect
      }
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
        condition {
          test     = "StringEquals"
          variable = "sts:ExternalId"
          values   = ["partner-12"]
        }
      }
    }

    resource "aws_iam_role" "deployer" {
      name               = "deployer"
      assume_role_policy = data.aws_iam_policy_document.trust.json
    }

    provider "aws" {
      alias  = "deployer"
      region = "us-east-1"
      assume_role {
        role_arn    = aws_iam_role.deployer.arn
        external_id = "partner-12"
      }
    }
    ```

    ## Limits

    Who runs Terraform is not known, so a principal that is named may always be the one. Other conditions than on the
    external id decide nothing.
    """
    if not settings_of_aws(node):
        return
    for block in node.get("assume_role").elements():
        role = block.get("role_arn").target("AWS::IAM::Role")
        if role is None or role.mode != "managed":
            continue
        sent = block.get("external_id")
        keys = {"sts:externalid": _value(sent)}
        documents = [policy.document for policy in policies_of(role, PolicyKind.TRUST)]
        if not documents:
            continue
        answer = decides(documents, "sts:AssumeRole", None, partial(holds, keys=keys), _may_be_asked_by)
        yield Verdict(
            holds=Truth.of(answer.truth is Truth.NO) & talks_to_aws(node) & role.existence,
            at=block.get("role_arn"),
            message=f"{node.address} assumes {role.address}, whose trust policy does not let it in.",
            help="Send the external id that the trust policy demands, and let it name the account that deploys.",
            related=[Related(role.get("AssumeRolePolicyDocument"), "this is the trust policy")],
        )


def _value(sent: Attribute) -> Value:
    return sent.content if sent.is_set is not Truth.NO else Missing()


def _may_be_asked_by(statement: Statement) -> Truth:
    """Whether an identity of an account may be meant by the principals of a statement; NO where surely none is."""
    principals = statement.principals
    named = principals.written is Truth.YES and principals.complete
    if named and statement.not_principals.written is Truth.NO and not {"AWS", "*"} & set(principals.kinds):
        return Truth.NO
    return Truth.MAYBE
