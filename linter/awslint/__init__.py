"""awslint says before deployment which AWS exception a configuration will raise, and what to write instead.

For programs: `check` takes paths and returns a `Report`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from awslint.api import check
    from awslint.graph.loading import Problem
    from awslint.project import UsageError
    from awslint.report.outcome import Report
    from awslint.rules import Finding, Raises, Rule, Severity

__version__ = "0.1.0"

__all__ = ["Finding", "Problem", "Raises", "Report", "Rule", "Severity", "UsageError", "__version__", "check"]

_MODULES = {
    "check": "awslint.api",
    "Finding": "awslint.rules",
    "Problem": "awslint.graph.loading",
    "Raises": "awslint.rules",
    "Report": "awslint.report.outcome",
    "Rule": "awslint.rules",
    "Severity": "awslint.rules",
    "UsageError": "awslint.project",
}
"""Where the public names are. They are imported when they are used: the command itself starts without them."""


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_MODULES[name]), name)
