"""What is known of passwords."""

from __future__ import annotations

from awslint.facts.names import TypeNames, terraform_names
from awslint.graph import Deployment, Resource
from awslint.rules.examine import examine
from awslint.rules.registry import all_rules
from awslint.values import Known, ListOf, MapOf, Range, Reference, Text, Truth, Unknown, Value, wrap
from awslint_rules.elasticache._passwords import number_of_different, password_length, wrong_length

NAMES = terraform_names("aws_elasticache_user")
GENERATED = Reference("random_password.p", ("result",))


def a_user(*passwords: Value, length: Value | None = None) -> Resource:
    attributes = MapOf({"Passwords": ListOf(passwords), "UserId": wrap("app"), "UserName": wrap("app")})
    user = Resource("aws_elasticache_user.app", NAMES.type, "aws_elasticache_user", attributes, NAMES)
    made = {"length": length} if length is not None else {}
    generator = Resource("random_password.p", "random_password", "random_password", MapOf(made), TypeNames("x"))
    Deployment([user, generator])
    return user


def first_length(*passwords: Value, length: Value | None = None) -> Range:
    return password_length(a_user(*passwords, length=length).get("Passwords").elements()[0])


def test_length() -> None:
    assert first_length(wrap("0123456789")) == Range.exactly(10)
    assert first_length(GENERATED, length=wrap(32)) == Range.exactly(32)
    assert first_length(Text(("prefix-", Unknown("?")))) == Range(7, None)
    unknown = Range(0, None)
    assert first_length(GENERATED) == unknown
    assert first_length(GENERATED, length=Unknown("?")) == unknown
    assert first_length(Reference("random_password.p", ("bcrypt_hash",)), length=wrap(8)) == unknown
    assert first_length(wrap("{{resolve:ssm-secure:/a}}")) == unknown
    assert first_length(Unknown("?")) == unknown


def test_wrong_length() -> None:
    def wrong(password: Value) -> Truth:
        return wrong_length(a_user(password).get("Passwords").elements()[0])[0]

    assert wrong(wrap("x" * 15)) is Truth.YES
    assert wrong(wrap("x" * 16)) is Truth.NO
    assert wrong(wrap("x" * 128)) is Truth.NO
    assert wrong(wrap("x" * 129)) is Truth.YES
    assert wrong(Text(("x" * 129, Unknown("?")))) is Truth.YES
    assert wrong(Text(("x" * 20, Unknown("?")))) is Truth.MAYBE


def test_number_of_different() -> None:
    def number(*passwords: Value) -> int:
        return number_of_different(a_user(*passwords).get("Passwords"))

    assert number(wrap("a"), wrap("b"), GENERATED) == 3
    assert number(wrap("a"), wrap("a"), GENERATED, GENERATED) == 2
    assert number(wrap("a"), Unknown("?"), Unknown("!")) == 1
    assert number(wrap(None), wrap("")) == 0


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
    rule = next(one for one in all_rules() if one.id == "EC056")

    def findings(**strategy: Value) -> int:
        attributes = {"AuthToken": wrap("0123456789abcdef"), "UserGroupIds": wrap(["shop"]), **strategy}
        cache = Resource("c", names.type, "aws_elasticache_replication_group", MapOf(attributes), names)
        return len(examine(rule, cache, Deployment([cache])).findings)

    assert findings() == 1
    assert findings(AuthTokenUpdateStrategy=wrap("SET")) == 1
    assert findings(AuthTokenUpdateStrategy=wrap("DELETE")) == 0
    assert findings(AuthTokenUpdateStrategy=Unknown("?")) == 0
