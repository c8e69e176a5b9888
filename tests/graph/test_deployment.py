"""What rules ask of the deployment: targets, names, numbers, order, regions."""

from __future__ import annotations

import pytest

from awslint.graph import Deployment, Edge, EvaluationContext
from awslint.values import (
    Known,
    ListOf,
    Range,
    Reference,
    Span,
    Undecided,
    Unknown,
    World,
    choose,
)

from .nodes import MAYBE, NO, YES, P, node


def test_find_and_instances() -> None:
    first, two, alone = node("t.a[0]", block="t.a"), node("t.a[1]", block="t.a"), node('t.b["x"]', block="t.b")
    deployment = Deployment([first, two, alone])
    assert deployment.find("t.a[1]") is two
    assert deployment.find("t.a") is None
    assert deployment.find("t.b") is alone
    assert deployment.find("t.c") is None
    assert deployment.instances("t.a") == [first, two]
    assert deployment.types == {"T"}


def test_targets() -> None:
    store, key = node("t.store", "Store"), node("t.key", "Key")
    attributes = {
        "Direct": Reference("t.store", ("id",)),
        "Through": Reference("module.m.out", (), value=Reference("t.store", ("id",))),
        "Outside": Reference("t.absent", ("id",)),
        "Literal": Known("t.store"),
        "Chosen": choose(P, Reference("t.store", ("id",)), Reference("t.key", ("arn",))),
    }
    user = node("t.user", attributes=attributes)
    deployment = Deployment([store, key, user])
    assert user.get("Direct").target() is store
    assert user.get("Direct").target("Store", "Other") is store
    assert user.get("Direct").target("Key") is None
    assert user.get("Through").target("Store") is store
    assert user.get("Outside").target() is None
    assert user.get("Literal").target() is None
    assert user.get("Direct").target_attribute == ("id",)
    assert user.get("Literal").target_attribute == ()
    with pytest.raises(Undecided):
        user.get("Chosen").target()
    deployment.context = EvaluationContext(World().given(P, False))
    assert user.get("Chosen").target() is key
    assert {reference.resource for reference in user.get("Chosen").references()} == {"t.store", "t.key"}


def test_referrers() -> None:
    store = node("t.store", "Store")
    direct = node("t.d", "Key", attributes={"Store": Reference("t.store", ("id",))})
    listed = node("t.l", "Key", attributes={"Store": ListOf((Known("x"), Reference("t.store", ("id",))))})
    other = node("t.o", "Key", attributes={"Store": Known("t.store")})
    gone = node("t.g", "Key", attributes={"Store": Reference("t.store", ("id",))}, exists=Known(False))
    Deployment([store, direct, listed, other, gone])
    assert store.referrers("Key", "Store") == [direct, listed]


def test_resolve() -> None:
    named = node("t.n", "User", attributes={"UserId": Known("alice"), "Name": Known("Al")})
    unnamed = node("t.u", "User", attributes={"UserId": Unknown("var")})
    user = node(
        "t.x",
        attributes={
            "Same": Known("alice"),
            "Case": Known("ALICE"),
            "Other": Known("bob"),
            "ByName": Known("Al"),
            "Open": Unknown("u"),
            "Reference": Reference("t.n", ("id",)),
            "Elsewhere": Reference("data.x.y", ("id",)),
        },
    )
    deployment = Deployment([named, user])
    assert deployment.resolve(user.get("Same"), "User", "UserId").resource is named
    assert deployment.resolve(user.get("Case"), "User", "UserId").external
    assert deployment.resolve(user.get("Case"), "User", "UserId", ignoring_case=True).resource is named
    assert deployment.resolve(user.get("ByName"), "User", "UserId", "Name").resource is named
    assert deployment.resolve(user.get("Reference"), "User", "UserId").resource is named
    outside = deployment.resolve(user.get("Other"), "User", "UserId")
    assert (outside.resource, outside.external, outside.text) == (None, True, "bob")
    for name in ("Open", "Elsewhere"):
        found = deployment.resolve(user.get(name), "User", "UserId")
        assert (found.resource, found.external) == (None, False)
    doubtful = Deployment([named, unnamed, user])
    found = doubtful.resolve(user.get("Other"), "User", "UserId")
    assert (found.resource, found.external, found.text) == (None, False, "bob")
    assert doubtful.resolve(user.get("Same"), "User", "UserId").resource is named


def test_number() -> None:
    sure, gone, many = node("t.a"), node("t.b", exists=Known(False)), node("t.c", many=True)
    unsure = node("t.d", exists=Unknown("u"))
    deployment = Deployment([sure, gone, many, unsure])
    assert many.existence is MAYBE
    assert deployment.number([sure, sure]) == Range.exactly(2)
    assert deployment.number([sure, gone]) == Range.exactly(1)
    assert deployment.number([sure, unsure]) == Range(1, 2)
    assert deployment.number([sure, many]) == Range(1, None)
    assert deployment.number([]) == Range.exactly(0)
    assert deployment.of_type("T") == [sure, many, unsure]
    assert list(deployment.every("T")) == [sure, gone, many, unsure]


def test_ordering() -> None:
    nodes = [node(f"t.{name}") for name in "abcd"] + [node("t.step", opaque=True), node("t.other", opaque=True)]
    edges = [
        Edge("t.b", "t.a"),
        Edge("t.c", "t.step"),
        Edge("t.step", "t.b"),
        Edge("t.c", "t.b"),
        Edge("t.c", "t.absent"),
    ]
    deployment = Deployment(nodes, [*edges, Edge("t.other", "t.c"), Edge("t.a", "t.a"), edges[0]])
    a, b, c, d, step, other = nodes
    assert len(deployment.edges) == 7
    assert deployment.depends(c, a) is True
    assert deployment.depends(a, c) is False
    assert deployment.depends(a, a) is False
    assert deployment.depends(d, a) is False
    assert deployment.steps_between(a, c) == [step]
    assert deployment.steps_between(b, c) == [step]
    assert deployment.steps_between(step, c) == []
    assert deployment.steps_before(c) == [step]
    assert deployment.steps_before(b) == []
    assert list(deployment.steps()) == [step, other]
    assert deployment.ordering.direct("t.c") == ["t.step", "t.b"]
    step.exists = Known(False)
    assert deployment.steps_between(a, c) == []


def test_ordering_in_a_circle() -> None:
    first, two = node("t.a"), node("t.b")
    deployment = Deployment([first, two], [Edge("t.a", "t.b"), Edge("t.b", "t.a")])
    assert deployment.depends(first, two)
    assert deployment.depends(two, first)
    assert not deployment.depends(first, first)


def test_regions() -> None:
    first = node("t.a", provider="aws", region=Unknown("u"))
    same = node("t.b", provider="aws", region=Unknown("u"))
    here, there = (node(f"t.{r}", provider=r, region=Known(r)) for r in ("eu-west-1", "us-east-1"))
    own = node("t.own", provider="aws", region=Known("us-east-1"), own_region=True)
    deployment = Deployment([first, same, here, there, own])
    assert deployment.regions_differ(first, same) is NO
    assert deployment.regions_differ(first, own) is MAYBE
    assert deployment.regions_differ(here, there) is YES
    assert deployment.regions_differ(there, own) is NO
    assert own.region_attribute.text == "us-east-1"


def test_newness_is_an_assumption() -> None:
    new, imported, data = node("t.a"), node("t.b", imported=True), node("t.c", mode="data")
    deployment = Deployment([new, imported, data])
    assert (imported.is_new, data.is_new) == (NO, NO)
    assert deployment.context.assumptions == {}
    assert new.is_new is YES
    assert list(deployment.context.assumptions) == ["first deployment: t.a does not exist yet"]


def test_lifecycle() -> None:
    resource = node("t.a", lifecycle={"PreventDestroy": Known(True, Span(0, 3, 4))})
    Deployment([resource])
    assert resource.policy("PreventDestroy").is_true is YES
    assert resource.policy("PreventDestroy").span == Span(0, 3, 4)
    assert resource.policy("DeletionPolicy").is_missing is YES
