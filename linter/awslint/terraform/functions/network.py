"""Functions on address ranges."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from awslint.terraform.functions.registry import LARGEST, FunctionError, NotKnown, on_scalars

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_LEADING_ZERO = re.compile(r"(?:^|\.)0\d")


def _network(prefix: str) -> _Network:
    address, slash, length = prefix.partition("/")
    if not slash or not (length.isascii() and length.isdigit()) or "%" in prefix:
        raise FunctionError(f'"{prefix}" is not an address range')
    if _LEADING_ZERO.search(address) or ("." in address and ":" in address) or (len(length) > 1 and length[0] == "0"):
        raise NotKnown("such a way to write addresses is not modelled")
    try:
        return ipaddress.ip_network(prefix, strict=False)
    except ValueError:
        raise FunctionError(f'"{prefix}" is not an address range') from None


def _address(network: _Network, number: int) -> str:
    kind: Callable[[int], object] = ipaddress.IPv4Address if network.version == 4 else ipaddress.IPv6Address
    return str(kind(number))


@on_scalars("cidrhost", "string", "whole")
def _cidrhost(prefix: str, number: int) -> str:
    network = _network(prefix)
    place = number if number >= 0 else network.num_addresses + number
    if not 0 <= place < network.num_addresses:
        raise FunctionError(f"{prefix} has no host {number}")
    return _address(network, int(network.network_address) + place)


@on_scalars("cidrnetmask", "string")
def _cidrnetmask(prefix: str) -> str:
    network = _network(prefix)
    if network.version != 4:
        raise FunctionError("only IPv4 ranges have a netmask")
    return str(network.netmask)


@on_scalars("cidrsubnet", "string", "whole", "whole")
def _cidrsubnet(prefix: str, added: int, number: int) -> str:
    network = _network(prefix)
    length = network.prefixlen + added
    if added < 0:
        raise NotKnown("a shorter prefix is not modelled")
    if length > network.max_prefixlen or not 0 <= number < 2**added:
        if number < 0:
            raise NotKnown("a negative network number is not modelled")
        raise FunctionError(f"{prefix} cannot be extended by {added} bits with the number {number}")
    start = int(network.network_address) + number * 2 ** (network.max_prefixlen - length)
    return f"{_address(network, start)}/{length}"


@on_scalars("cidrsubnets", "string", "whole", rest=True, result="list")
def _cidrsubnets(prefix: str, *added: int) -> list[str]:
    network = _network(prefix)
    if len(added) > LARGEST:
        raise NotKnown(f"more than {LARGEST} elements")
    place, end = int(network.network_address), int(network.broadcast_address) + 1
    result = []
    for bits in added:
        length = network.prefixlen + bits
        if bits < 1 or length > network.max_prefixlen:
            raise FunctionError(f"{prefix} cannot be extended by {bits} bits")
        size = 2 ** (network.max_prefixlen - length)
        place = -(-place // size) * size
        if place + size > end:
            raise FunctionError(f"{prefix} has not enough addresses left")
        result.append(f"{_address(network, place)}/{length}")
        place += size
    return result
