"""An action that is checked against two resources, and a policy that names one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.facts.actions import action
from awslint.graph import Deployment, Resource
from awslint.graph.policies import PolicyKind, policies_of
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.values import Truth, any_true, equals
from awslint_rules.iam._actions import POLICY_TYPES, Entry, denial, entries, listed
from awslint_rules.iam._holders import PolicyGroup, groups_of

_PAIRS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "memorydb:connect": (("cluster",), ("user",)),
    "elasticache:connect": (("replicationgroup", "serverlesscache"), ("user",)),
    "ec2:attachvolume": (("instance",), ("volume",)),
}
"""Actions that need a resource of every group. Their services have no resource policies that could grant the rest."""

_INSTEAD: Final = {
    "memorydb:connect": "cluster/NAME and user/NAME",
    "elasticache:connect": "replicationgroup:NAME (or serverlesscache:NAME) and user:NAME",
    "ec2:attachvolume": "instance/ID and volume/ID",
}

_CODES: Final = {"memorydb": "AccessDeniedException", "elasticache": "AccessDenied"}


@rule(
    id="IAM005",
    title="A policy allows an action on one of the two resources that it needs",
    severity=Severity.WARNING,
    types=POLICY_TYPES,
    raises=(
        Raises("memorydb", "AccessDeniedException"),
        Raises("elasticache", "AccessDenied"),
        Raises("ec2", "UnauthorizedOperation", on="AttachVolume"),
    ),
    evidence=(
        "catalogue:IAM-5",
        "https://docs.aws.amazon.com/memorydb/latest/devguide/auth-iam.html",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html",
    ),
    phase=Phase.RUNTIME,
)
def half_of_a_pair(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A statement allows `memorydb:Connect` on the cluster and not on the user, or the other way round.

    ## What it finds

    An explicit grant of `memorydb:Connect`, `elasticache:Connect` or `ec2:AttachVolume` where no statement of the
    policy, nor of the other policies of the same role, has a resource of one of the kinds that the action needs.

    ## Why AWS refuses it

    These actions are checked against two resources, and the request is refused unless both are allowed: IAM
    authentication to MemoryDB and ElastiCache against the cluster and the user, AttachVolume against the instance and
    the volume.

    ## Example

    ```hcl
    resource "aws_iam_policy" "app" {
      name = "app-memorydb"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = "memorydb:Connect" # expect
          Resource = "arn:aws:memorydb:us-east-1:111122223333:cluster/app"
        }]
      })
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: memorydb:Connect # expect
                Resource: arn:aws:memorydb:us-east-1:111122223333:cluster/app
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_policy" "app" {
      name = "app-memorydb"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect = "Allow"
          Action = "memorydb:Connect"
          Resource = [
            "arn:aws:memorydb:us-east-1:111122223333:cluster/app",
            "arn:aws:memorydb:us-east-1:111122223333:user/app",
          ]
        }]
      })
    }
    ```

    ```yaml
    Resources:
      App:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: memorydb:Connect
                Resource:
                  - arn:aws:memorydb:us-east-1:111122223333:cluster/app
                  - arn:aws:memorydb:us-east-1:111122223333:user/app
    ```

    ## Limits

    A policy that the configuration attaches to no role is judged by itself: another policy of the same identity may
    hold the other half. ARNs from variables and data sources may be of either kind, and silence the rule.
    """
    for policy in policies_of(resource, PolicyKind.IDENTITY):
        holders: list[PolicyGroup] | None = None
        for entry in entries(policy, "Action"):
            if (entry.text or "").lower() in _PAIRS and equals(entry.statement.effect, "Allow") is Truth.YES:
                holders = holders if holders is not None else groups_of(policy)
                yield from _judged(holders, entry, entry.text or "")


def _judged(holders: list[PolicyGroup], entry: Entry, name: str) -> Iterator[Verdict]:
    known = action(name)
    if known is None:
        return
    kinds = {need.type.name: need.type for need in known.needs}
    for group in _PAIRS[name.lower()]:
        holds = Truth.YES
        for holder in holders:
            lacking = ~any_true(holder.grants.covers_type(name, kinds[member]) for member in group if member in kinds)
            holds = holds & (lacking if holder.complete else lacking & Truth.MAYBE)
        yield Verdict(
            holds=holds,
            at=entry.attribute,
            message=f"{known} is allowed, but on no {' or '.join(group)}: it is checked against "
            f"{listed([' or '.join(pair) for pair in _PAIRS[name.lower()]])}, and refused.",
            help=f"Name both in Resource: {_INSTEAD[name.lower()]}.",
            raises=denial(known) or [Raises(known.prefix, _CODES[known.prefix])],
        )
