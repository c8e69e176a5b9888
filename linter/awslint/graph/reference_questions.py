"""What a reference to another resource tells before that resource exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.values import ListOf, MapOf, OneOf, Reference, Text, Value

_GIVEN: Final = frozenset({"id", "arn", "name", "Ref", "result"})


def is_something(reference: Reference) -> bool:
    """Returns whether what is referred to is surely something: a secret or parameter that a template reads at
    deployment, what a random_* resource makes, or an id, an ARN or a name, which nothing that exists lacks."""
    if reference.resource.startswith("resolve:"):
        return True
    if not reference.attribute:
        return False
    last = reference.attribute[-1]
    return last in _GIVEN or last.endswith(("_id", "_arn", "Arn", "Id"))


def references_in(value: Value) -> Iterator[Reference]:
    """Yields all references in a value, at any depth and in any alternative."""
    if isinstance(value, Reference):
        yield value
        if value.value is not None:
            yield from references_in(value.value)
    elif isinstance(value, Text):
        for part in value.parts:
            if not isinstance(part, str):
                yield from references_in(part)
    elif isinstance(value, ListOf):
        for member in value.items:
            yield from references_in(member)
    elif isinstance(value, MapOf):
        for member in value.items.values():
            yield from references_in(member)
    elif isinstance(value, OneOf):
        for _, choice in value.choices:
            yield from references_in(choice)
