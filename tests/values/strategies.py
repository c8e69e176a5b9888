"""Concrete values, conditions and worlds; and ways to forget a part of a value that stay true to it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from awslint.values import (
    AllOf,
    AnyOf,
    Condition,
    Is,
    Known,
    ListOf,
    MapOf,
    Missing,
    Not,
    OneOf,
    Reference,
    Text,
    Unknown,
    Value,
    World,
    negation,
)

SUBJECTS = {"p": (True, False), "q": (True, False), "color": ("red", "green", "blue"), "size": (1, 2, None)}
"""Every subject with all the values it ever has."""

words = st.text(alphabet="ab1_*.\n", max_size=4)
scalars: st.SearchStrategy[str | int | float | bool | None] = st.one_of(
    words, st.sampled_from([0, 1, 2, 1.5, True, False, None, "true", "1"])
)
atoms: st.SearchStrategy[Condition] = st.sampled_from(
    [Is(subject, value) for subject, values in SUBJECTS.items() for value in values]
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    atoms,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, max_size=3).map(lambda found: AllOf(tuple(found))),
        st.lists(inner, max_size=3).map(lambda found: AnyOf(tuple(found))),
    ),
    max_leaves=6,
)
full_worlds: st.SearchStrategy[World] = st.fixed_dictionaries(
    {subject: st.sampled_from(values) for subject, values in SUBJECTS.items()}
).map(World)

concrete: st.SearchStrategy[Value] = st.recursive(
    st.one_of(scalars.map(Known), st.just(Missing())),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: ListOf(tuple(items))),
        st.dictionaries(words, inner, max_size=3).map(MapOf),
    ),
    max_leaves=5,
)


def alternatives(condition: Condition, value: Value, other: Value) -> OneOf:
    """A OneOf as it is, without the simplifications of `choose`."""
    return OneOf(((condition, value), (negation(condition), other)))


@st.composite
def forgotten(draw: st.DrawFn, value: Value, inside: bool = False) -> Value:
    """The value with parts replaced by what is less known and still true of it."""
    if isinstance(value, Missing) and inside:
        # What is left out of a list is left out for sure, or under a condition: an unknown element is an element.
        return draw(st.sampled_from((value, alternatives(Is("p"), value, Known("x")))))
    way = draw(st.sampled_from(("same", "same", "unknown", "typed", "hole", "choice", "reference", "inside", "inside")))
    if way == "unknown":
        return Unknown("forgotten")
    if way == "typed" and isinstance(value, Known) and value.scalar is not None:
        kind = "bool" if isinstance(value.scalar, bool) else "string" if isinstance(value.scalar, str) else "number"
        return Unknown("forgotten", kind)
    if way == "hole" and isinstance(value, Known) and isinstance(value.scalar, str):
        return draw(_text(value.scalar))
    if way == "choice":
        other = draw(concrete)
        pair = (value, other) if draw(st.booleans()) else (other, value)
        return alternatives(draw(atoms), *pair)
    if way == "reference":
        return Reference("aws_x.y", ("z",), value=draw(st.one_of(st.none(), st.just(value))))
    if way == "inside" and isinstance(value, ListOf):
        items = tuple(draw(forgotten(item, True)) for item in value.items)
        number = draw(st.integers(0, len(items)))
        if number < len(items) and draw(st.booleans()):
            return replace(value, items=items[:number], complete=False)
        return replace(value, items=items)
    if way == "inside" and isinstance(value, MapOf):
        mapped = {key: draw(forgotten(item, True)) for key, item in value.items.items()}
        if mapped and draw(st.booleans()):
            mapped.popitem()
            return replace(value, items=mapped, complete=False)
        return replace(value, items=mapped)
    return value


@st.composite
def _text(draw: st.DrawFn, text: str) -> Text:
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    middle: Value = draw(st.sampled_from((Unknown("hole"), Reference("aws_x.y", ("id",)))))
    return Text(tuple(part for part in (text[:start], middle, text[end:]) if part != ""))
