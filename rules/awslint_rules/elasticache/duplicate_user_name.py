"""EC028: no two users of a group have the same user name."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.frozen import frozen
from awslint.graph import Deployment, Resource
from awslint.graph.naming import OPEN, Index, Key, exact, keys
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.elasticache._members import (
    DEFAULT,
    GROUP,
    Member,
    associated_members,
    listed_members,
    members_of_any,
)


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
      user_ids      = ["default", aws_elasticache_user.nobody.user_id] # expect
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
            - !Ref Nobody # expect
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
    members = [_Added(member, Truth.YES) for member in listed_members(group)]
    members += [_Added(member, does) for _, member, does in associated_members(group)]
    doubtful = False
    earlier = _Named()
    for later in members:
        rival, holds = earlier.rival(later, or_possible=not doubtful)
        if rival is not None:
            yield _verdict(group, rival.member, later.member, holds)
            doubtful = doubtful or holds is Truth.MAYBE
        earlier.add(later)
    if not doubtful:
        yield from _by_chance(group, members, deployment)


def _by_chance(group: Resource, members: list[_Added], deployment: Deployment) -> Iterator[Verdict]:
    """Whether an association whose group is not known may add a user of the same name."""

    def strays() -> tuple[_Named, bool]:
        named, clash = _Named(), False
        for member in members_of_any(deployment):
            stray = _Added(member, Truth.MAYBE)
            clash = clash or named.rival(stray)[0] is not None
            named.add(stray)
        return named, clash

    named, clash = deployment.cached_per_world("members of any group", strays, doubts=False)
    pairs = ((member, named.rival(member)[0]) for member in members)
    pair = next(((member, rival) for member, rival in pairs if rival is not None), None)
    if pair is not None:
        yield _verdict(group, pair[1].member, pair[0].member, Truth.MAYBE)
    elif clash:
        yield Verdict(Truth.MAYBE, group, "associations of unknown groups may add two users of one name")


@frozen
class _Added:
    """A member, and whether it is one."""

    member: Member
    does: Truth

    @property
    def exists(self) -> Truth:
        return self.member.user.existence if self.member.user is not None else Truth.YES

    @property
    def names(self) -> set[Key]:
        """What its user name may be."""
        if self.member.is_built_in:
            return {("=", DEFAULT)}
        return {OPEN} if self.member.user is None else set(keys(self.member.user.get("UserName").value))

    def clashes(self, earlier: _Added) -> Truth:
        """Returns whether both are surely there, two users, and of the same name."""
        there = self.does & earlier.does & self.exists & earlier.exists
        other = self.member.is_another_user_than(earlier.member)
        return there & other & self.member.has_name_of(earlier.member)


class _Named:
    """Members by their user names."""

    def __init__(self) -> None:
        self._index: Index[_Added] = Index()

    def add(self, member: _Added) -> None:
        self._index.add(member, member.names)

    def rival(self, member: _Added, or_possible: bool = True) -> tuple[_Added | None, Truth]:
        """Returns the first that surely has the name of this one; else, where that is asked, one that may have it."""
        names = member.names
        possible: _Added | None = None
        for place in self._index.places(exact(names)):
            clash = member.clashes(self._index[place])
            if clash is Truth.YES:
                return self._index[place], clash
            if clash is Truth.MAYBE:
                possible = possible or self._index[place]
        if not or_possible:
            return None, Truth.NO
        likely = self._index.possible(names) if possible is None else ()
        others = (self._index[place] for name in likely for place in self._index.places((name,)))
        possible = possible or next((other for other in others if member.clashes(other) is Truth.MAYBE), None)
        return possible, Truth.MAYBE


def _verdict(group: Resource, earlier: Member, later: Member, holds: Truth) -> Verdict:
    name = later.shown_name or earlier.shown_name
    named = f"named{name}" if name else "with the same name"
    built_in = next((member for member in (earlier, later) if member.is_built_in), None)
    if built_in is not None:
        help_ = f'Remove the id "default" at {built_in.at.name}: the own user of that name takes its place.'
    else:
        help_ = f"Give {later.shown} another name, or keep only one of the two in the group."
    related = [Related(earlier.at, f"the other user {named}")]
    related += [Related(member.user, "this user") for member in (earlier, later) if member.user is not None]
    return Verdict(
        holds=holds,
        at=later.at,
        message=f"The user group {group.address} has two users {named}: {earlier.shown} and {later.shown}.",
        help=help_,
        related=related,
    )
