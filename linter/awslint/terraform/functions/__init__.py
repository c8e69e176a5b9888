"""Terraform's built-in functions on abstract values.

`call` gives exactly what Terraform computes where the arguments are known, keeps what is partly known where that is
right, and otherwise says Unknown. What was tried against Terraform 1.11 is in the tests.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from awslint.terraform.failure import Doubt
from awslint.terraform.functions.registry import (
    REGISTRY,
    FunctionError,
    NotKnown,
    Surroundings,
    refuse_long,
)
from awslint.terraform.unification import Type
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    OneOf,
    Reference,
    Text,
    Value,
    assuming,
    distribute,
    revealed,
    with_parts,
)

__all__ = ["FunctionError", "Surroundings", "call"]

_KINDS = (
    "strings",
    "patterns",
    "formats",
    "collections",
    "numbers",
    "encoding",
    "yaml",
    "network",
    "times",
    "files",
    "conversions",
    "opentofu",
)
_ALTERNATING = 3
_RUN_TIME = frozenset({"timestamp", "plantimestamp", "uuid", "bcrypt", "rsadecrypt"})


@functools.cache
def _load() -> None:
    for kind in _KINDS:
        importlib.import_module(f"awslint.terraform.functions.{kind}")


def call(name: str, arguments: Sequence[Value], surroundings: Surroundings) -> Value:
    """Returns what the function returns for these arguments, none of which is a OneOf itself.

    The result rests on the assumptions of all arguments, and is sensitive where one of them is.

    Raises:
        FunctionError: Terraform is sure to refuse the call.
    """
    _load()
    plain_name = name.removeprefix("core::")
    result = _result(plain_name, arguments, surroundings)
    sensitive = False
    assumptions: dict[str, None] = {}
    for part in _parts(arguments):
        sensitive = sensitive or part.sensitive
        assumptions.update(dict.fromkeys(part.assumes))
    result = assuming(result, *assumptions)
    if sensitive and not result.sensitive and plain_name not in ("nonsensitive", "issensitive"):
        result = replace(result, sensitive=True)
    return result


def _parts(values: Sequence[Value]) -> Iterator[Value]:
    """All values and the values inside them."""
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, ListOf):
            waiting.extend(value.items)
        elif isinstance(value, MapOf):
            waiting.extend(value.items.values())
        elif isinstance(value, Text):
            waiting.extend(part for part in value.parts if not isinstance(part, str))
        elif isinstance(value, OneOf):
            waiting.extend(choice for _, choice in value.choices)
        elif isinstance(value, Reference) and value.value is not None:
            waiting.append(value.value)


def _result(name: str, arguments: Sequence[Value], surroundings: Surroundings) -> Value:
    function = REGISTRY.get(name)
    if function is None:
        why = "is evaluated at deployment" if name in _RUN_TIME else "is not modelled"
        return Doubt(f"{name}() {why}")
    if len(arguments) < function.least:
        raise FunctionError(f"{name}() takes at least {function.least} arguments, not {len(arguments)}")
    if function.most is not None and len(arguments) > function.most:
        raise FunctionError(f"{name}() takes at most {function.most} arguments, not {len(arguments)}")
    values = [revealed(argument) for argument in arguments]
    try:
        refuse_long(sum(_length(part) for part in _parts(values)))
        return _with_element(name, values, function.implementation(values, surroundings))
    except NotKnown as problem:
        reason = str(problem)
    except FunctionError as problem:
        raise FunctionError(f"{name}(): {problem}") from None
    except (ArithmeticError, LookupError, OSError, ValueError, TypeError, RecursionError, MemoryError) as problem:
        reason = f"{name}() is not modelled for these arguments ({type(problem).__name__})"
    inside = _alternatives(values)
    if inside:
        return distribute(lambda *chosen: _decided(name, values, inside, chosen, surroundings), *inside)
    return Doubt(reason, function.result)


_ELEMENTS = dict.fromkeys(("cidrsubnets", "compact", "formatlist", "sort", "split"), Type("string")) | {
    "range": Type("number"),
    "transpose": Type("list", Type("string")),
}
"""The type of the elements that a function's lists and maps have, empty ones too."""


def _with_element(name: str, values: Sequence[Value], result: Value) -> Value:
    """The result of a call, a list or map with the type of its elements."""
    element = _ELEMENTS.get(name)
    if name == "keys" and isinstance(values[0], MapOf) and values[0].element is not None:
        element = Type("string")
    if name == "regexall" and isinstance(values[0], Known) and "(" not in str(values[0].scalar):
        element = Type("string")
    if element is None or not isinstance(result, (ListOf, MapOf)) or result.element is not None:
        return result
    return replace(result, element=element)


def _length(part: Value) -> int:
    if isinstance(part, Known):
        return len(part.scalar) if isinstance(part.scalar, str) else 0
    return sum(len(name) for name in part.parts if isinstance(name, str)) if isinstance(part, Text) else 0


def _alternatives(values: Sequence[Value]) -> list[OneOf]:
    """The alternatives inside the arguments, where they are few enough to try every one."""
    found: dict[int, OneOf] = {}
    for part in _parts(values):
        if isinstance(part, OneOf):
            found[id(part)] = part
    return list(found.values()) if len(found) <= _ALTERNATING else []


def _decided(
    name: str, values: Sequence[Value], inside: Sequence[OneOf], chosen: Sequence[Value], surroundings: Surroundings
) -> Value:
    table = {id(choices): choice for choices, choice in zip(inside, chosen, strict=True)}
    try:
        return _result(name, [_with_choices(value, table) for value in values], surroundings)
    except FunctionError as problem:
        return Doubt(f"{name}() fails for one of the alternatives: {problem}")


def _with_choices(value: Value, table: dict[int, Value]) -> Value:
    if id(value) in table:
        return table[id(value)]
    if isinstance(value, (ListOf, MapOf)):
        return with_parts(value, lambda part: _with_choices(part, table))
    if isinstance(value, Text):
        parts = tuple(part if isinstance(part, str) else _with_choices(part, table) for part in value.parts)
        if all(isinstance(part, (str, Known)) for part in parts):
            from awslint.terraform.functions.registry import text_from

            return replace(text_from(parts), span=value.span)
        return replace(value, parts=parts)
    if isinstance(value, Reference) and value.value is not None:
        return replace(value, value=_with_choices(value.value, table))
    return value
