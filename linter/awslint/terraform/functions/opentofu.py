"""Functions that OpenTofu has and Terraform has not (OpenTofu's documentation of functions, 1.10)."""

from __future__ import annotations

import ipaddress
import zlib
from typing import Final
from urllib.parse import unquote_to_bytes

from awslint.terraform.functions.encoding import decoded64
from awslint.terraform.functions.registry import FunctionError, NotKnown, on_scalars

LARGEST_UNPACKED: Final = 10_000_000
"""Compressed texts that would be longer than this many bytes are not unpacked."""


@on_scalars("urldecode", "string")
def _urldecode(text: str) -> str:
    pieces = text.split("%")[1:]
    if any(len(piece) < 2 or not all(name in "0123456789abcdefABCDEF" for name in piece[:2]) for piece in pieces):
        raise FunctionError("a % is not followed by two hexadecimal digits")
    try:
        return unquote_to_bytes(text.replace("+", " ")).decode()
    except UnicodeDecodeError:
        raise NotKnown("the decoded string is not UTF-8") from None


@on_scalars("base64gunzip", "string")
def _base64gunzip(text: str) -> str:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        content = unpacking.decompress(decoded64(text), LARGEST_UNPACKED)
    except zlib.error:
        raise FunctionError("the base64 string does not hold gzip data") from None
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise NotKnown("the unpacked string is too long, or cut off")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise FunctionError("the unpacked data is not UTF-8") from None


@on_scalars("cidrcontains", "string", "string", result="bool")
def _cidrcontains(container: str, contained: str) -> bool:
    try:
        outside = ipaddress.ip_network(container, strict=False)
        inside = ipaddress.ip_network(contained, strict=False)
    except ValueError:
        raise FunctionError("cidrcontains takes a CIDR block, and a CIDR block or an address") from None
    if outside.version != inside.version:
        raise NotKnown("one is IPv4 and the other IPv6")
    first, last = int(outside.network_address), int(outside.broadcast_address)
    return first <= int(inside.network_address) and int(inside.broadcast_address) <= last
