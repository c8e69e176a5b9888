"""JSON text with holes, read as a structure with the holes in it."""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn

from awslint.values import Known, ListOf, MapOf, Reference, Span, Text, Unknown, Value, leaves, revealed

# Characters for private use stand for holes while the text is parsed: begin of a hole within a JSON string, begin of
# one that stands by itself, end of either.
_WITHIN: Final = "\ue000"
_ALONE: Final = "\ue001"
_END: Final = "\ue002"
_HOLE: Final = re.compile(f"[{_WITHIN}{_ALONE}](\\d+){_END}")


def structure_of(value: Value) -> Value | str:
    """Returns the structure that a value stands for as JSON: itself where it is one, or what its text says.

    A str is the answer for text that surely is not JSON: why. Text whose holes decide what it is gives an Unknown;
    empty text, which some tools take for "none", as well.
    """
    if isinstance(value, (Known, Text)) and value.decoded is not None:
        return value.decoded
    if isinstance(value, Text):
        return _Template(value).structure()
    if isinstance(value, Known):
        if isinstance(value.scalar, str):
            return _parsed(value.scalar, value.span, Text((value.scalar,), value.span))
        return value if value.scalar is None else "a policy document is an object, not a number or a truth value"
    return value


def _parsed(text: str, span: Span, source: Text) -> Value | str:
    if not text.strip():
        return Unknown("the policy is empty", span=span)
    if re.search(f"[{_WITHIN}{_ALONE}{_END}]", text):
        return Unknown("the policy holds characters for private use", span=span)
    try:
        document = _load(text)
    except ValueError as error:
        return f"the policy is not JSON: {error}"
    except RecursionError:
        return Unknown("the policy is nested too deeply", span=span)
    if not isinstance(document, (_Object, list)):
        return "a policy document is an object, not a single value"
    return _Restored(source).value(document)


class _Object(list[tuple[str, object]]):
    """A JSON object as its pairs: a key may come twice."""


def _load(text: str) -> object:
    def refuse(constant: str) -> NoReturn:
        raise ValueError(f"{constant} is not a JSON value")

    return json.loads(text, object_pairs_hook=_Object, parse_constant=refuse)


class _Template:
    """A text with holes, made into JSON text with marks."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def structure(self) -> Value:
        unreadable = Unknown("the string is JSON only with its holes filled in", span=self._text.span)
        if any(isinstance(part, str) and re.search(f"[{_WITHIN}{_ALONE}{_END}]", part) for part in self._text.parts):
            return unreadable
        try:
            document = _load(self._marked())
        except (ValueError, RecursionError):
            return unreadable
        # A hole may be all that there is, or the text of something else.
        return _Restored(self._text).value(document) if isinstance(document, (_Object, list)) else unreadable

    def _marked(self) -> str:
        pieces = []
        within = escaped = False
        for number, part in enumerate(self._text.parts):
            if not isinstance(part, str):
                pieces.append(f"{_WITHIN}{number}{_END}" if within else f'"{_ALONE}{number}{_END}"')
                escaped = False
                continue
            pieces.append(part)
            for character in part:
                if escaped:
                    escaped = False
                elif within and character == "\\":
                    escaped = True
                elif character == '"':
                    within = not within
        return "".join(pieces)


class _Restored:
    """Parsed JSON as a value, with the holes of its source put back for their marks."""

    def __init__(self, source: Text) -> None:
        self._source = source

    def value(self, part: object) -> Value:
        span, sensitive, assumes = self._source.span, self._source.sensitive, self._source.assumes
        if isinstance(part, _Object):
            return self._object(part)
        if isinstance(part, list):
            items = tuple(self.value(element) for element in part)
            complete = not any(isinstance(element, str) and self._may_be_several(element) for element in part)
            return ListOf(items, complete, span, sensitive, assumes)
        if isinstance(part, str):
            return self._string(part)
        assert part is None or isinstance(part, (bool, int, float))
        return Known(part, span, sensitive, assumes)

    def _object(self, pairs: _Object) -> MapOf:
        span = self._source.span
        items: dict[str, Value] = {}
        complete = True
        for key, member in pairs:
            if _HOLE.search(key):
                complete = False
            elif key in items:
                items[key] = Unknown(f"{key} is written twice", span=span)
            else:
                items[key] = self.value(member)
        if not complete:
            # The key that is not known may be any of the others again.
            items = {key: Unknown(f"{key} may be written twice", span=span) for key in items}
        return MapOf(items, complete, span, self._source.sensitive, self._source.assumes)

    def _string(self, text: str) -> Value:
        span, sensitive, assumes = self._source.span, self._source.sensitive, self._source.assumes
        if text.startswith(_ALONE):
            hole = self._hole(_HOLE.fullmatch(text))
            decoded = hole.decoded if isinstance(hole, (Known, Text)) else None
            return decoded if decoded is not None else Unknown("a JSON string that is not known", span=span)
        parts: list[str | Value] = []
        end = 0
        for match in _HOLE.finditer(text):
            parts += [text[end : match.start()], self._hole(match)]
            end = match.end()
        parts = [part for part in (*parts, text[end:]) if part != ""]
        if len(parts) == 1 and isinstance(parts[0], Reference):
            return parts[0]
        if any(not isinstance(part, str) for part in parts):
            return Text(tuple(parts), span, sensitive, assumes)
        return Known("".join(map(str, parts)), span, sensitive, assumes)

    def _may_be_several(self, text: str) -> bool:
        """Whether a list's item may turn out as several: `"${join("\\",\\"", arns)}"`, or a hole outside of quotes."""
        if text.startswith(_ALONE):
            hole = self._hole(_HOLE.fullmatch(text))
            return not (isinstance(hole, (Known, Text)) and hole.decoded is not None)
        return any(_may_hold_quotes(self._hole(match)) for match in _HOLE.finditer(text))

    def _hole(self, match: re.Match[str] | None) -> Value:
        assert match is not None
        hole = self._source.parts[int(match[1])]
        assert not isinstance(hole, str)
        return hole


def _may_hold_quotes(hole: Value) -> bool:
    for leaf in leaves(revealed(hole)):
        value = revealed(leaf)
        if isinstance(value, Known):
            if isinstance(value.scalar, str) and '"' in value.scalar:
                return True
        elif isinstance(value, Unknown):
            if value.type not in ("number", "bool"):
                return True
        elif not isinstance(value, Reference):
            return True
    return False
