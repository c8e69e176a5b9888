"""What awslint knows of a configuration against what Terraform and the real AWS provider plan of it.

For every attribute: the plan's value, or unknown; never another value.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.differences import Comparison
from bench.plans import compared

from .stored import Stored, stored

PLANS = list(stored())


@pytest.mark.parametrize("project", PLANS, ids=str)
def test_what_is_known_of_a_configuration_is_what_is_planned(project: Stored, tmp_path: Path) -> None:
    found = compared(project.configuration(tmp_path), project.plan())
    assert found.different == []
    assert found.only_here == []


def test_most_of_what_is_written_is_known(tmp_path: Path) -> None:
    found = Comparison()
    for project in PLANS:
        if project.name.startswith("projects/"):
            found.add(compared(project.configuration(tmp_path), project.plan()))
    assert found.equal > 150
    assert found.equal > 10 * sum(found.unknown.values())
