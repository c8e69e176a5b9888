"""Questions about the references that a string is put together from."""

from __future__ import annotations

from typing import Any

from awslint.graph import Attribute
from awslint.rules.cel.operands import ABSENT
from awslint.rules.cel.scope import Scope
from awslint.values import Reference, Text, Unknown


def head(_: Scope, operand: Any, *types: str) -> Any:
    """Returns the resource that an ARN put together from parts begins with, that of `"${bucket.arn}/*"`; else
    ABSENT."""
    if not isinstance(operand, Attribute) or not isinstance(operand.value, Text):
        return ABSENT
    parts, before = operand.value.parts, ""
    for place, part in enumerate(parts):
        found = operand.resource.deployment.find(part.resource) if isinstance(part, Reference) else None
        if isinstance(part, str):
            before += part
        elif found is not None and found.type in types:
            rest = parts[place + 1 : place + 2]
            follows = not rest or (isinstance(rest[0], str) and rest[0].startswith("/"))
            return found if follows and "/" not in before and (not before or before.endswith(":")) else ABSENT
    return ABSENT


def lead(_: Scope, operand: Any) -> Any:
    """Returns what is written of a string before its first reference; the empty string where it begins with one."""
    if not isinstance(operand, Attribute) or not isinstance(operand.value, (Text, Reference)):
        return ABSENT
    first = operand.value.parts[0] if isinstance(operand.value, Text) else operand.value
    return first if isinstance(first, (str, Unknown)) else ""


def target_field(scope: Scope, operand: Any, *types: str) -> Any:
    """Returns the attribute that a reference takes of the other resource, in the language's own names: `Arn`, `id`.

    With types, also that of the reference with which a string begins after what is written: `"arn:...:${bucket.id}/*"`.
    """
    if types and isinstance(operand, Attribute) and isinstance(operand.value, Text):
        if head(scope, operand, *types) is ABSENT:
            return ABSENT
        references = (part for part in operand.value.parts if isinstance(part, Reference))
        return next((part.attribute[-1] for part in references if part.attribute), ABSENT)
    if isinstance(operand, Attribute):
        path = operand.target_attribute
        return path[-1] if path else ABSENT
    return ABSENT
