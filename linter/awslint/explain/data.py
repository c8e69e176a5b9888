"""Answers for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from awslint.explain.answers import Answer, ExceptionAnswer
from awslint.explain.text import commands
from awslint.rules import Raises, Rule


def as_data(answer: Answer) -> dict[str, Any]:
    """Returns an answer as JSON data."""
    if answer.operation is not None:
        known = answer.operation
        return {
            "subject": answer.subject,
            "operation": {
                "service": known.service,
                "name": known.name,
                "phase": known.phase,
                "exceptions": list(known.codes),
            },
            "rules": [rule_data(rule, page=False) for rule in known.rules],
            "related": [],
        }
    rules = list({rule.id: rule for page in answer.exceptions for rule in page.rules}.values())
    related = {rule.id: None for page in answer.exceptions for rule in page.related if rule not in rules}
    return {
        "subject": answer.subject,
        "exceptions": [_exception(page) for page in answer.exceptions],
        "rules": [rule_data(rule, page=False) for rule in rules],
        "related": list(related),
        "protocols": list(answer.protocols),
    }


def _exception(page: ExceptionAnswer) -> dict[str, Any]:
    return {
        "service": None if page.service == "*" else page.service,
        "code": page.code,
        "names": list(page.names),
        "operation": page.named_operation,
        "kind": page.kind.name,
        "meaning": page.meaning,
        "operations": {phase: list(some) for phase, some in page.operations.items()},
        "rules": [rule.id for rule in page.rules],
        "related": [rule.id for rule in page.related],
        "planned": list(page.coverage.rows) if page.coverage is not None else [],
        "not_visible": [
            *([page.coverage.reason] if page.coverage is not None and page.coverage.reason else []),
            *page.kind.unseen,
        ],
        "causes": [
            {"what": cause.what, "rules": list(cause.checked), "hint": cause.hint or None, "run": list(cause.run)}
            for cause in page.causes
        ],
        "run": commands(page),
        "evidence": page.evidence,
        "sources": list(page.sources),
    }


def rule_data(rule: Rule, page: bool = True) -> dict[str, Any]:
    """Returns a rule as JSON data."""

    def exceptions(some: Sequence[Raises]) -> list[dict[str, str | None]]:
        return [{"service": exception.service, "code": exception.code, "operation": exception.on} for exception in some]

    answer: dict[str, Any] = {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity.value,
        "phase": rule.phase.value,
        "types": list(rule.types),
        "exceptions": exceptions(rule.raises),
        "related": exceptions(rule.related),
        "evidence": list(rule.evidence),
    }
    return {**answer, "page": rule.page} if page else answer
