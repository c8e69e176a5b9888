"""Every exception that botocore models: its code on the wire and the operations that raise it.

A service is named as botocore's client is (`kms`, `cloudhsmv2`, `elasticache`, `memorydb`). Codes that botocore does
not model are in `common_errors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

from awslint.facts.common_errors import BY_PROTOCOL, BY_SERVICE
from awslint.facts.packs import pack
from awslint.frozen import frozen

_EVERYWHERE: Final = "*"


class Evidence(Enum):
    """What a claim that an operation raises a code rests on."""

    MODELLED = "botocore models the code for this operation"
    COMMON = "every service of this protocol can raise the code"
    DOCUMENTED = "the service documents the code, not for which operations"


@frozen
class ModelledError:
    """One exception of a service.

    `code` is what a response carries: for query, XML and EC2 the code of the error, for JSON services the shape's
    name. `names` are all spellings in use: the code, the shape, and a JSON service's code for query clients.
    """

    code: str
    shape: str
    names: frozenset[str]
    operations: tuple[str, ...]


@dataclass(frozen=True)
class Service:
    """One API as botocore models it. `protocol` is the family of its wire format: json, query, xml or ec2."""

    name: str
    protocol: str
    operations: tuple[str, ...]
    errors: tuple[ModelledError, ...]

    def error(self, code_or_shape: str) -> ModelledError | None:
        """Returns the modelled exception with that code or shape name; its spelling on the wire wins."""
        return self._by_name().get(code_or_shape)

    def raises(self, code_or_shape: str) -> tuple[str, ...]:
        """Returns the operations that are modelled to raise it; none when the service does not model it."""
        return tuple(sorted({name for error in self.errors_named(code_or_shape) for name in error.operations}))

    def raised_by(self, operation: str) -> tuple[ModelledError, ...]:
        """Returns the exceptions modelled for one operation, by code."""
        return tuple(error for error in self.errors if operation in error.operations)

    def errors_named(self, code_or_shape: str) -> tuple[ModelledError, ...]:
        """Returns every exception in use under that name: two shapes may share a code."""
        return tuple(error for error in self.errors if code_or_shape in error.names)

    def _by_name(self) -> Mapping[str, ModelledError]:
        loose = {name: error for error in reversed(self.errors) for name in error.names}
        return loose | {error.code: error for error in reversed(self.errors)}


@cache
def service(name: str) -> Service | None:
    """Returns the service of that botocore client name, or None."""
    blocks = pack("exceptions")
    if name == _EVERYWHERE or name not in blocks:
        return None
    block = blocks[name]
    operations = tuple(block["operations"])
    errors = []
    for shape, (code, raisers) in sorted(block["errors"].items()):
        wire = shape if block["protocol"] == "json" else code or shape
        names = frozenset({shape, wire, code or shape})
        errors.append(ModelledError(wire, shape, names, tuple(operations[number] for number in raisers)))
    return Service(
        name,
        block["protocol"],
        operations,
        tuple(sorted(errors, key=lambda modelled_error: (modelled_error.code, modelled_error.shape))),
    )


def services() -> tuple[str, ...]:
    """Returns the names of all services, sorted."""
    return tuple(name for name in pack("exceptions") if name != _EVERYWHERE)


def services_with(code_or_shape: str) -> tuple[str, ...]:
    """Returns the services that model an exception of that code or shape name, sorted."""
    return tuple(_services_by_code().get(code_or_shape, ()))


def codes() -> tuple[str, ...]:
    """Returns every code and shape name that any service models."""
    return tuple(_services_by_code())


@cache
def _services_by_code() -> Mapping[str, list[str]]:
    table: Mapping[str, list[str]] = pack("exceptions")[_EVERYWHERE]
    return table


def is_common(service_name: str, code: str) -> bool:
    """Returns whether every operation of the service can raise the code though no model lists it."""
    known = service(service_name)
    return known is not None and code in BY_PROTOCOL[known.protocol]


def evidence(service_name: str, code: str, operation: str) -> Evidence | None:
    """Returns what shows that the operation can raise the code; None when nothing does, or there is no such
    operation."""
    known = service(service_name)
    if known is None or operation not in known.operations:
        return None
    if operation in known.raises(code):
        return Evidence.MODELLED
    if is_common(service_name, code):
        return Evidence.COMMON
    return Evidence.DOCUMENTED if code in BY_SERVICE.get(service_name, ()) else None


def check_claim(service_name: str, code: str, operation: str) -> bool:
    """Returns whether a rule may claim that the operation raises the code. See `evidence` for why."""
    return evidence(service_name, code, operation) is not None
