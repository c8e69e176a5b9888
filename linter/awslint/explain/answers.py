"""Puts together what is known of an exception or an operation: the models, the rules, the causes, the commands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from awslint.explain.causes import Kind, kind_of
from awslint.explain.services import Cause, Coverage, explained
from awslint.explain.subjects import (
    Match,
    Named,
    Operation,
    bare,
    common,
    matches,
    named,
    operation,
    services_of,
    spellings,
)
from awslint.facts import exceptions
from awslint.facts.common_errors import BY_SERVICE
from awslint.frozen import frozen
from awslint.rules import Raises, Rule

_PHASES: Final = (
    (
        "create",
        re.compile(r"Create|Put|Register|Run|Allocate|Add|Attach|Associate|Enable|Import|Replicate|Connect|Tag"),
    ),
    ("update", re.compile(r"Modify|Update|Set|Change|Increase|Decrease|Rotate|Reboot|Reset|BatchUpdate")),
    (
        "delete",
        re.compile(r"Delete|Remove|Deregister|Terminate|Release|Disassociate|Detach|Disconnect|Disable|Schedule"),
    ),
    ("read", re.compile(r"Describe|Get|List|Search|BatchGet|Test")),
)

_ERRORS: Final = {
    "ec2": "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
    "s3": "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
}


@frozen
class ExceptionAnswer:
    """One exception of one service.

    `operations`: by phase (create, update, delete, read: on plan and after each step, run: by programs). `causes` are
    of its own, `kind` says what is true of all exceptions like it. `common`: no model lists it, every operation of the
    service can raise it; `documented`: the service documents it, not for which operations. `named_operation` is
    the one that the message names.
    """

    service: str
    code: str
    names: tuple[str, ...]
    meaning: str
    kind: Kind
    operations: dict[str, tuple[str, ...]]
    rules: tuple[Rule, ...]
    related: tuple[Rule, ...]
    causes: tuple[Cause, ...] = ()
    coverage: Coverage | None = None
    evidence: str = ""
    sources: tuple[str, ...] = ()
    named_operation: str | None = None


@frozen
class OperationAnswer:
    """One operation: the exceptions modelled for it, by code, and the rules that predict its failures."""

    service: str
    name: str
    phase: str
    codes: tuple[str, ...]
    rules: tuple[Rule, ...]


@frozen
class Answer:
    """All that a subject may mean. `subject` is what was understood of it.

    `protocols`: the families of services whose operations all can raise the exception though no model lists it.
    """

    subject: str
    exceptions: tuple[ExceptionAnswer, ...] = ()
    operation: OperationAnswer | None = None
    protocols: tuple[str, ...] = ()


def answer(text: str, rules: Sequence[Rule]) -> Answer | None:
    """Returns what is known of an exception in any spelling, of a message that names one, or of an operation; else
    None."""
    known = operation(text)
    if known is not None:
        return Answer(f"{known.service}:{known.name}", operation=_operation(known, rules))
    return about(named(text), rules)


def about(subject: Named, rules: Sequence[Rule]) -> Answer | None:
    """Returns what is known of an exception; None when no model and no table has it."""
    pages = [_exception(match, rules) for match in matches(subject)]
    known = {page.service for page in pages}
    # Where some services model a code that others raise without, the rules of the others count too.
    pages += [page for page in _unmodelled(subject, rules) if page.service not in known and (page.rules or not known)]
    if not pages:
        return None
    pages = [replace(page, named_operation=subject.operation) for page in pages]
    pages.sort(key=lambda page: (not page.rules, not page.related and not page.causes))
    protocols = () if services_of(subject) else (family for family in common(subject.code) if ":" not in family)
    return Answer(pages[0].code, tuple(pages), protocols=tuple(protocols))


def nearest(text: str, rules: Sequence[Rule]) -> list[str]:
    """Returns words that a misspelled subject may mean, best first: codes of the services with rules come before
    others."""
    service, colon, name = text.partition(":")
    if colon and " " not in text:
        known = exceptions.service(service.lower())
        if known is None:
            return [f"{near}:{name}" for near in difflib.get_close_matches(service.lower(), exceptions.services(), n=3)]
        words = [*known.operations, *(error.code for error in known.errors)]
        return [f"{known.name}:{near}" for near in _close(name, words)]
    word = named(text).code
    covered = sorted({raises.service for rule in rules for raises in rule.raises})
    ours = [
        name
        for service_name in covered
        if (known := exceptions.service(service_name))
        for error in known.errors
        for name in error.names
    ]
    return _close(word, ours) or _close(word, exceptions.codes())


def _close(word: str, known: Sequence[str]) -> list[str]:
    lower = {name.lower(): name for name in known}
    return [lower[near] for near in difflib.get_close_matches(word.lower(), lower, n=3, cutoff=0.75)]


def phase_of(operation_name: str) -> str:
    """Returns the phase of a deployment in which an operation is called; `run` for those that only programs call."""
    return next((phase for phase, pattern in _PHASES if pattern.match(operation_name)), "run")


def by_phase(operations: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Returns operations by the phase in which a deployment calls them."""
    found: dict[str, list[str]] = {}
    for action in operations:
        found.setdefault(phase_of(action), []).append(action)
    order = [*(phase for phase, _ in _PHASES), "run"]
    return {phase: tuple(found[phase]) for phase in order if phase in found}


def _exception(match: Match, rules: Sequence[Rule]) -> ExceptionAnswer:
    known = exceptions.service(match.service)
    error = known.error(match.code) if known is not None else None
    names = error.names if error is not None else frozenset({match.code})
    service = explained().get(match.service)
    own = service.knowledge.get(match.shape or "") if service is not None else None
    kind = kind_of(match.code)
    return ExceptionAnswer(
        match.service,
        match.code,
        tuple(sorted(names)),
        own.meaning if own is not None else kind.meaning,
        kind,
        by_phase(match.operations),
        _predicting(match, rules),
        _predicting(match, rules, related=True),
        tuple(_with_rules(cause, rules) for cause in own.causes) if own is not None else (),
        service.exceptions.get(match.shape or "") if service is not None else None,
        "modelled by botocore",
        own.sources if own is not None else (f"botocore:{match.service}",),
    )


def _with_rules(cause: Cause, rules: Sequence[Rule]) -> Cause:
    """The cause with those of its rules that exist."""
    ids = {rule.id for rule in rules}
    return replace(cause, checked=tuple(rule_id for rule_id in cause.checked if rule_id in ids))


def _unmodelled(subject: Named, rules: Sequence[Rule]) -> Iterator[ExceptionAnswer]:
    """Pages of an error for services that do not model it under that name: those that it names, else those with a rule.

    Where there are neither, one page for all services.
    """
    families = common(subject.code)
    if not families:
        return
    selected = bare(subject.code).lower()
    named = set(services_of(subject))
    mine = {
        exception.service for rule in rules for exception in rule.raises if bare(exception.code).lower() == selected
    }
    documenting = {name for name in BY_SERVICE if f"service:{name}" in families}
    for name in sorted(named or mine | documenting) or ["*"]:
        modelled = matches(Named(subject.code, name)) if name != "*" else []
        known = exceptions.service(name)
        codes = families.get(known.protocol) or families.get(f"service:{name}") if known is not None else None
        if modelled:
            yield from (_exception(match, rules) for match in modelled)
        elif codes or name == "*":
            codes = codes or next(iter(families.values()))
            yield _common(name, codes, subject.code, rules, documented=known is not None and name in documenting)


def _common(name: str, codes: Sequence[str], written: str, rules: Sequence[Rule], documented: bool) -> ExceptionAnswer:
    match = Match(name, codes[0], None, ())
    kind = kind_of(codes[0])
    return ExceptionAnswer(
        name,
        codes[0],
        tuple(sorted({*codes, written})),
        kind.meaning,
        kind,
        {},
        _predicting(match, rules),
        _predicting(match, rules, related=True),
        evidence="documented by the service" if documented else "common to all operations",
        sources=(_ERRORS.get(name, "https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html"),),
    )


def _predicting(match: Match, rules: Sequence[Rule], related: bool = False) -> tuple[Rule, ...]:
    selected = set(spellings(match.code)) | ({match.shape} if match.shape else set())

    def fits(exception: Raises) -> bool:
        return exception.service in (match.service, "*") and exception.code in selected

    first = [rule for rule in rules if any(fits(exception) for exception in rule.raises)]
    if not related:
        return tuple(first)
    return tuple(rule for rule in rules if rule not in first and any(fits(exception) for exception in rule.related))


def _operation(known: Operation, rules: Sequence[Rule]) -> OperationAnswer:
    service = exceptions.service(known.service)
    codes = tuple(error.code for error in service.raised_by(known.name)) if service is not None else ()
    predicting = tuple(
        rule
        for rule in rules
        if any(exception.service == known.service and exception.on == known.name for exception in rule.raises)
    )
    return OperationAnswer(known.service, known.name, phase_of(known.name), codes, predicting)
