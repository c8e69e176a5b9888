"""The same mistake in both languages gives the same finding."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .fixture_cases import LANGUAGES, cases, check
from .page_examples import page_examples

Unit = Callable[[Path], Path]
"""Returns a configuration, for which there is an empty directory."""


def _in_place(unit: Path) -> Unit:
    return lambda _: unit


OF_OTHER_EXCEPTIONS = ("CRED014", "IAM004", "IAM006")
"""Rules whose examples in the two languages are of different exceptions."""
FIXTURES: dict[tuple[str, str], list[Unit]] = {
    (case.rule, case.language): [_in_place(unit) for unit in case.units] for case in cases() if case.kind == "bad"
}
PAGES = {(example.rule.id, example.language): [example.unit] for example in page_examples() if example.kind == "bad"}
BAD = PAGES | FIXTURES
"""By rule and language: the fixtures, or where it has none the example on the rule's page."""
IN_BOTH = sorted({rule for rule, _ in BAD if all((rule, language) in BAD for language in LANGUAGES)})


def _codes(rule: str, units: list[Unit], directory: Path) -> set[tuple[str, frozenset[str]]]:
    """The rules found, each with the exceptions it predicts there. Providers and backends have no twin."""
    codes = set()
    for number, unit in enumerate(units):
        place = directory / str(number)
        place.mkdir(parents=True)
        codes |= {
            (finding.rule.id, frozenset(f"{exception.service}:{exception.code}" for exception in finding.raises))
            for finding in check(unit(place), lambda asked: asked.id == rule).findings
            if finding.type.startswith("AWS::")
        }
    return codes


@pytest.mark.parametrize("rule", sorted(set(IN_BOTH).difference(OF_OTHER_EXCEPTIONS)))
def test_twins(rule: str, tmp_path: Path) -> None:
    terraform, cloudformation = (_codes(rule, BAD[rule, language], tmp_path / language) for language in LANGUAGES)
    assert terraform
    assert terraform == cloudformation
