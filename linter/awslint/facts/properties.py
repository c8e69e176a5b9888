"""Which properties a canonical type has: what a policy may ask for without misspelling it.

The names are those of `facts.names`, of every native type that means the canonical one. For tests and for reading
policies; linting itself does not need it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from awslint.facts.names import (
    Names,
    Nested,
    Placed,
    TypeNames,
    cloud_control_type,
    name_of,
    terraform_names,
)
from awslint.facts.packs import pack

Path = tuple[str, ...]


def has_property(type_: str, *path: str) -> bool | None:
    """Returns whether a canonical type has a property at that path: `has_property("AWS::KMS::Key", "KeySpec")`.

    Positions in lists are left out of paths. Below a property that has no names of its own (a map, a document) the
    keys are the user's: every one is known. None for a type that no table describes.
    """
    children = _children(type_)
    if children is None:
        return None
    for length, name in enumerate(path):
        below = children.get(path[:length])
        if below is None:
            return True
        if name not in below:
            return False
    return True


def property_names(type_: str, *path: str) -> frozenset[str]:
    """Returns the names right below a path of a canonical type, for a suggestion; empty where none are known."""
    return (_children(type_) or {}).get(path, frozenset())


@cache
def _children(type_: str) -> Mapping[Path, frozenset[str]] | None:
    """The names below every path that has names below it; None for a type that no table describes."""
    found: dict[Path, set[str]] = {}
    for names in _tables(type_):
        _gather(names.attributes, (), found)
    if not found and type_ not in pack("types")["unnamed"]:
        return None
    found.setdefault((), set()).add("Id")
    for unnamed in pack("types")["unnamed"].get(type_, ()):
        *above, name = unnamed.split("/")
        found.setdefault(tuple(above), set()).add(name)
    return {path: frozenset(below) for path, below in found.items()}


def _gather(attributes: Mapping[str, Names], path: Path, found: dict[Path, set[str]]) -> None:
    found.setdefault(path, set())
    for names in attributes.values():
        placed = names if isinstance(names, Placed) else Placed(names)
        above = path
        for container in placed.containers:
            name = container if isinstance(container, str) else container.name
            found.setdefault(above, set()).add(name)
            above = (*above, name)
            if not isinstance(container, str):
                found.setdefault(above, set()).update(key for key, _ in container.members)
        target = placed.target
        if isinstance(target, Nested) and not target.name:
            _gather(target.attributes, above, found)
            continue
        found.setdefault(above, set()).add(name_of(target))
        if isinstance(target, Nested) and not placed.form.is_map:
            _gather(target.attributes, (*above, target.name), found)


def _tables(type_: str) -> Iterator[TypeNames]:
    for native in (cloud_control_type(type_), *native_types(type_)):
        names = terraform_names(native) if native else None
        if names is not None and names.type == type_:
            yield names


def native_types(type_: str) -> tuple[str, ...]:
    """Returns the `aws_*` types of a canonical type, by name."""
    return _natives().get(type_, ())


@cache
def _natives() -> Mapping[str, tuple[str, ...]]:
    """The `aws_*` types of every canonical type."""
    found: dict[str, dict[str, None]] = {}
    table = pack("names")
    for native, type_ in ((native, row[0]) for group in table for native, row in table[group]["types"].items()):
        if native.startswith("aws_"):
            found.setdefault(type_, {})[native] = None
    return {type_: tuple(sorted(natives)) for type_, natives in found.items()}
