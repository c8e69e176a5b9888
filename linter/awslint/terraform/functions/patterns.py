"""Regular expressions: RE2's syntax, matched by Python where both mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from awslint.terraform.functions.registry import (
    LARGEST,
    FunctionError,
    NotKnown,
    on_scalars,
    on_values,
    refuse_long,
    string_of,
    text_from,
    wrapped,
)
from awslint.terraform.functions.strings import characters
from awslint.values import Text, Unknown, Value, revealed
from awslint.values.patterns import compiled as python_pattern
from awslint.values.patterns import ends_soon

_CLASSES: Final = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": "\\x00-\\x7F",
    "blank": "\\t ",
    "digit": "0-9",
    "lower": "a-z",
    "upper": "A-Z",
    "space": "\\t\\n\\v\\f\\r ",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
    "cntrl": "\\x00-\\x1F\\x7F",
    "punct": "!-/:-@\\[-`{-~",
}
_TOKEN = re.compile(
    r"\\(?P<escape>.)|\[:(?P<named>\^?\w+):\]|\(\?(?P<group>P<\w+>|[ims]*-?[ims]*[:)]|[^)]?)|(?P<plain>.)", re.DOTALL
)
_OTHERWISE: Final = "this regular expression is not modelled"
_SAME_ESCAPES: Final = set("dDwWbBtnrfvA.+*?()|[]{}^$\\/-_:;,@#%&=!<>\"'`~ xs")


def compiled(pattern: str) -> re.Pattern[str]:
    """Returns the pattern in Python's syntax.

    Raises:
        NotKnown: it uses what Python reads otherwise than RE2.
    """
    pieces: list[str] = []
    in_class = False
    class_start = 0
    for match in _TOKEN.finditer(pattern):
        found = match.group()
        following = pattern[match.end() : match.end() + 1]
        if match.group("escape") is not None:
            pieces.append(_escape(match.group("escape"), in_class))
        elif match.group("named") is not None:
            if not in_class or match.group("named") not in _CLASSES:
                raise NotKnown(_OTHERWISE)
            pieces.append(_CLASSES[match.group("named")])
        elif in_class:
            in_class = found != "]" or match.start() == class_start
            is_special = found[0] == "[" or (found in "&~|-" and following == found)
            pieces.append("".join("\\" + character for character in found) if is_special else found)
        elif match.group("group") is not None:
            _check_group(match.group("group"), match.start() == 0)
            pieces.append(found)
        elif found == "[":
            in_class = True
            class_start = match.end() + (following == "^")
            pieces.append(found)
        elif found == "+" and pieces and pieces[-1] in ("+", "*", "?", "}"):
            raise NotKnown(_OTHERWISE)
        else:
            pieces.append("\\Z" if found == "$" else found)
    result = python_pattern("".join(pieces), re.ASCII)
    if result is None:
        raise NotKnown(_OTHERWISE)
    return result


def _check_group(kind: str, is_first: bool) -> None:
    """Lets named and unnamed groups pass, and the flags i and s: for all of the pattern, or for one group."""
    if kind.startswith("P<"):
        return
    if "m" in kind or "-" in kind or not (kind.endswith(":") or (is_first and kind.endswith(")"))):
        raise NotKnown(_OTHERWISE)


def _escape(escape: str, in_class: bool) -> str:
    if escape == "z" and not in_class:
        return "\\Z"
    if escape == "s":
        return "\\t\\n\\f\\r " if in_class else "[\\t\\n\\f\\r ]"
    if escape not in _SAME_ESCAPES or (in_class and escape in "bBA"):
        raise NotKnown(_OTHERWISE)
    return "\\" + escape


def matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yields all matches as RE2 counts them: an empty one right behind another does not count."""
    if not text.isascii() and "(?" in pattern.pattern and "i" in pattern.pattern:
        raise NotKnown("letters beyond ASCII without regard to case are not modelled")
    if len(text) > 10 * LARGEST or not ends_soon(pattern, text, anywhere=True):
        # RE2 never looks twice at a character; Python would, perhaps for years.
        raise NotKnown("matching this regular expression takes too long")
    end = -1
    for match in pattern.finditer(text):
        if match.end() == match.start() == end:
            continue
        end = match.end()
        yield match


def _captured(match: re.Match[str]) -> Any:
    if not match.re.groups:
        return match.group()
    if not match.re.groupindex:
        return list(match.groups())
    if len(match.re.groupindex) != match.re.groups:
        raise FunctionError("a pattern cannot have both named and unnamed groups")
    return match.groupdict()


@on_scalars("regex", "string", "string", result=None)
def _regex(pattern: str, text: str) -> Any:
    for match in matches(compiled(pattern), text):
        return _captured(match)
    raise FunctionError("the pattern does not match")


@on_scalars("regexall", "string", "string", result="list")
def _regexall(pattern: str, text: str) -> list[Any]:
    return [_captured(match) for match in matches(compiled(pattern), text)]


_REFERENCE = re.compile(r"\$(?:\$|\{(\w+)\}|(\w+))", re.ASCII)


def _replaced(text: str, pattern: str, replacement: str) -> str:
    pieces: list[str] = []
    place = 0
    for match in matches(compiled(pattern), text):
        pieces.append(text[place : match.start()])
        pieces.append(_REFERENCE.sub(lambda reference, match=match: _filled(reference, match), replacement))  # type: ignore[misc]
        place = match.end()
    pieces.append(text[place:])
    return "".join(pieces)


def _filled(reference: re.Match[str], match: re.Match[str]) -> str:
    name = reference.group(1) or reference.group(2)
    if name is None:
        return "$"
    if name.isdigit():
        return (match.group(int(name)) or "") if int(name) <= match.re.groups else ""
    return (match.group(name) or "") if name in match.re.groupindex else ""


@on_values("replace", 3, 3, "string")
def _replace(value: Value, old: Value, new: Value) -> Value:
    selected, by = string_of(old), string_of(new)
    if len(selected) > 1 and selected.startswith("/") and selected.endswith("/"):
        return wrapped(_replaced(string_of(value), selected[1:-1], by))
    if isinstance(value, Text) and len(selected) == 1:
        # A single character cannot stand across two pieces, so each is done for itself.
        refuse_long(sum(len(part) + part.count(selected) * len(by) for part in value.parts if isinstance(part, str)))
        pieces: list[str | Value] = []
        for part in value.parts:
            content = part if isinstance(part, str) else revealed(part)
            why = content.why if isinstance(content, Unknown) else "a part is known at deployment only"
            pieces.append(content.replace(selected, by) if isinstance(content, str) else Unknown(why, "string"))
        return text_from(pieces)
    text = string_of(value)
    refuse_long(len(text) + text.count(selected) * len(by))
    if not selected:
        return wrapped(by + "".join(character + by for character in characters(text)))
    return wrapped(text.replace(selected, by))
