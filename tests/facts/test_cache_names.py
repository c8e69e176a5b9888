"""The canonical names of ElastiCache's and MemoryDB's types are those of the registry's schemas."""

from __future__ import annotations

from typing import Any

import pytest

from awslint.facts.names import snake_case, terraform_names

TYPES = [
    *(f"AWS::ElastiCache::{name}" for name in ("CacheCluster", "GlobalReplicationGroup", "ParameterGroup")),
    *(f"AWS::ElastiCache::{name}" for name in ("ReplicationGroup", "ServerlessCache", "SubnetGroup", "User")),
    "AWS::ElastiCache::UserGroup",
    *(f"AWS::MemoryDB::{name}" for name in ("ACL", "Cluster", "MultiRegionCluster", "ParameterGroup", "SubnetGroup")),
    "AWS::MemoryDB::User",
]


@pytest.fixture(scope="module")
def schemas() -> dict[str, dict[str, Any]]:
    manager = pytest.importorskip("cfnlint.schema").PROVIDER_SCHEMA_MANAGER
    found = {}
    for type_ in TYPES:
        found[type_] = dict(manager.get_resource_schema("us-east-1", type_).schema)
    return found


def test_cloud_control_names_every_property(schemas: dict[str, dict[str, Any]]) -> None:
    missing = []
    for type_, schema in schemas.items():
        read_only = {path.split("/")[2] for path in schema.get("readOnlyProperties", ())}
        _, service, name = type_.split("::")
        names = terraform_names(f"awscc_{service.lower()}_{snake_case(name)}")
        assert names.type == type_
        selected = set(schema["properties"]) - read_only
        missing += [f"{type_}.{attribute}" for attribute in sorted(selected) if not names.has((attribute,))]
    assert missing == []


def test_native_names_belong_to_one_canonical_name() -> None:
    user = terraform_names("aws_elasticache_user")
    assert user.native_path(("AuthenticationMode", "Passwords", 0)) == "authentication_mode.passwords[0]"
    group = terraform_names("aws_elasticache_replication_group")
    assert group.native_path(("ReplicationGroupDescription",)) == "description"
    assert group.native_path(("NumCacheClusters",)) == "num_cache_clusters"
