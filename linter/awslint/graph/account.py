"""What the user says of an account: quotas, the zones of its regions, names that are taken there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from awslint.frozen import frozen
from awslint.values import Known, Truth, Unknown

if TYPE_CHECKING:
    from awslint.graph.resource import Resource


@frozen
class Part:
    """What is known of one region, or of the account as a whole.

    Attributes:
        zones: the ids of Availability Zones by name (`us-east-1a`: `use1-az6`); None where nothing is known of them.
        quotas: applied values, by service and quota code as Service Quotas has them.
        names: what exists, by canonical type.
    """

    zones: Mapping[str, str] | None = None
    quotas: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@frozen
class AccountFacts:
    """What is known of one account; `whole` counts in all regions, for services that have none."""

    account: str | None = None
    whole: Part = field(default_factory=Part)
    regions: Mapping[str, Part] = field(default_factory=dict)

    @staticmethod
    def of(table: Mapping[str, Any]) -> AccountFacts:
        """Returns the facts as a file writes them (see account.schema.json)."""
        regions = {name: _part(part) for name, part in table.get("regions", {}).items()}
        return AccountFacts(table.get("account"), _part(table), regions)


def _part(table: Mapping[str, Any]) -> Part:
    return Part(
        table.get("zones"),
        table.get("quotas", {}),
        {type_: tuple(names) for type_, names in table.get("names", {}).items()},
    )


def zones(resource: Resource) -> Mapping[str, str] | None:
    """Returns the zones that the account has in the resource's region, as ids by name; None where nothing is known of
    them."""
    return next((part.zones for part in _parts(resource) if part.zones is not None), None)


def quota(resource: Resource, service: str, code: str) -> float | None:
    """Returns the applied value of a quota where the resource is; None where nothing is known of it."""
    return next((part.quotas[service][code] for part in _parts(resource) if code in part.quotas.get(service, {})), None)


def has_name(resource: Resource, name: str) -> Truth:
    """Returns whether something of the resource's type has the name already; MAYBE where the facts lack the type."""
    listed = [part.names[resource.type] for part in _parts(resource) if resource.type in part.names]
    return Truth.of(any(name in names for names in listed)) if listed else Truth.MAYBE


def number_created(resource: Resource) -> int:
    """Returns how many resources of the type are surely created where the resource is, itself counted."""
    place = _region(resource)

    def count() -> int:
        others = resource.deployment.of_type(resource.type)
        return sum(
            other.existence is Truth.YES and other.is_new is Truth.YES and _region(other) == place and _is_meant(other)
            for other in others
        )

    return resource.deployment.cached_per_world(("created in", resource.type, place), count, doubts=False)


def _parts(resource: Resource) -> list[Part]:
    """What is known of the place of a resource, the region first; nothing where it may be in another account."""
    facts = resource.deployment.account_facts
    if facts is None or not _is_meant(resource):
        return []
    region = _region(resource)
    found = [facts.regions[region]] if region in facts.regions else []
    return [*found, facts.whole]


def _region(resource: Resource) -> str:
    region = resource.deployment.context.settle(resource.region)
    return str(region.scalar) if isinstance(region, Known) else ""


def _is_meant(resource: Resource) -> bool:
    """Whether a resource is in the account that the facts are about: its own is that one, or there is one only."""
    deployment = resource.deployment
    facts = deployment.account_facts
    account = deployment.context.settle(resource.account)
    if facts is not None and facts.account is not None and isinstance(account, Known):
        return account.scalar == facts.account
    if not isinstance(account, (Known, Unknown)) or deployment.kind == "cloudformation":
        return True
    return deployment.cached("credentials", lambda: len({node.credentials for node in deployment.resources})) == 1
