"""Where the configuration beside a plan says what the plan does: a finding points to the line that is to be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from awslint.graph.attribute import Attribute
from awslint.graph.deployment import Deployment
from awslint.graph.loading import Inputs, Located
from awslint.graph.resource import Resource
from awslint.syntax.sources import Sources
from awslint.values import ListOf, MapOf, Span

Find = Callable[[str, str], Located | None]
"""Finds an attribute of an address."""


def beside(path: Path, deployment: Deployment, sources: Sources, inputs: Inputs) -> Find:
    """Finds places in the configuration in the directory of a plan; it is read when the first place is asked for."""

    @cache
    def blocks() -> dict[str, Resource]:
        from awslint.terraform.loader import load_root, reader_for

        module = reader_for(sources).module(path.parent)
        if not module.resources and not module.modules:
            return {}
        loaded = load_root(path.parent, sources, inputs, called=False, shown=None)
        return {resource.block: resource for resource in loaded.deployment.resources if resource.header.is_somewhere}

    def located(address: str, attribute: str) -> Located | None:
        planned = deployment.find(address)
        written = blocks().get(planned.block) if planned is not None else None
        if written is None:
            return None
        return Located(_span(written, attribute), written, sources[written.header.file].path)

    return located


def _span(resource: Resource, name: str) -> Span:
    """The place of an attribute, or of what it stands in, by its name in Terraform."""
    span, waiting = resource.header, [resource.get(member) for member in resource.attributes.items]
    while waiting:
        attribute = waiting.pop()
        if name == attribute.name or name.startswith((f"{attribute.name}.", f"{attribute.name}[")):
            if attribute.span.is_somewhere:
                span = attribute.span
            waiting = list(_below(attribute))
    return span


def _below(attribute: Attribute) -> Iterator[Attribute]:
    content = attribute.content
    if isinstance(content, MapOf):
        yield from map(attribute.get, content.items)
    elif isinstance(content, ListOf):
        yield from attribute.elements()
