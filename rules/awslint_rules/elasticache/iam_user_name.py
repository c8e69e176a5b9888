"""EC009: a user that logs in with IAM has the same id and name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from awslint.graph import Attribute, Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Known, Text, Truth, Value, same
from awslint_rules.elasticache._literals import is_filled_in_later, quoted
from awslint_rules.elasticache._members import DEFAULT


@rule(
    id="EC009",
    title="An ElastiCache user that logs in with IAM has an id that is not its name",
    severity=Severity.ERROR,
    types=("AWS::ElastiCache::User",),
    raises=(Raises("elasticache", "InvalidParameterCombination", on="CreateUser"),),
    evidence=(
        "issue:terraform-aws-modules/terraform-aws-elasticache#65",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html",
        "catalogue:EC-9",
    ),
)
def check(user: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    An ElastiCache user of authentication type `iam` must have the same user id and user name.

    ## What it finds

    Users of type `iam` whose id and name are surely different. Case is ignored, because ElastiCache stores the id in
    lower case.

    ## Why AWS refuses it

    The IAM token that a client presents is made for a user id and used under a user name, so CreateUser wants them
    equal and answers `InvalidParameterCombination`: "User Id and User name must be same for authentication type: iam".

    ## Example

    ```hcl
    resource "aws_elasticache_user" "app" {
      user_id       = "shop-app"
      user_name     = "app" # expect
      engine        = "redis"
      access_string = "on ~app:* +@all"

      authentication_mode {
        type = "iam"
      }
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::ElastiCache::User
        Properties:
          UserId: shop-app
          UserName: app # expect
          Engine: redis
          AccessString: on ~app:* +@all
          AuthenticationMode:
            Type: iam
    ```

    ## Use instead

    ```hcl
    resource "aws_elasticache_user" "app" {
      user_id       = "shop-app"
      user_name     = "shop-app"
      engine        = "redis"
      access_string = "on ~app:* +@all"

      authentication_mode {
        type = "iam"
      }
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::ElastiCache::User
        Properties:
          UserId: shop-app
          UserName: shop-app
          Engine: redis
          AccessString: on ~app:* +@all
          AuthenticationMode:
            Type: iam
    ```

    ## Limits

    A user named `default` cannot log in with IAM: its id would have to be `default` too, which every account already
    has. Ids and names that are not known in full are compared as far as their written parts tell.
    """
    kind = user.get("AuthenticationMode", "Type")
    if kind.equals("iam") is Truth.NO:
        return
    identifier, name = user.get("UserId"), user.get("UserName")
    yield Verdict(
        holds=kind.equals("iam") & _differ(identifier, name),
        at=name,
        message=f"{user.address} logs in with IAM, but its {name.name}{quoted(name)} is not its "
        f"{identifier.name}{quoted(identifier)}.",
        help=_help(identifier, name),
        related=[Related(identifier, "the id that the name has to equal"), Related(kind, "the authentication type")],
    )


def _help(identifier: Attribute, name: Attribute) -> str:
    if name.text == DEFAULT:
        return (
            f'A user with the {name.name} "{DEFAULT}" cannot log in with IAM: use the authentication type "password".'
        )
    return f"Write the same value for {identifier.name} and {name.name}, or use another authentication type."


def _differ(identifier: Attribute, name: Attribute) -> Truth:
    if is_filled_in_later(identifier) or is_filled_in_later(name):
        return Truth.MAYBE
    if identifier.same(name) is Truth.YES:
        return Truth.NO
    return identifier.is_set & name.is_set & ~same(_in_lower_case(identifier.content), _in_lower_case(name.content))


def _in_lower_case(value: Value) -> Value:
    if isinstance(value, Known) and isinstance(value.scalar, str):
        return replace(value, scalar=value.scalar.lower())
    if isinstance(value, Text):
        return replace(value, parts=tuple(part.lower() if isinstance(part, str) else part for part in value.parts))
    return value
