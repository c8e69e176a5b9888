"""What awslint resolves, cfn-lint resolves alike, where it does."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from awslint.cloudformation.identity import GET_ATT, REF
from awslint.values import Known, OneOf, leaves, plain

template_module = pytest.importorskip("cfnlint.template")

PARAMETERS: dict[str, Any] = {
    "Stage": {"Type": "String", "Default": "dev"},
    "Zones": {"Type": "CommaDelimitedList", "Default": "a,b"},
    "Size": {"Type": "String", "AllowedValues": ["small", "large"]},
    "Port": {"Type": "Number", "Default": 6379},
}
MAPPINGS = {"Nodes": {"dev": {"Type": "t4g", "List": ["x", "y"]}, "us-east-1": {"Type": "r7g"}}}
CONDITIONS: dict[str, Any] = {
    "IsDev": {"Fn::Equals": [{"Ref": "Stage"}, "dev"]},
    "IsSmall": {"Fn::Equals": [{"Ref": "Size"}, "small"]},
    "IsLarge": {"Fn::Equals": [{"Ref": "Size"}, "large"]},
    "NotSmall": {"Fn::Not": [{"Condition": "IsSmall"}]},
    "Both": {"Fn::And": [{"Condition": "IsSmall"}, {"Condition": "IsLarge"}]},
    "Either": {"Fn::Or": [{"Condition": "IsSmall"}, {"Condition": "IsLarge"}]},
    "HereSmall": {"Fn::And": [{"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]}, {"Condition": "IsSmall"}]},
}
EXPRESSIONS: list[Any] = [
    {"Ref": "Stage"},
    {"Ref": "AWS::Region"},
    {"Ref": "Size"},
    {"Ref": "Zones"},
    {"Fn::Sub": "${Stage}-${AWS::Region}"},
    {"Fn::Sub": ["${A}-${Stage}", {"A": {"Ref": "Port"}}]},
    {"Fn::Join": ["-", ["x", {"Ref": "Stage"}, {"Ref": "Port"}]]},
    {"Fn::Join": [",", {"Ref": "Zones"}]},
    {"Fn::Join": ["", [{"Fn::FindInMap": ["Nodes", "dev", "Type"]}, ".large"]]},
    {"Fn::Split": ["-", "a-b-c"]},
    {"Fn::Select": [1, ["a", {"Ref": "Stage"}]]},
    {"Fn::Select": ["0", {"Ref": "Zones"}]},
    {"Fn::Select": [1, {"Fn::Split": ["|", "a|b"]}]},
    {"Fn::FindInMap": ["Nodes", {"Ref": "Stage"}, "Type"]},
    {"Fn::FindInMap": ["Nodes", {"Ref": "AWS::Region"}, "Type"]},
    {"Fn::FindInMap": ["Nodes", "dev", "List"]},
    {"Fn::FindInMap": ["Nodes", "none", "Type", {"DefaultValue": "d"}]},
    {"Fn::If": ["IsSmall", "s", "l"]},
    {"Fn::Sub": ["${A}!", {"A": {"Fn::If": ["IsSmall", "s", "l"]}}]},
    {"Fn::ToJsonString": {"a": 1, "b": [True, "x"]}},
]


def template(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "Transform": "AWS::LanguageExtensions",
        "Parameters": PARAMETERS,
        "Mappings": MAPPINGS,
        "Conditions": CONDITIONS,
        "Resources": {"R": {"Type": "AWS::Test::Type", "Properties": properties}},
    }


def resolved(expression: Any) -> list[Any]:
    """Every value that cfn-lint finds for an expression."""
    from cfnlint.jsonschema import CfnTemplateValidator

    whole = template_module.Template("template.json", template({}), ["us-east-1"])
    validator = CfnTemplateValidator({}, context=whole.context, cfn=whole)
    return [value for value, _, error in validator.resolve_value(expression) if error is None]


def normal(value: Any) -> str:
    """Numbers and texts are the same in a template; JSON texts are compared by what they mean."""
    if isinstance(value, list):
        return json.dumps([normal(item) for item in value])
    text = str(value)
    return json.dumps(json.loads(text)) if text.startswith("{") else text


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_values_agree(expression: Any, deploy) -> None:
    loaded = deploy(json.dumps(template({"V": expression})), name="template.json", region="us-east-1")
    value = loaded.deployment.find("R").attributes.items["V"]
    mine = {normal(plain(leaf)) for leaf in leaves(value)}
    theirs = {normal(item) for item in resolved(expression)}
    assert theirs
    assert mine == theirs


@pytest.mark.parametrize("names", list(itertools.combinations(CONDITIONS, 2)), ids="-".join)
def test_conditions_agree(names: tuple[str, str], deploy) -> None:
    """A combination of two conditions that cfn-lint finds impossible has no alternative here."""
    condition, other = names
    expression = {"Fn::If": [condition, {"Fn::If": [other, "11", "10"]}, {"Fn::If": [other, "01", "00"]}]}
    text = json.dumps(template({"V": expression}))
    value = deploy(text, name="template.json", region="us-east-1").deployment.find("R").attributes.items["V"]
    mine = {leaf.scalar for leaf in leaves(value) if isinstance(leaf, Known)}
    whole = template_module.Template("template.json", template({}), ["us-east-1"])
    for first, second in itertools.product((True, False), repeat=2):
        possible = whole.conditions.satisfiable({condition: first, other: second}, {"Stage": "dev"})
        assert not (f"{int(first)}{int(second)}" in mine and not possible), (first, second, mine)
    assert isinstance(value, (Known, OneOf))


EXCEPTIONS = {"AWS::CodeBuild::Project"}
"""Types without a provider of their own kind: the schema's identifier is not what Ref gives."""


def test_what_ref_gives_is_the_identifier() -> None:
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

    wrong = []
    for type_, name in REF.items():
        if not type_.startswith("AWS::Serverless::") and type_ not in EXCEPTIONS:
            schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type_).schema
            if schema.get("primaryIdentifier") != [f"/properties/{name}"]:
                wrong.append(f"{type_}: {schema.get('primaryIdentifier')}")
    assert wrong == []


def test_attributes_exist() -> None:
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

    for (type_, attribute), name in GET_ATT.items():
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type_)
        assert attribute in schema.get_atts
        assert name in schema.schema["properties"]
