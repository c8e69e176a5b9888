"""JUnit's XML, as Jenkins, GitLab and Azure read it: a suite for each unit, a failed case for each finding."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from awslint.graph.loading import Problem
from awslint.report.outcome import USUAL, Report, with_suppressed
from awslint.report.places import located
from awslint.report.style import clean, one_line, shown_path
from awslint.report.wording import facts, justified
from awslint.rules import Finding


def as_junit(report: Report, findings: Sequence[Finding]) -> str:
    """Returns the report as text, one document.

    A finding that makes the command fail is a failure; one that is only shown is a passed case with output; a
    suppressed one is skipped; an input that could not be analysed is an error. A unit without any has one passed case.
    """
    everything = with_suppressed(report, findings)
    suites: dict[str, list[tuple[str, str]]] = {unit: [] for unit in report.units}
    for finding in everything:
        suites.setdefault(finding.unit, []).append(_case(finding, report))
    for problem in report.problems:
        suites.setdefault(problem.path, []).append(_problem(problem, report))
    for unit, cases in suites.items():
        if not cases:
            cases.append(("passed", f"<testcase {_attributes(name='no findings', classname=unit)}/>"))
    total = [kind for cases in suites.values() for kind, _ in cases]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="awslint" {_numbers(total)}>']
    for unit, cases in sorted(suites.items()):
        lines.append(f"  <testsuite {_attributes(name=unit)} {_numbers([kind for kind, _ in cases])}>")
        lines += [f"    {text}" for _, text in cases]
        lines.append("  </testsuite>")
    # Nothing but values holds two number signs, where an escape means the same.
    return "\n".join([*lines, "</testsuites>"]).replace("##", "#&#35;") + "\n"


def _case(finding: Finding, report: Report) -> tuple[str, str]:
    path, line, column = located(finding.span, report.sources, finding.unit)
    where = f"{shown_path(path)}:{line}:{column}"
    name = f"{finding.rule.id} {finding.address} ({where})"
    opening = f"<testcase {_attributes(name=name, classname=finding.unit, file=path)} line={quoteattr(str(line))}>"
    message = one_line(finding.message)
    if finding.suppressed is not None:
        return "skipped", f"{opening}<skipped {_attributes(message=f'{justified(finding)} [{message}]')}/></testcase>"
    body = "\n".join([f"{where}: {message}", *(f"{name}: {text}" for name, text in facts(finding))])
    if report.limits.get(finding.unit, USUAL).fails(finding.severity):
        kind = _attributes(message=message, type=f"{finding.severity.value} {finding.rule.id}")
        return "failure", f"{opening}<failure {kind}>{escape(clean(body))}</failure></testcase>"
    return "passed", f"{opening}<system-out>{escape(clean(body))}</system-out></testcase>"


def _problem(problem: Problem, report: Report) -> tuple[str, str]:
    path, line, _ = located(problem.span, report.sources, problem.path)
    message = one_line(problem.message)
    opening = f"<testcase {_attributes(name=f'{problem.kind}: {path}:{line}', classname=problem.path, file=path)}>"
    if problem.kind == "module":
        return "skipped", f"{opening}<skipped {_attributes(message=message)}/></testcase>"
    return "error", f"{opening}<error {_attributes(message=message, type=problem.kind)}/></testcase>"


def _numbers(kinds: Sequence[str]) -> str:
    numbers = {
        "tests": len(kinds),
        "failures": kinds.count("failure"),
        "errors": kinds.count("error"),
        "skipped": kinds.count("skipped"),
    }
    return " ".join(f'{name}="{number}"' for name, number in numbers.items())


def _attributes(**attributes: str) -> str:
    # XML has no way to write control characters, not even escaped.
    return " ".join(f"{name}={quoteattr(one_line(text))}" for name, text in attributes.items())
