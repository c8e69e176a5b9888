"""Whether a text may hold a secret, so that nothing made of it is kept on the disk."""

from __future__ import annotations

import re
from typing import Final

_NAMED: Final = re.compile(
    r"""(?:word|passwd|phrase|secret|token|credential|key|pwd)\w*
    ["']?\s*(?:=>?|:)\s*(?:\[\s*)?["']?(?![!{\[]|\$\{|true|false|null|(?:var|local|module|data|aws_\w+)\.)[^\s"']""",
    re.VERBOSE,
)
_NAMES: Final = (
    *("password", "passwd", "passphrase", "secret", "token", "credential", "apikey", "api_key", "pwd"),
    *("privatekey", "private_key", "accesskey", "access_key"),
    *("sharedkey", "shared_key", "sensitive", "noecho", "securestring", "parametervalue"),
)
_FORM: Final = re.compile(
    r"""(?:AKIA|ASIA)[A-Z0-9]{12}|PRIVATE\ KEY-----|X-Amz-S|eyJ[\w-]{10,}\.eyJ|://[^\s:@/"']+:[^\s@/"'$]+@
    |gh[pousr]_\w|github_pat_|glpat-|xox[abprs]-|[sr]k_live_""",
    re.VERBOSE,
)
_MARKS: Final = (
    *("AKIA", "ASIA", "PRIVATE KEY", "X-Amz-S", "eyJ", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-"),
    *("xox", "k_live_"),
)
"""One of them is in every form but that of an address with a password, which has an @ after its colon."""

_WORDS: Final = (
    r"(?:password|passwd|passphrase|secret|token|credential|api_?key|private_?key|access_?key|shared_?key|pwd)"
)
_LITERAL: Final = r"""["']?(?!["'\s{\[!(]|null\b|true\b|false\b|(?:var|local|module|data|aws_\w+)\.|\$\{)\S"""
_NAME: Final = re.compile(_WORDS)
_SENSITIVE: Final = re.compile(r"sensitive\s*=\s*true")
_DEFAULT: Final = re.compile(r"default\s*=\s*" + _LITERAL)
_VARIABLE: Final = re.compile(r'variable\s+"(?P<name>[^"]*)"\s*\{(?P<body>(?:[^{}]++|\{[^{}]*+\})*+)\}')
_FROM: Final = re.compile(
    _WORDS
    + r"""\w*["']?\s*(?:=\s*(?:var|local)\.(\w+)|:\s*!ref\s+["']?(\w+)|:\s*\{\s*["']?ref["']?\s*:\s*["']?(\w+))"""
)
"""What is assigned to the name of a secret: a variable, a local value, a parameter."""

_MOST: Final = 50
"""How many names are looked for in a text."""

_APART: Final = (
    re.compile(_WORDS + r"""\w*["']?[\s,]+["']?\w*value["']?\s*[:=]\s*""" + _LITERAL),
    re.compile(_WORDS + r"""\w*["']?\s*[:{][^}]{0,200}?\b(?:default|value)["']?\s*[:=]\s*""" + _LITERAL),
    re.compile(r"""noecho["']?\s*:[^}]{0,200}default|default["']?\s*:[^}]{0,200}noecho"""),
    re.compile(r"securestring|parametervalue"),
)
"""A literal in a line below the name of a secret, or beside what else says that it is one."""

_LONG: Final = re.compile(r"[A-Za-z\d/+]{40,}")


def may_hold_secret(text: str) -> bool:
    """Returns whether a literal stands beside the name of a secret, or something has the form of one. Most of it is
    none."""
    may_be_form = any(mark in text for mark in _MARKS) or ("://" in text and "@" in text)
    if may_be_form and _FORM.search(text):
        return True
    small = text.lower()
    if not any(name in small for name in _NAMES):
        return False
    return (
        _NAMED.search(small) is not None
        or any(len(word) == 40 for word in _LONG.findall(text))
        or any(pattern.search(small) for pattern in _APART)
        or _flows(small)
    )


def _flows(small: str) -> bool:
    """Whether a literal stands where what is assigned to the name of a secret, or marked as one, is declared."""
    named = {match[1] or match[2] or match[3] for match in _FROM.finditer(small)}
    if len(named) > _MOST:
        return True
    for match in _VARIABLE.finditer(small):
        is_secret = match["name"] in named or _SENSITIVE.search(match["body"]) or _NAME.search(match["name"])
        if is_secret and _DEFAULT.search(match["body"]):
            return True
    for name in named:
        if re.search(rf"""\b{re.escape(name)}\s*=[^\n]*["'][^"'$\n]""", small):
            return True
        if re.search(rf"""\b{re.escape(name)}["']?\s*:\s*\{{?[^}}]{{0,300}}?default["']?\s*:""", small):
            return True
    return False
