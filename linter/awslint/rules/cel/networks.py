"""ARNs, CIDR blocks and versions as operands of expressions."""

from __future__ import annotations

import ipaddress
import re
from functools import total_ordering
from typing import Any, ClassVar

from awslint.frozen import frozen
from awslint.rules.cel.operands import ABSENT
from awslint.values import Known, Text, Unknown, Value


@frozen
class Arn:
    """The parts of an ARN, each as far as it is known."""

    partition: Any
    service: Any
    region: Any
    account: Any
    resource: Any

    fields: ClassVar[tuple[str, ...]] = ("partition", "service", "region", "account", "resource")


def arn_of(value: Any) -> Any:
    """Returns the parts of an ARN; ABSENT for what is none, Unknown where too little of it is known.

    A part that is unknown counts as one part: where a string is put together around it, it stands between colons.
    """
    parts: list[list[str | Value]] = [[]]
    for piece in value.parts if isinstance(value, Text) else (str(value),):
        if not isinstance(piece, str):
            parts[-1].append(piece)
            continue
        first, *others = piece.split(":")
        parts[-1].append(first)
        parts += [[other] for other in others]
    head = parts[0]
    if len(head) == 1 and head[0] != "arn":
        return ABSENT
    if len(parts) < 6:
        return Unknown("the ARN is not known") if isinstance(value, Text) else ABSENT
    resource = parts[5]
    for part in parts[6:]:
        resource = [*resource, ":", *part]
    return Arn(*(_joined(part) for part in (*parts[1:5], resource)))


def _joined(parts: list[str | Value]) -> Any:
    if all(isinstance(part, str) for part in parts):
        return "".join(part for part in parts if isinstance(part, str))
    pieces = [part for part in parts if part != ""]
    if len(pieces) == 1 and not isinstance(pieces[0], str):
        piece = pieces[0]
        return piece.scalar if isinstance(piece, Known) else piece
    return Text(tuple(pieces))


@frozen
class Cidr:
    """A block of addresses."""

    network: ipaddress.IPv4Network | ipaddress.IPv6Network
    address: str

    fields: ClassVar[tuple[str, ...]] = ("prefix", "size", "family", "base", "address")

    @property
    def prefix(self) -> int:
        """The number of leading bits: 16 of 10.0.0.0/16."""
        return self.network.prefixlen

    @property
    def size(self) -> int:
        """How many addresses there are."""
        return self.network.num_addresses

    @property
    def family(self) -> int:
        """4 or 6."""
        return self.network.version

    @property
    def base(self) -> str:
        """The first address, which is what AWS makes of an address with host bits."""
        return str(self.network.network_address)

    def overlaps(self, other: Cidr) -> bool:
        """Returns whether the two share an address."""
        return self.family == other.family and self.network.overlaps(other.network)

    def contains(self, other: Cidr) -> bool:
        """Returns whether every address of the other is one of these."""
        if self.family != other.family:
            return False
        return other.network.subnet_of(self.network)  # type: ignore[arg-type]


def cidr_of(value: Any) -> Any:
    """Returns the block that a string writes; ABSENT for what is none."""
    if isinstance(value, Text):
        return Unknown("the block is not known")
    try:
        return Cidr(ipaddress.ip_network(str(value), strict=False), str(value).partition("/")[0])
    except ValueError:
        return ABSENT


@total_ordering
@frozen
class Version:
    """A version, compared number by number. "7" and "7.0" are equal."""

    numbers: tuple[int, ...]
    text: str

    fields: ClassVar[tuple[str, ...]] = ("major", "minor", "patch")

    def _padded(self, length: int) -> tuple[int, ...]:
        return self.numbers + (0,) * (length - len(self.numbers))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Version):
            return NotImplemented
        length = max(len(self.numbers), len(other.numbers))
        return self._padded(length) == other._padded(length)

    def __hash__(self) -> int:
        return hash(self._padded(4))

    def __lt__(self, other: Version) -> bool:
        length = max(len(self.numbers), len(other.numbers))
        return self._padded(length) < other._padded(length)

    def __str__(self) -> str:
        return self.text

    @property
    def major(self) -> int:
        """The first number."""
        return self.numbers[0]

    @property
    def minor(self) -> Any:
        """The second number; ABSENT where none is written."""
        return self.numbers[1] if len(self.numbers) > 1 else ABSENT

    @property
    def patch(self) -> Any:
        """The third number; ABSENT where none is written."""
        return self.numbers[2] if len(self.numbers) > 2 else ABSENT


def version_of(value: Any) -> Any:
    """Returns the version that a string writes; ABSENT where it begins with no number. What follows the numbers is left
    out."""
    if isinstance(value, Text):
        return Unknown("the version is not known")
    match = re.match(r"v?(\d+(?:\.\d+)*)", str(value))
    return ABSENT if match is None else Version(tuple(int(part) for part in match[1].split(".")), str(value))
