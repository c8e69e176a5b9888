"""Module instances to the graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from awslint.facts.names import TypeNames, terraform_names
from awslint.graph.loading import Problem
from awslint.graph.resource import Resource
from awslint.syntax import hcl_tree as tree
from awslint.terraform.blocks import body_value, resource_value
from awslint.terraform.evaluate import evaluate
from awslint.terraform.instance import Instance
from awslint.terraform.kinds import is_opaque
from awslint.terraform.module import Module
from awslint.terraform.providers import partition_of_provider, provider_name, provider_of, resource_region
from awslint.terraform.validations import variables
from awslint.values import (
    ALWAYS,
    Condition,
    Known,
    ListOf,
    MapOf,
    Span,
    Unknown,
    Value,
    assuming,
    choose,
)


def resources(module: Module) -> Iterator[Resource]:
    """Yields all nodes of a module instance and of the modules it calls."""
    for key in module.files.resources:
        for instance in module.instances(key):
            yield _resource(instance)
    yield from variables(module)
    for name, block in module.files.providers.items():
        yield _settings_node(module, f"provider.{name}", "Terraform::Provider", block)
    if module.caller is None:
        for settings in module.files.settings:
            for nested in settings.body.blocks:
                if nested.type == "backend" and nested.labels:
                    yield _settings_node(module, f"backend.{nested.labels[0]}", "Terraform::Backend", nested)
    for name, block in module.files.modules.items():
        children = module.children(name)
        if children is None:
            yield _unloaded(module, name, block)
        for child in children or ():
            yield from resources(child)


def _exists(condition: Condition, assumes: tuple[str, ...]) -> Value:
    value = Known(True) if condition == ALWAYS else choose(condition, Known(True), Known(False))
    return assuming(value, *assumes)


def _resource(instance: Instance) -> Resource:
    module = instance.module
    native = instance.native_type
    body = instance.block.body
    managed = instance.block.type == "resource"
    names = terraform_names(native) if managed else TypeNames(native, is_open=True)
    attributes = resource_value(body, instance.scope, names.attributes, partial(_failed, instance))
    provider = provider_of(instance)
    region, region_span, own_region = resource_region(instance, provider)
    provisioners = [block for block in body.blocks if block.type == "provisioner" and not _at_destruction(block)]
    commands = tuple(_commands(instance, provisioners))
    return Resource(
        address=instance.address,
        type=names.type,
        native_type=native,
        attributes=attributes,
        names=names,
        header=instance.block.header,
        block=instance.block_address,
        exists=_exists(instance.exists, (*module.assumes, *instance.expanded.assumes)),
        many=instance.expanded.many or module.many,
        provider=provider.key,
        region=region,
        own_region=own_region,
        region_span=region_span,
        credentials=provider.credentials,
        account=_configured_value(module.unit.inputs.account, "the account"),
        partition=partition_of_provider(instance, provider),
        lifecycle=_lifecycle(instance),
        imported=_is_imported(instance),
        opaque=bool(provisioners) or is_opaque(native, body.attributes),
        commands=commands,
        chain=module.chain,
        mode="managed" if managed else "data",
    )


def _failed(instance: Instance, name: str, span: Span) -> Value:
    """What stands for an attribute that awslint failed on: it is reported, hidden, and costs nothing else."""
    import traceback

    unit = instance.module.unit
    message = f"awslint failed on {name} of {instance.address}; it counts as unknown"
    path = unit.reader.sources[span.file].path if span.is_somewhere else instance.module.files.directory.as_posix()
    unit.failures.append((Problem("internal", message, path, span), traceback.format_exc()))
    return Unknown(f"awslint failed on {name} of {instance.address}", span=span, sensitive=True)


def _configured_value(text: str | None, name: str) -> Value:
    return Known(text) if text is not None else Unknown(f"{name} is not known")


def _at_destruction(provisioner: tree.Block) -> bool:
    """Whether a provisioner runs only when its resource is destroyed."""
    when = provisioner.body.attributes.get("when")
    return when is not None and provider_name(when.expression) == "destroy"


def _commands(instance: Instance, provisioners: list[tree.Block]) -> Iterator[Value]:
    for block in provisioners:
        if block.labels[:1] not in (("local-exec",), ("remote-exec",), ("file",)):
            yield Unknown(f"what a provisioner of type {' '.join(block.labels)} does is not known", span=block.header)
        for name in ("command", "inline", "script", "scripts"):
            attribute = block.body.attributes.get(name)
            if attribute is None:
                continue
            value = evaluate(attribute.expression, instance.scope)
            if name in ("command", "inline"):
                yield from value.items if isinstance(value, ListOf) else (value,)
            else:
                yield Unknown(f"the script {name} is not read", span=attribute.span)
    for name in ("user_data",):
        attribute = instance.block.body.attributes.get(name)
        if attribute is not None:
            yield evaluate(attribute.expression, instance.scope)


_LIFECYCLE: Final = {"prevent_destroy": "PreventDestroy", "create_before_destroy": "CreateBeforeDestroy"}


def _lifecycle(instance: Instance) -> dict[str, Value]:
    found: dict[str, Value] = {}
    destroying = [
        block for block in instance.block.body.blocks if block.type == "provisioner" and _at_destruction(block)
    ]
    if destroying:
        found["AtDestruction"] = ListOf(tuple(_commands(instance, destroying)))
    for block in instance.block.body.blocks:
        if block.type != "lifecycle":
            continue
        for name, attribute in block.body.attributes.items():
            if name in _LIFECYCLE:
                found[_LIFECYCLE[name]] = replace(evaluate(attribute.expression, instance.scope), span=attribute.span)
            elif name == "ignore_changes":
                found["IgnoreChanges"] = _ignored(attribute.expression)
            elif name == "replace_triggered_by":
                found["ReplaceTriggeredBy"] = Known(True, attribute.span)
        if any(nested.type in ("precondition", "postcondition") for nested in block.body.blocks):
            found["Conditions"] = Known(True, block.header)
    return found


def _ignored(expression: tree.Expression) -> Value:
    if isinstance(expression, tree.Tuple):
        names = [provider_name(element).partition(".")[0] or "?" for element in expression.items]
        return ListOf(tuple(Known(name) for name in names), span=expression.span)
    return Known(provider_name(expression) or "?", expression.span)


def _is_imported(instance: Instance) -> bool:
    """Whether an import block brings the instance's block in. Import blocks stand in the root module only."""
    unit = instance.module.unit
    if unit.imported is None:
        unit.imported = frozenset(_import_targets(instance.module))
    return bool(unit.imported) and _without_keys(instance.address) in unit.imported


def _import_targets(module: Module) -> Iterator[str]:
    root = module
    while root.caller is not None:
        root = root.caller
    for block in root.files.imports:
        target = block.body.attributes.get("to")
        if target is not None:
            source = root.unit.reader.sources[target.expression.span.file]
            yield _without_keys(source.text[target.expression.span.start : target.expression.span.end])


def _without_keys(address: str) -> str:
    import re

    return re.sub(r"\[[^\]]*\]|\s", "", address)


def _settings_node(module: Module, name: str, type_: str, block: tree.Block) -> Resource:
    return Resource(
        address=module.prefixed(name),
        type=type_,
        native_type=f'{block.type} "{block.labels[0]}"',
        attributes=body_value(block.body, module.scope),
        names=TypeNames(type_, is_open=True),
        header=block.header,
        block=module.prefixed(name, instance=False),
        chain=module.chain,
        exists=_exists(module.exists, module.assumes),
        many=module.many,
        mode="settings",
    )


def _unloaded(module: Module, name: str, block: tree.Block) -> Resource:
    arguments: dict[str, Value] = {
        key: Unknown("an argument of a module that is not analysed", span=attribute.span)
        for key, attribute in block.body.attributes.items()
    }
    return Resource(
        address=module.prefixed(f"module.{name}"),
        type="Terraform::Module",
        native_type="module",
        attributes=MapOf(arguments, complete=False),
        names=TypeNames("Terraform::Module"),
        header=block.header,
        block=module.prefixed(f"module.{name}", instance=False),
        exists=_exists(module.exists, module.assumes),
        many=True,
        opaque=True,
        chain=module.chain,
        mode="module",
    )


def outputs(module: Module) -> dict[str, Value]:
    """Returns the outputs of the root module."""
    return {name: module.output(name) for name in module.files.outputs}
