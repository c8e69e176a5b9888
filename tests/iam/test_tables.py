"""The evaluator against tables that are written from AWS's documentation (tests/iam/tables)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from awslint.iam.conditions import Keys, holds
from awslint.iam.documents import Document, parse_policy
from awslint.iam.evaluation import decides, trusts
from awslint.iam.matching import action_matches, arn_matches
from awslint.values import Known, Missing, Truth, Unknown, Value, wrap

TABLES = Path(__file__).parent / "tables"
ANSWERS = {"yes": Truth.YES, "no": Truth.NO, "maybe": Truth.MAYBE}
KEY = "service:Key"
TEAM = "aws:principaltag/team"


def rows(name: str) -> list[Any]:
    """The rows of a table, as parameters; the last column is the answer."""
    lines = (TABLES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [
        pytest.param(*fields[:-1], ANSWERS[fields[-1]], id=" ".join(fields))
        for line in lines
        if line and not line.startswith("#")
        for fields in [[field.strip() for field in line.split("|")]]
    ]


def test_the_tables_are_not_small() -> None:
    assert sum(len(rows(path.stem)) for path in TABLES.glob("*.txt")) >= 400


@pytest.mark.parametrize(("pattern", "action", "answer"), rows("actions"))
def test_actions(pattern: str, action: str, answer: Truth) -> None:
    assert action_matches(pattern, action) is answer


@pytest.mark.parametrize(("pattern", "arn", "answer"), rows("resources"))
def test_resources(pattern: str, arn: str, answer: Truth) -> None:
    assert arn_matches(pattern, arn) is answer


def requested(text: str) -> Value:
    """What a request has for a key, as a table writes it."""
    if text == "absent":
        return Missing()
    return Unknown("the key of the request") if text == "unknown" else wrap(json.loads(text))


@pytest.mark.parametrize(("element", "kind", "name", "answer"), rows("principals"))
def test_principals(element: str, kind: str, name: str, answer: Truth) -> None:
    written = {"Effect": "Allow", "Principal": json.loads(element), "Action": "s3:GetObject", "Resource": "*"}
    (statement,) = parse_policy(wrap({"Statement": [written]})).statements
    assert trusts(statement, kind, name) is answer


@pytest.mark.parametrize(("who", "action", "resource", "keys", "written", "answer"), rows("documents"))
def test_documents(who: str, action: str, resource: str, keys: str, written: str, answer: Truth) -> None:
    context: Keys = {key: Missing() if value is None else wrap(value) for key, value in json.loads(keys).items()}
    kind = "Service" if ".amazonaws." in who else "AWS"
    decision = decides(
        [parse_policy(wrap({"Version": "2012-10-17", "Statement": json.loads(written)}))],
        action,
        None if resource == "-" else resource,
        partial(holds, keys=context),
        None if who == "-" else lambda statement: trusts(statement, kind, who),
    )
    assert decision.truth is answer


@pytest.mark.parametrize(("operator", "values", "request_value", "answer"), rows("conditions"))
def test_conditions(operator: str, values: str, request_value: str, answer: Truth) -> None:
    condition = wrap({operator: {KEY: json.loads(values)}})
    assert holds(condition, {KEY.lower(): requested(request_value)}) is answer


@pytest.mark.parametrize(("operator", "values", "request_value", "answer"), rows("conditions"))
def test_a_condition_holds_with_another_that_holds(
    operator: str, values: str, request_value: str, answer: Truth
) -> None:
    keys = {KEY.lower(): requested(request_value), "a:b": Known("x"), "a:c": Missing()}
    both = wrap({operator: {KEY: json.loads(values)}, "NumericEqualsIfExists": {"a:c": "1"}})
    neither = wrap({operator: {KEY: json.loads(values)}, "StringLike": {"a:b": "y"}})
    assert holds(both, keys) is answer
    assert holds(neither, keys) is Truth.NO


def statements(text: str) -> Iterator[dict[str, Any]]:
    """The statements of a row of the table of policies."""
    for part in filter(None, map(str.strip, text.split(";"))):
        effect, actions, resources, *condition = part.split()
        statement: dict[str, Any] = {"Effect": effect}
        for name, written in (("Action", actions), ("Resource", resources)):
            statement["Not" * written.startswith("!") + name] = written.removeprefix("!").split(",")
        if condition:
            key, value = (TEAM, condition[1]) if condition[0] == "if" else ("aws:SourceIp", "a")
            statement["Condition"] = {"StringEquals": {key: value}}
        yield statement


def document(text: str) -> Document:
    return parse_policy(wrap({"Version": "2012-10-17", "Statement": list(statements(text))}))


KEYS: Keys = {TEAM: Known("a")}


@pytest.mark.parametrize(("action", "resource", "text", "answer"), rows("policies"))
def test_policies(action: str, resource: str, text: str, answer: Truth) -> None:
    assert decides([document(text)], action, resource, partial(holds, keys=KEYS)).truth is answer


@pytest.mark.parametrize(("action", "resource", "text", "answer"), rows("policies"))
def test_it_is_the_same_in_one_document_or_in_several(action: str, resource: str, text: str, answer: Truth) -> None:
    several = [document(part) for part in text.split(";")]
    for documents in (several, several[::-1]):
        assert decides(documents, action, resource, partial(holds, keys=KEYS)).truth is answer


@pytest.mark.parametrize(("action", "resource", "text", "answer"), rows("policies"))
def test_deny_wins_over_any_of_them(action: str, resource: str, text: str, answer: Truth) -> None:
    denied = decides([document(text), document("Deny * *")], action, resource, partial(holds, keys=KEYS))
    assert denied.truth is Truth.NO
