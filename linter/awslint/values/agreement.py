"""What several candidates have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from awslint.values.value import Known, MapOf, Missing, Unknown, Value, revealed


def agreed(candidates: Sequence[Value], container: Value) -> Value:
    """Returns what one of the candidates is, whichever it is: as far as they agree."""
    first, *others = [revealed(candidate) for candidate in candidates] or [Missing()]
    if isinstance(first, Known) and all(isinstance(other, Known) and _is_same(first, other) for other in others):
        assumes = tuple(dict.fromkeys(reason for part in (container, first, *others) for reason in part.assumes))
        return replace(first, assumes=assumes, sensitive=any(part.sensitive for part in (container, first, *others)))
    maps = [other for other in (first, *others) if isinstance(other, MapOf) and other.complete]
    if len(maps) == 1 + len(others) and all(part.items.keys() == maps[0].items.keys() for part in maps):
        items = {key: agreed([part.items[key] for part in maps], container) for key in maps[0].items}
        return MapOf(items, span=maps[0].span, sensitive=container.sensitive, assumes=container.assumes)
    return Unknown("which element it is, is not known", span=container.span, sensitive=container.sensitive)


def _is_same(left: Known, right: Known) -> bool:
    return left.scalar == right.scalar and isinstance(left.scalar, bool) is isinstance(right.scalar, bool)
