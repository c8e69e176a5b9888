"""EC025, EC027: a user group of engine Redis has a user named default from its creation on."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Missing, Truth, any_true
from awslint_rules.elasticache._members import GROUP, associated_members, lacks_default, listed_members

_CREATED = Raises("elasticache", "DefaultUserRequired", on="CreateUserGroup")
_MODIFIED = Raises("elasticache", "DefaultUserRequired", on="ModifyUserGroup")


@rule(
    id="EC025",
    title="A Redis user group has no user named default",
    severity=Severity.ERROR,
    types=(GROUP,),
    raises=(_CREATED, _MODIFIED),
    evidence=(
        "botocore:elasticache:CreateUserGroup",
        "botocore:elasticache:ModifyUserGroup",
        "issue:hashicorp/terraform-provider-aws#25593",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html",
        "catalogue:EC-25",
    ),
)
def default_user_missing(group: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    A user group of engine Redis must contain a user whose user name is `default`.

    ## What it finds

    User groups of engine `redis` all of whose members are known, by reference or by id, and none of which is named
    `default`; groups without any member too. The built-in user counts: its id is `default`.

    ## Why AWS refuses it

    A client that logs in without a user name is the user `default`, so Redis cannot do without one. CreateUserGroup
    answers `DefaultUserRequired`: "User group needs to contain a user with the user name default." Users that
    associations add later come too late, because the group is created first.

    ## Example

    ```hcl
    resource "aws_elasticache_user" "app" {
      user_id       = "app"
      user_name     = "app"
      engine        = "redis"
      access_string = "on ~app:* +@all"
      passwords     = ["0123456789abcdef"]
    }

    resource "aws_elasticache_user_group" "shop" {
      engine        = "redis"
      user_group_id = "shop"
      user_ids      = [aws_elasticache_user.app.user_id] # expect
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::ElastiCache::User
        Properties:
          UserId: app
          UserName: app
          Engine: redis
          AccessString: on ~app:* +@all
          Passwords:
            - 0123456789abcdef
      Shop:
        Type: AWS::ElastiCache::UserGroup
        Properties:
          Engine: redis
          UserGroupId: shop
          UserIds: # expect
            - !Ref App
    ```

    ## Use instead

    ```hcl
    resource "aws_elasticache_user" "app" {
      user_id       = "app"
      user_name     = "app"
      engine        = "redis"
      access_string = "on ~app:* +@all"
      passwords     = ["0123456789abcdef"]
    }

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
      user_ids      = [aws_elasticache_user.nobody.user_id, aws_elasticache_user.app.user_id]
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::ElastiCache::User
        Properties:
          UserId: app
          UserName: app
          Engine: redis
          AccessString: on ~app:* +@all
          Passwords:
            - 0123456789abcdef
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
            - !Ref App
    ```

    ## Limits

    A group with one member that cannot be followed (a variable, a data source, an id that nothing here has) is not
    judged, nor is a group of engine Valkey, nor one that an import block says exists. Where an association may add a
    user named `default`, EC027 looks at the group.
    """
    lacks = _is_refused(group)
    if lacks is Truth.NO:
        return
    lacks = lacks & ~any_true(does & member.is_default for _, member, does in associated_members(group))
    ids = group.get("UserIds")
    listed = listed_members(group, 4)
    members = ", ".join(member.shown for member in listed)
    yield Verdict(
        holds=lacks,
        at=ids,
        message=f'The Redis user group {group.address} has no user named "default"'
        + (f": its members are {members}." if members else ": it has no members."),
        help=_help(group),
        related=[
            Related(member.user.get("UserName"), "this user is not named default")
            for member in listed
            if member.user is not None
        ],
    )


@rule(
    id="EC027",
    title="A Redis user group gets its user named default only after it has been created",
    severity=Severity.ERROR,
    types=(GROUP,),
    raises=(_CREATED,),
    evidence=(
        "botocore:elasticache:CreateUserGroup",
        "issue:hashicorp/terraform-provider-aws#34784",
        "provider:aws_elasticache_user_group_association",
        "catalogue:EC-27",
    ),
)
def default_user_comes_too_late(group: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    The user named `default` must be in the user group's own list: an association adds it too late.

    ## What it finds

    User groups of engine `redis` whose own list lacks a user named `default`, while an
    `aws_elasticache_user_group_association` is there to add one.

    ## Why AWS refuses it

    Terraform creates the group before the association that refers to it. CreateUserGroup without a user named
    `default` answers `DefaultUserRequired`, and the association is never reached.

    ## Example

    ```hcl
    resource "aws_elasticache_user" "nobody" {
      user_id       = "shop-default"
      user_name     = "default"
      engine        = "redis"
      access_string = "off -@all"
      passwords     = ["fedcba9876543210"]
    }

    resource "aws_elasticache_user_group" "shop" { # expect
      engine        = "redis"
      user_group_id = "shop"
    }

    resource "aws_elasticache_user_group_association" "nobody" {
      user_group_id = aws_elasticache_user_group.shop.user_group_id
      user_id       = aws_elasticache_user.nobody.user_id
    }
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

      lifecycle {
        ignore_changes = [user_ids] # further users come by associations
      }
    }
    ```

    ## Limits

    As for EC025: all members of the group's own list must be known. CloudFormation has no associations.
    """
    lacks = _is_refused(group)
    if lacks is Truth.NO:
        return
    late = [(step, user) for step, user, does in associated_members(group) if does & user.is_default is Truth.YES]
    if not late:
        return
    association, user = late[0]
    yield Verdict(
        holds=lacks & group.is_new,
        at=group.get("UserIds"),
        message=f'The Redis user group {group.address} is created without a user named "default"; '
        f"{association.address} adds {user.shown} only afterwards.",
        help=f"Put {user.shown} into `user_ids` of {group.address} and remove {association.address}; with further "
        "associations on the group add `lifecycle { ignore_changes = [user_ids] }`.",
        related=[Related(association, "adds the default user after the group has been created")],
    )


def _is_refused(group: Resource) -> Truth:
    if isinstance(group.get("UserIds").content, Missing) and not group.native_type.startswith("aws_"):
        # CloudFormation demands the property before it calls ElastiCache at all.
        return Truth.NO
    return group.get("Engine").equals_text("redis", ignoring_case=True) & lacks_default(group)


def _help(group: Resource) -> str:
    ids = group.get("UserIds").name
    own = (
        'an own AWS::ElastiCache::User with UserName: default and AccessString: "off -@all"'
        if group.language == "cloudformation"
        else 'an own user with user_name = "default" and access_string = "off -@all"'
    )
    return f'Add {own} to {ids}; or the built-in user, id "default", which anybody can use without a password.'
