"""Which block needs which, as Terraform's own graph has it."""

from __future__ import annotations

from typing import Any

import pytest

from awslint.graph import EdgeKind

BASE = 'resource "aws_kms_key" "k" {}\nresource "aws_kms_key" "other" {}\n'


def alias(body: str) -> str:
    return f'{BASE}resource "aws_kms_alias" "a" {{\n  {body}\n}}\n'


@pytest.mark.parametrize(
    "body",
    [
        "name = aws_kms_key.k.id",
        'name = "x-${aws_kms_key.k.id}"',
        "name = upper(aws_kms_key.k.id)",
        "name = [for x in [1] : aws_kms_key.k.id][0]",
        "name = false ? aws_kms_key.k.id : null",
        "name = try(aws_kms_key.k.absent, null)",
        "name = aws_kms_key.k[0].id",
        "name = aws_kms_key.k[*].id",
        "name = { for k, v in aws_kms_key.k : k => v }",
        "name = local.x",
        "name = local.x.y[0].z",
        "count = length(aws_kms_key.k.id)",
        "for_each = toset([aws_kms_key.k.id])",
        "block {\n    deep {\n      value = aws_kms_key.k.id\n    }\n  }",
        'dynamic "block" {\n    for_each = [aws_kms_key.k.id]\n    content {\n      v = block.value\n    }\n  }',
        'dynamic "block" {\n    for_each = [1]\n    content {\n      v = aws_kms_key.k.id\n    }\n  }',
        "name = <<-EOT\n    ${aws_kms_key.k.id}\n  EOT",
        "name = local.list[aws_kms_key.k.id]",
        "name = -aws_kms_key.k.id",
        "name = !(aws_kms_key.k.id == 1 || false)",
    ],
)
def test_by_what_is_named(project: Any, body: str) -> None:
    locals_ = "locals {\n  x = local.y\n  y = aws_kms_key.k.id\n  list = []\n}\n"
    edges = project.edges(alias(body) + locals_)
    assert ("aws_kms_alias.a", "aws_kms_key.k") in edges
    assert ("aws_kms_alias.a", "aws_kms_key.other") not in edges


def test_depends_on(project: Any) -> None:
    (edge,) = project.all_edges(alias("depends_on = [aws_kms_key.k]"))
    assert (edge.source, edge.target, edge.kind) == ("aws_kms_alias.a", "aws_kms_key.k", EdgeKind.DEPENDS_ON)


def test_what_is_no_need(project: Any) -> None:
    body = (
        "name = each.value\n  for_each = toset([])\n  lifecycle {\n    ignore_changes = [name]\n  }\n  provider = aws.x"
    )
    assert project.edges(alias(body)) == set()


def test_data_sources(project: Any) -> None:
    text = 'data "aws_vpc" "v" {}\nresource "aws_subnet" "s" {\n  vpc_id = data.aws_vpc.v.id\n}\n'
    assert project.edges(text) == {("aws_subnet.s", "data.aws_vpc.v")}


def module(body: str, name: str = "m", source: str = "./m") -> str:
    return f'module "{name}" {{\n  source = "{source}"\n  {body}\n}}\n'


INNER = (
    'variable "in" {}\nresource "aws_kms_key" "first" {\n'
    '  description = var.in\n}\nresource "aws_kms_key" "second" {}\n'
    'output "first" {\n  value = aws_kms_key.first.arn\n}\noutput "second" {\n  value = aws_kms_key.second.arn\n}\n'
)


def test_through_arguments_and_outputs(project: Any) -> None:
    text = BASE + module("in = aws_kms_key.k.arn") + 'resource "aws_kms_alias" "a" {\n  name = module.m.second\n}\n'
    assert project.edges({"main.tf": text, "m/main.tf": INNER}) == {
        ("module.m.aws_kms_key.first", "aws_kms_key.k"),
        ("aws_kms_alias.a", "module.m.aws_kms_key.second"),
    }


@pytest.mark.parametrize("use", ["module.m[0].first", "module.m[*].first", 'module.m["x"].first'])
def test_outputs_of_instances(project: Any, use: str) -> None:
    text = module('count = 2\n  in = "x"') + f'resource "aws_kms_alias" "a" {{\n  name = {use}\n}}\n'
    edges = project.edges({"main.tf": text, "m/main.tf": INNER})
    assert ("aws_kms_alias.a", "module.m.aws_kms_key.first") in edges


def test_a_whole_module(project: Any) -> None:
    text = module('in = "x"') + 'resource "aws_kms_alias" "a" {\n  name = jsonencode(module.m)\n}\n'
    assert project.edges({"main.tf": text, "m/main.tf": INNER}) == {
        ("aws_kms_alias.a", "module.m.aws_kms_key.first"),
        ("aws_kms_alias.a", "module.m.aws_kms_key.second"),
    }


def test_depends_on_a_module_and_of_a_module(project: Any) -> None:
    files = {
        "main.tf": BASE
        + module("depends_on = [aws_kms_key.k]")
        + 'resource "aws_kms_alias" "a" {\n  depends_on = [module.m]\n}\n',
        "m/main.tf": 'resource "aws_kms_key" "in" {}\n' + module("", "n", "../n"),
        "n/main.tf": 'resource "aws_kms_key" "deep" {}\n',
    }
    edges = project.edges(files)
    inside = {"module.m.aws_kms_key.in", "module.m.module.n.aws_kms_key.deep"}
    assert edges == {("aws_kms_alias.a", address) for address in inside} | {
        (address, "aws_kms_key.k") for address in inside
    }


def test_the_number_of_a_module_is_a_need_of_all_in_it(project: Any) -> None:
    text = BASE + module("count = length(aws_kms_key.k.arn)")
    edges = project.edges({"main.tf": text, "m/main.tf": 'resource "aws_kms_key" "in" {}\n'})
    assert edges == {("module.m.aws_kms_key.in", "aws_kms_key.k")}


def test_opaque_steps_between(project: Any) -> None:
    text = (
        'resource "aws_kms_custom_key_store" "s" {\n  custom_key_store_name = "s"\n}\n'
        'resource "null_resource" "connect" {\n  triggers = { id = aws_kms_custom_key_store.s.id }\n'
        '  provisioner "local-exec" {\n'
        '    command = "aws kms connect-custom-key-store ${aws_kms_custom_key_store.s.id}"\n  }\n}\n'
        'resource "aws_kms_key" "k" {\n  custom_key_store_id = aws_kms_custom_key_store.s.id\n'
        "  depends_on = [null_resource.connect]\n}\n"
    )
    found = project.resources(text)
    key, store = found["aws_kms_key.k"], found["aws_kms_custom_key_store.s"]
    step = found["null_resource.connect"]
    assert step.opaque
    assert len(step.commands) == 1
    assert key.deployment.steps_between(store, key) == [step]
