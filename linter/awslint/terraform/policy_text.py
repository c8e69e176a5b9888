"""The text that data.aws_iam_policy_document makes of its document, to the letter, where all of it is known.

The provider writes the members of a statement in an order of its own, sorts the values of lists downwards, and has a
list of one as its element.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from awslint.terraform.types import scalar_text
from awslint.values import Known, ListOf, MapOf, Value, plain, revealed

_LISTS: Final = ("Action", "NotAction", "Resource", "NotResource")
_PRINCIPALS: Final = ("Principal", "NotPrincipal")
_MEMBERS: Final = ("Sid", "Effect", *_LISTS, *_PRINCIPALS, "Condition")


_LONGEST: Final = 200_000
"""The most characters of other documents that are read: no policy has room for so many."""


class _NotKnown(Exception):
    """The text is not known, or the provider refuses the document."""


def policy_text(before: Sequence[Value], own: MapOf, after: Sequence[Value], *, minified: bool) -> str | None:
    """The `json` or `minified_json` of source documents, own blocks and overriding documents together; None where the
    text is not known."""
    try:
        texts = [_known(value) for value in (*before, *after)]
        if sum(map(len, texts)) > _LONGEST:
            return None
        written = [_read(text) for text in texts]
        documents = [*written[: len(before)], _written(plain(own)), *written[len(before) :]]
        shown = json.dumps(
            _merged(documents), ensure_ascii=False, indent=None if minified else 2, separators=_SEPARATORS[minified]
        )
    except (ValueError, _NotKnown):
        return None
    if any(ord(letter) < 0x20 and letter != "\n" for letter in shown) or "\\" in shown.replace('\\"', ""):
        return None  # Go escapes these in other ways
    for letter in "<>&\u2028\u2029":
        shown = shown.replace(letter, f"\\u{ord(letter):04x}")
    return shown


_SEPARATORS: Final = {True: (",", ":"), False: (",", ": ")}


def as_read(document: Value) -> Value:
    """A document, known in part, as who decodes its text finds it: lists sorted, those of one as their element."""
    document = revealed(document)
    if isinstance(document, MapOf):
        items = {
            name: _as_written(value) if name in _LISTS else as_read(value) for name, value in document.items.items()
        }
        return MapOf(items, document.complete, document.span, document.sensitive, document.assumes, document.spans)
    if isinstance(document, ListOf):
        return ListOf(tuple(map(as_read, document.items)), document.complete, document.span, document.sensitive)
    return document


def _as_written(value: Value) -> Value:
    inner = revealed(value)
    if not isinstance(inner, ListOf) or not inner.complete:
        return value
    if len(inner.items) == 1:
        return inner.items[0]
    known = {item.scalar: item for item in map(revealed, inner.items) if isinstance(item, Known)}
    if len(known) != len(inner.items):
        return value
    return ListOf(tuple(known[text] for text in sorted(known, key=str, reverse=True)), span=inner.span)


def _known(value: Value) -> str:
    inner = revealed(value)
    if not isinstance(inner, Known) or not isinstance(inner.scalar, str):
        raise _NotKnown
    return inner.scalar


def _read(text: str) -> dict[str, Any]:
    """Another document as the provider reads it from its text."""
    found: Any = json.loads(text)
    statements = found.get("Statement", []) if isinstance(found, dict) else None
    if not isinstance(statements, list) or not found.keys() <= {"Version", "Id", "Statement"}:
        raise _NotKnown
    return {**found, "Statement": [_statement(each, _as_it_is) for each in statements]}


def _written(own: Any) -> dict[str, Any]:
    """The blocks as the provider writes them."""
    return {**own, "Statement": [_statement(each, _sorted) for each in own["Statement"]]}


def _merged(documents: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"Version": max(_text(document.get("Version") or "") for document in documents)}
    names = [document["Id"] for document in documents if document.get("Id")]
    if names:
        found["Id"] = _text(names[-1])
    statements: list[dict[str, Any]] = []
    places: dict[str, int] = {}
    for statement in (statement for document in documents for statement in document["Statement"]):
        sid = statement.get("Sid", "")
        if sid in places:
            statements[places[sid]] = statement
            continue
        if sid:
            places[sid] = len(statements)
        statements.append(statement)
    return found | ({"Statement": statements} if statements else {})


def _statement(statement: Any, listed: Callable[[Any], Any]) -> dict[str, Any]:
    if not isinstance(statement, dict) or not statement.keys() <= set(_MEMBERS):
        raise _NotKnown
    found: dict[str, Any] = {}
    for name in _MEMBERS:
        value = statement.get(name)
        if value is None or (name in ("Sid", "Effect") and value == "") or value == {}:
            continue
        if name in _LISTS:
            found[name] = listed(value)
        elif name in _PRINCIPALS:
            found[name] = _principals(value, listed)
        elif name == "Condition":
            found[name] = _conditions(value)
        else:
            found[name] = _text(value)
    return found


def _as_it_is(value: Any) -> Any:
    return value


def _text(value: Any) -> str:
    if not isinstance(value, (str, int, float)):
        raise _NotKnown
    return scalar_text(value)


def _sorted(value: Any) -> Any:
    if not isinstance(value, list):
        return _text(value)
    texts = _downwards({_text(each) for each in value})
    return texts[0] if len(texts) == 1 else texts


def _downwards(texts: Iterable[str]) -> list[str]:
    return sorted(texts, key=lambda text: text.encode("utf-8", "surrogatepass"), reverse=True)


def _principals(value: Any, listed: Callable[[Any], Any]) -> Any:
    if isinstance(value, str):
        return "*"
    found = {}
    for kind, each in _members(value):
        identifiers = listed(each)
        found[kind] = _downwards(map(_text, identifiers)) if isinstance(identifiers, list) else _text(identifiers)
    return "*" if found in ({"*": "*"}, {"*": ["*"]}) else found


def _conditions(value: Any) -> Any:
    return {test: {key: _values(each) for key, each in _members(members)} for test, members in _members(value)}


def _members(value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        raise _NotKnown
    return sorted(value.items())


def _values(value: Any) -> Any:
    texts = [_text(each) for each in value] if isinstance(value, list) else [_text(value)]
    return texts[0] if len(texts) == 1 else texts
