"""An action that no AWS service has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from awslint.facts.actions import Level, action, is_known_prefix
from awslint.facts.operations import authorising_actions
from awslint.facts.suggestions import nearest_actions
from awslint.graph import Deployment, Resource
from awslint.graph.policies import policies_of
from awslint.rules import Applicability, Fix, Phase, Raises, Severity, Verdict, replacing, rule
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

_AROUND: Final = " ,;\t\r\n"
_VERB: Final = re.compile("[A-Z][a-z]*")


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
          Action   = ["memorydb:DescribeCluster", "memorydb:ListTags"] # expect
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
                  - memorydb:DescribeCluster # expect
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
    newer than it: then the finding is advice only, as it is where the right action stands in the same statement, and
    for an entry of `NotAction`, which excludes nothing. Actions that AWS has retired are not reported, nor are
    patterns with wildcards. The name of an API operation that another action authorises is answered by that action,
    never by one that is spelled alike.
    """
    for policy in policies_of(resource):
        if not is_first_holder(policy):
            continue
        yield from one_per_place(
            _verdict(entry, entry.text)
            for entry in entries(policy, "Action", "NotAction")
            if entry.text is not None and not entry.is_pattern and _is_unknown(entry.text)
        )
        if not is_everything_known(policy, "Action", "NotAction"):
            yield Verdict(Truth.MAYBE, policy.attribute, "an action may be unknown")


def _is_unknown(name: str) -> bool:
    # With a space before it or two colons IAM refuses the whole document: that is IAM010.
    prefix, _, rest = name.partition(":")
    return bool(rest) and ":" not in rest and is_known_prefix(prefix) and action(name) is None


def _verdict(entry: Entry, name: str) -> Verdict:
    near, surplus = _meant(name)
    allows = equals(entry.statement.effect, "Allow") is Truth.YES and not entry.excludes
    beside = bool(near) and stands_beside(entry, near)
    likely = bool(near) and allows and not beside
    operation = authorising_actions(name) is not None
    return Verdict(
        holds=Truth.YES,
        at=entry.attribute,
        message=_message(name, surplus, entry.excludes, allows),
        help=_help(name, near, surplus, beside),
        severity=Severity.WARNING if likely else Severity.INFO,
        raises=denial(name if operation or not near else near[0]) if allows and not beside else WITHOUT_EFFECT,
        fix=_fix(entry, name, near[0]) if likely and len(near) == 1 else None,
    )


def _meant(name: str) -> tuple[list[str], str]:
    """The actions that are meant, best first, and what is written around them: a comma, a space."""
    bare = name.strip(_AROUND)
    if bare == name:
        return nearest_actions(name), ""
    known = action(bare)
    surplus = "a comma" if "," in name.replace(bare, "", 1) else "a space"
    return ([str(known)] if known is not None else nearest_actions(bare)), surplus


def _message(name: str, surplus: str, excludes: bool, allows: bool) -> str:
    effect = "excludes nothing" if excludes else "allows nothing" if allows else "matches nothing"
    if surplus:
        return f"{surplus.capitalize()} is part of {name!r}, so this entry {effect}."
    prefix = name.partition(":")[0]
    if authorising_actions(name) is not None:
        return f"{name} is an API operation and no action of IAM, so this entry {effect}."
    return f"The service {prefix} has no action {name}, so this entry {effect}."


def _help(name: str, near: list[str], surplus: str, beside: bool) -> str:
    if not near:
        return f"Look the action up among those of {name.partition(':')[0]}, or leave it out."
    if beside:
        return f"Leave it out: {listed(near)} stands in the same statement."
    if surplus:
        return f"Write {near[0]}, without {surplus}." if len(near) == 1 else f"Did you mean {' or '.join(near)}?"
    if authorising_actions(name):
        return f"Write {listed(near)}: that authorises the operation."
    return f"Did you mean {' or '.join(near)}?"


def _fix(entry: Entry, name: str, better: str) -> Fix | None:
    """The better action in its place, where it grants what the entry was meant to: the operation's own, or the same
    verb. Another verb, or a change of permissions, is for a person to decide."""
    old, new = name.strip(_AROUND), better
    verb = _VERB.match(new.partition(":")[2])
    same_verb = verb is not None and old.partition(":")[2].lower().startswith(verb[0].lower())
    known = action(better)
    reads = known is not None and known.level in (Level.READ, Level.LIST)
    if authorising_actions(old) or same_verb or reads:
        return replacing(entry.attribute, name, better, Applicability.UNSAFE)
    return None
