"""No rule misspells a property: "surely not written" would be true of it in every configuration."""

from __future__ import annotations

import pytest

from awslint.facts.properties import has_property, property_names
from awslint.graph import Attribute

from .fixture_cases import cases, check

Asked = dict[tuple[str, tuple[str, ...]], str]


def test_rules_ask_for_properties_that_the_type_has(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Asked = {}
    child = Attribute._child

    def recorded(attribute: Attribute, name: str) -> Attribute:
        path = tuple(step for step in (*attribute.path, name) if isinstance(step, str))
        if path[0] not in ("Create", "Update", "Delete"):  # the calls of Custom::AWS, beside the type's properties
            asked.setdefault((attribute.resource.type, path), attribute.resource.address)
        return child(attribute, name)

    monkeypatch.setattr(Attribute, "_child", recorded)
    for case in cases():
        if case.kind == "bad":
            for unit in case.units:
                check(unit)
    assert len(asked) > 100
    misspelt = [
        f"{type_}: {'.'.join(path)} (known here: {', '.join(sorted(property_names(type_, *path[:-1])))})"
        for type_, path in sorted(asked)
        if has_property(type_, *path) is False
    ]
    assert not misspelt, "\n".join(misspelt)
