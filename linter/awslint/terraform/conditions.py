"""Boolean expressions to conditions: what a branch hangs on where the value is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from awslint.syntax import hcl_tree as tree
from awslint.values import (
    ALWAYS,
    NEVER,
    Condition,
    Is,
    Known,
    OneOf,
    Reference,
    Value,
    all_of,
    any_of,
    negation,
    revealed,
)

if TYPE_CHECKING:
    from awslint.terraform.evaluate import Scope


def condition_of(expression: tree.Expression, scope: Scope, value: Value) -> Condition:
    """The condition under which the boolean expression, of that value, is true."""
    inner = revealed(value)
    if isinstance(inner, Known):
        return ALWAYS if inner.scalar in (True, "true") else NEVER
    if isinstance(inner, OneOf):
        parts = [all_of((guard, _of_choice(one, guard, expression, scope))) for guard, one in inner.choices]
        return any_of(parts)
    return _structure(expression, scope)


def _of_choice(value: Value, guard: Condition, expression: tree.Expression, scope: Scope) -> Condition:
    inner = revealed(value)
    if isinstance(inner, Known):
        return ALWAYS if inner.scalar in (True, "true") else NEVER
    return Is(f"{scope.names.subject(scope, expression)} (where {guard})")


def _structure(expression: tree.Expression, scope: Scope) -> Condition:
    from awslint.terraform.evaluate import evaluate

    if isinstance(expression, tree.Parentheses):
        return _structure(expression.inner, scope)
    if isinstance(expression, tree.Template) and expression.is_wrap and isinstance(expression.parts[0], tree.GetAttr):
        return _structure(expression.parts[0], scope)
    if isinstance(expression, tree.Unary) and expression.operator == "!":
        operand = expression.operand
        return negation(condition_of(operand, scope, evaluate(operand, scope)))
    if isinstance(expression, tree.Binary):
        if expression.operator in ("&&", "||"):
            sides = [condition_of(side, scope, evaluate(side, scope)) for side in (expression.left, expression.right)]
            return all_of(sides) if expression.operator == "&&" else any_of(sides)
        if expression.operator in ("==", "!="):
            compared = _comparison(expression, scope)
            if compared is not None:
                return compared if expression.operator == "==" else negation(compared)
    followed = scope.names.followed(scope, expression)
    if followed is not None:
        inner_scope, inner = followed
        return condition_of(inner, inner_scope, evaluate(inner, inner_scope))
    return Is(scope.names.subject(scope, expression))


def _comparison(expression: tree.Binary, scope: Scope) -> Condition | None:
    from awslint.terraform.evaluate import evaluate

    for one, other in ((expression.left, expression.right), (expression.right, expression.left)):
        constant = revealed(evaluate(other, scope))
        if isinstance(constant, Known):
            subject_scope, subject = _followed(one, scope)
            value = evaluate(subject, subject_scope)
            if isinstance(value, (OneOf, Known)) or (isinstance(value, Reference) and value.value is not None):
                return None
            return Is(scope.names.subject(subject_scope, subject), constant.scalar)
    return None


def _followed(expression: tree.Expression, scope: Scope) -> tuple[Scope, tree.Expression]:
    for _ in range(50):
        followed = scope.names.followed(scope, expression)
        if followed is None:
            break
        scope, expression = followed
    return scope, expression
