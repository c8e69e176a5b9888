from dataclasses import replace
from pathlib import Path

import pytest

from awslint.explain import coverage
from awslint.explain.coverage import Uncovered, main, page, rule_id
from awslint.explain.services import Coverage, explained
from awslint.facts import exceptions
from awslint.rules.registry import all_rules

DOCS = Path(__file__).parents[2] / "docs" / "exceptions.md"


def test_the_page_is_up_to_date() -> None:
    assert DOCS.read_text(encoding="utf-8") == page(all_rules()), "run python -m awslint.explain.coverage"


def test_the_page_has_every_modelled_exception() -> None:
    text = page(all_rules())
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    modelled = [known for name in explained() if (known := exceptions.service(name)) is not None]
    assert len(rows) == sum(len(known.errors) for known in modelled) == 191
    for row in rows:
        _, code, built, planned, reason, _ = row.split("|")
        assert built.strip() or planned.strip() or reason.strip(), code


def test_an_exception_of_which_nothing_is_reported_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    own = explained()["memorydb"]
    without = replace(own, exceptions={**own.exceptions, "ShardNotFoundFault": Coverage()})
    monkeypatch.setattr(coverage, "explained", lambda: {**explained(), "memorydb": without})
    with pytest.raises(Uncovered, match="memorydb ShardNotFoundFault is neither predicted nor explained"):
        page(all_rules())


def test_an_entry_for_what_is_not_modelled_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    own = explained()["kms"]
    more = replace(own, exceptions={**own.exceptions, "NoSuchException": Coverage(reason="x")})
    monkeypatch.setattr(coverage, "explained", lambda: {**explained(), "kms": more})
    with pytest.raises(Uncovered, match="kms models no NoSuchException"):
        page(all_rules())


def test_the_command_writes_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "docs" / "exceptions.md"
    assert main([str(file), "--check"]) == 1
    assert main([str(file)]) == 0
    assert main([str(file), "--check"]) == 0
    assert "is up to date" in capsys.readouterr().out


def test_rows_become_rules() -> None:
    assert rule_id("KMS-5") == "KMS005"
    assert rule_id("EC-168") == "EC168"
