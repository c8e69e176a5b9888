"""EC024, EC100: identifiers that two resources of one configuration share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Severity, Verdict, rule
from awslint_rules.elasticache._taken import shared

_USER: Final = "AWS::ElastiCache::User"
_ELASTICACHE: Final = {
    "AWS::ElastiCache::CacheCluster": "ClusterName",
    "AWS::ElastiCache::ParameterGroup": "CacheParameterGroupName",
    "AWS::ElastiCache::ReplicationGroup": "ReplicationGroupId",
    "AWS::ElastiCache::ServerlessCache": "ServerlessCacheName",
    "AWS::ElastiCache::SubnetGroup": "CacheSubnetGroupName",
    "AWS::ElastiCache::UserGroup": "UserGroupId",
}


@rule(
    id="EC024",
    title="Two ElastiCache users have the same id",
    severity=Severity.ERROR,
    types=(_USER,),
    raises=(Raises("elasticache", "UserAlreadyExists", on="CreateUser"),),
    evidence=(
        "botocore:elasticache:CreateUser",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUser.html",
        "catalogue:EC-24",
    ),
)
def user_id_is_taken(user: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    The id of a user is unique in its account and region.

    ## What it finds

    Two users of one configuration with the same id in the same region; also the instances of one block with `count` or
    `for_each`.

    ## Why AWS refuses it

    Users are told apart by their ids; several may have one user name. The second CreateUser answers
    `UserAlreadyExists`.

    ## Example

    ```hcl
    resource "aws_elasticache_user" "app" {
      for_each = toset(["on ~web:* +@all", "on ~jobs:* +@all"])

      user_id       = "app"
      user_name     = "app"
      engine        = "redis"
      access_string = each.value
      passwords     = ["0123456789abcdef"]
    }
    ```

    ```yaml
    Resources:
      Web:
        Type: AWS::ElastiCache::User
        Properties: {UserId: app, UserName: web, Engine: redis, AccessString: "on ~* +@all", NoPasswordRequired: true}
      Jobs:
        Type: AWS::ElastiCache::User
        Properties: {UserId: app, UserName: jobs, Engine: redis, AccessString: "on ~* +@all", NoPasswordRequired: true}
    ```

    ## Use instead

    ```hcl
    resource "aws_elasticache_user" "app" {
      for_each = { web = "on ~web:* +@all", jobs = "on ~jobs:* +@all" }

      user_id       = each.key
      user_name     = "app"
      engine        = "redis"
      access_string = each.value
      passwords     = ["0123456789abcdef"]
    }
    ```

    ```yaml
    Resources:
      Web:
        Type: AWS::ElastiCache::User
        Properties: {UserId: web, UserName: app, Engine: redis, AccessString: "on ~* +@all", NoPasswordRequired: true}
      Jobs:
        Type: AWS::ElastiCache::User
        Properties: {UserId: jobs, UserName: app, Engine: redis, AccessString: "on ~* +@all", NoPasswordRequired: true}
    ```

    ## Limits

    Users of other configurations are not seen. Ids that come from different variables are not compared, and ids that
    differ in upper and lower case only are not found though AWS stores them in lower case.
    """
    yield from shared(user, deployment, "UserId")


@rule(
    id="EC100",
    title="Two resources of ElastiCache have the same name",
    severity=Severity.ERROR,
    types=tuple(_ELASTICACHE),
    raises=(
        Raises("elasticache", "CacheClusterAlreadyExists", on="CreateCacheCluster"),
        Raises("elasticache", "CacheParameterGroupAlreadyExists", on="CreateCacheParameterGroup"),
        Raises("elasticache", "CacheSubnetGroupAlreadyExists", on="CreateCacheSubnetGroup"),
        Raises("elasticache", "ReplicationGroupAlreadyExists", on="CreateReplicationGroup"),
        Raises("elasticache", "ServerlessCacheAlreadyExistsFault", on="CreateServerlessCache"),
        Raises("elasticache", "UserGroupAlreadyExists", on="CreateUserGroup"),
    ),
    evidence=("botocore:elasticache:CreateReplicationGroup", "catalogue:EC-100"),
)
def name_is_taken(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    The name of a cache, and of a subnet, parameter or user group, is unique among those of its type in an account and
    region.

    ## What it finds

    Two resources of one type and configuration with the same name in the same region; also the instances of one block
    with `count` or `for_each`.

    ## Why AWS refuses it

    The name is what the API knows the resource by. The second call to create it is answered with the AlreadyExists
    exception of its type.

    ## Example

    ```hcl
    variable "name" {
      default = "shop"
    }

    resource "aws_elasticache_subnet_group" "public" {
      name       = var.name
      subnet_ids = ["subnet-0123456789abcdef0"]
    }

    resource "aws_elasticache_subnet_group" "private" {
      name       = var.name
      subnet_ids = ["subnet-0123456789abcdef1"]
    }
    ```

    ```yaml
    Resources:
      Public:
        Type: AWS::ElastiCache::SubnetGroup
        Properties: {CacheSubnetGroupName: shop, Description: a, SubnetIds: [subnet-0123456789abcdef0]}
      Private:
        Type: AWS::ElastiCache::SubnetGroup
        Properties: {CacheSubnetGroupName: shop, Description: b, SubnetIds: [subnet-0123456789abcdef1]}
    ```

    ## Use instead

    ```hcl
    variable "name" {
      default = "shop"
    }

    resource "aws_elasticache_subnet_group" "public" {
      name       = "${var.name}-public"
      subnet_ids = ["subnet-0123456789abcdef0"]
    }

    resource "aws_elasticache_subnet_group" "private" {
      name       = "${var.name}-private"
      subnet_ids = ["subnet-0123456789abcdef1"]
    }
    ```

    ```yaml
    Resources:
      Public:
        Type: AWS::ElastiCache::SubnetGroup
        Properties: {CacheSubnetGroupName: shop-a, Description: a, SubnetIds: [subnet-0123456789abcdef0]}
      Private:
        Type: AWS::ElastiCache::SubnetGroup
        Properties: {CacheSubnetGroupName: shop-b, Description: b, SubnetIds: [subnet-0123456789abcdef1]}
    ```

    ## Limits

    Resources of other configurations are not seen. Names that differ in upper and lower case only are not found though
    AWS stores them in lower case.
    """
    yield from shared(resource, deployment, _ELASTICACHE[resource.type])
