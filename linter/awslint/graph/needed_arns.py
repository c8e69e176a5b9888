"""The ARNs that actions are needed on: of a resource, of what it refers to, or of any resource of a type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from awslint.facts.actions import ResourceType, action
from awslint.facts.properties import has_property
from awslint.facts.regions import partition_of
from awslint.graph.arns import arn_of
from awslint.graph.resource import Resource
from awslint.graph.settings import is_set
from awslint.iam.matching import symbolic_arn
from awslint.values import Known, ListOf, Text, Truth, Undecided, Unknown, Value


def targets_of(resource: Resource) -> Iterator[Resource]:
    """Yields the resources that the top-level attributes of a resource refer to, directly or in a list."""
    for name in resource.attributes.items:
        try:
            attribute = resource.get(name)
            for element in attribute.elements() if isinstance(attribute.content, ListOf) else (attribute,):
                target = element.target()
                if target is not None:
                    yield target
        except Undecided:
            continue


@cache
def owned(name: str, types: tuple[str, ...]) -> tuple[tuple[ResourceType, tuple[int, ...]], ...]:
    """Returns the resource types that an action needs, each with the places of the types of the configuration that are
    it."""
    known = action(name)
    found = []
    for need in known.needs if known is not None else ():
        places = (place for place, type_ in enumerate(types) if _is_of(type_, need.type.prefix, need.type.name))
        owners = tuple(places)
        if need.required or owners:
            found.append((need.type, owners))
    return tuple(found)


@cache
def _is_of(type_name: str, kind_prefix: str, kind_name: str) -> bool:
    """Whether resources of a canonical type are of a resource type of IAM."""
    _, namespace, noun = (*type_name.split("::"), "", "")[:3]
    prefix = namespace.lower()
    same_service = kind_prefix in (prefix, _PREFIXES.get(prefix, prefix))
    return same_service and re.sub("[^a-z]", "", kind_name.lower()) in (noun.lower(), _KINDS.get(noun, ""))


_PREFIXES: Final = {"stepfunctions": "states", "kinesisfirehose": "firehose", "elasticloadbalancingv2": "x"}
_KINDS: Final = {
    "ManagedPolicy": "policy",
    "DBInstance": "db",
    "DBCluster": "cluster",
    "DBSubnetGroup": "subgrp",
    "DBParameterGroup": "pg",
    "CacheCluster": "cluster",
}
"""How the resource types of IAM are called where the nouns of CloudFormation differ."""


def any_of(kind: ResourceType, resource: Resource) -> list[tuple[str, Value]]:
    scope = _scope(resource)

    def written() -> list[tuple[str, Value]]:
        values = [symbolic_arn(arn_format, scope) for arn_format in kind.arn_formats] or [Known("*")]
        return [(_pattern(value), value) for value in values]

    key = ("permissions: any ARN", kind.prefix, kind.name, *(_pattern(value) for value in scope.values()))
    return resource.deployment.cached(key, written)


def arn_in(resource: Resource, kind: ResourceType) -> tuple[str, Value]:
    """Returns the ARN of a resource as a policy writes it, and its value."""

    def written() -> tuple[str, Value]:
        value = _arn(resource, kind)
        return _pattern(value), value

    return resource.deployment.cached(("permissions: ARN", resource.address, kind.prefix, kind.name), written)


_LOWER_CASE: Final = frozenset({"elasticache", "memorydb", "rds"})
"""Services that turn names into lower case."""


def _arn(resource: Resource, kind: ResourceType) -> Value:
    try:
        own = arn_of(resource)
    except Undecided:
        own = Unknown(f"the name of {resource.address}")
    if not isinstance(own, (Known, Text)):
        own = _arn_by_name(resource, kind)
    placed = _in_partition(own, resource)
    return _in_lower_case(placed) if kind.prefix in _LOWER_CASE else placed


def _arn_by_name(resource: Resource, kind: ResourceType) -> Value:
    if len(kind.arn_formats) != 1:
        return Unknown(f"the ARN of {resource.address}")
    (arn_format,) = kind.arn_formats
    variables = re.findall(r"\$\{(\w+)\}", arn_format)
    own_variables = [name for name in variables if name not in ("Partition", "Region", "Account")]
    name = _name(resource)
    if name is None or len(own_variables) != 1:
        return symbolic_arn(arn_format, _scope(resource))
    # The name of an alias begins with what stands before it in its ARN: alias/orders.
    before = arn_format.partition(f"${{{own_variables[0]}}}")[0].rpartition(":")[2]
    return symbolic_arn(arn_format, {**_scope(resource), own_variables[0]: Known(name.removeprefix(before))})


def _in_lower_case(arn: Value) -> Value:
    if isinstance(arn, Known):
        return Known(str(arn.scalar).lower())
    if isinstance(arn, Text):
        return Text(tuple(part.lower() if isinstance(part, str) else part for part in arn.parts))
    return arn


def _name(resource: Resource) -> str | None:
    noun = resource.type.rsplit("::", 1)[-1]
    try:
        if has_property(resource.type, "Path") and is_set(resource, ("Path",)) is not Truth.NO:
            return None
        for name in (f"{noun}Name", f"{noun}Identifier", "Name"):
            if resource.names.has((name,)):
                text = resource.get(name).text
                return text if text and not resource.many else None
    except Undecided:
        pass
    return None


def _scope(resource: Resource) -> dict[str, Value]:
    known: dict[str, Value] = {"Partition": Known(_partition(resource))}
    for name, value in (("Region", resource.region), ("Account", resource.account)):
        if isinstance(value, Known):
            known[name] = value
    return known


def _partition(resource: Resource) -> str:
    """The partition; where neither it nor the region is known the commercial one."""
    if isinstance(resource.partition, Known):
        return str(resource.partition.scalar)
    region = resource.region.scalar if isinstance(resource.region, Known) else None
    found = partition_of(region) if isinstance(region, str) else None
    return found.name if found is not None else "aws"


def _in_partition(arn: Value, resource: Resource) -> Value:
    if isinstance(arn, Text) and len(arn.parts) > 2 and arn.parts[0] == "arn:" and not isinstance(arn.parts[1], str):
        return Text((f"arn:{_partition(resource)}", *arn.parts[2:]))
    return arn


def _pattern(value: Value) -> str:
    """An ARN as a policy writes it: `*` for everything that is not known."""
    if isinstance(value, Known):
        return str(value.scalar)
    if not isinstance(value, Text):
        return "*"
    return re.sub(r"\*+", "*", "".join(part if isinstance(part, str) else _pattern(part) for part in value.parts))
