"""The ARN of something else where a provider names the role that it assumes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint_rules.credentials._keys import SETTINGS, settings_of_aws, talks_to_aws

_KINDS: Final = {
    "iam": {
        "user": "a user",
        "group": "a group",
        "instance-profile": "an instance profile",
        "policy": "a policy",
    },
    "sts": {"assumed-role": "a session of a role", "federated-user": "a federated user"},
}
_ARN: Final = re.compile(r"arn:[a-z-]+:(?P<service>iam|sts)::\d{12}:(?P<kind>[a-z-]+)/.+")


@rule(
    id="CRED009",
    title="What a provider assumes is no role",
    severity=Severity.WARNING,
    types=SETTINGS,
    raises=(Raises("sts", "AccessDenied", on="AssumeRole"), Raises("sts", "ValidationError", on="AssumeRole")),
    evidence=(
        "catalogue:CRED-9",
        "botocore:sts:AssumeRole",
        "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html",
    ),
    phase=Phase.PLAN,
)
def assumed_role_is_none(node: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The ARN of a user, a group, an instance profile, a policy or a session stands where a role is to be assumed.

    ## What it finds

    `role_arn` in `assume_role` of a provider or a backend that is the known ARN of something else, such as the
    `assumed-role` ARN that `aws sts get-caller-identity` prints.

    ## Why AWS refuses it

    STS hands out credentials for roles only. Terraform asks for them before it plans.

    ## Example

    ```hcl
    provider "aws" {
      region = "us-east-1"
      assume_role {
        role_arn = "arn:aws:sts::111122223333:assumed-role/deployer/session" # expect
      }
    }
    ```

    ## Use instead

    ```hcl
    provider "aws" {
      region = "us-east-1"
      assume_role {
        role_arn = "arn:aws:iam::111122223333:role/deployer"
      }
    }
    ```

    ## Limits

    Whether the role exists and trusts the caller is not judged. Endpoints that are not AWS's are passed over.
    """
    if not settings_of_aws(node):
        return
    for block in node.get("assume_role").elements():
        attribute = block.get("role_arn")
        match = _ARN.fullmatch(attribute.text or "")
        kind = _KINDS[match["service"]].get(match["kind"]) if match is not None else None
        if kind is not None:
            yield Verdict(
                holds=talks_to_aws(node),
                at=attribute,
                message=f"{attribute.name} of {node.address} is the ARN of {kind}, and only roles can be assumed.",
                help="Write the ARN of the role itself: arn:aws:iam::ACCOUNT:role/NAME, with the role's path.",
            )
