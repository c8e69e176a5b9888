"""What the rules about actions share: the entries of a policy, and the exception that a missing permission gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from awslint.facts.actions import Action
from awslint.facts.exceptions import service
from awslint.facts.operations import clients_of_prefix, operation_named
from awslint.frozen import frozen
from awslint.graph import Attribute, Deployment, Resource
from awslint.graph.policies import SITES, Policy
from awslint.iam.documents import Entries, Statement, text_of
from awslint.iam.matching import action_matches
from awslint.rules import Raises, Verdict
from awslint.values import Span, Truth, equals

POLICY_TYPES: Final = tuple(SITES)
_CODES: Final = {
    "json": "AccessDeniedException",
    "query": "AccessDenied",
    "xml": "AccessDenied",
    "ec2": "UnauthorizedOperation",
}


@frozen
class Entry:
    """One entry of Action or NotAction (then it `excludes`). `text` is None where it is not known."""

    statement: Statement
    attribute: Attribute
    text: str | None
    excludes: bool = False

    @property
    def is_pattern(self) -> bool:
        """Whether it has wildcards or policy variables, so that it names more than one action."""
        return self.text is not None and any(sign in self.text for sign in ("*", "?", "${"))


def entries(policy: Policy, *elements: str) -> Iterator[Entry]:
    """Yields the entries of the elements (`Action`, `NotAction`) of all statements of a policy."""
    for number, statement in enumerate(policy.document.statements):
        for element in elements:
            found = statement.actions if element == "Action" else statement.not_actions
            for place, value in enumerate(found.values):
                path: tuple[str | int, ...] = ("Statement", number, element, *_position(found, place))
                yield Entry(statement, policy.part(value, *path), text_of(value), element == "NotAction")


def _position(found: Entries, place: int) -> tuple[int, ...]:
    return (place,) if len(found.values) > 1 else ()


def stands_beside(entry: Entry, names: Iterable[str]) -> bool:
    """Returns whether other entries of the same statement and element name every one of the actions (or patterns)
    already."""
    statement = entry.statement
    element = statement.not_actions if entry.excludes else statement.actions
    beside = [text for value in element.values if (text := text_of(value)) is not None and text != entry.text]
    return all(
        any(text.lower() == name.lower() or action_matches(text, name) is Truth.YES for text in beside)
        for name in names
    )


def one_per_place(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Returns one verdict for each place and fault, the most severe one: elements of a dynamic block are written
    once."""
    found: dict[tuple[Span, str], Verdict] = {}
    for verdict in verdicts:
        place = verdict.at.span if isinstance(verdict.at, Attribute) else verdict.at.header
        key = place, verdict.help
        if key not in found or _rank(verdict) < _rank(found[key]):
            found[key] = verdict
    return list(found.values())


def _rank(verdict: Verdict) -> int:
    return verdict.severity.rank if verdict.severity is not None else 0


def is_everything_known(policy: Policy, *elements: str) -> bool:
    """Returns whether all statements and all entries of the elements are known."""
    if not policy.document.complete and policy.document.problem is None:
        return False
    for statement in policy.document.statements:
        for element in elements:
            found = statement.actions if element == "Action" else statement.not_actions
            if not found.complete or any(text_of(value) is None for value in found.values):
                return False
    return True


def is_first_holder(policy: Policy) -> bool:
    """Returns whether no resource before this one holds the same `aws_iam_policy_document`: it is to be judged once."""
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


WITHOUT_EFFECT: Final = (Raises("awslint", "EntryWithoutEffect"),)
"""For a finding that predicts no exception of AWS; as the rules on suppressions do."""


def denial(action: Action | str, client: str = "") -> tuple[Raises, ...]:
    """Returns what a call without the permission raises: from its operation, else from the service, where several
    operations or none need the action. A service whose API is not known raises AccessDenied, from no operation in
    particular.

    `client` is the API that is meant, where that is known: `sesv2` where actions of `ses` serve several."""
    prefix, _, name = str(action).partition(":")
    prefix = prefix.lower()
    named = (operation_named(f"{client}:{name}") if client else None) or operation_named(str(action))
    api = named[0] if named is not None else clients_of_prefix(prefix)[0]
    known = service(api) if api else None
    if known is None:
        return (Raises(prefix, "AccessDenied"),)
    return (Raises(api, _CODES[known.protocol], on=named[1] if named is not None else None),)


def listed(names: list[str]) -> str:
    """Returns names as a phrase: `a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
