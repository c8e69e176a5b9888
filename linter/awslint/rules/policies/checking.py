"""Checks the names in a policy: types, properties and variables that do not exist are errors of the policy file.

An expression is followed with the resource types that it may mean and the path below them. What its functions make of
an operand is not followed further.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from awslint.facts.attachments import is_attachment
from awslint.facts.properties import has_property, property_names
from awslint.frozen import frozen
from awslint.rules.cel.fields import ATTRIBUTE, RESOURCE
from awslint.rules.cel.functions import FUNCTIONS, METHODS
from awslint.rules.cel.parser import Tree

_OPTIONAL = frozenset({"orValue", "value", "or", "hasValue", "isPresent"})
_PASSING = frozenset({"unique", "duplicates", "elements", "before", "json"})
_QUESTIONS = frozenset({"has", "isSet"})


@frozen
class Place:
    """What an expression means: an attribute, or (with an empty path) a resource, of one of the types."""

    types: tuple[str, ...]
    path: tuple[str, ...] = ()


Scope = Mapping[str, Any]


def faults(policy: Mapping[str, Any]) -> Iterator[str]:
    """Yields what a compiled policy names that is not there, in words."""
    for type_ in policy["types"]:
        if type_ != "*" and has_property(type_) is None and type_.startswith("AWS::"):
            yield f"there is no type {type_}"
    definitions = policy["let"]
    checker = _Checker({"self": Place(tuple(policy["types"]))}, definitions)
    for name, tree in policy["foreach"]:
        checker.known[name] = checker.meaning(tree, checker.known)
    for tree in _expressions(policy):
        checker.meaning(tree, checker.known)
    yield from dict.fromkeys(checker.faults)


def _expressions(policy: Mapping[str, Any]) -> Iterator[Tree]:
    yield from policy["let"].values()
    yield policy["refuse"]
    yield policy["at"]
    for tree, label in policy["related"]:
        yield tree
        yield from (part for part in label if not isinstance(part, str))
    for text in (policy["message"], policy["help"]):
        yield from (part for part in text if not isinstance(part, str))
    if policy["fix"] is not None:
        yield policy["fix"][0]


class _Checker:
    def __init__(self, known: dict[str, Any], definitions: Mapping[str, Tree]) -> None:
        self.known = known
        self.definitions = definitions
        self.open: list[str] = []
        self.faults: list[str] = []

    def meaning(self, tree: Tree, scope: Scope) -> Place | None:
        """Returns what an expression means; None where that is not followed."""
        handler = getattr(self, f"_{tree[0]}", None)
        if handler is not None:
            found: Place | None = handler(scope, *tree[1:])
            return found
        for part in tree[1:]:
            if isinstance(part, list) and part and isinstance(part[0], str):
                self.meaning(part, scope)
        return None

    def _literal(self, scope: Scope, value: Any) -> None:
        return None

    def _list(self, scope: Scope, items: list[Tree]) -> None:
        for element in items:
            self.meaning(element, scope)

    def _map(self, scope: Scope, entries: list[list[Tree]]) -> None:
        for entry in entries:
            for part in entry:
                self.meaning(part, scope)

    def _name(self, scope: Scope, name: str) -> Place | None:
        if name in scope:
            found: Place | None = scope[name]
            return found
        if name not in self.definitions:
            self.faults.append(f"there is no variable {name}{_nearest(name, [*scope, *self.definitions])}")
            return None
        if name in self.open:
            self.faults.append(f"{name} is defined by itself")
            return None
        self.open.append(name)
        meaning = self.meaning(self.definitions[name], self.known)
        self.open.pop()
        return meaning

    def _select(self, scope: Scope, operand: Tree, field: str, _: bool) -> Place | None:
        place = self.meaning(operand, scope)
        if place is None:
            return None
        if field in (ATTRIBUTE if place.path else RESOURCE):
            return None
        return self.below(place, field)

    def below(self, place: Place, field: str) -> Place | None:
        path = (*place.path, field)
        if "*" in place.types:
            return Place(place.types, path)
        answers = {type_: has_property(type_, *path) for type_ in place.types}
        if False in answers.values():
            type_ = next(name for name, answer in answers.items() if answer is False)
            names = property_names(type_, *place.path)
            self.faults.append(f"{type_} has no property {'.'.join(path)}{_nearest(field, names)}")
            return None
        return Place(place.types, path)

    def _index(self, scope: Scope, operand: Tree, key: Tree, _: bool) -> Place | None:
        place = self.meaning(operand, scope)
        self.meaning(key, scope)
        if place is not None and key[0] == "literal" and isinstance(key[1], str):
            return None  # a key that the user chose
        return place if key[0] == "literal" else None

    def _each(self, scope: Scope, macro: str, operand: Tree, variable: str, body: Tree) -> Place | None:
        place = self.meaning(operand, scope)
        found = self.meaning(body, {**scope, variable: place})
        return {"filter": place, "map": found}.get(macro)

    def _call(self, scope: Scope, name: str, arguments: list[Tree]) -> Place | None:
        if name not in FUNCTIONS and name not in _QUESTIONS:
            self.faults.append(f"there is no function {name}(){_nearest(name, FUNCTIONS)}")
        meanings = [self.meaning(argument, scope) for argument in arguments]
        if name in ("resources", "deleted"):
            return self._types(arguments)
        return meanings[0] if name in _PASSING and meanings else None

    def _method(self, scope: Scope, operand: Tree, name: str, arguments: list[Tree]) -> Place | None:
        place = self.meaning(operand, scope)
        for argument in arguments:
            self.meaning(argument, scope)
        if name in _OPTIONAL:
            return place
        if name not in METHODS:
            self.faults.append(f"there is no function {name}(){_nearest(name, METHODS)}")
        if name in ("resource", "part", "named"):
            return self._types(arguments)
        if name == "referrers" and len(arguments) == 2 and all(argument[0] == "literal" for argument in arguments):
            referrers = Place((arguments[0][1],))
            for field in str(arguments[1][1]).split("."):
                self.below(referrers, field)
            return referrers
        if name == "effective" and place is not None and arguments and arguments[0][0] == "literal":
            first, *rest = str(arguments[0][1]).split(".")
            parents = tuple(type_ for type_ in place.types if place.path or not is_attachment(type_, first))
            place = self.below(Place(parents, place.path), first) if parents else None
            for field in rest:
                place = self.below(place, field) if place is not None else None
            return place
        return place if name in ("orDefault", "asWritten") else None

    def _types(self, arguments: list[Tree]) -> Place | None:
        types = tuple(str(argument[1]) for argument in arguments if argument[0] == "literal")
        for type_ in types:
            if has_property(type_) is None and type_.startswith("AWS::"):
                self.faults.append(f"there is no type {type_}")
        return Place(types) if types else None


def _nearest(name: str, names: Any) -> str:
    close = difflib.get_close_matches(name, list(names), 1)
    return f"; did you mean {close[0]}?" if close else ""
