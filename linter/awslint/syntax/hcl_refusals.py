"""What the grammar refused, in plain words."""

from __future__ import annotations

import re
from typing import Final

from awslint.syntax.hcl_tables import END, UnexpectedText

_WORDS: Final = {
    "EQ": '"="',
    "LBRACE": '"{"',
    "RBRACE": '"}"',
    "LPAR": '"("',
    "RPAR": '")"',
    "RSQB": '"]"',
    "COMMA": '","',
    "COLON": '":"',
    "IN": '"in"',
    "NAME": "a name",
    "DBLQUOTE": "a string",
    "INT_LITERAL": "a number",
    "NL_OR_COMMENT": "a line break",
    "FOR_OBJECT_ARROW": '"=>"',
    "$END": "the end of the file",
}
_WORD = re.compile(r'[()\[\]{},]|\w[\w.-]*|"(?:[^"\\\n]|\\.){0,40}"?|[^\w\s]{1,2}')


def describe(problem: UnexpectedText, text: str, plain: str) -> tuple[str, int, int]:
    """Returns the message for a refusal, and from where to where it points. `plain` is the masked form of `text`."""
    start = problem.offset
    gap = re.compile(r"[ \t\n]*").match(plain, start)
    if problem.found.strip() and problem.found != END and gap is not None:
        start = gap.end()
    start = min(start, len(text))
    rest = text[start:]
    end = start
    if problem.found == END or not rest.strip():
        found = "the end of the text"
    elif rest[0] == "\n" or not problem.found.strip():
        found = "the end of the line"
    else:
        match = _WORD.match(rest)
        word = match.group() if match else rest[0]
        found, end = word if word.startswith('"') else f'"{word}"', start + len(word)
    words = [_WORDS[name] for name in _WORDS if name in problem.expected]
    hint = f"; possible here: {', '.join(words)}" if 1 <= len(words) <= 3 else ""
    return f"found {found}, which cannot stand here{hint}", start, end
