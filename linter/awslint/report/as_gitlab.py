"""GitLab's code quality report, which merge requests show beside the changed lines."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from awslint.graph.loading import Problem
from awslint.report.outcome import Report
from awslint.report.places import location
from awslint.report.style import as_json_text, one_line
from awslint.report.wording import exceptions, made_by, raised
from awslint.rules import Finding, Severity

_SEVERITY: Final = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def as_gitlab(report: Report, findings: Sequence[Finding]) -> str:
    """Returns one list of all findings, and of the inputs that could not be analysed. Every fingerprint occurs once."""
    seen: Counter[str] = Counter()
    entries: list[dict[str, Any]] = []
    for finding in findings:
        seen[finding.fingerprint] += 1
        named = "; ".join(raised(exception) for exception in exceptions(finding))
        entries.append(
            {
                "type": "issue",
                "check_name": finding.rule.id,
                "description": one_line(finding.message) + (f" ({named})" if named else "") + made_by(finding),
                "content": {"body": one_line(finding.help)},
                "categories": ["Bug Risk"],
                "severity": _SEVERITY[finding.severity],
                "fingerprint": _numbered(finding.fingerprint, seen[finding.fingerprint]),
                "location": _lines(location(finding.span, report.sources, finding.unit)),
            }
        )
    for problem in report.problems:
        if problem.kind != "module":
            entries.append(_problem(problem, report))
    return as_json_text(entries) + "\n"


def _numbered(fingerprint: str, number: int) -> str:
    return fingerprint if number == 1 else hashlib.sha256(f"{fingerprint}:{number}".encode()).hexdigest()[:32]


def _problem(problem: Problem, report: Report) -> dict[str, Any]:
    where = location(problem.span, report.sources, problem.path)
    key = "\x1f".join((problem.kind, problem.path, problem.message, str(where["start"]["line"])))
    return {
        "type": "issue",
        "check_name": f"awslint-{problem.kind}",
        "description": one_line(problem.message),
        "categories": ["Bug Risk"],
        "severity": "blocker",
        "fingerprint": hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        "location": _lines(where),
    }


def _lines(where: dict[str, Any]) -> dict[str, Any]:
    lines = {"begin": where["start"]["line"], "end": max(where["start"]["line"], where["end"]["line"])}
    return {"path": where["path"], "lines": lines}
