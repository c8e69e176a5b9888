"""EC001: passwords of users have 16 to 128 characters."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Severity, Verdict, rule
from awslint_rules.elasticache._passwords import LONGEST, SHORTEST, length_help, wrong_length


@rule(
    id="EC001",
    title="A password of an ElastiCache user is too short or too long",
    severity=Severity.ERROR,
    types=("AWS::ElastiCache::User",),
    raises=(
        Raises("elasticache", "InvalidParameterValue", on="CreateUser"),
        Raises("elasticache", "InvalidParameterValue", on="ModifyUser"),
    ),
    evidence=(
        "botocore:elasticache:CreateUser",
        "provider:aws_elasticache_user",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html",
        "catalogue:EC-1",
    ),
)
def check(user: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    The passwords of an ElastiCache user must have between 16 and 128 characters.

    ## What it finds

    Every password of a user, in its `passwords` or in the passwords of its authentication mode, that is known to have
    fewer than 16 or more than 128 characters. The length of a password made by `random_password` is the `length` that
    it is asked for.

    ## Why AWS refuses it

    CreateUser and ModifyUser check each password and answer `InvalidParameterValue`. Terraform's provider checks
    `passwords` itself, but not the passwords inside `authentication_mode`; CloudFormation checks neither.

    ## Example

    ```hcl
    resource "aws_elasticache_user" "app" {
      user_id       = "app"
      user_name     = "app"
      engine        = "redis"
      access_string = "on ~app:* +@all"

      authentication_mode {
        type      = "password"
        passwords = ["too-short"]
      }
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::ElastiCache::User
        Properties:
          UserId: app
          UserName: app
          Engine: redis
          AccessString: on ~app:* +@all
          AuthenticationMode:
            Type: password
            Passwords:
              - too-short
    ```

    ## Use instead

    ```hcl
    resource "random_password" "app" {
      length  = 32
      special = false
    }

    resource "aws_elasticache_user" "app" {
      user_id       = "app"
      user_name     = "app"
      engine        = "redis"
      access_string = "on ~app:* +@all"

      authentication_mode {
        type      = "password"
        passwords = [random_password.app.result]
      }
    }
    ```

    ```yaml
    Resources:
      Secret:
        Type: AWS::SecretsManager::Secret
        Properties:
          GenerateSecretString:
            PasswordLength: 32
            ExcludePunctuation: true
      App:
        Type: AWS::ElastiCache::User
        Properties:
          UserId: app
          UserName: app
          Engine: redis
          AccessString: on ~app:* +@all
          AuthenticationMode:
            Type: password
            Passwords:
              - !Sub "{{resolve:secretsmanager:${Secret}}}"
    ```

    ## Limits

    Passwords that come from elsewhere (variables and parameters without a value, secrets, data sources, write-only
    arguments) are not judged. Which characters a password may hold is not checked here.
    """
    for path in (("Passwords",), ("AuthenticationMode", "Passwords")):
        for password in user.get(*path).elements():
            holds, length = wrong_length(password)
            yield Verdict(
                holds=holds,
                at=password,
                message=f"{password.name} of {user.address} is {length}; ElastiCache takes passwords of {SHORTEST} to "
                f"{LONGEST} characters.",
                help=length_help(user, password.name),
            )
