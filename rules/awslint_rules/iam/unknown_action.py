"""An action that no AWS service has."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.facts.actions import action, is_known_prefix, suggest
from awslint.graph import Deployment, Resource
from awslint.graph.policies import policies_of
from awslint.rules import Applicability, Phase, Raises, Severity, Verdict, replacing, rule
from awslint.values import Truth, equals
from awslint_rules.iam._actions import POLICY_TYPES, Entry, denial, entries, is_everything_known, is_first_holder


@rule(
    id="IAM001",
    title="A policy names an action that the service does not have",
    severity=Severity.WARNING,
    types=POLICY_TYPES,
    raises=(
        Raises("memorydb", "AccessDeniedException", on="DescribeClusters"),
        Raises("elasticache", "AccessDenied", on="DescribeCacheClusters"),
    ),
    related=(Raises("memorydb", "InvalidCredentialsException", on="CreateCluster"),),
    evidence=(
        "catalogue:IAM-1",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmemorydb.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
    ),
    phase=Phase.RUNTIME,
)
def unknown_action(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A statement allows an action that does not exist, most often because of a slip in its name.

    ## What it finds

    An entry of `Action` or `NotAction`, without wildcards, whose service prefix is right and whose name is not in
    AWS's service authorization reference, in whatever policy it stands: of a role, user or group, of a bucket, queue,
    topic, key and so on, written as JSON text, with `jsonencode`, or as an `aws_iam_policy_document`.

    ## Why AWS refuses it

    IAM accepts the policy: the entry matches nothing. The call that it was meant for is not allowed and is refused
    with AccessDenied (AccessDeniedException, UnauthorizedOperation), often long after the deployment.

    ## Example

    ```hcl
    resource "aws_iam_policy" "reader" {
      name = "memorydb-reader"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = ["memorydb:DescribeCluster", "memorydb:ListTags"]
          Resource = "*"
        }]
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
              - Effect: Allow
                Action:
                  - memorydb:DescribeCluster
                  - memorydb:ListTags
                Resource: "*"
    ```

    ## Use instead

    ```hcl
    resource "aws_iam_policy" "reader" {
      name = "memorydb-reader"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = ["memorydb:DescribeClusters", "memorydb:ListTags"]
          Resource = "*"
        }]
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
              - Effect: Allow
                Action:
                  - memorydb:DescribeClusters
                  - memorydb:ListTags
                Resource: "*"
    ```

    ## Limits

    The table of actions is as old as the release of awslint. An action without a similar one in the table may be
    newer than it: then the finding is advice only. Actions that AWS has retired are not reported, nor are patterns
    with wildcards.
    """
    for policy in policies_of(resource):
        if not is_first_holder(policy):
            continue
        for entry in entries(policy, "Action", "NotAction"):
            if entry.text is not None and not entry.is_pattern and _is_unknown(entry.text):
                yield _verdict(entry, entry.text)
        if not is_everything_known(policy, "Action", "NotAction"):
            yield Verdict(Truth.MAYBE, policy.attribute, "an action may be unknown")


def _is_unknown(name: str) -> bool:
    prefix, colon, rest = name.partition(":")
    return bool(colon and rest) and is_known_prefix(prefix) and action(name) is None


def _verdict(entry: Entry, name: str) -> Verdict:
    near = suggest(name)
    allows = equals(entry.statement.effect, "Allow") is Truth.YES
    effect = "so this entry allows nothing" if allows else "so this entry matches nothing"
    prefix = name.partition(":")[0]
    return Verdict(
        holds=Truth.YES,
        at=entry.attribute,
        message=f"The service {prefix} has no action {name}, {effect}.",
        help=f"Did you mean {' or '.join(near)}?"
        if near
        else f"Look the action up among those of {prefix}, or leave it out.",
        severity=Severity.WARNING if near and allows else Severity.INFO,
        raises=denial(near[0] if near else name) or None,
        fix=replacing(entry.attribute, name, near[0], Applicability.UNSAFE) if len(near) == 1 and allows else None,
    )
