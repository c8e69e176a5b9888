"""Whether what is known of a value before deployment holds of the value after it, to the letter.

A plan says of many a value only that it is not known yet: what `terraform apply` makes of it is the last word.
"""

from __future__ import annotations

import re
from typing import Any

from awslint.values import Known, ListOf, MapOf, Missing, OneOf, Text, Unknown, Value, revealed

_TYPES = {"string": str, "boolean": bool, "number": (int, float), "array": list, "object": dict}


def holds(value: Value, applied: Any) -> bool:
    """Whether a value after apply, as JSON has it, is one that the known value allows."""
    value = revealed(value)
    if isinstance(value, Missing):
        return applied is None
    if isinstance(value, Known):
        return _scalar_holds(value.scalar, applied)
    if isinstance(value, Text):
        pieces = (re.escape(each) if isinstance(each, str) else ".*" for each in value.parts)
        return isinstance(applied, str) and re.fullmatch("".join(pieces), applied, re.DOTALL) is not None
    if isinstance(value, OneOf):
        return any(holds(alternative, applied) for _, alternative in value.choices)
    if isinstance(value, ListOf):
        return isinstance(applied, list) and _elements_hold(value, applied)
    if isinstance(value, MapOf):
        return isinstance(applied, dict) and _members_hold(value, applied)
    if isinstance(value, Unknown) and value.present:
        return applied not in (None, "", [], {})
    return True


def _scalar_holds(scalar: Any, applied: Any) -> bool:
    if isinstance(scalar, bool) or isinstance(applied, bool) or isinstance(scalar, str) or isinstance(applied, str):
        return type(scalar) is type(applied) and scalar == applied
    return bool(scalar == applied)


def _elements_hold(value: ListOf, applied: list[Any]) -> bool:
    if value.is_set:
        known = (each for each in value.items if not isinstance(each, Missing))
        return all(any(holds(each, other) for other in applied) for each in known) and (
            not value.complete or all(any(holds(each, other) for each in value.items) for other in applied)
        )
    if value.complete:
        return len(value.items) == len(applied) and all(map(holds, value.items, applied))
    rest = iter(applied)
    return all(any(holds(each, other) for other in rest) for each in value.items)


def _members_hold(value: MapOf, applied: dict[str, Any]) -> bool:
    if value.complete and not applied.keys() <= value.items.keys():
        return False
    return all(
        holds(each, applied[name]) if name in applied else not isinstance(revealed(each), Known | Text | ListOf | MapOf)
        for name, each in value.items.items()
    )
