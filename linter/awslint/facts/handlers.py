"""The IAM actions that CloudFormation's handlers declare per type and phase.

They are an upper bound of what a deployment calls, never a minimum: many are used only when a property is set.
Declared permissions that name no action are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal

from awslint.facts.packs import pack

Phase = Literal["create", "read", "update", "delete", "list"]
PHASES: Final[tuple[Phase, ...]] = ("create", "read", "update", "delete", "list")


def has_handlers(type_name: str) -> bool:
    """Returns whether the registry declares handlers for the type."""
    return type_name in _namespace(type_name)


def permissions(type_name: str, phase: Phase) -> tuple[str, ...] | None:
    """Returns the actions that the handler of that phase declares (a few with `*`); None where the type has no such
    handler."""
    declared = _namespace(type_name).get(type_name, {}).get(phase)
    return None if declared is None else tuple(declared)


def _namespace(type_name: str) -> Mapping[str, Any]:
    return _block("::".join(type_name.split("::")[:2]))


@cache
def _block(name: str) -> Mapping[str, Any]:
    blocks = pack("handlers")
    found: Mapping[str, Any] = blocks.get(name, {})
    return found
