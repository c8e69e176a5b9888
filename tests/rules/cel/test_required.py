"""What a policy requires: without it, it finds nothing, so that it need not be asked."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

import awslint_rules
from awslint.engine import load_units
from awslint.graph.loading import Inputs
from awslint.rules.cel.functions import FUNCTIONS, METHODS
from awslint.rules.cel.operands import ABSENT
from awslint.rules.cel.parser import parse
from awslint.rules.cel.required import STRICT_FUNCTIONS, STRICT_METHODS, required_properties
from awslint.rules.examine import subjects
from awslint.rules.policies.document import examples, rows
from awslint.rules.policies.index import policy_files
from awslint.rules.registry import built_in_policies
from awslint.runs.policy_tests import found
from awslint.syntax.sources import Sources
from awslint.values import MapOf

ROOT = Path(awslint_rules.__path__[0])
FILES = policy_files(ROOT)[:: 1 if os.environ.get("AWSLINT_WHOLE") else 12]
RULES = {rule.id: rule for rule in built_in_policies().all()}


@pytest.mark.parametrize(
    ("refuse", "definitions", "required"),
    [
        ("self.A > 3", {}, ["A"]),
        ("self.A.B[0] == 'x' && !has(self.C)", {}, ["A"]),
        ("has(self.A) || self.B == 1", {}, []),
        ("self.A == 1 || self.A == 2", {}, ["A"]),
        ("!(self.A == 1 && self.B == 2)", {}, []),
        ("!(self.A == 1)", {}, ["A"]),
        ("self.A == null", {}, []),
        ("self.?A.orValue(1) == 1", {}, []),
        ("self.A.exists(one, one == self.B)", {}, ["A"]),
        ("!self.A.matches('x') && size(self.B) > 1", {}, ["A", "B"]),
        ("limit > 3", {"limit": "self.A"}, ["A"]),
        ("self.A.exists(limit, limit == 1)", {"limit": "self.B"}, ["A"]),
        ("self.A ? self.B == 1 : self.C == 1", {}, ["A"]),
        ("namesake(self, 'A') == self", {}, []),
        ("self.region == 'eu-west-1'", {}, []),
    ],
)
def test_what_is_required(refuse: str, definitions: dict[str, str], required: list[str]) -> None:
    policy = {"let": {name: parse(text) for name, text in definitions.items()}, "foreach": [], "refuse": parse(refuse)}
    assert required_properties(policy) == required


def test_elements_are_required() -> None:
    policy = {"let": {}, "foreach": [["one", parse("self.Rules")]], "refuse": parse("one.Port > self.Most")}
    assert required_properties(policy) == ["Most", "Rules"]


def test_strict_functions_are_strict() -> None:
    for name in STRICT_METHODS:
        arguments = {"replace": ("a", "b"), "substring": (1,), "split": (",",), "size": ()}.get(name, ("a",))
        arguments = () if name in ("lowerAscii", "upperAscii", "trim") else arguments
        assert METHODS[name](None, ABSENT, *arguments) is ABSENT, name  # type: ignore[arg-type]
    for name in STRICT_FUNCTIONS:
        assert FUNCTIONS[name](None, ABSENT) is ABSENT, name  # type: ignore[arg-type]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_without_what_is_required_nothing_is_found(path: Path, tmp_path: Path) -> None:
    for policy in rows(path, path.read_text(encoding="utf-8")):
        rule = RULES[policy["id"]]
        asked = replace(rule, requires=())
        for number, (language, kind, text) in enumerate(examples(policy, "examples")):
            if kind != "bad" or language == "plan" or not rule.requires:
                continue
            place = tmp_path / f"{rule.id}-{number}"
            place.mkdir()
            file = place / ("main.tf" if language == "terraform" else "template.yaml")
            file.write_text(text, encoding="utf-8")
            for name in rule.requires:
                for _, loaded in load_units([place if language == "terraform" else file], Inputs(), Sources()):
                    for resource in subjects(rule, loaded.deployment):
                        items = {key: item for key, item in resource.attributes.items.items() if key != name}
                        resource.attributes = MapOf(items, complete=resource.attributes.complete)
                    assert found(asked, loaded.deployment) == [], (rule.id, name)
