"""Soundness: forgetting a part of a value turns a certain answer into MAYBE at most, never into its opposite."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awslint.values import (
    Is,
    Known,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Range,
    Reference,
    Text,
    Truth,
    Unknown,
    Value,
    count,
    equals,
    has_any_character,
    is_among,
    leaves,
    matches,
    matches_text,
    negation,
    same,
    starts_with,
    text_length,
)

from .strategies import concrete, forgotten, scalars, words

NO, MAYBE, YES = Truth.NO, Truth.MAYBE, Truth.YES


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Value, Value]:
    exact = draw(concrete)
    return exact, draw(forgotten(exact))


def contradicts(exact: Truth, vague: Truth) -> bool:
    return vague is not MAYBE and exact is not MAYBE and vague is not exact


def within(exact: Range, vague: Range) -> bool:
    high = vague.high is None or (exact.high is not None and exact.high <= vague.high)
    return vague.low <= exact.low and high


@given(pairs(), scalars)
def test_equals(pair: tuple[Value, Value], scalar: str | float | bool | None) -> None:
    exact, vague = pair
    assert not contradicts(equals(exact, scalar), equals(vague, scalar))
    assert equals(exact, scalar) is not MAYBE


@given(pairs(), st.lists(scalars, max_size=4))
def test_is_among(pair: tuple[Value, Value], choices: list[str | float | bool | None]) -> None:
    exact, vague = pair
    assert not contradicts(is_among(exact, choices), is_among(vague, choices))
    assert is_among(exact, choices) is not MAYBE


@given(pairs(), words)
def test_starts_with(pair: tuple[Value, Value], prefix: str) -> None:
    exact, vague = pair
    assert not contradicts(starts_with(exact, prefix), starts_with(vague, prefix))
    assert starts_with(exact, prefix) is not MAYBE


@given(pairs(), st.sampled_from(["a*", ".*", "[^a]*", "(?s).+", "1|true", "", "ab?"]))
def test_matches(pair: tuple[Value, Value], pattern: str) -> None:
    exact, vague = pair
    assert not contradicts(matches(exact, pattern), matches(vague, re.compile(pattern)))
    assert matches(exact, pattern) is not MAYBE


@given(pairs(), st.sampled_from(["", "a", "b*", "_.", "\n1"]))
def test_has_any_character(pair: tuple[Value, Value], characters: str) -> None:
    exact, vague = pair
    assert not contradicts(has_any_character(exact, characters), has_any_character(vague, characters))
    assert has_any_character(exact, characters) is not MAYBE


@given(pairs())
def test_text_length(pair: tuple[Value, Value]) -> None:
    exact, vague = pair
    assert within(text_length(exact), text_length(vague))


@given(pairs())
def test_count(pair: tuple[Value, Value]) -> None:
    exact, vague = pair
    assert within(count(exact), count(vague))


@given(pairs(), pairs())
def test_same(pair: tuple[Value, Value], other: tuple[Value, Value]) -> None:
    exact = same(pair[0], other[0])
    # Two references to one attribute are the same by what they are, whatever a test makes of their values.
    if not (isinstance(pair[1], Reference) and isinstance(other[1], Reference)):
        assert not contradicts(exact, same(pair[1], other[1]))
    assert exact is same(other[0], pair[0])


@given(concrete)
def test_a_value_is_the_same_as_itself(value: Value) -> None:
    assert same(value, value) is not NO


@given(st.sets(st.sampled_from(["a", "b", "c"]), min_size=1), st.data())
def test_count_of_a_set_with_parts_forgotten(items: set[str], data: st.DataObject) -> None:
    exact = ListOf(tuple(map(Known, sorted(items))), is_set=True)
    drawn = tuple(data.draw(forgotten(item)) for item in exact.items)
    surplus = tuple(Unknown("may be equal to another one") for _ in range(data.draw(st.integers(0, 2))))
    assert within(count(exact), count(ListOf(drawn + surplus, is_set=True)))


@pytest.mark.parametrize(
    ("value", "scalar", "answer"),
    [
        (Known(True), 1, NO),
        (Known(1), True, NO),
        (Known(1), 1.0, YES),
        (Known("1"), 1, NO),
        (Known(None), None, YES),
        (Missing(), None, NO),
        (Text(("a-", Unknown("x"))), "a-b", MAYBE),
        (Text(("a-", Unknown("x"))), "b", NO),
        (Text((Unknown("x"), ".", Unknown("y"))), "a\n.b", MAYBE),
        (Text((Unknown("x"), ".")), "ab", NO),
        (Text(("a",)), 5, NO),
        (Unknown("x", "number"), "5", NO),
        (Unknown("x", "number"), None, MAYBE),
        (Unknown("x", "string"), True, NO),
        (Unknown("x", "bool"), True, MAYBE),
        (Unknown("x"), 5, MAYBE),
        (ListOf((), complete=False), "x", NO),
        (OneOf(((Is("p"), Known("x")), (negation(Is("p")), Known("x")))), "x", YES),
        (OneOf(((Is("p"), Known("x")), (negation(Is("p")), Known("y")))), "x", MAYBE),
        (OneOf(((Is("p"), Known("x")), (negation(Is("p")), Known("y")))), "z", NO),
        (Reference("a", ("b",), value=Known("x")), "x", YES),
        (Reference("a", ("b",)), "x", MAYBE),
    ],
)
def test_equals_by_example(value: Value, scalar: str | float | bool | None, answer: Truth) -> None:
    assert equals(value, scalar) is answer


@pytest.mark.parametrize(
    ("value", "other", "answer"),
    [
        (Reference("a", ("id",)), Reference("a", ("id",)), YES),
        (Reference("a", ("id",)), Reference("a", ("arn",)), MAYBE),
        (Reference("a", ("id",)), Reference("b", ("id",)), MAYBE),
        (Reference("a", ("n",), value=Known("x")), Reference("b", ("n",), value=Known("x")), YES),
        (Reference("a", ("n",), value=Known("x")), Known("y"), NO),
        (Text(("a", Reference("r", ("id",)))), Text(("a", Reference("r", ("id",)))), YES),
        (Text(("a", Unknown("u"))), Text(("a", Unknown("u"))), MAYBE),
        (Text(("a", Unknown("u"))), Text(("b", Unknown("u"))), NO),
        (Missing(), Missing(), YES),
        (ListOf((Known(1), Unknown("x"))), ListOf((Known(2), Known(3))), NO),
        (ListOf((Known(1),)), ListOf(()), NO),
        (ListOf((Known(1),), complete=False), ListOf(()), MAYBE),
        (ListOf((Known(1),), is_set=True), ListOf((Known(2),), is_set=True), MAYBE),
    ],
)
def test_same_by_example(value: Value, other: Value, answer: Truth) -> None:
    assert same(value, other) is answer


def test_numbers_and_booleans_match_by_their_text() -> None:
    assert matches(Known(16), "[0-9]+") is YES
    assert matches(Known(2.0), "2") is YES
    assert matches_text(Known(True), lambda text: text == "true") is YES
    assert matches_text(Known(None), lambda text: True) is NO


def test_a_list_counts_what_may_be_left_out_as_such() -> None:
    gone = OneOf(((Is("p"), Known("x")), (negation(Is("p")), Missing())))
    assert count(ListOf((Known("a"), gone))) == Range(1, 2)
    assert count(ListOf((Known("a"), Missing()))) == Range.exactly(1)
    assert count(MapOf({"a": Known(1), "b": gone, "c": Missing()})) == Range(1, 2)


def test_ranges() -> None:
    assert Range(2, 4).is_at_least(2) is YES
    assert Range(2, 4).is_at_least(3) is MAYBE
    assert Range(2, 4).is_at_least(5) is NO
    assert Range(2, None).is_at_least(9) is MAYBE
    assert Range(2, 4).is_at_most(4) is YES
    assert Range(2, 4).is_at_most(1) is NO
    assert Range(2, None).is_at_most(100) is MAYBE
    assert Range(1, 2) + Range(3, None) == Range(4, None)
    assert Range(1, 2) + Range.exactly(3) == Range(4, 5)


def test_leaves_are_all_alternatives() -> None:
    inner = OneOf(((Is("q"), Known(1)), (negation(Is("q")), Known(2))))
    value = OneOf(((Is("p"), inner), (negation(Is("p")), Missing())))
    assert list(leaves(value)) == [Known(1), Known(2), Missing()]
