"""Makes functions of expressions: each answers for one resource in the world of the evaluation context."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from awslint.graph import Attribute, Resource
from awslint.rules.cel.fields import ATTRIBUTE, RESOURCE, select
from awslint.rules.cel.operands import (
    ABSENT,
    EvaluationError,
    Items,
    Optional,
    add,
    calculate,
    compare,
    elements_of,
    is_equal,
    is_in,
    is_present,
    settled,
    truth_of,
)
from awslint.rules.cel.scope import MOST_STEPS, MOST_STEPS_OF_ALL, Evaluate, OutOfSteps, Scope
from awslint.values import Known, Truth, Unknown

if TYPE_CHECKING:
    from awslint.rules.cel.parser import Tree


def compiled(tree: Tree) -> Evaluate:
    """Returns the function that evaluates a tree of `awslint.rules.cel.parser`."""
    return _COMPILERS[tree[0]](*tree[1:])


def _literal(value: Any) -> Evaluate:
    return lambda scope: value


def _name(name: str) -> Evaluate:
    return lambda scope: scope.get(name)


def _select(operand: Tree, field: str, is_optional: bool) -> Evaluate:
    subject = compiled(operand)
    is_property = field not in ATTRIBUTE and field not in RESOURCE

    def evaluate(scope: Scope) -> Any:
        value = subject(scope)
        if isinstance(value, Optional):
            return Optional(select(value.operand, field))
        if is_property and isinstance(value, (Attribute, Resource)):
            found: Any = value.get(field)
        else:
            found = select(value, field)
        return Optional(found) if is_optional else found

    return evaluate


def _index(operand: Tree, key: Tree, is_optional: bool) -> Evaluate:
    subject, place = compiled(operand), compiled(key)

    def evaluate(scope: Scope) -> Any:
        value = subject(scope)
        optional = is_optional or isinstance(value, Optional)
        found = _at(value.operand if isinstance(value, Optional) else value, settled(place(scope)))
        return Optional(found) if optional else found

    return evaluate


def _at(operand: Any, key: Any) -> Any:
    if key is ABSENT or operand is ABSENT:
        return ABSENT
    if isinstance(key, str):
        if isinstance(operand, (Attribute, Resource)):
            return operand.get(key)
        return select(operand, key)
    if not isinstance(key, int):
        return Unknown("the key is not known")
    found = elements_of(operand)
    if found is ABSENT:
        return ABSENT
    if 0 <= key < len(found.items) and found.complete:
        return found.items[key]
    return ABSENT if found.complete else Unknown("not all elements are known")


def _list(items: list[Tree]) -> Evaluate:
    if all(element[0] == "literal" for element in items):
        constant = [element[1] for element in items]
        return lambda scope: constant
    functions = [compiled(element) for element in items]
    return lambda scope: Items(tuple(function(scope) for function in functions))


def _map(entries: list[list[Tree]]) -> Evaluate:
    functions = [(compiled(key), compiled(value)) for key, value in entries]
    return lambda scope: {settled(key(scope)): value(scope) for key, value in functions}


def _not(operand: Tree) -> Evaluate:
    subject = compiled(operand)

    def evaluate(scope: Scope) -> Any:
        truth = truth_of(subject(scope))
        return truth if truth is ABSENT else ~truth

    return evaluate


def _negate(operand: Tree) -> Evaluate:
    subject = compiled(operand)
    return lambda scope: calculate("-", 0, subject(scope))


def _and(left: Tree, right: Tree) -> Evaluate:
    first, second = compiled(left), compiled(right)

    def evaluate(scope: Scope) -> Any:
        left_truth = truth_of(first(scope))
        if left_truth is Truth.NO:
            return left_truth
        other = truth_of(second(scope))
        if other is Truth.NO:
            return other
        return ABSENT if left_truth is ABSENT or other is ABSENT else left_truth & other

    return evaluate


def _or(left: Tree, right: Tree) -> Evaluate:
    first, second = compiled(left), compiled(right)

    def evaluate(scope: Scope) -> Any:
        left_truth = truth_of(first(scope))
        if left_truth is Truth.YES:
            return left_truth
        other = truth_of(second(scope))
        if other is Truth.YES:
            return other
        return ABSENT if left_truth is ABSENT or other is ABSENT else left_truth | other

    return evaluate


def _compare(operator: str, left: Tree, right: Tree) -> Evaluate:
    first, second = compiled(left), compiled(right)
    if operator in ("==", "!=") and right[0] == "literal" and isinstance(right[1], str) and right[1]:
        return _compare_with_string(first, right[1], is_equality=operator == "==")
    if operator == "==":
        return lambda scope: is_equal(first(scope), second(scope))
    if operator == "in":
        return lambda scope: is_in(first(scope), second(scope))
    if operator == "!=":

        def evaluate(scope: Scope) -> Any:
            truth = is_equal(first(scope), second(scope))
            return truth if truth is ABSENT else ~truth

        return evaluate
    return lambda scope: compare(operator, first(scope), second(scope))


def _compare_with_string(operand: Evaluate, string: str, *, is_equality: bool) -> Evaluate:
    """The most frequent comparison, which is quickly answered where a string is written in the configuration."""

    def evaluate(scope: Scope) -> Any:
        value = operand(scope)
        if isinstance(value, Attribute):
            content = value.content
            if isinstance(content, Known) and isinstance(content.scalar, str):
                return Truth.of((content.scalar == string) is is_equality)
        truth = is_equal(value, string)
        return truth if is_equality or truth is ABSENT else ~truth

    return evaluate


def _arithmetic(operator: str, left: Tree, right: Tree) -> Evaluate:
    first, second = compiled(left), compiled(right)
    if operator == "+":
        return lambda scope: add(first(scope), second(scope))
    return lambda scope: calculate(operator, first(scope), second(scope))


def _if(condition: Tree, then: Tree, otherwise: Tree) -> Evaluate:
    test, chosen, other = compiled(condition), compiled(then), compiled(otherwise)

    def evaluate(scope: Scope) -> Any:
        truth = truth_of(test(scope))
        if truth is Truth.YES:
            return chosen(scope)
        if truth is Truth.NO:
            return other(scope)
        if truth is ABSENT:
            return ABSENT
        first, second = chosen(scope), other(scope)
        if isinstance(first, (Truth, bool)) and isinstance(second, (Truth, bool)):
            return first if truth_of(first) is truth_of(second) else Truth.MAYBE
        return Unknown("which of two values it is, is not known")

    return evaluate


def _each(macro: str, operand: Tree, variable: str, body: Tree) -> Evaluate:
    subject, function = compiled(operand), compiled(body)

    def evaluate(scope: Scope) -> Any:
        items = elements_of(subject(scope))
        if items is ABSENT:
            return ABSENT
        context = scope.deployment.context
        context.steps += len(items.items)
        scope.deployment.policy_steps += len(items.items)
        if context.steps > MOST_STEPS or scope.deployment.policy_steps > MOST_STEPS_OF_ALL:
            raise OutOfSteps("it compares too many elements with each other")
        found = [(element, function(scope.with_values({variable: element}))) for element in items.items]
        return _MACROS[macro](found, items.complete)

    return evaluate


def _mapped(found: list[tuple[Any, Any]], complete: bool) -> Any:
    return Items(tuple(value for _, value in found), complete)


def _all(found: list[tuple[Any, Any]], complete: bool) -> Any:
    answer: Any = Truth.YES if complete else Truth.MAYBE
    for element, value in found:
        truth = truth_of(value)
        if truth is not ABSENT:
            truth = truth | ~_existence(element)
        if truth is Truth.NO:
            return truth
        answer = ABSENT if ABSENT in (truth, answer) else answer & truth
    return answer


def _holds(found: list[tuple[Any, Any]]) -> list[Any]:
    """For every item whether it exists and the condition holds."""
    answers = ((element, truth_of(value)) for element, value in found)
    return [truth if truth is ABSENT else truth & _existence(element) for element, truth in answers]


def _filtered(found: list[tuple[Any, Any]], complete: bool) -> Any:
    answers = _holds(found)
    certain = tuple(element for (element, _), truth in zip(found, answers, strict=True) if truth is Truth.YES)
    return Items(certain, complete and all(truth in (Truth.YES, Truth.NO) for truth in answers))


def _any(found: list[tuple[Any, Any]], complete: bool) -> Any:
    answers = _holds(found)
    if Truth.YES in answers:
        return Truth.YES
    if ABSENT in answers:
        return ABSENT
    return Truth.MAYBE if Truth.MAYBE in answers or not complete else Truth.NO


def _one(found: list[tuple[Any, Any]], complete: bool) -> Any:
    answers = _holds(found)
    certain = answers.count(Truth.YES)
    if certain > 1:
        return Truth.NO
    if ABSENT in answers:
        return ABSENT
    return Truth.MAYBE if Truth.MAYBE in answers or not complete else Truth.of(certain == 1)


_MACROS: Final[Mapping[str, Callable[[list[tuple[Any, Any]], bool], Any]]] = {
    "all": _all,
    "exists": _any,
    "exists_one": _one,
    "filter": _filtered,
    "map": _mapped,
}


def _existence(element: Any) -> Truth:
    return element.existence if isinstance(element, Resource) else Truth.YES


def _call(name: str, arguments: list[Tree]) -> Evaluate:
    from awslint.rules.cel.functions import FUNCTIONS

    functions = [compiled(argument) for argument in arguments]
    if name in ("has", "isSet"):
        if len(functions) != 1:
            raise EvaluationError(f"{name}() takes one argument")
        return lambda scope: is_present(functions[0](scope))
    function = FUNCTIONS.get(name)
    if function is None:
        raise EvaluationError(f"there is no function {name}()")
    return lambda scope: function(scope, *[argument(scope) for argument in functions])


def _method(operand: Tree, name: str, arguments: list[Tree]) -> Evaluate:
    from awslint.rules.cel.functions import METHODS

    subject, functions = compiled(operand), [compiled(argument) for argument in arguments]
    if name in ("orValue", "hasValue", "value", "or"):
        return _optional(subject, name, functions)
    method = METHODS.get(name)
    if method is None:
        raise EvaluationError(f"there is no function {name}()")
    return lambda scope: method(scope, subject(scope), *[argument(scope) for argument in functions])


def _optional(subject: Evaluate, name: str, arguments: list[Evaluate]) -> Evaluate:
    def evaluate(scope: Scope) -> Any:
        value = subject(scope)
        found = value.operand if isinstance(value, Optional) else value
        present = is_present(found)
        if name == "hasValue":
            return present
        if name == "value" or present is not Truth.NO:
            return found
        return arguments[0](scope)

    return evaluate


_COMPILERS: Final[Mapping[str, Callable[..., Evaluate]]] = {
    "literal": _literal,
    "name": _name,
    "select": _select,
    "index": _index,
    "list": _list,
    "map": _map,
    "not": _not,
    "negate": _negate,
    "and": _and,
    "or": _or,
    "compare": _compare,
    "arithmetic": _arithmetic,
    "if": _if,
    "each": _each,
    "call": _call,
    "method": _method,
}
