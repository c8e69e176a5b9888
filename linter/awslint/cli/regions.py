"""The regions that resources are created in, with the reason: what `awslint config show` says of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from awslint.frozen import frozen

if TYPE_CHECKING:
    from awslint.cli.configured import Chosen
    from awslint.graph.resource import Resource
    from awslint.syntax.sources import Sources

_NAMED: Final = 3
"""How many resources of one region are named."""


@frozen
class EffectiveRegion:
    """A region of a unit (None: not known), why it is that one, and the addresses of the resources in it."""

    unit: str
    region: str | None
    reason: str
    resources: Sequence[str]

    @property
    def line(self) -> str:
        """All of it on one line."""
        named = ", ".join(self.resources[:_NAMED])
        rest = len(self.resources) - _NAMED
        return f"{self.unit}: {self.region or 'not known'} ({self.reason}): {named}" + (
            f" and {rest} more" if rest > 0 else ""
        )


def effective_regions(path: Path, chosen: Chosen) -> list[EffectiveRegion]:
    """Returns the regions of all units that a path stands for, in the order of units and resources.

    Raises:
        UsageError: the path does not exist.
    """
    from awslint.engine import load_units
    from awslint.report.redaction import Redaction
    from awslint.report.sensitive import secret_texts
    from awslint.syntax.sources import Sources

    sources = Sources()
    found: dict[tuple[str, str | None, str], list[str]] = {}
    for unit, loaded in load_units([path], lambda place: chosen.unit(place).inputs, sources):
        origin = chosen.configuration.of(unit.path).origin("region")
        redact = Redaction(secret_texts(loaded.deployment))
        for resource in loaded.deployment.resources:
            if resource.mode == "managed" and resource.native_type.partition("_")[0] not in ("terraform", "null"):
                region, reason = _region(resource, sources, unit.path.as_posix(), origin)
                found.setdefault((unit.path.as_posix(), region, reason), []).append(redact(resource.address))
    return [EffectiveRegion(*key, addresses) for key, addresses in found.items()]


def _region(resource: Resource, sources: Sources, unit: str, origin: str) -> tuple[str | None, str]:
    """The region of a resource and the reason; `origin` is who says the region where the files do not."""
    from awslint.report.places import located
    from awslint.values import Known, Reference, Unknown

    value = resource.region
    if isinstance(value, Reference) and value.value is not None:
        value = value.value
    if not isinstance(value, Known) or not isinstance(value.scalar, str):
        return None, value.why if isinstance(value, Unknown) else "nothing says it; --region does"
    assumed = [*value.assumes]
    span = resource.region_span if resource.region_span.is_somewhere else value.span
    if span.is_somewhere:
        file, line, _ = located(span, sources, unit)
        return value.scalar, ", ".join((f"{file}:{line}", *assumed))
    return value.scalar, ", ".join((origin if origin != "default" else "the assembly or samconfig.toml", *assumed))
