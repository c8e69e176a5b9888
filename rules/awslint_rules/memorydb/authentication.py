"""MDB004, MDB005, MDB006: how users of MemoryDB log in."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.elasticache._literals import quoted
from awslint_rules.elasticache._passwords import are_handed_over_elsewhere
from awslint_rules.memorydb._users import USER, has_an_element, has_no_element, passwords_of

_COMBINATION = Raises("memorydb", "InvalidParameterCombinationException", on="CreateUser")
_VALUE = Raises("memorydb", "InvalidParameterValueException", on="CreateUser")
_TYPES = ("password", "iam")


@rule(
    id="MDB004",
    title="The passwords of a MemoryDB user do not fit its authentication type",
    severity=Severity.ERROR,
    types=(USER,),
    raises=(_COMBINATION, _VALUE),
    evidence=(
        "botocore:memorydb:CreateUser",
        "https://docs.aws.amazon.com/memorydb/latest/APIReference/API_AuthenticationMode.html",
        "catalogue:MDB-4",
    ),
)
def passwords_fit_type(user: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    A MemoryDB user of type `password` has passwords, one of type `iam` has none.

    ## What it finds

    Users of authentication type `password` without any password (an error), and users of type `iam` with passwords
    (a warning).

    ## Why AWS refuses it

    The type says how the user logs in, and the passwords must agree with it. CreateUser answers
    `InvalidParameterCombinationException` or `InvalidParameterValueException`.

    ## Example

    ```hcl
    resource "aws_memorydb_user" "app" {
      user_name     = "app"
      access_string = "on ~app:* &* +@all"

      authentication_mode {
        type = "password"
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
    ```

    ## Use instead

    ```hcl
    resource "aws_memorydb_user" "app" {
      user_name     = "app"
      access_string = "on ~app:* &* +@all"

      authentication_mode {
        type = "iam"
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
            Type: iam
    ```

    ## Limits

    Passwords in a list of unknown length, or in write-only arguments, silence the rule. For `iam` with passwords no
    recorded answer of MemoryDB is known, only that of ElastiCache, which refuses it.
    """
    mode = user.get("AuthenticationMode")
    if mode.is_set is Truth.NO or are_handed_over_elsewhere(mode):
        return
    kind, passwords = mode.get("Type"), passwords_of(user)
    related = [Related(kind, "the authentication type")]
    yield Verdict(
        holds=kind.equals_text("password", ignoring_case=True) & has_no_element(passwords),
        at=kind,
        message=f"{user.address} logs in with a password, but {passwords.name} holds no password.",
        help=f'Add one or two passwords of 16 to 128 characters to {passwords.name}, or use the type "iam".',
    )
    yield Verdict(
        holds=kind.equals_text("iam", ignoring_case=True) & has_an_element(passwords),
        at=passwords,
        message=f"{user.address} logs in with IAM, but has passwords in {passwords.name}.",
        help=f'Remove {passwords.name}, or use the type "password".',
        related=related,
        severity=Severity.WARNING,
    )


@rule(
    id="MDB005",
    title="A MemoryDB user has an authentication type that MemoryDB does not take",
    severity=Severity.ERROR,
    types=(USER,),
    raises=(_VALUE,),
    evidence=(
        "botocore:memorydb:CreateUser",
        "provider:aws_memorydb_user",
        "https://docs.aws.amazon.com/memorydb/latest/APIReference/API_AuthenticationMode.html",
        "catalogue:MDB-5",
    ),
)
def type_exists(user: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    A MemoryDB user logs in with a password or with IAM; there is no other authentication type.

    ## What it finds

    Users whose authentication type is neither `password` nor `iam`. Most often `no-password` or
    `no-password-required`, which ElastiCache's users may have.

    ## Why AWS refuses it

    MemoryDB reports `no-password` for its built-in user, but CreateUser takes only `password` and `iam`, and answers
    `InvalidParameterValueException` for anything else.

    ## Example

    ```hcl
    resource "aws_memorydb_user" "app" {
      user_name     = "app"
      access_string = "on ~app:* &* +@all"

      authentication_mode {
        type = "no-password"
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
            Type: no-password
    ```

    ## Use instead

    ```hcl
    resource "aws_memorydb_user" "app" {
      user_name     = "app"
      access_string = "on ~app:* &* +@all"

      authentication_mode {
        type = "iam"
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
            Type: iam
    ```

    ## Limits

    Upper and lower case are not told apart. For access without a login use the access control list `open-access`.
    """
    kind = user.get("AuthenticationMode", "Type")
    if kind.is_set is Truth.NO:
        return
    yield Verdict(
        holds=kind.is_set & ~kind.matches_text(lambda text: text.lower() in _TYPES or "{{resolve:" in text),
        at=kind,
        message=f'{user.address} has the {kind.name}{quoted(kind)}; MemoryDB takes "password" and "iam".',
        help='Write "password" with one or two passwords, or "iam". A cluster that lets everybody in needs no users: '
        'its access control list is "open-access".',
    )


@rule(
    id="MDB006",
    title="A MemoryDB user has no authentication mode or no access string",
    severity=Severity.ERROR,
    types=(USER,),
    raises=(_VALUE, Raises("memorydb", "InternalFailure", on="CreateUser")),
    evidence=(
        "botocore:memorydb:CreateUser",
        "https://docs.aws.amazon.com/memorydb/latest/APIReference/API_CreateUser.html",
        "catalogue:MDB-6",
    ),
)
def has_required_members(user: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    A MemoryDB user needs an authentication mode and an access string, though CloudFormation's schema asks for neither.

    ## What it finds

    Users without `AuthenticationMode`, and users without `AccessString`.

    ## Why AWS refuses it

    CreateUser requires both. CloudFormation (and Terraform's Cloud Control provider) passes the user on without them;
    the answer is `InvalidParameterValueException`, or an internal failure of CloudFormation's own handler.

    ## Example

    ```hcl
    resource "awscc_memorydb_user" "app" {
      user_name = "app"
      authentication_mode = {
        type = "iam"
      }
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::MemoryDB::User
        Properties:
          UserName: app
    ```

    ## Use instead

    ```hcl
    resource "awscc_memorydb_user" "app" {
      user_name     = "app"
      access_string = "on ~app:* &* +@all"
      authentication_mode = {
        type = "iam"
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
            Type: iam
    ```

    ## Limits

    `aws_memorydb_user` is not judged: Terraform's provider itself demands both.
    """
    if user.native_type.startswith("aws_"):
        return
    for name, example in (("AuthenticationMode", "the type iam, or passwords"), ("AccessString", '"on ~* &* +@read"')):
        member = user.get(name)
        yield Verdict(
            holds=member.is_missing,
            at=member,
            message=f"{user.address} has no {member.name}, which MemoryDB requires of every user.",
            help=f"Add {member.name}: {example}.",
        )
