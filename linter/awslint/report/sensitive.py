"""Which values of a deployment are secret: by their mark, or because they flow into a password, a token or a key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.graph import Deployment
from awslint.report.secrets import is_reference, is_secret_name
from awslint.values import Known, ListOf, MapOf, OneOf, Reference, Span, Text, Value

_NOT_SECRET: Final = {"name", "type", "arn", "valuefrom", "value_from", "id"}
"""What stands beside a secret in its block (`Secrets: [{Name: ..., ValueFrom: ...}]`) without being one."""


def secret_values(deployment: Deployment) -> Iterator[Value]:
    """Finds the values that are marked as sensitive or flow into a property that holds a secret, and their parts."""
    waiting: list[tuple[Value, bool]] = [
        (value, is_secret_name(name))
        for resource in deployment.resources
        for name, value in resource.attributes.items.items()
    ]
    while waiting:
        value, secret = waiting.pop()
        secret = secret or value.sensitive
        if secret:
            yield value
        if isinstance(value, ListOf):
            waiting += [(item, secret) for item in value.items]
        elif isinstance(value, MapOf):
            waiting += [
                (item, value.sensitive or is_secret_name(name) or (secret and name.lower() not in _NOT_SECRET))
                for name, item in value.items.items()
            ]
        elif isinstance(value, Text):
            waiting += [(part, secret) for part in value.parts if not isinstance(part, str)]
        elif isinstance(value, OneOf):
            waiting += [(alternative, secret) for _, alternative in value.choices]
        elif isinstance(value, Reference) and value.value is not None:
            waiting.append((value.value, secret))


def sensitive_spans(deployment: Deployment) -> Iterator[Span]:
    """Finds where secret values are written."""
    for value in secret_values(deployment):
        if value.span.is_somewhere and (value.sensitive or (isinstance(value, Known) and _is_secret(value.scalar))):
            yield value.span


def secret_texts(deployment: Deployment) -> Iterator[str]:
    """Finds the secret values themselves, so that no sentence repeats them."""
    for value in secret_values(deployment):
        if isinstance(value, Known) and isinstance(value.scalar, str) and _is_secret(value.scalar):
            yield value.scalar
        elif isinstance(value, Text):
            yield from (part for part in value.parts if isinstance(part, str) and len(part) > 3)


def _is_secret(scalar: object) -> bool:
    """Whether a value can be a secret: no flag, no reference to where the secret is kept."""
    if not isinstance(scalar, str):
        return False
    return bool(scalar) and scalar.lower() not in ("true", "false") and not is_reference(scalar)
