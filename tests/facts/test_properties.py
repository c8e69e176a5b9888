"""What a policy may ask for: every property of every schema, and nothing that is misspelt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from awslint.facts.build import WrongSources, check_versions
from awslint.facts.generators.from_cfnlint import Schemas
from awslint.facts.generators.shapes import properties_of, shape_of
from awslint.facts.properties import has_property, property_names


@pytest.mark.parametrize(
    ("type_", "path", "known"),
    [
        ("AWS::KMS::Key", "KeySpec", True),
        ("AWS::KMS::Key", "KeySpek", False),
        ("AWS::KMS::Key", "KeyPolicy/Statement/Anything", True),
        ("AWS::KMS::CustomKeyStore", "CustomKeyStoreType", True),
        ("AWS::KMS::CustomKeyStore", "StoreType", False),
        ("AWS::ElastiCache::User", "AuthenticationMode/Passwords", True),
        ("AWS::ElastiCache::User", "AuthenticationMode/Passwort", False),
        ("AWS::ElastiCache::User", "Authentication/Passwords", False),
        ("AWS::Lambda::Function", "Environment/Variables/ANY", True),
        ("AWS::Lambda::Function", "Environment/Variable", False),
        ("AWS::FSx::FileCache", "Lifecycle", True),
        ("AWS::FIS::ExperimentTemplate", "Actions/Any/ActionId", True),
        ("AWS::EMR::Cluster", "Configurations/Configurations/Classification", True),
        ("Custom::Anything", "Name", None),
        ("AWS::KMS::Keys", "KeySpec", None),
    ],
)
def test_known_properties(type_: str, path: str, known: bool | None) -> None:
    assert has_property(type_, *path.split("/")) is known


def test_names_for_a_suggestion() -> None:
    assert property_names("AWS::ElastiCache::User", "AuthenticationMode") >= {"Type", "Passwords"}
    assert property_names("AWS::ElastiCache::User", "AuthenticationMode", "Type") == frozenset()
    assert property_names("Custom::Anything") == frozenset()


def test_every_property_of_every_schema_is_known() -> None:
    try:
        check_versions()
    except WrongSources as wrong:
        pytest.skip(f"properties are NOT checked against their sources: {wrong}")
    schemas = Schemas.read()
    unknown = [
        (type_, path)
        for type_, schema in schemas.types.items()
        if type_.startswith("AWS::")
        for path in _paths(properties_of(schema), schema, ())
        if has_property(type_, *path) is not True
    ]
    assert not unknown


def _paths(properties: Any, schema: Any, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The properties and those of objects right below them, to a depth of three."""
    for name, node in properties.items():
        yield (*above, name)
        shape = shape_of(node, schema)
        inner = shape.item if shape.kind == "list" else shape
        if inner is not None and inner.kind == "object" and len(above) < 2:
            yield from _paths(inner.properties, schema, (*above, name))
