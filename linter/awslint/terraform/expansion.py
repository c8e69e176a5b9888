"""count and for_each: which instances a block has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Final

from awslint.frozen import frozen
from awslint.syntax import hcl_tree as tree
from awslint.terraform.evaluate import evaluate
from awslint.terraform.failure import Failure
from awslint.terraform.scope import Scope
from awslint.terraform.types import as_number
from awslint.values import (
    ALWAYS,
    NEVER,
    Condition,
    Known,
    ListOf,
    MapOf,
    OneOf,
    Reference,
    Unknown,
    Value,
    any_of,
    choose,
    revealed,
)

INSTANCES: Final = 2000
"""The most instances that one block is expanded to; beyond it one node stands for all."""

Key = str | int | None


def escaped(text: str) -> str:
    """Returns a key as it stands between the quotes of an address."""
    for plain, written in _ESCAPES:
        text = text.replace(plain, written)
    return text


_ESCAPES: Final = (
    ("\\", "\\\\"),
    ('"', '\\"'),
    ("\n", "\\n"),
    ("\r", "\\r"),
    ("\t", "\\t"),
    ("${", "$${"),
    ("%{", "%%{"),
)


@frozen
class Expanded:
    """One instance of a block: its key (None without count and for_each), when it exists, and what it binds.

    `many` stands for an unknown number of instances; `keyed` says that the block has count or for_each.
    """

    key: Key
    exists: Condition = ALWAYS
    many: bool = False
    keyed: bool = False
    bound: Mapping[str, Value] = field(default_factory=dict)
    assumes: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """The key as addresses write it."""
        if self.key is None:
            return ""
        return f"[{self.key}]" if isinstance(self.key, int) else f'["{escaped(self.key)}"]'


def expand(body: tree.Body, scope: Scope, most: int = INSTANCES) -> list[Expanded] | None:
    """Returns the instances of a resource or module block; None where there are more than `most`."""
    attributes = body.attributes
    if "count" in attributes:
        return _counted(evaluate(attributes["count"].expression, scope), most)
    if "for_each" in attributes:
        return _for_each(evaluate(attributes["for_each"].expression, scope), most)
    if most < 1:
        return None
    enabled = _enabled(body)
    return [Expanded(None, bound={})] if enabled is None else _switched(evaluate(enabled, scope))


def _enabled(body: tree.Body) -> tree.Expression | None:
    """OpenTofu's `lifecycle { enabled = ... }`: whether the one instance is there."""
    for block in body.blocks:
        if block.type == "lifecycle" and "enabled" in block.body.attributes:
            return block.body.attributes["enabled"].expression
    return None


def _switched(value: Value) -> list[Expanded]:
    choices = value.choices if isinstance(value, OneOf) else ((ALWAYS, value),)
    switches = [(guard, revealed(alternative)) for guard, alternative in choices]
    if not all(isinstance(choice, Known) for _, choice in switches):
        return [Expanded(None, many=True, assumes=value.assumes)]
    on = [guard for guard, choice in switches if isinstance(choice, Known) and choice.scalar in (True, "true")]
    if not on:
        return []
    return [Expanded(None, any_of(on) if len(on) < len(switches) else ALWAYS, assumes=value.assumes)]


def _many(bound: Mapping[str, Value], value: Value) -> list[Expanded]:
    return [Expanded(None, many=True, keyed=True, bound=bound, assumes=value.assumes)]


def unexpanded(body: tree.Body) -> Expanded:
    """One that stands for all instances of a block, where these are too many."""
    too_many = Unknown("the configuration has too many instances")
    if "for_each" in body.attributes:
        return _unknown_keys(too_many)[0]
    return _unknown_count(too_many)[0] if "count" in body.attributes else Expanded(None, many=True)


def _unknown_count(value: Value) -> list[Expanded]:
    index = Unknown("count.index of an unknown count", "number")
    return _many({"count": MapOf({"index": index})}, value)


def _counted(value: Value, most: int) -> list[Expanded] | None:
    numbers: list[tuple[Condition, int]] = []
    for guard, choice in value.choices if isinstance(value, OneOf) else ((ALWAYS, value),):
        content = revealed(choice)
        if isinstance(content, Failure):
            continue
        number = as_number(content.scalar) if isinstance(content, Known) else None
        if number is None or isinstance(number, Unknown) or number < 0 or number > INSTANCES or number != int(number):
            return _unknown_count(value)
        numbers.append((guard, int(number)))
    instances = []
    highest = max((number for _, number in numbers), default=0)
    if highest > most:
        return None
    for position in range(highest):
        guards = [guard for guard, number in numbers if number > position]
        exists = any_of(guards) if len(guards) < len(numbers) else ALWAYS
        bound = {"count": MapOf({"index": Known(position)})}
        instances.append(Expanded(position, exists, keyed=True, bound=bound, assumes=value.assumes))
    return instances


def _for_each(value: Value, most: int) -> list[Expanded] | None:
    if isinstance(value, OneOf):
        merged: dict[str, list[tuple[Condition, Value]]] = {}
        possible = [choice for _, choice in value.choices if not isinstance(revealed(choice), Failure)]
        for guard, choice in value.choices:
            entries = _entries(choice)
            if entries is None:
                return _unknown_keys(value)
            for key, member in entries.items():
                merged.setdefault(key, []).append((guard, member))
        if len(merged) > most:
            return None
        return [
            _keyed(key, _any_of(items) if len(items) < len(possible) else ALWAYS, _either(items), value)
            for key, items in merged.items()
        ]
    entries = _entries(value)
    if entries is None:
        return _unknown_keys(value)
    if len(entries) > most:
        return None
    return [_keyed(key, ALWAYS, member, value) for key, member in entries.items()]


def _any_of(items: list[tuple[Condition, Value]]) -> Condition:
    return any_of(guard for guard, _ in items)


def _either(items: list[tuple[Condition, Value]]) -> Value:
    result = items[-1][1]
    for guard, choice in reversed(items[:-1]):
        result = choose(guard, choice, result)
    return result


def _keyed(key: str, exists: Condition, element: Value, value: Value) -> Expanded:
    each = MapOf({"key": Known(key), "value": element})
    return Expanded(key, exists, keyed=True, bound={"each": each}, assumes=value.assumes)


def _unknown_keys(value: Value) -> list[Expanded]:
    why = "each.key of a for_each that is not known"
    each = MapOf({"key": Unknown(why, "string"), "value": Unknown(why.replace("key", "value", 1))})
    return _many({"each": each}, value)


def _entries(value: Value) -> dict[str, Value] | None:
    content = revealed(value)
    if isinstance(content, Failure):
        return {}
    if isinstance(content, MapOf) and content.complete and len(content.items) <= INSTANCES:
        return {key: content.items[key] for key in sorted(content.items, key=lambda key: key.encode())}
    if isinstance(content, ListOf) and content.complete and len(content.items) <= INSTANCES:
        keys: dict[str, Value] = {}
        for element in content.items:
            shown = revealed(element)
            if not isinstance(shown, Known) or not isinstance(shown.scalar, str):
                return None
            keys[shown.scalar] = Known(shown.scalar)
        return keys
    return None


def instances_value(block: str, body: tree.Body, instances: list[Expanded]) -> Value:
    """Returns what the block's own name stands for: one object, a list or a map of them; References with no
    attribute."""
    if not instances and "for_each" in body.attributes:
        return MapOf({})
    from awslint.terraform.parts import MANY

    if len(instances) == 1 and not instances[0].keyed:
        return Reference(block, ())
    if any(instance.many for instance in instances):
        return Reference(block, (MANY,))
    conditional = [instance for instance in instances if instance.exists != ALWAYS]
    if not conditional:
        return _collection(block, instances, instances)
    result: Value = _collection(block, instances, [instance for instance in instances if instance.exists == ALWAYS])
    for exists in dict.fromkeys(expanded.exists for expanded in conditional):
        if exists == NEVER:
            continue
        if len({expanded.exists for expanded in conditional}) > 1:
            return Reference(block, (MANY,))
        result = choose(exists, _collection(block, instances, instances), result)
    return result


def _collection(block: str, every: list[Expanded], instances: list[Expanded]) -> Value:
    assumes = tuple(dict.fromkeys(assumption for instance in instances for assumption in instance.assumes))
    if every and isinstance(every[0].key, str):
        items: dict[str, Value] = {str(instance.key): Reference(block + instance.suffix, ()) for instance in instances}
        return MapOf(items, assumes=assumes)
    return ListOf(tuple(Reference(block + instance.suffix, ()) for instance in instances), assumes=assumes)
