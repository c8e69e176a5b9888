"""Expressions whose last digits, or whose types, awslint does not know: unknown rather than another value."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint import terraform
from awslint.graph.loading import Inputs
from awslint.syntax.sources import Sources
from awslint.values import Known, Reference, Value, plain, revealed

LATER = (
    'data "aws_availability_zones" "all" {}\n'
    'resource "terraform_data" "later" {}\nresource "terraform_data" "other" {}\n'
)


def output(folder: Path, expression: str) -> Value:
    """What an output with that expression has."""
    (folder / "main.tf").write_text(f'{LATER}output "it" {{\n  value = {expression}\n}}\n', encoding="utf-8")
    loaded = terraform.load(folder, Sources(), Inputs())
    assert loaded.problems == ()
    return loaded.deployment.outputs["it"]


@pytest.mark.parametrize(
    "expression",
    [
        "1.1 * 1.1",  # Terraform writes 1.21 and 150 more digits
        "sum([1.1, 2.2])",
        "range(0.1, 1, 0.1)[6]",
        "7.5 % 2.2",
        "1e15 + 0.3",
        "1 / 1234567",
        "pow(2, 2.5)",
        "pow(3, -1)",
        'tolist([null, [], "x"])',
    ],
)
def test_what_is_not_modelled_is_unknown(tmp_path: Path, expression: str) -> None:
    with pytest.raises(ValueError, match="not wholly known"):
        plain(output(tmp_path, f"jsonencode({expression})"))


def test_the_type_of_an_identifying_attribute_is_known(tmp_path: Path) -> None:
    assert plain(output(tmp_path, "true ? [1] : [terraform_data.later.id]")) == ["1"]


def test_a_failure_behind_an_undecided_condition_is_none(tmp_path: Path) -> None:
    value = output(tmp_path, 'try([for v in [terraform_data.later.id] : tonumber({}) if v == "a"], "refused")')
    assert revealed(value) != Known("refused")


def test_a_failing_condition_of_a_for_is_a_failure(tmp_path: Path) -> None:
    value = output(tmp_path, 'try([for v in [terraform_data.later.id] : 1 if tonumber({}) == 1], "refused")')
    assert plain(value) == "refused"


MAP = "{ a = false, b = false }"


@pytest.mark.parametrize(
    "expression",
    [
        f"try({MAP}[terraform_data.later.id], true)",
        'try({ name = "x", size = tonumber(terraform_data.later.output) }, null)',
        'try("v${tonumber(terraform_data.later.output)}", "none")',
        'try([for v in terraform_data.later.output : v if v.on], ["x"])[0]',
        "can(terraform_data.later.output + 1)",
        f"can({MAP}[terraform_data.later.id])",
        'try({ "a" = 1, (tostring(terraform_data.later.output)) = 2 }, {}).a',
        'try(coalesce("x", upper(terraform_data.later.output)), "y")',
    ],
)
def test_what_may_fail_inside_of_try_and_can_is_unknown(tmp_path: Path, expression: str) -> None:
    with pytest.raises(ValueError, match="not wholly known"):
        plain(output(tmp_path, expression))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"try({MAP}[terraform_data.later.id], false)", False),
        ('try({ name = "x", id = terraform_data.later.id }.name, "y")', "x"),
        ('try(coalesce("x", terraform_data.later.id), "y")', "x"),
        ('try(true ? "x" : tostring(terraform_data.later.output), "y")', "x"),
        ("try([for id in [terraform_data.later.id] : 1], [])", [1]),
    ],
)
def test_what_cannot_fail_or_comes_out_the_same_is_known(tmp_path: Path, expression: str, expected: object) -> None:
    assert plain(output(tmp_path, expression)) == expected


def test_a_slice_of_what_a_data_source_reads_has_its_length(tmp_path: Path) -> None:
    zones = "data.aws_availability_zones.all.names"
    found = plain(output(tmp_path, f'[for place, zone in slice({zones}, 1, 3) : cidrsubnet("10.0.0.0/16", 8, place)]'))
    assert found == ["10.0.0.0/24", "10.0.1.0/24"]
    value = output(tmp_path, f"slice({zones}, 1, 3)[1]")
    assert isinstance(value, Reference)
    assert value.attribute == ("names", "2")
    with pytest.raises(ValueError, match="not wholly known"):
        plain(output(tmp_path, f"length(try(slice({zones}, 1, 3), []))"))


def test_references_stay_references(tmp_path: Path) -> None:
    value = output(tmp_path, "coalesce(null, terraform_data.later.id)")
    assert isinstance(value, Reference)
