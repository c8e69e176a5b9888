"""Questions that expressions ask about the account, where the user says something of it (`--account-facts`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from awslint.graph import Resource
from awslint.rules.cel.operands import ABSENT, Function, settled
from awslint.rules.cel.scope import Scope
from awslint.values import Truth, Unknown

# Without facts about the account nothing is asked of quotas and names: for every resource they would be undecided.

_UNSAID: Final = "nothing is said of the account"


def _zones(_: Scope, resource: Any) -> Any:
    """The ids of the account's zones by name."""
    from awslint.graph.account import zones

    if not isinstance(resource, Resource):
        return ABSENT if resource is ABSENT else Unknown(_UNSAID)
    found = zones(resource)
    if found is None:
        resource.deployment.context.doubts["the account's zones are not known (--account-facts lists them)"] = None
    return Unknown(_UNSAID) if found is None else dict(found)


def _quota(_: Scope, resource: Any, service: str, code: str) -> Any:
    """The applied value of a quota, by Service Quotas' codes."""
    from awslint.graph.account import quota

    if not isinstance(resource, Resource):
        return ABSENT if resource is ABSENT else Unknown(_UNSAID)
    if resource.deployment.account_facts is None:
        return ABSENT
    found = quota(resource, service, code)
    return Unknown(_UNSAID) if found is None else int(found) if found == int(found) else found


def _is_taken(_: Scope, resource: Any, name: Any) -> Any:
    """Whether something of the resource's type has that name already."""
    from awslint.graph.account import has_name

    if isinstance(resource, Resource) and resource.deployment.account_facts is None:
        return ABSENT
    text = settled(name)
    if not isinstance(resource, Resource) or not isinstance(text, str):
        return ABSENT if ABSENT in (resource, text) else Truth.MAYBE
    return has_name(resource, text)


def _number_created(_: Scope, resource: Any) -> Any:
    """How many resources of the type this deployment surely creates in the resource's region."""
    from awslint.graph.account import number_created

    if not isinstance(resource, Resource):
        return ABSENT if resource is ABSENT else Unknown("which resource is meant is not known")
    return number_created(resource)


ACCOUNT_FUNCTIONS: Final[Mapping[str, Function]] = {
    "accountZones": _zones,
    "accountQuota": _quota,
    "isTaken": _is_taken,
    "numberCreated": _number_created,
}
