"""Fn::ForEach: a mapping's entry that stands for several, by a list of names that is known before deployment."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Sequence as Names
from dataclasses import dataclass, field
from typing import Final

from awslint.syntax.tree import Mapping, Node, Scalar, Sequence
from awslint.values import Known, ListOf, Value, revealed
from awslint.values.questions import as_text

MOST: Final = 200_000
"""The most nodes that the loops of one template may make; a loop that makes more is left alone as a whole."""

_NOT_ALPHANUMERIC = re.compile("[^A-Za-z0-9]")

Entry = tuple[Scalar, Node]


def is_loop(key: str) -> bool:
    """Returns whether a key is a loop's."""
    return key.startswith("Fn::ForEach::")


@dataclass(slots=True)
class Expansion:
    """The entries that were written or made, the loops that could not be followed, and the defaults relied on."""

    entries: list[Entry] = field(default_factory=list)
    leftover: list[Scalar] = field(default_factory=list)
    assumes: tuple[str, ...] = ()


class _TooMany(Exception):
    """A loop makes more nodes than there may be."""


class Loops:
    """The loops of one template: `value` evaluates the list that a loop goes over.

    `refused` is the first loop, not inside another one, that made too many nodes.
    """

    def __init__(self, value: Callable[[Node], Value]) -> None:
        self.value = value
        self.refused: Scalar | None = None
        self._left = MOST

    def expand(self, entries: Names[Entry]) -> Expansion:
        """Returns the entries with every loop replaced by what it makes."""
        found = Expansion()
        for key, node in entries:
            if is_loop(key.text):
                loop = Expansion(assumes=found.assumes)
                try:
                    self._loop(key, node, loop)
                except _TooMany:
                    self.refused = self.refused or key
                    loop = Expansion([], [key], found.assumes)
                found.entries.extend(loop.entries)
                found.leftover.extend(loop.leftover)
                found.assumes = loop.assumes
            else:
                found.entries.append((key, node))
        return found

    def _loop(self, key: Scalar, node: Node, found: Expansion) -> None:
        parts = node.items if isinstance(node, Sequence) else []
        identifier, collection, body = parts if len(parts) == 3 else (None, None, None)
        names = revealed(self.value(collection)) if collection is not None else None
        if not isinstance(identifier, Scalar) or not isinstance(body, Mapping) or not isinstance(names, ListOf):
            found.leftover.append(key)
            return
        texts = [element.scalar for element in names.items if isinstance(element, Known)]
        cost = len(texts) * _size(body)
        if not names.complete or len(texts) != len(names.items):
            found.leftover.append(key)
            return
        if cost > self._left:
            raise _TooMany
        self._left -= cost
        found.assumes = tuple(dict.fromkeys((*found.assumes, *names.assumes)))
        for text in texts:
            made = _replaced(body, identifier.text, as_text(text))
            for member_key, value in made.entries if isinstance(made, Mapping) else ():
                if is_loop(member_key.text):
                    self._loop(member_key, value, found)
                else:
                    found.entries.append((member_key, value))


def _size(node: Node) -> int:
    if isinstance(node, Sequence):
        return 1 + sum(map(_size, node.items))
    if isinstance(node, Mapping):
        return 1 + sum(_size(value) for _, value in node.entries)
    return 1


def _replaced(node: Node, name: str, text: str) -> Node:
    """The node with the loop's name replaced wherever it stands: `${Name}`, `&{Name}` and Ref."""
    if isinstance(node, Scalar):
        if "{" not in node.text:
            return node
        replaced = node.text.replace(f"${{{name}}}", text)
        replaced = replaced.replace(f"&{{{name}}}", _NOT_ALPHANUMERIC.sub("", text))
        return Scalar(replaced, node.is_plain, node.file, node.start, node.end)
    if isinstance(node, Sequence):
        return Sequence([_replaced(element, name, text) for element in node.items], node.file, node.start, node.end)
    if len(node.entries) == 1 and node.entries[0][0].text == "Ref":
        argument = node.entries[0][1]
        if isinstance(argument, Scalar) and argument.text == name:
            return Scalar(text, False, node.file, node.start, node.end)
    entries: list[Entry] = []
    for key, value in node.entries:
        new_key = _replaced(key, name, text)
        assert isinstance(new_key, Scalar)
        entries.append((new_key, _replaced(value, name, text)))
    return Mapping(entries, node.file, node.start, node.end, node.tag)
