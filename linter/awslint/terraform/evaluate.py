"""Expressions to values.

An expression is evaluated in a scope, which knows the names, and in a world: inside a branch of a conditional whose
condition is not known, the other attributes that hang on the same condition are seen as they are in that branch.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from awslint.syntax import hcl_tree as tree
from awslint.terraform import operators
from awslint.terraform.conditions import condition_of, logical
from awslint.terraform.failure import Doubt, Failure
from awslint.terraform.parts import MANY, attribute_of, element_of, entries_of, inherit
from awslint.terraform.references import names_in
from awslint.terraform.scope import EVALUATORS, TOO_DEEP, TOO_MANY_STEPS, Scope, evaluate
from awslint.terraform.sizes import has_doubt, has_unknown
from awslint.terraform.types import composed
from awslint.terraform.unification import type_of
from awslint.values import (
    Condition,
    Known,
    ListOf,
    MapOf,
    Origin,
    Reference,
    Span,
    Text,
    Truth,
    Unknown,
    Value,
    agreed,
    choose,
    distribute,
    negation,
    revealed,
    under,
)

__all__ = ["constant", "evaluate"]


def constant(expression: tree.Expression) -> Value:
    """The value of an expression that may refer to nothing (defaults of optional attributes)."""
    return evaluate(expression, Scope(_Nothing()))


class _Nothing:
    def root(self, scope: Scope, expression: tree.Expression, steps: list[tree.Expression]) -> tuple[Value, int]:
        return Unknown("no references are allowed here"), 0

    def attribute(self, value: Value, name: str) -> Value:
        return attribute_of(value, name)

    def call(self, name: str, arguments: list[Value], expression: tree.Call) -> Value:
        return Unknown("no functions are evaluated here")

    def template(self, text: str, variables: MapOf, expression: tree.Call) -> Value:
        return Unknown("no templates are evaluated here")

    def subject(self, scope: Scope, expression: tree.Expression) -> str:
        return "an expression"

    def followed(self, scope: Scope, expression: tree.Expression) -> tuple[Scope, tree.Expression] | None:
        return None

    def spend(self, number: int) -> bool:
        return True

    def too_deep(self, span: Span) -> Value:
        return Unknown(TOO_DEEP, span=span)

    def mentioned(self, expression: tree.Expression) -> frozenset[str]:
        return names_in(expression)

    @property
    def conditions(self) -> dict[object, Condition]:
        return {}

    @property
    def constants(self) -> dict[int, Value]:
        return {}


def _literal(expression: tree.Literal, scope: Scope) -> Value:
    scalar = expression.scalar
    if isinstance(scalar, str) and not scalar.isascii():
        scalar = composed(scalar)
    return Known(scalar, expression.span)


def _parentheses(expression: tree.Parentheses, scope: Scope) -> Value:
    return evaluate(expression.inner, scope)


def _traversal(expression: tree.Expression, scope: Scope) -> Value:
    steps: list[tree.Expression] = []
    root = expression
    while isinstance(root, (tree.GetAttr, tree.Index)):
        steps.append(root)
        root = root.object
    steps.reverse()
    used = 0
    if isinstance(root, tree.Name):
        if root.name in scope.bound:
            value = scope.bound[root.name]
        else:
            value, used = scope.names.root(scope, root, steps)
    else:
        value = evaluate(root, scope)
    value = under(value, scope.world)
    for step in steps[used:]:
        if isinstance(step, tree.GetAttr):
            name = step.name
            value = distribute(lambda entry, name=name: scope.names.attribute(entry, name), value)
        elif isinstance(step, tree.Index):
            key = evaluate(step.key, scope)
            if not isinstance(key, Known) and not isinstance(value, Reference):
                scope.doubt("the key may be another one")
            value = distribute(element_of, value, key)
        value = under(value, scope.world)
    return value if value.span.is_somewhere else replace(value, span=expression.span)


def _splat_item(expression: tree.SplatItem, scope: Scope) -> Value:
    return scope.bound[_ITEM]


_ITEM: Final = "[*]"


def _splat(expression: tree.Splat, scope: Scope) -> Value:
    def apply(collection: Value) -> Value:
        if isinstance(collection, Failure):
            return collection
        collection = revealed(collection)
        if isinstance(collection, Known) and collection.scalar is None:
            if type_of(collection).kind in ("list", "set", "tuple"):
                return Failure("a null list has no elements", span=expression.span)
            return ListOf((), span=expression.span)
        if isinstance(collection, Reference) and collection.attribute and collection.attribute != (MANY,):
            element = replace(collection, attribute=(*collection.attribute, MANY))
            return evaluate(expression.each, scope.binding(**{_ITEM: element}))
        if isinstance(collection, Unknown) or (isinstance(collection, Reference) and collection.attribute):
            why = collection.why if isinstance(collection, Unknown) else f"{collection.resource} is known after apply"
            return Unknown(why, span=expression.span)
        listed = isinstance(collection, ListOf)
        items = collection.items if isinstance(collection, ListOf) else (collection,)
        each = [evaluate(expression.each, scope.binding(**{_ITEM: inherit(collection, item)})) for item in items]
        failed = next((inner for inner in each if isinstance(inner, Failure)), None)
        complete = collection.complete if isinstance(collection, ListOf) and listed else True
        return failed if failed is not None else ListOf(tuple(each), complete, expression.span)

    return distribute(apply, evaluate(expression.object, scope))


def _tuple(expression: tree.Tuple, scope: Scope) -> Value:
    items = tuple(evaluate(item, scope) for item in expression.items)
    failed = next((item for item in items if isinstance(item, Failure)), None)
    return failed if failed is not None else ListOf(items, span=expression.span)


def _object(expression: tree.Object, scope: Scope) -> Value:
    items: dict[str, Value] = {}
    spans = {}
    complete = True
    for key_expression, value_expression, span in expression.items:
        key = operators.to_text(evaluate(key_expression, scope))
        value = evaluate(value_expression, scope)
        for inner in (key, value):
            if isinstance(inner, Failure):
                return inner
        if isinstance(key, Known) and isinstance(key.scalar, str):
            items[key.scalar] = value
            spans[key.scalar] = span
        else:
            scope.doubt("a key is not known")
            complete = False
    return MapOf(items, complete, expression.span, spans=spans)


def _unary(expression: tree.Unary, scope: Scope) -> Value:
    operand = evaluate(expression.operand, scope)
    _doubt_scalars(scope, "bool" if expression.operator == "!" else "number", operand)
    return distribute(lambda entry: operators.unary(expression.operator, entry, expression.span), operand)


def _doubt_scalars(scope: Scope, kind: str, *operands: Value) -> None:
    """Notes where an operand that is not known may be of another type than that."""
    if scope.doubts is not None:
        for operand in map(revealed, operands):
            if isinstance(operand, (Text, Reference)) or (isinstance(operand, Unknown) and operand.type != kind):
                scope.doubt(f"an operand may be no {kind}")


def _binary(expression: tree.Binary, scope: Scope) -> Value:
    if expression.operator in ("&&", "||"):
        return logical(expression, scope)[0]
    left, right = evaluate(expression.left, scope), evaluate(expression.right, scope)
    if expression.operator not in ("==", "!="):
        _doubt_scalars(scope, "number", left, right)
    return distribute(
        lambda entry, other: operators.binary(expression.operator, entry, other, expression.span), left, right
    )


def _conditional(expression: tree.Conditional, scope: Scope) -> Value:
    value = evaluate(expression.condition, scope)
    if isinstance(value, Failure):
        return value
    settled = revealed(value)
    if isinstance(settled, (ListOf, MapOf)) or (isinstance(settled, Known) and operators.to_bool(settled) is None):
        return Failure("the condition is no bool", span=expression.span)
    if isinstance(settled, Unknown) and settled.type in ("list", "map"):
        return Failure("the condition is no bool", span=expression.span)
    _doubt_scalars(scope, "bool", settled)
    condition = condition_of(expression.condition, scope, value)
    truth = scope.world.holds(condition)
    if truth is not Truth.MAYBE:
        branch = evaluate(expression.then if truth is Truth.YES else expression.otherwise, scope)
        other = expression.otherwise if truth is Truth.YES else expression.then
        aside = replace(scope, doubts=None)  # a branch that is not taken may fail
        return inherit(value, operators.as_branch(branch, other, lambda: evaluate(other, aside)))
    then = _branch(expression.then, scope, condition)
    otherwise = _branch(expression.otherwise, scope, negation(condition))
    if then is None or otherwise is None:
        return inherit(value, (then or otherwise) or Unknown("no branch is possible"))
    return inherit(value, choose(condition, *operators.branches(then, otherwise)))


def _branch(expression: tree.Expression, scope: Scope, condition: Condition) -> Value | None:
    world = scope.world.given(condition)
    return evaluate(expression, replace(scope, world=world)) if world is not None else None


def _template(expression: tree.Template, scope: Scope) -> Value:
    if expression.is_wrap and len(expression.parts) == 1 and not isinstance(expression.parts[0], str):
        return evaluate(expression.parts[0], scope)
    parts = [Known(part) if isinstance(part, str) else evaluate(part, scope) for part in expression.parts]
    return distribute(lambda *values: operators.joined(values, expression.span), *parts)


def _template_if(expression: tree.TemplateIf, scope: Scope) -> Value:
    return _conditional(
        tree.Conditional(expression.condition, expression.then, expression.otherwise, expression.span), scope
    )


def _template_for(expression: tree.TemplateFor, scope: Scope) -> Value:
    def apply(collection: Value) -> Value:
        entries = entries_of(collection)
        if isinstance(entries, Unknown):
            return entries if isinstance(entries, Failure) else Text((entries,), expression.span)
        if not scope.names.spend(len(entries.items)):
            return Text((Unknown(TOO_MANY_STEPS),), expression.span)
        parts: list[Value] = []
        for key, item in entries.items:
            bound = {expression.value_name: item}
            if expression.key_name is not None:
                bound[expression.key_name] = key
            parts.append(evaluate(expression.body, scope.binding(**bound)))
        if not entries.complete:
            return Text((Unknown("the collection is not wholly known"),), expression.span)
        return distribute(lambda *values: operators.joined(values, expression.span), *parts)

    return distribute(apply, evaluate(expression.collection, scope))


def _for(expression: tree.For, scope: Scope) -> Value:
    return distribute(
        lambda collection: (
            _part_of_elements(expression, scope, collection)
            or _refused_condition(expression, scope, collection)
            or _comprehension(expression, scope, collection)
        ),
        evaluate(expression.collection, scope),
    )


def _part_of_elements(expression: tree.For, scope: Scope, collection: Value) -> Reference | None:
    """What `[for one in list : one.part]` takes of each element of a list that another resource has."""
    if expression.key is not None or expression.key_name is not None or expression.condition is not None:
        return None
    if not isinstance(collection, Reference) or not collection.attribute or collection.value is not None:
        return None
    item = replace(collection, attribute=(*collection.attribute, MANY))
    part = evaluate(expression.value, scope.binding(**{expression.value_name: item}))
    return part if isinstance(part, Reference) and part.attribute[: len(item.attribute)] == item.attribute else None


def _comprehension(expression: tree.For, scope: Scope, collection: Value) -> Value:
    entries = entries_of(collection)
    if isinstance(entries, Unknown):
        return entries if isinstance(entries, Failure) else _doubtful(entries, expression, scope)
    if not scope.names.spend(len(entries.items)):
        return Unknown(TOO_MANY_STEPS, span=expression.span)
    complete = entries.complete
    listed: list[Value] = []
    mapped: dict[str, Value] = {}
    for key, item in entries.items:
        bound = {expression.value_name: item}
        if expression.key_name is not None:
            bound[expression.key_name] = key
        inner = scope.binding(**bound)
        selected = _selected(expression.condition, inner)
        if isinstance(selected, Failure):
            return selected
        if selected is Truth.NO:
            continue
        value = evaluate(expression.value, inner)
        name = operators.to_text(evaluate(expression.key, inner)) if expression.key is not None else Known("")
        if selected is Truth.YES and (isinstance(value, Failure) or isinstance(name, Failure)):
            return value if isinstance(value, Failure) else name
        if selected is Truth.MAYBE or not (isinstance(name, Known) and isinstance(name.scalar, str)):
            complete = False
        elif expression.key is None:
            listed.append(value)
        elif expression.grouping:
            group = mapped.get(name.scalar)
            mapped[name.scalar] = ListOf((*(group.items if isinstance(group, ListOf) else ()), value))
        elif name.scalar in mapped:
            return Failure(f'two items have the key "{name.scalar}"', span=expression.span)
        else:
            mapped[name.scalar] = value
    if expression.key is None:
        return inherit(collection, ListOf(tuple(listed), complete, expression.span))
    if expression.grouping and not complete:
        return Unknown("the groups are not wholly known", span=expression.span)
    return inherit(collection, MapOf(mapped, complete, expression.span))


def _doubtful(value: Unknown, expression: tree.Expression, scope: Scope) -> Doubt:
    """An expression that is not known, and may fail, since a value in it is not known."""
    scope.doubt(value.why)
    return Doubt(value.why, None, expression.span, value.sensitive, value.assumes)


def _refused_condition(expression: tree.For, scope: Scope, collection: Value) -> Failure | None:
    """What Terraform finds wrong with the condition of a `for` although there is no element."""
    if not isinstance(collection, (ListOf, MapOf)) or collection.items or not collection.complete:
        return None
    if expression.condition is None:
        return None
    # Terraform tries the condition once with an element that is not known, and looks at some arguments of functions.
    names = [name for name in (expression.key_name, expression.value_name) if name is not None]
    found = _selected(expression.condition, scope.binding(**dict.fromkeys(names, Unknown("there is no element"))))
    if isinstance(found, Failure) and not names_in(expression.condition).isdisjoint(names):
        scope.doubt(found.why)
        return None
    return found if isinstance(found, Failure) else None


def _selected(condition: tree.Expression | None, scope: Scope) -> Truth | Failure:
    """Whether a `for` takes an element."""
    if condition is None:
        return Truth.YES
    value = revealed(evaluate(condition, scope))
    if isinstance(value, Failure):
        return value
    if isinstance(value, (ListOf, MapOf)) or (isinstance(value, Known) and operators.to_bool(value) is None):
        return Failure("the condition of a for is no bool", span=condition.span)
    _doubt_scalars(scope, "bool", value)
    return operators.truth(value)


def _call(expression: tree.Call, scope: Scope) -> Value:
    """The value of a call. One that mentions none of the bound names is the same for all elements and instances."""
    if not scope.bound or scope.world.decides_anything or scope.names.mentioned(expression).intersection(scope.bound):
        return _calling(expression, scope)
    known = scope.names.constants
    value = known.get(id(expression))
    if value is None:
        value = known[id(expression)] = _calling(expression, replace(scope, bound={}, instance=""))
    return value


def _calling(expression: tree.Call, scope: Scope) -> Value:
    name = expression.name.removeprefix("core::")
    if name == "try":
        return _try(expression, scope, 0)
    if name == "can" and len(expression.arguments) == 1:
        watched = replace(scope, doubts=[])
        value = evaluate(expression.arguments[0], watched)
        return distribute(lambda entry: _can(entry, bool(watched.doubts)), value)
    arguments = [evaluate(argument, scope) for argument in expression.arguments]
    if expression.expand and arguments:
        last = revealed(arguments.pop())
        if isinstance(last, Failure):
            return last
        if isinstance(last, (Unknown, Reference)) or (isinstance(last, ListOf) and not last.complete):
            return _doubtful(Unknown("the arguments are not wholly known"), expression, scope)
        if not isinstance(last, ListOf):
            return distribute(lambda entry: _expanded(expression, scope, arguments, entry), last)
        arguments.extend(inherit(last, item) for item in last.items)
    return distribute(lambda *values: _called(name, list(values), expression, scope), *arguments)


def _expanded(expression: tree.Call, scope: Scope, arguments: list[Value], last: Value) -> Value:
    if not isinstance(last, ListOf) or not last.complete:
        return _doubtful(Unknown("the arguments are not wholly known"), expression, scope)
    every = [*arguments, *(inherit(last, item) for item in last.items)]
    return distribute(lambda *values: _called(expression.name, list(values), expression, scope), *every)


def _called(name: str, values: list[Value], expression: tree.Call, scope: Scope) -> Value:
    failed = next((value for value in values if isinstance(value, Failure)), None)
    if failed is not None:
        return failed
    if name in ("templatefile", "templatestring"):
        variables = revealed(values[1]) if len(values) == 2 else None
        text = revealed(values[0]) if values else None
        if isinstance(variables, MapOf) and isinstance(text, Known) and isinstance(text.scalar, str):
            return scope.names.template(text.scalar, variables, expression)
        return Unknown(f"what {name} renders is not known", span=expression.span)
    if not scope.names.spend(1):
        return Unknown(TOO_MANY_STEPS, span=expression.span)
    result = scope.names.call(name, values, expression)
    if isinstance(result, Doubt) or (name == "slice" and isinstance(revealed(values[0]), Reference)):
        scope.doubt("a function may fail")
    if isinstance(result, (ListOf, MapOf)):
        scope.names.spend(len(result.items))
    if isinstance(result, Known) and result.origin is Origin.LITERAL:
        result = replace(result, origin=Origin.COMPUTED)
    return result


def _try(expression: tree.Call, scope: Scope, index: int) -> Value:
    if index >= len(expression.arguments):
        return Failure("no alternative of try succeeds", span=expression.span)
    watched = replace(scope, doubts=[])
    value = evaluate(expression.arguments[index], watched)
    if isinstance(value, Failure):
        return _try(expression, scope, index + 1)
    choices = getattr(value, "choices", ())
    if any(isinstance(choice, Failure) for _, choice in choices):
        fallback = _try(expression, scope, index + 1)
        value = distribute(lambda entry, other: other if isinstance(entry, Failure) else entry, value, fallback)
    if watched.doubts or has_doubt(value):
        return _perhaps(value, _try(expression, scope, index + 1), scope)
    return value


def _perhaps(value: Value, fallback: Value, scope: Scope) -> Value:
    """One value or the other, whichever it is: known where they are the same."""
    if isinstance(fallback, Failure):
        scope.doubt("no alternative of try may succeed")
        return value
    if isinstance(value, Unknown) or agreed([value, fallback], value) == value:
        return replace(value, type=None, present="") if isinstance(value, Unknown) else value
    return Unknown("whether the expression succeeds is not known", None, value.span, value.sensitive, value.assumes)


def _can(value: Value, is_doubtful: bool) -> Value:
    if isinstance(value, Failure):
        return Known(False)
    unsure = is_doubtful or has_unknown(value)
    return Unknown("whether the expression succeeds is not known", "bool") if unsure else Known(True)


EVALUATORS.update(
    {
        tree.Literal: _literal,
        tree.Parentheses: _parentheses,
        tree.Name: _traversal,
        tree.GetAttr: _traversal,
        tree.Index: _traversal,
        tree.Splat: _splat,
        tree.SplatItem: _splat_item,
        tree.Tuple: _tuple,
        tree.Object: _object,
        tree.Unary: _unary,
        tree.Binary: _binary,
        tree.Conditional: _conditional,
        tree.Template: _template,
        tree.TemplateIf: _template_if,
        tree.TemplateFor: _template_for,
        tree.For: _for,
        tree.Call: _call,
    }
)
