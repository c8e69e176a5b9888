"""Who is in a user group, where the configuration leaves it open."""

from __future__ import annotations

from awslint.facts.names import terraform_names
from awslint.graph import Deployment, Resource
from awslint.values import ListOf, MapOf, Reference, Truth, Unknown, Value, wrap
from awslint_rules.elasticache import duplicate_user_name
from awslint_rules.elasticache._members import group_of, lacks_default, listed_members, member


def resource(name: str, attributes: dict[str, Value], kind: str = "user", **more: object) -> Resource:
    native = f"aws_elasticache_{kind}"
    names = terraform_names(native)
    return Resource(f"{native}.{name}", names.type, native, MapOf(attributes), names, **more)  # type: ignore[arg-type]


def user(name: str, user_name: Value | str, **more: object) -> Resource:
    named = wrap(user_name) if isinstance(user_name, str) else user_name
    return resource(name, {"UserId": wrap(f"id-{name}"), "UserName": named}, **more)


def group(*ids: Value, complete: bool = True) -> Resource:
    return resource("g", {"UserGroupId": wrap("g"), "UserIds": ListOf(ids, complete)}, "user_group")


def reference(name: str, attribute: str = "user_id", value: Value | None = None) -> Reference:
    return Reference(f"aws_elasticache_user.{name}", (attribute,), value=value)


def test_reference_and_text_mean_the_same_user() -> None:
    app = user("app", "app")
    shop = group(reference("app"), wrap("ID-App"), wrap("default"))
    Deployment([app, shop])
    by_reference, by_text, built_in = listed_members(shop)
    assert by_reference.user is by_text.user is app
    assert built_in.is_built_in
    assert built_in.user is None
    assert by_reference.is_another_user_than(by_text) is Truth.NO
    assert by_reference.is_another_user_than(built_in) is Truth.YES


def test_user_with_the_id_default_is_not_the_built_in_one() -> None:
    own = resource("own", {"UserId": wrap("default"), "UserName": wrap("default")})
    shop = group(wrap("Default"))
    Deployment([own, shop])
    assert listed_members(shop)[0].user is own


def test_a_reference_to_something_else_is_no_user() -> None:
    app = user("app", "app")
    shop = group(reference("app", "user_name", wrap("id-app")), reference("app", "arn"))
    Deployment([app, shop])
    assert [listed.user for listed in listed_members(shop)] == [None, None]
    assert lacks_default(shop) is Truth.MAYBE


def test_users_of_unknown_number_may_be_none() -> None:
    app = user("app", "app", many=True)
    shop = group(reference("app"))
    Deployment([app, shop])
    assert lacks_default(shop) is Truth.MAYBE


def test_a_user_in_another_region_is_not_meant() -> None:
    app = user("app", "app", provider="west", region=Unknown("var.region has no value"))
    shop = group(wrap("id-app"))
    Deployment([app, shop])
    assert member(shop.get("UserIds").elements()[0]).user is None


def test_lacks_default() -> None:
    answers = {}
    for case, ids, complete, name in (
        ("known", (reference("app"),), True, "app"),
        ("more may come", (reference("app"),), False, "app"),
        ("one is unknown", (reference("app"), Unknown("var.id has no value")), True, "app"),
        ("elsewhere", (wrap("another"),), True, "app"),
        ("other case", (reference("app"),), True, "Default"),
        ("default", (reference("app"),), True, "default"),
    ):
        shop = group(*ids, complete=complete)
        Deployment([user("app", name), shop])
        answers[case] = lacks_default(shop)
    assert answers == {
        "known": Truth.YES,
        "more may come": Truth.MAYBE,
        "one is unknown": Truth.MAYBE,
        "elsewhere": Truth.MAYBE,
        "other case": Truth.MAYBE,
        "default": Truth.NO,
    }


def test_group_of() -> None:
    shop = group()
    ids = ("UserGroupId", wrap("G")), ("UserGroupId", Reference("aws_elasticache_user_group.g", ("id",)))
    for name, value in ids:
        association = resource("a", {name: value}, "user_group_association")
        Deployment([shop, association])
        assert group_of(association.get(name)) is shop
    stranger = resource("a", {"UserGroupId": wrap("h")}, "user_group_association")
    Deployment([shop, stranger])
    assert group_of(stranger.get("UserGroupId")) is None


def test_large_groups_are_looked_through() -> None:
    users = [user(f"u{n}", f"name-{n % 90}") for n in range(100)]
    shop = group(*(reference(f"u{n}") for n in range(100)))
    deployment = Deployment([*users, shop])
    found = [verdict for verdict in duplicate_user_name.check(shop, deployment) if verdict.holds is Truth.YES]
    assert len(found) == 10
    assert "aws_elasticache_user.u0 and aws_elasticache_user.u90" in found[0].message


def test_doubts_of_large_groups_are_found() -> None:
    users = [user(f"u{n}", Unknown("not known")) for n in range(100)]
    shop = group(*(reference(f"u{n}") for n in range(100)))
    deployment = Deployment([*users, shop])
    assert [verdict.holds for verdict in duplicate_user_name.check(shop, deployment)] == [Truth.MAYBE]
