"""What is wrong with a policy that a team writes, beyond its expressions: keys, words, and the exceptions it names.

awslint's own policies are held against the JSON Schema and AWS's models by its tests instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from awslint.rules.claims import Severity
from awslint.rules.declaration import ID_PATTERN
from awslint.rules.policies.document import FIELDS, LANGUAGES

_SEVERITIES: Final = tuple(severity.value for severity in Severity)


def malformed(policy: Mapping[str, Any]) -> Iterator[str]:
    """Yields what is wrong with the form of a policy as it is written, in words that begin with the key."""
    for key in policy:
        if key not in FIELDS:
            yield f"there is no key `{key}`{_meant(str(key), FIELDS)}"
    if not re.fullmatch(ID_PATTERN, str(policy.get("id", ""))):
        yield f"`id` is {policy.get('id')}; it has to be capital letters and three digits, as in ACME001"
    severity = policy.get("severity", "error")
    for value in severity.values() if isinstance(severity, dict) else (severity,):
        if value not in _SEVERITIES:
            yield f"`severity` is {value}; it has to be one of {', '.join(_SEVERITIES)}"
    types = policy.get("for")
    for type_ in types if isinstance(types, list) else (types,):
        if isinstance(type_, str) and "::" not in type_ and type_ != "*":
            yield f"`for` is {type_}; types have CloudFormation's names, as in AWS::SQS::Queue (see `awslint graph`)"
    for language in policy.get("languages") or ():
        if language not in LANGUAGES:
            yield f"`languages` has {language}; possible are {' and '.join(LANGUAGES)}"
    for exception in policy.get("raises") or ():
        if not isinstance(exception, dict) or not {"service", "code"} <= exception.keys():
            yield "`raises` is a list of {service: ..., code: ..., operation: ...}"
        else:
            yield from _claim(str(exception["service"]), str(exception["code"]), exception.get("operation"))


def _claim(service: str, code: str, operation: object) -> Iterator[str]:
    """What is surely a slip in an exception: words that AWS's models lack and nearly have."""
    from awslint.facts import exceptions

    known = exceptions.service(service)
    if known is None:
        near = _meant(service, exceptions.services())
        if near and service != "terraform":
            yield f"`raises`: there is no service {service}{near}"
        return
    if operation is not None and operation not in known.operations:
        yield f"`raises`: {service} has no operation {operation}{_meant(str(operation), known.operations)}"
        return
    if any(exceptions.check_claim(service, code, name) for name in ([operation] if operation else known.operations)):
        return
    codes = {error.code for error in known.errors}
    other = code.removesuffix("Exception") if code.endswith("Exception") else f"{code}Exception"
    # Another service's code may be what this one answers too: botocore does not model every one.
    near = f"; did you mean {other}?" if other in codes else "" if code in exceptions.codes() else _meant(code, codes)
    if near:
        yield f"`raises`: {service} does not answer {code}{near}"


def _meant(word: str, known: Iterable[str]) -> str:
    lower = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), lower, 1, 0.7)
    return f"; did you mean {lower[near[0]]}?" if near else ""


def line_of(text: str, policy: str, message: str) -> int:
    """Returns the line that a message about a policy of a file is about, as far as its words tell: counted from 1."""
    lines = text.splitlines()
    start = next((number for number, line in enumerate(lines) if re.search(rf"\bid:\s*{re.escape(policy)}\b", line)), 0)
    if re.search(rf"^\s*-.*\bid:\s*{re.escape(policy)}\b", lines[start] if lines else ""):
        block = range(start, len(lines))
    else:
        block = range(len(lines))
    key = re.match(r"[^`]*`([\w.]+)`", message)
    word = re.search(r"(?:property|function|variable|type|service|operation|answer) ([\w:]+)", message)
    for pattern in (
        rf"(?<![\w.]){re.escape(word[1])}\b|\.{re.escape(word[1])}\b" if word else "",
        rf"^\s*(?:-\s*)?{re.escape(key[1].partition('.')[0])}\s*:" if key else "",
    ):
        number = next((number for number in block if pattern and re.search(pattern, lines[number])), None)
        if number is not None:
            return number + 1
    return start + 1
