"""Whom a fix touches: an edit in a module that several callers share changes all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from awslint.graph import Deployment
from awslint.rules import Applicability, Finding, Fix

_NAMED: Final = 3
"""How many other callers a finding names."""


def callers_by_file(deployment: Deployment) -> Mapping[int, tuple[str, ...]]:
    """By number of a file the module instances, or nested stacks, that read it, as addresses; the root is ''."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for resource in deployment.resources:
        if resource.header.is_somewhere:
            parent = f"{resource.native_type}." if deployment.kind == "terraform" else "/"
            found[resource.header.file][resource.address.rpartition(parent)[0].rstrip(".")] = None
    return {file: tuple(modules) for file, modules in found.items()}


def with_reach(finding: Finding, callers: Mapping[int, tuple[str, ...]]) -> Finding:
    """Returns the finding with a fix that is unsafe, and a help that says whom it touches, where several callers share
    it."""
    if finding.fix is None:
        return finding
    edited = (callers.get(edit.span.file, ()) for edit in finding.fix.edits)
    sharing = next((modules for modules in edited if len(modules) > 1), ())
    others = [name for name in sharing if name and not finding.address.startswith((f"{name}.", f"{name}/"))]
    if not others:
        return finding
    named = ", ".join(others[:_NAMED]) + (f" and {len(others) - _NAMED} more" if len(others) > _NAMED else "")
    fix = Fix(Applicability.UNSAFE, finding.fix.edits)
    return replace(finding, fix=fix, help=f"{finding.help} A change in this module also changes {named}.".strip())
