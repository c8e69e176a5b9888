"""Blocks to resources."""

from __future__ import annotations

from typing import Any

import pytest

from awslint.graph import EvaluationContext
from awslint.terraform import blocks
from awslint.terraform.evaluate import evaluate
from awslint.values import Is, Known, Range, Truth, Unknown, World, plain


def test_canonical_names_and_nested_blocks(project: Any) -> None:
    text = (
        'resource "aws_elasticache_user" "u" {\n  user_id = "u"\n  no_password_required = null\n'
        '  authentication_mode {\n    type = "password"\n    passwords = ["a", "b"]\n  }\n}\n'
    )
    (user,) = project.resources(text).values()
    assert user.type == "AWS::ElastiCache::User"
    assert user.get("UserId").text == "u"
    assert user.get("NoPasswordRequired").is_missing is Truth.YES
    assert user.get("AuthenticationMode", "Passwords").count == Range.exactly(2)
    assert user.get("AuthenticationMode", "Type").name == "authentication_mode.type"


def test_a_null_under_a_condition_is_missing_there(project: Any) -> None:
    text = 'variable "on" {}\nresource "aws_kms_key" "k" {\n  description = var.on ? "x" : null\n}\n'
    (key,) = project.resources(text).values()
    key.deployment.context = EvaluationContext(World().given(Is("var.on"), False))
    assert key.get("Description").is_missing is Truth.YES
    key.deployment.context = EvaluationContext(World().given(Is("var.on")))
    assert key.get("Description").text == "x"


@pytest.mark.parametrize(
    ("collection", "is_set"),
    [("[1]", Truth.YES), ("[]", Truth.NO), ("var.u", Truth.MAYBE), ("[for x in var.u : x]", Truth.MAYBE)],
)
def test_a_dynamic_block_of_at_most_one(project: Any, collection: str, is_set: Truth) -> None:
    text = (
        'variable "u" {}\nresource "aws_elasticache_user" "u" {\n  dynamic "authentication_mode" {\n'
        f'    for_each = {collection}\n    content {{\n      type = "iam"\n    }}\n  }}\n}}\n'
    )
    (user,) = project.resources(text).values()
    assert user.get("AuthenticationMode").is_set is is_set
    assert user.get("AuthenticationMode", "Type").equals("iam") is is_set


def test_a_conditional_dynamic_block(project: Any) -> None:
    text = (
        'variable "on" {}\nresource "aws_elasticache_user" "u" {\n  dynamic "authentication_mode" {\n'
        '    for_each = var.on ? ["iam"] : []\n    content {\n      type = authentication_mode.value\n    }\n  }\n}\n'
    )
    (user,) = project.resources(text).values()
    user.deployment.context = EvaluationContext(World().given(Is("var.on")))
    assert user.get("AuthenticationMode", "Type").text == "iam"
    user.deployment.context = EvaluationContext(World().given(Is("var.on"), False))
    assert user.get("AuthenticationMode").is_missing is Truth.YES


def test_data_sources_are_nodes(project: Any) -> None:
    (resource,) = project.resources('data "aws_vpc" "v" {\n  default = true\n}\n').values()
    assert (resource.address, resource.mode, resource.native_type, resource.opaque) == (
        "data.aws_vpc.v",
        "data",
        "data.aws_vpc",
        False,
    )
    assert resource.is_new is Truth.NO


def test_lifecycle(project: Any) -> None:
    body = (
        "lifecycle {\n    prevent_destroy = true\n"
        "    create_before_destroy = false\n    ignore_changes = [tags, policy]\n  }"
    )
    (key,) = project.resources(f'resource "aws_kms_key" "k" {{\n  {body}\n}}\n').values()
    assert key.policy("PreventDestroy").is_true is Truth.YES
    assert key.policy("CreateBeforeDestroy").is_true is Truth.NO
    assert [element.text for element in key.policy("IgnoreChanges").elements()] == ["tags", "policy"]
    (key,) = project.resources(
        'resource "aws_kms_key" "k" {\n  lifecycle {\n    ignore_changes = all\n  }\n}\n'
    ).values()
    assert key.policy("IgnoreChanges").text == "all"


@pytest.mark.parametrize(
    ("target", "imported"),
    [
        ("aws_kms_key.k", True),
        ("aws_kms_key.k[0]", True),
        ("aws_kms_key.other", False),
        ("module.m.aws_kms_key.k", False),
    ],
)
def test_imports(project: Any, target: str, imported: bool) -> None:
    text = f'resource "aws_kms_key" "k" {{\n  count = 1\n}}\nimport {{\n  to = {target}\n  id = "x"\n}}\n'
    (key,) = project.resources(text).values()
    assert key.imported is imported
    assert key.is_new is Truth.of(not imported)


def test_imports_into_modules(project: Any) -> None:
    text = 'module "m" {\n  source = "./m"\n}\nimport {\n  to = module.m.aws_kms_key.k\n  id = "x"\n}\n'
    (key,) = project.resources({"main.tf": text, "m/main.tf": 'resource "aws_kms_key" "k" {}\n'}).values()
    assert key.imported


@pytest.mark.parametrize(
    ("block", "opaque"),
    [
        ('resource "aws_kms_key" "x" {}', False),
        ('resource "random_id" "x" {}', False),
        ('resource "time_sleep" "x" {}', False),
        ('resource "null_resource" "x" {}', False),
        ('resource "null_resource" "x" {\n  provisioner "local-exec" {\n    command = "c"\n  }\n}', True),
        ('resource "terraform_data" "x" {\n  provisioner "remote-exec" {\n    inline = ["a", "b"]\n  }\n}', True),
        ('resource "aws_instance" "x" {\n  user_data = "u"\n}', True),
        ('resource "aws_instance" "x" {}', False),
        ('resource "shell_script" "x" {}', True),
        ('resource "aws_lambda_invocation" "x" {}', True),
        ('resource "aws_cloudformation_stack" "x" {}', True),
        ('data "external" "x" {}', True),
        ('data "http" "x" {}', True),
        ('data "aws_vpc" "x" {}', False),
        ('data "kubernetes_namespace" "x" {}', True),
    ],
)
def test_opaque_steps(project: Any, block: str, opaque: bool) -> None:
    (resource,) = project.resources(block + "\n").values()
    assert resource.opaque is opaque
    if "provisioner" in block:
        assert [plain(command) for command in resource.commands] in (["c"], ["a", "b"])


def test_a_reference_tells_what_the_configuration_says(project: Any) -> None:
    text = (
        'resource "aws_kms_key" "k" {\n  description = "d"\n  policy = ""\n}\n'
        'output "said" {\n  value = aws_kms_key.k.description\n}\noutput "computed" {\n  value = aws_kms_key.k.arn\n}\n'
        'output "empty" {\n  value = aws_kms_key.k.policy\n}\n'
        'output "compared" {\n  value = aws_kms_key.k.arn == "x"\n}\n'
    )
    outputs = project.outputs(text)
    assert plain(outputs["said"]) == "d"
    for name in ("computed", "empty"):
        assert outputs[name].value is None
    assert isinstance(outputs["compared"], Unknown)


def test_undeclared_names_are_unknown_and_no_crash(project: Any) -> None:
    text = (
        'resource "aws_kms_key" "k" {\n'
        '  description = "${var.a}${local.b}${module.c.d}${data.e.f.g}${aws_x.y.z}${each.key}"\n}\n'
    )
    (key,) = project.resources(text).values()
    assert key.get("Description").text is None
    assert key.get("Description").is_set is not Truth.NO


def test_attributes_are_evaluated_when_they_are_asked_for_and_once(
    project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated: list[str] = []

    def noted(expression: Any, scope: Any) -> Any:
        evaluated.append(type(expression).__name__)
        return evaluate(expression, scope)

    monkeypatch.setattr(blocks, "evaluate", noted)
    (key,) = project.resources(
        'resource "aws_kms_key" "k" {\n  description  = upper("a")\n  multi_region = !false\n}\n'
    ).values()
    assert not evaluated
    assert sorted(key.attributes.items) == ["Description", "MultiRegion"]
    assert "Origin" not in key.attributes.items
    assert not evaluated
    assert key.get("Description").text == key.get("Description").text == "A"
    assert evaluated == ["Call"]
    assert {name: value.scalar for name, value in key.attributes.items.items() if isinstance(value, Known)} == {
        "Description": "A",
        "MultiRegion": True,
    }
    assert evaluated == ["Call", "Unary"]


def test_limits_that_are_met_while_values_are_found_out_are_reported(project: Any) -> None:
    many = "[for a in range(1000) : [for b in range(1000) : a * b]]"
    loaded = project.load(f'resource "aws_kms_key" "k" {{\n  description = length({many})\n}}\n')
    assert loaded.problems == loaded.met() == ()
    (key,) = loaded.deployment.resources
    assert isinstance(key.get("Description").value, Unknown)
    (problem,) = loaded.met()
    assert problem.kind == "budget"
    assert "more steps" in problem.message


def test_what_awslint_fails_on_costs_one_attribute(project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(expression: Any, scope: Any) -> Any:
        if getattr(expression, "scalar", None) == "boom":
            raise KeyError("a bug")
        return evaluate(expression, scope)

    monkeypatch.setattr(blocks, "evaluate", broken)
    loaded = project.load('resource "aws_kms_key" "k" {\n  description = "boom"\n  is_enabled  = true\n}\n')
    (key,) = loaded.deployment.resources
    assert loaded.met() == ()
    assert key.get("Enabled").is_true is Truth.YES
    description = key.get("Description").value
    assert isinstance(description, Unknown)
    assert description.sensitive  # nobody knows what it is, so it is not shown
    (problem,) = loaded.met()
    assert problem.kind == "internal"
    assert problem.path.endswith("main.tf")
    assert "description of aws_kms_key.k" in problem.message
    assert "a bug" in loaded.traces()[0]
    assert key.get("Description").value == description
    assert len(loaded.met()) == 1
