"""Boolean expressions to conditions: what a branch hangs on where the value is not known."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from awslint.syntax import hcl_tree as tree
from awslint.terraform import operators
from awslint.terraform.scope import Scope, evaluate
from awslint.values import (
    ALWAYS,
    NEVER,
    Condition,
    Is,
    Known,
    Not,
    OneOf,
    Reference,
    Value,
    all_of,
    any_of,
    distribute,
    negation,
    revealed,
)


def condition_of(expression: tree.Expression, scope: Scope, value: Value) -> Condition:
    """Returns the condition under which the boolean expression, of that value, is true."""
    settled = decided(value)
    if settled is not None:
        return settled
    content = revealed(value)
    if isinstance(content, OneOf):
        parts = [all_of((guard, _of_choice(choice, guard, expression, scope))) for guard, choice in content.choices]
        return _bounded(any_of(parts), expression, scope)
    return _structure(expression, scope)


def logical(expression: tree.Expression, scope: Scope) -> tuple[Value, Condition]:
    """Returns the value of a boolean expression and the condition under which it is true, each part looked at once."""
    if isinstance(expression, tree.Parentheses):
        return logical(expression.inner, scope)
    if isinstance(expression, tree.Unary) and expression.operator == "!":
        operand, positive = logical(expression.operand, scope)
        value = distribute(lambda choice: operators.unary("!", choice, expression.span), operand)
        return value, decided(value) or negation(positive)
    if not isinstance(expression, tree.Binary) or expression.operator not in ("&&", "||"):
        value = evaluate(expression, scope)
        return value, condition_of(expression, scope, value)
    operator = expression.operator
    left, first = logical(expression.left, scope)
    right_scope = scope
    if not isinstance(left, Known):
        # Terraform evaluates both sides; narrowing only sharpens what the right side is where it matters.
        narrower = scope.world.given(first, operator == "&&")
        right_scope = replace(scope, world=narrower) if narrower is not None else scope
    right, second = logical(expression.right, right_scope)
    value = distribute(lambda choice, other: operators.binary(operator, choice, other, expression.span), left, right)
    return value, decided(value) or (all_of if operator == "&&" else any_of)((first, second))


def decided(value: Value) -> Condition | None:
    """ALWAYS or NEVER for a known boolean, None for what is not known."""
    content = revealed(value)
    if isinstance(content, Known):
        return ALWAYS if content.scalar is True or content.scalar in ("true", "1") else NEVER
    return None


def _of_choice(value: Value, guard: Condition, expression: tree.Expression, scope: Scope) -> Condition:
    return decided(value) or Is(f"{scope.names.subject(scope, expression)} (where {guard})")


def _structure(expression: tree.Expression, scope: Scope) -> Condition:
    if isinstance(expression, tree.Parentheses):
        return _structure(expression.inner, scope)
    if isinstance(expression, tree.Template) and expression.is_wrap and isinstance(expression.parts[0], tree.GetAttr):
        return _structure(expression.parts[0], scope)
    if isinstance(expression, tree.Unary) and expression.operator == "!":
        return logical(expression, scope)[1]
    if isinstance(expression, tree.Binary):
        if expression.operator in ("&&", "||"):
            return logical(expression, scope)[1]
        if expression.operator in ("==", "!="):
            compared = _comparison(expression, scope)
            if compared is not None:
                return compared if expression.operator == "==" else negation(compared)
    followed = scope.names.followed(scope, expression)
    if followed is not None:
        return _of_followed(*followed)
    return Is(scope.names.subject(scope, expression))


LARGEST: Final = 500
"""The most parts of a condition that is looked into; a larger one is taken as one question of its own."""


def _of_followed(scope: Scope, expression: tree.Expression) -> Condition:
    key = (id(expression), scope.instance, repr(scope.world))
    known = scope.names.conditions
    if key not in known:
        known[key] = Is(scope.names.subject(scope, expression))  # where it hangs on itself
        known[key] = _bounded(logical(expression, scope)[1], expression, scope)
    return known[key]


def _bounded(condition: Condition, expression: tree.Expression, scope: Scope) -> Condition:
    return condition if _size(condition, LARGEST) <= LARGEST else Is(scope.names.subject(scope, expression))


def _size(condition: Condition, enough: int) -> int:
    if isinstance(condition, Is):
        return 1
    total = 1
    for part in (condition.condition,) if isinstance(condition, Not) else condition.conditions:
        total += _size(part, enough - total)
        if total > enough:
            break
    return total


def _comparison(expression: tree.Binary, scope: Scope) -> Condition | None:
    for operand, other in ((expression.left, expression.right), (expression.right, expression.left)):
        constant = revealed(evaluate(other, scope))
        if isinstance(constant, Known):
            subject_scope, subject = _followed(operand, scope)
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
