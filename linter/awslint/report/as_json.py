"""The format for programs: version 1 of the findings contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from awslint import __version__
from awslint.graph.loading import Problem
from awslint.report.outcome import Report, with_suppressed
from awslint.report.places import location, position
from awslint.report.secrets import assumed, hide_assigned
from awslint.report.style import as_json_text
from awslint.rules import Finding, Suppressed
from awslint.rules.finding import Place


def as_json(report: Report, findings: Sequence[Finding]) -> str:
    """Returns the report as text, one document. `findings` are those that are shown, the suppressed ones are added to
    them.

    The summary counts all.
    """
    document = {
        "schema_version": 1,
        "tool": {"name": "awslint", "version": __version__},
        "summary": {
            "units": len(report.units),
            "files": len(report.files),
            "resources": report.resources,
            "errors": report.errors,
            "warnings": report.warnings,
            "infos": report.infos,
            "undecided": len(report.doubts),
            "suppressed": len(report.suppressed),
            "skipped": report.skipped + report.excluded,
            "complete": report.is_complete,
        },
        "findings": [_finding(finding, report) for finding in with_suppressed(report, findings)],
        "problems": [_problem(problem, report) for problem in report.problems],
    }
    return as_json_text(document) + "\n"


def _finding(finding: Finding, report: Report) -> dict[str, Any]:
    rule = finding.rule
    resource = {"address": finding.address, "type": finding.type, "native_type": finding.native_type}
    if finding.attribute:
        resource["property"] = finding.attribute
    finding_data: dict[str, Any] = {
        "rule": rule.id,
        "title": rule.title,
        "severity": finding.severity.value,
        "message": finding.message,
        "exceptions": [
            {"service": exception.service, "code": exception.code, "operation": exception.on}
            for exception in finding.raises or rule.raises
        ],
        "phase": finding.phase.value,
        "resource": resource,
        "location": location(finding.span, report.sources, finding.unit),
        "related": [_place(place, report) for place in (*finding.related, *finding.chain) if place.span.is_somewhere],
        "assumes": assumed(finding),
        "evidence": list(rule.evidence),
        "fingerprint": finding.fingerprint,
    }
    if finding.world:
        finding_data["world"] = hide_assigned(finding.world)
    if finding.help:
        finding_data["help"] = finding.help
    if finding.fix is not None:
        finding_data["fix"] = {
            "applicability": finding.fix.applicability.value,
            "edits": [
                {"location": location(edit.span, report.sources, ""), "text": edit.text} for edit in finding.fix.edits
            ],
        }
    if finding.suppressed is not None:
        finding_data["suppressed"] = suppressed_data(finding.suppressed)
    return finding_data


def suppressed_data(suppressed: Suppressed) -> dict[str, str]:
    """Returns why a finding is suppressed, as the JSON contract has it."""
    suppression: dict[str, str] = {"kind": suppressed.kind}
    if suppressed.reason:
        suppression["reason"] = suppressed.reason
    if suppressed.until is not None:
        suppression["until"] = suppressed.until.isoformat()
    return suppression


def _place(place: Place, report: Report) -> dict[str, Any]:
    return location(place.span, report.sources, "", place.label)


def _problem(problem: Problem, report: Report) -> dict[str, Any]:
    shown: dict[str, Any] = {"kind": problem.kind, "message": problem.message, "path": problem.path}
    if problem.span.is_somewhere:
        source = report.sources[problem.span.file]
        shown["path"] = source.path
        shown["start"] = position(source.position(problem.span.start))
    if problem.rule:
        shown["rule"] = problem.rule
    return shown
