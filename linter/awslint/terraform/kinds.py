"""What kinds of resources there are, by the names of their types."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

TRANSPARENT: Final = (
    "aws_",
    "awscc_",
    "random_",
    "tls_",
    "time_",
    "local_",
    "null_resource",
    "terraform_data",
    "archive_",
)
"""Types whose effect is their own resource. Resources of any other provider may call AWS."""

EXECUTING: Final = frozenset(
    {
        "aws_cloudformation_stack",
        "aws_cloudformation_stack_set",
        "aws_cloudformation_stack_set_instance",
        "aws_lambda_invocation",
        "aws_sfn_state_machine",
        "aws_ssm_association",
        "aws_ssm_document",
        "aws_codebuild_project",
        "aws_serverlessapplicationrepository_cloudformation_stack",
        "data.aws_lambda_invocation",
        "data.external",
        "data.http",
    }
)
"""Types that run something which may call AWS."""

SCRIPTED: Final = ("user_data", "user_data_base64", "user_data_replace_on_change")

GLOBAL_PREFIXES: Final = (
    "aws_iam_",
    "aws_route53_",
    "aws_cloudfront_",
    "aws_organizations_",
    "aws_account_",
    "aws_budgets_",
    "aws_globalaccelerator_",
    "aws_shield_",
    "aws_networkmanager_",
    "aws_waf_",
)
"""Types whose API is not regional (the provider's enhanced region support guide)."""


def is_opaque(native: str, written: Container[str]) -> bool:
    """Returns whether a resource of that type (`data.` before a data source's), with those attributes, may do
    anything."""
    if native in EXECUTING or any(name in written for name in SCRIPTED):
        return True
    return not native.removeprefix("data.").startswith(TRANSPARENT)


def is_global(native: str) -> bool:
    """Returns whether the API of a resource type is not regional."""
    return native.startswith(GLOBAL_PREFIXES)
