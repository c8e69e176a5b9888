"""Conditions and worlds: consistent, and readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awslint.values import (
    ALWAYS,
    NEVER,
    AllOf,
    AnyOf,
    Condition,
    Is,
    Not,
    Truth,
    Undecided,
    World,
    all_of,
    any_of,
    negation,
)

from .strategies import conditions, full_worlds


def agrees(narrow: World, full: World) -> bool:
    """Whether a full world is one of those that a less decided one stands for."""
    chosen = all(full.chosen[subject] == value for subject, value in narrow.chosen.items())
    return chosen and all(full.chosen[subject] not in gone for subject, gone in narrow.excluded.items())


@given(conditions, full_worlds)
def test_a_full_world_decides_everything(condition: Condition, world: World) -> None:
    assert world.holds(condition) is Truth.of(world.decide(condition))
    assert world.holds(negation(condition)) is ~world.holds(condition)


@given(st.lists(conditions, max_size=4), full_worlds)
def test_simplification_changes_nothing(parts: list[Condition], world: World) -> None:
    assert world.holds(all_of(parts)) is world.holds(AllOf(tuple(parts)))
    assert world.holds(any_of(parts)) is world.holds(AnyOf(tuple(parts)))


def test_what_an_earlier_alternative_excludes_is_not_repeated() -> None:
    """A chain of Fn::If: the system is one, or not that and another, or ..."""
    one, two, three = (Is("System", name) for name in ("a", "b", "c"))
    chain = any_of([one, all_of([negation(one), any_of([two, all_of([negation(two), three])])])])
    assert str(chain) == 'System is "a" or System is "b" or System is "c"'


@given(st.lists(st.tuples(conditions, st.booleans()), max_size=4), conditions, full_worlds)
def test_narrowing_keeps_every_world_in_which_it_holds(
    known: list[tuple[Condition, bool]], asked: Condition, full: World
) -> None:
    world: World | None = World()
    for condition, holds in known:
        if full.decide(condition) is not holds:
            return
        assert world is not None
        world = world.given(condition, holds)
        assert world is not None, "an existing world was ruled out"
        assert agrees(world, full)
    assert world is not None
    assert world.holds(asked) in (Truth.MAYBE, full.holds(asked))


@given(conditions, st.booleans())
def test_what_is_given_holds_or_is_open(condition: Condition, holds: bool) -> None:
    world = World().given(condition, holds)
    if world is not None:
        assert world.holds(condition) is not Truth.of(not holds)


@given(conditions)
def test_undecided_names_an_open_atom_that_settles_something(condition: Condition) -> None:
    world: World | None = World()
    for _ in range(20):
        assert world is not None
        try:
            world.decide(condition)
            return
        except Undecided as undecided:
            atom = undecided.atom
            assert world.holds(atom) is Truth.MAYBE
            narrower = world.given(atom)
            assert narrower is not None
            assert narrower.holds(atom) is Truth.YES
            world = world.given(atom, False)
            assert world is not None
            assert world.holds(atom) is Truth.NO
    raise AssertionError("a condition of a few atoms stays open")


def test_a_subject_with_several_values() -> None:
    red, green = Is("color", "red"), Is("color", "green")
    world = World().given(red)
    assert world is not None
    assert world.holds(green) is Truth.NO
    assert world.given(green) is None
    assert world.given(green, False) is world
    without = World().given(red, False)
    assert without is not None
    assert without.holds(red) is Truth.NO
    assert without.holds(green) is Truth.MAYBE
    assert without.given(red) is None


def test_a_boolean_that_is_not_false_is_true() -> None:
    world = World().given(Is("p", False), False)
    assert world is not None
    assert world.holds(Is("p")) is Truth.YES


@pytest.mark.parametrize(("value", "other"), [(1, True), (0, False), ("1", 1), ("true", True), (None, False)])
def test_alike_values_of_different_types_are_different(value: str | bool | None, other: str | bool | None) -> None:
    world = World().given(Is("x", value))
    assert world is not None
    assert world.holds(Is("x", other)) is Truth.NO
    without = World().given(Is("x", value), False)
    assert without is not None
    assert without.holds(Is("x", other)) is Truth.MAYBE
    assert without.given(Is("x", other), False) is not None
    both = without.given(Is("x", other), False)
    assert both is not None
    assert both.holds(Is("x", value)) is Truth.NO
    assert both.holds(Is("x", other)) is Truth.NO


def test_a_conjunction_is_given_part_by_part_and_a_disjunction_not() -> None:
    p, q = Is("p"), Is("q")
    both = World().given(AllOf((p, q)))
    assert both is not None
    assert both.holds(p) is Truth.YES
    assert both.holds(q) is Truth.YES
    one_of_them = World().given(AnyOf((p, q)))
    assert one_of_them is not None
    assert one_of_them.holds(p) is Truth.MAYBE
    neither = World().given(AnyOf((p, q)), False)
    assert neither is not None
    assert neither.holds(q) is Truth.NO
    assert World().given(AllOf((p, Not(p)))) is None


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (Is("var.a"), "var.a"),
        (Is("var.a", False), "not var.a"),
        (Is("var.a", "x"), 'var.a is "x"'),
        (Is("var.a", 5), "var.a is 5"),
        (Is("var.a", None), "var.a is null"),
        (Not(Is("var.a")), "not var.a"),
        (Not(Is("var.a", "x")), 'var.a is not "x"'),
        (AllOf((Is("a"), Is("b", "x"))), 'a and b is "x"'),
        (AnyOf((AllOf((Is("a"), Is("b"))), Is("c"))), "(a and b) or c"),
        (Not(AllOf((Is("a"), Is("b")))), "not (a and b)"),
        (AllOf((AnyOf((Is("a"), Is("b"))), Is("c"))), "(a or b) and c"),
        (Not(Is("a", False)), "a"),
        (Not(Is('b.x is "y"', "z")), 'b.x is "y" is not "z"'),
        (ALWAYS, "always"),
        (NEVER, "never"),
    ],
)
def test_texts(condition: Condition, text: str) -> None:
    assert str(condition) == text


def test_simplified_forms() -> None:
    p, q = Is("p"), Is("q")
    assert all_of(()) == ALWAYS
    assert any_of(()) == NEVER
    assert all_of((p, ALWAYS, p)) == p
    assert all_of((p, NEVER)) == NEVER
    assert any_of((p, ALWAYS)) == ALWAYS
    assert any_of((NEVER, q)) == q
    assert all_of((AllOf((p, q)), q)) == AllOf((p, q))
    assert negation(negation(p)) == p
    assert negation(ALWAYS) == NEVER
