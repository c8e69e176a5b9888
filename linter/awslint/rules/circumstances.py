"""What a finding is worth where it depends on circumstances: one place for all rules.

A resource that may not exist is no certain failure, and the defaults of something that is meant to be called are as
often placeholders as wishes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.rules.claims import Severity
from awslint.rules.finding import Finding

_DEFAULT: Final = " (default)"
_EMPTY: Final = (" = null", ' = ""', " = []", " = {}")
MOST_DEFAULTS: Final = 3
"""How many defaults a message names."""


def weighed(finding: Finding, resource: Resource, deployment: Deployment) -> Finding | None:
    """Returns the finding as it counts in its circumstances; None where it says nothing.

    A finding on a resource that may not exist is at most a warning that names the condition. In a unit that lacks
    values, one that rests on an empty default is nothing: whoever gives the values that it needs replaces that one. One
    that rests on other defaults, in a unit that is meant to be called, is at most a warning that names them.
    """
    circumstances = []
    if resource.many:
        condition = f"{resource.block} has an instance"
        finding = replace(finding, world=f"{finding.world} and {condition}" if finding.world else condition)
    if finding.world:
        circumstances.append(f"if {finding.world}")
    defaults = [assumption for assumption in finding.assumes if is_default(assumption)]
    if deployment.needs_values and any(default.removesuffix(_DEFAULT).endswith(_EMPTY) for default in defaults):
        return None
    if deployment.is_library and defaults:
        names = [
            default.removesuffix(_DEFAULT).removesuffix(" has its default") for default in defaults[:MOST_DEFAULTS]
        ]
        circumstances.append(f"with the default of {' and '.join(names)}")
    if not circumstances:
        return finding
    rank = max(finding.severity.rank, Severity.WARNING.rank)
    severity = next(level for level in Severity if level.rank == rank)
    message = f"{finding.message.removesuffix('.')} ({', '.join(circumstances)})."
    return replace(finding, severity=severity, message=message)


def is_default(assumption: str) -> bool:
    """Returns whether an assumption, as front ends word them, is that nobody sets a parameter."""
    return assumption.endswith((_DEFAULT, "has its default"))
