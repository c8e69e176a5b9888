"""Every rule is declared in full, keeps its page's promises, and has fixtures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from awslint.facts.exceptions import check_claim, service
from awslint.facts.generators.from_provider import stored
from awslint.rules import Phase, Rule, Severity
from awslint.rules.declaration import HEADINGS, split_id
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
GROUPS = {
    prefix: [listed for listed in EVERY if split_id(listed.id)[0] == prefix]
    for prefix in {split_id(r.id)[0] for r in EVERY}
}
EVERY_GROUP = pytest.mark.parametrize("prefix", sorted(GROUPS))
"""Thousands of rules, a test each, would take longer to hand out than to run."""
EVERY_FUNCTION = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
EXAMPLES = [
    pytest.param(rule, heading, language, text, id=f"{rule.id}-{heading.split()[0]}-{index}-{language}")
    for rule in RULES
    for heading in ("Example", "Use instead")
    for index, (language, text) in enumerate(_FENCE.findall(rule.sections.get(heading, "")))
    if language not in BESIDE
]


@EVERY_GROUP
def test_declarations(prefix: str) -> None:
    assert [fault for rule in GROUPS[prefix] for fault in _declaration_faults(rule)] == []


def _declaration_faults(rule: Rule) -> Iterator[str]:
    if not rule.title or rule.title.endswith(".") or len(rule.title) > 100:
        yield f"{rule.id}: a title is a line of at most 100 characters without a full stop: {rule.title!r}"
    if not rule.types or not rule.raises or not rule.evidence:
        yield f"{rule.id}: it names no type, no exception or no evidence"
    for source in rule.evidence:
        if not _LINK.fullmatch(source):
            yield f"{rule.id}: {source} is no evidence that can be looked up"


@EVERY_GROUP
def test_pages(prefix: str) -> None:
    assert [fault for rule in GROUPS[prefix] for fault in _page_faults(rule)] == []


def _page_faults(rule: Rule) -> Iterator[str]:
    if tuple(rule.sections) != ("", *HEADINGS):
        yield f"{rule.id}: the headings are {list(rule.sections)}"
    for heading, text in rule.sections.items():
        if not text.strip():
            yield f"{rule.id}: nothing stands under {heading!r}"


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
        errors = {finding.rule.id: finding.message for finding in result.findings if finding.severity is Severity.ERROR}
        assert rule.id not in found
        assert not errors


@EVERY_GROUP
def test_raises_what_the_service_can_raise(prefix: str) -> None:
    assert [fault for rule in GROUPS[prefix] for fault in _claim_faults(rule)] == []


def _claim_faults(rule: Rule) -> Iterator[str]:
    for exception in (*rule.raises, *rule.related):
        if exception.service == "terraform":
            # What Terraform itself refuses at the plan: no service of AWS, and no operation.
            if (exception.on, rule.phase) != (None, Phase.PLAN):
                yield f"{rule.id}: Terraform refuses at the plan, by no operation"
            continue
        known = service(exception.service)
        if known is None:
            yield f"{rule.id}: botocore has no service {exception.service}"
            continue
        operations = [exception.on] if exception.on else known.operations
        if not any(check_claim(exception.service, exception.code, operation) for operation in operations):
            yield f"{rule.id}: {exception.on or 'no operation'} of {exception.service} does not raise {exception.code}"


@cache
def _operations(service: str) -> frozenset[str]:
    session: Any = pytest.importorskip("botocore.session").get_session()
    return frozenset(session.get_service_model(service).operation_names)


@EVERY_GROUP
def test_evidence_in_botocore_exists(prefix: str) -> None:
    named = [
        (rule.id, *source.split(":")[1:])
        for rule in GROUPS[prefix]
        for source in rule.evidence
        if source.startswith("botocore:")
    ]
    assert [claim for claim in named if claim[2] not in _operations(claim[1])] == []


@cache
def _provider_types() -> frozenset[str]:
    return frozenset(native for block in stored().values() for native in block["types"])


@EVERY_GROUP
def test_evidence_in_the_provider_exists(prefix: str) -> None:
    named = [(rule.id, source) for rule in GROUPS[prefix] for source in rule.evidence if source.startswith("provider:")]
    assert [claim for claim in named if claim[1].removeprefix("provider:") not in _provider_types()] == []


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
    assert sorted(title for title in set(titles) if titles.count(title) > 1) == []
