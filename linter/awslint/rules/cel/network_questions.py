"""Questions that expressions ask about networks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from awslint.graph import Attribute, Resource
from awslint.rules.cel.operands import ABSENT, EvaluationError, Function, Items, Optional
from awslint.rules.cel.scope import Scope
from awslint.values import Truth, Unknown


def _way_out(_: Scope, subnet: Any) -> Any:
    """Where a subnet's traffic leaves its VPC: 'internet gateway', 'NAT gateway', 'other' or 'none'."""
    from awslint.graph.network import SUBNET, way_out

    if not isinstance(subnet, Resource):
        return ABSENT if subnet is ABSENT else Unknown("which subnet is meant is not known")
    if subnet.type != SUBNET:
        raise EvaluationError("wayOut() is asked of a subnet")
    found = way_out(subnet)
    return Unknown(f"where traffic of {subnet.address} leaves is not known") if found is None else found.value


def _zones(_: Scope, subnets: Any) -> Any:
    """The Availability Zones of the subnets that an attribute lists."""
    from awslint.graph.network import zones_of

    if isinstance(subnets, Optional):
        subnets = subnets.operand
    if not isinstance(subnets, Attribute):
        return ABSENT if subnets is ABSENT else Items((), complete=False)
    if subnets.is_set is Truth.NO:
        return ABSENT
    found, complete = zones_of(subnets)
    return Items(tuple(found), complete)


def _opens_port(_: Scope, group: Any, protocol: str, port: int, direction: str = "ingress") -> Any:
    """Whether a rule of a security group lets a protocol through at a port."""
    from awslint.graph.network import opens_port

    if not isinstance(group, Resource):
        return ABSENT if group is ABSENT else Truth.MAYBE
    return opens_port(group, protocol, port, direction)


def _repeated_rule(_: Scope, rule: Any) -> Any:
    """What permits, before it, the same as a rule of a security group: another rule, or the group with rules inside."""
    from awslint.graph.security_groups import RULES, repeated_rule

    if not isinstance(rule, Resource):
        return ABSENT if rule is ABSENT else Unknown("which rule is meant is not known")
    if rule.type not in RULES:
        raise EvaluationError("repeatedRule() is asked of a rule of a security group")
    found = repeated_rule(rule)
    return ABSENT if found is None else found


NETWORK_FUNCTIONS: Final[Mapping[str, Function]] = {"zones": _zones}
NETWORK_METHODS: Final[Mapping[str, Function]] = {
    "wayOut": _way_out,
    "opensPort": _opens_port,
    "repeatedRule": _repeated_rule,
}
