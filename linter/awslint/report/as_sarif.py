"""SARIF 2.1.0, for GitHub code scanning and everything else that reads it.

One run. Paths are relative to the working directory, so that the file says nothing of the machine it was made on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from awslint import __version__
from awslint.graph.loading import Problem
from awslint.report.outcome import Report, with_suppressed
from awslint.report.places import location
from awslint.report.secrets import assumed, hide_assigned
from awslint.report.style import as_json_text, one_line
from awslint.report.wording import exceptions, is_from_cfn_lint, more, raised
from awslint.rules import Applicability, Finding, Place, Rule, Severity, Suppressed
from awslint.rules.fix import Edit, Fix

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"
_LEVEL: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

FINGERPRINT: Final = "awslintFault/v2"
"""Rule, unit, resource, property and message, and a number where several findings share them; no line counts."""

HOME: Final = "https://github.com/awslint/awslint"


def as_sarif(report: Report, findings: Sequence[Finding]) -> str:
    """Returns the report as one SARIF log with one run; suppressed findings are marked as such, not left out."""
    everything = with_suppressed(report, findings)
    rules = sorted({finding.rule.id: finding.rule for finding in everything}.items())
    index = {id_: number for number, (id_, _) in enumerate(rules)}
    seen: Counter[str] = Counter()
    results = []
    for finding in everything:
        seen[finding.fingerprint] += 1
        results.append(_result(finding, index[finding.rule.id], seen[finding.fingerprint], report))
    run = {
        "tool": {
            "driver": {
                "name": "awslint",
                "version": __version__,
                "semanticVersion": __version__,
                "informationUri": HOME,
                "rules": [_rule(rule) for _, rule in rules],
            }
        },
        "invocations": [
            {
                "executionSuccessful": report.is_complete,
                "toolExecutionNotifications": [_notification(problem, report) for problem in report.problems],
            }
        ],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The directory in which awslint was run."}}},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {
            "units": len(report.units),
            "files": len(report.files),
            "resources": report.resources,
            "undecided": len(report.doubts),
            "skipped": report.skipped,
        },
    }
    return as_json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    page = rule.page or rule.title
    descriptor: dict[str, Any] = {
        "id": rule.id,
        "name": _name(rule),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": _first_paragraph(page)},
        "help": {"text": f"{page}\n\n{more(rule)}", "markdown": f"{page}\n\n`{more(rule)}`"},
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {
            "tags": list(
                dict.fromkeys(
                    [*(exception.service for exception in rule.raises), *(exception.code for exception in rule.raises)]
                )
            ),
            "exceptions": [raised(exception) for exception in rule.raises],
            "phase": rule.phase.value,
        },
    }
    address = next((source for source in rule.evidence if source.startswith("https://")), "")
    if address or not is_from_cfn_lint(rule):
        descriptor["helpUri"] = address or f"{HOME}/blob/main/docs/rules.md"
    return descriptor


def _name(rule: Rule) -> str:
    """The whole title in Pascal case: `AKeyIsCreatedInACustomKeyStore`."""
    words = re.findall(r"[A-Za-z0-9]+", rule.title.replace("'s ", "s "))
    return "".join(word[0].upper() + word[1:] for word in words) or rule.id


def _first_paragraph(page: str) -> str:
    return one_line(page.split("\n\n", 1)[0])


def _result(finding: Finding, index: int, number: int, report: Report) -> dict[str, Any]:
    text = one_line(finding.message) + (f"\n{one_line(finding.help)}" if finding.help else "")
    result: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "ruleIndex": index,
        "level": _LEVEL[finding.severity],
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": _physical(location(finding.span, report.sources, finding.unit)),
                "logicalLocations": [{"fullyQualifiedName": finding.address, "kind": "resource"}],
            }
        ],
        "relatedLocations": _related(finding, report),
        "partialFingerprints": {FINGERPRINT: f"{finding.fingerprint}:{number}"},
        "suppressions": [] if finding.suppressed is None else [_suppression(finding.suppressed)],
        "properties": _properties(finding),
    }
    if finding.fix is not None:
        result["fixes"] = [_fix(finding.fix, report)]
    return result


def _properties(finding: Finding) -> dict[str, Any]:
    """What SARIF has no property of its own for."""
    predicted = exceptions(finding)
    properties: dict[str, Any] = {
        "exception": predicted[0].code if predicted else None,
        "service": predicted[0].service if predicted else None,
        "operation": predicted[0].on if predicted else None,
        "exceptions": [raised(exception) for exception in predicted],
        "severity": finding.severity.value,
        "phase": finding.phase.value,
        "resource": finding.address,
        "type": finding.type,
        "assumes": assumed(finding),
    }
    if finding.attribute:
        properties["property"] = finding.attribute
    if finding.world:
        properties["world"] = hide_assigned(finding.world)
    return properties


def _fix(fix: Fix, report: Report) -> dict[str, Any]:
    description = f"{fix.applicability.value} fix"
    if fix.applicability is Applicability.UNSAFE:
        description += ": look at it before you keep it"
    return {"description": {"text": description}, "artifactChanges": _changes(fix.edits, report)}


def _related(finding: Finding, report: Report) -> list[dict[str, Any]]:
    places: list[Place] = [place for place in (*finding.related, *finding.chain) if place.span.is_somewhere]
    return [
        {
            "id": number,
            "message": {"text": one_line(place.label) or "related"},
            "physicalLocation": _physical(location(place.span, report.sources, finding.unit)),
        }
        for number, place in enumerate(places, 1)
    ]


def _suppression(suppressed: Suppressed) -> dict[str, Any]:
    inside = suppressed.kind in ("comment", "metadata")
    suppression: dict[str, Any] = {"kind": "inSource" if inside else "external", "status": "accepted"}
    if suppressed.reason:
        suppression["justification"] = suppressed.reason
    suppression["properties"] = {"by": suppressed.kind}
    if suppressed.until is not None:
        suppression["properties"]["until"] = suppressed.until.isoformat()
    return suppression


def _changes(edits: Sequence[Edit], report: Report) -> list[dict[str, Any]]:
    by_file: dict[int, list[Edit]] = {}
    for edit in edits:
        by_file.setdefault(edit.span.file, []).append(edit)
    return [
        {
            "artifactLocation": artifact(report.sources[file].path),
            "replacements": [
                {
                    "deletedRegion": _region(location(edit.span, report.sources, "")),
                    "insertedContent": {"text": edit.text},
                }
                for edit in some
            ],
        }
        for file, some in by_file.items()
    ]


def _notification(problem: Problem, report: Report) -> dict[str, Any]:
    where = location(problem.span, report.sources, problem.path)
    notification: dict[str, Any] = {
        "descriptor": {"id": problem.kind},
        "level": "note" if problem.kind == "module" else "error",
        "message": {"text": one_line(problem.message)},
        "locations": [{"physicalLocation": _physical(where)}],
    }
    if problem.rule:
        notification["properties"] = {"rule": problem.rule}
    return notification


def _physical(where: Mapping[str, Any]) -> dict[str, Any]:
    return {"artifactLocation": artifact(where["path"]), "region": _region(where)}


def _region(where: Mapping[str, Any]) -> dict[str, int]:
    start, end = where["start"], where["end"]
    return {
        "startLine": start["line"],
        "startColumn": start["column"],
        "endLine": end["line"],
        "endColumn": end["column"],
    }


def artifact(path: str) -> dict[str, str]:
    """Returns a path as SARIF has it: percent-encoded, and relative to the root where it is not absolute."""
    # A name that is not valid UTF-8 keeps its bytes.
    try:
        named = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        named = path.encode("utf-8", "replace")
    if path.startswith("/"):
        return {"uri": f"file://{quote(named)}"}
    if path[1:3] == ":/":
        return {"uri": f"file:///{path[:2]}{quote(named[2:])}"}
    return {"uri": quote(named), "uriBaseId": _ROOT}
