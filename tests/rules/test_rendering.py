"""Examples that are given as properties, written in both languages."""

from __future__ import annotations

from awslint.rules.policies.rendering import as_terraform


def test_names_are_those_of_the_provider_of_today() -> None:
    # Versions before 5 called them number_cache_clusters and replication_group_description.
    properties = {"ReplicationGroupDescription": "Sessions", "NumCacheClusters": 2}
    text = as_terraform("AWS::ElastiCache::ReplicationGroup", properties)
    assert text.splitlines()[1:-1] == ['  description = "Sessions"', "  num_cache_clusters = 2"]
