from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest

from awslint.graph.loading import Problem
from awslint.report.as_json import as_json
from awslint.report.outcome import Report
from awslint.rules import Place, Severity
from awslint.syntax.sources import Sources
from awslint.values import NOWHERE, Span

SCHEMA = json.loads((Path(__file__).parents[1] / "contract" / "findings.schema.json").read_text(encoding="utf-8"))


def written(report: Report) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(as_json(report, report.findings))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return document


def test_an_empty_report_keeps_the_contract() -> None:
    document = written(Report())
    assert document["summary"]["complete"] is True
    assert document["findings"] == []


def test_a_finding_keeps_the_contract(samples: ModuleType) -> None:
    some = samples.sources()
    place = Place(samples.spot(some, "store/main.tf", "hsm"), "the store")
    found = samples.finding(
        samples.spot(some, "prod/main.tf", "custom_key_store_id"),
        related=(place, Place(NOWHERE, "nowhere")),
        chain=(Place(samples.spot(some, "prod/main.tf", "provider"), "called here as module.a"),),
        assumes=("a",),
        world="var.on",
    )
    finding = written(samples.report(found, of=some))["findings"][0]
    assert finding["rule"] == "KMS055"
    assert finding["location"] == {
        "path": "prod/main.tf",
        "start": {"line": 6, "column": 2},
        "end": {"line": 6, "column": 21},
    }
    assert [place.get("label") for place in finding["related"]] == ["the store", "called here as module.a"]
    assert finding["exceptions"] == [
        {"service": "kms", "code": "CustomKeyStoreInvalidStateException", "operation": "CreateKey"}
    ]
    assert finding["resource"]["property"] == "custom_key_store_id"
    assert finding["world"] == "var.on"


def test_a_finding_without_a_place_or_attribute_keeps_the_contract(samples: ModuleType) -> None:
    finding = written(samples.report(samples.finding(attribute="", help_=""), of=Sources()))["findings"][0]
    assert finding["location"]["path"] == "prod"
    assert "property" not in finding["resource"]
    assert "help" not in finding


def test_problems_keep_the_contract(samples: ModuleType) -> None:
    some = samples.sources()
    problems = (
        Problem("syntax", "close it", "x", Span(0, 17, 18)),
        Problem("internal", "failed", "y", rule="KMS001"),
        Problem("module", "not downloaded", "z"),
    )
    document = written(samples.report(of=some, problems=problems))
    assert document["problems"][0] == {
        "kind": "syntax",
        "message": "close it",
        "path": "prod/main.tf",
        "start": {"line": 2, "column": 1},
    }
    assert document["summary"]["complete"] is False


@pytest.mark.parametrize(
    ("severities", "kinds", "empty", "fail_on", "expected"),
    [
        ([], [], False, Severity.WARNING, 0),
        ([Severity.INFO], [], False, Severity.WARNING, 0),
        ([Severity.INFO], [], False, Severity.INFO, 1),
        ([Severity.WARNING], [], False, Severity.WARNING, 1),
        ([Severity.WARNING], [], False, Severity.ERROR, 0),
        ([Severity.ERROR], [], False, None, 0),
        ([Severity.ERROR], ["syntax"], False, Severity.WARNING, 1),
        ([], ["syntax"], False, Severity.WARNING, 4),
        ([], ["budget"], True, Severity.WARNING, 4),
        ([], ["unreadable"], False, None, 4),
        ([], ["module"], False, Severity.WARNING, 0),
        ([], ["module", "internal", "syntax"], False, Severity.WARNING, 70),
        ([Severity.ERROR], ["internal"], False, Severity.WARNING, 1),
        ([], [], True, Severity.WARNING, 3),
    ],
)
def test_exit_codes(
    samples: ModuleType,
    *,
    severities: list[Severity],
    kinds: list[Any],
    empty: bool,
    fail_on: Severity | None,
    expected: int,
) -> None:
    findings = [samples.finding(of=samples.rule(severity=severity)) for severity in severities]
    problems = tuple(Problem(kind, "m", "p") for kind in kinds)
    report = samples.report(*findings, of=Sources(), problems=problems, empty=("x",) if empty else ())
    assert report.exit_code(fail_on) == expected
