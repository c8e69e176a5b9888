"""What a finding is worth where the resource may not exist, or where it rests on defaults that callers replace."""

from __future__ import annotations

from pathlib import Path

import pytest

from awslint.engine import Options, check
from awslint.report.outcome import Report
from awslint.rules import Severity

VOLUME = """
provider "aws" {{
  region = "eu-west-1"
}}

resource "aws_ebs_volume" "v" {{
  {existence}
  availability_zone = "eu-central-1a"
  size              = 8
}}
"""


def lint(directory: Path, **files: str) -> Report:
    for name, text in files.items():
        path = directory / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return check([directory], Options())


def shown(report: Report) -> list[tuple[str, str, str]]:
    """What is shown unless somebody asks for advice too."""
    shown = (finding for finding in report.findings if finding.severity is not Severity.INFO)
    return [(finding.rule.id, finding.severity.value, finding.message) for finding in shown]


@pytest.mark.parametrize(
    ("existence", "variables", "severity", "words"),
    [
        ("", "", "error", ""),
        ("count = 1", "", "error", ""),
        ("count = var.on ? 1 : 0", 'variable "on" {}', "warning", "(if var.on)"),
        ("count = var.on ? 0 : 1", 'variable "on" {}', "warning", "(if not var.on)"),
        ("count = var.number", 'variable "number" {}', "warning", "(if aws_ebs_volume.v has an instance)"),
        (
            "for_each = toset(data.aws_subnets.all.ids)",
            'data "aws_subnets" "all" {}',
            "warning",
            "(if aws_ebs_volume.v has an instance)",
        ),
        ("for_each = toset(local.names)", 'locals {\n  names = ["a"]\n}', "error", ""),
    ],
)
def test_existence(existence: str, variables: str, severity: str, words: str, tmp_path: Path) -> None:
    text = VOLUME.format(existence=existence) + variables
    (finding,) = shown(lint(tmp_path, main_DOT_tf=text))
    assert finding[:2] == ("REG006", severity)
    assert finding[2].endswith(f"{words}.")


@pytest.mark.parametrize(
    "existence",
    ["count = var.on ? 1 : 0", "count = local.flags[var.stage].on ? 1 : 0", "for_each = toset(var.on ? ['a'] : [])"],
)
def test_what_a_default_or_every_candidate_switches_off_is_silent(existence: str, tmp_path: Path) -> None:
    text = VOLUME.format(existence=existence.replace("'", '"'))
    text += 'variable "on" {\n  default = false\n}\nvariable "stage" {}\n'
    text += "locals {\n  flags = { dev = { on = false, size = 1 }, prod = { on = false, size = 2 } }\n}\n"
    assert shown(lint(tmp_path, main_DOT_tf=text)) == []


def test_a_called_module_and_its_callers_do_not_contradict_each_other(tmp_path: Path) -> None:
    module = 'variable "on" {\n  default = false\n}\n' + VOLUME.format(existence="count = var.on ? 1 : 0")
    module = module.replace('provider "aws" {\n  region = "eu-west-1"\n}\n', "")
    off = 'provider "aws" {\n  region = "eu-west-1"\n}\nmodule "m" {\n  source = "../.."\n}\n'
    assert shown(lint(tmp_path, main_DOT_tf=module, examples__off__main_DOT_tf=off)) == []
    on = off.replace('source = "../.."', 'source = "../.."\n  on = true')
    found = shown(lint(tmp_path, examples__on__main_DOT_tf=on))
    assert [finding[:2] for finding in found] == [("REG006", "error")]


CACHE = """
resource "aws_elasticache_replication_group" "g" {
  replication_group_id       = var.name
  description                = "cache"
  engine                     = "redis"
  node_type                  = "cache.t4g.small"
  transit_encryption_enabled = var.tls
  auth_token                 = "0123456789abcdef"
}
variable "name" { type = string }
"""


@pytest.mark.parametrize(
    ("default", "expected"),
    [("false", [("EC053", "warning")]), ("true", []), ("null", [])],
)
def test_defaults_of_a_library(default: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    text = CACHE + f'variable "tls" {{\n  type = bool\n  default = {default}\n}}\n'
    found = shown(lint(tmp_path, main_DOT_tf=text))
    assert [finding[:2] for finding in found] == expected
    assert all("var.tls = false" in finding[2] for finding in found)


def test_defaults_of_a_root_module_are_what_is_deployed(tmp_path: Path) -> None:
    text = CACHE.replace("var.name", '"shop"').replace('variable "name" { type = string }', "")
    text += 'variable "tls" {\n  type = bool\n  default = false\n}\n'
    assert [finding[:2] for finding in shown(lint(tmp_path, main_DOT_tf=text))] == [("EC053", "error")]


def test_opentofu_switches(tmp_path: Path) -> None:
    off = VOLUME.format(existence="lifecycle {\n    enabled = var.on\n  }") + 'variable "on" {\n  default = false\n}\n'
    assert shown(lint(tmp_path, main_DOT_tofu=off)) == []
    (tmp_path / "terraform.tfvars").write_text("on = true\n", encoding="utf-8")
    assert [finding[:2] for finding in shown(lint(tmp_path))] == [("REG006", "error")]


def test_opentofu_providers_by_region(tmp_path: Path) -> None:
    text = """
provider "aws" {
  alias    = "by"
  for_each = toset(["eu-west-1", "eu-central-1"])
  region   = each.value
}
resource "aws_ebs_volume" "v" {
  for_each          = toset(["eu-west-1", "eu-central-1"])
  provider          = aws.by[each.key]
  availability_zone = "eu-west-1a"
  size              = 1
}
"""
    (finding,) = check([_written(tmp_path, text)], Options()).findings
    assert finding.address == 'aws_ebs_volume.v["eu-central-1"]'


def _written(directory: Path, text: str) -> Path:
    (directory / "main.tofu").write_text(text, encoding="utf-8")
    return directory
