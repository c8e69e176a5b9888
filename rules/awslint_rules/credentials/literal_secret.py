"""A password or another secret that is written in the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from awslint.graph import Attribute, Deployment, Resource
from awslint.graph.environment import WORKLOADS, environment_of
from awslint.graph.policies import attributes_at
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.values import Origin, Truth
from awslint_rules.credentials._keys import SECRET, is_example

SINKS: Final = {
    "AWS::AmazonMQ::Broker": ("Users/*/Password",),
    "AWS::Amplify::App": ("AccessToken", "OauthToken"),
    "AWS::AppStream::DirectoryConfig": ("ServiceAccountCredentials/AccountPassword",),
    "AWS::CodeBuild::SourceCredential": ("Token",),
    "AWS::DataSync::LocationFSxWindows": ("Password",),
    "AWS::DataSync::LocationSMB": ("Password",),
    "AWS::DirectoryService::MicrosoftAD": ("Password",),
    "AWS::DirectoryService::SimpleAD": ("Password",),
    "AWS::DMS::Endpoint": ("Password",),
    "AWS::DocDB::DBCluster": ("MasterUserPassword",),
    "AWS::DocDBElastic::Cluster": ("AdminUserPassword",),
    "AWS::EC2::VPNConnection": ("VpnTunnelOptionsSpecifications/*/PreSharedKey",),
    "AWS::ElastiCache::ReplicationGroup": ("AuthToken",),
    "AWS::ElastiCache::User": ("Passwords/*", "AuthenticationMode/Passwords/*"),
    "AWS::FSx::FileSystem": ("WindowsConfiguration/SelfManagedActiveDirectoryConfiguration/Password",),
    "AWS::IAM::User": ("LoginProfile/Password",),
    "AWS::Lightsail::Database": ("MasterUserPassword",),
    "AWS::MemoryDB::User": ("AuthenticationMode/Passwords/*",),
    "AWS::Neptune::DBCluster": ("MasterUserPassword",),
    "AWS::OpenSearchService::Domain": ("AdvancedSecurityOptions/MasterUserOptions/MasterUserPassword",),
    "AWS::RDS::DBCluster": ("MasterUserPassword",),
    "AWS::RDS::DBInstance": ("MasterUserPassword",),
    "AWS::Redshift::Cluster": ("MasterUserPassword",),
    "AWS::RedshiftServerless::Namespace": ("AdminUserPassword",),
    "AWS::SecretsManager::Secret": ("SecretString",),
}
"""Where AWS takes a secret, by type: paths in which `*` stands for every element."""

_SECRET_KEY: Final = re.compile(r"(?:.*_)?(?:AWS_)?SECRET_(?:ACCESS_)?KEY", re.IGNORECASE)
_REFUSED: Final = Raises("sts", "InvalidClientTokenId", on="GetCallerIdentity")
"""What the holder of a secret key meets once its owner has deactivated it."""
_LEAK: Final = Raises("awslint", "ExposedSecret")
_LATER: Final = "{{resolve:"


@rule(
    id="CRED015",
    title="A secret is written in the configuration",
    severity=Severity.WARNING,
    types=(*SINKS, *WORKLOADS),
    raises=(_REFUSED,),
    related=(Raises("memorydb", "InvalidCredentialsException", on="CreateCluster"),),
    evidence=(
        "catalogue:CRED-15",
        "catalogue:CRED-17",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html",
    ),
    phase=Phase.RUNTIME,
)
def literal_secret(node: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A password of a database, cache or user, or a secret access key, stands in the configuration.

    ## What it finds

    A known text in an attribute that AWS itself treats as a secret: master passwords, passwords of MemoryDB and
    ElastiCache users, AUTH tokens, passwords of brokers and directories: advice. Also a variable such as
    `AWS_SECRET_ACCESS_KEY`, with or without a prefix, of a function or a container that holds a secret key. The
    text itself is never shown.

    ## Why AWS refuses it

    It does not: whoever reads the repository or the state knows the secret. Once it is changed where it is kept, what
    was deployed with it can no longer connect, and the next deployment sets the old one again.

    ## Example

    ```hcl
    resource "aws_memorydb_user" "app" {
      user_name     = "app"
      access_string = "on ~* &* +@all"
      authentication_mode {
        type      = "password"
        passwords = ["correct-horse-battery"] # expect
      }
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::MemoryDB::User
        Properties:
          UserName: app
          AccessString: on ~* &* +@all
          AuthenticationMode:
            Type: password
            Passwords: [correct-horse-battery] # expect
    ```

    ## Use instead

    ```hcl
    resource "random_password" "app" {
      length  = 32
      special = false
    }

    resource "aws_memorydb_user" "app" {
      user_name     = "app"
      access_string = "on ~* &* +@all"
      authentication_mode {
        type      = "password"
        passwords = [random_password.app.result]
      }
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::MemoryDB::User
        Properties:
          UserName: app
          AccessString: on ~* &* +@all
          AuthenticationMode:
            Type: password
            Passwords: ["{{resolve:secretsmanager:app/memorydb:SecretString:password}}"]
    ```

    ## Limits

    Only attributes of this list are looked at. A default of a variable or parameter, and a value that comes with
    `-var`, a tfvars file or a parameter file, is no finding here, nor is one in a plan, which does not tell where its
    values come from.
    """
    for path in SINKS.get(node.type, ()):
        for attribute in attributes_at(node, tuple(path.split("/"))):
            text = attribute.text
            if text and _LATER not in text:
                yield _verdict(node, attribute, attribute.name, _LEAK)
    if node.type in WORKLOADS:
        for variable in environment_of(node).variables:
            text = variable.value.text or ""
            if _SECRET_KEY.fullmatch(variable.name) and SECRET.fullmatch(text) and not is_example(text):
                yield _verdict(node, variable.value, variable.name, _REFUSED)


def _verdict(node: Resource, attribute: Attribute, name: str, follows: Raises) -> Verdict:
    if node.language == "cloudformation":
        instead = "a dynamic reference: {{resolve:secretsmanager:NAME:SecretString:KEY}}"
    else:
        instead = "`random_password`, a secret that a data source reads, or a write-only argument"
    content, written = attribute.content, attribute.content.span
    # What is put together of variables and parameters rests on their defaults, or is marked as they are.
    is_given = attribute.origin in (Origin.SUPPLIED, Origin.DEFAULT) or (
        attribute.origin is Origin.COMPUTED and (bool(content.assumes) or content.sensitive)
    )
    return Verdict(
        # A plan has the values, and not where they come from.
        holds=Truth.MAYBE if node.change else Truth.of(not is_given),
        at=Attribute(node, attribute.path, attribute.content, written if written.is_somewhere else attribute.span),
        message=f"{name} of {node.address} is written in the configuration.",
        help=f"Use {instead}.",
        severity=Severity.INFO if follows is _LEAK else None,
        raises=(follows,),
    )
