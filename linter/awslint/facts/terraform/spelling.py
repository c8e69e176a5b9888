"""A compact way to write the tables: `"ami=ImageId subnet_id"` names two attributes, the second mechanically."""

from __future__ import annotations

from awslint.facts.names import Names, Nested, TypeNames

Spelled = dict[str, Names]


def typed(canonical: str, words: str, *blocks: Spelled) -> TypeNames:
    """The names of one type. `words` are its attributes, `native=Canonical`, or `native` alone when `camel_case` fits.

    `blocks` are its nested blocks, each made by `block`.
    """
    return TypeNames(canonical, _attributes(words, blocks))


def block(name: str, words: str, *blocks: Spelled, many: bool = False) -> Spelled:
    """One nested block, spelled as in `typed`. `many`: its canonical form is a list of objects."""
    native, canonical = _pair(name)
    return {native: Nested(canonical, _attributes(words, blocks), single=not many)}


def camel_case(native: str) -> str:
    """A native name in CloudFormation's style: subnet_id is SubnetId."""
    return "".join(word[:1].upper() + word[1:] for word in native.split("_"))


def _attributes(words: str, blocks: tuple[Spelled, ...]) -> dict[str, Names]:
    found: dict[str, Names] = dict(map(_pair, words.split()))
    for one in blocks:
        found.update(one)
    return found


def _pair(word: str) -> tuple[str, str]:
    native, equals, canonical = word.partition("=")
    return native, canonical if equals else camel_case(native)
