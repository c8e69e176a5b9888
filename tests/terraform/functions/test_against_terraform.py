"""Every function against the real Terraform: what `call` claims to know must be what Terraform computes.

All expressions are evaluated in one `terraform plan` of a module that has nothing but outputs.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awslint.terraform.functions import FunctionError
from awslint.values import Unknown, Value, plain

EXACT = Path(__file__).with_name("exact.txt")
UNDECIDED = Path(__file__).with_name("undecided.txt")
REFUSED = "refused by Terraform"


def expressions(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def close(value: Any, other: Any) -> bool:
    """Equality; floats up to the last digit, since plans print them shortened."""
    if isinstance(value, bool) or isinstance(other, bool) or not isinstance(value, (int, float)):
        if isinstance(value, list) and isinstance(other, list):
            return len(value) == len(other) and all(close(a, b) for a, b in zip(value, other, strict=True))
        if isinstance(value, dict) and isinstance(other, dict):
            return value.keys() == other.keys() and all(close(value[key], other[key]) for key in value)
        return type(value) is type(other) and value == other
    return isinstance(other, (int, float)) and math.isclose(value, other, rel_tol=1e-13)


def terraform_says(texts: list[str], folder: Path) -> list[Any]:
    """What Terraform computes for every expression, or REFUSED."""
    # A conversion by jsonencode inside try would lose nothing, but hide what type a set has.
    lines = [
        f'output "o{number}" {{\n  value = {{ v = try({text}, "{REFUSED}") }}\n}}' for number, text in enumerate(texts)
    ]
    (folder / "main.tf").write_text("\n".join(lines), encoding="utf-8")
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}

    def run(*command: str) -> str:
        answer = subprocess.run(
            ["terraform", *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    run("plan", "-input=false", "-lock=false", "-no-color", "-out=plan")
    outputs = json.loads(run("show", "-json", "plan"))["planned_values"]["outputs"]
    unknown = {"v": "unknown to Terraform"}
    return [outputs[f"o{number}"].get("value", unknown).get("v") for number in range(len(texts))]


@pytest.mark.skipif(shutil.which("terraform") is None, reason="NO terraform ON PATH: not compared with the real thing")
def test_what_is_known_is_what_terraform_computes(tmp_path: Path, evaluate: Callable[[str], Value]) -> None:
    exact, undecided = expressions(EXACT), expressions(UNDECIDED)
    selected = terraform_says(exact + undecided, tmp_path)
    wrong = []
    for number, (text, expected) in enumerate(zip(exact + undecided, selected, strict=True)):
        try:
            value = evaluate(text)
        except FunctionError as problem:
            found: Any = REFUSED
            detail = str(problem)
        else:
            detail = repr(value)
            try:
                found = plain(value)
            except ValueError:
                if number < len(exact):
                    wrong.append(f"{text}\n    unknown: {detail}\n    Terraform: {expected!r}")
                continue
        if not close(found, expected):
            wrong.append(f"{text}\n    found {found!r} ({detail})\n    Terraform: {expected!r}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_what_is_listed_as_undecided_is_unknown(evaluate: Callable[[str], Value]) -> None:
    for text in expressions(UNDECIDED):
        assert isinstance(evaluate(text), Unknown), text
