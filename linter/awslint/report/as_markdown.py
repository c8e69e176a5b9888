"""Markdown for the comment of a pull request or the summary of a job."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from awslint.report import text
from awslint.report.outcome import Report
from awslint.report.places import located
from awslint.report.style import Style, clean, harmless, one_line
from awslint.report.wording import exceptions, facts, raised
from awslint.rules import Finding, Severity

LONGEST: Final = 60_000
"""Characters. GitHub refuses a comment of more than 65,536; what does not fit is counted instead."""

_ICON: Final = {Severity.ERROR: "🛑", Severity.WARNING: "⚠️", Severity.INFO: "💡"}
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]#|~$])")


def as_markdown(report: Report, findings: Sequence[Finding]) -> str:
    """Returns a table of the findings, what to do about each to be folded out, and the summary."""
    hidden = len(report.findings) - len(findings)
    lines = text.summary(report, hidden, Style()).splitlines()
    head = f"### awslint: {_plain(lines[0])}\n"
    problems = [line for line in text.problems(report, Style()).splitlines() if not line.startswith(" ")]
    tail = "\n" + "".join(f"- {_plain(line)}\n" for line in problems) if problems else ""
    tail += "".join(f"\n{_plain(line)}\n" for line in lines[1:])
    if not findings:
        return harmless(head + tail)
    space = LONGEST - len(head) - len(tail)
    rows, details = [], []
    for finding in findings:
        row, detail = _row(finding, report), _detail(finding, report)
        space -= len(row) + len(detail)
        if space < 0:
            break
        rows.append(row)
        details.append(detail)
    left = len(findings) - len(rows)
    if left:
        details.append(f"… and {left} more, for which there is no room here.\n")
    table = "| | Where | What | Exception |\n|---|---|---|---|\n" + "".join(rows)
    folded = f"\n<details>\n<summary>What to do</summary>\n\n{''.join(details)}\n</details>\n"
    return harmless(f"{head}\n{table}{folded}{tail}")


def _row(finding: Finding, report: Report) -> str:
    path, line, _ = located(finding.span, report.sources, finding.unit)
    codes = ", ".join(_code(raised(exception), "|") for exception in exceptions(finding))
    title = f"**{finding.rule.id}** {_plain(finding.message)}"
    return f"| {_ICON[finding.severity]} | {_code(f'{path}:{line}', '|')} | {title} | {codes} |\n"


def _detail(finding: Finding, report: Report) -> str:
    path, line, column = located(finding.span, report.sources, finding.unit)
    lines = [f"**{finding.rule.id}: {_plain(finding.rule.title)}** ({_code(f'{path}:{line}:{column}')})\n"]
    lines += [f"- {name}: {_code(value) if name in _EXACT else _plain(value)}" for name, value in facts(finding)]
    return "\n".join(lines) + "\n\n"


_EXACT: Final = ("exception", "resource", "more")


def _plain(value: str) -> str:
    """Text that Markdown shows as it is, code within it apart: no markup, no HTML, no mention of a user."""
    parts = one_line(value).split("`")
    if len(parts) % 2:
        return "".join(_code(part, "|") if number % 2 else _escaped(part) for number, part in enumerate(parts))
    return _escaped(one_line(value))


def _escaped(value: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", value.replace("&", "&amp;"))
    return escaped.replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;")


def _code(value: str, cell: str = "") -> str:
    """Text as code; in a table's cell its bars are escaped, as they would end the cell."""
    shown = clean(one_line(value))
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    blank = " " if longest else ""
    return fence + blank + (shown.replace("|", r"\|") if cell else shown) + blank + fence
