"""EC042: users and the groups that hold them are changed in order."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Phase, Raises, Related, Severity, Verdict, rule
from awslint_rules.elasticache._literals import are_unordered, named_by_text, quoted, reference_help
from awslint_rules.elasticache._members import ASSOCIATION, GROUP, USER


@rule(
    id="EC042",
    title="A user group names its user by a text, so both may be changed at the same time",
    severity=Severity.INFO,
    types=(GROUP, ASSOCIATION),
    raises=(
        Raises("elasticache", "InvalidUserState", on="ModifyUser"),
        Raises("elasticache", "InvalidUserGroupState", on="ModifyUserGroup"),
    ),
    related=(
        Raises("elasticache", "InvalidUserState", on="DeleteUser"),
        Raises("elasticache", "UserNotFound", on="CreateUserGroup"),
    ),
    evidence=(
        "botocore:elasticache:ModifyUser",
        "issue:hashicorp/terraform-provider-aws#49726",
        "catalogue:EC-42",
    ),
    phase=Phase.UPDATE,
)
def check(group: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    A user group that names a user of the same configuration by its id as a text, not by a reference, may be changed
    at the same time as the user.

    ## What it finds

    Ids in a user group's list, or in an association, that are the id of a user of this configuration, where nothing
    says which of the two is deployed first.

    ## Why AWS refuses it

    While a group with a user is changed, the user is `modifying`, and the other way round. A ModifyUser in that time is
    answered with `InvalidUserState` ("User ... has status modifying. Only active users can be modified."), a
    ModifyUserGroup with `InvalidUserGroupState`. Without an order the deployment sends both calls at once whenever both
    resources change. On the first deployment the group may even be created before its user (`UserNotFound`).

    ## Example

    ```hcl
    resource "aws_elasticache_user" "nobody" {
      user_id       = "shop-default"
      user_name     = "default"
      engine        = "redis"
      access_string = "off -@all"
      passwords     = ["fedcba9876543210"]
    }

    resource "aws_elasticache_user_group" "shop" {
      engine        = "redis"
      user_group_id = "shop"
      user_ids      = ["shop-default"]
    }
    ```

    ```yaml
    Resources:
      Nobody:
        Type: AWS::ElastiCache::User
        Properties:
          UserId: shop-default
          UserName: default
          Engine: redis
          AccessString: off -@all
          Passwords:
            - fedcba9876543210
      Shop:
        Type: AWS::ElastiCache::UserGroup
        Properties:
          Engine: redis
          UserGroupId: shop
          UserIds:
            - shop-default
    ```

    ## Use instead

    ```hcl
    resource "aws_elasticache_user" "nobody" {
      user_id       = "shop-default"
      user_name     = "default"
      engine        = "redis"
      access_string = "off -@all"
      passwords     = ["fedcba9876543210"]
    }

    resource "aws_elasticache_user_group" "shop" {
      engine        = "redis"
      user_group_id = "shop"
      user_ids      = [aws_elasticache_user.nobody.user_id]
    }
    ```

    ```yaml
    Resources:
      Nobody:
        Type: AWS::ElastiCache::User
        Properties:
          UserId: shop-default
          UserName: default
          Engine: redis
          AccessString: off -@all
          Passwords:
            - fedcba9876543210
      Shop:
        Type: AWS::ElastiCache::UserGroup
        Properties:
          Engine: redis
          UserGroupId: shop
          UserIds:
            - !Ref Nobody
    ```

    ## Limits

    Advice: only a deployment that changes both meets the exception. Users that other configurations create have to be
    named by their ids, and are not looked at.
    """
    ids = [group.get("UserId")] if group.type == ASSOCIATION else group.get("UserIds").elements()
    for one in ids:
        user = named_by_text(one, USER, "UserId")
        if user is None:
            continue
        yield Verdict(
            holds=are_unordered(group, user) & user.existence,
            at=one,
            message=f"{group.address} names the user{quoted(one)} by a text, so nothing orders it and {user.address}, "
            "and both may be changed at the same time.",
            help=reference_help(group, user, "user_id"),
            related=[Related(user, "the user that is meant")],
        )
