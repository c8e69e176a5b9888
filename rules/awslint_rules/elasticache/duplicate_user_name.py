"""EC028: no two users of a group have the same user name."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.elasticache._lifecycle import takes_effect
from awslint_rules.elasticache._members import GROUP, Member, associated_members, listed_members

_MOST = 60
"""Larger groups are not compared pair by pair."""


@rule(
    id="EC028",
    title="Two users of an ElastiCache user group have the same user name",
    severity=Severity.ERROR,
    types=(GROUP,),
    raises=(
        Raises("elasticache", "DuplicateUserName", on="CreateUserGroup"),
        Raises("elasticache", "DuplicateUserName", on="ModifyUserGroup"),
    ),
    evidence=(
        "botocore:elasticache:CreateUserGroup",
        "botocore:elasticache:ModifyUserGroup",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html",
        "catalogue:EC-28",
    ),
)
def check(group: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    The users of one user group must have different user names.

    ## What it finds

    Two different users with the same user name in one group, whether the group's own list or an association names
    them. Most often: the built-in user `default` together with an own user of that name, which was meant to replace it.

    ## Why AWS refuses it

    The cache knows its users by name, so a name can stand for one user only. CreateUserGroup, and ModifyUserGroup for
    an association, answer `DuplicateUserName`.

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
      user_ids      = ["default", aws_elasticache_user.nobody.user_id]
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
            - default
            - !Ref Nobody
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

    Users of the same name in different groups are fine, and so is one user that is named twice. Members whose names
    are not known are not judged. Users of an unknown number (count, for_each) are passed over.
    """
    if len(group.get("UserIds").elements()) > _MOST:
        return
    members = [(one, takes_effect(group.get("UserIds"))) for one in listed_members(group)]
    members += [(one, does) for _, one, does in associated_members(group)]
    if len(members) > _MOST:
        return
    for index, (later, is_added) in enumerate(members):
        for earlier, is_there in members[:index]:
            holds = (
                is_added
                & is_there
                & _exists(later)
                & _exists(earlier)
                & later.is_another_user_than(earlier)
                & later.has_name_of(earlier)
            )
            if holds is Truth.NO:
                continue
            yield _verdict(group, earlier, later, holds)
            if holds is Truth.YES:
                break


def _exists(one: Member) -> Truth:
    return one.user.existence if one.user is not None else Truth.YES


def _verdict(group: Resource, earlier: Member, later: Member, holds: Truth) -> Verdict:
    name = later.shown_name or earlier.shown_name
    named = f"named{name}" if name else "with the same name"
    built_in = next((one for one in (earlier, later) if one.is_built_in), None)
    if built_in is not None:
        help_ = f'Remove the id "default" at {built_in.at.name}: the own user of that name takes its place.'
    else:
        help_ = f"Give {later.shown} another name, or keep only one of the two in the group."
    related = [Related(earlier.at, f"the other user {named}")]
    related += [Related(one.user, "this user") for one in (earlier, later) if one.user is not None]
    return Verdict(
        holds=holds,
        at=later.at,
        message=f"The user group {group.address} has two users {named}: {earlier.shown} and {later.shown}.",
        help=help_,
        related=related,
    )
