"""Kleene's laws, and the guard against truth values in an `if`."""

from __future__ import annotations

import itertools

import pytest

from awslint.values import Truth, all_true, any_true

EVERY = tuple(Truth)
NO, MAYBE, YES = Truth.NO, Truth.MAYBE, Truth.YES


def refinements(truth: Truth) -> tuple[Truth, ...]:
    return (NO, YES) if truth is MAYBE else (truth,)


@pytest.mark.parametrize(("left", "other"), list(itertools.product(EVERY, EVERY)))
def test_two_operands(left: Truth, other: Truth) -> None:
    assert left & other is other & left
    assert left | other is other | left
    assert ~(left & other) is ~left | ~other
    assert ~(left | other) is ~left & ~other
    assert left & (left | other) is left
    assert left | (left & other) is left
    assert ~~left is left


@pytest.mark.parametrize(("left", "other", "third"), list(itertools.product(EVERY, EVERY, EVERY)))
def test_three_operands(left: Truth, other: Truth, third: Truth) -> None:
    assert (left & other) & third is left & (other & third)
    assert (left | other) | third is left | (other | third)
    assert left & (other | third) is (left & other) | (left & third)
    assert all_true((left, other, third)) is left & other & third
    assert any_true((left, other, third)) is left | other | third


@pytest.mark.parametrize(("left", "other"), list(itertools.product(EVERY, EVERY)))
def test_an_answer_is_certain_only_if_all_refinements_agree(left: Truth, other: Truth) -> None:
    conjunctions = {a & b for a in refinements(left) for b in refinements(other)}
    disjunctions = {a | b for a in refinements(left) for b in refinements(other)}
    assert left & other is (conjunctions.pop() if len(conjunctions) == 1 else MAYBE)
    assert left | other is (disjunctions.pop() if len(disjunctions) == 1 else MAYBE)


def test_of_nothing() -> None:
    assert all_true(()) is YES
    assert any_true(()) is NO


def test_stops_at_the_decisive_answer() -> None:
    def answers() -> itertools.chain[Truth]:
        def fail() -> Truth:
            raise AssertionError("asked on although the answer was decided")

        return itertools.chain((MAYBE, NO), (fail() for _ in range(1)))

    assert all_true(answers()) is NO
    assert any_true(~answer for answer in answers()) is YES


@pytest.mark.parametrize("truth", EVERY)
def test_is_no_bool(truth: Truth) -> None:
    with pytest.raises(TypeError, match="three values"):
        bool(truth)
    with pytest.raises(TypeError):
        assert not truth


def test_of_a_fact() -> None:
    assert Truth.of(True) is YES
    assert Truth.of(False) is NO
