"""Every fixture gives exactly the findings that are written in it."""

from __future__ import annotations

import pytest

from awslint.rules import Rule
from awslint.rules.registry import built_in_policies

from .fixture_cases import Case, Hit, cases, check

CASES = list(cases())
BESIDE = frozenset({*built_in_policies().ids, "CRED015"})
"""What may be found beside a fixture's own rule: policies that are data have examples of their own, and where passwords
are the matter they are written."""


@pytest.mark.parametrize("case", CASES, ids=str)
def test_fixture(case: Case) -> None:
    assert case.units, f"{case.path} holds no configuration"
    expected = case.expected()
    # Fixtures say as little as their own rule needs.
    others = BESIDE if case.service != "guards" else {"CRED015"}
    ids = {case.rule, *(hit.rule for hit in expected)}

    def asked(rule: Rule) -> bool:
        return rule.id in ids or rule.id not in others

    found: set[Hit] = set()
    messages: dict[Hit, str] = {}
    for unit in case.units:
        result = check(unit, asked)
        assert not result.problems, f"{unit}: {result.problems}"
        hits = result.hits(case.path)
        found |= hits
        for finding in result.findings:
            source = result.sources[finding.span.file]
            line = source.position(finding.span.start).line
            messages.update({hit: finding.message for hit in hits if (hit.line, hit.rule) == (line, finding.rule.id)})
    found = {hit for hit in found if hit.rule == case.rule or hit.rule not in others or hit in expected}
    unmet = [f"expected, not found: {hit}" for hit in sorted(expected - found)]
    surplus = [f"found, not expected: {hit}: {messages.get(hit, '')}" for hit in sorted(found - expected)]
    assert not unmet + surplus, "\n".join(unmet + surplus)
    if case.kind == "bad":
        assert any(hit.rule == case.rule for hit in expected), f"no finding of {case.rule} is expected in {case.path}"
    else:
        assert not expected, f"{case.path} must be silent, but expects findings"
