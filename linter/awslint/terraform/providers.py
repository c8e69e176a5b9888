"""Which provider configuration a resource uses, and what that says of its region."""

from __future__ import annotations

from dataclasses import dataclass, replace

from awslint.syntax import hcl_tree as tree
from awslint.terraform.evaluate import Scope, evaluate
from awslint.terraform.expansion import expand
from awslint.terraform.kinds import is_global
from awslint.terraform.module import Instance, Module
from awslint.values import ALWAYS, NOWHERE, Known, Missing, Span, Unknown, Value, assuming, revealed


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider configuration: its identity, its region, and where that is said."""

    key: str
    region: Value
    span: Span = NOWHERE


def provider_name(expression: tree.Expression) -> str:
    """`aws` or `aws.west`, from `provider = aws.west` (also as a string)."""
    if isinstance(expression, tree.Name):
        return expression.name
    if isinstance(expression, tree.GetAttr) and isinstance(expression.object, tree.Name):
        return f"{expression.object.name}.{expression.name}"
    if isinstance(expression, tree.Literal) and isinstance(expression.scalar, str):
        return expression.scalar
    return ""


def provider_of(instance: Instance) -> Provider:
    """The provider configuration of a resource."""
    attribute = instance.block.body.attributes.get("provider")
    if attribute is not None and isinstance(attribute.expression, tree.Index):
        return _keyed(instance.module, attribute.expression, instance.scope)
    label = instance.block.labels[0]
    name = provider_name(attribute.expression) if attribute is not None else label.partition("_")[0]
    return configuration(instance.module, name)


def configuration(module: Module, name: str) -> Provider:
    """The configuration that a provider name stands for in a module, followed up through `providers` maps."""
    block = module.files.providers.get(name)
    caller = module.caller
    if block is not None or caller is None or module.call_block is None:
        return _configured(module, name, block)
    passed = module.call_block.body.attributes.get("providers")
    if passed is not None and isinstance(passed.expression, tree.Object):
        for key, value, _ in passed.expression.items:
            if provider_name(key) == name:
                if isinstance(value, tree.Index):
                    return _keyed(caller, value, module.caller_scope)
                return configuration(caller, provider_name(value))
        return Provider(
            module.prefixed(f"provider.{name}"), Unknown(f"provider {name} is not passed to {module.address}")
        )
    if "." in name:
        return Provider(
            module.prefixed(f"provider.{name}"), Unknown(f"provider {name} is not passed to {module.address}")
        )
    return configuration(caller, name)


def _keyed(module: Module, expression: tree.Index, scope: Scope) -> Provider:
    """One of the configurations that OpenTofu's for_each makes of a provider block: `aws.by_region["eu-west-1"]`."""
    name = provider_name(expression.object)
    block = module.files.providers.get(name)
    address = module.prefixed(f"provider.{name}")
    key = revealed(evaluate(expression.key, scope))
    if block is None or not isinstance(key, Known):
        return Provider(f"{address}[?]", Unknown(f"which configuration {address} stands for is not known"))
    made = {one.key: one for one in expand(block.body, module.scope)}
    one = made.get(key.scalar) if isinstance(key.scalar, str) else None
    if one is None or one.exists != ALWAYS:
        return Provider(f"{address}[?]", Unknown(f"{address} has no certain configuration of that key"))
    attribute = block.body.attributes.get("region")
    if attribute is None:
        return _configured(module, f"{name}{one.suffix}", block)
    region = assuming(evaluate(attribute.expression, module.scope.binding(**one.bound)), *one.assumes)
    return Provider(f"{address}{one.suffix}", region, attribute.span)


def _configured(module: Module, name: str, block: tree.Block | None) -> Provider:
    key = module.prefixed(f"provider.{name}")
    inputs = module.tree.inputs.region
    attribute = block.body.attributes.get("region") if block is not None else None
    if attribute is not None:
        value = evaluate(attribute.expression, module.scope)
        if not (isinstance(value, Known) and value.scalar is None):
            return Provider(key, value, attribute.span)
    if inputs is not None and name.partition(".")[0] in ("aws", "awscc"):
        return Provider(key, Known(inputs))
    return Provider(key, Unknown(f"{key} sets no region"), block.header if block is not None else NOWHERE)


def resource_region(instance: Instance, provider: Provider) -> tuple[Value, Span, bool]:
    """The region of a resource, where it is said, and whether the resource itself says it (AWS provider 6)."""
    attribute = instance.block.body.attributes.get("region")
    native = instance.block.labels[0]
    if attribute is not None and native.startswith("aws_") and not is_global(native):
        value = evaluate(attribute.expression, instance.scope)
        if not isinstance(value, Missing) and not (isinstance(value, Known) and value.scalar is None):
            return value, attribute.span, True
    return replace(provider.region, span=provider.span), provider.span, False
