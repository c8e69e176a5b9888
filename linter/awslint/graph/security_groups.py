"""The rules of a security group as one set, in whichever way they are written: in the group, or as resources."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Final

from awslint.graph.attachments import effective_elements
from awslint.graph.attribute import Attribute
from awslint.graph.resource import Resource
from awslint.values import ListOf, Truth

GROUP: Final = "AWS::EC2::SecurityGroup"
RULES: Final = ("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress", "AWS::EC2::SecurityGroupRule")
"""The types of rules that are resources of their own."""

Permission = tuple[str, str, str, str]
"""What EC2 takes for one rule: protocol, first port, last port, and the source or target."""

_PROTOCOLS: Final = {"tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58", "all": "-1"}
_OTHERS: Final = (
    "CidrIp",
    "CidrIpv6",
    "CidrBlocks",
    "Ipv6CidrBlocks",
    "SourceSecurityGroupId",
    "DestinationSecurityGroupId",
    "SecurityGroups",
    "SourcePrefixListId",
    "DestinationPrefixListId",
    "PrefixListIds",
)
"""Who is at the other end, in all ways of writing."""


def repeated_rule(rule: Resource) -> Resource | None:
    """Returns what permits the same, or a part of it, before a rule: an earlier rule, or the group that has it inside.

    None where there is nothing, and where it is not certain. Descriptions do not tell rules apart. Rules that are
    resources of several types are taken type by type: of two that repeat each other one is found.
    """
    group = rule.get("GroupId").target(GROUP)
    if group is None:
        return None
    property_ = _property(rule)
    if property_ is None:
        return None
    first = rule.deployment.cached_per_world(
        ("first to permit", group.address, property_), lambda: _first_to_permit(group, property_), doubts=False
    )
    mine = Attribute(rule, (), rule.attributes, rule.header)
    found = (first.get(permission) for permission in _permissions(mine, group))
    return next((resource for resource in found if resource is not None and resource is not rule), None)


def _property(rule: Resource) -> str | None:
    direction = rule.get("Type").text if rule.type == RULES[2] else "egress" if rule.type == RULES[1] else "ingress"
    return {"ingress": "SecurityGroupIngress", "egress": "SecurityGroupEgress"}.get(direction or "")


def _first_to_permit(group: Resource, property_: str) -> dict[Permission, Resource]:
    first: dict[Permission, Resource] = {}
    for element in effective_elements(group, property_):
        if element.resource.existence is Truth.YES:
            for permission in _permissions(element, group):
                first.setdefault(permission, element.resource)
    return first


def _permissions(rule: Attribute, group: Resource) -> Iterator[Permission]:
    """What a rule permits, as far as it is known."""
    protocol = rule.get("IpProtocol").scalar
    if protocol is None:
        return
    number = _PROTOCOLS.get(str(protocol).lower(), str(protocol))
    ports = ("", "") if number == "-1" else (_port(rule, "FromPort"), _port(rule, "ToPort"))
    if None in ports:
        return
    low, high = str(ports[0]), str(ports[1])
    if "Self" in rule.keys() and rule.get("Self").is_true is Truth.YES:  # noqa: SIM118 - a method, no mapping
        yield number, low, high, f"@{group.address}"
    for name in _OTHERS:
        if name in rule.keys():  # noqa: SIM118
            attribute = rule.get(name)
            for element in attribute.elements() if isinstance(attribute.content, ListOf) else [attribute]:
                end = _end(element)
                if end:
                    yield number, low, high, end


def _port(rule: Attribute, name: str) -> str | None:
    number = rule.get(name).number if name in rule.keys() else None  # noqa: SIM118
    return None if number is None else str(int(number))


def _end(attribute: Attribute) -> str:
    """Who is at the other end, as a text that is the same for the same; empty where it is not known."""
    target = attribute.target(GROUP)
    if target is not None:
        return f"@{target.address}"
    text = attribute.text or ""
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        return text
