"""Variables with validation blocks, as nodes of the graph: their value, and what each validation says of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.facts.names import TypeNames
from awslint.graph.resource import Resource
from awslint.syntax import hcl_tree as tree
from awslint.terraform.evaluate import evaluate
from awslint.terraform.module import Module
from awslint.values import Known, ListOf, MapOf, Unknown, Value

VARIABLE: Final = "Terraform::Variable"


def variables(module: Module) -> Iterator[Resource]:
    """Yields one node for every variable with validation blocks, or that the call of the module has to set and does
    not."""
    for name, block in module.files.variables.items():
        validations = [nested for nested in block.body.blocks if nested.type == "validation"]
        is_required = module.caller is not None and "default" not in block.body.attributes
        if validations or (is_required and module.argument(name) is None):
            yield _node(module, name, block, validations)


def _node(module: Module, name: str, block: tree.Block, validations: list[tree.Block]) -> Resource:
    argument = module.argument(name) if module.caller is not None else None
    default = block.body.attributes.get("default")
    written = argument if argument is not None else default
    place = written.span if written is not None else block.header
    is_missing = written is None and module.call_block is not None
    if is_missing and module.call_block is not None:
        place = module.call_block.header
    results = ListOf(tuple(_validation(module, nested) for nested in validations))
    return Resource(
        address=module.prefixed(f"var.{name}"),
        type=VARIABLE,
        native_type="variable",
        attributes=MapOf(
            {"Value": module.named("var", name), "Validations": results, "IsMissing": Known(is_missing, place)},
            spans={"Value": place, "IsMissing": place},
        ),
        names=TypeNames(VARIABLE, is_open=True),
        header=block.header,
        chain=module.chain,
        many=module.many,
        mode="settings",
    )


def _validation(module: Module, block: tree.Block) -> Value:
    def part(name: str) -> Value:
        attribute = block.body.attributes.get(name)
        if attribute is None:
            return Unknown(f"the validation has no {name}", span=block.header)
        return evaluate(attribute.expression, module.scope)

    condition, message = part("condition"), part("error_message")
    if message.sensitive:
        message = Known("", block.header)
    return MapOf({"Holds": condition, "Message": message}, span=block.span)
