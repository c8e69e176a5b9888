"""A tiny evaluator of calls with literal arguments, for the tests of the functions alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint.syntax import hcl
from awslint.syntax.hcl_tree import Call, Expression, Literal, Object, Tuple, Unary
from awslint.terraform.functions import Surroundings, call
from awslint.values import Known, ListOf, MapOf, Span, Value


def evaluate_expression(expression: Expression, surroundings: Surroundings) -> Value:
    """The value of literals, tuples, objects, and calls with such arguments."""
    if isinstance(expression, Literal):
        return Known(expression.scalar)
    if isinstance(expression, Tuple):
        return ListOf(tuple(evaluate_expression(item, surroundings) for item in expression.items))
    if isinstance(expression, Object):
        items = {}
        for key, value, _ in expression.items:
            assert isinstance(key, Literal)
            items[str(key.scalar)] = evaluate_expression(value, surroundings)
        return MapOf(items)
    if isinstance(expression, Unary):
        inner = evaluate_expression(expression.operand, surroundings)
        assert isinstance(inner, Known)
        assert isinstance(inner.scalar, (int, float))
        return Known(-inner.scalar)
    assert isinstance(expression, Call)
    arguments = [evaluate_expression(argument, surroundings) for argument in expression.arguments]
    if expression.expand:
        last = arguments.pop()
        assert isinstance(last, ListOf)
        arguments.extend(last.items)
    return call(expression.name, arguments, surroundings)


@pytest.fixture
def surroundings(tmp_path: Path) -> Surroundings:
    return Surroundings(tmp_path, tmp_path, tmp_path)


class Evaluate:
    """Text of an expression -> its value; `tree` takes a parsed one."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def __call__(self, text: str) -> Value:
        return self.tree(hcl.parse_expression(text, Span(0, 0, len(text))))

    def tree(self, expression: Expression) -> Value:
        return evaluate_expression(expression, self._surroundings)


@pytest.fixture
def evaluate(surroundings: Surroundings) -> Evaluate:
    return Evaluate(surroundings)
