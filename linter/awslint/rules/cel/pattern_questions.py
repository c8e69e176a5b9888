"""Questions that expressions ask about event patterns, as EventBridge, SNS, Pipes and Lambda take them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from awslint.graph import Attribute
from awslint.rules.cel.fields import select
from awslint.rules.cel.operands import ABSENT, Function, Items, elements_of, settled
from awslint.rules.cel.scope import Scope
from awslint.values import ListOf, MapOf, Reference, Truth, Unknown

_DEEPEST: Final = 20
"""Levels of fields inside of fields; no event has so many."""


def _pattern_values(_: Scope, pattern: Any) -> Any:
    """What a pattern lists for its fields, at every depth and in every branch of `$or`."""
    if pattern is ABSENT:
        return ABSENT
    found: list[Any] = []
    is_complete = _gather(pattern, found, _DEEPEST)
    return Items(tuple(found), is_complete)


def _gather(fields: Any, found: list[Any], left: int) -> bool:
    """Adds the values of the fields of an object; says whether all of them are known."""
    names = elements_of(fields)
    if names is ABSENT or not isinstance(_content(fields), (MapOf, dict)):
        return False
    is_complete = names.complete and left > 0
    for name in names.items if left > 0 else ():
        inner = fields.get(name) if isinstance(fields, Attribute) else select(fields, name)
        content = _content(inner)
        if isinstance(content, (MapOf, dict)):
            is_complete = _gather(inner, found, left - 1) and is_complete
        elif isinstance(content, (ListOf, Items, list)):
            listed = elements_of(inner)
            is_complete = listed.complete and is_complete
            if name == "$or":
                for branch in listed.items:
                    is_complete = _gather(branch, found, left - 1) and is_complete
            else:
                found.extend(listed.items)
        else:
            is_complete = False
    return is_complete


def _is_number(_: Scope, operand: Any) -> Any:
    """Whether a value is a number, and not the string of one."""
    value = settled(operand)
    if value is ABSENT or value is None:
        return ABSENT
    if isinstance(value, (Unknown, Reference)):
        return Truth.MAYBE
    return Truth.of(isinstance(value, (int, float)) and not isinstance(value, bool))


def _content(operand: Any) -> Any:
    return operand.content if isinstance(operand, Attribute) else settled(operand)


PATTERN_FUNCTIONS: Final[Mapping[str, Function]] = {"patternValues": _pattern_values, "isNumber": _is_number}
