"""Which files make a module, overrides, and broken files; and the JSON syntax."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from awslint import terraform
from awslint.graph.export import edge_data, value_data
from awslint.graph.loading import Inputs, Loaded
from awslint.syntax.sources import Sources
from awslint.terraform.files import configuration_files
from awslint.values import Known, Text, Unknown, plain, revealed


def write(directory: Path, *names: str) -> None:
    for name in names:
        (directory / name).write_text("", encoding="utf-8")


def test_configuration_files(tmp_path: Path) -> None:
    write(
        tmp_path,
        "b.tf",
        "a.tf",
        "c.tf.json",
        "override.tf",
        "x_override.tf.json",
        "a.tf~",
        "#a.tf",
        ".hidden.tf",
        "d.tfvars",
    )
    (tmp_path / "dir.tf").mkdir()
    names = [path.name for path in configuration_files(tmp_path)]
    assert names == ["a.tf", "b.tf", "c.tf.json", "override.tf", "x_override.tf.json"]
    assert terraform.is_module(tmp_path)
    assert not terraform.is_module(tmp_path / "dir.tf")


def test_opentofu_files_take_the_place_of_their_twins(tmp_path: Path) -> None:
    write(tmp_path, "a.tf", "a.tofu", "b.tf.json", "b.tofu.json", "c.tf", "d.tofu")
    assert [path.name for path in configuration_files(tmp_path)] == ["a.tofu", "b.tofu.json", "c.tf", "d.tofu"]


def test_called_directories(tmp_path: Path) -> None:
    text = "".join(f'module "m{n}" {{\n  source = "{s}"\n}}\n' for n, s in enumerate(["./a", "../b", "x/y/z", "./a"]))
    (tmp_path / "main.tf").write_text(text)
    expected = {(tmp_path / "a").resolve(), (tmp_path / "../b").resolve()}
    assert terraform.called_directories(tmp_path, Sources()) == expected


def test_overrides(project: Any) -> None:
    files = {
        "main.tf": 'resource "aws_kms_key" "k" {\n  description = "a"\n'
        '  key_usage = "b"\n  x {\n    v = 1\n  }\n  y {\n    v = 1\n  }\n}\n'
        'variable "v" {\n  type = string\n  default = "a"\n}\noutput "o" {\n  value = [var.v, local.l]\n}\n'
        'locals {\n  l = "a"\n}\n',
        "override.tf": 'resource "aws_kms_key" "k" {\n  description = "o"\n  x {\n    v = 2\n  }\n}\n',
        "z_override.tf": 'variable "v" {\n  default = "z"\n}\nlocals {\n  l = "z"\n}\n',
    }
    loaded = project.load(files)
    assert loaded.problems == ()
    (key,) = loaded.deployment.resources
    assert key.get("Description").text == "o"
    assert key.get("KeyUsage").text == "b"
    assert [plain(value_.get("v").value) for name in ("x", "y") for value_ in _blocks(key, name)] == [2, 1]
    assert plain(loaded.deployment.outputs["o"]) == ["z", "z"]


def test_an_override_of_nothing_is_no_declaration(project: Any) -> None:
    files = {
        "main.tf": 'resource "aws_kms_key" "k" {\n  description = "a"\n}\n',
        "patch_override.tf": 'resource "aws_kms_key" "other" {\n  key_usage = "b"\n}\n'
        'resource "aws_kms_key" "third" {\n}\n',
    }
    loaded = project.load(files)
    (problem,) = loaded.problems
    assert (problem.kind, problem.path.rpartition("/")[2]) == ("module", "patch_override.tf")
    assert "resource aws_kms_key other overrides nothing" in problem.message
    assert [resource.address for resource in loaded.deployment.resources] == ["aws_kms_key.k"]


def _blocks(resource: Any, name: str) -> Any:
    return resource.get(name).elements()


def test_a_broken_file_costs_that_file(project: Any) -> None:
    files = {
        "a.tf": 'resource "aws_kms_key" "k" {\n  description = local.gone\n  key_usage = "b"\n}\n',
        "broken.tf": 'locals {\n  gone = "x"\n',
    }
    loaded = project.load(files)
    (problem,) = loaded.problems
    assert (problem.kind, Path(problem.path).name) == ("syntax", "broken.tf")
    (key,) = loaded.deployment.resources
    assert isinstance(key.get("Description").value, Unknown)
    assert key.get("KeyUsage").text == "b"


def test_a_broken_override_leaves_no_certainty_about_what_it_may_override(project: Any) -> None:
    files = {
        "main.tf": 'output "o" {\n  value = module.m.x\n}\nmodule "m" {\n  source = "./m"\n}\n',
        "m/a.tf": "output {",
    }
    loaded = project.load(files)
    assert [problem.kind for problem in loaded.problems] == ["syntax"]
    assert isinstance(loaded.deployment.outputs["o"], Unknown)


def test_duplicates_are_reported_and_the_first_one_stands(project: Any) -> None:
    files = {"a.tf": 'output "o" {\n  value = 1\n}\n', "b.tf": 'output "o" {\n  value = 2\n}\n'}
    loaded = project.load(files)
    (problem,) = loaded.problems
    assert "declared twice" in problem.message
    assert Path(problem.path).name == "b.tf"
    assert plain(loaded.deployment.outputs["o"]) == 1


# JSON.

HCL = """
variable "n" {
  type    = number
  default = 2
}
locals {
  tags = { a = "x", b = "${var.n}" }
}
provider "aws" {
  region = "eu-west-1"
}
provider "aws" {
  alias  = "w"
  region = "us-west-2"
}
resource "aws_kms_key" "k" {
  count       = var.n
  description = "k-${count.index}"
  tags        = local.tags
  lifecycle {
    prevent_destroy = true
    ignore_changes  = [tags]
  }
}
resource "aws_kms_key" "w" {
  provider   = aws.w
  depends_on = [aws_kms_key.k]
}
resource "aws_elasticache_user" "u" {
  for_each = toset(["a", "b"])
  user_id  = each.key
  authentication_mode {
    type      = "password"
    passwords = [for x in [1, 2] : "p${x}"]
  }
}
resource "null_resource" "n" {
  provisioner "local-exec" {
    command = "echo ${aws_kms_key.w.arn}"
  }
}
data "aws_iam_policy_document" "d" {
  statement {
    actions = ["kms:*"]
    principals {
      type        = "AWS"
      identifiers = ["a"]
    }
  }
  dynamic "statement" {
    for_each = ["x"]
    content {
      sid = statement.value
    }
  }
}
module "m" {
  source    = "./m"
  name      = aws_kms_key.k[0].arn
  providers = { aws = aws.w }
}
output "o" {
  value     = [module.m.name, length(aws_kms_key.k), "%{ if var.n > 1 }many%{ endif }"]
}
output "policy" {
  value = data.aws_iam_policy_document.d.json
}
"""
JSON = """
{
  "//": "a comment",
  "variable": {"n": {"type": "number", "default": 2}},
  "locals": {"tags": {"a": "x", "b": "${var.n}"}},
  "provider": {"aws": [{"region": "eu-west-1"}, {"alias": "w", "region": "us-west-2"}]},
  "resource": [
    {"aws_kms_key": {
      "k": {
        "count": "${var.n}",
        "description": "k-${count.index}",
        "tags": "${local.tags}",
        "lifecycle": {"prevent_destroy": true, "ignore_changes": ["tags"]}
      },
      "w": {"provider": "aws.w", "depends_on": ["aws_kms_key.k"]}
    }},
    {"aws_elasticache_user": {"u": [{
      "for_each": "${toset([\\"a\\", \\"b\\"])}",
      "user_id": "${each.key}",
      "authentication_mode": {"type": "password", "passwords": "${[for x in [1, 2] : \\"p${x}\\"]}"}
    }]}},
    {"null_resource": {"n": {"provisioner": [{"local-exec": {"command": "echo ${aws_kms_key.w.arn}"}}]}}}
  ],
  "data": {"aws_iam_policy_document": {"d": {
    "statement": [{"actions": ["kms:*"], "principals": [{"type": "AWS", "identifiers": ["a"]}]}],
    "dynamic": {"statement": {"for_each": ["x"], "content": {"sid": "${statement.value}"}}}
  }}},
  "module": {"m": {"source": "./m", "name": "${aws_kms_key.k[0].arn}", "providers": {"aws": "aws.w"}}},
  "output": {
    "o": {"value": ["${module.m.name}", "${length(aws_kms_key.k)}", "%{ if var.n > 1 }many%{ endif }"]},
    "policy": {"value": "${data.aws_iam_policy_document.d.json}"}
  }
}
"""
INNER = 'variable "name" {}\nresource "aws_kms_alias" "a" {\n  name = var.name\n}\noutput "name" {\n  value = "x"\n}\n'


def described(loaded: Loaded) -> dict[str, Any]:
    """Everything that rules see of a deployment, without places."""
    assert loaded.problems == ()
    nodes = {}
    for resource in loaded.deployment.resources:
        nodes[resource.address] = {
            "type": resource.type,
            "native": resource.native_type,
            "attributes": {key: value_data(item) for key, item in resource.attributes.items.items()},
            "region": value_data(resource.region),
            "provider": resource.provider,
            "lifecycle": {key: value_data(item) for key, item in resource.lifecycle.items()},
            "opaque": resource.opaque,
            "commands": [value_data(item) for item in resource.commands],
            "mode": resource.mode,
            "exists": value_data(resource.exists),
        }
    outputs = {key: value_data(item) for key, item in loaded.deployment.outputs.items()}
    edges = sorted(tuple(sorted(edge.items())) for edge in edge_data(loaded.deployment))
    return {"nodes": nodes, "outputs": outputs, "edges": edges}


def test_both_syntaxes_give_the_same_graph(project: Any) -> None:
    hcl = described(project.load({"h/main.tf": HCL, "h/m/main.tf": INNER}, at="h"))
    json = described(project.load({"j/main.tf.json": JSON, "j/m/main.tf": INNER}, at="j"))
    assert json["nodes"].keys() == hcl["nodes"].keys()
    for address, node in hcl["nodes"].items():
        assert json["nodes"][address] == node, address
    assert json["edges"] == hcl["edges"]
    assert json["outputs"] == hcl["outputs"]
    assert hcl["outputs"]["o"] == {"value": ["x", 2, "many"]}
    assert len(hcl["nodes"]) == 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [('"a"', "a"), ("5", 5), ("1.5", 1.5), ("true", True), ("null", None), ('["${1 + 1}"]', [2]), ('"$${x}"', "${x}")],
)
def test_json_expressions(project: Any, text: str, expected: object) -> None:
    assert plain(project.outputs({"main.tf.json": f'{{"output": {{"o": {{"value": {text}}}}}}}'})["o"]) == expected


def test_json_spans_point_at_the_text(project: Any) -> None:
    sources = Sources()
    text = '{"resource": {"aws_kms_key": {"k": {"description": "x-${local.a}"}}}, "locals": {"a": "y"}}'
    (project.directory / "main.tf.json").write_text(text)
    loaded = terraform.load(project.directory, sources, Inputs())
    (key,) = loaded.deployment.resources
    attribute = key.get("Description")
    assert attribute.text == "x-y"
    assert text[attribute.span.start : attribute.span.end] == '"description": "x-${local.a}"'
    assert text[key.header.start : key.header.end] in ('"k"', "k")


def test_single_blocks_as_objects_in_json(project: Any) -> None:
    statement = '{"actions": ["a"], "principals": {"type": "AWS", "identifiers": ["b"]}}'
    data = f'{{"aws_iam_policy_document": {{"d": {{"statement": {statement}}}}}}}'
    text = f'{{"data": {data}, "output": {{"o": {{"value": "${{data.aws_iam_policy_document.d.json}}"}}}}}}'
    value = revealed(project.outputs({"main.tf.json": text})["o"])
    assert isinstance(value, (Known, Text))
    assert value.decoded is not None
    expected = {"Effect": "Allow", "Action": ["a"], "Principal": {"AWS": ["b"]}}
    assert plain(value.decoded) == {"Version": "2012-10-17", "Statement": [expected]}
