"""JSON, base64, hashes and other encodings."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from typing import Any

from awslint.terraform.functions.registry import (
    FunctionError,
    NotKnown,
    number_in,
    number_of,
    on_scalars,
    on_values,
    string_of,
    text_from,
    wrapped,
)
from awslint.terraform.numbers import number_text
from awslint.terraform.policy_text import as_read
from awslint.terraform.sets import is_ordered
from awslint.values import Known, ListOf, MapOf, Missing, Reference, Scalar, Text, Unknown, Value, revealed


def json_text(value: Value) -> str:
    """Returns the JSON of a wholly known value.

    Raises:
        NotKnown: a part of it is not known.
    """
    result = text_from(_json_pieces(value))
    if isinstance(result, Known):
        return string_of(result)
    raise NotKnown("a part of the document is known at deployment only")


def _quoted(text: str) -> str:
    escaped = json.dumps(text, ensure_ascii=False)
    for character, code in (("<", "003c"), (">", "003e"), ("&", "0026"), ("\u2028", "2028"), ("\u2029", "2029")):
        escaped = escaped.replace(character, "\\u" + code)
    return escaped


def _json_pieces(value: Value) -> list[str | Value]:
    value = revealed(value)
    if isinstance(value, Known):
        if value.scalar is None or isinstance(value.scalar, bool):
            return [{None: "null", True: "true", False: "false"}[value.scalar]]
        return [_quoted(value.scalar) if isinstance(value.scalar, str) else number_text(value.scalar)]
    if isinstance(value, Text):
        parts: list[str | Value] = [_quoted(part)[1:-1] if isinstance(part, str) else part for part in value.parts]
        return ['"', *parts, '"']
    if isinstance(value, ListOf) and value.complete and is_ordered(value):
        pieces: list[str | Value] = ["["]
        for number, element in enumerate(value.items):
            pieces += [",", *_json_pieces(element)] if number else _json_pieces(element)
        return [*pieces, "]"]
    if isinstance(value, MapOf) and value.complete:
        pieces = ["{"]
        for number, key in enumerate(
            sorted(key for key, member in value.items.items() if not isinstance(member, Missing))
        ):
            pieces += [("," if number else "") + _quoted(key) + ":", *_json_pieces(value.items[key])]
        return [*pieces, "}"]
    if isinstance(value, Unknown):
        return [Unknown(value.why)]
    return [Unknown("a part of the document is known at deployment only")]


@on_values("jsonencode", 1, 1, "string")
def _jsonencode(value: Value) -> Value:
    if isinstance(value, (Unknown, Reference)):
        raise NotKnown("the document is known at deployment only")
    result = text_from(_json_pieces(value))
    assert isinstance(result, (Known, Text))
    return replace(result, decoded=value)


def _is_encoded(decoded: Value, text: Scalar) -> bool:
    """Whether a text is what jsonencode makes of a value, and not what a provider makes of it in a way of its own."""
    try:
        return json_text(decoded) == text
    except NotKnown:
        return False


@on_values("jsondecode", 1, 1)
def _jsondecode(value: Value) -> Value:
    if isinstance(value, Text) and value.decoded is not None:
        is_policy = len(value.parts) == 1 and isinstance(value.parts[0], Unknown)
        return _without_sets(as_read(value.decoded) if is_policy else value.decoded)
    if isinstance(value, Known) and value.decoded is not None and _is_encoded(value.decoded, value.scalar):
        return _without_sets(value.decoded)
    text = string_of(value)
    try:
        return wrapped(
            _from_json(json.loads(text, parse_float=_Number, parse_int=_Number, parse_constant=_no_constant))
        )
    except RecursionError:
        raise NotKnown("the JSON nests too deep") from None
    except ValueError:
        raise FunctionError("the string is not valid JSON") from None


_SURROGATE = re.compile("[\ud800-\udfff]")


class _Number(str):
    """A number of a JSON text as it is written."""

    __slots__ = ()


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _from_json(value: Any) -> Any:
    if isinstance(value, _Number):
        return number_of(number_in(value))
    if isinstance(value, str):
        # Half of a pair of surrogates is no character.
        return value if value.isascii() else _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_from_json(element) for element in value]
    if isinstance(value, dict):
        return {_from_json(key): _from_json(member) for key, member in value.items()}
    return value


def _without_sets(value: Value) -> Value:
    value = revealed(value)
    if isinstance(value, ListOf):
        return replace(
            value, items=tuple(_without_sets(element) for element in value.items), is_set=False, element=None
        )
    if isinstance(value, MapOf):
        return replace(value, items={key: _without_sets(member) for key, member in value.items.items()}, element=None)
    if isinstance(value, Known) and value.scalar is None:
        return replace(value, type=None)
    return value


def decoded64(text: str) -> bytes:
    """Returns the bytes of a base64 text.

    Raises:
        FunctionError: it is none.
    """
    try:
        return base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except ValueError:
        raise FunctionError("the string is not base64") from None


@on_values("base64encode", 1, 1, "string")
def _base64encode(text: Value) -> Value:
    """Base64. Of a string known in part nothing is known, but what it is decoded to."""
    if isinstance(text, Text) and text.decoded is None:
        unknown = Unknown("the encoded string is known after deployment", "string", text.span, text.sensitive)
        return Text((unknown,), text.span, text.sensitive, text.assumes, text)
    return wrapped(base64.b64encode(string_of(text).encode()).decode())


@on_scalars("base64decode", "string")
def _base64decode(text: str) -> str:
    try:
        return decoded64(text).decode()
    except UnicodeDecodeError:
        raise FunctionError("the base64 string does not hold UTF-8") from None


_ENCODINGS = {
    "utf-8": "utf-8",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "us-ascii": "ascii",
    "iso-8859-1": "latin-1",
}


@on_scalars("textencodebase64", "string", "string")
def _textencodebase64(text: str, encoding: str) -> str:
    return base64.b64encode(text.encode(_encoding(encoding))).decode()


@on_scalars("textdecodebase64", "string", "string")
def _textdecodebase64(text: str, encoding: str) -> str:
    return decoded64(text).decode(_encoding(encoding))


def _encoding(name: str) -> str:
    if name.lower() not in _ENCODINGS:
        raise NotKnown(f"the encoding {name} is not modelled")
    return _ENCODINGS[name.lower()]


def digest(name: str, content: bytes) -> bytes:
    """Returns the digest by md5, sha1, sha256 or sha512."""
    return hashlib.new(name, content, usedforsecurity=False).digest()


def _register_hashes() -> None:
    for name in ("md5", "sha1", "sha256", "sha512"):
        on_scalars(name, "string")(lambda text, name=name: digest(name, text.encode()).hex())
    for name in ("sha256", "sha512"):
        on_scalars(f"base64{name}", "string")(
            lambda text, name=name: base64.b64encode(digest(name, text.encode())).decode()
        )


_register_hashes()


@on_scalars("uuidv5", "string", "string")
def _uuidv5(namespace: str, name: str) -> str:
    import uuid

    known = {
        "dns": uuid.NAMESPACE_DNS,
        "url": uuid.NAMESPACE_URL,
        "oid": uuid.NAMESPACE_OID,
        "x500": uuid.NAMESPACE_X500,
    }
    return str(uuid.uuid5(known.get(namespace) or uuid.UUID(namespace), name))


_PLAIN_CSV = re.compile(r'(?:(?:"(?:[^"\n]|"")*"|[^",\n\r]*)(?:,|\r?\n|\Z))*')


@on_scalars("csvdecode", "string", result="list")
def _csvdecode(text: str) -> list[dict[str, str]]:
    import csv
    import io

    if not _PLAIN_CSV.fullmatch(text):
        raise NotKnown("such quoting is not modelled")
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    if not rows:
        raise FunctionError("there is no header row")
    header = rows[0]
    if len(set(header)) != len(header) or any(len(row) != len(header) for row in rows):
        raise FunctionError("the rows differ in length, or a column is named twice")
    return [dict(zip(header, row, strict=True)) for row in rows[1:]]
