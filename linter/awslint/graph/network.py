"""Questions about networks: where a subnet's traffic leaves, in which zones subnets are, which ports a group opens."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from awslint.frozen import frozen
from awslint.graph.attachments import effective_elements
from awslint.graph.attribute import Attribute
from awslint.graph.resource import Resource
from awslint.values import ListOf, MapOf, Missing, Truth, all_true, any_true

if TYPE_CHECKING:
    from awslint.graph.deployment import Deployment

SUBNET: Final = "AWS::EC2::Subnet"
_VPC: Final = "AWS::EC2::VPC"
_TABLE: Final = "AWS::EC2::RouteTable"
_DEFAULT_TABLE: Final = "AWS::EC2::DefaultRouteTable"
_MAIN: Final = "AWS::EC2::MainRouteTableAssociation"
_ASSOCIATION: Final = "AWS::EC2::SubnetRouteTableAssociation"
_PROPAGATION: Final = "AWS::EC2::VPNGatewayRoutePropagation"
_EVERYWHERE: Final = "0.0.0.0/0"


class WayOut(enum.Enum):
    """Where traffic to addresses that are not the VPC's leaves a subnet."""

    INTERNET = "internet gateway"
    NAT = "NAT gateway"
    OTHER = "other"
    NONE = "none"


@frozen
class Routes:
    """The routes of a table beside the local ones; not `complete` where there may be more."""

    routes: tuple[Attribute, ...]
    complete: bool


def way_out(subnet: Resource) -> WayOut | None:
    """Returns where a subnet's traffic leaves the VPC, by its route table or the VPC's main one; None where that is not
    known.

    OTHER is a transit gateway, a peering, an appliance, or routes to some addresses only. NONE is a table that has no
    route beside the local ones; endpoints of the VPC may still serve single services.
    """
    routes = subnet.deployment.cached_per_world(("routes", subnet.address), lambda: _routes_of(subnet), doubts=False)
    if routes is None:
        return None
    for route in routes.routes:
        if _destination(route) == _EVERYWHERE:
            return _leads_to(route)
    is_settled = routes.complete and all(_destination(route) is not None for route in routes.routes)
    if not is_settled:
        return None
    return WayOut.OTHER if routes.routes else WayOut.NONE


def _routes_of(subnet: Resource) -> Routes | None:
    """The routes that count for a subnet; None where it is not known which table does."""
    if subnet.mode != "managed" or subnet.deployment.is_passed_on(subnet):
        return None
    deployment = subnet.deployment
    own = [
        resource
        for resource in deployment.naming(subnet, _ASSOCIATION, "SubnetId")
        if resource.get("SubnetId").target() is subnet
    ]
    if own:
        certain = len(own) == 1 and own[0].existence is Truth.YES
        return _routes_in(own[0].get("RouteTableId").target(_TABLE, _DEFAULT_TABLE, _VPC)) if certain else None
    if _may_name(SUBNET, _ASSOCIATION, "SubnetId", deployment):
        return None
    vpc = subnet.get("VpcId").target(_VPC)
    if vpc is None or deployment.is_passed_on(vpc) or vpc.is_new is not Truth.YES:
        return None
    if _may_name(_VPC, _MAIN, "VpcId", deployment):
        return None
    main = deployment.naming(vpc, _MAIN, "VpcId")
    if not main:
        return _routes_in(vpc)
    certain = len(main) == 1 and main[0].existence is Truth.YES
    return _routes_in(main[0].get("RouteTableId").target(_TABLE, _DEFAULT_TABLE, _VPC)) if certain else None


def _may_name(target: str, type_: str, attribute: str, deployment: Deployment) -> bool:
    """Whether an attribute of some resource of a type is not known, so that it may name any resource of `target`."""
    return any(resource.get(attribute).target() is None for resource in deployment.naming_any(target, type_, attribute))


def _routes_in(table: Resource | None) -> Routes | None:
    """The routes of a table, or of the main table of a VPC; None where the table is not here."""
    if table is None or table.mode != "managed" or table.existence is not Truth.YES:
        return None
    deployment = table.deployment
    if table.type == _TABLE:
        listed = table.effective("Route")
        found, complete = effective_elements(table, "Route"), _is_whole(listed)
    else:
        vpc = table if table.type == _VPC else table.get("DefaultRouteTableId").target(_VPC)
        if vpc is None:
            return None
        adopted = deployment.naming(vpc, _DEFAULT_TABLE, "DefaultRouteTableId")
        found = [route for route_table in adopted for route in route_table.get("Route").elements()]
        complete = all(
            route_table.existence is Truth.YES and _is_whole(route_table.get("Route")) for route_table in adopted
        )
        for owner in (vpc, *adopted):
            routes = deployment.naming(owner, "AWS::EC2::Route", "RouteTableId")
            found += [Attribute(route, (), route.attributes, route.header) for route in routes]
            complete = complete and all(route.existence is Truth.YES for route in routes)
        complete = complete and not _may_name(_VPC, "AWS::EC2::Route", "RouteTableId", deployment)
    propagated = table.type == _TABLE and bool(
        table.get("PropagatingVgws").is_missing is not Truth.YES or deployment.of_type(_PROPAGATION)
    )
    return Routes(tuple(found), complete and not propagated)


def _is_whole(listed: Attribute) -> bool:
    """Whether a list, or its absence, is wholly known."""
    content = listed.content
    return content.complete if isinstance(content, ListOf) else isinstance(content, Missing)


_DESTINATIONS: Final = ("DestinationCidrBlock", "CidrBlock")
_OTHER_DESTINATIONS: Final = (
    "DestinationIpv6CidrBlock",
    "Ipv6CidrBlock",
    "DestinationPrefixListId",
)
_OTHER_TARGETS: Final = (
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "NetworkInterfaceId",
    "InstanceId",
    "VpcEndpointId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
    "EgressOnlyInternetGatewayId",
)


def _destination(route: Attribute) -> str | None:
    """The addresses that a route is for: an IPv4 block, or "other" for what is no such; None where it is not known."""
    for attribute in [_member(route, name) for name in _DESTINATIONS]:
        if attribute is not None and attribute.equals_text("") is not Truth.YES and attribute.is_set is not Truth.NO:
            return attribute.text
    is_map = isinstance(route.content, MapOf)
    return "other" if is_map and any(_is_given(route, name) is Truth.YES for name in _OTHER_DESTINATIONS) else None


def _member(attribute: Attribute, name: str) -> Attribute | None:
    """A member that is written, whatever names the type has."""
    return attribute.get(name) if name in attribute.keys() else None  # noqa: SIM118 - a method, no mapping


def _is_given(route: Attribute, name: str) -> Truth:
    member = _member(route, name)
    return Truth.NO if member is None else member.is_set & ~member.equals_text("")


def _leads_to(route: Attribute) -> WayOut | None:
    """What a route leads to."""
    if _is_given(route, "NatGatewayId") is Truth.YES:
        return WayOut.NAT
    if any(_is_given(route, name) is Truth.YES for name in _OTHER_TARGETS):
        return WayOut.OTHER
    gateway = _member(route, "GatewayId")
    if gateway is None:
        return None
    target = gateway.target()
    if target is not None:
        return {"AWS::EC2::InternetGateway": WayOut.INTERNET, "AWS::EC2::VPNGateway": WayOut.OTHER}.get(target.type)
    text = gateway.text or ""
    return WayOut.INTERNET if text.startswith("igw-") else WayOut.OTHER if text.startswith("vgw-") else None


def zones_of(subnets: Attribute) -> tuple[list[Attribute], bool]:
    """Returns the Availability Zones of the subnets that an attribute lists, one for each subnet, and whether these are
    all.

    A subnet whose zone AWS chooses, or that is not here, makes the answer incomplete.
    """
    content = subnets.content
    complete = not isinstance(content, ListOf) or content.complete
    found = []
    for element in subnets.elements():
        subnet = element.target(SUBNET)
        zone = subnet.get("AvailabilityZone") if subnet is not None else None
        if zone is not None and zone.is_set is not Truth.NO:
            found.append(zone)
        else:
            complete = False
    return found, complete and bool(found)


_PROTOCOLS: Final = {"tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58"}


def opens_port(group: Resource, protocol: str, port: int, direction: str = "ingress") -> Truth:
    """Returns whether a rule of a security group lets the protocol through at a port, from or to anything.

    The group's rules are all that the configuration writes: in the group, and as resources of their own. A group that
    exists before the deployment may have others, and a new one lets everything out where nothing is written.
    """
    if group.mode != "managed":
        return Truth.MAYBE
    property_ = "SecurityGroupIngress" if direction == "ingress" else "SecurityGroupEgress"
    listed = group.effective(property_)
    answer = any_true(_covers(rule, protocol, port) for rule in effective_elements(group, property_))
    if direction == "egress" and group.language == "cloudformation" and group.get(property_).is_set is not Truth.YES:
        answer |= Truth.of(listed.is_missing is Truth.YES) | Truth.MAYBE  # the rule that AWS makes of its own accord
    closed = _is_whole(listed) and group.is_new is Truth.YES and not group.deployment.is_passed_on(group)
    return answer if closed else answer | Truth.MAYBE


def _covers(rule: Attribute, protocol: str, port: int) -> Truth:
    """Whether a rule is about a protocol and a port."""
    return all_true(_conditions(rule, protocol, port))


def _conditions(rule: Attribute, protocol: str, port: int) -> Iterator[Truth]:
    of_all = rule.get("IpProtocol").is_among(("-1", -1, "all"))
    mine = rule.get("IpProtocol").matches_text(lambda text: _PROTOCOLS.get(text.lower(), text) == _PROTOCOLS[protocol])
    yield of_all | mine
    low, high = rule.get("FromPort"), rule.get("ToPort")
    within = low.matches_text(lambda text: _number(text) <= port) & high.matches_text(
        lambda text: port <= _number(text)
    )
    yield of_all | within | (low.equals(-1) & high.equals(-1))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
