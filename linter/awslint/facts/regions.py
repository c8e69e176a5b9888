"""Partitions, regions, availability zones, and in which regions botocore knows a service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from awslint.facts.arns import Arn, parse_arn
from awslint.facts.packs import read_json
from awslint.frozen import frozen

__all__ = [
    "Arn",
    "Partition",
    "Services",
    "is_region",
    "looks_like_region",
    "may_be_new_region",
    "nearest_region",
    "parse_arn",
    "partition",
    "partition_of",
    "partitions",
    "region_of_code",
    "region_of_zone",
    "region_of_zone_id",
    "regions",
    "service_regions",
    "short_code",
]

# A local zone adds a city to the region's name, a wavelength zone the carrier and a city.
_ZONE: Final = re.compile(r"(?P<region>[a-z]{2,5}(?:-[a-z]+)+-\d)(?:[a-z]|-[a-z]{3}-\d+[a-z]|-wl\d+-[a-z]{3}-wlz-\d+)")
_ZONE_ID: Final = re.compile(r"(?P<code>[a-z]+\d)-(?:az\d+|[a-z]{3}\d+-az\d+|wl\d+-[a-z]{3}-?wlz\d+)")


@frozen
class Partition:
    """A partition: its regions (sorted), the host suffix of its endpoints, the form that its regions' names have."""

    name: str
    dns_suffix: str
    pattern: str
    regions: tuple[str, ...]


@frozen
class Services:
    """Where botocore knows endpoints of a service. The list lags behind launches: a region that is missing
    from it is likely, not surely, without the service. `global_in` are partitions with one endpoint for all regions.
    """

    regions: frozenset[str]
    global_in: frozenset[str]


@cache
def _data() -> Mapping[str, Any]:
    table: Mapping[str, Any] = read_json("regions")
    return table


@cache
def partitions() -> tuple[Partition, ...]:
    """Returns all partitions, by name."""
    listed = _data()["partitions"]
    return tuple(
        Partition(name, known["dns"], known["pattern"], tuple(known["regions"]))
        for name, known in sorted(listed.items())
    )


def partition(name: str) -> Partition | None:
    """Returns the partition of that name (`aws`, `aws-cn`, `aws-us-gov`, ...), or None."""
    return next((known for known in partitions() if known.name == name), None)


def partition_of(region: str) -> Partition | None:
    """Returns the partition that the region is in or, by the form of its name, would be in; None when no form fits."""
    for known in partitions():
        if region in known.regions:
            return known
    return next((known for known in partitions() if re.fullmatch(known.pattern, region)), None)


@cache
def regions() -> frozenset[str]:
    """Returns the names of all regions of all partitions."""
    return frozenset(_data()["regions"])


def is_region(name: str) -> bool:
    """Returns whether a region of that name is known. See `looks_like_region` for regions newer than the table."""
    return name in regions()


def looks_like_region(name: str) -> bool:
    """Returns whether the name has the form that a partition prescribes, whether or not the region is known."""
    return partition_of(name) is not None


def may_be_new_region(name: str) -> bool:
    """Returns whether a region that is not in the table may have been added since: its words are those of known
    regions, and it is no slip of one."""
    if not looks_like_region(name) or nearest_region(name) is not None:
        return False
    words = {word for known in regions() for word in known.split("-")[:-1]}
    return words.issuperset(name.split("-")[1:-1])


def nearest_region(name: str) -> str | None:
    """Returns the one known region that a mistyped name most likely means; None when there is no such or more than
    one."""
    close = [known for known in sorted(regions()) if known != name and _one_slip(name, known)]
    return close[0] if len(close) == 1 else None


def _one_slip(name: str, other: str) -> bool:
    """Whether one letter was left out, added, changed, or swapped with its neighbour. Digits are never slips."""
    if re.findall(r"\d", name) != re.findall(r"\d", other):
        return False
    if len(name) == len(other):
        wrong = [place for place, (a, b) in enumerate(zip(name, other, strict=True)) if a != b]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1
        return len(wrong) == 1 or (swapped and name[wrong[0]] == other[wrong[1]] and name[wrong[1]] == other[wrong[0]])
    longer, shorter = (name, other) if len(name) > len(other) else (other, name)
    if len(longer) != len(shorter) + 1:
        return False
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


@cache
def service_regions(client: str) -> Services | None:
    """Returns where botocore knows the service of that client name; None when it lists no endpoints for it at all."""
    found = _data()["services"].get(client)
    if found is None:
        return None
    every = _data()["regions"]
    return Services(frozenset(every[number] for number in found[0]), frozenset(found[1]))


def region_of_zone(zone: str) -> str | None:
    """Returns the region of an availability zone, local zone or wavelength zone by its name; None when it is no such
    name.

    The region is one that is known: `xx-west-1a` gives None. Whether the zone itself exists is not known to anyone.
    """
    match = _ZONE.fullmatch(zone)
    return match["region"] if match and is_region(match["region"]) else None


def region_of_zone_id(zone_id: str) -> str | None:
    """Returns the region of a zone id such as `use1-az1` or `usw2-lax1-az1`, or None."""
    match = _ZONE_ID.fullmatch(zone_id)
    return region_of_code(match["code"]) if match else None


def short_code(region: str) -> str | None:
    """Returns the short name of a region in zone ids and cache endpoints: `use1` of us-east-1, `apse2` of
    ap-southeast-2.

    None for unknown regions and for those of the isolated partitions, whose short names are not public.
    """
    known = partition_of(region)
    if known is None or region not in known.regions or known.name.startswith(("aws-iso", "aws-eusc")):
        return None
    area, *middle, number = region.split("-")
    initials = "".join(
        {"northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw"}.get(word, word[0])
        for word in middle
    )
    return f"{area}{initials}{number}"


def region_of_code(code: str) -> str | None:
    """Returns the region whose `short_code` it is, or None."""
    return _by_code().get(code)


@cache
def _by_code() -> Mapping[str, str]:
    return {code: region for region in sorted(regions()) if (code := short_code(region)) is not None}
