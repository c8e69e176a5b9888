"""Texts in which a value is still to be put: `<your-bucket>`, `REPLACE_ME`, `{{ password }}`, `%%BUCKET%%`.

Samples, library modules and the inputs of other tools have them. What will stand there is not known, so a placeholder
is an unknown value, or a hole in a text of which the rest is known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from awslint.values.value import Known, Text, Unknown, Value

_TOOLS: Final = re.compile(r"\{\{(?!resolve:(?:ssm|ssm-secure|secretsmanager):).*?\}\}", re.DOTALL)
"""What Jinja, Ansible, Sceptre and their like replace before AWS sees the text: `{{ password }}`. Dynamic references of
CloudFormation (`{{resolve:...}}`) are values of their own there, and in Terraform the text that they are."""

_WORDS: Final = re.compile(
    r"<[^<>\n]{0,80}>|<<[^<>\n]{0,80}>>"
    r"|(?:change|replace|fix)[ _.-]*(?:me|this|it)(?:[ _.-]+[\w .-]*)?!?"
    r"|(?-i:TO[ _-]?DO)(?:[ :_-]+[\w .-]*)?|tbd|fixme|placeholder|undefined"
    r"|(?:insert|enter|put|add|replace)[ _.-]+(?:with[ _.-]+)?your[ _.-]+[\w .-]*"
    r"|(?:insert|enter|put|add)[ _.-]+[\w .-]*[ _.-]here|your[_.-][\w.-]*|(?-i:YOUR )[\w .-]*",
    re.IGNORECASE,
)
"""A text that is a placeholder as a whole, with brackets or quotes around it or without."""

_HOLES: Final = re.compile(
    r"(?<![?P(])<(?!/)[A-Za-z][\w.:-]{0,60}>|%%\w+%%|@@\w+@@|(?<![\w%])%[A-Z][A-Z0-9]*_[A-Z0-9_]+%(?![\w%])"
    r"|(?<!\w)__[A-Z][A-Z0-9_]*__(?!\w)"
    r"|(?<![A-Za-z0-9_])(?:YOUR|(?:REPLACE|CHANGE)_(?:ME|THIS|(?:WITH_)?YOUR))(?:_[A-Z0-9_]+)?(?![A-Za-z0-9_])"
    r"|(?<![\w.])\.\.\.(?![\w.])|(?<![A-Za-z])[xX]{4,16}(?![A-Za-z])"
    r"|(?<=[/:-])[A-Za-z0-9]*EXAMPLE[A-Z0-9]*(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9_-])(?:DOC-)?EXAMPLE(?:[_-][A-Z0-9]+)+(?![A-Za-z0-9])"
)
"""A placeholder within a text without spaces: an ARN, an address, a name."""

_LONGEST: Final = 400
"""Characters of the longest text that is looked at: longer ones are programs and documents."""
_WHY: Final = "a placeholder stands for it"


def without_placeholders(value: Known, of_tools: bool = False) -> Value:
    """Returns the value, unknown as far as placeholders stand in it, or only those `of_tools`. A document that was
    written as a structure stays: its members are values of their own."""
    text = value.scalar
    if not isinstance(text, str) or value.decoded is not None or (of_tools and "{{" not in text):
        return value
    parts = _parts(text)
    if parts is None:
        return value
    if len(parts) == 1:
        why = "another tool puts a value in here" if "{{" in text else _WHY
        return Unknown(why, "string", value.span, value.sensitive, value.assumes, "the placeholder is replaced")
    holes = (part if part else Unknown(_WHY, "string", value.span) for part in parts)
    return Text(tuple(holes), value.span, value.sensitive, value.assumes)


@lru_cache(maxsize=8192)
def _parts(text: str) -> tuple[str, ...] | None:
    """The pieces of a text around its placeholders, which are empty; None of one without any."""
    if "{{" in text and _TOOLS.search(text) is not None:
        return ("",)
    if len(text) > _LONGEST:
        return None
    stripped = text.strip()
    if stripped and (_WORDS.fullmatch(stripped) or _WORDS.fullmatch(stripped.strip("<>[]{}\"'`_ ").strip() or "-")):
        return ("",)
    if not stripped or stripped[0] in "{[" or "</" in stripped or "/>" in stripped or any(map(str.isspace, stripped)):
        return None
    parts: list[str] = []
    end = 0
    for match in _HOLES.finditer(text):
        parts += [text[end : match.start()], ""] if match.start() > end else [""]
        end = match.end()
    if not parts:
        return None
    return (*parts, text[end:]) if end < len(text) else tuple(parts)
