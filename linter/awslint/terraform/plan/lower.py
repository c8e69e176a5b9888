"""A plan's changes to the resources of the graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from awslint.facts.names import TypeNames, terraform_names
from awslint.graph.loading import Inputs
from awslint.graph.resource import ModuleCall, Resource
from awslint.terraform.canonical import canonical
from awslint.terraform.kinds import is_global, is_opaque
from awslint.terraform.plan.configuration import Module
from awslint.terraform.plan.document import Change, Document, listed, mapping
from awslint.terraform.plan.providers import Providers
from awslint.terraform.plan.values import Place, attributes, plain_value
from awslint.values import NOWHERE, Known, ListOf, MapOf, Span, Unknown, Value

_LIFECYCLE: Final = ("PreventDestroy", "CreateBeforeDestroy", "IgnoreChanges")
_GONE: Final = frozenset({"delete", "forget"})


class Lowering:
    """Makes resources of the changes of one plan."""

    def __init__(self, document: Document, root: Module | None, providers: Providers, inputs: Inputs) -> None:
        self.document = document
        self.providers = providers
        self.inputs = inputs
        self.blocks: dict[str, tuple[Module, Mapping[str, Any]]] = {}
        for module in root.tree() if root is not None else ():
            self.blocks.update((address, (module, block)) for address, block in module.blocks())
        self.instances: dict[tuple[str, str | None], list[Change]] = {}
        for change in document.changes:
            if change.kind not in _GONE:
                self.instances.setdefault((change.block, None), []).append(change)
                self.instances.setdefault((change.block, change.module), []).append(change)

    def resources(self) -> Iterator[Resource]:
        """Yields what there is once the plan is applied."""
        for change in self.document.changes:
            if change.kind not in _GONE and not change.deposed:
                yield self.resource(change)

    def deleted(self) -> Iterator[Resource]:
        """Yields what the plan takes away, as it was before; of replaced resources the old ones are not among them."""
        for change in self.document.changes:
            if change.kind in _GONE:
                before = replace(change, after=change.before, sensitive=change.before_sensitive, unknown={})
                resource = self.resource(before)
                resource.exists = Known(False)
                yield resource

    def resource(self, change: Change) -> Resource:
        """Returns one instance."""
        managed = change.mode == "managed"
        native = change.type if managed else f"data.{change.type}"
        names = terraform_names(native) if managed else TypeNames(native, is_open=True)
        module, block = self.blocks.get(change.block, (None, None))
        place = Place(self.instances, module, change.module, change.span)
        written = attributes(change, block, names.attributes, place)
        provider = self.providers.of(str((block or {}).get("provider_config_key", "")), change.type)
        region, region_span, own_region = self.region(change, written, provider.region)
        provisioners = listed((block or {}).get("provisioners"))
        return Resource(
            address=change.address,
            type=names.type,
            native_type=native,
            attributes=canonical(written, names.attributes),
            names=names,
            header=change.span,
            block=change.block,
            provider=provider.key,
            region=region,
            own_region=own_region,
            region_span=region_span,
            credentials=provider.credentials,
            account=_configured_value(self.inputs.account, "the account"),
            partition=_configured_value(self.inputs.partition, "the partition"),
            lifecycle=_lifecycle(change),
            imported=change.imported,
            opaque=bool(provisioners) or is_opaque(native, written.items),
            commands=tuple(_commands(provisioners, written)),
            chain=_chain(change),
            mode="managed" if managed else "data",
            change=change.kind if change.actions else "",
            before=_before(change, names) if change.before is not None else None,
        )

    def region(self, change: Change, written: MapOf, provider: Value) -> tuple[Value, Span, bool]:
        """Returns the region of a resource, where it is set, and whether the resource itself sets it (AWS provider
        6)."""
        if not change.type.startswith("aws_") or is_global(change.type):
            return provider, NOWHERE, False
        own = written.items.get("region")
        if own is not None:
            return own, change.spans.get("region", change.span), True
        planned = mapping(change.after).get("region")
        if isinstance(planned, str) and isinstance(provider, Unknown):
            return Known(planned), NOWHERE, False
        return provider, NOWHERE, False


def _configured_value(text: str | None, name: str) -> Value:
    return Known(text) if text is not None else Unknown(f"{name} is not known")


def _lifecycle(change: Change) -> dict[str, Value]:
    """What the order of a replacement tells; plans have no lifecycle blocks."""
    found: dict[str, Value] = {name: Unknown("a plan does not tell lifecycle settings") for name in _LIFECYCLE}
    if change.kind == "replace":
        found["CreateBeforeDestroy"] = Known(change.actions[0] == "create")
    return found


def _before(change: Change, names: TypeNames) -> MapOf | None:
    value = plain_value(change.before, change.span)
    if not isinstance(value, MapOf):
        return None
    marks = mapping(change.before_sensitive)
    items = {key: replace(member, sensitive=True) if marks.get(key) else member for key, member in value.items.items()}
    return canonical(replace(value, items=items), names.attributes)


def _commands(provisioners: list[Any], written: MapOf) -> Iterator[Value]:
    """What provisioners run, as far as the plan tells: constants."""
    for provisioner in provisioners:
        expressions = mapping(mapping(provisioner).get("expressions"))
        for name in ("command", "inline", "script", "scripts"):
            if name not in expressions:
                continue
            constant = mapping(expressions[name]).get("constant_value")
            if constant is None or name in ("script", "scripts"):
                yield Unknown("the plan does not tell what the provisioner runs")
                continue
            value = plain_value(constant, NOWHERE)
            yield from value.items if isinstance(value, ListOf) else (value,)
    if "user_data" in written.items:
        yield written.items["user_data"]


def _chain(change: Change) -> tuple[ModuleCall, ...]:
    """The module calls from the root on; the plan does not tell where they are written."""
    import re

    step = re.compile(r'\.?module\.[^\W\d][\w-]*(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?')
    return tuple(ModuleCall(change.module[: match.end()], NOWHERE) for match in step.finditer(change.module))
