"""The graph as the contract writes it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from awslint.graph import Attribute, Deployment, Edge, EdgeKind
from awslint.graph.export import edge_data, resource_data, value_data
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    Reference,
    Text,
    Unknown,
    Value,
    choose,
    negation,
    wrap,
)

from .nodes import P, made, node

SCHEMA = json.loads((Path(__file__).parent.parent / "contract" / "graph.schema.json").read_text(encoding="utf-8"))
SECRET = "hunter2"

EVERY_KIND: list[Value] = [
    Known("x"),
    Known(None),
    wrap({"a": [1, True, None]}),
    Unknown("why"),
    Missing(),
    Text(("a", Unknown("u"), "b")),
    ListOf((Known(1), Unknown("u"))),
    ListOf((Known(1),), complete=False),
    MapOf({"a": Unknown("u"), "b": Missing()}),
    Reference("r", ("a", "b")),
    Reference("r", ("a",), value=Known("x")),
    choose(P, Known("x"), choose(negation(P), Known("y"), Missing())),
    Known(SECRET, sensitive=True),
    ListOf((Known(SECRET, sensitive=True), Known("open"))),
    MapOf({"p": Text((SECRET, Unknown("u")), sensitive=True)}),
    MapOf({"deep": ListOf((MapOf({"p": Known(SECRET, sensitive=True)}),))}),
    Reference("r", ("p",), value=Known(SECRET, sensitive=True)),
    Reference("r", ("p",), value=Known(SECRET), sensitive=True),
    choose(P, Known(SECRET, sensitive=True), Known("open")),
    Text(("a", Reference("r", ("p",), value=Known(SECRET, sensitive=True)))),
]


@pytest.mark.parametrize("value", EVERY_KIND, ids=str)
def test_exported_values_keep_the_contract_and_their_secrets(value: Value) -> None:
    data = value_data(value)
    jsonschema.validate(data, {**SCHEMA["$defs"]["value"], "$defs": SCHEMA["$defs"]})
    assert data
    assert set(data) <= set(SCHEMA["$defs"]["value"]["properties"])
    assert SECRET not in json.dumps(data)


def test_an_exported_unit_keeps_the_contract() -> None:
    attributes = {str(number): value for number, value in enumerate(EVERY_KIND)}
    nodes = [
        node("t.a", attributes=attributes),
        node("t.b", exists=choose(P, Known(True), Known(False))),
        node("t.c", many=True),
    ]
    deployment = Deployment(nodes, [Edge("t.a", "t.b", EdgeKind.DEPENDS_ON), Edge("t.b", "t.c", via="x")], path="p")
    resources = [resource_data(resource, {}) for resource in nodes]
    unit = {"path": "p", "kind": "terraform", "resources": resources, "edges": edge_data(deployment), "outputs": {}}
    jsonschema.validate({"schema_version": 1, "units": [unit]}, SCHEMA)
    assert [(resource["exists"], resource.get("when")) for resource in resources] == [
        ("yes", None),
        ("maybe", "p"),
        ("maybe", None),
    ]
    assert unit["edges"] == [
        {"from": "t.a", "to": "t.b", "kind": "depends_on"},
        {"from": "t.b", "to": "t.c", "kind": "reference", "via": "x"},
    ]


def test_attributes_are_readable() -> None:
    assert "aws_x.y" in repr(made(Name=Known("x")).get("Name"))
    assert isinstance(made().get(), Attribute)
