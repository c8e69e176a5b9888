"""Node types and where they are, versions of engines, families of parameter groups.

The lists are cfn-lint's, which follow AWS with some delay: a node type or version that is missing may be new.
Families are written by hand, from the user guides of ElastiCache and MemoryDB.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from awslint.facts.packs import pack

ELASTICACHE: Final = "AWS::ElastiCache::CacheCluster"
_NODES: Final[Mapping[str, str]] = {
    "AWS::ElastiCache::ReplicationGroup/CacheNodeType": f"{ELASTICACHE}/CacheNodeType",
    "AWS::ElastiCache::GlobalReplicationGroup/CacheNodeType": f"{ELASTICACHE}/CacheNodeType",
}

# By type and engine: the beginnings of the versions that a family is for. Source: "Supported engines and versions",
# "Managing parameter groups" (ElastiCache), "Engine versions", "Parameter groups" (MemoryDB).
_FAMILIES: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    "AWS::ElastiCache::ParameterGroup": {
        "memcached": {"1.4": "memcached1.4", "1.5": "memcached1.5", "1.6": "memcached1.6"},
        "redis": {
            "2.6": "redis2.6",
            "2.8": "redis2.8",
            "3.2": "redis3.2",
            "4.0": "redis4.0",
            "5.0": "redis5.0",
            "6": "redis6.x",
            "7": "redis7",
        },
        "valkey": {"7": "valkey7", "8": "valkey8"},
    },
    "AWS::MemoryDB::ParameterGroup": {
        "redis": {"6": "memorydb_redis6", "7": "memorydb_redis7"},
        "valkey": {"7": "memorydb_valkey7"},
    },
}


def node_types(type_name: str, name: str) -> frozenset[str] | None:
    """Returns the known values of a property that takes a node or instance type; None where no list is known."""
    block = _nodes(type_name, name)
    return None if block is None else frozenset(block["names"])


def has_node_type(type_name: str, name: str, node_type: str, region: str) -> bool | None:
    """Returns whether a region has a node type; None where the list does not know the type or the region."""
    block = _nodes(type_name, name)
    if block is None or region not in block["absent"] or node_type not in block["names"]:
        return None
    return block["names"].index(node_type) not in block["absent"][region]


def engine_versions(type_name: str, engine: str) -> tuple[str, ...]:
    """Returns the versions of an engine that can be asked for, oldest first; none where no list is known."""
    listed = _block("versions").get(ELASTICACHE if type_name.startswith("AWS::ElastiCache::") else type_name, {})
    return tuple(listed.get(engine.lower(), ()))


def families(type_name: str) -> frozenset[str]:
    """Returns the known families of a type of parameter groups."""
    return frozenset(family for by_version in _FAMILIES.get(type_name, {}).values() for family in by_version.values())


def family_of(type_name: str, engine: str, version: str) -> str | None:
    """Returns the family that parameter groups for that version of the engine have; None where it is not known.

    `type_name` is the parameter group's type. A version may be as short as `7` or as long as `7.0.7`.
    """
    for beginning, family in _FAMILIES.get(type_name, {}).get(engine.lower(), {}).items():
        if re.match(rf"{re.escape(beginning)}(?:\.|$)", version):
            return family
    return None


def _nodes(type_name: str, name: str) -> Mapping[str, Any] | None:
    path = f"{type_name}/{name}"
    found: Mapping[str, Any] | None = _block("nodes").get(_NODES.get(path, path))
    return found


@cache
def _block(name: str) -> Mapping[str, Any]:
    block: Mapping[str, Any] = pack("engines")[name]
    return block
