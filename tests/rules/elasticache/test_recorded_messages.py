"""Messages that AWS was seen to answer: the rule that predicts each still finds its configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from awslint.engine import load_units
from awslint.graph.loading import Inputs
from awslint.rules.policies.document import examples
from awslint.rules.registry import all_rules
from awslint.runs.policy_tests import FILES, found
from awslint.syntax.sources import Sources

TABLE = yaml.safe_load(Path(__file__).with_name("recorded_messages.yaml").read_text(encoding="utf-8"))
RULES = {rule.id: rule for rule in all_rules()}


def written(example: dict[str, Any]) -> list[tuple[str, str]]:
    """The configurations of a row, each with its language."""
    policy: dict[str, Any] = {"examples": [example]}
    if "properties" in example:
        about = example["properties"]
        policy = {"for": about["of"], "examples": [{"properties": about["is"]}]}
    return [(language, text) for language, _, text in examples(policy, "examples")]


@pytest.mark.parametrize("row", TABLE["predicted"], ids=lambda row: f"{row['rule']}: {row['message'][:40]}")
def test_is_predicted(row: dict[str, Any], tmp_path: Path) -> None:
    rule = RULES[row["rule"]]
    service, code, operation = row["raises"]
    assert (service, code, operation) in {
        (exception.service, exception.code, exception.on) for exception in rule.raises
    }
    for language, text in written(row["example"]):
        file = tmp_path / language / FILES[language]
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        sources = Sources()
        lines = set()
        for _, loaded in load_units([file.parent if language == "terraform" else file], Inputs(), sources):
            assert not loaded.problems
            for finding in found(rule, loaded.deployment):
                lines.add(sources[finding.span.file].position(finding.span.start).line)
        assert lines, f"{rule.id} does not find this in {language}"
        expected = {number for number, line in enumerate(text.splitlines(), 1) if "# expect" in line}
        assert not expected or lines == expected, (language, text)


@pytest.mark.parametrize("row", TABLE["not_predicted"], ids=lambda row: row["message"][:40])
def test_is_explained(row: dict[str, Any]) -> None:
    assert row["why"]
    assert row["message"] not in {predicted["message"] for predicted in TABLE["predicted"]}
