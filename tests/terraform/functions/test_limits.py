"""What Python's numbers, patterns and stacks cannot hold is not known; Terraform is never said to refuse it."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint import terraform
from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.values import Known, Unknown, Value

ONES = "1" * 5000


def value_of(directory: Path, expression: str) -> Value:
    text = f'variable "x" {{}}\noutput "it" {{\n  value = {expression}\n}}\n'
    (directory / "main.tf").write_text(text, encoding="utf-8")
    loaded = terraform.load(directory, Sources(), Inputs())
    assert loaded.problems == ()
    return loaded.deployment.outputs["it"]


@pytest.mark.parametrize(
    "expression",
    [
        f'jsondecode("{ONES}")',
        f'jsondecode("{{\\"a\\": [{ONES}]}}")',
        'jsondecode("1e999999")',
        f'jsondecode("{"[" * 3000}1{"]" * 3000}")',
        f'parseint("{ONES}", 10)',
        f'parseint("-{"f" * 9000}", 16)',
        f'"{ONES}" + 1',
        '"1e999999999" + 1',
        '-"1e999999999"',
        '"1e400" > 1',
        f'tonumber("{ONES}")',
        "pow(10, 400)",
        'formatdate("YYYY", "0000-01-01T00:00:00Z")',
        f'yamldecode("a: {ONES}")',
        'regex("(a+)+$", "' + "a" * 60 + '!")',
        'regexall("(a|aa)+$", "' + "a" * 60 + '!")',
        'replace("' + "a" * 60 + '!", "/(a*)*b/", "")',
    ],
)
def test_beyond_all_limits_nothing_is_certain(tmp_path: Path, expression: str) -> None:
    answer = value_of(tmp_path, f"can({expression})")
    assert isinstance(answer, Unknown), expression[:40]


@pytest.mark.parametrize(
    "expression",
    [
        'tonumber("1_000")',
        'tonumber(" 1")',
        'tonumber("٣")',
        'tonumber("0x10")',
        'parseint("0x10", 16)',
        'parseint("0b1", 2)',
        'parseint("1_0", 10)',
        'parseint("", 10)',
        'parseint("٣", 10)',
        'jsondecode("NaN")',
    ],
)
def test_numbers_that_only_python_reads_are_refused(tmp_path: Path, expression: str) -> None:
    answer = value_of(tmp_path, f"can({expression})")
    assert isinstance(answer, Known)
    assert answer.scalar is False


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (r'jsondecode("\"\\ud800\"")', "\ufffd"),
        (r'jsondecode("\"\\ud83d\\ude00\"")', "\U0001f600"),
        ('parseint("0b1", 16)', 0xB1),
        ('parseint("-zz", 36)', -1295),
        ('jsondecode("12345678901234567890")', 12345678901234567890),
        ('"1e3" + 1', 1001),
        ('"+12" + "1."', 13),
    ],
)
def test_what_fits_is_computed(tmp_path: Path, expression: str, expected: object) -> None:
    answer = value_of(tmp_path, expression)
    assert isinstance(answer, Known)
    assert answer.scalar == expected


@pytest.mark.parametrize(
    "expression",
    ['format("%d", var.x)', "[tonumber(var.x)]", "{ a = tonumber(var.x) }", "[for one in [var.x] : jsondecode(one)]"],
)
def test_whether_a_part_fails_that_is_not_known_is_not_known(tmp_path: Path, expression: str) -> None:
    assert isinstance(value_of(tmp_path, f"can({expression})"), Unknown)
