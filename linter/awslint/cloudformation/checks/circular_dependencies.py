"""Conditions, and resources, that depend on each other in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from awslint.cloudformation.checks.circles import circles
from awslint.cloudformation.checks.fault import CONDITION_CYCLE, RESOURCE_CYCLE, Fault
from awslint.values import ALWAYS, NEVER, Condition, all_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from awslint.cloudformation.stack import Stack

Needs = dict[str, list[tuple[str, Condition]]]
"""By resource: the resources that it needs, each with the condition under which it does."""

_LONGEST_SHOWN: Final = 10
"""The most members of a circle that are named."""


def cycles(stack: Stack, needs: Needs) -> Iterator[Fault]:
    """Yields the circles of conditions, and those of resources, which are refused where all in them is made."""
    for name in stack.conditions.names():
        stack.conditions.named(name)
    for message, span in stack.conditions.cycles:
        name = message.partition(" -> ")[0]
        yield Fault(CONDITION_CYCLE, f"Conditions.{name}", "", message, span)
    taken = {
        name: [other for other, guard in needed if guard != NEVER]
        for name, needed in needs.items()
        if stack.decision(stack.resources[name].node).condition != NEVER
    }
    for circle in circles(taken):
        yield from _of_resources(stack, needs, circle)


def _of_resources(stack: Stack, needs: Needs, circle: list[str]) -> Iterator[Fault]:
    resources = [stack.resources[name] for name in circle]
    if any(resource.type.startswith("AWS::Serverless::") for resource in resources):
        return  # what refers to what is only known after the transform
    conditions: list[Condition] = []
    assumes: list[str] = []
    for resource, following in zip(resources, [*circle[1:], circle[0]], strict=True):
        guards = [guard for name, guard in needs[resource.name] if name == following and guard != NEVER]
        conditions.append(ALWAYS if ALWAYS in guards else guards[0])
        decision = stack.decision(resource.node)
        conditions.append(decision.condition)
        assumes += decision.assumes
    condition = all_of(conditions)
    if condition != NEVER:
        first = resources[0]
        shown = circle if len(circle) <= _LONGEST_SHOWN else [*circle[:_LONGEST_SHOWN], "..."]
        named = " -> ".join([*shown, circle[0]])
        entry, span = f"Resources.{first.name}", first.key.span
        yield Fault(RESOURCE_CYCLE, entry, "", named, span, "", tuple(shown), condition, tuple(dict.fromkeys(assumes)))
