"""The same mistake in both languages gives the same finding."""

from __future__ import annotations

import pytest

from .fixture_cases import LANGUAGES, Case, cases, check

BAD = {(case.rule, case.language): case for case in cases() if case.kind == "bad"}
IN_BOTH = sorted({rule for rule, _ in BAD if all((rule, language) in BAD for language in LANGUAGES)})


def _codes(case: Case) -> set[tuple[str, frozenset[str]]]:
    """The rules found, each with the exceptions it predicts there. Providers and backends have no twin."""
    return {
        (finding.rule.id, frozenset(f"{exception.service}:{exception.code}" for exception in finding.raises))
        for unit in case.units
        for finding in check(unit, lambda rule: rule.id == case.rule).findings
        if finding.type.startswith("AWS::")
    }


@pytest.mark.parametrize("rule", IN_BOTH)
def test_twins(rule: str) -> None:
    first, second = (_codes(BAD[rule, language]) for language in LANGUAGES)
    assert first
    assert first == second
