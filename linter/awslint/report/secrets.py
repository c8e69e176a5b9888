"""Which characters of a file are a secret, so that no report shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from awslint.syntax.sources import Source
from awslint.values import Span

_SECRET: Final = {
    *("password", "passwords", "passwd", "passphrase", "secret", "secrets", "token", "tokens", "authtoken"),
    *("credential", "credentials", "apikey"),
}
_SECRET_PAIRS: Final = {
    *("access key", "access keys", "private key", "private keys", "api key"),
    *("secret key", "secret string", "secret value"),
}
_ASIDE: Final = {"wo", "plain", "plaintext", "text", "hash", "hashed", "encrypted", "old", "new"}
_NAME: Final = r"""["']?(?P<name>[A-Za-z_][\w.-]*)["']?"""
_ASSIGNED: Final = re.compile(rf"""(?:^|[\s{{,(\[]){_NAME}(?:\s*=(?![=>])|\s*:(?=[\s"'\[{{]|$))\s*""")
_VARIABLE: Final = re.compile(r'^\s*variable\s+"(?P<name>[^"]*)"\s*\{')
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^']|'')*'")
_BARE: Final = re.compile(r"(?![!{\[|>&*\"'#])(?P<text>\S(?:.*?\S)?)(?=\s*$|\s+#)")
_HEREDOC: Final = re.compile(r"<<[-~]?\s*(?P<mark>\w+)\s*$")
_DEFAULT: Final = re.compile(r"""^\s*["']?default["']?\s*[=:]\s*""", re.IGNORECASE)

KEPT: Final = 4
"""How many characters of a long secret stay, to tell one from another."""

LONG: Final = 16
"""Characters. A shorter secret would lose too much by showing its beginning."""


def is_secret_name(name: str) -> bool:
    """Whether an attribute of that name holds a secret: `auth_token`, `KeyStorePassword`, `passwords[0]`.

    Names about secrets (`secret_arn`, `token_version`, `password_policy`) do not.
    """
    words = _words(name.rpartition(".")[2].partition("[")[0])
    while words and (words[-1] in _ASIDE or words[-1].isdigit()):
        words.pop()
    return bool(words) and (words[-1] in _SECRET or " ".join(words[-2:]) in _SECRET_PAIRS)


def _words(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]


def hide(text: str) -> str:
    """What is shown instead of a secret."""
    return f"{text[:KEPT]}***" if len(text) >= LONG else "***"


def hide_assigned(text: str) -> str:
    """A sentence like `var.password = "..."` without the secret."""
    shown, last = "", 0
    for match in re.finditer(rf"(?P<name>[\w.-]+)(?:\[\d+\])?\s*(?:=|is)\s*(?P<value>{_QUOTED.pattern})", text):
        if is_secret_name(match["name"]):
            shown += text[last : match.start("value") + 1] + hide(match["value"][1:-1]) + match["value"][-1]
            last = match.end("value")
    return shown + text[last:]


def hide_data(name: str, data: object) -> object:
    """JSON data of an attribute without its secrets: texts under telling names."""
    if isinstance(data, dict):
        return {key: hide_data(key if is_secret_name(str(key)) else name, item) for key, item in data.items()}
    if isinstance(data, list):
        return [hide_data(name, item) for item in data]
    return hide(data) if isinstance(data, str) and is_secret_name(name) else data


def secret_parts(source: Source, sensitive: Iterable[Span]) -> list[tuple[int, int]]:
    """The offsets of a file's secrets, in order: literals of telling names, and all within the sensitive spans."""
    found = set(_named(source))
    for span in sensitive:
        if span.file == source.number:
            found |= set(_literals(source.text, span.start, span.end, bare=_is_yaml(source)))
    return sorted(found)


def _is_yaml(source: Source) -> bool:
    return not source.path.endswith((".tf", ".tofu", ".json", ".hcl", ".tfvars"))


def _literals(text: str, start: int, end: int, bare: bool) -> Iterator[tuple[int, int]]:
    quoted = [match for match in _QUOTED.finditer(text, start, end) if not _is_reference(match[0][1:-1])]
    yield from ((match.start() + 1, match.end() - 1) for match in quoted)
    if bare and not quoted:
        match = _BARE.match(text, start, end)
        if match is not None:
            yield match.span("text")


def _is_reference(text: str) -> bool:
    return re.fullmatch(r"\$\{[^{}]*\}|\{\{resolve:[^{}]*\}\}|", text) is not None


def _named(source: Source) -> Iterator[tuple[int, int]]:
    """Literals assigned to telling names, on the same line or in the lines indented below it."""
    text, bare = source.text, _is_yaml(source)
    block_indent: int | None = None
    heredoc = ""
    for number, start in enumerate(source.line_starts, 1):
        line = source.line(number)
        if heredoc:
            if line.strip() == heredoc:
                heredoc = ""
            elif line.strip():
                yield start + len(line) - len(line.lstrip()), start + len(line)
            continue
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip())
        inside = block_indent is not None and (indent > block_indent or line.lstrip()[:2] == "- ")
        if inside:
            yield from _in_block(text, line, start, bare)
        else:
            block_indent = None
        telling = _opening(line)
        for place in telling:
            value_starts = start + place
            yield from _value(text, value_starts, start + len(line), bare)
            mark = _HEREDOC.search(line, place)
            heredoc = mark["mark"] if mark else heredoc
        if not inside and (telling or _is_secret_variable(line)):
            block_indent = indent


def _opening(line: str) -> list[int]:
    """Where the values of the telling names in a line begin."""
    return [match.end() for match in _ASSIGNED.finditer(line) if is_secret_name(match["name"])]


def _is_secret_variable(line: str) -> bool:
    match = _VARIABLE.match(line)
    return match is not None and is_secret_name(match["name"])


def _value(text: str, start: int, end: int, bare: bool) -> Iterator[tuple[int, int]]:
    opening = text[start : start + 1]
    if opening in ("[", "{"):
        closing = text.find("]" if opening == "[" else "}", start, end)
        yield from _literals(text, start, closing if closing >= 0 else end, bare=False)
        return
    match = _QUOTED.match(text, start, end)
    if match is not None:
        yield from _literals(text, start, match.end(), bare=False)
    elif bare:
        yield from _literals(text, start, end, bare=True)
    elif not bare:
        # An expression: what it holds of literals may be the secret (a conditional, a call).
        stop = text.find(",", start, end)
        yield from _literals(text, start, end if stop < 0 or "(" in text[start:end] else stop, bare=False)


def _in_block(text: str, line: str, start: int, bare: bool) -> Iterator[tuple[int, int]]:
    """Elements of a list, and the default of a variable or parameter."""
    default = _DEFAULT.match(line)
    if default is not None:
        yield from _value(text, start + default.end(), start + len(line), bare)
        return
    content = line.lstrip()
    offset = start + len(line) - len(content)
    if content.startswith("- "):
        yield from _literals(text, offset + 2, start + len(line), bare)
    elif content[:1] in ('"', "'") and not re.match(r"""["'][^"']*["']\s*[:=]""", content):
        yield from _literals(text, offset, start + len(line), bare=False)
