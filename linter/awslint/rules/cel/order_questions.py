"""Questions that expressions ask about what waits for what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from awslint.graph import Resource
from awslint.rules.cel.operands import ABSENT, Function
from awslint.rules.cel.scope import Scope
from awslint.values import Unknown


def _dependency(_: Scope, later: Any, earlier: Any) -> Any:
    """What `depends_on` of one Terraform resource names to wait for another."""
    if not isinstance(later, Resource) or not isinstance(earlier, Resource):
        return ABSENT if ABSENT in (later, earlier) else Unknown("which resource is meant is not known")
    return later.dependency_on(earlier) or earlier.block


ORDER_FUNCTIONS: Final[Mapping[str, Function]] = {"dependency": _dependency}
