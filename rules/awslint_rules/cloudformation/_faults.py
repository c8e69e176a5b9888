"""What front ends note of a template that CloudFormation refuses."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Final

from awslint.frozen import frozen
from awslint.graph import Attribute, Resource
from awslint.rules import Raises
from awslint.values import Truth

TEMPLATE: Final = ("AWS::CloudFormation::Template",)
REFUSED: Final = (
    Raises("cloudformation", "ValidationError", on="CreateStack"),
    Raises("cloudformation", "ValidationError", on="CreateChangeSet"),
)


@frozen
class Fault:
    """One part of a template that is refused: where, what it names, in which function, what there is instead."""

    at: Attribute
    holds: Truth
    name: str
    function: str
    known: tuple[str, ...]

    @property
    def where(self) -> str:
        """The place as people write it: `Resources.Cache.Properties.Engine`."""
        return self.at.resource.address + (f".{self.at.name}" if self.at.path else "")

    @property
    def suggestion(self) -> str:
        """A known name that is written much like this one, as a question; else empty."""
        return suggestion(self.name.rpartition(".")[2], self.known)


def of_kind(template: Resource, kind: str) -> Iterator[Fault]:
    """Yields the faults of one kind in an entry of a template."""
    for element in template.get("Faults").elements():
        if element.get("Kind").text != kind:
            continue
        place = element.get("Place").text or ""
        at = Attribute(template, (place,) if place else (), element.value, element.span)
        known = tuple(text for member in element.get("Known").elements() if (text := member.text) is not None)
        name, function = element.get("Name").text or "", element.get("Function").text or ""
        yield Fault(at, element.get("Holds").is_true, name, function, known)


def suggestion(name: str, known: Sequence[str]) -> str:
    """Returns ` Did you mean X?` for the likeliest of the known names; empty where none is like it."""
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.7)
    return f" Did you mean {close[0]}?" if close else ""
