"""Conversions between types, and marks."""

from __future__ import annotations

from dataclasses import replace

from awslint.terraform.functions.collections import certain_items
from awslint.terraform.functions.registry import (
    FunctionError,
    as_set,
    bool_of,
    element_type,
    fraction_of,
    items_of,
    kind_of,
    on_values,
    refuse_list,
    string_of,
    unified,
    unknown_of,
    wrapped,
)
from awslint.terraform.unification import Type, type_of
from awslint.values import Known, ListOf, MapOf, Missing, Reference, Text, Unknown, Value


def _is_null(value: Value) -> bool:
    return isinstance(value, Known) and value.scalar is None


def _null(value: Value, kind: str) -> Value:
    """A null converted to a scalar's type. Raises FunctionError for the null of a list or map."""
    if type_of(value).kind not in ("string", "number", "bool", "any", "unknown"):
        raise FunctionError("a null list or map stands where a single value is expected")
    return replace(value, type=Type(kind)) if isinstance(value, Known) else value


@on_values("tostring", 1, 1, "string")
def _tostring(value: Value) -> Value:
    if _is_null(value):
        return _null(value, "string")
    if isinstance(value, (Text, Reference)) or kind_of(value) == "string":
        return value
    return wrapped(string_of(value))


@on_values("tonumber", 1, 1, "number")
def _tonumber(value: Value) -> Value:
    return _null(value, "number") if _is_null(value) else wrapped(fraction_of(value))


@on_values("tobool", 1, 1, "bool")
def _tobool(value: Value) -> Value:
    return _null(value, "bool") if _is_null(value) else wrapped(bool_of(value))


def _elements(value: Value) -> tuple[tuple[Value, ...], bool]:
    if isinstance(value, (Unknown, Reference)):
        raise unknown_of(value)
    return certain_items(value)


@on_values("tolist", 1, 1, "list")
def _tolist(value: Value) -> Value:
    if _is_null(value) or (isinstance(value, Reference) and value.attribute):
        return value
    if isinstance(value, ListOf) and value.is_set and value.complete:
        return ListOf(items_of(value), span=value.span, element=value.element)
    items, complete = _elements(value)
    refuse_list(items)
    found = unified(items, complete)
    return ListOf(found, complete, span=value.span, element=element_type(found))


@on_values("toset", 1, 1, "list")
def _toset(value: Value) -> Value:
    if _is_null(value):
        return value
    items, complete = _elements(value)
    refuse_list(items)
    return replace(as_set(items, complete), span=value.span)


@on_values("tomap", 1, 1, "map")
def _tomap(value: Value) -> Value:
    if _is_null(value):
        return value
    if isinstance(value, (Known, ListOf, Text)):
        raise FunctionError("a map is expected")
    if not isinstance(value, MapOf):
        raise unknown_of(value)
    names = [key for key, member in value.items.items() if not isinstance(member, Missing)]
    items = unified([value.items[name] for name in names], value.complete)
    return replace(value, items=dict(zip(names, items, strict=True)), element=element_type(items))


@on_values("sensitive", 1, 1)
def _sensitive(value: Value) -> Value:
    return replace(value, sensitive=True)


@on_values("nonsensitive", 1, 1)
def _nonsensitive(value: Value) -> Value:
    return replace(value, sensitive=False)


@on_values("issensitive", 1, 1, "bool")
def _issensitive(value: Value) -> Value:
    if isinstance(value, (Unknown, Reference)) and not value.sensitive:
        raise unknown_of(value)
    return wrapped(value.sensitive)


@on_values("ephemeralasnull", 1, 1)
def _ephemeralasnull(value: Value) -> Value:
    raise unknown_of(value, "whether a value is ephemeral is not modelled")
