"""What `module.name` stands for: the outputs of one instance, or of all by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from awslint.syntax import hcl_tree as tree
from awslint.terraform.evaluate import evaluate
from awslint.terraform.expansion import instances_value
from awslint.terraform.failure import Failure
from awslint.terraform.parts import element_of
from awslint.terraform.scope import Scope
from awslint.values import NOWHERE, ListOf, MapOf, Reference, Span, Unknown, Value, distribute, under

if TYPE_CHECKING:
    from awslint.terraform.module import Module


def module_value(module: Module, scope: Scope, name: str, steps: list[tree.Expression]) -> tuple[Value, int]:
    """Returns the value of `module.name` with the steps behind it, and how many of these that used up."""
    if name not in module.files.modules:
        return module.undeclared(f"module.{name}"), 1
    children = module.children(name)
    address = module.prefixed(f"module.{name}")
    if children is None:
        return Reference(address, ()), 1
    following = steps[1] if len(steps) > 1 else None
    if len(children) == 1 and not children[0].expanded.keyed:
        if isinstance(following, tree.GetAttr):
            return children[0].output(following.name), 2
        return children[0].outputs(), 1
    if any(child.expanded.many for child in children):
        why = f"module.{name} has an unknown number of instances"
        skip = 2 if isinstance(following, tree.Index) else 1
        after = steps[skip] if len(steps) > skip else None
        if skip == 2 and isinstance(after, tree.GetAttr):
            return children[0].output(after.name), 3
        return Unknown(why, span=_span(following)), 1
    return _keyed_module(module, scope, name, children, steps)


def _keyed_module(
    module: Module, scope: Scope, name: str, children: list[Module], steps: list[tree.Expression]
) -> tuple[Value, int]:
    body = module.files.modules[name].body
    address = module.prefixed(f"module.{name}")
    collection = under(instances_value(address, body, [child.expanded for child in children]), scope.world)
    by_address = {child.address: child for child in children}
    if len(steps) > 2 and isinstance(steps[1], tree.Index) and isinstance(steps[2], tree.GetAttr):
        output_name = steps[2].name

        def output(container: Value, key: Value) -> Value:
            found = element_of(container, key)
            if isinstance(found, Reference) and found.resource in by_address:
                return by_address[found.resource].output(output_name)
            return found if isinstance(found, Failure) else Unknown("the module instance is not known")

        return distribute(output, collection, evaluate(steps[1].key, scope)), 3
    return distribute(lambda choice: _with_outputs(choice, by_address), collection), 1


def _span(expression: tree.Expression | None) -> Span:
    """The place of an expression, or nowhere."""
    return expression.span if expression is not None else NOWHERE


def _with_outputs(collection: Value, modules: Mapping[str, Module]) -> Value:
    if isinstance(collection, ListOf):
        items = tuple(
            modules[element.resource].outputs() for element in collection.items if isinstance(element, Reference)
        )
        return replace(collection, items=items)
    if isinstance(collection, MapOf):
        mapped = {
            key: modules[member.resource].outputs()
            for key, member in collection.items.items()
            if isinstance(member, Reference)
        }
        return replace(collection, items=mapped)
    return Unknown("the module's instances are not known")
