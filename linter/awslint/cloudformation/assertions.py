"""The Rules section: what a template says of its parameters before anything is created."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.cloudformation.conditions import Conditions, Decision, same_text
from awslint.cloudformation.texts import opened
from awslint.frozen import frozen
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence
from awslint.values import (
    ALWAYS,
    NEVER,
    Condition,
    Is,
    ListOf,
    Not,
    OneOf,
    Span,
    Truth,
    Value,
    all_of,
    any_of,
    negation,
    revealed,
)

_MOST_PAIRS: Final = 256
_MOST_ATOMS: Final = 8


@frozen
class Assertion:
    """One assertion, as a formula that holds unless the rule's own condition does not."""

    condition: Condition
    assumes: tuple[str, ...]
    description: str
    span: Span


@frozen
class Rule:
    """One rule of the section."""

    name: str
    span: Span
    assertions: tuple[Assertion, ...]


def assertions(section: Mapping | None, conditions: Conditions) -> Iterator[Rule]:
    """Yields the rules whose assertions can be decided, or depend on parameters whose values are listed."""
    for key, node in section.entries if section is not None else ():
        if not isinstance(node, Mapping):
            continue
        when = node.get("RuleCondition")
        premise = _decide(conditions, when) if when is not None else Decision(ALWAYS)
        written = node.get("Assertions")
        if premise is None or not isinstance(written, Sequence):
            continue
        found = []
        for element in written.items:
            assertion = element.get("Assert") if isinstance(element, Mapping) else None
            decided = _decide(conditions, assertion) if assertion is not None else None
            if decided is None or not isinstance(element, Mapping):
                continue
            condition = any_of((negation(premise.condition), decided.condition))
            assumes = tuple(dict.fromkeys((*premise.assumes, *decided.assumes)))
            found.append(Assertion(condition, assumes, element.text("AssertDescription") or "", element.span))
        if found:
            yield Rule(key.text, key.span, tuple(found))


def restriction(section: Mapping | None, conditions: Conditions) -> Decision:
    """Returns what the assertions demand of parameters that are left open: no deployment is made where it does not
    hold.

    What is decided is no restriction: a rule that surely fails is a finding, and the rest is still looked at.
    """
    demands = []
    assumes: tuple[str, ...] = ()
    atoms: set[Is] = set()
    for rule in assertions(section, conditions):
        for assertion in rule.assertions:
            together = atoms | set(_atoms(assertion.condition))
            # Every resource exists under these conditions: more of them than this would leave all rules undecided.
            if assertion.condition not in (ALWAYS, NEVER) and len(together) <= _MOST_ATOMS:
                atoms = together
                demands.append(assertion.condition)
                assumes += assertion.assumes
    return Decision(all_of(demands), tuple(dict.fromkeys(assumes)))


def _atoms(condition: Condition) -> Iterator[Is]:
    if isinstance(condition, Is):
        yield condition
    elif isinstance(condition, Not):
        yield from _atoms(condition.condition)
    else:
        for element in condition.conditions:
            yield from _atoms(element)


def _decide(conditions: Conditions, node: Node) -> Decision | None:
    """The formula of an assertion; None where a part of it is open, so that nothing follows from it."""
    if not isinstance(node, Mapping) or len(node.entries) != 1:
        return None
    key, argument = node.entries[0]
    operands = argument.items if isinstance(argument, Sequence) else [argument]
    name = key.text
    if name in ("Fn::And", "Fn::Or", "Fn::Not"):
        decided = [_decide(conditions, operand) for operand in operands]
        known = [element for element in decided if element is not None]
        if len(known) != len(decided) or not known:
            return None
        assumes = tuple(dict.fromkeys(text for element in known for text in element.assumes))
        formulas = [element.condition for element in known]
        if name == "Fn::Not":
            return Decision(negation(formulas[0]), assumes) if len(formulas) == 1 else None
        return Decision(all_of(formulas) if name == "Fn::And" else any_of(formulas), assumes)
    if name == "Fn::Equals" and len(operands) == 2:
        decision = conditions.decide(node)
        return decision if _is_declared(decision.condition) else None
    if name == "Fn::Contains" and len(operands) == 2:
        return _contains(conditions, operands[0], operands[1])
    if name == "Fn::EachMemberIn" and len(operands) == 2:
        return _each_member_in(conditions, operands[0], operands[1])
    return None


def _is_declared(condition: Condition) -> bool:
    """Whether only parameters whose values are listed decide on it."""
    if isinstance(condition, Is):
        return condition.declared
    if isinstance(condition, Not):
        return _is_declared(condition.condition)
    return all(map(_is_declared, condition.conditions))


def _contains(conditions: Conditions, items: Node, selected: Node) -> Decision | None:
    if isinstance(selected, (Scalar, Mapping)):
        members = revealed(conditions.value(items))
        value = opened(conditions.value(selected))
        if not isinstance(members, ListOf) or not members.complete:
            return None
        return _among(value, members)
    return None


def _among(value: Value, members: ListOf) -> Decision | None:
    choices = value.choices if isinstance(value, OneOf) else ((ALWAYS, value),)
    if len(choices) * len(members.items) > _MOST_PAIRS:
        return None
    true: list[Condition] = []
    for guard, choice in choices:
        answers = {same_text(choice, member) for member in members.items}
        if Truth.YES in answers:
            true.append(guard)
        elif Truth.MAYBE in answers or not _is_declared(guard):
            return None
    return Decision(any_of(true), tuple(dict.fromkeys((*value.assumes, *members.assumes))))


def _each_member_in(conditions: Conditions, these: Node, those: Node) -> Decision | None:
    contained, outer = revealed(conditions.value(these)), revealed(conditions.value(those))
    if (
        not isinstance(contained, ListOf)
        or not isinstance(outer, ListOf)
        or not (contained.complete and outer.complete)
    ):
        return None
    decided = [_among(opened(element), outer) for element in contained.items]
    known = [decision for decision in decided if decision is not None]
    if len(known) != len(decided):
        return None
    assumes = tuple(dict.fromkeys(text for decision in known for text in decision.assumes))
    return Decision(all_of(decision.condition for decision in known), assumes)
