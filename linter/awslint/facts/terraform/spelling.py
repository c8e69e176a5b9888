"""A compact way to write the tables: `"ami=ImageId subnet_id"` names two attributes, the second mechanically."""

from __future__ import annotations

from awslint.facts.names import Names, Nested, TypeNames, native_and_canonical

Spelled = dict[str, Names]


def typed(canonical: str, words: str, *blocks: Spelled) -> TypeNames:
    """The names of one type. `words` are its attributes, `native=Canonical`, or `native` alone when `camel_case` fits.

    `blocks` are its nested blocks, each made by `block`.
    """
    return TypeNames(canonical, _attributes(words, blocks))


def block(name: str, words: str, *blocks: Spelled, many: bool = False) -> Spelled:
    """One nested block, spelled as in `typed`. `many`: its canonical form is a list of objects."""
    native, canonical = native_and_canonical(name)
    return {native: Nested(canonical, _attributes(words, blocks), single=not many)}


def _attributes(words: str, blocks: tuple[Spelled, ...]) -> dict[str, Names]:
    found: dict[str, Names] = dict(map(native_and_canonical, words.split()))
    for one in blocks:
        found.update(one)
    return found
