"""Whole projects: clean ones have no finding, and as people write them first every fault is found where it is."""

from __future__ import annotations

import pytest

from .fixture_cases import FIXTURES, Case, checked

CLEAN = ("rbac", "memorydb_iam")
FIRST = ("rbac_first", "memorydb_iam_first")


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_project_has_no_finding(name: str) -> None:
    result = checked(FIXTURES / "projects" / name)
    assert not result.problems
    assert [f"{finding.rule.id} {finding.address}: {finding.message}" for finding in result.findings] == []


@pytest.mark.parametrize("name", FIRST)
def test_every_fault_of_a_first_draft_is_found(name: str) -> None:
    case = Case("projects", "", "terraform", "bad", FIXTURES / "projects" / name, (FIXTURES / "projects" / name,))
    result = checked(case.path)
    assert not result.problems
    found = result.hits(case.path)
    assert sorted(map(str, found - case.expected())) == []
    assert sorted(map(str, case.expected() - found)) == []
