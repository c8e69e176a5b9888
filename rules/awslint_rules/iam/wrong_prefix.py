"""An action with a service prefix that IAM does not have."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from awslint.facts.actions import is_known_prefix, prefix_of_client, prefixes, suggest
from awslint.graph import Deployment, Resource
from awslint.graph.policies import policies_of
from awslint.rules import Applicability, Fix, Phase, Raises, Severity, Verdict, replacing, rule
from awslint.values import Truth, equals
from awslint_rules.iam._actions import POLICY_TYPES, Entry, denial, entries, is_everything_known, is_first_holder

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
        Statement = [{ Effect = "Allow", Action = "cloudhsmv2:DescribeClusters", Resource = "*" }]
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
                Action: cloudhsmv2:DescribeClusters
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
        for entry in entries(policy, "Action", "NotAction"):
            before, colon, after = (entry.text or "").partition(":")
            if colon and before and not _is_pattern(before) and not is_known_prefix(before):
                yield _verdict(entry, before, after)
        if not is_everything_known(policy, "Action", "NotAction"):
            yield Verdict(Truth.MAYBE, policy.attribute, "an action may have a prefix that is unknown")


def _is_pattern(text: str) -> bool:
    return any(sign in text for sign in "*?${ ")


def _verdict(entry: Entry, before: str, after: str) -> Verdict:
    better = _better(before, after)
    allows = equals(entry.statement.effect, "Allow") is Truth.YES
    effect = "allows" if allows else "matches"
    return Verdict(
        holds=Truth.YES,
        at=entry.attribute,
        message=f"IAM knows no service {before}, so {before}:{after} {effect} nothing.",
        help=f"Did you mean {better}?" if better else "Look the prefix up in the service authorization reference.",
        severity=Severity.WARNING if better and allows else Severity.INFO,
        raises=(denial(better) if better else ()) or (Raises(before, "AccessDenied"),),
        fix=_fix(entry, f"{before}:{after}", better) if allows else None,
    )


def _better(before: str, after: str) -> str | None:
    near = suggest(f"{before}:{after}")
    if near:
        return near[0]
    client = prefix_of_client(before.lower())
    if client is None and len(before) >= _SHORTEST:
        client = next(iter(get_close_matches(before.lower(), prefixes(), n=1, cutoff=_LIKENESS)), None)
    return f"{client}:{after}" if client else None


def _fix(entry: Entry, name: str, better: str | None) -> Fix | None:
    # What the policy then allows it did not allow before: that is for its author to decide.
    return replacing(entry.attribute, name, better, Applicability.UNSAFE) if better else None
