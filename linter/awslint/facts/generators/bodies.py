"""Names of nested blocks as the table stores them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from awslint.facts.generators.shapes import Shape, shape_of
from awslint.facts.names import snake_case
from awslint.facts.packs import canonical as text_of

DEEPEST: Final = 8

Names = Mapping[str, Any]
Moved = Mapping[str, Mapping[str, Any]]


class Bodies:
    """Names of nested blocks, stored once when equal.

    `["native native=Canonical", {"block=Name": [body, single]}, {"native": {what is placed elsewhere}}]`
    """

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._numbers: dict[bytes, int] = {}

    def add(
        self, leaves: Mapping[str, str], nested: Mapping[str, tuple[str, int, bool]], moved: Moved | None = None
    ) -> int:
        """Returns the number of the body with these names."""
        words = " ".join(_word(native, name) for native, name in sorted(leaves.items()))
        body: list[Any] = [
            words,
            {_word(native, name): [part, int(single)] for native, (name, part, single) in nested.items()},
        ]
        if moved:
            body.append(moved)
        key = text_of(body)
        if key not in self._numbers:
            self._numbers[key] = len(self.all)
            self.all.append(body)
        return self._numbers[key]


def _word(native: str, canonical: str) -> str:
    mechanical = "".join(word[:1].upper() + word[1:] for word in native.split("_"))
    return native if canonical == mechanical else f"{native}={canonical}"


def spelled(
    properties: Names,
    schema: Mapping[str, Any],
    bodies: Bodies,
    above: tuple[str, ...] = (),
    spell: Callable[[str], str] = snake_case,
) -> int | None:
    """Returns the number of the body with the names of these properties; None when there is nothing sure to say of
    them."""
    leaves: dict[str, str] = {}
    nested: dict[str, tuple[str, int, bool]] = {}
    moved: dict[str, dict[str, Any]] = {}
    for name, node in sorted(properties.items()):
        native, shape = spell(name), shape_of(node, schema)
        single = shape.kind == "object"
        element = shape.item if shape.kind == "list" else shape
        if element is None or ends_at(element, shape):
            leaves[native] = name
        elif (values := _of_values(element, shape)) is not None and may_go_on(values, above):
            body = spelled(values.properties, schema, bodies, (*above, values.reference), spell)
            if body is not None:
                is_one = element.item is not None and element.item.kind == "object"
                moved[native] = {"name": name, "form": "values", "body": [body, int(is_one)]}
        elif element.kind == "object" and may_go_on(element, above):
            body = spelled(element.properties, schema, bodies, (*above, element.reference), spell)
            if body is not None:
                nested[native] = (name, body, single)
    return bodies.add(leaves, nested, moved) if leaves or nested or moved else None


def ends_at(part: Shape, shape: Shape) -> bool:
    """Returns whether there are no names of the schema below a property: below it are values, or keys of the user's
    own."""
    if part.kind == "map":
        return part.item is not None and part.item.kind in ("scalar", "document")
    return part.kind in ("scalar", "document") or (part.kind == "mixed" and shape.kind != "list")


def _of_values(part: Shape, shape: Shape) -> Shape | None:
    """The objects that a map has as values, or in lists as values."""
    member = part.item if part.kind == "map" else None
    if member is not None and member.kind == "list":
        member = member.item
    return member if member is not None and member.kind == "object" and shape.kind != "list" else None


def may_go_on(part: Shape, above: tuple[str, ...]) -> bool:
    """Returns whether the names below an object are its own: not those of an object that it is in already, and not too
    deep."""
    return len(above) < DEEPEST and not (part.reference and part.reference in above)
