"""Makes HCL fit for a context-free grammar: templates, heredocs, comments and line breaks are settled beforehand.

HCL's scanner knows in what brackets it stands: that decides whether a line break means anything, and templates nest
expressions in text. Here one pass over the text does that part and blanks out what is settled, keeping every offset:

- comments become spaces, and so do line breaks inside `(`, `[`, `${` and `{ for`;
- a string without template sequences becomes the empty string `""` and spaces;
- a string or heredoc with sequences becomes a tuple of its expressions, `"a${x}b${y}"` -> `[   (x)  ,(y) ]`;
- letters beyond ASCII and the `::` of function names become letters of a plain name.

What was there is read back from the original text by offset.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NoReturn

from awslint.syntax.sources import SyntaxProblem
from awslint.values import Span

NESTING: Final = 150
"""Brackets and templates inside one another beyond this are refused."""

_NAME = r"[^\W\d][\w-]*"
_COMMON = (
    r'"|\#[^\n]*|//[^\n]*|/\*|<<-?' + _NAME + r"\n|\[\s*\*\s*\]|[(\[{]|[)\]]|~?\}"
    r"|(?<=\w)::(?=" + _NAME + r"(?:::" + _NAME + r"){0,3}\s*\()|[!-](?:\s*[!-])+|[^\x00-\x7f]+"
)
_CODE = re.compile(_COMMON)
_CODE_WITHOUT_LINES = re.compile(_COMMON + r"|\n")
_PLAIN_STRING = re.compile(r'"((?:[^"\\\n$%]|\\.|\$\$\{|%%\{|[$%](?!\{))*)"')
_FOR_OBJECT = re.compile(r"\{(?>\s+|\#[^\n]*\n|//[^\n]*\n|/\*.*?\*/)*+for\s+" + _NAME + r"\s*(?:,|in\b)", re.DOTALL)
_QUOTED_STOP = re.compile(r'"|\\|\n|[$%]\{|\$\$\{|%%\{')
_BARE_STOP = re.compile(r"\n|[$%]\{|\$\$\{|%%\{")
_KEYWORD = re.compile(r"\s*(if|else|endif|for|endfor)\b")
_FOR = re.compile(rf"\s+({_NAME})(?:\s*,\s*({_NAME}))?\s+in\b")
_CLOSE = re.compile(r"\s*(~?)\}")
_BEFORE_OPERAND = re.compile(r"(?:.*\W)?(?:if|in)$", re.DOTALL)
_BEGINS_OPERAND: Final = frozenset("=([{,:?&|<>+*/%")
_ENDS_OPERAND: Final = frozenset(')]}"_-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')
_CLOSER: Final = {"(": ")", "[": "]", "{": "}", "f": "}", "$": "}"}


@dataclass(slots=True)
class Piece:
    """One piece of a template: `text`, `value`, `if`, `else`, `endif`, `for` or `endfor`.

    For a text the span is the raw text; for the rest it covers the braces. `strip_before` and `strip_after` tell of
    the `~` marks. `names` are the names that a `for` binds.
    """

    kind: str
    start: int
    end: int
    strip_before: bool = False
    strip_after: bool = False
    names: tuple[str | None, str] = (None, "")


@dataclass(slots=True)
class RawTemplate:
    """A template with its pieces. `style` is `quoted`, `heredoc`, `flush` (`<<-`) or `bare`."""

    style: str
    start: int
    end: int = -1
    pieces: list[Piece] = field(default_factory=list)
    marker: str = ""
    expressions: int = 0
    body: int = 0


@dataclass(slots=True)
class Masked:
    """The text made plain, the plain strings (start -> end) and the templates (by start) that were in it.

    `signs` holds the unary operators that stood before another one, by the offset of the last.
    """

    text: str
    strings: dict[int, int]
    templates: dict[int, RawTemplate]
    signs: dict[int, list[tuple[int, str]]]


class _Masker:
    def __init__(self, text: str, file: int, base: int) -> None:
        self.text = text
        self.file = file
        self.base = base
        self.out: list[str] = []
        self.written = 0
        self.ignores_lines = False
        self.stack: list[tuple[str, int] | RawTemplate] = []
        self.result = Masked("", {}, {}, {})

    def fail(self, message: str, start: int, end: int | None = None) -> NoReturn:
        end = start + 1 if end is None else end
        raise SyntaxProblem(message, Span(self.file, self.base + start, self.base + end))

    def put(self, start: int, end: int, replacement: str = "") -> None:
        """Replaces the text from `start` to `end`, filling up with spaces in front."""
        self.out.append(self.text[self.written : start])
        self.out.append(" " * (end - start - len(replacement)) + replacement)
        self.written = end

    def push(self, context: tuple[str, int] | RawTemplate, place: int) -> None:
        if len(self.stack) >= NESTING:
            self.fail(f"the text nests more than {NESTING} deep", place)
        self.stack.append(context)

    def run(self, ignores_lines: bool, bare: RawTemplate | None) -> Masked:
        position, length = 0, len(self.text)
        if bare is not None:
            self.push(bare, 0)
            self.result.templates[bare.start] = bare
            position = bare.body
        while position < length:
            top = self.stack[-1] if self.stack else None
            if isinstance(top, RawTemplate):
                position = self.template(top, position)
            else:
                position = self.code(position, ignores_lines if top is None else top[0] != "{")
        if bare is not None and self.stack == [bare]:
            bare.end = length
        elif self.stack:
            self.unclosed(self.stack[-1])
        self.out.append(self.text[self.written :])
        self.out.append("]" if bare is not None else "")
        self.result.text = "".join(self.out)
        return self.result

    def unclosed(self, context: tuple[str, int] | RawTemplate) -> NoReturn:
        if isinstance(context, RawTemplate):
            if context.style == "quoted":
                self.fail("this string is never closed", context.start)
            self.fail(f"no line holds the end marker {context.marker} of this heredoc", context.start, context.body - 1)
        opener = {"$": "template sequence", "f": "{"}.get(context[0], context[0])
        self.fail(f"this {opener} is never closed", context[1])

    def code(self, position: int, ignores_lines: bool) -> int:
        """Masks expression text up to the next change of context; returns where that is."""
        search = (_CODE_WITHOUT_LINES if ignores_lines else _CODE).search
        self.ignores_lines = ignores_lines
        while True:
            match = search(self.text, position)
            if match is None:
                return len(self.text)
            start, position = match.start(), match.end()
            found = match.group()
            if found == '"':
                plain = _PLAIN_STRING.match(self.text, start)
                if plain is None:
                    return self.open_template(RawTemplate("quoted", start, body=position))
                position = self.plain_string(start, plain.end())
            elif found in "([{":
                kind = "f" if found == "{" and _FOR_OBJECT.match(self.text, start) else found
                self.push((kind, start), start)
                return position
            elif found in ")]~}":
                return self.close(start, position)
            elif found[:2] == "<<":
                style = "flush" if found[2] == "-" else "heredoc"
                return self.open_template(RawTemplate(style, start, marker=found.lstrip("<-").strip(), body=position))
            else:
                position = self.minor(found, start, position)

    def minor(self, found: str, start: int, end: int) -> int:
        if found == "/*":
            end = self.text.find("*/", end) + 2
            if end < 2:
                self.fail("this comment is never closed", start, start + 2)
            self.put(start, end)
        elif found[0] in "#/\n":
            self.put(start, end)
        elif found[0] == "[":
            self.put(start, end, "[*]")
        elif found == "::":
            self.put(start, end, "__")
        elif found[0] in "!-":
            self.signs(found, start, end)
        else:
            for index, character in enumerate(found):
                if not ("a" + character).isidentifier():
                    self.fail(f"the character {character!r} has no meaning here", start + index)
            self.put(start, end, "x" * len(found))
        return end

    def signs(self, found: str, start: int, end: int) -> None:
        """Leaves the last of several unary operators, the only one that the grammar has a place for."""
        place, spaces = start - 1, " \t\n" if self.ignores_lines else " \t"
        while place >= 0 and self.text[place] in spaces:
            place -= 1
        before = self.text[place] if place >= 0 else ""
        is_first = before in _BEGINS_OPERAND or (
            found[0] == "!"
            and (before not in _ENDS_OPERAND or _BEFORE_OPERAND.match(self.text[max(place - 2, 0) : place + 1]))
        )
        if "\n" in found and not self.ignores_lines:
            self.fail("found the end of the line inside an expression that is not in parentheses", start, end)
        if is_first and not (found[-1] == "!" and self.text[end : end + 1] == "="):
            self.result.signs[end - 1] = [
                (start + index, sign) for index, sign in enumerate(found[:-1]) if sign in "!-"
            ]
            self.put(start, end, found[-1])

    def plain_string(self, start: int, end: int) -> int:
        self.result.strings[start] = end
        if end - start > 2:
            self.out.append(self.text[self.written : start])
            self.out.append('""' + " " * (end - start - 2))
            self.written = end
        return end

    def close(self, start: int, end: int) -> int:
        found = self.text[end - 1]
        context = self.stack.pop() if self.stack else None
        if context is None:
            self.fail(f'found "{found}", but nothing is open that it could close', start, end)
        assert not isinstance(context, RawTemplate)
        if _CLOSER[context[0]] != found:
            opener = {"$": "template sequence", "f": "{"}.get(context[0], context[0])
            self.fail(f'found "{found}" where a "{_CLOSER[context[0]]}" should close the {opener}', start, end)
        if context[0] == "$":
            template = self.stack[-1]
            assert isinstance(template, RawTemplate)
            template.pieces[-1].end = end
            template.pieces[-1].strip_after = end - start == 2
            self.put(start, end, ")")
        elif end - start == 2:
            self.fail('found "~", which belongs into a template sequence only', start)
        return end

    def open_template(self, template: RawTemplate) -> int:
        self.push(template, template.start)
        self.result.templates[template.start] = template
        self.out.append(self.text[self.written : template.start])
        self.out.append("[" + " " * (template.body - template.start - 1))
        self.written = template.body
        return template.body

    def template(self, template: RawTemplate, position: int) -> int:
        """Masks literal text up to the next sequence or the template's end; returns where the next context begins."""
        text, start = self.text, position
        quoted = template.style == "quoted"
        stop = _QUOTED_STOP if quoted else _BARE_STOP
        if template.marker and text[position - 1] == "\n":
            end = self.end_marker(template, position)
            if end is not None:
                return end
        while True:
            match = stop.search(text, position)
            if match is None:
                self.text_piece(template, start, len(text))
                return len(text)
            found, position = match.group(), match.end()
            if found in ("${", "%{"):
                self.text_piece(template, start, match.start())
                return self.sequence(template, match.start(), found)
            if found == '"':
                self.text_piece(template, start, match.start())
                template.end = position
                self.stack.pop()
                self.put(match.start(), position, "]")
                return position
            if found == "\n":
                if quoted:
                    self.fail("a quoted string cannot go on in the next line", template.start, match.start())
                self.text_piece(template, start, position)
                return position
            if found == "\\":
                position += 1

    def end_marker(self, template: RawTemplate, position: int) -> int | None:
        line_end = self.text.find("\n", position)
        line = self.text[position:line_end] if line_end >= 0 else ""
        if line.strip() != template.marker:
            return None
        end = position + len(line.rstrip())
        template.end = end
        self.stack.pop()
        self.put(position, end, "]")
        return end

    def text_piece(self, template: RawTemplate, start: int, end: int) -> None:
        if end > start:
            template.pieces.append(Piece("text", start, end))
            self.put(start, end)

    def sequence(self, template: RawTemplate, start: int, found: str) -> int:
        """Masks the beginning of `${` or `%{`, or the whole of a directive that holds no expression."""
        position = start + 2
        strips = self.text[position : position + 1] == "~"
        position += strips
        piece = Piece("value", start, position, strips)
        if found == "%{":
            keyword = _KEYWORD.match(self.text, position)
            if keyword is None:
                self.fail("found a %{ without if, else, endif, for or endfor", start, position)
            piece.kind, position = keyword.group(1), keyword.end()
            if piece.kind == "for":
                position = self.names(piece, position)
            elif piece.kind != "if":
                closing = _CLOSE.match(self.text, position)
                if closing is None:
                    self.fail(f"found something other than a brace after {piece.kind}", start, position)
                piece.end, piece.strip_after = closing.end(), bool(closing.group(1))
                template.pieces.append(piece)
                self.put(start, piece.end)
                return piece.end
        template.pieces.append(piece)
        self.put(start, start + 2, ",(" if template.expressions else "(")
        self.put(start + 2, position)
        template.expressions += 1
        self.push(("$", start), start)
        return position

    def names(self, piece: Piece, position: int) -> int:
        match = _FOR.match(self.text, position)
        if match is None:
            self.fail("found a for without names and in", piece.start, position)
        first, second = match.groups()
        piece.names = (first, second) if second else (None, first)
        return match.end()


def mask(text: str, file: int, base: int, *, ignores_lines: bool = False, bare: RawTemplate | None = None) -> Masked:
    """Returns the text made plain for the grammar. `base` is the offset of its first character in the file.

    Raises:
        SyntaxProblem: a bracket, string, comment or heredoc without end, or a character outside of all grammar.
    """
    return _Masker(text, file, base).run(ignores_lines, bare)
