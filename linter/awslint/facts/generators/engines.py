"""Node types, engine versions and instance types from the lists that cfn-lint carries beside the schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from awslint.facts.generators.from_cfnlint import COPIED

# The lists by the property that they are about.
NODE_TYPES: Final[Mapping[str, str]] = {
    "AWS::DAX::Cluster/NodeType": "aws_dax_cluster/nodetype_enum",
    "AWS::DocDB::DBInstance/DBInstanceClass": "aws_docdb_dbinstance/dbinstanceclass_enum",
    "AWS::EC2::Instance/InstanceType": "aws_ec2_instance/instancetype_enum",
    "AWS::ElastiCache::CacheCluster/CacheNodeType": "aws_elasticache_cachecluster/cachenodetype_enum",
    "AWS::Neptune::DBInstance/DBInstanceClass": "aws_neptune_dbinstance/dbinstanceclass_enum",
    "AWS::Redshift::Cluster/NodeType": "aws_redshift_cluster/nodetype_enum",
}
ENGINES: Final[Mapping[str, str]] = {"AWS::ElastiCache::CacheCluster": "aws_elasticache_cachecluster/engine_version"}


def engines() -> dict[str, Any]:
    """Returns per property the node types with the regions that lack them; per type the versions of its engines."""
    return {
        "nodes": {name: _by_region(_read(path)) for name, path in NODE_TYPES.items()},
        "versions": {name: dict(sorted(_versions(_read(path)))) for name, path in ENGINES.items()},
    }


def _by_region(listed: Mapping[str, Any]) -> dict[str, Any]:
    # For regions that cfn-lint has no data of, it repeats another region's.
    regions = {
        name: set(definition["enum"])
        for name, definition in listed.items()
        if isinstance(definition, dict) and not COPIED.fullmatch(name)
    }
    every = sorted(set().union(*regions.values()))
    return {
        "names": every,
        "absent": {
            region: [number for number, name in enumerate(every) if name not in there]
            for region, there in sorted(regions.items())
        },
    }


def _versions(listed: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for condition in listed["allOf"]:
        engine = condition["if"]["properties"]["Engine"].get("const")
        if engine is not None:
            yield engine, sorted(condition["then"]["properties"]["EngineVersion"]["enum"], key=_numbers)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _read(path: str) -> Mapping[str, Any]:
    import cfnlint

    folder = Path(cfnlint.__file__).parent / "data" / "schemas" / "extensions"
    listed: Mapping[str, Any] = json.loads((folder / f"{path}.json").read_bytes())
    return listed
