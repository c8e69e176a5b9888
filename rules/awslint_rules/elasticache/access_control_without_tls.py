"""EC051, EC053: user groups and AUTH tokens need encryption in transit."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.elasticache._encryption import has_text, is_unencrypted_in_transit, names_a_group, switch_help

_CACHE = "AWS::ElastiCache::ReplicationGroup"


@rule(
    id="EC051",
    title="A replication group has a user group but no encryption in transit",
    severity=Severity.ERROR,
    types=(_CACHE,),
    raises=(
        Raises("elasticache", "InvalidParameterCombination", on="CreateReplicationGroup"),
        Raises("elasticache", "InvalidParameterCombination", on="ModifyReplicationGroup"),
    ),
    evidence=(
        "proven:pf-elasticache-user-group-transit-encryption",
        "botocore:elasticache:CreateReplicationGroup",
        "issue:hashicorp/terraform-provider-aws#42966",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html",
        "catalogue:EC-51",
    ),
)
def user_group_without_tls(cache: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    A replication group with a user group needs encryption in transit.

    ## What it finds

    Replication groups with at least one user group for which encryption in transit is off: said so, or (engine Redis)
    not said at all, which means off.

    ## Why AWS refuses it

    Users log in with passwords or tokens, which ElastiCache does not take over an open connection.
    CreateReplicationGroup answers `InvalidParameterCombination`: "User group based access control requires
    encryption-in-transit to be enabled on the replication group."

    ## Example

    ```hcl
    resource "aws_elasticache_user_group" "shop" {
      engine        = "redis"
      user_group_id = "shop"
      user_ids      = ["default"]
    }

    resource "aws_elasticache_replication_group" "shop" {
      replication_group_id = "shop"
      description          = "The shop's cache"
      engine               = "redis"
      node_type            = "cache.t4g.small"
      user_group_ids       = [aws_elasticache_user_group.shop.user_group_id]
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

    Members of a global datastore take the setting of their primary and are not judged. Engine Valkey is judged only
    where encryption is written as off.
    """
    groups = cache.get("UserGroupIds")
    inputs = names_a_group(groups)
    if inputs is Truth.NO:
        return
    setting = cache.get("TransitEncryptionEnabled")
    state = "is off" if setting.is_false is Truth.YES else "is not set, which means off"
    yield Verdict(
        holds=inputs & is_unencrypted_in_transit(cache),
        at=groups,
        message=f"{cache.address} has a user group in {groups.name}, but {setting.name} {state}; "
        "ElastiCache takes user groups only with encryption in transit.",
        help=f"{switch_help(setting)}, or remove {groups.name}.",
        related=[Related(setting, "encryption in transit is off")] if setting.is_set is Truth.YES else [],
    )


@rule(
    id="EC053",
    title="A replication group has an AUTH token but no encryption in transit",
    severity=Severity.ERROR,
    types=(_CACHE,),
    raises=(
        Raises("elasticache", "InvalidParameterValue", on="CreateReplicationGroup"),
        Raises("elasticache", "InvalidParameterValue", on="ModifyReplicationGroup"),
    ),
    evidence=(
        "botocore:elasticache:CreateReplicationGroup",
        "botocore:elasticache:ModifyReplicationGroup",
        "issue:aws/aws-cli#5007",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html",
        "catalogue:EC-53",
    ),
)
def token_without_tls(cache: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    A replication group with an AUTH token needs encryption in transit.

    ## What it finds

    Replication groups with an AUTH token for which encryption in transit is off: said so, or (engine Redis) not said at
    all, which means off.

    ## Why AWS refuses it

    The token would cross the network in the clear. CreateReplicationGroup answers `InvalidParameterValue`: "The AUTH
    token is only supported when encryption-in-transit is enabled".

    ## Example

    ```hcl
    resource "aws_elasticache_replication_group" "shop" {
      replication_group_id = "shop"
      description          = "The shop's cache"
      engine               = "redis"
      node_type            = "cache.t4g.small"
      auth_token           = "0123456789abcdef"
    }
    ```

    ```yaml
    Resources:
      Cache:
        Type: AWS::ElastiCache::ReplicationGroup
        Properties:
          ReplicationGroupDescription: The shop's cache
          Engine: redis
          CacheNodeType: cache.t4g.small
          NumCacheClusters: 1
          AutomaticFailoverEnabled: false
          AuthToken: 0123456789abcdef
    ```

    ## Use instead

    ```hcl
    resource "aws_elasticache_replication_group" "shop" {
      replication_group_id       = "shop"
      description                = "The shop's cache"
      engine                     = "redis"
      node_type                  = "cache.t4g.small"
      transit_encryption_enabled = true
      auth_token                 = "0123456789abcdef"
    }
    ```

    ```yaml
    Resources:
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
    ```

    ## Limits

    An empty token counts as none. Members of a global datastore take the setting of their primary and are not judged.
    Engine Valkey is judged only where encryption is written as off.
    """
    token = cache.get("AuthToken")
    inputs = has_text(token)
    if inputs is Truth.NO:
        return
    setting = cache.get("TransitEncryptionEnabled")
    state = "is off" if setting.is_false is Truth.YES else "is not set, which means off"
    yield Verdict(
        holds=inputs & is_unencrypted_in_transit(cache),
        at=token,
        message=f"{cache.address} has an {token.name}, but {setting.name} {state}; "
        "ElastiCache takes AUTH tokens only with encryption in transit.",
        help=f"{switch_help(setting)}, or remove {token.name}.",
        related=[Related(setting, "encryption in transit is off")] if setting.is_set is Truth.YES else [],
    )
