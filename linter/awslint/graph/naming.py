"""Which resources may name another one, or have the same name: an index of values, asked before the exact question.

Without it a rule that compares all resources of one type with all of another takes a hundred times as long for ten
times the resources. The index is of no world: it says which questions are worth asking, and the answers are the same.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Reference,
    Text,
    Truth,
    Unknown,
    Value,
    equals,
    without_placeholders,
)

if TYPE_CHECKING:
    from awslint.graph.resource import Resource

Key = tuple[str, str]
"""What a name may be: ("@", address) for a reference, ("=", text in small letters) for a text; for a text that is known
in part ("~", its known parts), and ("^", how it begins in small letters)."""

OPEN: Final[Key] = ("", "")
"""The key of what may be any name."""

EVERY: Final[Key] = ("*", "")
"""The key that everything in an index has."""

IsOne = Callable[[Reference], bool]
"""Whether a reference surely means one resource of the kind that is looked for."""

T = TypeVar("T")


def no_kind(_: Reference) -> bool:
    """That there is no kind that is looked for: any reference without a known value may be any name."""
    return False


def keys(value: Value, is_one: IsOne = no_kind) -> Iterator[Key]:
    """Yields all names that a value, or a part of it, may be in any world, among them `OPEN` where it may be any.

    Values that are surely the same share a key for a reference, a text, or the parts of a text.
    """
    if isinstance(value, Known):
        yield "=", str(value.scalar).lower()
        if not _is_settled(value):
            yield OPEN
    elif isinstance(value, Reference):
        yield from _keys_of_reference(value, is_one)
    elif isinstance(value, Text):
        head = value.parts[0] if value.parts else ""
        yield ("^", head.lower()) if isinstance(head, str) and head else OPEN
        if not any(isinstance(part, Unknown) for part in value.parts):
            yield "~", "\0".join(part if isinstance(part, str) else _hole(part) for part in value.parts)
    elif isinstance(value, OneOf):
        for _, choice in value.choices:
            yield from keys(choice, is_one)
    elif isinstance(value, (ListOf, MapOf)):
        for element in value.items if isinstance(value, ListOf) else value.items.values():
            yield from keys(element, is_one)
        if not value.complete:
            yield OPEN
    elif not isinstance(value, Missing):
        yield OPEN


def _keys_of_reference(value: Reference, is_one: IsOne) -> Iterator[Key]:
    while isinstance(value.value, Reference):
        yield "@", value.resource
        value = value.value
    yield "@", value.resource
    if value.value is not None:
        yield from keys(value.value, is_one)
    elif not is_one(value):
        yield OPEN


def _hole(value: Value) -> str:
    """What tells a hole of a text from other holes, as far as that is simple."""
    plain = isinstance(value, Reference) and value.value is None
    return f"{value.resource}.{'.'.join(value.attribute)}" if plain and isinstance(value, Reference) else ""


def keys_of(resource: Resource, *identifier: str) -> set[Key]:
    """Returns all names by which an attribute may mean the resource: references to it, and its identifiers as texts."""
    found: set[Key] = {("@", resource.address), ("@", resource.block)}
    for name in identifier:
        found.update(key for key in keys(written(resource, name)) if key[0] == "=")
    return found


def written(resource: Resource, attribute: str) -> Value:
    """Returns what an attribute holds in all worlds together."""
    value = resource.attributes.items.get(attribute)
    if value is None:
        if resource.attributes.complete and resource.names.has((attribute,)):
            return Missing()
        return Unknown(f"{resource.address} may set {attribute}")
    return value


def never_exists(resource: Resource) -> bool:
    """Returns whether the resource exists in no world."""
    return equals(resource.exists, False) is Truth.YES


def exact(names: Iterable[Key]) -> frozenset[Key]:
    """Returns the names of which what is surely the same has one in common."""
    return frozenset(name for name in names if name[0] in ("=", "@", "~"))


class Index(Generic[T]):
    """Things by the names that a value of theirs may be. A place is where a thing stands in the order of adding."""

    def __init__(self) -> None:
        self._all: list[T] = []
        self._place: dict[T, int] = {}
        self._places: dict[Key, list[int]] = {}
        self._merged: dict[frozenset[Key], list[int]] = {}
        self._lengths: set[int] = set()
        self._texts: list[tuple[str, str]] = []

    def __getitem__(self, place: int) -> T:
        return self._all[place]

    def add(self, named: T, names: Collection[Key]) -> None:
        """Adds a thing with all its names."""
        place = len(self._all)
        self._merged.clear()
        self._all.append(named)
        self._place[named] = place
        for name in dict.fromkeys(names):
            if name not in self._places:
                self._places[name] = []
                if name[0] in ("=", "^"):
                    insort(self._texts, (name[1], name[0]))
                if name[0] == "^":
                    self._lengths.add(len(name[1]))
            self._places[name].append(place)

    def place(self, named: T) -> int:
        """Returns the place of a thing that was added."""
        return self._place[named]

    def places(self, names: Collection[Key]) -> Sequence[int]:
        """Returns the places of what has one of the names, in order."""
        if EVERY in names:
            return range(len(self._all))
        held = frozenset(name for name in names if name in self._places)
        if len(held) == 1:
            return self._places[next(iter(held))]
        if held not in self._merged:
            self._merged[held] = sorted(set().union(*(self._places[name] for name in held)))
        return self._merged[held]

    def possible(self, names: Collection[Key]) -> list[Key]:
        """Returns the names of what may have one of the names without sharing it: one of the two is not wholly
        known."""
        if OPEN in names:
            return [EVERY]
        found = [OPEN]
        for kind, text in names:
            if kind in ("=", "^"):
                found += (("^", text[:length]) for length in self._lengths if length <= len(text))
            if kind == "^":
                found += self._beginning_with(text)
        return [name for name in dict.fromkeys(found) if name in self._places]

    def _beginning_with(self, head: str) -> Iterator[Key]:
        for at in range(bisect_left(self._texts, (head, "")), len(self._texts)):
            text, kind = self._texts[at]
            if not text.startswith(head):
                break
            yield kind, text

    def unsure(self) -> Iterator[int]:
        """Yields the places of what is not wholly known in some world."""
        for name in (OPEN, *(("^", text) for text, kind in self._texts if kind == "^")):
            yield from self._places.get(name, ())


class PossibleMatches:
    """The resources of an index that may have the same name as one of them, which is left out; in order.

    `sharing` are the names that what is surely the same shares with it. `possible` are those of what may be the same
    because one of the two is not wholly known.
    """

    def __init__(self, index: Index[Resource], resource: Resource, names: frozenset[Key]) -> None:
        self._index = index
        self._place = index.place(resource)
        self.sharing = exact(names)
        self.possible = index.possible(names)

    def all_of(self, names: Collection[Key]) -> Iterator[Resource]:
        """Returns the resources with one of the names, this one too."""
        return (self._index[place] for place in self._index.places(names))

    def before(self, names: Collection[Key]) -> Iterator[Resource]:
        """Returns the resources with one of the names that are before this one."""
        places = self._index.places(names)
        return (self._index[places[at]] for at in range(bisect_left(places, self._place)))

    def after(self, names: Collection[Key]) -> Iterator[Resource]:
        """Returns the resources with one of the names that are after this one."""
        places = self._index.places(names)
        return (self._index[places[at]] for at in range(bisect_right(places, self._place), len(places)))


def index_of(resources: Iterable[Resource], attribute: str, is_one: IsOne = no_kind) -> Index[Resource]:
    """Returns resources by what one of their attributes may name."""
    index: Index[Resource] = Index()
    for resource in resources:
        # What the type has no attribute for names nothing.
        missing: Value = Missing() if resource.attributes.complete else Unknown("there may be further attributes")
        index.add(resource, set(keys(resource.attributes.items.get(attribute, missing), is_one)))
    return index


class Names:
    """The resources of a type by the texts that their identifying attributes may be."""

    def __init__(self, resources: Iterable[Resource], identifier: Iterable[str], ignoring_case: bool) -> None:
        self._named: dict[str, list[tuple[Resource, str]]] = {}
        self._composed: dict[Key, list[tuple[Resource, str]]] = {}
        self.doubtful: list[tuple[Resource, str]] = []
        """Those that may be no known text in some world, and so may be any."""
        for resource in resources:
            for name in () if never_exists(resource) else identifier:
                meanings = list(_meanings(written(resource, name)))
                for text in dict.fromkeys(each.scalar for each in meanings if isinstance(each, Known)):
                    if isinstance(text, str):
                        self._named.setdefault(text.lower() if ignoring_case else text, []).append((resource, name))
                for key in (key for each in meanings if isinstance(each, Text) for key in keys(each) if key[0] == "~"):
                    self._composed.setdefault(key, []).append((resource, name))
                if not all(isinstance(each, Missing) or _is_text(each) for each in meanings):
                    self.doubtful.append((resource, name))

    def with_text(self, text: str) -> Sequence[tuple[Resource, str]]:
        """Returns those that are that text in some world."""
        return self._named.get(text, ())

    def composed_like(self, text: Text) -> Iterator[tuple[Resource, str]]:
        """Yields those that are composed of the same parts in some world, known and not."""
        for key in keys(text):
            if key[0] == "~":
                yield from self._composed.get(key, ())


def _is_text(value: Value) -> bool:
    return isinstance(value, Known) and isinstance(value.scalar, str) and _is_settled(value)


def _is_settled(value: Known) -> bool:
    """Whether nothing is still to be put in (see `EvaluationContext.settle`)."""
    return without_placeholders(value) is value


def _meanings(value: Value) -> Iterator[Value]:
    """All that a value is in any world, where references lead to what is known."""
    while isinstance(value, Reference) and value.value is not None:
        value = value.value
    if isinstance(value, OneOf):
        for _, choice in value.choices:
            yield from _meanings(choice)
    else:
        yield value
