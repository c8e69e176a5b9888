"""Finds exceptions in the output of a failed apply, or in the events of a stack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from awslint.explain.subjects import Named, common, matches, named
from awslint.frozen import frozen

# Terraform frames its errors, and colours them on a terminal.
_DECORATION: Final = re.compile(r"\x1b\[[0-9;]*m|^[\s│╷╵|]+", re.MULTILINE)
_ERROR: Final = re.compile(r"^(?:[\d:TZ.-]+ +)?(?:\[ERROR\] *)?Error: ", re.MULTILINE)
_OTHER_ERROR: Final = re.compile(r"^(?:An error occurred \(|Resource handler returned message)", re.MULTILINE)
"""Errors of the AWS CLI and of CloudFormation, which may stand between those of Terraform."""
_WITH: Final = re.compile(r"^with (?P<address>[\w.\[\]\"'/ :-]+?),?\s*$", re.MULTILINE)
_PLACE: Final = re.compile(r"\bon (?P<file>\S+) line (?P<line>\d+)")
_CODES: Final = (
    re.compile(r"api error (?P<code>[\w.]+)"),
    re.compile(r"An error occurred \((?P<code>[\w.]+)\)"),
    re.compile(r"Error Code: (?P<code>[\w.]+)"),
    re.compile(r"(?<=, )(?P<code>[A-Z][A-Za-z.]{3,}): "),
    re.compile(r"(?<=: )(?P<code>[A-Z][A-Za-z]{3,})\"? \(Service: "),
    re.compile(r"\b(?P<code>[A-Z][A-Za-z]+(?:Exception|Fault|Exceeded|NotFound|Denied))\b"),
)
_EVENT: Final = re.compile(
    r"(?P<status>(?:CREATE|UPDATE|DELETE)_FAILED)\W+(?P<type>[A-Z]\w+::\w+::\w+)\W+(?P<name>[A-Za-z0-9]+)"
)
_EVENT_OTHER: Final = re.compile(
    r"(?P<type>[A-Z]\w+::\w+::\w+)\W+(?P<name>[A-Za-z0-9]+)\W+(?P<status>(?:CREATE|UPDATE|DELETE)_FAILED)"
)
_JSON_EVENT: Final = re.compile(r'"LogicalResourceId":\s*"(?P<name>[^"]+)"')
_JSON_TYPE: Final = re.compile(r'"ResourceType":\s*"(?P<type>[^"]+)"')


@frozen
class Failure:
    """One error of a log: what it names, and where it says that it happened.

    `resource`: Terraform's address or CloudFormation's logical id. `file` and `line`: as Terraform tells them.
    """

    exception: Named
    resource: str | None = None
    type: str | None = None
    file: str | None = None
    line: int | None = None


def failures(log: str) -> list[Failure]:
    """Returns the errors of a log that name an exception, each once, in their order."""
    text = _DECORATION.sub("", log)
    found = [failure for part in _parts(text) if (failure := _failure(part)) is not None]
    return list(dict.fromkeys(found))


def _parts(text: str) -> Iterator[str]:
    starts = [match.start() for match in _ERROR.finditer(text)]
    if starts:
        starts = sorted({*starts, *(match.start() for match in _OTHER_ERROR.finditer(text))})
        yield from (text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True))
    elif _JSON_EVENT.search(text):
        yield from re.split(r"(?<=\})\s*,?\s*(?=\{)", text)
    else:
        # Events may run over several lines; each begins with its resource.
        lines = text.splitlines()
        part: list[str] = []
        for line in lines:
            if part and ("_FAILED" in line or "An error occurred" in line):
                yield "\n".join(part)
                part = []
            part.append(line)
        yield "\n".join(part)


def _failure(part: str) -> Failure | None:
    joined = " ".join(part.split())
    exception = _exception(joined)
    if exception is None:
        return None
    address, place = _WITH.search(part), _PLACE.search(part)
    event = _EVENT.search(joined) or _EVENT_OTHER.search(joined)
    resource = address["address"].strip() if address else None
    type_ = None
    if event is not None:
        resource, type_ = event["name"], event["type"]
    elif (name := _JSON_EVENT.search(part)) is not None:
        resource = name["name"]
        kind = _JSON_TYPE.search(part)
        type_ = kind["type"] if kind is not None else None
    return Failure(
        exception,
        resource,
        type_,
        place["file"].rstrip(",") if place else None,
        int(place["line"]) if place else None,
    )


def _exception(text: str) -> Named | None:
    for candidate in (named(text), *(named(match["code"]) for pattern in _CODES for match in pattern.finditer(text))):
        if candidate.code != text and (matches(candidate) or common(candidate.code)):
            return candidate
    return None
