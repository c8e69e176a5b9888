"""Which provider configuration a resource uses, and what that says of its region."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from awslint.facts.regions import partition_of
from awslint.frozen import frozen
from awslint.syntax import hcl_tree as tree
from awslint.terraform.evaluate import evaluate
from awslint.terraform.kinds import is_global
from awslint.terraform.parts import element_of
from awslint.terraform.scope import Scope
from awslint.values import NOWHERE, Known, MapOf, Missing, OneOf, Span, Unknown, Value, distribute, revealed

if TYPE_CHECKING:
    from awslint.terraform.instance import Instance
    from awslint.terraform.module import Module


@frozen
class Provider:
    """A provider configuration: its identity, its region, where that is set, and what decides its account."""

    key: str
    region: Value
    span: Span = NOWHERE
    credentials: str = ""


NOT_OF_THE_ACCOUNT: Final = frozenset(
    {"alias", "region", "version", "default_tags", "ignore_tags", "max_retries", "retry_mode", "for_each"}
)
"""What a provider configuration may say without saying anything of whose account it works in."""


def provider_name(expression: tree.Expression) -> str:
    """`aws` or `aws.west`, from `provider = aws.west` (also as a string)."""
    if isinstance(expression, tree.Name):
        return expression.name
    if isinstance(expression, tree.GetAttr) and isinstance(expression.object, tree.Name):
        return f"{expression.object.name}.{expression.name}"
    if isinstance(expression, tree.Index):
        return provider_name(expression.object)  # OpenTofu: one of the instances of a provider with for_each
    if isinstance(expression, tree.Literal) and isinstance(expression.scalar, str):
        return expression.scalar
    return ""


def provider_of(instance: Instance) -> Provider:
    """Returns the provider configuration of a resource."""
    attribute = instance.block.body.attributes.get("provider")
    label = instance.block.labels[0]
    if attribute is None:
        return configuration(instance.module, label.partition("_")[0])
    return configuration(
        instance.module, provider_name(attribute.expression), _instance_key(attribute.expression, instance.scope)
    )


def _instance_key(expression: tree.Expression, scope: Scope) -> Value | None:
    return evaluate(expression.key, scope) if isinstance(expression, tree.Index) else None


def configuration(module: Module, name: str, instance: Value | None = None) -> Provider:
    """Returns the configuration that a provider name stands for in a module, followed up through `providers` maps.

    `instance` is the key of one instance of a provider with for_each, as OpenTofu has it.
    """
    block = module.files.providers.get(name)
    caller = module.caller
    if block is not None or caller is None or module.call_block is None:
        return _configured(module, name, block, instance)
    passed = module.call_block.body.attributes.get("providers")
    if passed is not None and isinstance(passed.expression, tree.Object):
        for key, value, _ in passed.expression.items:
            if provider_name(key) == name:
                return configuration(caller, provider_name(value), _instance_key(value, module.caller_scope))
        return Provider(
            module.prefixed(f"provider.{name}"), Unknown(f"provider {name} is not passed to {module.address}")
        )
    if "." in name:
        return Provider(
            module.prefixed(f"provider.{name}"), Unknown(f"provider {name} is not passed to {module.address}")
        )
    return configuration(caller, name)


def _configured(module: Module, name: str, block: tree.Block | None, instance: Value | None) -> Provider:
    return replace(_located(module, name, block, instance), credentials=_credentials(module, block, instance))


def _credentials(module: Module, block: tree.Block | None, instance: Value | None) -> str:
    """The settings that decide the account, as they are written."""
    if block is None:
        return ""
    sources = module.unit.reader.sources
    spans = [attribute.span for name, attribute in block.body.attributes.items() if name not in NOT_OF_THE_ACCOUNT]
    spans += [nested.span for nested in block.body.blocks if nested.type not in NOT_OF_THE_ACCOUNT]
    written = sorted(" ".join(sources[span.file].text[span.start : span.end].split()) for span in spans)
    key = repr(instance) if instance is not None else ""
    return "\n".join((module.prefixed(""), key, *written)) if written else ""


def _located(module: Module, name: str, block: tree.Block | None, instance: Value | None) -> Provider:
    key = module.prefixed(f"provider.{name}")
    scope = module.scope
    if block is not None and instance is not None:
        shown = revealed(instance)
        if isinstance(shown, Known):
            key = f'{key}["{shown.scalar}"]'
        scope = scope.binding(each=_each(module, block, instance))
    inputs = module.unit.inputs.region
    attribute = block.body.attributes.get("region") if block is not None else None
    if attribute is not None:
        value = evaluate(attribute.expression, scope)
        if not (isinstance(value, Known) and value.scalar is None):
            return Provider(key, value, attribute.span)
    is_elsewhere = block is None and "." in name  # whoever calls the module, or a file made later, says of what region
    if inputs is not None and name.partition(".")[0] in ("aws", "awscc") and not is_elsewhere:
        return Provider(key, Known(inputs))
    return Provider(key, Unknown(f"{key} sets no region"), block.header if block is not None else NOWHERE)


def _each(module: Module, block: tree.Block, key: Value) -> MapOf:
    """What `each` is in one instance of a provider."""
    attribute = block.body.attributes.get("for_each")
    entries = revealed(evaluate(attribute.expression, module.scope)) if attribute is not None else None
    value = element_of(entries, key) if isinstance(entries, MapOf) else key
    return MapOf({"key": key, "value": value})


def partition_of_provider(instance: Instance, provider: Provider) -> Value:
    """Returns the partition that a provider works in: the one that is given, or that of its region."""
    given = instance.module.unit.inputs.partition
    if given is not None:
        return Known(given)

    def of_region(region: Value) -> Value:
        region = revealed(region)
        found = partition_of(region.scalar) if isinstance(region, Known) and isinstance(region.scalar, str) else None
        if found is not None:
            return Known(found.name, assumes=region.assumes)
        return Unknown("the partition follows from a region that is not known")

    value = distribute(of_region, provider.region)
    return Unknown("the partition depends on a condition") if isinstance(value, OneOf) else value


def resource_region(instance: Instance, provider: Provider) -> tuple[Value, Span, bool]:
    """Returns the region of a resource, where it is set, and whether the resource itself sets it (AWS provider 6)."""
    attribute = instance.block.body.attributes.get("region")
    native = instance.block.labels[0]
    if attribute is not None and native.startswith("aws_") and not is_global(native):
        value = evaluate(attribute.expression, instance.scope)
        if not isinstance(value, Missing) and not (isinstance(value, Known) and value.scalar is None):
            return value, attribute.span, True
    return replace(provider.region, span=provider.span), provider.span, False
