"""What a property of a CloudFormation registry schema holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Schema = Mapping[str, Any]

_SCALARS: Final = {"string", "integer", "number", "boolean"}


@dataclass(frozen=True)
class Shape:
    """A property's shape. `kind` is scalar, list, object (with `properties`), map, document (any JSON) or mixed.

    `item` is the shape of a list's or a map's elements. `reference` names the definition that an object comes from, so
    that recursion shows.
    """

    kind: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    item: Shape | None = None
    reference: str = ""


def properties_of(schema: Schema) -> Mapping[str, Any]:
    """Returns the properties of a type, those of its alternatives included."""
    return shape_of(schema, schema).properties


def shape_of(node: Any, schema: Schema) -> Shape:
    """Returns the shape of a node of the schema; alternatives are taken together where they agree."""
    node, reference = _resolved(node, schema)
    parts = [
        shape_of(variant, schema)
        for word in ("oneOf", "anyOf", "allOf")
        for variant in node.get(word, ())
        if _says(variant)
    ]
    types = node.get("type", ())
    types = {types} if isinstance(types, str) else set(types)
    properties = dict(node.get("properties", {}))
    for part in parts:
        properties = {**part.properties, **properties}
    if properties and "items" not in node:
        return Shape("object", properties, reference=reference)
    if "array" in types or "items" in node:
        return Shape("list", item=shape_of(node.get("items", {}), schema)) if types <= {"array"} else Shape("mixed")
    if node.get("patternProperties"):
        return Shape("map", item=shape_of(next(iter(node["patternProperties"].values())), schema))
    if isinstance(node.get("additionalProperties"), dict):
        return Shape("map", item=shape_of(node["additionalProperties"], schema))
    if "object" in types:
        return Shape("document")
    if (types and types <= _SCALARS) or "enum" in node or "const" in node:
        return Shape("scalar")
    kinds = {part.kind for part in parts}
    return parts[0] if len(kinds) == 1 else Shape("mixed")


def _says(node: Any) -> bool:
    """Whether an alternative says more than which properties are required."""
    return isinstance(node, dict) and bool(node.keys() & {"type", "$ref", "properties", "items", "oneOf", "anyOf"})


def _resolved(node: Any, schema: Schema) -> tuple[Mapping[str, Any], str]:
    reference = ""
    for _ in range(10):
        if not isinstance(node, dict):
            return {}, reference
        pointer = node.get("$ref")
        if not isinstance(pointer, str):
            return node, reference
        reference = pointer
        node = schema
        for step in pointer.removeprefix("#/").split("/"):
            node = node.get(step, {}) if isinstance(node, dict) else {}
    return {}, reference
