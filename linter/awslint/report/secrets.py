"""Which characters of a file are a secret, so that no report shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from awslint.rules import Finding
from awslint.syntax.sources import Source
from awslint.values import Span

_SECRET: Final = {
    *("password", "passwords", "passwd", "passphrase", "secret", "secrets", "token", "tokens", "authtoken"),
    *("credential", "credentials", "apikey", "pw", "pwd", "pass", "psk"),
}
_SECRET_PAIRS: Final = {
    *("access key", "access keys", "private key", "private keys", "api key", "shared key"),
    *("secret key", "secret string", "secret value"),
}
_ASIDE: Final = {"wo", "plain", "plaintext", "text", "hash", "hashed", "encrypted", "old", "new"}
_NAME: Final = r"""["']?(?P<name>[A-Za-z_][\w.-]*)["']?"""
_ASSIGNED: Final = re.compile(rf"""(?:^|[\s{{,(\[]){_NAME}(?:\s*=(?![=>])|\s*:(?=[\s"'\[{{]|$))\s*""")
_VARIABLE: Final = re.compile(r'^\s*(?:variable|output)\s+"(?P<name>[^"]*)"\s*\{')
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^']|'')*'")
_SENTENCE: Final = re.compile(rf"(?P<name>[\w.-]+)(?:\[\d+\])?\s*(?:=|is)\s*(?P<value>{_QUOTED.pattern})")
"""What a sentence says of a value: `var.password = "..."`, `password is "..."`."""

_REFERENCE: Final = re.compile(r"\$\{[^{}]*\}|\{\{resolve:[^{}]*\}\}|arn:aws[\w-]*:\S*|")
_LONG_REFERENCE: Final = (
    r"""["']?(?:Ref|Fn::GetAtt|Fn::ImportValue|Condition)["']?\s*:\s*"""
    r"""(?:"[^"]*"|'[^']*'|[^\s,\]}"']+)"""
)
_YAML_WORD: Final = re.compile(
    r"!(?:Ref|GetAtt|ImportValue)\s+[^\s,\]}]+|![\w:.]+|(?P<comment>(?:^|(?<=\s))#[^\n]*)|"
    + _LONG_REFERENCE
    + r"|-(?=\s)|"  # an item of a list
    + r"""(?:"[^"\n]*"|'[^'\n]*'|[\w.$-]+(?:::[\w.]+)*)\s*:(?=[\s\[{]|$)|"""  # a key
    + r"(?P<quoted>"
    + _QUOTED.pattern
    + r")|(?P<plain>[^\s,\[\]{}\"'!#&*|>](?:[^,\[\]{}\"'\s]|[^\S\n](?!\s*(?:#|$)))*)"
    + r"|[&*][\w.-]+|[|>][\d+-]*(?=\s)",
    re.MULTILINE,
)
"""A reference, a tag, a comment, a key, or a scalar of one line of YAML."""

_PARAMETER: Final = re.compile(r"""["']?(?:Type|NoEcho)["']?\s*:""")
_PARAMETER_DEFAULT: Final = re.compile(r"""["']?Default["']?\s*:\s*""")
_ACCESS_STRING: Final = re.compile(r"""(?i)access_?string["']?\s*[=:](?P<value>[^\n]*)""")
_ACCESS_PASSWORD: Final = re.compile(r"(?<=[\s\"'])[>#](?P<secret>[^\s\"']+)")

_HCL_WORD: Final = re.compile(
    _LONG_REFERENCE.replace("[^\\s,\\]}\"']+", "(?!)")
    + r"|\"[^\"\\\n]*\"\s*(?:=(?![=>])|:(?=\s*[\[{\"\d]|\s*(?:true|false|null)\b)(?<=\"\:))|(?P<quoted>"
    + _QUOTED.pattern
    + ")"
)
"""A reference as JSON writes it, a quoted key (not the branch of a conditional, which has a space), or a literal."""

_SHELL: Final = re.compile(r"(?<=[\w])=(?P<text>[^\s\"'=,;)}\]][^\s\"',;)}\]]*)")
FORMS: Final = (
    re.compile(r"\b(?P<secret>(?:AKIA|ASIA)[A-Z0-9]{12,124})\b"),
    re.compile(r"X-Amz-(?:Signature|Security-Token)=(?P<secret>[\w%+/=.-]{16,})"),
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?P<secret>[^-]{16,}|(?:\\[nr]|[^-\\])+)"),
    re.compile(r"\b(?P<secret>(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk_live_|rk_live_)[\w-]{16,})"),
    re.compile(r"\b(?P<secret>eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})"),
    re.compile(
        r"(?<![\w/+=.-])(?![A-Za-z\d]{32}[\dA-F]{8}(?![\w/+=.-]))"  # but not a logical id, with the hash of the CDK
        r"(?P<secret>(?=[\w/+]*[a-z])(?=[\w/+]*[A-Z])(?=[\w/+]*\d)[A-Za-z\d/+]{40})(?![\w/+=.-])"
    ),
    re.compile(r"\b[a-z][a-z+]{1,20}://[^\s:@/\"'$]{1,64}:(?P<secret>[^\s@/\"'${}]{1,256})@"),
    re.compile(
        r"(?i)(?<![a-z])(?:[a-z]+[_-])*(?:password|passwd|pwd|secret|secret[_-]access[_-]key|token|api[_-]?key)"
        r"(?:=|[ ]?:[ ]?|[ ])(?=[^\s\"',;<>]*\d)(?P<secret>[^\s\"'$,;<>(){}\[\]]{6,256})"
    ),
)
"""What is a secret by its form, whatever it is called: keys of AWS, private keys, tokens of well-known services,
passwords in addresses and in the commands of a shell."""

_HEREDOC: Final = re.compile(r"<<[-~]?\s*(?P<mark>\w+)\s*$")
_DEFAULT: Final = re.compile(r"""^\s*["']?(?:default|value)["']?\s*[=:]\s*""", re.IGNORECASE)

KEPT: Final = 4
"""How many characters of a long secret stay, to tell one from another."""

LONG: Final = 16
"""Characters. A shorter secret would lose too much by showing its beginning."""


@lru_cache(maxsize=8192)
def is_secret_name(name: str) -> bool:
    """Returns whether an attribute of that name holds a secret: `auth_token`, `KeyStorePassword`, `passwords[0]`.

    Names about secrets (`secret_arn`, `token_version`, `password_policy`) do not.
    """
    words = _words(name.rpartition(".")[2].partition("[")[0])
    while words and (words[-1] in _ASIDE or words[-1].isdigit()):
        words.pop()
    return bool(words) and (words[-1] in _SECRET or " ".join(words[-2:]) in _SECRET_PAIRS)


def _words(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]


def hide(text: str) -> str:
    """Returns what is shown instead of a secret."""
    return f"{text[:KEPT]}***" if len(text) >= LONG else "***"


def hide_quoted(text: str) -> str:
    """Returns a sentence without anything that it quotes."""
    return _QUOTED.sub(lambda match: match[0][0] + hide(match[0][1:-1]) + match[0][-1], text)


def assumed(finding: Finding) -> list[str]:
    """Returns what a finding assumes, without secrets: of a secret attribute no value at all."""
    hiding = hide_quoted if is_secret_name(finding.attribute) else hide_assigned
    return [hiding(assumption) for assumption in finding.assumes]


def secret_places(finding: Finding) -> list[Span]:
    """Returns where the value of a secret attribute is written, though nothing there may tell that it is one."""
    if not is_secret_name(finding.attribute):
        return []
    return [finding.span, *(place.span for place in finding.related if place.label == VALUE_LABEL)]


VALUE_LABEL: Final = "the value is set here"
"""How `awslint.rules.examine` labels the place that a value comes from."""


def hide_assigned(text: str) -> str:
    """Returns a sentence like `var.password = "..."` without the secret."""
    shown, last = "", 0
    for match in _SENTENCE.finditer(text):
        if is_secret_name(match["name"]):
            shown += text[last : match.start("value") + 1] + hide(match["value"][1:-1]) + match["value"][-1]
            last = match.end("value")
    return shown + text[last:]


def hide_value(name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a value of `awslint graph` (contract/graph.schema.json) of that attribute, without its secrets."""
    shown = dict(value)
    if "value" in value:
        shown["value"] = _hide_plain(name, value["value"])
    if "text" in value:
        parts = value["text"]
        shown["text"] = [_hide_plain(name, part) if isinstance(part, str) else hide_value(name, part) for part in parts]
    if "list" in value:
        shown["list"] = [hide_value(name, element) for element in value["list"]]
    if "map" in value:
        shown["map"] = {key: hide_value(_inner(name, key), member) for key, member in value["map"].items()}
    if "one_of" in value:
        shown["one_of"] = [
            {"when": hide_assigned(choice["when"]), "value": hide_value(name, choice["value"])}
            for choice in value["one_of"]
        ]
    return shown


def _inner(name: str, key: str) -> str:
    return name if is_secret_name(name) else key


def _hide_plain(name: str, value: object) -> object:
    if isinstance(value, dict):
        return {key: _hide_plain(_inner(name, key), member) for key, member in value.items()}
    if isinstance(value, list):
        return [_hide_plain(name, element) for element in value]
    return hide(value) if isinstance(value, str) and is_secret_name(name) else value


def secret_parts(source: Source, sensitive: Iterable[Span]) -> list[tuple[int, int]]:
    """Returns the offsets of a file's secrets, in order: literals of telling names, and all within the sensitive
    spans."""
    found = set(_named(source))
    found |= {match.span("secret") for form in FORMS for match in form.finditer(source.text)}
    found |= set(_access_strings(source.text))
    for span in sensitive:
        if span.file == source.number:
            found |= set(_literals(source.text, span.start, span.end, bare=_is_yaml(source)))
    return sorted(found)


def hidden_text(source: Source, sensitive: Iterable[Span]) -> str:
    """Returns the text of a file without its secrets."""
    shown, last = "", 0
    for start, end in secret_parts(source, sensitive):
        if start >= last:
            shown += source.text[last:start] + hide(source.text[start:end])
            last = end
    return shown + source.text[last:]


def _is_yaml(source: Source) -> bool:
    return not source.path.endswith((".tf", ".tofu", ".json", ".hcl", ".tfvars"))


def _literals(text: str, start: int, end: int, bare: bool) -> Iterator[tuple[int, int]]:
    if not bare:
        for found in _HCL_WORD.finditer(text, start, end):
            if found["quoted"] is not None and not is_reference(found["quoted"][1:-1]):
                yield found.start("quoted") + 1, found.end("quoted") - 1
        return
    for match in _YAML_WORD.finditer(text, start, end):
        if match["quoted"] is not None and not is_reference(match["quoted"][1:-1]):
            yield match.start() + 1, match.end() - 1
        elif match["plain"] is not None and not is_reference(match["plain"]):
            yield match.span("plain")


def is_reference(text: str) -> bool:
    """Returns whether a value only says where a secret is kept, and is none itself."""
    return _REFERENCE.fullmatch(text) is not None


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


def _access_strings(text: str) -> Iterator[tuple[int, int]]:
    """Passwords and their hashes within access strings of ElastiCache and MemoryDB: `on >password`."""
    for line in _ACCESS_STRING.finditer(text):
        for match in _ACCESS_PASSWORD.finditer(text, *line.span("value")):
            yield match.span("secret")


def _opening(line: str) -> list[int]:
    """Where the values of the telling names in a line begin."""
    return [match.end() for match in _ASSIGNED.finditer(line) if is_secret_name(match["name"])]


def _is_secret_variable(line: str) -> bool:
    match = _VARIABLE.match(line)
    return match is not None and is_secret_name(match["name"])


def _value(text: str, start: int, end: int, bare: bool) -> Iterator[tuple[int, int]]:
    """The secrets of what is assigned to a telling name, as far as it stands on that line."""
    opening = text[start : start + 1]
    quoted = _QUOTED.match(text, start, end)
    assigned_in_shell = None if bare else _SHELL.match(text, start - 1, end)
    if quoted is not None:
        yield from _literals(text, start, quoted.end(), bare=False)
    elif opening == "{" and _PARAMETER.search(text, start, end):
        default = _PARAMETER_DEFAULT.search(text, start, end)
        if default is not None:
            closing = text.find("}", default.end(), end)
            stop = min((at for at in (text.find(",", default.end(), end), closing) if at >= 0), default=end)
            written = _QUOTED.match(text, default.end(), end)
            yield from _literals(text, default.end(), written.end() if written else stop, bare)
    elif opening in ("[", "{") and (closing := text.find("]" if opening == "[" else "}", start, end)) >= 0:
        yield from _literals(text, start, closing, bare)
    elif assigned_in_shell is not None:
        yield assigned_in_shell.span("text")
    elif bare:
        yield from _literals(text, start, end, bare=True)
    else:
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
