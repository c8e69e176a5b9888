"""Identifiers that two resources of one configuration share."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Related, Verdict
from awslint.values import Truth
from awslint_rules.elasticache._literals import quoted


def shared(resource: Resource, deployment: Deployment, identifier: str) -> Iterator[Verdict]:
    """The finding about an earlier resource with the same identifier, or the first that may have it."""
    rivals = deployment.alike(resource, identifier)
    doubtful: Verdict | None = None
    for other in rivals.before(rivals.sharing):
        verdict = _verdict(resource, other, identifier)
        if verdict.holds is Truth.YES:
            yield verdict
            return
        doubtful = doubtful or (verdict if verdict.holds is Truth.MAYBE else None)
    if doubtful is not None:
        yield doubtful


def _verdict(resource: Resource, other: Resource, identifier: str) -> Verdict:
    mine, theirs = resource.get(identifier), other.get(identifier)
    return Verdict(
        holds=mine.is_set
        & mine.same(theirs)
        & ~mine.equals_text("")
        & other.existence
        & ~resource.deployment.regions_differ(resource, other),
        at=mine,
        message=f"{resource.address} has the same {mine.name}{quoted(mine)} as {other.address}; whichever is created "
        "second is refused.",
        help=f"Give {resource.address} another {mine.name}.",
        related=[Related(theirs, "the same")],
    )
