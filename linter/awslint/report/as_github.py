"""Workflow commands of GitHub Actions, which show findings beside the changed lines of a pull request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from awslint.report.outcome import Report
from awslint.report.places import located, location
from awslint.report.style import clean, harmless, one_line
from awslint.report.wording import exceptions, made_by, more, raised
from awslint.rules import Finding, Severity

_LEVEL: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_github(report: Report, findings: Sequence[Finding]) -> str:
    """Returns a command for each finding and each input that could not be analysed."""
    lines = [_finding(finding, report) for finding in findings]
    for problem in report.problems:
        path, line, _ = located(problem.span, report.sources, problem.path)
        level = "notice" if problem.kind == "module" else "error"
        lines.append(_command(level, one_line(problem.message), file=path, line=line, title=f"awslint: {problem.kind}"))
    return "".join(f"{line}\n" for line in lines)


def _finding(finding: Finding, report: Report) -> str:
    where = location(finding.span, report.sources, finding.unit)
    start, end = where["start"], where["end"]
    columns = {}
    if start["line"] == end["line"]:
        # GitHub takes columns for one line only, and counts the last one in.
        columns = {"col": start["column"], "endColumn": max(start["column"], end["column"] - 1)}
    parts = [one_line(finding.message) + made_by(finding)]
    parts += [raised(exception) for exception in exceptions(finding)]
    if finding.help:
        parts.append(one_line(finding.help))
    parts.append(more(finding.rule))
    return _command(
        _LEVEL[finding.severity],
        "\n".join(parts),
        file=where["path"],
        line=start["line"],
        endLine=end["line"],
        **columns,
        title=f"{finding.rule.id}: {one_line(finding.rule.title)}",
    )


def _command(level: str, message: str, **properties: str | int) -> str:
    shown = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{level} {shown}::{_data(message)}"


def _data(text: str) -> str:
    return harmless(clean(text)).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
