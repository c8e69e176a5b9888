"""MDB002: a user has at most two passwords."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.elasticache._passwords import MOST, number_of_different
from awslint_rules.memorydb._users import USER, passwords_of


@rule(
    id="MDB002",
    title="A MemoryDB user has more than two passwords",
    severity=Severity.ERROR,
    types=(USER,),
    raises=(
        Raises("memorydb", "InvalidParameterValueException", on="CreateUser"),
        Raises("memorydb", "InvalidParameterValueException", on="UpdateUser"),
    ),
    evidence=(
        "botocore:memorydb:CreateUser",
        "provider:aws_memorydb_user",
        "catalogue:MDB-2",
    ),
)
def check(user: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    A MemoryDB user has at most two passwords: the current one, and one that replaces it.

    ## What it finds

    Users with three or more different passwords.

    ## Why AWS refuses it

    CreateUser and UpdateUser take one or two passwords and answer `InvalidParameterValueException` for more.
    Terraform's provider refuses them too.

    ## Example

    ```hcl
    resource "aws_memorydb_user" "app" {
      user_name     = "app"
      access_string = "on ~app:* &* +@all"

      authentication_mode {
        type      = "password"
        passwords = ["first-0123456789", "second-0123456789", "third-0123456789"]
      }
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::MemoryDB::User
        Properties:
          UserName: app
          AccessString: on ~app:* &* +@all
          AuthenticationMode:
            Type: password
            Passwords:
              - first-0123456789
              - second-0123456789
              - third-0123456789
    ```

    ## Use instead

    ```hcl
    resource "aws_memorydb_user" "app" {
      user_name     = "app"
      access_string = "on ~app:* &* +@all"

      authentication_mode {
        type      = "password"
        passwords = ["second-0123456789", "third-0123456789"]
      }
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::MemoryDB::User
        Properties:
          UserName: app
          AccessString: on ~app:* &* +@all
          AuthenticationMode:
            Type: password
            Passwords:
              - second-0123456789
              - third-0123456789
    ```

    ## Limits

    Only passwords that are surely there and surely different are counted: written ones by their text, generated ones
    by their generator. Terraform makes a set of the list, so one password written three times is one.
    """
    passwords = passwords_of(user)
    if passwords.count.is_at_least(MOST + 1) is Truth.NO:
        return
    number = number_of_different(passwords)
    yield Verdict(
        holds=Truth.YES if number > MOST else passwords.count.is_at_least(MOST + 1) & Truth.MAYBE,
        at=passwords,
        message=f"{user.address} has {number} passwords in {passwords.name}; MemoryDB takes at most {MOST}.",
        help=f"Keep one or two passwords in {passwords.name}; more applications need more users.",
    )
