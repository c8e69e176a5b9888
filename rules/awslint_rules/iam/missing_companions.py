"""A policy that grants a change, and not the reading that goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.facts.actions import action
from awslint.graph import Deployment, Resource
from awslint.graph.policies import PolicyKind, policies_of
from awslint.iam.companions import When, companions_of
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.values import Truth, all_true, equals
from awslint_rules.iam._actions import POLICY_TYPES, Entry, denial, entries, listed
from awslint_rules.iam._holders import PolicyGroup, groups_of, runs_programs

_CIRCUMSTANCES: Final = (When.ALWAYS, When.READ_BACK)


@rule(
    id="IAM012",
    title="A policy lets its holder change something that it may not read back",
    severity=Severity.WARNING,
    types=POLICY_TYPES,
    raises=(
        Raises("memorydb", "AccessDeniedException", on="DescribeClusters"),
        Raises("memorydb", "AccessDeniedException", on="ListTags"),
        Raises("elasticache", "AccessDenied", on="DescribeReplicationGroups"),
    ),
    related=(Raises("memorydb", "InvalidCredentialsException", on="CreateCluster"),),
    evidence=(
        "catalogue:IAM-12",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmemorydb.html",
        "provider:aws_memorydb_cluster",
    ),
    phase=Phase.RUNTIME,
)
def missing_companions(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A policy allows `memorydb:CreateCluster` and the like, but not `memorydb:DescribeClusters` or
    `memorydb:ListTags`, which whoever deploys calls next.

    ## What it finds

    An explicit grant of an action that creates, changes or deletes something of MemoryDB, ElastiCache, KMS key stores
    or CloudHSM, where neither the policy nor the other policies of the same role allow the actions that go with it.
    Only policies that allow creating something are looked at: those are for somebody who deploys.

    ## Why AWS refuses it

    Terraform and CloudFormation read back what they have made: they wait for a cluster with DescribeClusters and
    compare its tags with ListTags. The change itself succeeds, the next call is refused with AccessDeniedException,
    and the deployment fails half-way.

    ## Example

    ```hcl
    resource "aws_iam_policy" "deployer" {
      name = "memorydb-deployer"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = ["memorydb:CreateCluster", "memorydb:UpdateCluster", "memorydb:TagResource"] # expect
          Resource = "*"
        }]
      })
    }
    ```

    ```yaml
    Resources:
      Deployer:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action:
                  - memorydb:CreateCluster # expect
                  - memorydb:UpdateCluster
                  - memorydb:TagResource
                Resource: "*"
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_policy" "deployer" {
      name = "memorydb-deployer"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect = "Allow"
          Action = [
            "memorydb:CreateCluster",
            "memorydb:UpdateCluster",
            "memorydb:TagResource",
            "memorydb:DescribeClusters",
            "memorydb:ListTags",
          ]
          Resource = "*"
        }]
      })
    }
    ```

    ```yaml
    Resources:
      Deployer:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action:
                  - memorydb:CreateCluster
                  - memorydb:UpdateCluster
                  - memorydb:TagResource
                  - memorydb:DescribeClusters
                  - memorydb:ListTags
                Resource: "*"
    ```

    ## Limits

    A program that only ever makes the one call needs no more; roles that only Lambda, EC2, ECS and the like may assume
    are passed over for that reason. A policy that the configuration attaches to no role is
    judged by itself. Where a role may have policies that are not known here (an AWS managed one, one from a variable),
    nothing is reported. Companions that only some calls need (a key, log delivery, a first service-linked role) are
    not demanded.
    """
    for policy in policies_of(resource, PolicyKind.IDENTITY):
        granted = [entry for entry in entries(policy, "Action") if equals(entry.statement.effect, "Allow") is Truth.YES]
        if not any(map(_creates, granted)):
            continue
        groups = groups_of(policy)
        if any(group.role is not None and runs_programs(group.role) for group in groups):
            continue
        reported: set[str] = set()
        for entry in granted:
            if entry.text is not None:
                yield from _judged(entry, entry.text, groups, reported)


def _creates(entry: Entry) -> bool:
    """Whether the entry is what only somebody who deploys is given; programs change and delete things as well."""
    name = (entry.text or "").partition(":")[2]
    return name.lower().startswith("create") and bool(companions_of(entry.text or ""))


def _judged(entry: Entry, name: str, groups: list[PolicyGroup], reported: set[str]) -> Iterator[Verdict]:
    needed = [
        companion.action for companion in companions_of(name) if companion.when in _CIRCUMSTANCES and companion.certain
    ]
    lacking = [
        candidate for candidate in needed if candidate not in reported and _is_lacking(candidate, groups) is Truth.YES
    ]
    if not lacking:
        if any(_is_lacking(candidate, groups) is Truth.MAYBE for candidate in needed):
            yield Verdict(Truth.MAYBE, entry.attribute, "further policies are not known")
        return
    reported.update(lacking)
    known = str(action(name) or name)
    yield Verdict(
        holds=Truth.YES,
        at=entry.attribute,
        message=f"{known} is allowed, but not {listed(lacking)}: Terraform and CloudFormation need that "
        "with it, and are refused half-way.",
        help=f"Allow {listed(lacking)} as well, unless another policy of the same identity does.",
        raises=[raised for action_name in lacking for raised in denial(action_name)] or None,
    )


def _is_lacking(needed: str, groups: list[PolicyGroup]) -> Truth:
    answers = []
    for group in groups:
        lacking = ~group.grants.could_allow(needed)
        answers.append(lacking if group.complete else lacking & Truth.MAYBE)
    return all_true(answers)
