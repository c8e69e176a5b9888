"""EC002: a user has at most two passwords."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.elasticache._passwords import MOST, number_of_different


@rule(
    id="EC002",
    title="An ElastiCache user has more than two passwords",
    severity=Severity.ERROR,
    types=("AWS::ElastiCache::User",),
    raises=(
        Raises("elasticache", "InvalidParameterValue", on="CreateUser"),
        Raises("elasticache", "InvalidParameterValue", on="ModifyUser"),
    ),
    evidence=(
        "botocore:elasticache:CreateUser",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUser.html",
        "catalogue:EC-2",
    ),
)
def check(user: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    An ElastiCache user has at most two passwords: the current one, and one that replaces it.

    ## What it finds

    Users with three or more different passwords in one list, `passwords` or the passwords of the authentication mode.

    ## Why AWS refuses it

    CreateUser and ModifyUser take one or two passwords and answer `InvalidParameterValue` for more. Terraform's
    provider counts `passwords`, but not the passwords inside `authentication_mode`.

    ## Example

    ```hcl
    resource "aws_elasticache_user" "app" {
      user_id       = "app"
      user_name     = "app"
      engine        = "redis"
      access_string = "on ~app:* +@all"

      authentication_mode {
        type      = "password"
        passwords = ["first-0123456789", "second-0123456789", "third-0123456789"]
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
          Passwords:
            - first-0123456789
            - second-0123456789
            - third-0123456789
    ```

    ## Use instead

    ```hcl
    resource "aws_elasticache_user" "app" {
      user_id       = "app"
      user_name     = "app"
      engine        = "redis"
      access_string = "on ~app:* +@all"

      authentication_mode {
        type      = "password"
        passwords = ["second-0123456789", "third-0123456789"]
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
          Passwords:
            - second-0123456789
            - third-0123456789
    ```

    ## Limits

    Only passwords that are surely there and surely different are counted: written ones by their text, generated ones
    by their generator. Terraform makes a set of the list, so one password written three times is one.
    """
    for path in (("Passwords",), ("AuthenticationMode", "Passwords")):
        passwords = user.get(*path)
        if passwords.count.is_at_least(MOST + 1) is Truth.NO:
            continue
        number = number_of_different(passwords)
        yield Verdict(
            holds=Truth.YES if number > MOST else passwords.count.is_at_least(MOST + 1) & Truth.MAYBE,
            at=passwords,
            message=f"{user.address} has {number} passwords in {passwords.name}; ElastiCache takes at most {MOST}.",
            help=f"Keep one or two passwords in {passwords.name}; more applications need more users.",
        )
