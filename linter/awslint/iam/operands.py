"""What the operators of conditions take as values: an ARN, a date, an address, a number, base64 text.

Source: "IAM JSON policy elements: Condition operators" in the IAM User Guide; cdk-preflight's reproduced refusals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

Problem = tuple[str, str]
"""What is wrong, and what to write instead."""

_DATE: Final = re.compile(
    r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?|\d+",
    re.ASCII,
)
_BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def value_problem(operator: str, text: str) -> Problem | None:
    """Returns what IAM has against a value of an operator. Policy variables leave it open."""
    if "$" in text:
        return None
    bare = operator.lower().rpartition(":")[2].removesuffix("ifexists")
    for kind, problem_of in _KINDS.items():
        if bare.removeprefix("not").startswith(kind):
            return problem_of(operator, text)
    return None


def _arn(operator: str, text: str) -> Problem | None:
    if "*" in text or "?" in text or (text.startswith("arn:") and text.count(":") >= 5):
        return None
    return f"{operator} compares ARNs, and {text!r} is none", "Write the whole ARN, or use a String operator."


def _number(operator: str, text: str) -> Problem | None:
    try:
        float(text)
    except ValueError:
        return f"{operator} compares numbers, and {text!r} is none", "Write a number, or use a String operator."
    return None


def _date(operator: str, text: str) -> Problem | None:
    if _DATE.fullmatch(text):
        return None
    return f"{operator} compares dates, and {text!r} is none", "Write it as 2026-01-01T00:00:00Z."


def _address(operator: str, text: str) -> Problem | None:
    import ipaddress

    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return f"{operator} compares addresses, and {text!r} is none", "Write an address or a range: 203.0.113.0/24."
    return None


def _base64(operator: str, text: str) -> Problem | None:
    if text and _BASE64.fullmatch(text):
        return None
    return f"{operator} compares base64 text, and {text!r} is none", "Encode the value."


_KINDS: Final[Mapping[str, Callable[[str, str], Problem | None]]] = {
    "arn": _arn,
    "numeric": _number,
    "date": _date,
    "ipaddress": _address,
    "binary": _base64,
}
"""The checks of values, by the beginning of the operators' names in lower case."""
