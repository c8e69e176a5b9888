"""What the tables were made from."""

from __future__ import annotations

from awslint.facts.packs import read_json
from awslint.frozen import frozen


@frozen
class Source:
    """A package or program that tables were made from: its version, the day it is of, and its licence."""

    name: str
    version: str
    date: str
    licence: str

    def __str__(self) -> str:
        return f"{self.name} {self.version} of {self.date}, {self.licence}"


def sources() -> tuple[Source, ...]:
    """Returns all sources, by name."""
    recorded = read_json("sources")
    listed = {**recorded["packages"], **recorded["programs"]}
    return tuple(
        Source(name, source["version"], source["date"], source["licence"]) for name, source in sorted(listed.items())
    )
