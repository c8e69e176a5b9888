"""Pseudo parameters.

What the user does not say stays symbolic: `AWS::Region` is then a Reference to a resource of that name, which no
template can have, so that the same pseudo parameter is the same value wherever it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from awslint.facts.regions import partition, partition_of
from awslint.graph.loading import Inputs
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


def pseudo_parameters(inputs: Inputs) -> dict[str, Value]:
    """Returns the pseudo parameters by name, as far as the user's region, account and partition tell them."""
    known: dict[str, str | None] = {"AWS::Region": inputs.region, "AWS::AccountId": inputs.account}
    found = partition(inputs.partition) if inputs.partition else None
    if found is None and inputs.region:
        found = partition_of(inputs.region)
    known["AWS::Partition"] = inputs.partition or (found.name if found is not None else None)
    known["AWS::URLSuffix"] = found.dns_suffix if found is not None else None
    values: dict[str, Value] = {
        "AWS::NoValue": Missing(),
        "AWS::NotificationARNs": Unknown("the stack's notification topics are known at deployment"),
    }
    for name in SYMBOLIC:
        text = known.get(name)
        values[name] = Known(text, origin=Origin.SUPPLIED) if text else Reference(name, ("Ref",))
    return values


def nested(here: Mapping[str, Value], prefix: str) -> dict[str, Value]:
    """Returns the pseudo parameters of a nested stack: CloudFormation gives it a name and an id of its own."""
    return {**here, **{name: Reference(f"{prefix}{name}", ("Ref",)) for name in OF_THE_STACK}}


def elsewhere(here: Mapping[str, Value], prefix: str, region: Value, account: Value | None) -> dict[str, Value]:
    """Returns the pseudo parameters of a stack in another region or account.

    Args:
        here: those of the stack that makes it.
        prefix: its address with a slash: names in its own way what is not known.
        region, account: as far as they are known; an account of None is another one, or several.
    """
    own: dict[str, Value] = {name: Reference(f"{prefix}{name}", ("Ref",)) for name in SYMBOLIC}
    found = partition_of(str(region.scalar)) if isinstance(region, Known) else None
    if found is not None:
        own["AWS::Partition"] = Known(found.name, origin=Origin.SUPPLIED)
        own["AWS::URLSuffix"] = Known(found.dns_suffix, origin=Origin.SUPPLIED)
    else:
        # Accounts and regions of another partition are out of reach.
        own |= {name: here[name] for name in ("AWS::Partition", "AWS::URLSuffix")}
    if not isinstance(region, Unknown):
        own["AWS::Region"] = region
    if account is not None:
        own["AWS::AccountId"] = account
    return {**here, **own}


def placed(value: Value, span: Span) -> Value:
    """Returns a pseudo parameter where it is used; a known one stays written nowhere."""
    return at(value, span) if isinstance(value, (Reference, Unknown)) else value
