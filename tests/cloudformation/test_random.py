"""Functions nested at random: in every world awslint's results are those of a second, plain evaluation.

cfn-lint has them too, where it resolves them.
"""

from __future__ import annotations

import base64
import ipaddress
import itertools
import json
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest

from awslint.values import Is, Missing, Value, World, plain, under

PARAMETERS: dict[str, Any] = {
    "Stage": {"Type": "String", "Default": "dev"},
    "Zones": {"Type": "CommaDelimitedList", "Default": "a, b,c"},
    "Size": {"Type": "String", "AllowedValues": ["small", "large"]},
    "Kind": {"Type": "String", "AllowedValues": ["x", "y", "z"]},
    "Port": {"Type": "Number", "Default": 6379},
    "Index": {"Type": "Number", "Default": "1"},
    "Dashed": {"Type": "String", "Default": "x-y-z"},
    "Empty": {"Type": "String", "Default": ""},
}
DEFAULTS: dict[str, Any] = {
    "Stage": "dev", "Zones": ["a", "b", "c"], "Port": "6379", "Index": "1", "Dashed": "x-y-z", "Empty": "",
    "AWS::Region": "us-east-1", "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com",
    "AWS::AccountId": "123456789012",
}  # fmt: skip
MAPPINGS: dict[str, Any] = {
    "Nodes": {
        "dev": {"Type": "t4g", "List": ["x", "y"], "Number": "1"},
        "us-east-1": {"Type": "r7g", "List": ["p", "q", "r"], "Number": "2"},
        "small": {"Type": "s", "List": ["1"], "Number": "0"},
        "large": {"Type": "l", "List": ["2", "3"], "Number": "1"},
    }
}
CONDITIONS: dict[str, Any] = {
    "IsDev": {"Fn::Equals": [{"Ref": "Stage"}, "dev"]},
    "IsSmall": {"Fn::Equals": [{"Ref": "Size"}, "small"]},
    "NotSmall": {"Fn::Not": [{"Condition": "IsSmall"}]},
    "IsX": {"Fn::Equals": ["x", {"Ref": "Kind"}]},
    "Neither": {"Fn::And": [{"Condition": "NotSmall"}, {"Fn::Not": [{"Condition": "IsX"}]}]},
    "Either": {"Fn::Or": [{"Condition": "IsSmall"}, {"Fn::Equals": [{"Ref": "Kind"}, "y"]}]},
    "Mapped": {"Fn::Equals": [{"Fn::FindInMap": ["Nodes", {"Ref": "Size"}, "Type"]}, "s"]},
    "Numbers": {"Fn::Equals": [{"Ref": "Port"}, 6379]},
}
NO_VALUE = {"Ref": "AWS::NoValue"}
WORLDS = [{"Size": size, "Kind": kind} for size, kind in itertools.product(("small", "large"), "xyz")]


class Invalid(Exception):
    """CloudFormation refuses the expression in this world."""


class Plain:
    """Evaluates an expression where every parameter has a value, as CloudFormation's documentation says."""

    def __init__(self, chosen: dict[str, str]) -> None:
        self.names = {**DEFAULTS, **chosen}

    def condition(self, node: Any) -> bool:
        ((name, argument),) = node.items()
        if name == "Condition":
            return self.condition(CONDITIONS[argument])
        if name == "Fn::Equals":
            return str(self.value(argument[0])) == str(self.value(argument[1]))
        inner = [self.condition(part) for part in argument]
        return not inner[0] if name == "Fn::Not" else all(inner) if name == "Fn::And" else any(inner)

    def value(self, node: Any) -> Any:
        if isinstance(node, list):
            return [value for value in map(self.value, node) if value is not None]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            ((name, argument),) = node.items()
            if name == "Ref":
                return None if argument == "AWS::NoValue" else self.names[argument]
            if name.startswith("Fn::"):
                return getattr(self, name.removeprefix("Fn::").lower())(argument)
        return {key: value for key, inner in node.items() if (value := self.value(inner)) is not None}

    def text(self, node: Any) -> str:
        value = self.value(node)
        if not isinstance(value, (str, int)):
            raise Invalid
        return str(value)

    def items(self, node: Any) -> list[Any]:
        value = self.value(node)
        if not isinstance(value, list):
            raise Invalid
        return value

    def sub(self, argument: Any) -> str:
        template, replacements = argument if isinstance(argument, list) else (argument, {})
        names = {name: self.text(value) for name, value in replacements.items()}

        def hole(match: re.Match[str]) -> str:
            name = match[1]
            return f"${{{name[1:]}}}" if name.startswith("!") else names.get(name, str(self.names.get(name)))

        return re.sub(r"\$\{([^}]*)\}", hole, template)

    def join(self, argument: Any) -> str:
        return str(argument[0]).join(self.text(item) for item in self.items(argument[1]))

    def split(self, argument: Any) -> list[str]:
        return self.text(argument[1]).split(argument[0])

    def select(self, argument: Any) -> Any:
        items, index = self.items(argument[1]), int(self.text(argument[0]))
        if index >= len(items):
            raise Invalid
        return items[index]

    def findinmap(self, argument: Any) -> Any:
        found: Any = MAPPINGS
        for key in argument[:3]:
            found = found.get(self.text(key)) if isinstance(found, dict) else None
        if found is None:
            if len(argument) < 4:
                raise Invalid
            return self.value(argument[3]["DefaultValue"])
        return found

    def __getattr__(self, name: str) -> Any:
        return {
            "if": lambda argument: self.value(argument[1] if self.condition(CONDITIONS[argument[0]]) else argument[2]),
            "base64": lambda argument: base64.b64encode(self.text(argument).encode()).decode(),
            "length": lambda argument: len(self.items(argument)),
            "tojsonstring": lambda argument: json.dumps(self.value(argument), separators=(",", ":")),
            "cidr": lambda argument: [
                str(block)
                for block in itertools.islice(
                    ipaddress.ip_network(argument[0]).subnets(new_prefix=32 - int(argument[2])), int(argument[1])
                )
            ],
        }[name]


class Expressions:
    """Makes expressions that give a text or a list, of a depth."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def expression(self, depth: int) -> Any:
        return self.random.choice([self.text, self.text, self.list])(depth)

    def condition(self) -> str:
        return self.random.choice(list(CONDITIONS))

    def text(self, depth: int) -> Any:
        choose = self.random.choice
        if depth == 0:
            literals = ["a", "b-c", "x|y|z", "", "1", "dev", "a,b", "small"]
            names = ["Stage", "Size", "Kind", "Port", "Dashed", "Empty", "AWS::Region", "AWS::Partition"]
            texts = ["${Stage}-${AWS::Region}", "${!Own}-${Dashed}", "plain", "${Size}${Kind}", "$${Stage}", "${Port}:"]
            return choose([choose(literals), {"Ref": choose(names)}, {"Fn::Sub": choose(texts)}])
        text, items = self.text(depth - 1), self.list(depth - 1)
        number = choose([0, 1, 2, "0", {"Ref": "Index"}, {"Fn::FindInMap": ["Nodes", {"Ref": "Size"}, "Number"]}])
        key = choose(["dev", "none", {"Ref": "Stage"}, {"Ref": "AWS::Region"}, {"Ref": "Size"}, {"Ref": "Kind"}])
        return choose(
            [
                {"Fn::Sub": ["${A}/${B}-${Stage}", {"A": text, "B": self.text(depth - 1)}]},
                {"Fn::Join": [choose(["-", "", ",", "|"]), choose([items, [text, NO_VALUE, self.text(depth - 1)]])]},
                {"Fn::Select": [number, choose([items, [text, "s", self.text(0)]])]},
                {"Fn::FindInMap": ["Nodes", key, choose(["Type", "Number"]), {"DefaultValue": text}]},
                {"Fn::If": [self.condition(), text, self.text(depth - 1)]},
                {"Fn::Base64": text},
                {"Fn::ToJsonString": {"a": text, "b": [items, NO_VALUE]}},
            ]
        )

    def list(self, depth: int) -> Any:
        choose = self.random.choice
        if depth == 0:
            key = choose(["dev", {"Ref": "Size"}, {"Ref": "AWS::Region"}])
            return choose([{"Ref": "Zones"}, {"Fn::FindInMap": ["Nodes", key, "List"]}, ["q", "w"]])
        text, items = self.text(depth - 1), self.list(depth - 1)
        return choose(
            [
                {"Fn::Split": [choose(["-", ",", "|", "/"]), text]},
                {"Fn::If": [self.condition(), items, self.list(depth - 1)]},
                {"Fn::Cidr": ["10.0.0.0/16", choose([2, "3"]), 8]},
                [text, {"Fn::If": [self.condition(), self.text(0), NO_VALUE]}, self.text(0)],
            ]
        )


def template(expressions: list[Any]) -> dict[str, Any]:
    properties = {f"V{number}": expression for number, expression in enumerate(expressions)}
    return {
        "Transform": "AWS::LanguageExtensions",
        "Parameters": PARAMETERS,
        "Mappings": MAPPINGS,
        "Conditions": CONDITIONS,
        "Resources": {"R": {"Type": "AWS::Test::Type", "Properties": properties}},
    }


def settled(value: Value, world: World) -> Any:
    """The Python object that a value is in a world; ValueError where it is not known."""
    value = under(value, world)
    if hasattr(value, "items") and isinstance(value.items, tuple):
        return [settled(item, world) for item in value.items if not isinstance(under(item, world), Missing)]
    return plain(value)


def world_of(chosen: dict[str, str]) -> World:
    world: World | None = World()
    for name, text in chosen.items():
        for other in PARAMETERS[name]["AllowedValues"]:
            assert world is not None
            world = world.given(Is(f"Parameter {name}", other, declared=True), other == text)
    assert world is not None
    return world


def normal(value: Any) -> Any:
    return [normal(item) for item in value] if isinstance(value, list) else str(value)


NUMBER = 120
SEEDS = range(8)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_world_is_as_a_plain_evaluation_says(seed: int, deploy) -> None:
    made = Expressions(seed)
    expressions = [made.expression(made.random.choice([1, 2, 2, 3])) for _ in range(NUMBER)]
    text = json.dumps(template(expressions))
    loaded = deploy(text, name="template.json", region="us-east-1", account="123456789012")
    items = loaded.deployment.find("R").attributes.items
    known = 0
    for chosen in WORLDS:
        world, oracle = world_of(chosen), Plain(chosen)
        for number, expression in enumerate(expressions):
            try:
                theirs = oracle.value(expression)
            except Invalid:
                continue
            try:
                mine = settled(items[f"V{number}"], world)
            except ValueError:
                continue
            known += 1
            assert normal(mine) == normal(theirs), (expression, chosen)
    assert known > 0.8 * NUMBER * len(WORLDS)


def resolved(expressions: list[Any]) -> Iterator[list[Any]]:
    """For each expression every value that cfn-lint finds."""
    template_module = pytest.importorskip("cfnlint.template")
    from cfnlint.jsonschema import CfnTemplateValidator

    whole = template_module.Template("template.json", template([]), ["us-east-1"])
    validator = CfnTemplateValidator({}, context=whole.context, cfn=whole)
    for expression in expressions:
        yield [value for value, _, error in validator.resolve_value(expression) if error is None]


_LEFT = ("Fn::Cidr", "Fn::Base64", "Fn::ToJsonString", "${!", "NoValue", "DefaultValue", "Mapped")
"""What cfn-lint does not resolve, or resolves otherwise than CloudFormation documents: a default though the key is
there, a mapping in a condition."""


@pytest.mark.parametrize("seed", SEEDS)
def test_every_value_is_one_of_cfn_lints(seed: int, deploy) -> None:
    made = Expressions(seed)
    expressions = [made.expression(made.random.choice([1, 2, 2, 3])) for _ in range(4 * NUMBER)]
    expressions = [
        expression for expression in expressions if not any(word in json.dumps(expression) for word in _LEFT)
    ]
    loaded = deploy(json.dumps(template(expressions)), name="template.json", region="us-east-1")
    items = loaded.deployment.find("R").attributes.items
    compared = 0
    for number, theirs in enumerate(resolved(expressions)):
        if not theirs or any('"Fn::' in json.dumps(value) or '"Ref"' in json.dumps(value) for value in theirs):
            continue
        for chosen in WORLDS:
            try:
                mine = normal(settled(items[f"V{number}"], world_of(chosen)))
            except ValueError:
                continue
            compared += 1
            assert mine in [normal(value) for value in theirs], expressions[number]
    assert compared > 20
