"""The types behind values: what Terraform answered, which is committed, is what awslint knows."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from awslint import terraform
from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.values import Value, plain

HERE = Path(__file__).parent / "answers"
ASK = runpy.run_path(str(HERE / "ask.py"))
ANSWERS: dict[str, Any] = json.loads((HERE / "answers.json").read_text(encoding="utf-8"))["answers"]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Value]:
    folder: Path = tmp_path_factory.mktemp("answers")
    texts = ASK["project"](folder)
    deployment = terraform.load(folder, Sources(), Inputs()).deployment
    return {text: deployment.outputs[f"o{number}"] for number, text in enumerate(texts)}


@pytest.mark.parametrize("text", ANSWERS)
def test_an_expression_is_what_terraform_answered(text: str, outputs: dict[str, Value]) -> None:
    found, expected = plain(outputs[text]), ANSWERS[text]
    assert found == expected
    assert type(found) is type(expected) or (isinstance(found, (int, float)) and not isinstance(expected, (str, bool)))


def test_every_expression_has_its_answer() -> None:
    texts = (HERE / "expressions.txt").read_text(encoding="utf-8").splitlines()
    assert len(ANSWERS) > 120
    assert ANSWERS.keys() <= set(texts)
