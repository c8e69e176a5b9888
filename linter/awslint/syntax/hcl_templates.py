"""Templates of HCL: escapes, strip marks, heredoc indentation, and the nesting of `%{ if }` and `%{ for }`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from awslint.syntax.hcl_mask import Piece, RawTemplate
from awslint.syntax.hcl_tree import Expression, Literal, Parentheses, Template, TemplateFor, TemplateIf
from awslint.syntax.sources import SyntaxProblem
from awslint.values import Span

_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_SEQUENCE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|\$\$(?=\{)|%%(?=\{)", re.DOTALL)
_SPACES: Final = " \t\n\v\f\r\x85\xa0"


def decode_quoted(text: str, start: int, end: int, file: int, base: int) -> str:
    """Returns the characters that a piece of a quoted string stands for.

    Raises:
        SyntaxProblem: a backslash that begins none of the escapes.
    """
    raw = text[start:end]
    if "\\" not in raw and "{" not in raw:
        return raw

    def resolved(match: re.Match[str]) -> str:
        escape = match.group(1)
        if escape is None:
            return match.group()[0]
        if len(escape) > 1:
            number = int(escape[1:], 16)
            if number < 0x110000:
                return chr(number) if not 0xD800 <= number < 0xE000 else "\ufffd"
        elif escape in _ESCAPES:
            return _ESCAPES[escape]
        place = Span(file, base + start + match.start(), base + start + match.end())
        raise SyntaxProblem(f'found "{match.group()}", which is no escape sequence', place)

    return _SEQUENCE.sub(resolved, raw)


def _decode_bare(raw: str) -> str:
    return raw.replace("$${", "${").replace("%%{", "%{") if "{" in raw else raw


@dataclass(slots=True)
class _Part:
    """A piece with what it stands for: a text for `text`, an expression for `value`, `if` and `for`."""

    kind: str
    piece: Piece
    text: str = ""
    expression: Expression | None = None


class Assembler:
    """Builds templates from their raw pieces and the parsed expressions inside."""

    def __init__(self, text: str, file: int, base: int, convert: Callable[[Any], Expression]) -> None:
        self._text = text
        self._file = file
        self._base = base
        self._convert = convert

    def assemble(self, raw: RawTemplate, expressions: Sequence[Any]) -> Expression:
        """Returns the template; a Literal where it has no sequences.

        Raises:
            SyntaxProblem: a wrong escape, or directives that do not match.
        """
        span = self._span(raw.body if raw.style == "bare" else raw.start, raw.end)
        if len(expressions) != raw.expressions:
            raise SyntaxProblem("found a template sequence that is not one expression", span)
        parts = self._parts(raw, iter(expressions))
        _strip(parts)
        if raw.style == "flush":
            _remove_indentation(parts)
        if all(part.kind == "text" for part in parts):
            return Literal("".join(part.text for part in parts), span)
        items, used, _ = self._sequence(parts, 0, ())
        assert used == len(parts)
        is_wrap = raw.style in ("quoted", "bare") and len(parts) == 1 and parts[0].kind == "value"
        return Template(items, span, is_wrap)

    def _span(self, start: int, end: int) -> Span:
        return Span(self._file, self._base + start, self._base + end)

    def _parts(self, raw: RawTemplate, expressions: Any) -> list[_Part]:
        parts: list[_Part] = []
        for piece in raw.pieces:
            part = _Part(piece.kind, piece)
            if piece.kind == "text" and raw.style == "quoted":
                part.text = decode_quoted(self._text, piece.start, piece.end, self._file, self._base)
            elif piece.kind == "text":
                part.text = _decode_bare(self._text[piece.start : piece.end])
            elif piece.kind in ("value", "if", "for"):
                expression = self._convert(next(expressions))
                # The masked text wraps every expression of a template into parentheses of its own.
                assert isinstance(expression, Parentheses)
                part.expression = expression.inner
            parts.append(part)
        return parts

    def _fail(self, message: str, piece: Piece) -> NoReturn:
        raise SyntaxProblem(message, self._span(piece.start, piece.end))

    def _sequence(
        self, parts: Sequence[_Part], index: int, until: tuple[str, ...]
    ) -> tuple[tuple[str | Expression, ...], int, str]:
        """The items up to one of the directives `until`: the items, the index of the directive, and which it is."""
        items: list[str | Expression] = []
        texts: list[str] = []
        while True:
            part = parts[index] if index < len(parts) else None
            if part is not None and part.kind == "text":
                texts.append(part.text)
                index += 1
                continue
            if any(texts):
                items.append("".join(texts))
            texts = []
            if part is None or part.kind in until:
                return tuple(items), index, part.kind if part is not None else ""
            if part.kind == "value":
                assert part.expression is not None
                items.append(part.expression)
                index += 1
            elif part.kind in ("if", "for"):
                directive, index = self._directive(parts, index)
                items.append(directive)
            else:
                self._fail(f'found "%{{ {part.kind} }}" without its beginning', part.piece)

    def _directive(self, parts: Sequence[_Part], index: int) -> tuple[Expression, int]:
        opening = parts[index]
        assert opening.expression is not None
        is_if = opening.kind == "if"
        then, stop, found = self._sequence(parts, index + 1, ("else", "endif") if is_if else ("endfor",))
        otherwise: tuple[str | Expression, ...] = ()
        middle = stop
        if found == "else":
            otherwise, stop, found = self._sequence(parts, stop + 1, ("endif",))
        if not found:
            self._fail(f'this "%{{ {opening.kind} }}" has no "%{{ end{opening.kind} }}"', opening.piece)
        closing = parts[stop].piece
        span = self._span(opening.piece.start, closing.end)
        body = Template(then, self._span(opening.piece.end, parts[middle].piece.start))
        if is_if:
            other = Template(
                otherwise, self._span(parts[middle].piece.end, max(closing.start, parts[middle].piece.end))
            )
            return TemplateIf(opening.expression, body, other, span), stop + 1
        key_name, value_name = opening.piece.names
        return TemplateFor(key_name, value_name, opening.expression, body, span), stop + 1


def _strip(parts: list[_Part]) -> None:
    """`~` takes the spaces off the neighbouring text only: in a heredoc that ends with its line."""
    for index, part in enumerate(parts):
        if part.kind == "text":
            continue
        if part.piece.strip_before and index > 0:
            parts[index - 1].text = parts[index - 1].text.rstrip(_SPACES)
        if part.piece.strip_after and index + 1 < len(parts):
            parts[index + 1].text = parts[index + 1].text.lstrip(_SPACES)


def _remove_indentation(parts: list[_Part]) -> None:
    """Takes off what all lines of a `<<-` heredoc have in common; lines of spaces only do not count."""
    starts: list[_Part] = []
    smallest: int | None = None
    at_start = True
    for part in parts:
        if at_start:
            width = 0
            is_blank = False
            if part.kind == "text":
                stripped = part.text.lstrip(_SPACES)
                is_blank = not stripped and part.text.endswith("\n")
                width = len(part.text) - len(stripped)
            if not is_blank:
                starts.append(part)
                smallest = width if smallest is None else min(smallest, width)
        at_start = part.kind == "text" and part.text.endswith("\n")
    for part in starts:
        if part.kind == "text":
            part.text = part.text[smallest or 0 :]
