"""An access key that is written in the configuration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.graph import Attribute, Deployment, Resource
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.credentials._keys import (
    KEY_IDS_IN_TEXT,
    SETTINGS,
    decoded,
    is_example,
    masked,
    settings_of_aws,
    texts_in,
)

_HOLDERS: Final = (
    "AWS::Lambda::Function",
    "AWS::Serverless::Function",
    "AWS::ECS::TaskDefinition",
    "AWS::EC2::Instance",
    "AWS::EC2::LaunchTemplate",
    "AWS::AutoScaling::LaunchConfiguration",
    "AWS::CodeBuild::Project",
    "AWS::SSM::Parameter",
    "null_resource",
    "terraform_data",
)

_REFUSED: Final = Raises("sts", "InvalidClientTokenId", on="GetCallerIdentity")
"""What Terraform meets first when somebody has deactivated the key that it uses."""
_LEAK: Final = Raises("awslint", "ExposedAccessKey")
"""For a key that is handed on: which API it is meant for, and so which exception would follow, is not known."""


@rule(
    id="CRED001",
    title="An access key is written in the configuration",
    severity=Severity.WARNING,
    types=(*SETTINGS, *_HOLDERS),
    raises=(_REFUSED,),
    related=(Raises("memorydb", "InvalidCredentialsException", on="CreateCluster"),),
    evidence=(
        "catalogue:CRED-1",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    ),
    phase=Phase.PLAN,
)
def literal_access_key(node: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """An AWS access key id stands in a provider, a backend, an environment variable, a user data script or a parameter.

    ## What it finds

    A text of the form of an access key id (`AKIA...`, `ASIA...`) in the settings of a provider or a backend, in the
    environment of a Lambda function, an ECS container or a build project, in user data and provisioners, or in an SSM
    parameter, also when it comes there from a variable's default or from a tfvars file. The key itself is never shown.

    ## Why AWS refuses it

    A key in a repository has to be taken for known to others: it is deactivated, rotated or quarantined, by its owner
    or by AWS, and from then on every call is refused: InvalidClientTokenId, UnrecognizedClientException or
    InvalidAccessKeyId, by the service's protocol.

    ## Example

    ```hcl
    provider "aws" {
      region     = "us-east-1"
      access_key = "AKIAQ4KL2QX7ZBHN3WTV" # expect
      secret_key = var.secret_key
    }

    variable "secret_key" {
      type      = string
      sensitive = true
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::SSM::Parameter
        Properties:
          Type: String
          Value: AKIAQ4KL2QX7ZBHN3WTV # expect
    ```

    ## Use instead

    ```hcl
    provider "aws" {
      region  = "us-east-1"
      profile = "deployer"
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::SSM::Parameter
        Properties:
          Type: String
          Value: deployer
    ```

    ## Limits

    Whether the key works today is not known. Secret keys without their key id are not looked for, and keys in files
    that the configuration reads are seen only where the reading can be followed.
    """
    if node.type in SETTINGS and not settings_of_aws(node):
        return
    seen: set[str] = set()
    for place, text in _texts(node):
        for key in KEY_IDS_IN_TEXT.findall(text):
            if is_example(key) or key in seen:
                continue
            seen.add(key)
            kind = "temporary" if key.startswith("ASIA") else "long-lived"
            yield Verdict(
                holds=Truth.YES,
                at=place,
                message=f"The {kind} access key {masked(key)} is written in {place.name} of {node.address}.",
                help="Deactivate the key, take it out, and use a role, a profile or OIDC instead.",
                raises=(_REFUSED if node.type in SETTINGS else _LEAK,),
            )


def _texts(node: Resource) -> Iterator[tuple[Attribute, str]]:
    for place, text in texts_in(Attribute(node, (), node.attributes, node.header)):
        yield place, text
        if place.path and str(place.path[-1]).lower().replace("_", "").startswith("userdata"):
            yield place, decoded(text)
    for number, command in enumerate(node.commands):
        span = command.span if command.span.is_somewhere else node.header
        yield from texts_in(Attribute(node, ("command", number), command, span))
