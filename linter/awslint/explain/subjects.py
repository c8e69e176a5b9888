"""Reads what people write or paste as an exception: codes, shapes, class names, whole messages, operations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from awslint.facts import common_errors, exceptions
from awslint.frozen import frozen

ENDINGS: Final = ("Exception", "Fault", "Error")

_CALLING: Final = re.compile(r"An error occurred \((?P<code>[\w.]+)\) when calling the (?P<operation>\w+) operation")
_GO: Final = re.compile(r"operation error (?P<service>[\w -]+?): (?P<operation>\w+),.*?api error (?P<code>[\w.]+)")
_JAVA: Final = re.compile(
    r"\b(?:com\.amazonaws|software\.amazon\.awssdk)(?:\.services)?\.(?P<service>\w+)\.(?:\w+\.)*(?P<code>[A-Z]\w+)"
)
_HANDLER: Final = re.compile(r"\(Service: (?P<service>[\w ]+?)[;,].*?Error Code: (?P<code>[\w.]+)")
_DOTTED: Final = re.compile(r"^(?:[a-z]\w*\.)+(?P<code>[A-Z]\w+)$")
_OPERATION: Final = re.compile(r"^(?P<service>[a-z][a-z0-9-]*):(?P<operation>\w+)$", re.IGNORECASE)
_WORD: Final = re.compile(r"\b[A-Z][a-z]*[A-Z0-9][A-Za-z0-9]*(?:\.[A-Z][A-Za-z]+)?\b|\bThrottling\b")
_ENDING: Final = re.compile(r"(?<=.)(Exception|Fault|Error)$", re.IGNORECASE)

# What services write where the code itself is missing from the message.
_MESSAGES: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), code)
    for pattern, code in (
        (r"needs to contain a user with the user name default", "DefaultUserRequired"),
        (r"only active users can be", "InvalidUserState"),
        (r"is not authorized to perform", "AccessDenied"),
        (r"security token included in the request is expired", "ExpiredToken"),
        (r"security token included in the request is invalid", "InvalidClientTokenId"),
        (r"\brate exceeded\b", "Throttling"),
    )
)
# CloudFormation's own word for the kind of failure, which several services also have as a code.
_HANDLER_CODE: Final = re.compile(r"HandlerErrorCode: \w+")
_SERVICE: Final = re.compile(r"\(Service: (?P<service>[\w ]+?)[;,)]")


@frozen
class Named:
    """One exception as it was written: its code, with the service (as a log spells it) and operation where written."""

    code: str
    service: str | None = None
    operation: str | None = None


@frozen
class Operation:
    """One API operation: botocore's service name and the name of the operation."""

    service: str
    name: str


def operation(text: str) -> Operation | None:
    """Returns the operation that `kms:CreateKey` means, in any case; also by IAM's or an endpoint's name of the
    service."""
    match = _OPERATION.match(text.strip())
    if match is None:
        return None
    for name in clients(match["service"]):
        known = exceptions.service(name)
        for candidate in known.operations if known is not None else ():
            if candidate.lower() == match["operation"].lower():
                return Operation(name, candidate)
    return None


def named(text: str) -> Named:
    """Returns the exception that a word or a message names. Nothing is checked: the code may be unknown."""
    text = text.strip().strip("\"'`")
    for pattern in (_CALLING, _GO, _HANDLER, _JAVA):
        if match := pattern.search(text):
            found = match.groupdict()
            return Named(found["code"], found.get("service"), found.get("operation"))
    service, colon, code = text.partition(":")
    if colon and code and " " not in text and clients(service):
        return Named(code, service)
    if match := _DOTTED.match(text):
        return Named(match["code"])
    return _in_sentence(text) if " " in text else Named(text)


def _in_sentence(text: str) -> Named:
    text = _HANDLER_CODE.sub("", text)
    match = _SERVICE.search(text)
    service = match["service"] if match is not None else None
    for word in _WORD.findall(text):
        if exceptions.services_with(word) or any(word in codes for codes in common(word).values()):
            return Named(word, service)
    code = next((code for pattern, code in _MESSAGES if pattern.search(text)), text)
    return Named(code, service)


def bare(code: str) -> str:
    """Returns a code without its ending: InvalidUserStateFault is InvalidUserState."""
    return _ENDING.sub("", code)


def spellings(code: str) -> tuple[str, ...]:
    """Returns the ways in which a code is written, the given one first."""
    return tuple(dict.fromkeys((code, bare(code), *(bare(code) + ending for ending in ENDINGS))))


@frozen
class Match:
    """An exception of one service. `shape` is None where no model lists it and it is a common or documented error."""

    service: str
    code: str
    shape: str | None
    operations: tuple[str, ...]


def matches(subject: Named) -> list[Match]:
    """Returns the exceptions that the subject may be, by service; only those of the service that it names, if any.

    An exact code or shape wins over another ending, and that over another case.
    """
    services = services_of(subject)
    for codes in (subject.code,), spellings(subject.code), _other_case(subject.code):
        found = [match for code in codes for match in _modelled(code, services)]
        if subject.operation:
            found = [match for match in found if subject.operation in match.operations] or found
        if found:
            return sorted(dict.fromkeys(found), key=lambda match: (match.service, match.code))
    return []


def services_of(subject: Named) -> tuple[str, ...]:
    """Returns the services that a subject tells: by their name in a log, or by its operation."""
    services = clients(subject.service) if subject.service else ()
    return _with_operation(subject.operation) if subject.operation and not services else services


def _modelled(code: str, services: Iterable[str]) -> Iterator[Match]:
    for name in services or exceptions.services_with(code):
        known = exceptions.service(name)
        for error in known.errors_named(code) if known is not None else ():
            yield Match(name, error.code, error.shape, error.operations)


@cache
def _by_lower_case() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in exceptions.codes():
        found.setdefault(bare(code).lower(), []).append(code)
    return found


def _other_case(code: str) -> tuple[str, ...]:
    return tuple(_by_lower_case().get(bare(code).lower(), ())) or tuple(_by_lower_case().get(code.lower(), ()))


def common(code: str) -> dict[str, list[str]]:
    """Returns the families of services that raise a code which no model lists, and services that document it.

    Keys are the family (json, query, xml, ec2) or `service:NAME`; values are the spellings that are in the tables.
    """
    selected = bare(code).lower()
    found: dict[str, list[str]] = {}
    tables = [*common_errors.BY_PROTOCOL.items()]
    tables += [(f"service:{name}", codes) for name, codes in common_errors.BY_SERVICE.items()]
    for family, codes in tables:
        same = [known_code for known_code in codes if known_code.lower() == code.lower()]
        hits = same or sorted(known_code for known_code in codes if bare(known_code).lower() == selected)
        if hits:
            found[family] = hits
    return found


def clients(spelled: str) -> tuple[str, ...]:
    """Returns the botocore services that a name in a log means: `ElastiCache`, `AWSKMS`, `cloudhsm`, `Amazon EC2`."""
    selected = _plain(spelled)
    if not selected:
        return ()
    by_name = tuple(name for name in exceptions.services() if _plain(name) == selected)
    return by_name or tuple(name for name, other in _ALIASES.items() if selected in other)


def _plain(name: str) -> str:
    return re.sub(r"^(amazon|aws)(?=[a-z])", "", re.sub(r"[^a-z0-9]", "", name.lower()))


_ALIASES: Final = {
    "cloudhsmv2": ("cloudhsm", "cloudhsmv2"),
    "elbv2": ("elasticloadbalancing", "elasticloadbalancingv2"),
    "events": ("eventbridge", "cloudwatchevents"),
    "logs": ("cloudwatchlogs",),
    "sts": ("securitytokenservice",),
    "iam": ("identitymanagement",),
    "stepfunctions": ("sfn", "states"),
    "cognito-idp": ("cognitoidentityprovider",),
    "dynamodb": ("dynamodbv2",),
    "kms": ("keymanagement", "kms"),
    "s3": ("simplestorage",),
    "sns": ("simplenotification",),
    "sqs": ("simplequeue",),
    "ssm": ("simplesystemsmanagement", "systemsmanager"),
}


def _with_operation(name: str) -> tuple[str, ...]:
    found = []
    for service in exceptions.services():
        known = exceptions.service(service)
        if known is not None and name in known.operations:
            found.append(service)
    return tuple(found)
