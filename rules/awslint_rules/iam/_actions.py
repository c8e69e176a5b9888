"""What the rules about actions share: the entries of a policy, and the exception that a missing permission gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from awslint.facts.actions import Action, prefix_of_client
from awslint.facts.exceptions import service, services
from awslint.graph import Attribute, Deployment, Resource
from awslint.graph.policies import SITES, Policy
from awslint.iam.documents import Entries, Statement, text_of
from awslint.rules import Raises
from awslint.values import Truth, equals

POLICY_TYPES: Final = tuple(SITES)
_CODES: Final = {
    "json": "AccessDeniedException",
    "query": "AccessDenied",
    "xml": "AccessDenied",
    "ec2": "UnauthorizedOperation",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of Action or NotAction. `text` is None where it is not known."""

    statement: Statement
    attribute: Attribute
    text: str | None

    @property
    def is_pattern(self) -> bool:
        """Whether it has wildcards or policy variables, so that it names more than one action."""
        return self.text is not None and any(sign in self.text for sign in ("*", "?", "${"))


def entries(policy: Policy, *elements: str) -> Iterator[Entry]:
    """The entries of the elements (`Action`, `NotAction`) of all statements of a policy."""
    for number, statement in enumerate(policy.document.statements):
        for element in elements:
            found = statement.actions if element == "Action" else statement.not_actions
            for place, value in enumerate(found.values):
                path: tuple[str | int, ...] = ("Statement", number, element, *_position(found, place))
                yield Entry(statement, policy.part(value, *path), text_of(value))


def _position(found: Entries, place: int) -> tuple[int, ...]:
    return (place,) if len(found.values) > 1 else ()


def is_everything_known(policy: Policy, *elements: str) -> bool:
    """Whether all statements and all entries of the elements are known."""
    if not policy.document.complete and policy.document.problem is None:
        return False
    for statement in policy.document.statements:
        for element in elements:
            found = statement.actions if element == "Action" else statement.not_actions
            if not found.complete or any(text_of(value) is None for value in found.values):
                return False
    return True


def is_first_holder(policy: Policy) -> bool:
    """Whether no resource before this one holds the same `aws_iam_policy_document`: it is to be judged once."""
    deployment = policy.attribute.resource.deployment
    holders = deployment.cached("holders of policies", lambda: _first_holders(deployment))
    source = policy.attribute.target()
    if source is None or source.mode != "data":
        return True
    return any(
        holders.get(reference.resource) is policy.attribute.resource
        for reference in policy.attribute.references()
        if deployment.find(reference.resource) is source
    )


def _first_holders(deployment: Deployment) -> dict[str, Resource]:
    """By address: the first resource with a policy that refers to it."""
    holders: dict[str, Resource] = {}
    for resource in deployment.every(*POLICY_TYPES):
        if equals(resource.exists, False) is not Truth.YES:
            for reference in Attribute(resource, (), resource.attributes, resource.header).references():
                holders.setdefault(reference.resource, resource)
    return holders


@cache
def _clients(prefix: str) -> tuple[str, ...]:
    return tuple(name for name in services() if name == prefix or prefix_of_client(name) == prefix)


def denial(action: Action | str) -> tuple[Raises, ...]:
    """What a call without the permission raises: from its operation, else from the service, where several operations
    or none need the action. Empty where botocore does not know the service."""
    before, _, name = str(action).partition(":")
    clients = [client for client in _clients(before.lower()) if service(client) is not None]
    for client in clients:
        known = service(client)
        if known is not None:
            # IAM says DescribeAcls where the API says DescribeACLs.
            operation = next((one for one in known.operations if one.lower() == name.lower()), None)
            if operation is not None:
                return (Raises(client, _CODES[known.protocol], on=operation),)
    first = service(clients[0]) if clients else None
    return (Raises(clients[0], _CODES[first.protocol]),) if first is not None else ()


def listed(names: list[str]) -> str:
    """Names as a phrase: `a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
