"""EC017 to EC020, EC313, EC314: access strings of users of ElastiCache. EC022: what an older engine does not know."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.elasticache._access_string import needs_version, written
from awslint_rules.elasticache._members import group_of, listed_members
from awslint_rules.elasticache.access_string_rules import ELASTICACHE_USERS, declare

declare(
    ELASTICACHE_USERS,
    {
        "no_rule": "EC017",
        "password": "EC018",
        "reset": "EC019",
        "doubtful": "EC313",
        "restricted": "EC020",
        "category": "EC314",
    },
    "an ElastiCache user",
)


@rule(
    id="EC022",
    title="A cache runs a Redis that does not know the access string of its user",
    severity=Severity.WARNING,
    types=("AWS::ElastiCache::ReplicationGroup",),
    raises=(
        Raises("elasticache", "InvalidParameterCombination", on="CreateReplicationGroup"),
        Raises("elasticache", "InvalidParameterCombination", on="ModifyReplicationGroup"),
    ),
    evidence=("https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html", "catalogue:EC-22"),
)
def check(cache: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    What an access string may say depends on the engine's version of the caches that the user is for.

    ## What it finds

    Replication groups of Redis 6 whose user group has a user with selectors, rights on keys (`%R~`) or a subcommand
    that is taken away, which begin with 7.0, or with channels (`&`), which begin with 6.2.

    ## Why AWS refuses it

    An older engine does not understand the rule.

    ## Example

    ```hcl
    resource "aws_elasticache_user" "reader" {
      user_id       = "reader"
      user_name     = "default"
      engine        = "redis"
      access_string = "on %R~shop:* +@read"
      passwords     = ["0123456789abcdef"]
    }

    resource "aws_elasticache_user_group" "shop" {
      user_group_id = "shop"
      engine        = "redis"
      user_ids      = [aws_elasticache_user.reader.user_id]
    }

    resource "aws_elasticache_replication_group" "shop" {
      replication_group_id       = "shop"
      description                = "The shop's sessions"
      engine_version             = "6.2"
      node_type                  = "cache.t4g.small"
      transit_encryption_enabled = true
      user_group_ids             = [aws_elasticache_user_group.shop.user_group_id] # expect
    }
    ```

    ## Use instead

    ```hcl
    resource "aws_elasticache_user" "reader" {
      user_id       = "reader"
      user_name     = "default"
      engine        = "redis"
      access_string = "on %R~shop:* +@read"
      passwords     = ["0123456789abcdef"]
    }

    resource "aws_elasticache_user_group" "shop" {
      user_group_id = "shop"
      engine        = "redis"
      user_ids      = [aws_elasticache_user.reader.user_id]
    }

    resource "aws_elasticache_replication_group" "shop" {
      replication_group_id       = "shop"
      description                = "The shop's sessions"
      engine_version             = "7.1"
      node_type                  = "cache.t4g.small"
      transit_encryption_enabled = true
      user_group_ids             = [aws_elasticache_user_group.shop.user_group_id]
    }
    ```

    ## Limits

    A warning: at which of the calls AWS notices it is not recorded.
    """
    version = _redis_version(cache)
    if version is None:
        return
    for id_ in cache.get("UserGroupIds").elements():
        group = group_of(id_)
        for member in listed_members(group) if group is not None else ():
            access = member.user.get("AccessString") if member.user is not None else None
            text = written(access.content) if access is not None else None
            if access is None or text is None:
                continue
            needed = next(((word, first) for word, first in needs_version(text) if version < first), None)
            if needed is not None:
                word, first = needed
                shown = "a word" if access.content.sensitive else f'"{word.text}"'
                runs, begins = (".".join(map(str, parts)) for parts in (version, first))
                yield Verdict(
                    holds=cache.existence,
                    at=id_,
                    message=f"{cache.address} runs Redis {runs}, which does not know {shown} in the access string of "
                    f"{access.resource.address}: that begins with {begins}.",
                    help=f"Set {cache.get('EngineVersion').name} to {begins} or later, or do without the rule.",
                    related=[Related(access, "the access string")],
                )
                return


def _redis_version(cache: Resource) -> tuple[int, int] | None:
    """The version where it is surely a Redis 6 with its second number."""
    engine, text = cache.get("Engine"), cache.get("EngineVersion").text
    is_redis = engine.is_missing | engine.equals_text("redis", ignoring_case=True)
    if is_redis is not Truth.YES or text not in ("6.0", "6.2"):
        return None
    major, minor = text.split(".")
    return int(major), int(minor)
