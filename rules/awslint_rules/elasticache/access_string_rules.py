"""The rules about access strings, which ElastiCache and MemoryDB share: one function, and a table of what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from awslint.frozen import frozen
from awslint.graph import Attribute, Deployment, Resource
from awslint.rules import Applicability, Fix, Raises, Severity, Verdict, replacing, rule
from awslint.values import Truth
from awslint_rules.elasticache._access_string import HOLE, Fault, faults, written

_GENERAL: Final = "Write rules such as on ~app:* -@all +@read, without the user's name."


@frozen
class Kind:
    """One kind of fault: what a rule about it is called, says and shows."""

    title: str
    severity: Severity
    is_what: str
    help: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    why: str


@frozen
class Users:
    """The users of one service: their type, the evidence, and an example of a user around an access string."""

    type: str
    service: str
    code: str
    evidence: tuple[str, ...]
    password: str
    terraform: str
    cloudformation: str


KINDS: Final[Mapping[str, Kind]] = {
    "no_rule": Kind(
        "The access string of {user} holds a word that is no rule",
        Severity.ERROR,
        "is no rule",
        _GENERAL,
        ("on all", "on ~* @read"),
        ("on ~* +@all", "on ~* +@read"),
        "Every word has to be on, off, a rule about keys (~), channels (&) or commands (+, -), or a selector.",
    ),
    "password": Kind(
        "The access string of {user} holds a password",
        Severity.ERROR,
        "is a password, which access strings do not take",
        "Move it to {password}.",
        ("on >0123456789abcdef ~* +@all", "on #2c70e12b7a0646f9 ~* +@read"),
        ("on ~* +@all", "on ~user#1:* ~a>b +@all"),
        "Redis takes passwords in this place; AWS has properties of their own for them.",
    ),
    "reset": Kind(
        "The access string of {user} resets the user",
        Severity.ERROR,
        "is not supported",
        "Remove it: a new user has no rights to take back.",
        ("reset on ~* +@all", "on ~* (RESET) +@all"),
        ("on ~* +@all", "on ~reset -@all +@read"),
        "The command is among those that AWS does not offer.",
    ),
    "doubtful": Kind(
        "The access string of {user} holds a rule about passwords that may not be supported",
        Severity.WARNING,
        "is about passwords, which are set beside access strings",
        "Remove it.",
        ("on nopass ~* +@all", "on resetpass ~* +@all"),
        ("on ~* +@all", "on ~nopass resetkeys ~app:* +@read"),
        "AWS advises against it, and has properties of their own for how a user logs in.",
    ),
    "restricted": Kind(
        "The access string of {user} grants a command that AWS keeps to itself",
        Severity.WARNING,
        "is restricted",
        "Remove it.",
        ("on ~* +@all +config", "on ~* +acl|setuser"),
        ("on ~* +@all", "on ~* +@all -config|set -acl"),
        "The service runs these commands itself and lets nobody else. The list of them may change.",
    ),
    "category": Kind(
        "The access string of {user} names a category that is not known",
        Severity.WARNING,
        "names no category of Redis or Valkey",
        "Write a category such as +@read, +@write or +@keyspace.",
        ("on ~* +@reads", "on ~* +@get"),
        ("on ~* +@read", "on ~* -@all +@SortedSet +@json +get"),
        "A category that no command has cannot be granted.",
    ),
}

ELASTICACHE_USERS: Final = Users(
    "AWS::ElastiCache::User",
    "elasticache",
    "InvalidParameterValue",
    (
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html",
        "catalogue:EC-17",
        "proven:pf-elasticache-user-access-string",
    ),
    "passwords",
    """
resource "aws_elasticache_user" "app{number}" {{
  user_id       = "app{number}"
  user_name     = "app{number}"
  engine        = "redis"
  access_string = "{string}"
  passwords     = ["0123456789abcdef"]
}}
""",
    """
  App{number}:
    Type: AWS::ElastiCache::User
    Properties:
      UserId: app{number}
      UserName: app{number}
      Engine: redis
      AccessString: "{string}"
      Passwords: ["0123456789abcdef"]
""",
)

MEMORYDB_USERS: Final = Users(
    "AWS::MemoryDB::User",
    "memorydb",
    "InvalidParameterValueException",
    ("https://docs.aws.amazon.com/memorydb/latest/devguide/clusters.acls.html", "catalogue:MDB-8"),
    "the passwords of its authentication mode",
    """
resource "aws_memorydb_user" "app{number}" {{
  user_name     = "app{number}"
  access_string = "{string}"

  authentication_mode {{
    type = "iam"
  }}
}}
""",
    """
  App{number}:
    Type: AWS::MemoryDB::User
    Properties:
      UserName: app{number}
      AccessString: "{string}"
      AuthenticationMode: {{Type: iam}}
""",
)


def declare(users: Users, ids: Mapping[str, str], phrase: str) -> None:
    """Declares the rules of a service by kind of fault; `phrase` is what titles call a user of it."""
    for kind, id_ in ids.items():
        about = KINDS[kind]
        rule(
            id=id_,
            title=about.title.format(user=phrase),
            severity=about.severity,
            types=(users.type,),
            raises=(
                Raises(users.service, users.code, on="CreateUser"),
                Raises(users.service, users.code, on="ModifyUser" if users.service == "elasticache" else "UpdateUser"),
            ),
            evidence=users.evidence,
            page=_page(users, about),
        )(_check(users, kind))


def _check(users: Users, kind: str) -> Callable[[Resource, Deployment], Iterator[Verdict]]:
    def check(user: Resource, deployment: Deployment) -> Iterator[Verdict]:
        access = user.get("AccessString")
        text = written(access.content)
        found = [fault for fault in faults(text) if fault.kind == kind] if text is not None else []
        for fault in found[:1]:
            yield _verdict(user, access, fault, users, len(found))
        if not found and access.is_set is not Truth.NO and (text is None or HOLE in text):
            yield Verdict(holds=Truth.MAYBE, at=access, message="")

    return check


def _verdict(user: Resource, access: Attribute, fault: Fault, users: Users, number: int) -> Verdict:
    about = KINDS[fault.kind]
    is_secret = fault.kind == "password" or access.content.sensitive
    place = f"word {fault.word.number}, from character {fault.word.place}" if fault.word.number else ""
    word = ("a word" if is_secret else f'"{fault.word.text}"') + (f" ({place})" if place else "")
    more = f"; {number - 1} more" if number > 1 else ""
    return Verdict(
        holds=Truth.YES,
        at=access,
        message=f"In the access string of {user.address}, {word} {about.is_what}{more}.",
        help=fault.advice or about.help.format(password=users.password),
        fix=None if is_secret else _fix(access, fault),
    )


def _fix(access: Attribute, fault: Fault) -> Fix | None:
    if not fault.instead:
        return None
    return replacing(access, fault.word.text, fault.instead, Applicability.UNSAFE)


def _page(users: Users, about: Kind) -> str:
    return "\n\n".join(
        (
            f"{about.title.format(user='a user')}.",
            f"## What it finds\n\nUsers whose access string has a word that {about.is_what}. The message says "
            "which word it is, and at which character it begins.",
            f"## Why AWS refuses it\n\n{about.why}",
            f"## Example\n\n{_example(users, about.bad)}",
            f"## Use instead\n\n{_example(users, about.good)}",
            "## Limits\n\nWords that are known in part only are passed over.",
        )
    )


def _example(users: Users, strings: tuple[str, ...]) -> str:
    numbered = list(enumerate(strings, 1))
    terraform = "\n\n".join(users.terraform.format(number=number, string=access).strip() for number, access in numbered)
    template = "\n".join(
        users.cloudformation.format(number=number, string=access).strip("\n") for number, access in numbered
    )
    return f"```hcl\n{terraform}\n```\n\n```yaml\nResources:\n{template}\n```"
