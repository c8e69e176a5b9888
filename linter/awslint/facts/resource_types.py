"""Which CloudFormation types there are, and in which regions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from awslint.facts.packs import pack


def is_type(name: str) -> bool:
    """Returns whether CloudFormation has a resource type of that name in some region. Private types are not known."""
    return name in _names()


def is_available(name: str, region: str) -> bool | None:
    """Returns whether CloudFormation has the type in the region; None for unknown types and for regions without
    data."""
    missing = _absent(region)
    if missing is None or name not in _names():
        return None
    return name not in missing


@cache
def _names() -> frozenset[str]:
    return frozenset(pack("types")["names"])


@cache
def _absent(region: str) -> frozenset[str] | None:
    absent: Mapping[str, Any] = pack("types")["absent"]
    if region not in absent:
        return None
    names = pack("types")["names"]
    return frozenset(names[number] for number in absent[region])
