"""A pattern of actions that no action matches."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.facts.actions import is_known_prefix, matching
from awslint.facts.suggestions import nearest_actions
from awslint.graph import Deployment, Resource
from awslint.graph.policies import policies_of
from awslint.rules import Phase, Raises, Severity, Verdict, rule
from awslint.values import Truth, equals
from awslint_rules.iam._actions import (
    POLICY_TYPES,
    WITHOUT_EFFECT,
    Entry,
    denial,
    entries,
    is_first_holder,
    one_per_place,
    stands_beside,
)


@rule(
    id="IAM003",
    title="A pattern of actions matches no action of its service",
    severity=Severity.WARNING,
    types=POLICY_TYPES,
    raises=(
        Raises("memorydb", "AccessDeniedException", on="DescribeClusters"),
        Raises("s3", "AccessDenied", on="GetObject"),
    ),
    evidence=(
        "catalogue:IAM-3",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmemorydb.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
    ),
    phase=Phase.RUNTIME,
)
def matches_nothing(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A statement allows `memorydb:Descibe*`: no action of the service has a name of that form.

    ## What it finds

    An entry of `Action` or `NotAction` with wildcards, whose service prefix is right, and that matches none of the
    actions of the service. It is advice where no known action is close to the pattern, or where what is meant stands
    beside it.

    ## Why AWS refuses it

    IAM accepts the policy: the entry matches nothing. The calls that it was meant for are not allowed.

    ## Example

    ```hcl
    resource "aws_iam_policy" "reader" {
      name = "reader"
      policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = "s3:GetObjct*", Resource = "*" }] # expect
      })
    }
    ```

    ```yaml
    Resources:
      Reader:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: "s3:GetObjct*", Resource: "*"} # expect
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_policy" "reader" {
      name = "reader"
      policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = "s3:GetObject*", Resource = "*" }]
      })
    }
    ```

    ```yaml
    Resources:
      Reader:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: "s3:GetObject*", Resource: "*"}
    ```

    ## Limits

    AWS may have added an action since the list was made. Policy variables match anything.
    """
    for policy in policies_of(resource):
        if is_first_holder(policy):
            yield from one_per_place(
                _verdict(entry, entry.text)
                for entry in entries(policy, "Action", "NotAction")
                if entry.text is not None and entry.is_pattern and _is_of_nothing(entry.text)
            )


def _is_of_nothing(pattern: str) -> bool:
    prefix, _, name = pattern.partition(":")
    is_plain = bool(name) and ":" not in name and "$" not in pattern and not {"*", "?"} & set(prefix)
    return is_plain and pattern == pattern.strip() and is_known_prefix(prefix) and not any(matching(pattern))


def _verdict(entry: Entry, pattern: str) -> Verdict:
    near = nearest_actions(pattern.replace("*", "").replace("?", ""))
    allows = equals(entry.statement.effect, "Allow") is Truth.YES and not entry.excludes
    likely = bool(near) and allows and not stands_beside(entry, near)
    effect = "allows" if allows else "excludes" if entry.excludes else "matches"
    return Verdict(
        holds=Truth.YES,
        at=entry.attribute,
        message=f"No action matches {pattern}, so this entry {effect} nothing.",
        help=f"Did you mean a pattern for {' or '.join(near)}?" if near else "Correct the pattern, or leave it out.",
        severity=Severity.WARNING if likely else Severity.INFO,
        raises=denial(near[0]) if likely else WITHOUT_EFFECT,
    )
