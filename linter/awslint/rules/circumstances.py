"""What a finding is worth that rests on a circumstance: a resource that may not exist, a default to be replaced."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.graph.deployment import Role
from awslint.rules.declaration import Severity
from awslint.rules.finding import Finding
from awslint.values import Truth

_DEFAULT: Final = re.compile(r"(?P<input>\S+(?: \S+)?)(?: = (?P<value>.*) \(default\)| has its default)", re.DOTALL)
_PLACEHOLDER: Final = re.compile(
    r'null|\[\]|\{\}|""|"<.*>"|"(?:your|change|replace|todo|fixme)(?:[ _-]?[a-z].*)?"', re.I
)
"""Defaults that stand where a caller has to say something."""

_INPUTS: Final = frozenset({"AWS::CloudFormation::Parameter", "Terraform::Variable"})


def exists_for_some(finding: Finding, *resources: Resource) -> Finding:
    """The finding, with a circumstance where a resource that it is about may have no instance at all."""
    uncertain = [one for one in resources if one.existence is Truth.MAYBE]
    if not uncertain or finding.world:
        return finding
    return replace(finding, world="there is any" if uncertain[0].many else "it is created")


def qualified(finding: Finding, deployment: Deployment) -> Finding | None:
    """The finding as it may be reported, None where it says nothing.

    One that holds under a circumstance only is a warning at most. The callers of a module decide on what exists under
    a circumstance, so that it is found with them. Who needs inputs that have no value also replaces defaults: what
    rests on these is a warning at most, and nothing where the default is a placeholder.
    """
    if finding.world:
        if deployment.role is Role.CALLED or finding.type in _INPUTS:
            return None
        finding = _at_most_a_warning(finding)
    if deployment.role in (Role.LIBRARY, Role.INCOMPLETE):
        defaults = [found for found in map(_DEFAULT.fullmatch, finding.assumes) if found]
        if any(_PLACEHOLDER.fullmatch(default["value"] or "") for default in defaults):
            return None
        if deployment.role is Role.LIBRARY and defaults:
            inputs = " and ".join(default["input"] for default in defaults)
            world = f"{inputs} {'has its default' if len(defaults) == 1 else 'have their defaults'}"
            finding = replace(finding, world=f"{finding.world} and {world}" if finding.world else world)
            finding = _at_most_a_warning(finding)
    return finding


def _at_most_a_warning(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.WARNING) if finding.severity is Severity.ERROR else finding
