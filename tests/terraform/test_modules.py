"""Module calls: arguments down, outputs up, instances, what cannot be loaded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from awslint.graph import EvaluationContext
from awslint.values import Is, Known, Reference, Truth, Unknown, World, plain

KEY = (
    'variable "name" {}\nresource "aws_kms_key" "k" {\n  description = var.name\n}\n'
    'output "arn" {\n  value = aws_kms_key.k.arn\n}\noutput "name" {\n  value = var.name\n}\n'
)


def call(name: str, source: str, *more: str) -> str:
    return "\n".join((f'module "{name}" {{', f'  source = "{source}"', *more, "}", ""))


def out(expression: str) -> str:
    return f'output "o" {{\n  value = {expression}\n}}\n'


def test_two_deep_with_count_and_for_each_and_a_use_in_a_third_place(project: Any) -> None:
    files = {
        "main.tf": call("outer", "./outer", "  count = 2", '  prefix = "p${count.index}"')
        + (
            'resource "aws_kms_alias" "third" {\n  name = module.outer[1].names["b"]\n'
            '  target_key_id = module.outer[1].arns["b"]\n}\n'
        )
        + out("module.outer[*].names"),
        "outer/main.tf": 'variable "prefix" {}\n'
        + call("inner", "../inner", '  for_each = toset(["a", "b"])', '  name = "${var.prefix}-${each.key}"')
        + 'output "names" {\n  value = { for k, m in module.inner : k => m.name }\n}\n'
        + 'output "arns" {\n  value = { for k, m in module.inner : k => m.arn }\n}\n',
        "inner/main.tf": KEY,
    }
    loaded = project.load(files)
    assert loaded.problems == ()
    found = {resource.address: resource for resource in loaded.deployment.resources}
    assert set(found) == {
        "aws_kms_alias.third",
        *(f'module.outer[{n}].module.inner["{k}"].aws_kms_key.k' for n in (0, 1) for k in "ab"),
    }
    key = found['module.outer[1].module.inner["b"].aws_kms_key.k']
    assert key.get("Description").text == "p1-b"
    assert key.block == "module.outer.module.inner.aws_kms_key.k"
    assert [resource.address for resource in key.chain] == ["module.outer[1]", 'module.outer[1].module.inner["b"]']
    alias = found["aws_kms_alias.third"]
    assert alias.get("AliasName").text == "p1-b"
    assert alias.get("TargetKeyId").target() is key
    assert plain(loaded.deployment.outputs["o"]) == [{"a": "p0-a", "b": "p0-b"}, {"a": "p1-a", "b": "p1-b"}]
    assert loaded.deployment.depends(alias, key)


@pytest.mark.parametrize(
    ("expansion", "many", "existence"),
    [("count = 0", False, None), ("count = var.n", True, Truth.MAYBE), ("for_each = var.n", True, Truth.MAYBE)],
)
def test_unknown_and_no_instances(project: Any, expansion: str, many: bool, existence: Truth | None) -> None:
    text = 'variable "n" {}\n' + call("m", "./m", f"  {expansion}", '  name = "x"')
    found = list(project.resources({"main.tf": text, "m/main.tf": KEY}).values())
    assert [resource.existence for resource in found] == ([] if existence is None else [existence])
    assert [resource.many for resource in found] == ([many] if found else [])
    assert [resource.get("Description").text for resource in found] == ["x"] * len(found)


def test_a_conditional_module(project: Any) -> None:
    text = 'variable "on" {}\n' + call("m", "./m", "  count = var.on ? 1 : 0", '  name = var.on ? "x" : "y"')
    loaded = project.load({"main.tf": text + out('try(module.m[0].name, "none")'), "m/main.tf": KEY})
    deployment = loaded.deployment
    (resource,) = deployment.resources
    deployment.context = EvaluationContext(World().given(Is("var.on")))
    assert resource.existence is Truth.YES
    assert resource.get("Description").text == "x"
    assert plain(deployment.context.settle(deployment.outputs["o"])) == "x"
    deployment.context = EvaluationContext(World().given(Is("var.on"), False))
    assert resource.existence is Truth.NO
    assert plain(deployment.context.settle(deployment.outputs["o"])) == "none"


def test_one_condition_above_and_below(project: Any) -> None:
    text = 'variable "on" {}\n' + call("m", "./m", '  name = "x"', "  on = var.on")
    text += 'resource "aws_kms_key" "top" {\n  count = var.on ? 0 : 1\n}\n'
    inner = 'variable "on" {}\nvariable "name" {}\nresource "aws_kms_key" "k" {\n  count = var.on ? 1 : 0\n}\n'
    found = project.resources({"main.tf": text, "m/main.tf": inner})
    deployment = found["aws_kms_key.top[0]"].deployment
    for holds in (True, False):
        deployment.context = EvaluationContext(World().given(Is("var.on"), holds))
        assert [resource.existence for resource in found.values()] == [Truth.of(not holds), Truth.of(holds)]


def test_a_remote_module_is_an_opaque_node_and_all_of_it_unknown(project: Any) -> None:
    text = call("vpc", "terraform-aws-modules/vpc/aws", '  version = "5.0"', "  cidr = aws_kms_key.k.arn")
    text += 'resource "aws_kms_key" "k" {}\nresource "aws_kms_alias" "a" {\n  name = module.vpc.name\n}\n'
    loaded = project.load(text + out("module.vpc.anything[0].at_all"))
    found = {resource.address: resource for resource in loaded.deployment.resources}
    node = found["module.vpc"]
    assert (node.mode, node.opaque, node.many, node.existence) == ("module", True, True, Truth.MAYBE)
    assert found["aws_kms_alias.a"].get("AliasName").text is None
    assert found["aws_kms_alias.a"].get("AliasName").is_set is not Truth.NO
    assert isinstance(loaded.deployment.outputs["o"], (Reference, Unknown))
    assert loaded.deployment.depends(node, found["aws_kms_key.k"])
    assert loaded.deployment.depends(found["aws_kms_alias.a"], node)


def test_a_downloaded_module_is_read(project: Any) -> None:
    manifest = {
        "Modules": [
            {"Key": "", "Source": "", "Dir": "."},
            {"Key": "m", "Source": "registry.example/x/y/z", "Dir": ".terraform/modules/m"},
            {"Key": "m.inner", "Source": "git::https://example.invalid/x", "Dir": ".terraform/modules/m.inner"},
        ]
    }
    files = {
        "main.tf": call("m", "x/y/z"),
        ".terraform/modules/modules.json": json.dumps(manifest),
        ".terraform/modules/m/main.tf": call("inner", "git::https://example.invalid/x", '  name = "deep"'),
        ".terraform/modules/m.inner/main.tf": KEY,
    }
    (resource,) = project.resources(files).values()
    assert (resource.address, resource.get("Description").text) == ("module.m.module.inner.aws_kms_key.k", "deep")


@pytest.mark.parametrize(
    "manifest", ["", "{", "[]", '{"Modules": [{}]}', '{"Modules": 5}', '{"Modules": [{"Key": "m"}]}']
)
def test_a_broken_manifest_is_as_none(project: Any, manifest: str) -> None:
    (resource,) = project.resources(
        {"main.tf": call("m", "x/y/z"), ".terraform/modules/modules.json": manifest}
    ).values()
    assert resource.mode == "module"


def test_a_missing_directory(project: Any) -> None:
    loaded = project.load(call("m", "./absent") + out("module.m.x"))
    (problem,) = loaded.problems
    assert problem.kind == "module"
    assert "does not exist" in problem.message
    assert problem.span.is_somewhere
    assert [resource.mode for resource in loaded.deployment.resources] == ["module"]
    assert isinstance(loaded.deployment.outputs["o"], (Reference, Unknown))


def test_a_source_that_is_no_literal(project: Any) -> None:
    (resource,) = project.resources('variable "s" {}\nmodule "m" {\n  source = var.s\n}\n').values()
    assert resource.mode == "module"


def test_whole_modules_as_values(project: Any, known: Any) -> None:
    files = {
        "main.tf": call("m", "./m", '  name = "x"')
        + call("n", "./m", "  count = 2", '  name = "n${count.index}"')
        + out("[module.m.name, module.n[*].name, { for m in module.n : m.name => true }, length(module.n)]"),
        "m/main.tf": KEY,
    }
    assert known(project.outputs(files)["o"]) == ["x", ["n0", "n1"], {"n0": True, "n1": True}, 2]


def test_what_a_module_does_not_have_is_unknown(project: Any) -> None:
    outputs = project.outputs({"main.tf": call("m", "./m", '  name = "x"') + out("module.m.absent"), "m/main.tf": KEY})
    assert isinstance(outputs["o"], Unknown)
    found = project.resources({"main.tf": call("m", "./m"), "m/main.tf": KEY})
    assert found["module.m.aws_kms_key.k"].get("Description").text is None


def test_the_same_directory_twice_is_two_modules(project: Any) -> None:
    text = call("a", "./m", '  name = "one"') + call("b", "./m", '  name = "two"')
    found = project.resources({"main.tf": text, "m/main.tf": KEY})
    assert [resource.get("Description").text for resource in found.values()] == ["one", "two"]


def test_paths(project: Any) -> None:
    files = {"main.tf": call("m", "./m"), "m/main.tf": 'resource "aws_kms_key" "k" {\n  description = path.module\n}\n'}
    assert project.resources(files)["module.m.aws_kms_key.k"].get("Description").text == "m"


def test_a_sensitive_output(project: Any) -> None:
    inner = 'output "secret" {\n  value = "s"\n  sensitive = true\n}\n'
    value = project.outputs({"main.tf": call("m", "./m") + out('"${module.m.secret}!"'), "m/main.tf": inner})["o"]
    assert isinstance(value, Known)
    assert value.sensitive
