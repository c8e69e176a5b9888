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
from awslint.graph.loading import Inputs
from awslint.rules import Phase, Rule
from awslint.rules.declaration import HEADINGS, split_id
from awslint.rules.registry import all_rules
from awslint.runs.policy_tests import example_failures

from .fixture_cases import cases
from .page_examples import BESIDE, FILES, KINDS, PageExample, fences, page_examples

EVERY = all_rules()
RULES = [rule for rule in EVERY if not rule.file]
"""The rules that are functions; tests/test_policies.py runs the examples of those that are data."""
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
    bad, good = ({fence for fence, _ in fences(rule, heading)} for heading in ("Example", "Use instead"))
    assert bad
    assert bad <= FILES.keys() | BESIDE.keys()
    assert bad == good


@pytest.mark.parametrize("example", list(page_examples()), ids=str)
def test_page_example(example: PageExample, tmp_path: Path) -> None:
    """As the examples of policies that are data: `# expect` marks the line, and what is not known is never found."""
    file = example.write(tmp_path)
    assert list(example_failures(example.rule, example.kind, file, example.text, Inputs())) == []


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


def test_no_example_is_written_twice() -> None:
    """Every fixture is run with all rules: a second copy of it, or of an example on its rule's page, shows nothing."""
    places: dict[str, list[str]] = {}
    for case in cases():
        for entry in case.entries:
            if entry.is_file():
                places.setdefault(_plain(entry.read_text(encoding="utf-8")), []).append(str(entry))
    for rule in EVERY:
        for heading in KINDS:
            for text in (_plain(text) for _, text in fences(rule, heading)):
                if any(Path(place).parent.name == rule.id for place in places.get(text, ())):
                    places[text].append(f"the page of {rule.id}")
    assert [found for found in places.values() if len(found) > 1] == []


def _plain(text: str) -> str:
    """What is compared: the text without comments, spaces and empty lines."""
    lines = re.sub(r"(?m)(?:^|(?<=\s))(?:#|//).*", "", text).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def test_fixtures_belong_to_rules() -> None:
    """A directory without a rule is a guard: it proves that awslint is silent where a rule would be wrong."""
    ids = {rule.id for rule in EVERY}
    assert [str(case.path) for case in cases() if case.rule not in ids and case.kind != "good"] == []


def test_ids_are_unique_titles() -> None:
    # The same may be wrong with things of two types, and be seen by different means in the two languages.
    titles = [(rule.title, rule.types, rule.languages) for rule in EVERY]
    assert sorted(title for title in set(titles) if titles.count(title) > 1) == []
