"""Questions that expressions ask about policies: who may do what, and whom a resource admits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from awslint.graph import Resource
from awslint.rules.cel.operands import ABSENT, Function, settled
from awslint.rules.cel.scope import Scope
from awslint.values import Truth


def _trusts(_: Scope, role: Any, service: Any) -> Any:
    """Whether the trust policy of a role lets a service assume it."""
    from awslint.graph.access import trusts

    principal = settled(service)
    if role is ABSENT or principal is ABSENT:
        return ABSENT
    if not isinstance(role, Resource) or not isinstance(principal, str):
        return Truth.MAYBE
    return trusts(role, principal)


def _allows(_: Scope, role: Any, action: str, on: Any = None) -> Any:
    """Whether the policies of a role allow it an action."""
    from awslint.graph.access import allows

    if not isinstance(role, Resource):
        return ABSENT if role is ABSENT else Truth.MAYBE
    target = settled(on) if on is not None else None
    return allows(role, action, None if target is ABSENT else target).truth


def _admits(_: Scope, resource: Any, service: Any, action: str, source: Any = None, on: Any = None) -> Any:
    """Whether the policies on a resource let a service do something to it (or to `on`), acting for another one."""
    from awslint.graph.access import admits

    if not isinstance(resource, Resource):
        return ABSENT if resource is ABSENT else Truth.MAYBE
    principal = settled(service)
    if not isinstance(principal, str):
        return ABSENT if principal is ABSENT else Truth.MAYBE
    acting = source if isinstance(source, Resource) else None
    target = settled(on) if on is not None else None
    return admits(resource, principal, action, acting, on=None if target is ABSENT else target).truth


def _admits_anyone(_: Scope, resource: Any, action: str, on: Any = None) -> Any:
    """Whether the policies on a resource let anybody do something to it (or to `on`)."""
    from awslint.graph.access import admits_anyone

    if not isinstance(resource, Resource):
        return ABSENT if resource is ABSENT else Truth.MAYBE
    target = settled(on) if on is not None else None
    return admits_anyone(resource, action, None if target is ABSENT else target)


ACCESS_METHODS: Final[Mapping[str, Function]] = {
    "trusts": _trusts,
    "allows": _allows,
    "admits": _admits,
    "admitsAnyone": _admits_anyone,
}
"""What expressions call on a resource: `self.Role.resource('AWS::IAM::Role').allows('s3:GetObject')`."""
