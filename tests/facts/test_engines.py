from awslint.facts.engines import engine_versions, families, family_of, has_node_type, node_types
from awslint.facts.quotas import QUOTAS

GROUP = "AWS::ElastiCache::ReplicationGroup"
FAMILIES = "AWS::ElastiCache::ParameterGroup"


def test_node_types_are_listed_by_property() -> None:
    listed = node_types(GROUP, "CacheNodeType")
    assert listed is not None
    assert {"cache.r7g.large", "cache.t4g.micro"} <= listed
    assert node_types(GROUP, "Engine") is None
    assert "db.r6g.large" in (node_types("AWS::Neptune::DBInstance", "DBInstanceClass") or ())


def test_a_region_may_lack_a_node_type() -> None:
    assert has_node_type(GROUP, "CacheNodeType", "cache.r7g.large", "us-east-1") is True
    assert has_node_type(GROUP, "CacheNodeType", "cache.r6gd.xlarge", "af-south-1") is False
    assert has_node_type(GROUP, "CacheNodeType", "cache.z9.large", "us-east-1") is None
    assert has_node_type(GROUP, "CacheNodeType", "cache.r7g.large", "us-iso-east-1") is None


def test_versions_of_engines_are_in_order() -> None:
    assert engine_versions(GROUP, "redis")[-1] == "7.1"
    assert engine_versions(GROUP, "memcached")[:2] == ("1.4.5", "1.4.14")
    assert engine_versions(GROUP, "Valkey")[0] == "7.2"
    assert engine_versions("AWS::MemoryDB::Cluster", "redis") == ()


def test_the_family_follows_from_the_version() -> None:
    assert family_of(FAMILIES, "redis", "7.0") == "redis7"
    assert family_of(FAMILIES, "redis", "7") == "redis7"
    assert family_of(FAMILIES, "redis", "6.x") == "redis6.x"
    assert family_of(FAMILIES, "redis", "70") is None
    assert family_of(FAMILIES, "memcached", "1.6.17") == "memcached1.6"
    assert family_of("AWS::MemoryDB::ParameterGroup", "redis", "6.2") == "memorydb_redis6"
    assert family_of(FAMILIES, "redis", "8.0") is None
    assert "valkey8" in families(FAMILIES)


def test_every_version_of_the_list_but_the_newest_has_a_family() -> None:
    for engine in ("memcached", "redis"):
        for version in engine_versions(GROUP, engine):
            assert family_of(FAMILIES, engine, version) in families(FAMILIES)


def test_quotas_name_their_sources() -> None:
    for quota in QUOTAS.values():
        assert quota.source.startswith("https://docs.aws.amazon.com/")
        assert quota.maximum is None or (quota.adjustable and quota.maximum > quota.default)
