"""Pseudo parameters.

What the user does not say stays symbolic: `AWS::Region` is then a Reference to a resource of that name, which no
template can have, so that the same pseudo parameter is the same value wherever it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from awslint.facts.regions import partition, partition_of
from awslint.graph.loading import Given
from awslint.values import Known, Missing, Origin, Reference, Span, Unknown, Value, at

SYMBOLIC: Final = (
    "AWS::Region",
    "AWS::AccountId",
    "AWS::Partition",
    "AWS::URLSuffix",
    "AWS::StackName",
    "AWS::StackId",
)


OF_THE_STACK: Final = ("AWS::StackName", "AWS::StackId")
"""Those that differ from stack to stack of one deployment."""


def pseudo_parameters(given: Given) -> dict[str, Value]:
    """The pseudo parameters by name, as far as the user's region, account and partition tell them."""
    known: dict[str, str | None] = {"AWS::Region": given.region, "AWS::AccountId": given.account}
    found = partition(given.partition) if given.partition else None
    if found is None and given.region:
        found = partition_of(given.region)
    known["AWS::Partition"] = given.partition or (found.name if found is not None else None)
    known["AWS::URLSuffix"] = found.dns_suffix if found is not None else None
    values: dict[str, Value] = {
        "AWS::NoValue": Missing(),
        "AWS::NotificationARNs": Unknown("the stack's notification topics are known at deployment"),
    }
    for name in SYMBOLIC:
        text = known.get(name)
        values[name] = Known(text, origin=Origin.SUPPLIED) if text else Reference(name, ("Ref",))
    return values


def nested_pseudo_parameters(pseudo: Mapping[str, Value], prefix: str) -> dict[str, Value]:
    """The pseudo parameters of a nested stack, which CloudFormation gives a name of its own."""
    return {**pseudo, **{name: Reference(f"{prefix}{name}", ("Ref",)) for name in OF_THE_STACK}}


def placed(value: Value, span: Span) -> Value:
    """A pseudo parameter where it is used; a known one stays written nowhere."""
    return at(value, span) if isinstance(value, (Reference, Unknown)) else value
