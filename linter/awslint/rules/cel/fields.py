"""The fields of resources, attributes, maps and objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from awslint.graph import Attribute, Resource
from awslint.rules.cel.operands import ABSENT, VALUES, EvaluationError, settled
from awslint.values import MapOf, Unknown


def select(operand: Any, field: str) -> Any:
    """Returns a field of an operand.

    A name that begins with a capital is a property; the others are what every resource and attribute has. Keys that
    the user chose are reached by an index (`self.Tags["owner"]`).

    Raises:
        EvaluationError: the operand has no such field.
    """
    if isinstance(operand, (Attribute, Resource)):
        members: Mapping[str, Callable[[Any], Any]] = ATTRIBUTE if isinstance(operand, Attribute) else RESOURCE
        member = members.get(field)
        return member(operand) if member is not None else operand.get(field)
    if operand is ABSENT or isinstance(operand, Unknown):
        return operand
    if isinstance(operand, MapOf):
        return _key(operand, field)
    if isinstance(operand, dict):
        return operand.get(field, ABSENT)
    fields: tuple[str, ...] = getattr(operand, "fields", ())
    if field in fields:
        return getattr(operand, field)
    value = settled(operand)
    if value is ABSENT or isinstance(value, VALUES):
        return value if value is ABSENT else Unknown("it is not known")
    if isinstance(value, (str, int, float, bool)):
        return ABSENT
    raise EvaluationError(f"{type(operand).__name__} has no field {field}")


def _key(operand: MapOf, key: str) -> Any:
    if key in operand.items:
        return operand.items[key]
    return ABSENT if operand.complete else Unknown(f"there may be a key {key}")


def language_of(resource: Resource) -> str:
    """ "cloudformation" or "terraform"."""
    return resource.language


ATTRIBUTE: Final[Mapping[str, Callable[[Attribute], Any]]] = {
    "name": lambda attribute: attribute.name,
    "address": lambda attribute: attribute.resource.address,
}
"""What every attribute has: `name` in the user's language."""

RESOURCE: Final[Mapping[str, Callable[[Resource], Any]]] = {
    "address": lambda resource: resource.address,
    "type": lambda resource: resource.type,
    "region": lambda resource: resource.deployment.context.settle(resource.region),
    "account": lambda resource: resource.deployment.context.settle(resource.account),
    "partition": lambda resource: resource.deployment.context.settle(resource.partition),
    "change": lambda resource: resource.change,
    "language": language_of,
    "provider": lambda resource: resource.native_type.partition("_")[0],
}
"""What every resource has."""
