"""Which resources may name another one: an index of what attributes hold, asked before the exact question.

Without it a rule that compares all resources of one type with all of another takes a hundred times as long for ten
times the resources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from awslint.graph.resource import Resource
from awslint.values import Known, ListOf, Missing, OneOf, Reference, Value

Key = tuple[str, str]
"""What a name may be: ("@", address) for a reference, ("=", text in small letters) for a text."""

OPEN: Key = ("", "")
"""The key of what may be any name."""


IsOne = Callable[[Reference], bool]
"""Whether a reference surely means one resource of the kind that is looked for."""


def keys(value: Value, is_one: IsOne) -> Iterator[Key]:
    """All names that a value, or an element of it, may be in any world; `OPEN` where it may be any."""
    if isinstance(value, Known):
        yield "=", str(value.scalar).lower()
    elif isinstance(value, Reference):
        yield ("@", value.resource) if is_one(value) else OPEN
        if value.value is not None:
            yield from keys(value.value, is_one)
    elif isinstance(value, ListOf):
        for item in value.items:
            yield from keys(item, is_one)
        if not value.complete:
            yield OPEN
    elif isinstance(value, OneOf):
        for _, choice in value.choices:
            yield from keys(choice, is_one)
    elif not isinstance(value, Missing):
        yield OPEN


def keys_of(resource: Resource, *identifier: str) -> set[Key]:
    """All names by which an attribute may mean the resource: references to it, and its identifiers as texts."""
    found: set[Key] = {("@", resource.address), ("@", resource.block)}
    for name in identifier:
        found.update(keys(_raw(resource, name), lambda _: False))
    return found


def _raw(resource: Resource, name: str) -> Value:
    return resource.attributes.items.get(name, Missing())


class Naming:
    """Resources by what one of their attributes may name."""

    def __init__(self, resources: Iterable[Resource], attribute: str, is_one: IsOne) -> None:
        self._all = list(resources)
        self._places: dict[Key, list[int]] = {}
        for place, one in enumerate(self._all):
            held = set(keys(_raw(one, attribute), is_one))
            if attribute not in one.attributes.items and not one.attributes.complete:
                held.add(OPEN)
            for key in held:
                self._places.setdefault(key, []).append(place)

    def sharing(self, names: Iterable[Key]) -> list[Resource]:
        """The resources whose attribute may be one of the names, in their order."""
        wanted = set(names)
        if OPEN in wanted:
            return list(self._all)
        wanted.add(OPEN)
        return [self._all[place] for place in sorted({place for key in wanted for place in self._places.get(key, ())})]
