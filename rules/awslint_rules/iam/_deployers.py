"""What the rules about who deploys share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from awslint.graph import Resource
from awslint.graph.deployers import Deployer, Refusal, deployer_of, refusals
from awslint.rules import Raises, Related
from awslint_rules.iam._actions import denial, listed

PASS_ROLE = "iam:PassRole"


def refused(resource: Resource, counts: Callable[[Refusal], bool]) -> tuple[Deployer | None, list[Refusal]]:
    """Returns who deploys a resource, and which of the refused actions count; None and nothing where that is not
    known."""
    deployer = deployer_of(resource)
    if deployer is None or deployer.role is resource:
        return None, []
    found = resource.deployment.cached_per_world(
        ("refusals", resource.address, deployer.name), lambda: refusals(resource, deployer)
    )
    return deployer, [refusal for refusal in found if counts(refusal)]


def creates(refusal: Refusal) -> bool:
    """Returns whether the action is part of creating a resource, and not what it is read back with."""
    return "create" in refusal.phases and not refusal.reads and refusal.action != PASS_ROLE


def names(found: Sequence[Refusal]) -> str:
    """Returns the actions as a phrase."""
    return listed([refusal.action for refusal in found])


def by_statements(found: Sequence[Refusal]) -> str:
    """Returns which statements deny them: ` (denied by NoDeletes)`."""
    statements = list(dict.fromkeys(refusal.statement for refusal in found if refusal.statement))
    return f" (denied by {listed(statements)})" if statements else ""


def exceptions(found: Sequence[Refusal]) -> list[Raises]:
    """Returns what the calls raise."""
    return list(dict.fromkeys(raised for refusal in found for raised in denial(refusal.action)))


def where(deployer: Deployer) -> list[Related]:
    """Returns the role, where the deployer is one of the configuration."""
    return [Related(deployer.role, "this role deploys it")] if deployer.role is not None else []


def advice(found: Sequence[Refusal], deployer: Deployer) -> str:
    """Returns what to write."""
    holder = f"the policies of {deployer.name}" if deployer.role is not None else deployer.name
    return f"Allow {names(found)} in {holder}; `awslint permissions --format policy` prints all that is needed."
