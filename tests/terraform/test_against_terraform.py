"""Expressions and modules against the real terraform binary: the same value, or unknown; never another value."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from awslint import terraform
from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.values import OneOf, Reference, Unknown, Value, plain, revealed

ORACLE = Path(__file__).parent / "oracle"
EXPRESSIONS = [line for line in (ORACLE / "expressions.txt").read_text(encoding="utf-8").splitlines() if line]

needs_terraform = pytest.mark.skipif(
    shutil.which("terraform") is None, reason="no terraform binary on PATH: awslint is NOT compared with Terraform"
)


def outputs(expressions: list[str]) -> str:
    return "\n".join(f'output "e{number}" {{\n  value = {text}\n}}' for number, text in enumerate(expressions)) + "\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("oracle")
    shutil.copytree(ORACLE, directory, dirs_exist_ok=True)
    (directory / "outputs.tf").write_text(outputs(EXPRESSIONS), encoding="utf-8")
    return directory


@pytest.fixture(scope="module")
def applied(project: Path) -> dict[str, Any]:
    """What Terraform itself makes of every output. The project has terraform_data alone: applying touches nothing."""

    def run(*words: str) -> str:
        environment = {
            **os.environ,
            "TF_CLI_CONFIG_FILE": os.devnull,
            "CHECKPOINT_DISABLE": "1",
            "TF_IN_AUTOMATION": "1",
        }
        done = subprocess.run(
            ["terraform", *words], cwd=project, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("init", "-no-color")
    run("apply", "-no-color", "-auto-approve", "-input=false")
    return {name: output["value"] for name, output in json.loads(run("output", "-json")).items()}


def known(value: Value) -> tuple[bool, Any]:
    """Whether awslint claims to know the value, and the value."""
    try:
        return True, plain(value)
    except ValueError:
        return False, None


def normal(data: Any) -> Any:
    if isinstance(data, list):
        return [normal(item) for item in data]
    if isinstance(data, dict):
        return {key: normal(item) for key, item in data.items()}
    return float(data) if isinstance(data, int) and not isinstance(data, bool) else data


@pytest.fixture(scope="module")
def evaluated(project: Path) -> dict[str, Value]:
    loaded = terraform.load(project, Sources(), Inputs())
    assert loaded.problems == ()
    return loaded.deployment.outputs


@needs_terraform
@pytest.mark.parametrize("number", range(len(EXPRESSIONS)), ids=lambda number: EXPRESSIONS[number][:60])
def test_same_value_as_terraform(number: int, applied: dict[str, Any], evaluated: dict[str, Value]) -> None:
    sure, data = known(evaluated[f"e{number}"])
    if sure:
        # An output that is null is not in Terraform's answer.
        assert normal(data) == normal(applied.get(f"e{number}")), EXPRESSIONS[number]


@needs_terraform
def test_what_terraform_knows_is_known(applied: dict[str, Any], evaluated: dict[str, Value]) -> None:
    numbers = [number for number in range(len(EXPRESSIONS)) if f"e{number}" in applied]
    unknown = [EXPRESSIONS[number] for number in numbers if not known(evaluated[f"e{number}"])[0]]
    assert len(numbers) > 150
    assert unknown == KNOWINGLY_UNKNOWN


# Whether two collections with the same content are equal hangs on their types: [] is no list(string). YAML 1.1 has `y`
# for true, which the function leaves alone. 1 / 0 is an infinity that Terraform refuses only where it is used. A file
# that is not there now may be there at deployment. What Terraform rounds shows in the last of 150 digits: 1 - 0.9.
# A negative zero is 0 in a template, and -0 elsewhere.
KNOWINGLY_UNKNOWN = [
    "1 - 0.9",
    "[] == []",
    "[1] == [1]",
    "{} == {}",
    r'yamldecode("a: 1\nb: [x, y]\n")',
    "can(1 / 0)",
    "can(1 % 0)",
    '"${-0.0}"',
    'fileexists("${path.module}/absent")',
]


def test_values_are_of_the_closed_union(evaluated: dict[str, Value]) -> None:
    assert not [name for name, value in evaluated.items() if isinstance(revealed(value), (OneOf,))]
    assert all(not isinstance(value, Unknown) or value.why for value in evaluated.values())
    assert any(isinstance(value, Reference) for value in evaluated.values())
