"""The graph as JSON data for `awslint graph` (contract/graph.schema.json)."""

from __future__ import annotations

from typing import Any

from awslint.graph.deployment import Deployment
from awslint.graph.resource import Resource
from awslint.values import Known, ListOf, MapOf, Missing, OneOf, Reference, Text, Unknown, Value, plain


def value_data(value: Value) -> dict[str, Any]:
    """Returns one value as the contract writes it. The known parts of a sensitive value are left out."""
    if value.sensitive:
        return {"sensitive": True}
    if isinstance(value, Reference):
        shown: dict[str, Any] = {"reference": value.resource, "attribute": ".".join(value.attribute)}
        return {**value_data(value.value), **shown} if value.value is not None else shown
    if isinstance(value, Unknown):
        return {"unknown": value.why}
    if isinstance(value, Missing):
        return {"missing": True}
    if isinstance(value, Known):
        return {"value": value.scalar}
    if isinstance(value, Text):
        return {"text": [part if isinstance(part, str) else value_data(part) for part in value.parts]}
    if isinstance(value, OneOf):
        return {"one_of": [{"when": str(guard), "value": value_data(choice)} for guard, choice in value.choices]}
    if not _has_sensitive(value):
        try:
            return {"value": plain(value)}
        except ValueError:
            pass
    if isinstance(value, ListOf):
        return {"list": [value_data(element) for element in value.items], "complete": value.complete}
    return {"map": {key: value_data(member) for key, member in value.items.items()}, "complete": value.complete}


def _has_sensitive(value: Value) -> bool:
    if value.sensitive:
        return True
    if isinstance(value, ListOf):
        return any(_has_sensitive(element) for element in value.items)
    if isinstance(value, MapOf):
        return any(_has_sensitive(element) for element in value.items.values())
    return isinstance(value, Reference) and value.value is not None and _has_sensitive(value.value)


def resource_data(resource: Resource, location: dict[str, Any]) -> dict[str, Any]:
    """Returns one resource as the contract writes it; `location` is its header's place."""
    exists = resource.exists
    certain = isinstance(exists, Known) and exists.scalar is True and not resource.many
    shown: dict[str, Any] = {
        "address": resource.address,
        "type": resource.type,
        "native_type": resource.native_type,
        "exists": "yes" if certain else "maybe",
        "many": resource.many,
        "region": value_data(resource.region),
        "attributes": {key: value_data(member) for key, member in resource.attributes.items.items()},
        "location": location,
    }
    if isinstance(exists, OneOf):
        when = [str(guard) for guard, choice in exists.choices if isinstance(choice, Known) and choice.scalar is True]
        shown["when"] = " or ".join(when)
    return shown


def edge_data(deployment: Deployment) -> list[dict[str, str]]:
    """Returns the edges as the contract writes them."""
    return [
        {"from": edge.source, "to": edge.target, "kind": edge.kind.value, **({"via": edge.via} if edge.via else {})}
        for edge in deployment.edges
    ]
