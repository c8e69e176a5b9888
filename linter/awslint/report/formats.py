"""Every format by its name. A format is imported when it is written."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Final

from awslint.report.outcome import Report
from awslint.rules import Finding

FOR_PEOPLE: Final = ("full", "concise")
FOR_PROGRAMS: Final = ("json", "sarif", "junit", "github", "gitlab", "markdown")
FORMATS: Final = (*FOR_PEOPLE, *FOR_PROGRAMS)


def for_programs(name: str, report: Report, findings: Sequence[Finding]) -> str:
    """Returns the report in one of the formats for programs. It depends on nothing but the report."""
    module = import_module(f"awslint.report.as_{name}")
    text: str = getattr(module, f"as_{name}")(report, findings)
    return text
