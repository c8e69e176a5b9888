"""Every value of a configuration that awslint knows, against what Terraform plans of it.

    python -m bench.plans DIRECTORY [PLAN.json]      # the plan of that directory, as `terraform show -json` prints it
    AWSLINT_TERRAFORM_PLUGINS=DIRECTORY python -m bench.plans DIRECTORY ...    # the plans are made here, offline

It prints how many values are equal; each that differs; each that awslint claims to know although Terraform does not
know it while planning; and why awslint does not know what Terraform knows, the most frequent reasons first. It ends
with 1 where a value differs: a wrong value is worse than any that is not known.

What is not written in the configuration (the defaults of the provider) is not compared.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.terraform import lower
from awslint.terraform.blocks import META, body_value
from awslint.terraform.data_sources import attribute as data_attribute
from awslint.terraform.files import FileReader
from awslint.terraform.instance import Instance
from awslint.terraform.module import Module, root_module
from awslint.terraform.plan.document import without_keys
from awslint.values import ALWAYS, Known, Missing, Value, revealed
from bench.differences import Comparison, Shape, part_of, provider_shape, reason_of, values_in

REWRITTEN = {
    ("aws_instance", "user_data"): "the plan has the hash of the text",
    ("aws_launch_configuration", "user_data"): "the plan has the hash of the text",
}
"""Attributes that the provider plans in another form than they are written in."""


def instances(module: Module) -> Iterator[Instance]:
    """All instances of resources, of the modules below too."""
    for key in module.files.resources:
        yield from module.instances(key)
    for name in module.files.modules:
        for child in module.children(name) or ():
            yield from instances(child)


def compared(directory: Path, plan: dict[str, Any]) -> Comparison:
    """What is known of a root module, against its plan."""
    variables = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in ((name, each.get("value")) for name, each in plan.get("variables", {}).items())
        if value is not None
    }
    inputs = Inputs(variables=variables, account=_account(plan))
    module, _ = root_module(directory, FileReader(Sources()), inputs, called=False)
    found = Comparison()
    every = list(instances(module))
    _resources(found, [each for each in every if each.block.type == "resource"], plan)
    _data_sources(found, [each for each in every if each.block.type == "data"], plan)
    for name, value in lower.outputs(module).items():
        change = plan.get("output_changes", {}).get(name)
        if isinstance(change, dict):
            found.value(f"output.{name}", value, change.get("after"), change.get("after_unknown"), Shape("d"))
    return found


def _resources(found: Comparison, every: list[Instance], plan: dict[str, Any]) -> None:
    changes = {
        change["address"]: change
        for change in plan.get("resource_changes", ())
        if change["mode"] == "managed" and change["change"]["actions"] != ["delete"]
    }
    uncertain = {each.block_address: each for each in every if each.expanded.many or each.module.many}
    for instance in every:
        if instance.block_address in uncertain:
            continue
        change = changes.pop(instance.address, None)
        if change is None:
            if instance.exists == ALWAYS:
                found.different.append(f"{instance.address} is not in the plan")
            continue
        written = body_value(instance.block.body, instance.scope, META)
        planned = change["change"]
        for name, value in written.items.items():
            shape = provider_shape(change["type"]).members().get(name)
            if shape is not None and (change["type"], name) not in REWRITTEN:
                where = f"{instance.address}.{name}"
                found.value(where, value, planned["after"].get(name), part_of(planned["after_unknown"], name), shape)
    for address, change in changes.items():
        block = without_keys(address)
        if block not in uncertain:
            found.different.append(f"{address} is planned only")
            continue
        instance = uncertain[block]
        names = body_value(instance.block.body, instance.scope, META).items
        planned = change["change"]
        number = sum(
            values_in(planned["after"].get(name), part_of(planned["after_unknown"], name))
            for name in provider_shape(change["type"]).members().keys() & names.keys()
        )
        found.unknown[_why_many(instance)] += number


def _why_many(instance: Instance) -> str:
    from awslint.terraform.evaluate import evaluate

    for body, scope in _expansions(instance):
        for name in ("count", "for_each"):
            attribute = body.attributes.get(name)
            if attribute is not None:
                value = evaluate(attribute.expression, scope)
                if revealed(value) != value or not isinstance(value, Known):
                    return f"number of instances: {reason_of(value)}"
    return "number of instances"


def _expansions(instance: Instance) -> Iterator[tuple[Any, Any]]:
    yield instance.block.body, instance.module.scope
    module: Module | None = instance.module
    while module is not None and module.caller is not None and module.call_block is not None:
        yield module.call_block.body, module.caller.scope
        module = module.caller


def _account(plan: dict[str, Any]) -> str | None:
    """The account that the plan was made for, where a data source asked for it."""
    values = (each["values"] for each in _answers(plan) if each["type"] == "aws_caller_identity")
    return next((each.get("account_id") for each in values), None)


def _answers(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    state = plan.get("prior_state", {}).get("values", {}).get("root_module", {})
    yield from (each for each in _below(state) if each["mode"] == "data")


def _data_sources(found: Comparison, every: list[Instance], plan: dict[str, Any]) -> None:
    """What data sources answered while planning."""
    answers = {each["address"]: each["values"] for each in _answers(plan)}
    for instance in every:
        values = answers.get(instance.address, {})
        for name, answer in values.items():
            value: Value = data_attribute(instance, name) or Missing()
            found.value(f"{instance.address}.{name}", value, answer, None, Shape("s" if name == "json" else "d"))


def _below(module: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from _below(child)


def shown(found: Comparison, most: int = 40) -> Iterator[str]:
    """What came of a comparison, in lines."""
    known_there = sum(found.unknown.values())
    yield (
        f"{found.equal} equal, {len(found.different)} different, {len(found.only_here)} known here only, "
        f"{known_there} known to Terraform only, {found.unknown_to_both} known to neither"
    )
    yield from (f"  different: {line}" for line in found.different)
    yield from (f"  known here only: {line}" for line in found.only_here)
    yield from (f"  {number:5} {why}" for why, number in found.unknown.most_common(most))


def main(words: list[str]) -> int:
    """Compares, and prints what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="root modules; after one, its plan")
    parser.add_argument("--modules", type=Path, help="a directory with the sources of modules of the registry")
    arguments = parser.parse_args(words)
    paths: list[Path] = arguments.paths
    if len(paths) == 2 and paths[1].is_file():
        found = compared(paths[0], json.loads(paths[1].read_bytes()))
        print(*shown(found), sep="\n")
        return int(bool(found.different))
    plugins = os.environ.get("AWSLINT_TERRAFORM_PLUGINS")
    if not plugins:
        print(
            "name a plan, or set AWSLINT_TERRAFORM_PLUGINS to what `terraform init -plugin-dir` takes", file=sys.stderr
        )
        return 2
    from bench.planning import planned_copy

    total = Comparison()
    planned = 0
    for path in (each for each in paths if each.is_dir()):
        with planned_copy(path, plugins, arguments.modules) as (copy, plan):
            if isinstance(plan, str):
                print(f"{path}: not planned: {plan}")
                continue
            found = compared(copy, plan)
            planned += 1
        print(f"{path}:", *shown(found, 0), sep="\n")
        total.add(found)
    print(f"all {planned} that were planned:", *shown(total), sep="\n")
    return int(bool(total.different))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
