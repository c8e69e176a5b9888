"""Every rule is declared in full, keeps its page's promises, and has fixtures."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from awslint.facts.exceptions import check_claim, service
from awslint.facts.generators.from_provider import kept
from awslint.rules import Phase, Rule, Severity
from awslint.rules.declaration import HEADINGS
from awslint.rules.registry import all_rules

from .fixture_cases import KINDS, cases, check

EVERY = all_rules()
RULES = [rule for rule in EVERY if not rule.file]
"""The rules that are functions; tests/test_policies.py runs the examples of those that are data."""
FENCES = {"hcl": "main.tf", "yaml": "template.yaml", "json": "template.json"}
BESIDE = {"toml": "samconfig.toml"}
"""What an example may have beside its configuration."""
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(
    r"https://\S+|provider:aws\w+|catalogue:[A-Z][A-Z0-9]*-\d+|proven:pf-[a-z0-9-]+|recorded:[\w./-]+#\d+|issue:[\w./-]+#\d+|botocore:[\w-]+:\w+"
)
EVERY_RULE = pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.id)
EVERY_FUNCTION = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
EXAMPLES = [
    pytest.param(rule, heading, language, text, id=f"{rule.id}-{heading.split()[0]}-{index}-{language}")
    for rule in RULES
    for heading in ("Example", "Use instead")
    for index, (language, text) in enumerate(_FENCE.findall(rule.sections.get(heading, "")))
    if language not in BESIDE
]


@EVERY_RULE
def test_declaration(rule: Rule) -> None:
    assert rule.title
    assert not rule.title.endswith(".")
    assert len(rule.title) <= 100
    assert rule.types
    assert rule.raises, "a finding names at least one exception"
    assert rule.evidence
    for one in rule.evidence:
        assert _LINK.fullmatch(one), f"{one} is no evidence that can be looked up"


@EVERY_RULE
def test_page(rule: Rule) -> None:
    assert rule.sections[""].strip(), "the page begins with what the rule is"
    assert tuple(rule.sections) == ("", *HEADINGS)
    assert all(rule.sections.values()), [heading for heading, text in rule.sections.items() if not text]


@EVERY_FUNCTION
def test_page_has_examples_of_the_same_languages(rule: Rule) -> None:
    bad, good = (_FENCE.findall(rule.sections[heading]) for heading in ("Example", "Use instead"))
    assert bad
    assert {language for language, _ in bad} <= FENCES.keys() | BESIDE.keys()
    assert {language for language, _ in bad} == {language for language, _ in good}


@pytest.mark.parametrize(("rule", "heading", "language", "text"), EXAMPLES)
def test_example(rule: Rule, heading: str, language: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / FENCES[language]
    file.write_text(text, encoding="utf-8")
    for other, content in _FENCE.findall(rule.sections[heading]):
        if other in BESIDE:
            (tmp_path / BESIDE[other]).write_text(content, encoding="utf-8")
    result = check(tmp_path if language == "hcl" else file)
    assert not result.problems
    found = {finding.rule.id for finding in result.findings}
    if heading == "Example":
        assert rule.id in found
    else:
        errors = {one.rule.id: one.message for one in result.findings if one.severity is Severity.ERROR}
        assert rule.id not in found
        assert not errors


@EVERY_RULE
def test_raises_what_the_service_can_raise(rule: Rule) -> None:
    for one in (*rule.raises, *rule.related):
        if one.service == "terraform":
            # What Terraform itself refuses at the plan: no service of AWS, and no operation.
            assert (one.on, rule.phase) == (None, Phase.PLAN)
            continue
        known = service(one.service)
        assert known is not None, f"botocore has no service {one.service}"
        operations = [one.on] if one.on else known.operations
        claimed = any(check_claim(one.service, one.code, operation) for operation in operations)
        assert claimed, f"{one.on or 'no operation'} of {one.service} raises {one.code}"


@cache
def _operations(service: str) -> frozenset[str]:
    session: Any = pytest.importorskip("botocore.session").get_session()
    return frozenset(session.get_service_model(service).operation_names)


@EVERY_RULE
def test_evidence_in_botocore_exists(rule: Rule) -> None:
    for one in rule.evidence:
        if one.startswith("botocore:"):
            _, service, operation = one.split(":")
            assert operation in _operations(service)


@cache
def _provider_types() -> frozenset[str]:
    return frozenset(native for block in kept().values() for native in block["types"])


@EVERY_RULE
def test_evidence_in_the_provider_exists(rule: Rule) -> None:
    for one in rule.evidence:
        if one.startswith("provider:"):
            assert one.removeprefix("provider:") in _provider_types()


@EVERY_FUNCTION
def test_has_fixtures_of_each_kind(rule: Rule) -> None:
    mine = [case for case in cases() if case.rule == rule.id]
    assert {case.kind for case in mine} == set(KINDS), f"fixtures of {rule.id}: {[str(case) for case in mine]}"
    for language in {case.language for case in mine}:
        there = {case.kind for case in mine if case.language == language}
        assert there == set(KINDS), f"{rule.id} in {language}: only {sorted(there)}"


def test_fixtures_belong_to_rules() -> None:
    """A directory without a rule is a guard: it proves that awslint is silent where a rule would be wrong."""
    ids = {rule.id for rule in EVERY}
    assert [str(case.path) for case in cases() if case.rule not in ids and case.kind != "good"] == []


def test_ids_are_unique_titles() -> None:
    # The same may be wrong with things of two types, and be seen by different means in the two languages.
    titles = [(rule.title, rule.types, rule.languages) for rule in EVERY]
    assert sorted(one for one in set(titles) if titles.count(one) > 1) == []
