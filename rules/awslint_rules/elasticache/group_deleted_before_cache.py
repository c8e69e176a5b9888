"""EC046: a user group is not deleted while a cache that uses it is retained."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Attribute, Deployment, Resource
from awslint.rules import Phase, Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.elasticache._members import GROUP, group_of

_USERS = {"AWS::ElastiCache::ReplicationGroup": "UserGroupIds", "AWS::ElastiCache::ServerlessCache": "UserGroupId"}


@rule(
    id="EC046",
    title="A user group is deleted with its stack while a cache that uses it is retained",
    severity=Severity.WARNING,
    types=(GROUP,),
    raises=(Raises("elasticache", "InvalidUserGroupState", on="DeleteUserGroup"),),
    evidence=(
        "botocore:elasticache:DeleteUserGroup",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DeleteUserGroup.html",
        "catalogue:EC-46",
    ),
    phase=Phase.DELETE,
)
def check(group: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    A user group that is deleted with its stack must not be in use by a cache that stays.

    ## What it finds

    User groups that CloudFormation deletes (no `DeletionPolicy`, or `Delete`) while a replication group or serverless
    cache of the same template that uses them has the `DeletionPolicy` `Retain` or `RetainExceptOnCreate`.

    ## Why AWS refuses it

    A user group can only be deleted after it has been taken from its caches. When the stack is deleted the cache stays,
    DeleteUserGroup answers `InvalidUserGroupState`, and the stack ends in DELETE_FAILED.

    ## Example

    ```yaml
    Resources:
      Shop: # expect
        Type: AWS::ElastiCache::UserGroup
        Properties:
          Engine: redis
          UserGroupId: shop
          UserIds:
            - default
      Cache:
        Type: AWS::ElastiCache::ReplicationGroup
        DeletionPolicy: Retain
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

    ## Use instead

    ```yaml
    Resources:
      Shop:
        Type: AWS::ElastiCache::UserGroup
        DeletionPolicy: Retain
        Properties:
          Engine: redis
          UserGroupId: shop
          UserIds:
            - default
      Cache:
        Type: AWS::ElastiCache::ReplicationGroup
        DeletionPolicy: Retain
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

    Shows only when the stack, or the two resources, are deleted. In Terraform `prevent_destroy` stops the whole plan
    before anything is deleted, so there is nothing to find.
    """
    if group.language == "terraform":
        return
    policy = group.policy("DeletionPolicy")
    for type_, path in _USERS.items():
        for cache in deployment.naming(group, type_, path, "UserGroupId"):
            names = cache.get(path)
            uses = any(group_of(name) is group for name in (names, *names.elements()))
            if not uses or cache.language == "terraform":
                continue
            deletion_policy = cache.policy("DeletionPolicy")
            yield Verdict(
                holds=cache.existence & _is_retained(deletion_policy) & _is_deleted(policy),
                at=policy,
                message=f"{group.address} is deleted with the stack, but {cache.address}, which uses it, is retained.",
                help=f"Give {group.address} the DeletionPolicy of {cache.address}: {deletion_policy.text}.",
                related=[Related(deletion_policy, "this cache stays and goes on using the group")],
            )


def _is_retained(policy: Attribute) -> Truth:
    return policy.is_among(("Retain", "RetainExceptOnCreate"))


def _is_deleted(policy: Attribute) -> Truth:
    return policy.is_missing | policy.equals("Delete")
