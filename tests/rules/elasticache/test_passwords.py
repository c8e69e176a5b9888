"""What is known of passwords."""

from __future__ import annotations

import pytest

from awslint.facts.names import TypeNames, terraform_names
from awslint.graph import Deployment, Resource
from awslint.rules.examine import examine
from awslint.rules.registry import all_rules
from awslint.values import Known, ListOf, MapOf, Reference, Text, Unknown, Value, wrap

RULES = {rule.id: rule for rule in all_rules()}
NAMES = terraform_names("aws_elasticache_user")
GENERATED = Reference("random_password.p", ("result",))


def a_user(*passwords: Value, length: Value | None = None) -> Resource:
    attributes = MapOf({"Passwords": ListOf(passwords), "UserId": wrap("app"), "UserName": wrap("app")})
    user = Resource("aws_elasticache_user.app", NAMES.type, "aws_elasticache_user", attributes, NAMES)
    made = {"length": length} if length is not None else {}
    generator = Resource("random_password.p", "random_password", "random_password", MapOf(made), TypeNames("x"))
    Deployment([user, generator])
    return user


def length_is_wrong(*passwords: Value, length: Value | None = None) -> bool:
    user = a_user(*passwords, length=length)
    return bool(examine(RULES["EC001"], user, user.deployment).findings)


def test_length() -> None:
    assert length_is_wrong(wrap("x" * 15))
    assert not length_is_wrong(wrap("x" * 16))
    assert not length_is_wrong(wrap("x" * 128))
    assert length_is_wrong(wrap("x" * 129))
    assert not length_is_wrong(Text(("x" * 20, Unknown("?"))))
    assert length_is_wrong(GENERATED, length=wrap(12))
    assert not length_is_wrong(GENERATED, length=wrap(32))


@pytest.mark.parametrize(
    "password",
    [GENERATED, Reference("random_password.p", ("bcrypt_hash",)), wrap("{{resolve:ssm-secure:/a}}"), Unknown("?")],
)
def test_a_length_that_is_not_known(password: Value) -> None:
    assert not length_is_wrong(password)
    assert not length_is_wrong(password, length=Unknown("?"))


def test_number_of_different() -> None:
    def too_many(*passwords: Value) -> bool:
        user = a_user(*passwords)
        return bool(examine(RULES["EC002"], user, user.deployment).findings)

    assert too_many(wrap("a"), wrap("b"), GENERATED)
    assert not too_many(wrap("a"), wrap("a"), GENERATED, GENERATED)
    assert not too_many(wrap("a"), wrap("b"), Unknown("?"), Unknown("!"))
    assert too_many(wrap("a"), wrap("b"), wrap("c"), Unknown("?"))
    assert not too_many(wrap(None), wrap(""), wrap("a"), wrap("b"))


def test_no_message_holds_a_password() -> None:
    secret = "hunter2"
    user = a_user(*(Known(f"{secret}-{number}", sensitive=True) for number in range(3)))
    messages = [
        f"{finding.message} {finding.help}"
        for rule in all_rules()
        if user.type in rule.types
        for finding in examine(rule, user, user.deployment).findings
    ]
    assert len(messages) >= 2
    assert not [message for message in messages if secret in message]


def test_a_group_on_its_way_from_a_token_to_users_is_left_alone() -> None:
    names = terraform_names("aws_elasticache_replication_group")

    def findings(**strategy: Value) -> int:
        attributes = {"AuthToken": wrap("0123456789abcdef"), "UserGroupIds": wrap(["shop"]), **strategy}
        cache = Resource("c", names.type, "aws_elasticache_replication_group", MapOf(attributes), names)
        return len(examine(RULES["EC056"], cache, Deployment([cache])).findings)

    assert findings() == 1
    assert findings(AuthTokenUpdateStrategy=wrap("SET")) == 1
    assert findings(AuthTokenUpdateStrategy=wrap("DELETE")) == 0
    assert findings(AuthTokenUpdateStrategy=Unknown("?")) == 0
