"""EC091: a region has the node type that a cache asks for."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.facts.engines import has_node_type
from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth


@rule(
    id="EC091",
    title="A cache asks for nodes that its region is not known to have",
    severity=Severity.WARNING,
    types=("AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::CacheCluster"),
    raises=(
        Raises("elasticache", "InvalidParameterValue", on="CreateReplicationGroup"),
        Raises("elasticache", "InsufficientCacheClusterCapacity", on="CreateReplicationGroup"),
        Raises("elasticache", "InvalidParameterValue", on="CreateCacheCluster"),
        Raises("elasticache", "InsufficientCacheClusterCapacity", on="CreateCacheCluster"),
    ),
    evidence=(
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html",
        "catalogue:EC-91",
        "catalogue:EC-86",
    ),
)
def check(cache: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    Not every region has every node type.

    ## What it finds

    Replication groups and cache clusters whose node type is known elsewhere, and not in the region of the cache.

    ## Why AWS refuses it

    A node type that the region does not offer is an invalid value there.

    ## Example

    ```hcl
    provider "aws" {
      region = "eu-south-2"
    }

    resource "aws_elasticache_replication_group" "shop" {
      replication_group_id = "shop"
      description          = "The shop's sessions"
      node_type            = "cache.r6gd.xlarge" # expect
      data_tiering_enabled = true
      engine_version       = "7.1"
    }
    ```

    ## Use instead

    ```hcl
    provider "aws" {
      region = "eu-south-2"
    }

    resource "aws_elasticache_replication_group" "shop" {
      replication_group_id = "shop"
      description          = "The shop's sessions"
      node_type            = "cache.r7g.xlarge"
      engine_version       = "7.1"
    }
    ```

    ## Limits

    A warning: the lists follow AWS with some delay, and a region may have got the node type since.
    """
    asked, region = cache.get("CacheNodeType"), cache.region_attribute
    if asked.text is None or region.text is None:
        if asked.is_set is not Truth.NO:
            yield Verdict(holds=Truth.MAYBE, at=asked, message="")
        return
    if has_node_type(cache.type, "CacheNodeType", asked.text, region.text) is False:
        yield Verdict(
            holds=cache.existence,
            at=asked,
            message=f"{cache.address} asks for {asked.text}, which {region.text} is not known to have.",
            help="Choose a node type of the region, or create the cache elsewhere.",
            related=[Related(region, "the region")],
        )
