"""Parts of values: attributes, elements and entries, as Terraform takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from awslint.frozen import frozen
from awslint.terraform.failure import Failure
from awslint.terraform.types import as_number
from awslint.values import Known, ListOf, MapOf, Missing, Reference, Text, Unknown, Value, agreed, assuming, revealed
from awslint.values.questions import as_text


def inherit(container: Value, part: Value) -> Value:
    """Returns the part with the container's assumptions and its sensitive mark."""
    if container.assumes:
        part = assuming(part, *container.assumes)
    if container.sensitive and not part.sensitive:
        part = replace(part, sensitive=True)
    return part


_SCALARS = frozenset({"string", "number", "bool"})
_TEXTS = frozenset({("id",), ("arn",)})
"""Attributes that are texts in every resource."""


MANY = "*"
"""The attribute of a Reference that stands for all instances of a block whose number is not known."""


def attribute_of(value: Value, name: str) -> Value:
    """`value.name`."""
    if isinstance(value, Reference):
        if value.attribute == (MANY,):
            # Only a map of instances can be meant; which of them exist is not known.
            return replace(value, attribute=())
        content = revealed(value)
        if isinstance(content, Reference):
            if content.attribute in _TEXTS:
                return Failure(f'a string has no attribute "{name}"', span=value.span)
            return replace(content, attribute=(*content.attribute, name))
        return inherit(value, attribute_of(content, name))
    if isinstance(value, Failure):
        return value
    if isinstance(value, Unknown):
        if value.type in _SCALARS:
            return Failure(f'a {value.type} has no attribute "{name}"', span=value.span)
        return replace(value, type=None)
    if isinstance(value, MapOf):
        if name in value.items:
            return inherit(value, value.items[name])
        if value.complete:
            return Failure(f'there is no attribute "{name}"', span=value.span)
        return Unknown(f'the attribute "{name}" is not known', span=value.span, assumes=value.assumes)
    if isinstance(value, ListOf) and name.isdecimal():
        return element_of(value, Known(name))
    return Failure(f'there is no attribute "{name}"', span=value.span)


def element_of(value: Value, key: Value) -> Value:
    """`value[key]`; neither is a OneOf."""
    if isinstance(value, Failure) or isinstance(key, Failure):
        return value if isinstance(value, Failure) else key
    key = revealed(key)
    if isinstance(value, Reference):
        content = revealed(value)
        if not isinstance(content, Reference):
            return inherit(value, element_of(content, key))
        if content.attribute == (MANY,):
            return replace(content, attribute=())
        if content.attribute in _TEXTS:
            return Failure("a string has no elements", span=value.span)
        shown = str(key.scalar) if isinstance(key, Known) else MANY
        return replace(content, attribute=(*content.attribute, shown))
    if isinstance(value, Unknown):
        if value.type in _SCALARS:
            return Failure(f"a {value.type} has no elements", span=value.span)
        return replace(value, type=None)
    if isinstance(value, MapOf):
        if isinstance(key, Known):
            return inherit(key, attribute_of(value, as_text(key.scalar)))
        return (
            agreed(list(value.items.values()), value)
            if value.complete
            else Unknown("the key is not known", span=value.span)
        )
    if isinstance(value, ListOf):
        return _item(value, key)
    return Failure("this value has no elements", span=value.span)


def _item(value: ListOf, key: Value) -> Value:
    if isinstance(key, (Unknown, Text, Reference)):
        return _any_of(value)
    number = as_number(key.scalar) if isinstance(key, Known) else None
    if number is None or not isinstance(number, int) or number < 0:
        return Failure("an index is a whole number from 0", span=value.span)
    if value.is_set:
        return Failure("a set has no indexes", span=value.span)
    if number < len(value.items) and value.complete:
        return inherit(key, inherit(value, value.items[number]))
    if value.complete:
        return Failure(f"index {number} is past the end of a list of {len(value.items)}", span=value.span)
    return Unknown("the list is not wholly known", span=value.span)


def _any_of(value: ListOf) -> Value:
    """Some element: where all are instances of one block, that block."""
    blocks = {
        element.resource.split("[")[0]
        for element in value.items
        if isinstance(element, Reference) and not element.attribute
    }
    if value.complete and len(blocks) == 1 and all(isinstance(element, Reference) for element in value.items):
        first = value.items[0]
        assert isinstance(first, Reference)
        return (
            first if len(value.items) == 1 else replace(first, resource=first.resource.rpartition("[")[0], value=None)
        )
    if value.complete and value.items:
        return agreed(value.items, value)
    return Unknown("the index is not known", span=value.span)


@frozen
class Entries:
    """Keys and items of a collection in Terraform's order; not complete: there may be more."""

    items: Sequence[tuple[Value, Value]]
    complete: bool


def entries_of(collection: Value) -> Entries | Unknown:
    """Returns the entries of a collection that is no OneOf, or why they are not known."""
    collection = revealed(collection)
    if isinstance(collection, ListOf):
        numbered = [
            (element if collection.is_set else Known(index), inherit(collection, element))
            for index, element in enumerate(collection.items)
            if not isinstance(element, Missing)
        ]
        return Entries(numbered, collection.complete)
    if isinstance(collection, MapOf):
        ordered = sorted(collection.items, key=lambda key: key.encode())
        return Entries(
            [(Known(key), inherit(collection, collection.items[key])) for key in ordered], collection.complete
        )
    if isinstance(collection, Unknown):
        return collection
    if isinstance(collection, (Reference, Text)):
        why = f"{collection.resource} is known after apply" if isinstance(collection, Reference) else "a string"
        return Unknown(why, span=collection.span)
    return Failure("this value is no collection", span=collection.span)
