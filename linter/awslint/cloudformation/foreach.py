"""Fn::ForEach: a mapping's entry that stands for several, by a list of names that is known before deployment."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Sequence as Names
from dataclasses import dataclass, field
from typing import Final

from awslint.syntax.tree import Mapping, Node, Scalar, Sequence
from awslint.values import Known, ListOf, Value, revealed

MOST: Final = 2_000
"""The most entries that one mapping's loops may make; what makes more is left alone."""

_NOT_ALPHANUMERIC = re.compile("[^A-Za-z0-9]")

Entry = tuple[Scalar, Node]


def is_loop(key: str) -> bool:
    """Whether a key is a loop's."""
    return key.startswith("Fn::ForEach::")


@dataclass(slots=True)
class Expansion:
    """The entries that were written or made, the loops that could not be followed, and the defaults relied on."""

    entries: list[Entry] = field(default_factory=list)
    leftover: list[Scalar] = field(default_factory=list)
    assumes: tuple[str, ...] = ()


def expand(entries: Names[Entry], value: Callable[[Node], Value]) -> Expansion:
    """The entries with every loop replaced by what it makes."""
    found = Expansion()
    for key, node in entries:
        if is_loop(key.text):
            _loop(key, node, value, found)
        else:
            found.entries.append((key, node))
    return found


def _loop(key: Scalar, node: Node, value: Callable[[Node], Value], found: Expansion) -> None:
    if not isinstance(node, Sequence) or len(node.items) != 3:
        found.leftover.append(key)
        return
    identifier, collection, body = node.items
    if not isinstance(identifier, Scalar) or not isinstance(body, Mapping):
        found.leftover.append(key)
        return
    names = revealed(value(collection))
    texts = [one.scalar for one in names.items if isinstance(one, Known)] if isinstance(names, ListOf) else []
    known = isinstance(names, ListOf) and names.complete and len(texts) == len(names.items)
    if not known or len(found.entries) + len(texts) * len(body.entries) > MOST:
        found.leftover.append(key)
        return
    found.assumes = tuple(dict.fromkeys((*found.assumes, *names.assumes)))
    for text in texts:
        made = _replaced(body, identifier.text, str(text))
        if isinstance(made, Mapping):
            inner = expand(made.entries, value)
            found.entries.extend(inner.entries)
            found.leftover.extend(inner.leftover)
            found.assumes = tuple(dict.fromkeys((*found.assumes, *inner.assumes)))


def _replaced(node: Node, name: str, text: str) -> Node:
    """The node with the loop's name replaced wherever it stands: `${Name}`, `&{Name}` and Ref."""
    if isinstance(node, Scalar):
        if "{" not in node.text:
            return node
        replaced = node.text.replace(f"${{{name}}}", text)
        replaced = replaced.replace(f"&{{{name}}}", _NOT_ALPHANUMERIC.sub("", text))
        return Scalar(replaced, node.is_plain, node.file, node.start, node.end)
    if isinstance(node, Sequence):
        return Sequence([_replaced(item, name, text) for item in node.items], node.file, node.start, node.end)
    if len(node.entries) == 1 and node.entries[0][0].text == "Ref":
        argument = node.entries[0][1]
        if isinstance(argument, Scalar) and argument.text == name:
            return Scalar(text, False, node.file, node.start, node.end)
    entries: list[Entry] = []
    for key, inner in node.entries:
        new_key = _replaced(key, name, text)
        assert isinstance(new_key, Scalar)
        entries.append((new_key, _replaced(inner, name, text)))
    return Mapping(entries, node.file, node.start, node.end, node.tag)
