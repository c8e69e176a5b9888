"""JSON with spans.

The standard decoder tells no offsets; this one is a token expression and a stack, so nesting costs no recursion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Sequence as Pieces
from json import JSONDecodeError, JSONDecoder, decoder
from typing import Any, Final, TypeVar

from awslint.frozen import frozen
from awslint.syntax.sources import BeyondLimits, Source, SyntaxProblem
from awslint.syntax.tree import DEEPEST, Mapping, Node, Scalar, Sequence
from awslint.values import Span

_TOKEN = re.compile(
    r'[ \t\n\r]*(?:(?P<mark>[\[\]{},:])|"(?P<plain>[^"\\\x00-\x1f]*)"|(?P<string>")'
    r"|(?P<word>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null)(?![\w.+-]))"
)
_STRING: Callable[[str, int, bool], tuple[str, int]] = decoder.scanstring  # type: ignore[attr-defined]
_BLANK = re.compile(r"[ \t\n\r]*")

T = TypeVar("T")

_VALUE, _FIRST, _NEXT, _KEY, _FIRST_KEY, _COLON = range(6)
_WANTED: Final = ("a value", "a value or ]", "a comma or a closing bracket", "a key", "a key or }", "a colon")


def load(source: Source) -> Node:
    """Returns the one document of a JSON text. Repeated keys are kept.

    Raises:
        SyntaxProblem: it is not JSON, or it is nested too deep.
    """
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.file = source.number
        self.open: list[Mapping | Sequence] = []
        self.keys: list[Scalar | None] = []
        self.root: Node | None = None
        self.state = _VALUE

    def problem(self, message: str, start: int) -> SyntaxProblem:
        return SyntaxProblem(message, Span(self.file, start, min(start + 1, len(self.text))))

    def unexpected(self, start: int) -> SyntaxProblem:
        found = repr(self.text[start]) if start < len(self.text) else "the end of the text"
        selected = _WANTED[self.state] if self.root is None or self.open else "nothing more"
        return self.problem(f"not JSON: {selected} is expected here, not {found}", start)

    def read(self) -> Node:
        text, match = self.text, _TOKEN.match
        place, size = 0, len(text)
        while True:
            token = match(text, place)
            if token is None:
                break
            kind = token.lastgroup
            end = token.end()
            start = token.start(kind) if kind else place
            if self.root is not None and not self.open:
                break
            if kind == "mark":
                self.mark(text[start], start)
            elif kind == "plain":
                self.scalar(Scalar(token["plain"], False, self.file, start - 1, end))
            elif kind == "string":
                end = self.escaped(start)
            else:
                self.scalar(Scalar(token["word"], True, self.file, start, end))
            place = end
        rest = _BLANK.match(text, place)
        place = rest.end() if rest else place
        if self.root is None or self.open or place < size:
            raise self.unexpected(place)
        return self.root

    def escaped(self, start: int) -> int:
        try:
            content, end = _STRING(self.text, start + 1, False)
        except JSONDecodeError as refusal:
            raise self.problem(f"not JSON: {refusal.msg}", min(refusal.pos, len(self.text))) from None
        self.scalar(Scalar(content, False, self.file, start, end))
        return end

    def scalar(self, node: Scalar) -> None:
        if self.state in (_KEY, _FIRST_KEY):
            if node.is_plain:
                raise self.unexpected(node.start)
            self.keys[-1] = node
            self.state = _COLON
            return
        self.put(node)

    def put(self, node: Node) -> None:
        if self.state not in (_VALUE, _FIRST):
            raise self.unexpected(node.start)
        if not self.open:
            self.root = node
        else:
            holder = self.open[-1]
            if isinstance(holder, Sequence):
                holder.items.append(node)
            else:
                key = self.keys[-1]
                assert key is not None
                holder.entries.append((key, node))
        self.state = _NEXT

    def mark(self, mark: str, start: int) -> None:
        if mark in "{[":
            opened = Mapping([], self.file, start, start) if mark == "{" else Sequence([], self.file, start, start)
            self.put(opened)
            self.open.append(opened)
            self.keys.append(None)
            if len(self.open) > DEEPEST:
                raise BeyondLimits(f"nested deeper than {DEEPEST} levels", Span(self.file, start, start + 1))
            self.state = _FIRST_KEY if mark == "{" else _FIRST
        elif mark == ":":
            if self.state != _COLON:
                raise self.unexpected(start)
            self.state = _VALUE
        elif mark == ",":
            if self.state != _NEXT or not self.open:
                raise self.unexpected(start)
            self.state = _KEY if isinstance(self.open[-1], Mapping) else _VALUE
        else:
            self.close(mark, start)

    def close(self, mark: str, start: int) -> None:
        fits = bool(self.open) and isinstance(self.open[-1], Mapping) is (mark == "}")
        if not fits or self.state not in (_NEXT, _FIRST, _FIRST_KEY):
            raise self.unexpected(start)
        self.open.pop().end = start + 1
        self.keys.pop()
        self.state = _NEXT


@frozen
class Member:
    """A member of an object or an element of a list (its key is empty), decoded as a whole.

    `start` is where its key, of an element its value, begins, `value_start` and `end` where its value does and ends.
    """

    key: str
    value: Any
    start: int
    value_start: int
    end: int


def members(source: Source, start: int = 0) -> Iterator[Member]:
    """Yields what is directly inside the object or the list that begins at an offset; nothing for anything else.

    The standard decoder does the work, so this is the way into large texts of which few places are wanted.

    Raises:
        SyntaxProblem: it is not JSON, or it is nested too deep.
    """
    text = source.text
    decode = JSONDecoder().raw_decode

    def blank(place: int) -> int:
        found = _BLANK.match(text, place)
        return found.end() if found else place

    try:
        place = blank(start)
        closing = {"{": "}", "[": "]"}.get(text[place : place + 1], "")
        place = blank(place + 1)
        while closing and text[place : place + 1] != closing:
            begin, key = place, ""
            if closing == "}":
                if text[place : place + 1] != '"':
                    raise JSONDecodeError("a key is expected", text, place)
                key, place = _STRING(text, place + 1, False)
                place = _past(text, blank(place), ":", blank)
            value, end = decode(text, place)
            yield Member(key, value, begin, place, end)
            place = blank(end)
            if text[place : place + 1] != closing:
                place = _past(text, place, ",", blank)
    except JSONDecodeError as refusal:
        at = min(refusal.pos, len(text))
        raise SyntaxProblem(f"not JSON: {refusal.msg}", Span(source.number, at, min(at + 1, len(text)))) from None
    except ValueError:
        # A number of more digits than Python converts.
        raise BeyondLimits("a number is too long", Span(source.number, place, place + 1)) from None
    except RecursionError:
        raise BeyondLimits("nested too deep", Span(source.number, start, start + 1)) from None


def _past(text: str, place: int, mark: str, blank: Callable[[int], int]) -> int:
    if text[place : place + 1] != mark:
        raise JSONDecodeError(f"{mark} is expected", text, place)
    return blank(place + 1)


_HOLE = re.compile("\ue000([0-9]+)\ue001")


def decode_with_holes(parts: Pieces[str | T]) -> Any | None:
    """Returns the data of a JSON text that has holes inside its strings; None where it is not such a text.

    A string with holes comes back as a tuple of pieces: texts, and the holes as they were given.
    """
    import json

    holes: list[T] = []
    text = ""
    for part in parts:
        if isinstance(part, str):
            if "\ue000" in part:
                return None  # it could be taken for the mark of a hole
            text += part
        else:
            text += f"\ue000{len(holes)}\ue001"
            holes.append(part)
    try:
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return _filled(found, holes) if holes else found


def _filled(found: Any, holes: list[T]) -> Any:
    if isinstance(found, str):
        pieces = _HOLE.split(found)
        if len(pieces) == 1:
            return found
        filled = [piece if index % 2 == 0 else holes[int(piece)] for index, piece in enumerate(pieces)]
        return tuple(piece for piece in filled if piece != "")
    if isinstance(found, list):
        return [_filled(element, holes) for element in found]
    if isinstance(found, dict):
        return {key: _filled(member, holes) for key, member in found.items()}
    return found
