"""choose, distribute and under: in every full world the result is what the concrete computation gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awslint.values import (
    ALWAYS,
    NEVER,
    Condition,
    Is,
    Known,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Origin,
    Reference,
    Span,
    Text,
    Truth,
    Unknown,
    Value,
    World,
    assuming,
    at,
    choose,
    distribute,
    plain,
    revealed,
    under,
    wrap,
)
from awslint.values.value import ALTERNATIVES

from .strategies import conditions, full_worlds, scalars


def concrete_in(value: Value, world: World) -> Value:
    """The value in a full world, by the definition of OneOf: the alternative whose condition holds."""
    while isinstance(value, OneOf):
        holding = [choice for guard, choice in value.choices if world.holds(guard) is Truth.YES]
        assert len(holding) == 1, "exactly one alternative holds in any world"
        value = holding[0]
    return value


values = st.recursive(
    scalars.map(Known),
    lambda inner: st.builds(choose, conditions, inner, inner),
    max_leaves=4,
)


def identical(value: Value, other: Value) -> bool:
    if isinstance(value, Known) and isinstance(other, Known):
        return value.scalar == other.scalar and isinstance(value.scalar, bool) == isinstance(other.scalar, bool)
    return value == other


@given(conditions, values, values, full_worlds)
def test_choose(condition: Condition, then: Value, otherwise: Value, world: World) -> None:
    chosen = choose(condition, then, otherwise)
    expected = concrete_in(then if world.decide(condition) else otherwise, world)
    assert identical(concrete_in(chosen, world), expected)


@given(values, conditions, full_worlds)
def test_under(value: Value, known: Condition, world: World) -> None:
    narrow = World().given(known, world.decide(known))
    assert narrow is not None
    assert identical(concrete_in(under(value, narrow), world), concrete_in(value, world))
    settled = under(value, world)
    assert not isinstance(settled, OneOf)


@given(st.lists(values, min_size=1, max_size=3), full_worlds)
def test_distribute(arguments: list[Value], world: World) -> None:
    def together(*found: Value) -> Value:
        assert not any(isinstance(part, OneOf) for part in found)
        return ListOf(tuple(found))

    result = distribute(together, *arguments)
    if isinstance(result, Unknown):
        assert "alternatives" in result.why
        return
    expected = ListOf(tuple(concrete_in(argument, world) for argument in arguments))
    actual = concrete_in(result, world)
    assert isinstance(actual, ListOf)
    assert all(identical(item, other) for item, other in zip(actual.items, expected.items, strict=True))


@given(values, values, full_worlds)
def test_distribute_over_a_function_that_chooses_itself(value: Value, other: Value, world: World) -> None:
    result = distribute(lambda found: choose(Is("p"), found, Known("no p")), distribute(lambda a, b: a, value, other))
    expected = concrete_in(value, world) if world.holds(Is("p")) is Truth.YES else Known("no p")
    if not isinstance(result, Unknown):
        assert identical(concrete_in(result, world), expected)


def test_equal_alternatives_are_one_value() -> None:
    assert choose(Is("p"), Known("x"), Known("x")) == Known("x")
    assert choose(ALWAYS, Known(1), Known(2)) == Known(1)
    assert choose(NEVER, Known(1), Known(2)) == Known(2)
    assert distribute(lambda part: Known("same"), choose(Is("p"), Known(1), Known(2))) == Known("same")


@pytest.mark.parametrize(("flag", "other"), [(True, 1), (False, 0), (1, True)])
def test_true_and_one_are_two_values(flag: bool, other: bool) -> None:
    value = choose(Is("p"), Known(flag), Known(other))
    assert isinstance(value, OneOf)
    assert identical(concrete_in(value, World({"p": False})), Known(other))


def test_alternatives_under_one_condition_go_together() -> None:
    engine = choose(Is("p"), Known("redis"), Known("valkey"))
    version = choose(Is("p"), Known("7.1"), Known("8.0"))
    both = distribute(lambda a, b: ListOf((a, b)), engine, version)
    assert isinstance(both, OneOf)
    assert [plain(choice) for _, choice in both.choices] == [["redis", "7.1"], ["valkey", "8.0"]]


def test_too_many_alternatives_are_unknown() -> None:
    many = [choose(Is(f"p{number}"), Known(f"a{number}"), Known(f"b{number}")) for number in range(6)]
    assert isinstance(distribute(lambda *found: ListOf(found), *many), Unknown)
    value: Value = Known("last")
    for number in range(ALTERNATIVES + 5):
        value = choose(Is("number", number), Known(f"v{number}"), value)
    assert isinstance(value, (OneOf, Unknown))
    assert any(isinstance(choice, Unknown) for _, choice in value.choices) if isinstance(value, OneOf) else True


def test_marks_are_kept() -> None:
    secret = Known("s", sensitive=True)
    assumed = assuming(Known("d"), "var.a is d", "var.a is d")
    assert assumed.assumes == ("var.a is d",)
    value = choose(Is("p"), secret, assumed)
    assert value.sensitive
    assert value.assumes == ("var.a is d",)
    reference = Reference("r", ("a",), value=Known("x"), sensitive=True, assumes=("because",))
    inner = revealed(reference)
    assert inner.sensitive
    assert inner.assumes == ("because",)
    assert at(secret, Span(1, 2, 3)).span == Span(1, 2, 3)


def test_revealed_follows_references_to_their_end() -> None:
    chain = Reference("a", ("x",), value=Reference("b", ("y",), value=Known(5)))
    assert revealed(chain) == Known(5)
    open_end = Reference("a", ("x",), value=Reference("b", ("y",)))
    assert revealed(open_end) == Reference("b", ("y",))


json_like = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=2), inner, max_size=3)),
    max_leaves=8,
)


@given(json_like)
def test_wrap_and_plain_are_inverse(data: object) -> None:
    assert plain(wrap(data)) == data


def test_wrap_marks_every_part() -> None:
    value = wrap({"a": [1]}, Span(0, 1, 2), Origin.SUPPLIED, ["reason"])
    assert isinstance(value, MapOf)
    inner = value.items["a"]
    assert isinstance(inner, ListOf)
    assert inner.items[0] == Known(1, Span(0, 1, 2), assumes=("reason",), origin=Origin.SUPPLIED)
    with pytest.raises(TypeError):
        wrap({1, 2})


@pytest.mark.parametrize(
    "value",
    [
        Unknown("x"),
        Missing(),
        Text(("a", Unknown("x"))),
        ListOf((), complete=False),
        MapOf({}, complete=False),
        ListOf((Unknown("x"),)),
        Reference("a", ("b",)),
        OneOf(((Is("p"), Known(1)), (Is("p", False), Known(1)))),
    ],
)
def test_plain_refuses_what_is_not_wholly_known(value: Value) -> None:
    with pytest.raises(ValueError, match="not wholly known"):
        plain(value)


def test_plain_leaves_out_what_is_missing() -> None:
    assert plain(MapOf({"a": Known(1), "b": Missing()})) == {"a": 1}
