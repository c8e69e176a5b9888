"""Strings that functions put together, known in part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from awslint.values import (
    Known,
    OneOf,
    Origin,
    Reference,
    Span,
    Text,
    Unknown,
    Value,
    assuming,
    at,
    distribute,
    revealed,
)
from awslint.values.questions import as_text

DYNAMIC: Final = "{{resolve:"
"""How a dynamic reference begins; it ends with }}."""

RESOLVE: Final = "resolve:"
"""How the resource of a Reference begins that is a dynamic reference: `resolve:secretsmanager`, `resolve:ssm-secure`
and `resolve:ssm`; its attribute is the rest of what is written."""

MOST_BRANCHING: Final = 60
"""The most pieces with alternatives that one text may have."""

LONGEST: Final = 1_000_000
"""The most characters of a text, and the largest that a whole template may be: what would be longer is unknown."""

MOST_PARTS: Final = 50_000
"""The most pieces of a text, and elements of a list that a text is split into."""

_STORES: Final = {
    "ssm": "the SSM parameter store",
    "ssm-secure": "the SSM parameter store",
    "secretsmanager": "Secrets Manager",
}


def opened(value: Value) -> Value:
    """Returns what a reference's value is, where the configuration tells it as a scalar, a text or alternatives."""
    if isinstance(value, Reference) and value.value is not None:
        content = revealed(value)
        if isinstance(content, (Known, Text, OneOf)):
            return content
    return value


def joined(pieces: Iterable[str | Value], span: Span) -> Value:
    """Returns the string of the pieces in a row; alternatives in a piece give alternatives."""
    parts = [piece if isinstance(piece, str) else opened(piece) for piece in pieces]
    places = [index for index, part in enumerate(parts) if isinstance(part, OneOf)]
    if len(places) > MOST_BRANCHING:
        return Unknown(f"more than {MOST_BRANCHING} parts depend on conditions", "string", span)
    if not places:
        return _text(parts, span)

    def joined_of(*chosen: Value) -> Value:
        settled = list(parts)
        for place, value in zip(places, chosen, strict=True):
            settled[place] = value
        return joined(settled, span)

    return distribute(joined_of, *(part for part in parts if isinstance(part, OneOf)))


def _text(pieces: list[str | Value], span: Span) -> Value:
    parts: list[str | Value] = []
    sensitive = False
    assumes: tuple[str, ...] = ()
    number = sum(len(piece.parts) for piece in pieces if isinstance(piece, Text))
    if number > MOST_PARTS or sum(map(_length, pieces)) > LONGEST:
        return too_long(span, any(not isinstance(piece, str) and piece.sensitive for piece in pieces))
    for piece in pieces:
        if isinstance(piece, str):
            parts.append(piece)
            continue
        sensitive = sensitive or piece.sensitive
        assumes += piece.assumes
        if isinstance(piece, Known) and piece.scalar is not None:
            parts.append(as_text(piece.scalar))
        elif isinstance(piece, Text):
            parts.extend(piece.parts)
        elif isinstance(piece, (Reference, Unknown)):
            parts.append(piece)
        else:
            return Unknown("a string is composed of something that is not a string", span=span, sensitive=sensitive)
    if any(isinstance(part, str) and DYNAMIC in part for part in parts) or len(parts) > 1:
        parts = _merged(list(_with_dynamic_references(_merged(parts), span)))
        sensitive = sensitive or any(not isinstance(part, str) and part.sensitive for part in parts)
    reasons = tuple(dict.fromkeys(assumes))
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) == len(parts):
        return Known("".join(texts), span, sensitive, reasons, Origin.COMPUTED)
    only = parts[0]
    if len(parts) == 1 and not isinstance(only, str):
        return assuming(at(only, span), *reasons)
    return Text(tuple(parts), span, sensitive, reasons)


def too_long(span: Span, sensitive: bool) -> Unknown:
    """Returns what stands for a text that nobody can have meant: functions in functions double it at every step."""
    return Unknown("the string that is composed is too long", "string", span, sensitive)


def _length(piece: str | Value) -> int:
    if isinstance(piece, Text):
        return sum(len(part) for part in piece.parts if isinstance(part, str))
    text = piece.scalar if isinstance(piece, Known) else piece
    return len(text) if isinstance(text, str) else 0


def _merged(parts: list[str | Value]) -> list[str | Value]:
    merged: list[str | Value] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, str) and isinstance(last, str):
            merged[-1] = last + part
        elif part != "":
            merged.append(part)
    return merged


def _with_dynamic_references(parts: list[str | Value], span: Span) -> Iterator[str | Value]:
    """The same parts with a hole for every `{{resolve:...}}`, which may have holes of its own inside."""
    held: list[str | Value] = []
    for part in parts:
        if not isinstance(part, str):
            if held:
                held.append(part)
            else:
                yield part
            continue
        rest = part
        while rest:
            if not held:
                before, mark, rest = rest.partition(DYNAMIC)
                if before:
                    yield before
                if not mark:
                    break
                held = [DYNAMIC]
            head, mark, rest = rest.partition("}}")
            if isinstance(held[-1], str):
                held[-1] += head
            elif head:
                held.append(head)
            if mark:
                yield _dynamic(held, span)
                held = []
    # One that is not closed here is a piece of a larger text, or no reference at all.
    yield from held


def _dynamic(pieces: list[str | Value], span: Span) -> Value:
    """A dynamic reference as a Reference to `resolve:SERVICE`, so that the same one is the same value; Unknown where
    a part of its name is known only at deployment."""
    service, _, name = str(pieces[0]).removeprefix(DYNAMIC).partition(":")
    sensitive = service != "ssm"
    if len(pieces) == 1 and service in _STORES:
        return Reference(f"{RESOLVE}{service}", (name,), span, sensitive)
    store = _STORES.get(service, "another service")
    present = f"{store} holds what is read from it"
    return Unknown(f"it is read from {store} at deployment", "string", span, sensitive, present=present)
