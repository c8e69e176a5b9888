"""Where a deployment's sensitive values are written."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment
from awslint.values import ListOf, MapOf, OneOf, Reference, Span, Text, Value


def sensitive_spans(deployment: Deployment) -> Iterator[Span]:
    """Where values are written that are marked as sensitive."""
    waiting: list[Value] = [value for one in deployment.resources for value in one.attributes.items.values()]
    while waiting:
        value = waiting.pop()
        if value.sensitive and value.span.is_somewhere:
            yield value.span
        if isinstance(value, ListOf):
            waiting += value.items
        elif isinstance(value, MapOf):
            waiting += value.items.values()
        elif isinstance(value, Text):
            waiting += [part for part in value.parts if not isinstance(part, str)]
        elif isinstance(value, OneOf):
            waiting += [alternative for _, alternative in value.choices]
        elif isinstance(value, Reference) and value.value is not None:
            waiting.append(value.value)
