"""Functions on strings, but for regular expressions and formats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from awslint.terraform.functions.registry import (
    LARGEST,
    FunctionError,
    NotKnown,
    bool_of,
    is_identifier,
    items_of,
    on_scalars,
    on_values,
    refuse_long,
    string_of,
    text_from,
    wrapped,
)
from awslint.terraform.parts import MANY
from awslint.values import Known, Reference, Text, Unknown, Value, revealed

_SPACES = " \t\n\v\f\r\x85\xa0"


def characters(text: str) -> list[str]:
    """Returns the characters as people see them.

    Raises:
        NotKnown: several code points may make one character, which is not modelled.
    """
    if any(ord(character) > 0x2FF for character in text) or "\r\n" in text:
        raise NotKnown("characters of several code points are not modelled")
    return list(text)


def _letter_by_letter(change: Callable[[str], str]) -> Callable[[Value], Value]:
    """A function that changes every letter for itself, so that it applies to the known pieces of a text."""

    def apply(value: Value) -> Value:
        if isinstance(value, Text):
            pieces = [change(part) if isinstance(part, str) else _changed(part) for part in value.parts]
            return text_from(pieces)
        return wrapped(change(string_of(value)))

    return apply


def _changed(hole: Value) -> Value:
    content = revealed(hole)
    return Unknown(content.why if isinstance(content, Unknown) else "a part is known at deployment only", "string")


def _lower(text: str) -> str:
    """The text in small letters, one for one: the dotted capital I loses its dot."""
    return text.lower() if text.isascii() else "".join(character.lower()[0] for character in text)


def _upper(text: str) -> str:
    """The text in capital letters, one for one: a letter whose capital is several stays."""
    return text.upper() if text.isascii() else "".join(map(_capital, text))


def _capital(letter: str) -> str:
    for capital in (letter.upper(), letter.title()):
        if len(capital) == 1:
            return capital
    return letter


on_values("lower", 1, 1, "string")(_letter_by_letter(_lower))
on_values("upper", 1, 1, "string")(_letter_by_letter(_upper))


@on_scalars("title", "string")
def _title(text: str) -> str:
    if not text.isascii():
        raise NotKnown("title() of other than ASCII letters is not modelled")
    before = " "
    result = []
    for character in text:
        result.append(character if before.isalnum() or before == "_" else character.upper())
        before = character
    return "".join(result)


@on_values("trimspace", 1, 1, "string")
def _trimspace(value: Value) -> Value:
    spaces = _SPACES + "\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
    return value if is_identifier(value) else wrapped(string_of(value).strip(spaces))


@on_scalars("trim", "string", "string")
def _trim(text: str, cutset: str) -> str:
    return text.strip(cutset) if cutset else text


@on_values("trimprefix", 2, 2, "string")
def _trimprefix(value: Value, prefix: Value) -> Value:
    start = string_of(prefix)
    if isinstance(value, Text) and value.parts and isinstance(value.parts[0], str):
        first = value.parts[0]
        if first.startswith(start):
            return text_from([first[len(start) :], *value.parts[1:]])
        if not start.startswith(first):
            return value
    return wrapped(string_of(value).removeprefix(start))


@on_values("trimsuffix", 2, 2, "string")
def _trimsuffix(value: Value, suffix: Value) -> Value:
    end = string_of(suffix)
    if isinstance(value, Text) and value.parts and isinstance(value.parts[-1], str):
        last = value.parts[-1]
        if last.endswith(end):
            return text_from([*value.parts[:-1], last.removesuffix(end)])
        if not end.endswith(last):
            return value
    return wrapped(string_of(value).removesuffix(end))


@on_values("chomp", 1, 1, "string")
def _chomp(value: Value) -> Value:
    return value if is_identifier(value) else wrapped(string_of(value).rstrip("\r\n"))


@on_scalars("strrev", "string")
def _strrev(text: str) -> str:
    return "".join(reversed(characters(text)))


@on_scalars("substr", "string", "whole", "whole")
def _substr(text: str, offset: int, length: int) -> str:
    letters = characters(text)
    if offset < 0:
        # Counted from the end, a length of 0 means the rest.
        length = length or -1
        offset = max(0, offset + len(letters))
    return "".join(letters[offset:] if length < 0 else letters[offset : offset + length])


@on_scalars("indent", "whole", "string")
def _indent(spaces: int, text: str) -> str:
    if spaces < 0 or spaces > LARGEST:
        raise NotKnown("such an indentation is not modelled")
    refuse_long(len(text) + text.count("\n") * spaces)
    return text.replace("\n", "\n" + " " * spaces)


def _on_text(name: str, decide: Callable[[Text, str], bool | None], otherwise: Callable[[str, str], bool]) -> None:
    def apply(value: Value, other: Value) -> Value:
        selected = string_of(other)
        if isinstance(value, Text):
            answer = decide(value, selected)
            if answer is None:
                raise NotKnown("a part of the string is known at deployment only")
            return wrapped(answer)
        return wrapped(otherwise(string_of(value), selected))

    on_values(name, 2, 2, "bool")(apply)


def _text_starts(text: Text, selected: str) -> bool | None:
    first = text.parts[0] if text.parts else ""
    first = first if isinstance(first, str) else ""
    if first.startswith(selected):
        return True
    return None if selected.startswith(first) else False


def _text_ends(text: Text, selected: str) -> bool | None:
    last = text.parts[-1] if text.parts else ""
    last = last if isinstance(last, str) else ""
    if last.endswith(selected):
        return True
    return None if selected.endswith(last) else False


def _text_contains(text: Text, selected: str) -> bool | None:
    return True if any(isinstance(part, str) and selected in part for part in text.parts) else None


_on_text("startswith", _text_starts, str.startswith)
_on_text("endswith", _text_ends, str.endswith)
_on_text("strcontains", _text_contains, str.__contains__)


@on_values("join", 2, None, "string")
def _join(separator: Value, *lists: Value) -> Value:
    between = string_of(separator)
    if len(lists) == 1 and isinstance(lists[0], Reference) and MANY in lists[0].attribute:
        return lists[0]  # the element, as the list is used: the way before one()
    pieces: list[str | Value] = []
    first = True
    for argument in lists:
        items = items_of(argument)
        if getattr(revealed(argument), "is_set", False) and len(items) > 1:
            for member in items:
                string_of(member)
        for member in items:
            content = revealed(member)
            if isinstance(content, Known) and content.scalar is None:
                raise FunctionError("an element of the list is null")
            pieces += [member] if first else [between, member]
            first = False
    return text_from(pieces)


MOST_PIECES: Final = 100_000
"""The most elements of a list that a text is split into."""


@on_values("split", 2, 2, "list")
def _split(separator: Value, value: Value) -> Value:
    by = string_of(separator)
    text = string_of(value)
    if text.count(by) > MOST_PIECES:
        raise NotKnown(f"a string of more than {MOST_PIECES:,} pieces is not split")
    return wrapped(text.split(by) if by else characters(text))


@on_scalars("base64gzip", "string")
def _base64gzip(text: str) -> str:
    raise NotKnown("base64gzip() depends on the compressor")


@on_scalars("urlencode", "string")
def _urlencode(text: str) -> str:
    from urllib.parse import quote_plus

    return quote_plus(text, safe="~").replace("*", "%2A")


def _truths(value: Value, decisive: bool) -> Value:
    unsure: NotKnown | None = None
    found = not decisive
    for element in items_of(value):
        content = revealed(element)
        try:
            # A null is as good as false.
            fact = False if isinstance(content, Known) and content.scalar is None else bool_of(content)
        except NotKnown as problem:
            unsure = problem
        else:
            found = decisive if fact is decisive else found
    if unsure is not None and found is not decisive:
        raise unsure
    return wrapped(found)


on_values("alltrue", 1, 1, "bool")(lambda value: _truths(value, False))
on_values("anytrue", 1, 1, "bool")(lambda value: _truths(value, True))


@on_values("provider::aws::arn_build", 5, 5, "string")
def _arn_build(partition: Value, service: Value, region: Value, account: Value, resource: Value) -> Value:
    return text_from(["arn:", partition, ":", service, ":", region, ":", account, ":", resource])


@on_scalars("provider::aws::arn_parse", "string", result="map")
def _arn_parse(text: str) -> dict[str, str]:
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or not (parts[1] and parts[2] and parts[5]):
        raise NotKnown("whether this is an ARN is for the provider to say")
    return dict(zip(("partition", "service", "region", "account_id", "resource"), parts[1:], strict=True))
