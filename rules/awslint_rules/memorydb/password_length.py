"""MDB001: passwords of users have 16 to 128 characters."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Severity, Verdict, rule
from awslint_rules.elasticache._passwords import LONGEST, SHORTEST, length_help, wrong_length
from awslint_rules.memorydb._users import USER, passwords_of


@rule(
    id="MDB001",
    title="A password of a MemoryDB user is too short or too long",
    severity=Severity.ERROR,
    types=(USER,),
    raises=(
        Raises("memorydb", "InvalidParameterValueException", on="CreateUser"),
        Raises("memorydb", "InvalidParameterValueException", on="UpdateUser"),
    ),
    evidence=(
        "proven:pf-memorydb-user-password",
        "botocore:memorydb:CreateUser",
        "provider:aws_memorydb_user",
        "https://docs.aws.amazon.com/memorydb/latest/devguide/clusters.acls.html",
        "catalogue:MDB-1",
    ),
)
def check(user: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    The passwords of a MemoryDB user must have between 16 and 128 characters.

    ## What it finds

    Every password of a user that is known to have fewer than 16 or more than 128 characters. The length of a password
    made by `random_password` is the `length` that it is asked for.

    ## Why AWS refuses it

    CreateUser and UpdateUser check each password and answer `InvalidParameterValueException`. Terraform's provider
    checks passwords that it knows when it plans; CloudFormation does not.

    ## Example

    ```hcl
    resource "random_password" "app" {
      length = 12
    }

    resource "aws_memorydb_user" "app" {
      user_name     = "app"
      access_string = "on ~app:* &* +@all"

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
          AccessString: on ~app:* &* +@all
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

    resource "aws_memorydb_user" "app" {
      user_name     = "app"
      access_string = "on ~app:* &* +@all"

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
        Type: AWS::MemoryDB::User
        Properties:
          UserName: app
          AccessString: on ~app:* &* +@all
          AuthenticationMode:
            Type: password
            Passwords:
              - !Sub "{{resolve:secretsmanager:${Secret}}}"
    ```

    ## Limits

    Passwords that come from elsewhere (variables and parameters without a value, secrets, data sources) are not judged.
    Which characters a password may hold is not checked here.
    """
    for password in passwords_of(user).elements():
        holds, length = wrong_length(password)
        yield Verdict(
            holds=holds,
            at=password,
            message=f"{password.name} of {user.address} is {length}; MemoryDB takes passwords of {SHORTEST} to "
            f"{LONGEST} characters.",
            help=length_help(user, password.name),
        )
