"""Type constraints of variables, and conversion to them as Terraform does it."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from awslint.syntax.hcl_tree import Call, Expression, Literal, Name, Object, Parentheses, Tuple
from awslint.terraform.failure import Failure
from awslint.terraform.numbers import number_text
from awslint.terraform.sets import set_elements
from awslint.terraform.unification import ANY, Default, Type, common_type, has_any, type_of
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Reference,
    Scalar,
    Text,
    Unknown,
    Value,
    distribute,
    revealed,
)
from awslint.values.questions import as_text


def parse_type(expression: Expression, constant: Callable[[Expression], Value]) -> Type:
    """Returns the type constraint that an expression writes; `any` for what is none. `constant` evaluates defaults."""
    if isinstance(expression, Parentheses):
        return parse_type(expression.inner, constant)
    if isinstance(expression, Name) and expression.name in ("string", "number", "bool", "any", "list", "map", "set"):
        collection = expression.name in ("list", "map", "set")
        return Type(expression.name, ANY if collection else None)
    if isinstance(expression, Literal) and isinstance(expression.scalar, str):
        collection = expression.scalar in ("list", "map")
        return (
            Type(expression.scalar, ANY if collection else None)
            if expression.scalar in ("string", "list", "map")
            else ANY
        )
    if isinstance(expression, Call) and expression.arguments:
        argument = expression.arguments[0]
        if expression.name in ("list", "set", "map"):
            return Type(expression.name, parse_type(argument, constant))
        if expression.name == "tuple" and isinstance(argument, Tuple):
            return Type("tuple", members=tuple(parse_type(element, constant) for element in argument.items))
        if expression.name == "object" and isinstance(argument, Object):
            return _object_type(argument, constant)
    return ANY


def _object_type(expression: Object, constant: Callable[[Expression], Value]) -> Type:
    attributes: dict[str, Type] = {}
    optional: dict[str, Default | None] = {}
    for key, value, _ in expression.items:
        if not (isinstance(key, Literal) and isinstance(key.scalar, str)):
            continue
        constraint = value
        if isinstance(value, Call) and value.name == "optional" and value.arguments:
            constraint = value.arguments[0]
            default = value.arguments[1] if len(value.arguments) > 1 else None
            optional[key.scalar] = (
                Default(constant(default), default.span.end - default.span.start) if default is not None else None
            )
        attributes[key.scalar] = parse_type(constraint, constant)
    return Type("object", attributes=attributes, optional=optional)


def convert(value: Value, type_: Type) -> Value:
    """Returns the value converted to the type; a Failure where Terraform would refuse it.

    A null inside stays null. What is not known stays so, with the type's name where that is a scalar.
    """
    if type_.kind in ("any", "unknown"):
        return value
    if isinstance(value, OneOf):
        return distribute(lambda choice: convert(choice, type_), value)
    if isinstance(value, Reference):
        content = revealed(value)
        if isinstance(content, Reference):
            return value
        converted = convert(content, type_)
        return converted if isinstance(converted, Failure) else replace(value, value=converted)
    if isinstance(value, (Failure, Missing)):
        return value
    if isinstance(value, Unknown):
        return replace(value, type=type_.kind if type_.kind in ("string", "number", "bool") else value.type)
    if isinstance(value, Known) and value.scalar is None:
        return replace(value, type=type_)
    return _CONVERSIONS[type_.kind](value, type_)


def _refused(value: Value, selected: str) -> Failure:
    return Failure(f"{selected} required", span=value.span)


def _to_string(value: Value, type_: Type) -> Value:
    if isinstance(value, Known):
        return value if isinstance(value.scalar, str) else replace(value, scalar=scalar_text(value.scalar))
    return value if isinstance(value, Text) else _refused(value, "a string")


def _to_number(value: Value, type_: Type) -> Value:
    if isinstance(value, Known):
        number = as_number(value.scalar)
        if isinstance(number, Unknown):
            return replace(number, span=value.span, sensitive=value.sensitive, assumes=value.assumes)
        return _refused(value, "a number") if number is None else replace(value, scalar=number)
    return (
        Unknown("a number is computed from parts", "number", value.span)
        if isinstance(value, Text)
        else _refused(value, "a number")
    )


def _to_bool(value: Value, type_: Type) -> Value:
    if isinstance(value, Known):
        if isinstance(value.scalar, bool):
            return value
        if value.scalar in ("true", "1"):
            return replace(value, scalar=True)
        return replace(value, scalar=False) if value.scalar in ("false", "0") else _refused(value, "a bool")
    return (
        Unknown("a bool is computed from parts", "bool", value.span)
        if isinstance(value, Text)
        else _refused(value, "a bool")
    )


def as_number(scalar: object) -> int | float | Unknown | None:
    """Returns a number or a string that writes one, as a number; Unknown for one too large, None for what is none."""
    if isinstance(scalar, bool) or scalar is None:
        return None
    if isinstance(scalar, (int, float)):
        return scalar
    text = str(scalar)
    if not NUMBER.fullmatch(text):
        return Unknown(f'"{text}" as a number is not modelled', "number") if ODD_NUMBER.fullmatch(text) else None
    number = float(text)
    if not math.isfinite(number) or len(text) > _LONGEST_NUMBER:
        return Unknown("the number is too large", "number")
    if text.lstrip("+-").isdigit():
        return int(text)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


NUMBER: Final = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
"""How a string writes a number."""

ODD_NUMBER: Final = re.compile(r"[-+]?([iI]nf|[\d.]+[pP][-+]?\d+)", re.ASCII)
"""Other ways that Go's parser takes."""

_LONGEST_NUMBER: Final = 300


def composed(text: str) -> str:
    """Returns a string as Terraform keeps it: a letter and its accent are one character."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def scalar_text(scalar: Scalar) -> str:
    """Returns a scalar as Terraform writes it into a string."""
    if isinstance(scalar, str):
        return scalar
    return as_text(scalar) if scalar is None or isinstance(scalar, bool) else number_text(scalar)


def _items(value: Value) -> ListOf | None:
    return value if isinstance(value, ListOf) else None


_MOST_CONVERTED: Final = 200_000
"""The most parts that the elements of one collection are converted to."""


def _weight(type_: Type) -> int:
    """How many parts a value of that type has at least; defaults count by their text."""
    parts = [*type_.members, *type_.attributes.values(), *([type_.element] if type_.element else [])]
    defaults = (default for default in type_.optional.values() if default is not None)
    return 1 + sum(map(_weight, parts)) + sum(default.length // 20 for default in defaults)


def _are_too_many(number: int, element: Type | None) -> bool:
    return number > 1 and element is not None and number * _weight(element) > _MOST_CONVERTED


def _too_many(value: Value) -> Unknown:
    return Unknown("its elements have too many parts", span=value.span, sensitive=value.sensitive)


def _to_list(value: Value, type_: Type) -> Value:
    items = _items(value)
    if items is None:
        return _refused(value, "a list")
    if _are_too_many(len(items.items), type_.element):
        return _too_many(value)
    converted, element = _elements(items.items, type_.element or ANY)
    failed = next((member for member in converted if isinstance(member, Failure)), None)
    return failed if failed is not None else replace(items, items=converted, is_set=False, element=element)


def _elements(items: Iterable[Value], element: Type) -> tuple[tuple[Value, ...], Type]:
    """The elements converted to their type, of which the open parts are found from all of them."""
    items = tuple(items)
    converted = _converted(items, (element,) * len(items))
    if not has_any(element):
        return converted, element
    common = common_type([type_of(member) for member in converted if not isinstance(member, Failure)])
    if common is None:
        return (Failure("the elements have no type in common"),), element
    return _converted(converted, (common,) * len(converted)), common


def _converted(items: Sequence[Value], types: Sequence[Type]) -> tuple[Value, ...]:
    """Each converted to its type; what a list holds many times is converted once."""
    done: dict[tuple[int, int], Value] = {}
    return tuple(
        done.get(pair) or done.setdefault(pair, convert(element, type_))
        for element, type_ in zip(items, types, strict=False)
        for pair in ((id(element), id(type_)),)
    )


def _to_set(value: Value, type_: Type) -> Value:
    listed = _to_list(value, type_)
    if not isinstance(listed, ListOf):
        return listed
    ordered = set_elements(listed.items)
    return replace(listed, items=listed.items if ordered is None else ordered, is_set=True)


def _to_map(value: Value, type_: Type) -> Value:
    if not isinstance(value, MapOf):
        return _refused(value, "a map")
    if _are_too_many(len(value.items), type_.element):
        return _too_many(value)
    converted, element = _elements(value.items.values(), type_.element or ANY)
    failed = next((member for member in converted if isinstance(member, Failure)), None)
    if failed is not None:
        return failed
    return replace(value, items=dict(zip(value.items, converted, strict=True)), element=element)


def _to_object(value: Value, type_: Type) -> Value:
    if not isinstance(value, MapOf):
        return _refused(value, "an object")
    items: dict[str, Value] = {}
    for name, selected in type_.attributes.items():
        part = value.items.get(name)
        if part is None and not value.complete:
            part = Unknown(f"the attribute {name} is not known", span=value.span)
        default = type_.optional.get(name)
        null = part is None or (isinstance(part, Known) and part.scalar is None)
        if null and default is not None:
            part = default.value
        elif part is None:
            if name not in type_.optional:
                return Failure(f'attribute "{name}" is required', span=value.span)
            part = Known(None, span=value.span)
        converted = convert(part, selected) if part is not None else Known(None)
        if isinstance(converted, Failure):
            return converted
        items[name] = converted
    return replace(value, items=items, complete=True, element=None)


def _to_tuple(value: Value, type_: Type) -> Value:
    items = _items(value)
    if items is None or (items.complete and len(items.items) != len(type_.members)):
        return _refused(value, "a tuple")
    converted = _converted(items.items, type_.members)
    return replace(items, items=converted, is_set=False, element=None)


_CONVERSIONS = {
    "string": _to_string,
    "number": _to_number,
    "bool": _to_bool,
    "list": _to_list,
    "set": _to_set,
    "map": _to_map,
    "object": _to_object,
    "tuple": _to_tuple,
}
