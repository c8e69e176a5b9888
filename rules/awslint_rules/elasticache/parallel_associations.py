"""EC040: associations of one user group are made one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.graph.naming import Key, PossibleMatches
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.elasticache._literals import are_unordered, quoted
from awslint_rules.elasticache._members import ASSOCIATION, GROUP, group_of

LAST_REPORTED: Final = (5, 53, 0)
"""The newest provider version with which the exception was reported although it retries (provider issue 37911)."""


@rule(
    id="EC040",
    title="Several associations change one ElastiCache user group at the same time",
    severity=Severity.WARNING,
    types=(ASSOCIATION,),
    raises=(Raises("elasticache", "InvalidUserGroupState", on="ModifyUserGroup"),),
    related=(Raises("elasticache", "InvalidUserState", on="ModifyUser"),),
    evidence=(
        "botocore:elasticache:ModifyUserGroup",
        "issue:hashicorp/terraform-provider-aws#28688",
        "issue:hashicorp/terraform-provider-aws#37911",
        "provider:aws_elasticache_user_group_association",
        "catalogue:EC-40",
    ),
)
def check(association: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """
    Two associations with the same user group and no order between them change the group at the same time.

    ## What it finds

    Two or more `aws_elasticache_user_group_association` of one group (also the instances of one `for_each` or `count`)
    of which none waits for the other. One finding a group, at its first association.

    ## Why AWS refuses it

    Each association is a ModifyUserGroup, which puts the group into the state `modifying`. A second one in that time
    is answered with `InvalidUserGroupState`: "User group ... has status modifying. Only active user groups can be
    modified." Later versions of the provider try again for up to ten minutes; failures are reported with them too, and
    the more users a group has the longer they take.

    ## Example

    ```hcl
    resource "aws_elasticache_user_group_association" "app" {
      for_each = toset(["shop-web", "shop-worker"])

      user_group_id = "shop" # expect
      user_id       = each.key
    }
    ```

    ## Use instead

    ```hcl
    resource "aws_elasticache_user_group" "shop" {
      engine        = "redis"
      user_group_id = "shop"
      user_ids      = ["default", "shop-web", "shop-worker"]
    }
    ```

    ## Limits

    A warning, because the provider's version and the speed of the group decide. With `terraform apply -parallelism=1`
    nothing happens at the same time. Associations of an unknown number are not judged. Failures are reported up to
    version 5.53 of the provider; where the configuration admits no older one than the next, this is advice (info).
    """
    rivals = deployment.alike(association, "UserGroupId", GROUP, "UserGroupId")
    sharing = rivals.sharing if _are_some_unordered(association, rivals, rivals.sharing) else frozenset()
    if any(_clash(association, other) is Truth.YES for other in rivals.before(sharing)):
        return
    clashes = [(other, _clash(association, other)) for other in rivals.after(sharing)]
    others = [other for other, clash in clashes if clash is Truth.YES]
    doubtful = not others and (
        any(clash is Truth.MAYBE for _, clash in clashes) or _clashes_by_chance(association, rivals)
    )
    if not others and not doubtful:
        return
    group = association.get("UserGroupId")
    shown = quoted(group)
    yield Verdict(
        holds=Truth.YES if others else Truth.MAYBE,
        at=group,
        message=f"{association.address} and {len(others)} more associations change the user group{shown} at the same "
        "time; ElastiCache takes one change after the other."
        if len(others) > 1
        else f"{association.address} and {others[0].address if others else 'another'} change the user group{shown} at "
        "the same time; ElastiCache takes one change after the other.",
        help="List the users in `user_ids` of the user group, which is one change; or chain the associations with "
        "`depends_on`.",
        related=[Related(other, "changes the same group at the same time") for other in others[:3]],
        severity=Severity.INFO if deployment.provider_versions.get("aws", ()) > LAST_REPORTED else None,
    )


def _clashes_by_chance(association: Resource, rivals: PossibleMatches) -> bool:
    """Whether a later association whose group is not known, or any where that of this one is not, may clash."""
    return any(
        _are_some_unordered(association, rivals, frozenset((name,)))
        and any(_clash(association, other) is Truth.MAYBE for other in rivals.after((name,)))
        for name in rivals.possible
    )


def _are_some_unordered(association: Resource, rivals: PossibleMatches, names: frozenset[Key]) -> bool:
    """The cheap question before that for every rival: a chain of associations has none that is not in order."""
    deployment = association.deployment
    blocks = deployment.cached(
        ("blocks of associations", names),
        lambda: deployment.blocks_of(*rivals.all_of(names)),
    )
    left = blocks - deployment.before(association) - deployment.after(association)
    return len(left) > 1 or len(deployment.instances(association.block)) > 1


def _clash(resource: Resource, other: Resource) -> Truth:
    if are_unordered(resource, other) is Truth.NO:
        return Truth.NO
    first, second = resource.get("UserGroupId"), other.get("UserGroupId")
    group = group_of(first)
    if group is not None and group is group_of(second):
        is_same = Truth.YES
    else:
        is_same = first.same(second) & ~resource.deployment.regions_differ(resource, other)
    return is_same & resource.existence & other.existence
