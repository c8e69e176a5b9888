"""What awslint knows of a configuration against what Terraform and the real AWS provider plan of it.

For every attribute: the plan's value, or unknown; never another value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.terraform.blocks import META, body_value
from awslint.terraform.files import FileReader
from awslint.terraform.instance import Instance
from awslint.terraform.module import Module, root_module
from awslint.terraform.plan.document import without_keys
from awslint.values import ALWAYS, Known, ListOf, MapOf, Missing, Value, plain, revealed

from .stored import Stored, stored, types

PLANS = list(stored())

REWRITTEN = {
    ("aws_instance", "user_data"): "the plan has the hash of the text",
    ("aws_launch_configuration", "user_data"): "the plan has the hash of the text",
}
"""Attributes that the provider plans in another form than they are written in."""

DOCUMENTS = "policy", "assume_role_policy", "container_definitions", "inline_policy", "access_policy"
"""Attributes with JSON that the provider writes anew: the same document, in another order or spacing."""


def instances(module: Module) -> Iterator[Instance]:
    """All instances of resources, of the modules below too."""
    for key in module.files.resources:
        yield from module.instances(key)
    for name in module.files.modules:
        for child in module.children(name) or ():
            yield from instances(child)


class Comparison:
    """Differences between one configuration and its plan, and how many values were known."""

    def __init__(self) -> None:
        self.differences: list[str] = []
        self.known = 0
        self.unknown = 0

    def attributes(self, where: str, mine: MapOf, planned: Any, unknown: Any, schema: dict[str, Any]) -> None:
        for name, value in mine.items.items():
            if name in schema:
                self.value(f"{where}.{name}", value, planned.get(name), _part(unknown, name), schema[name])

    def value(self, where: str, mine: Value, planned: Any, unknown: Any, schema: Any) -> None:
        mine = revealed(mine)
        if isinstance(mine, Missing) or (isinstance(mine, Known) and mine.scalar is None):
            return  # not set: the plan has the provider's default
        if isinstance(schema, list) and schema[0] in ("list", "set", "single") and isinstance(schema[1], dict):
            self.blocks(where, mine, planned, unknown, schema[1], schema[0] == "set")
            return
        try:
            data = plain(mine)
        except ValueError:
            self.unknown += 1
            return
        self.known += 1
        if unknown is True:
            self.differences.append(f"{where}: {data!r}, but it is unknown while planning")
        elif not same(data, planned, unknown, schema, where.rpartition(".")[2]):
            self.differences.append(f"{where}: {data!r}, but the plan has {planned!r}")

    def blocks(self, where: str, mine: Value, planned: Any, unknown: Any, schema: dict[str, Any], is_set: bool) -> None:
        if not isinstance(mine, ListOf) or unknown is True:
            self.unknown += 1
            return
        found = planned if isinstance(planned, list) else [planned] if planned else []
        if mine.complete and len(found) != len(mine.items):
            self.differences.append(f"{where}: {len(mine.items)} blocks, but the plan has {len(found)}")
            return
        for index, item in enumerate(mine.items):
            block = revealed(item)
            if not isinstance(block, MapOf):
                self.unknown += 1
                continue
            candidates = [(each, _part(unknown, number)) for number, each in enumerate(found)]
            if not is_set and mine.complete:
                candidates = candidates[index : index + 1]
            attempts = []
            for each, partly in candidates:
                attempt = Comparison()
                attempt.attributes(f"{where}[{index}]", block, each, partly, schema)
                attempts.append(attempt)
            best = min(attempts, key=lambda attempt: len(attempt.differences), default=None)
            if best is not None:
                self.differences += best.differences
                self.known += best.known
                self.unknown += best.unknown


def _part(unknown: Any, name: str | int) -> Any:
    if isinstance(unknown, dict):
        return unknown.get(str(name))
    if isinstance(unknown, list) and isinstance(name, int) and name < len(unknown):
        return unknown[name]
    return None


def same(mine: Any, planned: Any, unknown: Any, schema: Any, name: str) -> bool:
    """Whether a value is the planned one once it is converted to the type that the provider's schema gives it."""
    if unknown is True:
        return False
    if isinstance(schema, list) and schema[0] in ("list", "set") and isinstance(mine, list):
        if not isinstance(planned, list):
            return mine == [] and planned is None
        if schema[0] == "set":
            return all(any(same(item, each, None, schema[1], name) for each in planned) for item in mine) and (
                all(any(same(item, each, None, schema[1], name) for item in mine) for each in planned)
            )
        return len(mine) == len(planned) and all(
            same(item, each, _part(unknown, index), schema[1], name)
            for index, (item, each) in enumerate(zip(mine, planned, strict=True))
        )
    if isinstance(schema, list) and schema[0] == "map" and isinstance(mine, dict):
        planned = planned or {}
        return all(item is None or same(item, planned.get(key), None, schema[1], name) for key, item in mine.items())
    if isinstance(schema, list) and schema[0] == "object" and isinstance(mine, dict):
        return all(
            item is None or same(item, planned.get(key), _part(unknown, key), schema[1].get(key), name)
            for key, item in mine.items()
        )
    if schema == "string" and isinstance(mine, (int, float, bool)):
        mine = str(mine).lower()
    if schema == "number" and isinstance(mine, str):
        mine = float(mine)
    if schema == "bool" and isinstance(mine, str):
        mine = mine == "true"
    if name.partition("[")[0] in DOCUMENTS and isinstance(mine, str) and isinstance(planned, str) and mine != planned:
        return bool(json.loads(mine) == json.loads(planned))
    return bool(mine == planned)


def compared(plan: Stored, directory: Path) -> Comparison:
    """Everything that is known of one configuration against its plan."""
    root = plan.configuration(directory)
    module, _ = root_module(root, FileReader(Sources()), Inputs(), called=False)
    changes = {
        change["address"]: change
        for change in plan.plan().get("resource_changes", ())
        if change["mode"] == "managed" and change["change"]["actions"] != ["delete"]
    }
    found = Comparison()
    every = [instance for instance in instances(module) if instance.block.type == "resource"]
    uncertain = {instance.block_address for instance in every if instance.expanded.many or instance.module.many}
    for instance in every:
        change = changes.pop(instance.address, None)
        if instance.block_address in uncertain:
            continue
        if change is None:
            if instance.exists == ALWAYS:
                found.differences.append(f"{instance.address} is not in the plan")
            continue
        # Of resources that Terraform has itself (terraform_data) there is no provider's schema.
        schema = types().get(change["type"], {})
        schema = {name: type_ for name, type_ in schema.items() if (change["type"], name) not in REWRITTEN}
        written = body_value(instance.block.body, instance.scope, META)
        found.attributes(
            instance.address, written, change["change"]["after"], change["change"]["after_unknown"], schema
        )
    blocks = {without_keys(address): address for address in changes}
    found.differences += [f"{each} is planned" for block, each in blocks.items() if block not in uncertain]
    return found


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_what_is_known_of_a_configuration_is_what_is_planned(plan: Stored, tmp_path: Path) -> None:
    assert compared(plan, tmp_path).differences == []


def test_most_of_what_is_written_is_known(tmp_path: Path) -> None:
    found = [compared(plan, tmp_path) for plan in PLANS if plan.name.startswith("projects/")]
    known, unknown = sum(comparison.known for comparison in found), sum(comparison.unknown for comparison in found)
    assert known > 150
    assert known > 3 * unknown
