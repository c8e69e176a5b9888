"""The two formats for people: `full` with code frames, `concise` with a line a finding."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

from awslint.report.frames import Framer
from awslint.report.outcome import Report
from awslint.report.places import located
from awslint.report.secrets import hide_assigned, secret_places
from awslint.report.style import Style, counted, one_line, shown_path
from awslint.report.wording import CFN_LINT, exceptions, facts, is_from_cfn_lint, made_by
from awslint.rules import Applicability, Finding


def full(report: Report, findings: Sequence[Finding], style: Style) -> str:
    """Returns every finding with its source lines, the exception, and what to write instead."""
    secrets = {*report.secrets, *(span for finding in findings for span in secret_places(finding))}
    framer = Framer(report.sources, secrets, style)
    return "\n".join(_full(finding, framer, style) for finding in findings)


def _full(finding: Finding, framer: Framer, style: Style) -> str:
    head = style.severity(f"{finding.severity.value}[{finding.rule.id}]", finding.severity)
    lines = [f"{head}{style(': ' + one_line(finding.rule.title), 'bold')}"]
    frame, notes = framer.frame(finding)
    lines += frame
    indent = " " * (len(frame[0]) - len(frame[0].lstrip()))
    for name, text in facts(finding, notes):
        first, *rest = textwrap.wrap(
            f"{name}: {text}", style.width, break_long_words=False, break_on_hyphens=False
        ) or [f"{name}:"]
        dressed = style(f"{name}:", "bold") + first[len(name) + 1 :]
        lines.append(f"{indent} {style('=', 'blue')} {dressed}")
        lines += [f"{indent}   {' ' * (len(name) + 2)}{part}" for part in rest]
    return "\n".join(lines) + "\n"


SERVICES: Final = {
    "kms": "KMS",
    "cloudhsmv2": "CloudHSM",
    "elasticache": "ElastiCache",
    "memorydb": "MemoryDB",
    "iam": "IAM",
    "sts": "STS",
    "ec2": "EC2",
    "s3": "S3",
    "sqs": "SQS",
    "sns": "SNS",
    "rds": "RDS",
    "lambda": "Lambda",
    "secretsmanager": "Secrets Manager",
}
"""How people call the services whose names in botocore are written otherwise."""


def concise(report: Report, findings: Sequence[Finding], style: Style) -> str:
    """Returns `path:line:col: error[KMS055] message (KMS CustomKeyStoreInvalidStateException, CreateKey)`."""
    lines = []
    for finding in findings:
        path, line, column = located(finding.span, report.sources, finding.unit)
        head = style.severity(f"{finding.severity.value}[{finding.rule.id}]", finding.severity)
        where = style.link(f"{shown_path(path)}:{line}:{column}", path)
        lines.append(f"{where}: {head} {one_line(finding.message)}{_short(finding)}{made_by(finding)}\n")
    return "".join(lines)


def _short(finding: Finding) -> str:
    predicted = exceptions(finding)
    if not predicted:
        return f" ({CFN_LINT})" if is_from_cfn_lint(finding.rule) else ""
    first = predicted[0]
    operation = f", {first.on}" if first.on else ""
    return f" ({SERVICES.get(first.service, first.service)} {first.code}{operation})"


def statistics(findings: Sequence[Finding], style: Style) -> str:
    """Returns how often each rule was broken, the most frequent first."""
    numbers: dict[str, int] = {}
    for finding in findings:
        numbers[finding.rule.id] = numbers.get(finding.rule.id, 0) + 1
    rules = {finding.rule.id: finding.rule for finding in findings}
    rows = sorted(numbers.items(), key=lambda row: (-row[1], row[0]))
    return "".join(
        f"{number:>6}  {style.severity(f'{id_:<10}', rules[id_].severity)}  {one_line(rules[id_].title)}\n"
        for id_, number in rows
    )


def undecided(report: Report, style: Style) -> str:
    """Returns every check that could not be decided, with the reasons."""
    lines = []
    for unit, doubt in report.doubts:
        head = style(f"undecided[{doubt.rule}]", "cyan")
        reasons = (
            "; ".join(one_line(hide_assigned(reason)) for reason in doubt.reasons)
            or "the files do not say enough to decide it"
        )
        lines.append(f"{shown_path(unit)}: {head} {one_line(doubt.address)}: {reasons}\n")
    return "".join(lines)


def problems(report: Report, style: Style) -> str:
    """Inputs that could not be analysed in full, each with its place and what to do."""
    lines = []
    for problem in report.problems:
        where = problem.path
        if problem.span.is_somewhere:
            path, line, column = located(problem.span, report.sources, problem.path)
            where = f"{path}:{line}:{column}"
        colour = "cyan" if problem.kind == "module" else "red"
        word = "note" if problem.kind == "module" else problem.kind
        lines.append(f"{shown_path(where)}: {style(word, colour)}: {one_line(problem.message)}\n")
        if problem.kind == "internal":
            lines.append("  this is a fault of awslint: please report it with the output of the same command and -v\n")
    return "".join(lines)


def fixable(findings: Sequence[Finding]) -> tuple[int, int]:
    """Counts the findings that have a safe fix, and those whose fix somebody should look at."""
    fixes = [finding.fix.applicability for finding in findings if finding.fix is not None]
    return fixes.count(Applicability.SAFE), fixes.count(Applicability.UNSAFE)


def summary(report: Report, hidden: int, style: Style) -> str:
    """Returns what was checked, what was found, and everything that was not: at most four lines."""
    named = (("error", report.errors), ("warning", report.warnings), ("info", report.infos))
    found = ", ".join(counted(number, noun) for noun, number in named if number) or "no findings"
    colour = "red" if report.errors else "yellow" if report.warnings else "bold"
    checked = ", ".join(
        (
            counted(len(report.units), "unit"),
            counted(len(report.files), "file"),
            counted(report.resources, "resource"),
        )
    )
    lines = [f"{style(found, colour)} in {checked}"]
    rest = _left_out(report, hidden)
    if rest:
        lines.append("; ".join(rest))
    if not report.is_complete:
        bad = sum(problem.kind != "module" for problem in report.problems)
        lines.append(style(f"incomplete: {counted(bad, 'problem')} above", "red"))
    for path in report.empty:
        lines.append(f"{shown_path(path)}: nothing to lint: no Terraform configuration and no CloudFormation template")
    if len(report.named) == 1 and not report.units:
        lines.append(
            f"{shown_path(report.named[0])}: skipped: neither Terraform configuration nor CloudFormation template"
        )
    return "\n".join(lines) + "\n"


def _left_out(report: Report, hidden: int) -> list[str]:
    """What the findings shown do not tell: what can be fixed, is hidden, undecided, or was not read."""
    rest = []
    safe, unsafe = fixable(report.shown())
    if safe:
        rest.append(f"{counted(safe, 'finding')} fixable (--fix)")
    if unsafe:
        rest.append(f"{counted(unsafe, 'finding')} fixable after a look (--fix --unsafe-fixes)")
    if hidden:
        rest.append(f"{counted(hidden, 'finding')} hidden (--severity info shows all)")
    if report.suppressed:
        rest.append(f"{counted(len(report.suppressed), 'finding')} suppressed (--no-suppressions shows all)")
    if report.doubts:
        rest.append(f"{counted(len(report.doubts), 'check')} undecided (--show-undecided lists them)")
    if report.elsewhere:
        rest.append(f"{counted(report.elsewhere, 'finding')} in files that were not named")
    if report.excluded:
        rest.append(f"{counted(report.excluded, 'unit')} left out (exclude)")
    if report.skipped:
        rest.append(f"{counted(report.skipped, 'file')} skipped (no infrastructure code)")
    modules = sum(problem.kind == "module" and not problem.is_read for problem in report.problems)
    if modules:
        rest.append(f"{counted(modules, 'module')} not read")
    rest += [shown_path(path) for path in report.restrictions]
    return rest
