"""The pages of the rules about who deploys: one text, of which what is found and its example differ."""

from __future__ import annotations

import textwrap
from typing import Final

from awslint.frozen import frozen

_PAGE: Final = """\
{summary}

## What it finds

{finds}

The deployer is known where the provider assumes a role of the same configuration, where the configuration of
awslint has `deployer = "policy.json"` or the address of a role, and where `samconfig.toml` names a role of the
template as `role_arn`.

## Why AWS refuses it

{why}

## Example

```hcl
{bad}
```

## Use instead

```hcl
{good}
```

## Limits

A role of which a policy is not known is passed over, as is a condition that decides. Service control policies and
session policies are not looked at. What a policy on the resource itself may allow (of a bucket, a queue, a key) is
left to `awslint permissions --policy`, unless a statement denies it.
"""

_CONFIGURATION: Final = """\
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
      Action   = [ACTIONS]
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

DEPLOYED"""

_LIST: Final = """\
resource "aws_memorydb_acl" "app" {
  provider = aws.deployer
  name     = "app"
}"""

_FUNCTION: Final = """\
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
}"""


@frozen
class _Page:
    """What differs. `allowed` are the actions of the deployer in the example, `repaired` those that suffice."""

    summary: str
    finds: str
    why: str
    allowed: tuple[str, ...]
    repaired: tuple[str, ...]
    deployed: str = _LIST

    def text(self) -> str:
        parts = (textwrap.fill(paragraph, 116) for paragraph in (self.summary, self.finds, self.why))
        summary, finds, why = parts
        bad, good = (_example(actions, self.deployed) for actions in (self.allowed, self.repaired))
        return _PAGE.format(summary=summary, finds=finds, why=why, bad=bad, good=good)


def _example(actions: tuple[str, ...], deployed: str) -> str:
    written = ", ".join(f'"{action}"' for action in actions)
    return _CONFIGURATION.replace("ACTIONS", written).replace("DEPLOYED", deployed)


_PAGES: Final = {
    "IAM023": _Page(
        "The policies of whoever deploys do not allow the call that creates a resource.",
        "An action that creating a resource surely needs, and that the policies of the deployer surely do not allow.",
        "Every call is checked against the policies of the caller. What nothing allows is refused: AccessDenied, for "
        "some services AccessDeniedException or UnauthorizedOperation, and the deployment stops there.",
        ("memorydb:DescribeAcls", "memorydb:ListTags", "memorydb:UpdateAcl", "memorydb:DeleteAcl"),
        ("memorydb:*",),
    ),
    "IAM024": _Page(
        "The policies of whoever deploys do not allow what follows the creation of a resource.",
        "Actions that reading, changing or deleting a resource needs and that the policies of the deployer surely do "
        "not allow, while they may allow its creation.",
        "Terraform and CloudFormation read back what they have made, and a rollback deletes it. Without the permission "
        "the resource stays, in a stack that is `ROLLBACK_FAILED` or in a state where it is tainted.",
        ("memorydb:CreateAcl",),
        ("memorydb:*",),
    ),
    "IAM025": _Page(
        "The policies of whoever deploys do not allow to pass a role to the service that is to use it.",
        "A resource that is given a role, while the policies of the deployer allow `iam:PassRole` not at all, not for "
        "this role, or only for other services (`iam:PassedToService`).",
        "A service takes a role only from a caller who may pass it; otherwise whoever may create a function could have "
        "every permission of any role.",
        ("lambda:*",),
        ("lambda:*", "iam:PassRole"),
        _FUNCTION,
    ),
}


def page(id_: str) -> str:
    """Returns the page of one of the rules."""
    return _PAGES[id_].text()
