"""Indexes of what may have the same name, and answers that are remembered for the worlds in which they hold."""

from __future__ import annotations

import pytest

from awslint.graph import Deployment, EvaluationContext, Resource
from awslint.graph.naming import EVERY, OPEN, Index, keys
from awslint.values import Known, ListOf, Reference, Text, Undecided, Unknown, Value, World, choose, same

from .nodes import NO, YES, P, Q, node

HOLE = Unknown("not known", "string")
VALUES: list[Value] = [
    Known("a"),
    Known("A"),
    Known("{{ a }}"),
    Known(1),
    Known("1"),
    Known("a-1"),
    Unknown("not known"),
    Reference("t.a", ("id",)),
    Reference("t.a", ("id",), value=Known("a")),
    Reference("t.b", ("id",), value=Known("a")),
    Reference("t.c", ("id",), value=Reference("t.a", ("id",))),
    Text(("a-", HOLE)),
    Text(("a-", Reference("t.a", ("id",)))),
    Text(("a-", Reference("t.b", ("id",)))),
    Text(("b-", HOLE)),
    Text((HOLE, "-1")),
    choose(P, Known("a"), Known("b")),
    choose(P, Known("a"), HOLE),
    ListOf((Known("a"), Reference("t.a", ("id",)))),
    ListOf((Known("a"),), complete=False),
]


@pytest.mark.parametrize("value", VALUES, ids=str)
@pytest.mark.parametrize("other", VALUES, ids=str)
def test_what_may_be_the_same_is_found(value: Value, other: Value) -> None:
    deployment = Deployment([node("t.x", attributes={"N": value}), node("t.y", attributes={"N": other})])
    x, y = deployment.resources
    for decided in (True, False):
        deployment.context = EvaluationContext(World().given(P, decided))
        answer = same(x.get("N").value, y.get("N").value)
        alike = deployment.alike(x, "N")
        sharing = list(alike.after(alike.sharing))
        possible = [found for name in alike.possible for found in alike.after((name,))]
        if answer is YES:
            assert sharing == [y]
        elif answer is not NO:
            assert y in (*sharing, *possible)


def test_what_surely_differs_is_not_looked_at() -> None:
    index: Index[str] = Index()
    for name, value in (("a", Known("a-1")), ("b", Text(("a-", HOLE))), ("c", Text(("b-", HOLE))), ("d", HOLE)):
        index.add(name, set(keys(value)))
    found = [index[place] for name in index.possible(set(keys(Known("a-2")))) for place in index.places((name,))]
    assert found == ["d", "b"]
    assert index.possible({OPEN}) == [EVERY]
    assert [index[place] for place in index.unsure()] == ["d", "b", "c"]


def test_a_text_that_names_a_resource_is_like_a_reference_to_it() -> None:
    group = node("t.g", "Group", attributes={"Id": Known("g")})
    text = node("t.a", attributes={"Group": Known("G")})
    reference = node("t.b", attributes={"Group": Reference("t.g", ("id",))})
    deployment = Deployment([group, text, reference])
    alike = deployment.alike(reference, "Group", "Group", "Id")
    assert list(alike.before(alike.sharing)) == [text]


def test_answers_are_remembered_for_the_worlds_in_which_they_hold() -> None:
    asked = node("t.a", attributes={"N": choose(P, Known("a"), HOLE)})
    deployment = Deployment([asked])
    questions = 0

    def question() -> str | None:
        nonlocal questions
        questions += 1
        return asked.get("N").text

    def answer(world: World | None, doubts: bool = True) -> str | None:
        deployment.context = EvaluationContext(world)
        return deployment.cached_per_world("n", question, doubts=doubts)

    with pytest.raises(Undecided):
        answer(World())
    holds, fails = World().given(P), World().given(P, False)
    assert answer(holds) == answer(holds.given(Q) if holds is not None else None) == "a"
    assert questions == 2
    assert answer(fails) is None
    assert answer(fails, doubts=False) is None
    assert deployment.context.doubts == {}
    assert answer(fails) is None
    assert deployment.context.doubts == {"not known": None}
    assert deployment.context.decisions == {P: False}
    assert questions == 3


def test_names_of_a_resource_are_found_in_any_world() -> None:
    key = node("t.k", "Key", attributes={"Id": Known("k")})
    users: list[Resource] = [
        node("t.reference", attributes={"Key": Reference("t.k", ("id",))}),
        node("t.text", attributes={"Key": ListOf((Known("K"),))}),
        node("t.chosen", attributes={"Key": choose(P, Known("k"), Known("other"))}),
        node("t.unknown", attributes={"Key": HOLE}),
        node("t.other", attributes={"Key": Known("other")}),
    ]
    deployment = Deployment([key, *users])
    assert deployment.naming(key, "T", "Key", "Id") == users[:3]
    assert list(deployment.naming_any("Key", "T", "Key")) == [users[3]]
