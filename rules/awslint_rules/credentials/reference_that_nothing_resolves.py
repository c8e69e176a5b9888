"""A dynamic reference of CloudFormation in Terraform."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.graph.policies import attributes_at
from awslint.rules import Raises, Severity, Verdict, rule
from awslint.values import Known, Truth
from awslint_rules.credentials.literal_secret import SINKS

_REFERENCE: Final = re.compile(r"\{\{resolve:(?:ssm|ssm-secure|secretsmanager):[^{}]+\}\}")
_TOKEN: Final = Raises("elasticache", "InvalidParameterValue", on="CreateReplicationGroup")
_LEAK: Final = Raises("awslint", "ExposedSecret")


@rule(
    id="CRED019",
    title="A dynamic reference that nothing resolves is the secret itself",
    severity=Severity.WARNING,
    types=tuple(SINKS),
    raises=(_TOKEN,),
    related=(Raises("memorydb", "InvalidCredentialsException", on="CreateCluster"),),
    evidence=(
        "catalogue:CRED-19",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html",
    ),
    languages=("terraform",),
)
def reference_that_nothing_resolves(node: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A password or token in Terraform is written as `{{resolve:secretsmanager:...}}`, which CloudFormation replaces.

    ## What it finds

    A dynamic reference to Secrets Manager or the parameter store as the whole value of an attribute that AWS itself
    treats as a secret, in a resource `aws_*`.

    ## Why AWS refuses it

    Only CloudFormation resolves such references. Terraform hands the text to AWS as it is: where its characters are
    allowed it becomes the password, which whoever reads the repository knows and no client uses; an AUTH token may not
    have braces and colons, and ElastiCache answers InvalidParameterValue.

    ## Example

    ```hcl
    resource "aws_elasticache_replication_group" "app" {
      replication_group_id       = "app"
      description                = "cache of the app"
      node_type                  = "cache.t4g.small"
      transit_encryption_enabled = true
      auth_token                 = "{{resolve:secretsmanager:app/cache:SecretString:token}}" # expect
    }
    ```

    ## Use instead

    ```hcl
    data "aws_secretsmanager_secret_version" "cache" {
      secret_id = "app/cache"
    }

    resource "aws_elasticache_replication_group" "app" {
      replication_group_id       = "app"
      description                = "cache of the app"
      node_type                  = "cache.t4g.small"
      transit_encryption_enabled = true
      auth_token                 = jsondecode(data.aws_secretsmanager_secret_version.cache.secret_string)["token"]
    }
    ```

    ## Limits

    Resources `awscc_*`, and templates that Terraform hands to CloudFormation, are not looked at.
    """
    if not node.native_type.startswith("aws_"):
        return
    for path in SINKS[node.type]:
        for attribute in attributes_at(node, tuple(path.split("/"))):
            value = attribute.written.value
            text = value.scalar if isinstance(value, Known) else None
            if isinstance(text, str) and _REFERENCE.fullmatch(text):
                is_token = path == "AuthToken"
                yield Verdict(
                    holds=Truth.YES,
                    at=attribute,
                    message=f"Nothing resolves the dynamic reference in {attribute.name} of {node.address}: its text "
                    + ("is no AUTH token, which takes neither braces nor colons." if is_token else "is the secret."),
                    help="Read the secret with data.aws_secretsmanager_secret_version or data.aws_ssm_parameter.",
                    raises=(_TOKEN if is_token else _LEAK,),
                    severity=Severity.ERROR if is_token else None,
                )
