"""No rule misspells a property: "surely not written" would be true of it in every configuration."""

from __future__ import annotations

import pytest

from awslint.facts.properties import has_property, property_names
from awslint.graph import Attribute
from awslint.rules.registry import all_rules
from awslint.runs.policy_tests import found
from awslint.syntax.sources import Sources
from awslint.values import Value

from .fixture_cases import cases, loaded_units

Asked = dict[tuple[str, tuple[str, ...]], str]


BAD = [case for case in cases() if case.kind == "bad"]


@pytest.mark.parametrize("service", sorted({case.service for case in BAD}))
def test_rules_ask_for_properties_that_the_type_has(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Asked = {}
    child = Attribute._child

    def recorded(attribute: Attribute, name: str, value: Value) -> Attribute:
        path = tuple(step for step in (*attribute.path, name) if isinstance(step, str))
        if path[0] not in ("Create", "Update", "Delete"):  # the calls of Custom::AWS, beside the type's properties
            asked.setdefault((attribute.resource.type, path), attribute.resource.address)
        return child(attribute, name, value)

    monkeypatch.setattr(Attribute, "_child", recorded)
    # The paths of policies that are data are checked when these are loaded.
    functions = [rule for rule in all_rules() if not rule.file]
    for unit in (unit for case in BAD if case.service == service for unit in case.units):
        for loaded in loaded_units(unit, Sources()):
            for rule in functions:
                found(rule, loaded.deployment)
    assert asked
    misspelt = [
        f"{type_}: {'.'.join(path)} (known here: {', '.join(sorted(property_names(type_, *path[:-1])))})"
        for type_, path in sorted(asked)
        if has_property(type_, *path) is False
    ]
    assert not misspelt, "\n".join(misspelt)
