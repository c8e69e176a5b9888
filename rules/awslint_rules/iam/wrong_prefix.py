"""An action with a service prefix that IAM does not have."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from awslint.facts.actions import action, is_known_prefix, prefix_of_client, prefixes
from awslint.facts.operations import authorising_actions, operation_named
from awslint.facts.suggestions import called_service, nearest_actions
from awslint.graph import Deployment, Resource
from awslint.graph.policies import Policy, policies_of
from awslint.rules import Applicability, Phase, Raises, Severity, Verdict, replacing, rule
from awslint.values import Truth, equals
from awslint_rules.iam._actions import (
    POLICY_TYPES,
    WITHOUT_EFFECT,
    Entry,
    denial,
    entries,
    is_everything_known,
    is_first_holder,
    listed,
    one_per_place,
    stands_beside,
)

_SHORTEST: Final = 5
_LIKENESS: Final = 0.84
"""Prefixes that are shorter, or less alike, mean something else too often."""


@rule(
    id="IAM002",
    title="A policy names a service by a prefix that IAM does not have",
    severity=Severity.WARNING,
    types=POLICY_TYPES,
    raises=(
        Raises("cloudhsmv2", "AccessDeniedException", on="DescribeClusters"),
        Raises("elbv2", "AccessDenied", on="DescribeLoadBalancers"),
    ),
    evidence=(
        "catalogue:IAM-2",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudhsm.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
    ),
    phase=Phase.RUNTIME,
)
def wrong_prefix(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A statement allows actions of a service under a name that the SDK or the command line uses and IAM does not.

    ## What it finds

    An entry of `Action` or `NotAction` whose part before the colon is no service prefix of IAM: `cloudhsmv2`, `elbv2`,
    `stepfunctions`, `efs` and the like are names of SDK clients, while IAM says `cloudhsm`, `elasticloadbalancing`,
    `states`, `elasticfilesystem`.

    ## Why AWS refuses it

    IAM takes the entry for a service of its own that nobody calls. The calls that it was meant for are not allowed
    and are refused with AccessDenied (AccessDeniedException, UnauthorizedOperation).

    ## Example

    ```hcl
    resource "aws_iam_role_policy" "hsm" {
      role = "key-store-admin"
      policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = "cloudhsmv2:DescribeClusters", Resource = "*" }] # expect
      })
    }
    ```

    ```yaml
    Resources:
      Hsm:
        Type: AWS::IAM::RolePolicy
        Properties:
          PolicyName: hsm
          RoleName: key-store-admin
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: cloudhsmv2:DescribeClusters # expect
                Resource: "*"
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_role_policy" "hsm" {
      role = "key-store-admin"
      policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = "cloudhsm:DescribeClusters", Resource = "*" }]
      })
    }
    ```

    ```yaml
    Resources:
      Hsm:
        Type: AWS::IAM::RolePolicy
        Properties:
          PolicyName: hsm
          RoleName: key-store-admin
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: cloudhsm:DescribeClusters
                Resource: "*"
    ```

    ## Limits

    A prefix that resembles no known one may belong to a service newer than this release of awslint: then the finding
    is advice only. Wildcards in the prefix are not judged.
    """
    for policy in policies_of(resource):
        if not is_first_holder(policy):
            continue
        yield from one_per_place(
            _verdict(entry, before, after)
            for entry, before, after in _split(policy)
            if before and not _is_pattern(before) and not is_known_prefix(before)
        )
        if not is_everything_known(policy, "Action", "NotAction"):
            yield Verdict(Truth.MAYBE, policy.attribute, "an action may have a prefix that is unknown")


def _split(policy: Policy) -> Iterator[tuple[Entry, str, str]]:
    for entry in entries(policy, "Action", "NotAction"):
        before, colon, after = (entry.text or "").partition(":")
        if colon:
            yield entry, before, after


def _is_pattern(text: str) -> bool:
    return any(sign in text for sign in "*?${ ")


def _verdict(entry: Entry, before: str, after: str) -> Verdict:
    better, name = _better(before, after), f"{before}:{after}"
    allows = equals(entry.statement.effect, "Allow") is Truth.YES and not entry.excludes
    beside = bool(better) and stands_beside(entry, better)
    likely = bool(better) and allows and not beside
    effect = "excludes" if entry.excludes else "allows" if allows else "matches"
    return Verdict(
        holds=Truth.YES,
        at=entry.attribute,
        message=f"IAM knows no service {before}, so {name} {effect} nothing.",
        help=_help(better, beside),
        severity=Severity.WARNING if likely else Severity.INFO,
        raises=denial(name if operation_named(name) else better[0], before.lower()) if likely else WITHOUT_EFFECT,
        # What the policy then allows it did not allow before: that is for its author to decide.
        fix=replacing(entry.attribute, name, better[0], Applicability.UNSAFE) if likely and len(better) == 1 else None,
    )


def _help(better: list[str], beside: bool) -> str:
    if not better:
        return "Look the prefix up in the service authorization reference."
    if beside:
        return f"Leave it out: {listed(better)} stands in the same statement."
    return f"Did you mean {listed(better)}?"


def _better(before: str, after: str) -> list[str]:
    """What is meant: one action or pattern, or all that authorise an operation together."""
    near = nearest_actions(f"{before}:{after}")
    client = called_service(before) or prefix_of_client(before.lower())
    if near:
        return near if client is not None and authorising_actions(f"{client}:{after}") else near[:1]
    if client is None and len(before) >= _SHORTEST:
        client = next(iter(get_close_matches(before.lower(), prefixes(), n=1, cutoff=_LIKENESS)), None)
        if client is not None and not _is_pattern(after) and action(f"{client}:{after}") is None:
            return []
    return [f"{client}:{after}"] if client else []
