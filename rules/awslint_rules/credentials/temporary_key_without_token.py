"""A temporary access key without the session token that it is worth something with."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Attribute, Deployment, Resource
from awslint.graph.environment import environment_of
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.credentials._keys import KEY_ID, SETTINGS, is_example, settings_of_aws, talks_to_aws


@rule(
    id="CRED002",
    title="A temporary access key is given without its session token",
    severity=Severity.ERROR,
    types=(*SETTINGS, "AWS::ECS::TaskDefinition"),
    raises=(Raises("sts", "InvalidClientTokenId", on="GetCallerIdentity"),),
    related=(Raises("memorydb", "InvalidCredentialsException", on="CreateCluster"),),
    evidence=(
        "catalogue:CRED-2",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
        "issue:hashicorp/terraform-provider-aws#125",
    ),
    phase=Phase.PLAN,
)
def temporary_key_without_token(node: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A key id that begins with ASIA stands in a provider, a backend or a container's environment without a token.

    ## What it finds

    `access_key = "ASIA..."` in a provider or an S3 backend that has no `token`, and `AWS_ACCESS_KEY_ID` with such a
    key in the environment of an ECS container that has no `AWS_SESSION_TOKEN`.

    ## Why AWS refuses it

    Keys that begin with ASIA come from STS and are valid only together with their secret key and their session token.
    Without it AWS does not know the key: InvalidClientTokenId, UnrecognizedClientException, InvalidAccessKeyId or
    AuthFailure, by the service's protocol.

    ## Example

    ```hcl
    variable "secret_key" {
      type      = string
      sensitive = true
    }

    provider "aws" {
      region     = "us-east-1"
      access_key = "ASIAQ4KL2QX7ZBHN3WTV" # expect
      secret_key = var.secret_key
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

    A key from a variable without a value is not known. For an S3 backend it is a warning: it may be given its token
    with `-backend-config` or by the environment.
    """
    if node.type in SETTINGS:
        if settings_of_aws(node):
            yield from _of_settings(node)
        return
    environment = environment_of(node)
    for variable in environment.variables:
        if variable.name == "AWS_ACCESS_KEY_ID":
            token = environment.named("AWS_SESSION_TOKEN", variable.group)
            lacking = Truth.NO if token is not None else Truth.of(environment.complete) | Truth.MAYBE
            yield _verdict(node, variable.value, _is_temporary(variable.value) & lacking, "AWS_SESSION_TOKEN")


def _of_settings(node: Resource) -> Iterator[Verdict]:
    key = node.get("access_key")
    if key.is_set is Truth.NO:
        return
    token = node.get("token")
    lacking = token.is_missing | token.equals_text("")
    severity = Severity.WARNING if node.type == "Terraform::Backend" else None
    yield _verdict(node, key, _is_temporary(key) & lacking & talks_to_aws(node), "token", severity)


def _is_temporary(key: Attribute) -> Truth:
    return key.matches_text(lambda text: bool(KEY_ID.fullmatch(text)) and text[1] == "S" and not is_example(text))


def _verdict(node: Resource, key: Attribute, holds: Truth, token: str, severity: Severity | None = None) -> Verdict:
    return Verdict(
        holds=holds,
        at=key,
        message=f"{node.address} uses a temporary access key (ASIA…) without {token}.",
        help=f"Set {token} to the session token that came with the key, or better use a role or a profile.",
        severity=severity,
        # Whatever else the key is for, its owner is asked for first.
        raises=(Raises("sts", "InvalidClientTokenId", on="GetCallerIdentity"),),
    )
