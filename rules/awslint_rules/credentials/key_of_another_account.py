"""An access key that belongs to another account than the provider may be used in."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.credentials._keys import KEY_ID, is_example, masked, settings_of_aws, talks_to_aws

_OLD_FORM: Final = re.compile(r"A[KS]IA[IJ]")
"""Keys from before the account was part of the id."""


def account_of(key: str) -> str | None:
    """Returns the account to which an access key id belongs; None for keys of the older form, which do not tell."""
    if not KEY_ID.fullmatch(key) or _OLD_FORM.match(key) or is_example(key):
        return None
    number = int.from_bytes(base64.b32decode(key[4:])[:6], "big")
    return f"{(number & 0x7FFFFFFFFF80) >> 7:012d}"


@rule(
    id="CRED007",
    title="An access key belongs to an account that the provider refuses",
    severity=Severity.WARNING,
    types=("Terraform::Provider",),
    raises=(Raises("terraform", "AccountNotAllowed"),),
    related=(Raises("memorydb", "InvalidCredentialsException", on="CreateCluster"),),
    evidence=("catalogue:CRED-7", "https://registry.terraform.io/providers/hashicorp/aws/latest/docs"),
    phase=Phase.PLAN,
)
def key_of_another_account(node: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The account in the id of an access key is not among those that the provider allows, or among the forbidden ones.

    ## What it finds

    A known `access_key` whose account, which is part of its id, contradicts `allowed_account_ids` or
    `forbidden_account_ids` of the same provider. Neither the key nor its account is shown.

    ## Why AWS refuses it

    The provider asks STS whose key it is and stops: the account is not allowed. Without these lists everything would
    be made in the wrong account.

    ## Example

    ```hcl
    variable "secret_key" {
      type      = string
      sensitive = true
    }

    provider "aws" {
      region              = "us-east-1"
      access_key          = "AKIAY34FZKBOKMUTVV7A" # expect
      secret_key          = var.secret_key
      allowed_account_ids = ["111122223333"]
    }
    ```

    ## Use instead

    ```hcl
    provider "aws" {
      region              = "us-east-1"
      profile             = "deployer"
      allowed_account_ids = ["111122223333"]
    }
    ```

    ## Limits

    Keys of the older form do not tell their account. A provider that assumes a role acts in the role's account, and is
    passed over.
    """
    key = node.get("access_key")
    account = account_of(key.text or "")
    if account is None or not settings_of_aws(node) or node.get("assume_role").is_set is not Truth.NO:
        return
    for name, unwelcome in (("allowed_account_ids", Truth.NO), ("forbidden_account_ids", Truth.YES)):
        listed = node.get(name)
        texts = [element.text for element in listed.elements()]
        if listed.is_set is Truth.YES and listed.count.high == len(texts) and None not in texts:
            yield Verdict(
                holds=Truth.of((account in texts) is (unwelcome is Truth.YES)) & talks_to_aws(node),
                at=key,
                message=f"The access key {masked(key.text or '')} of {node.address} belongs to an account that "
                f"{name} rules out.",
                help="Use a profile or a role of the account that is meant.",
            )
