"""EC056: an AUTH token and user groups exclude one another."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.elasticache._encryption import has_text, is_not_given, names_a_group


@rule(
    id="EC056",
    title="A replication group has both an AUTH token and a user group",
    severity=Severity.ERROR,
    types=("AWS::ElastiCache::ReplicationGroup",),
    raises=(
        Raises("elasticache", "InvalidParameterCombination", on="CreateReplicationGroup"),
        Raises("elasticache", "InvalidParameterCombination", on="ModifyReplicationGroup"),
    ),
    evidence=(
        "botocore:elasticache:CreateReplicationGroup",
        "botocore:elasticache:ModifyReplicationGroup",
        "provider:aws_elasticache_replication_group",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html",
        "catalogue:EC-56",
    ),
)
def check(cache: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    A replication group has either an AUTH token or a user group, never both.

    ## What it finds

    Replication groups with an AUTH token and at least one user group.

    ## Why AWS refuses it

    Both say who may log in, and ElastiCache takes one of them: CreateReplicationGroup answers
    `InvalidParameterCombination`. Terraform's provider refuses the pair when it plans.

    ## Example

    ```hcl
    resource "aws_elasticache_user_group" "shop" {
      engine        = "redis"
      user_group_id = "shop"
      user_ids      = ["default"]
    }

    resource "aws_elasticache_replication_group" "shop" {
      replication_group_id       = "shop"
      description                = "The shop's cache"
      engine                     = "redis"
      node_type                  = "cache.t4g.small"
      transit_encryption_enabled = true
      auth_token                 = "0123456789abcdef"
      user_group_ids             = [aws_elasticache_user_group.shop.user_group_id]
    }
    ```

    ```yaml
    Resources:
      Shop:
        Type: AWS::ElastiCache::UserGroup
        Properties:
          Engine: redis
          UserGroupId: shop
          UserIds:
            - default
      Cache:
        Type: AWS::ElastiCache::ReplicationGroup
        Properties:
          ReplicationGroupDescription: The shop's cache
          Engine: redis
          CacheNodeType: cache.t4g.small
          NumCacheClusters: 1
          AutomaticFailoverEnabled: false
          TransitEncryptionEnabled: true
          AuthToken: 0123456789abcdef
          UserGroupIds:
            - !Ref Shop
    ```

    ## Use instead

    ```hcl
    resource "aws_elasticache_user_group" "shop" {
      engine        = "redis"
      user_group_id = "shop"
      user_ids      = ["default"]
    }

    resource "aws_elasticache_replication_group" "shop" {
      replication_group_id       = "shop"
      description                = "The shop's cache"
      engine                     = "redis"
      node_type                  = "cache.t4g.small"
      transit_encryption_enabled = true
      user_group_ids             = [aws_elasticache_user_group.shop.user_group_id]
    }
    ```

    ```yaml
    Resources:
      Shop:
        Type: AWS::ElastiCache::UserGroup
        Properties:
          Engine: redis
          UserGroupId: shop
          UserIds:
            - default
      Cache:
        Type: AWS::ElastiCache::ReplicationGroup
        Properties:
          ReplicationGroupDescription: The shop's cache
          Engine: redis
          CacheNodeType: cache.t4g.small
          NumCacheClusters: 1
          AutomaticFailoverEnabled: false
          TransitEncryptionEnabled: true
          UserGroupIds:
            - !Ref Shop
    ```

    ## Limits

    An empty token and an empty list count as none. A group that is on its way from a token to a user group
    (`auth_token_update_strategy = "DELETE"`) is not judged.
    """
    token, groups = cache.get("AuthToken"), cache.get("UserGroupIds")
    both = has_text(token) & names_a_group(groups)
    if both is Truth.NO:
        return
    strategy = cache.get("AuthTokenUpdateStrategy")
    is_moving = ~is_not_given(cache, "AuthTokenUpdateStrategy") & strategy.equals_text("DELETE", ignoring_case=True)
    yield Verdict(
        holds=both & ~is_moving,
        at=token,
        message=f"{cache.address} has both {token.name} and {groups.name}; ElastiCache takes one of them.",
        help=f"Keep {groups.name} and remove {token.name} (or the other way round).",
        related=[Related(groups, "the user group")],
    )
