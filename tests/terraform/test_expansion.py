"""count and for_each."""

from __future__ import annotations

from typing import Any

import pytest

from awslint.graph import EvaluationContext
from awslint.values import Is, Known, Truth, Undecided, World, plain

NO, MAYBE, YES = Truth.NO, Truth.MAYBE, Truth.YES
VARIABLES = 'variable "on" {}\nvariable "n" {}\nvariable "names" {}\n'


def key(expansion: str, more: str = "") -> str:
    return f'{VARIABLES}resource "aws_kms_key" "k" {{\n  {expansion}\n  {more}\n}}\n'


def test_a_plain_block(project: Any) -> None:
    (resource,) = project.resources(key("")).values()
    assert (resource.address, resource.block, resource.many, resource.existence) == (
        "aws_kms_key.k",
        "aws_kms_key.k",
        False,
        YES,
    )


def test_a_known_count(project: Any) -> None:
    found = project.resources(key("count = 1 + 1", 'description = "k${count.index}"'))
    assert list(found) == ["aws_kms_key.k[0]", "aws_kms_key.k[1]"]
    assert [resource.get("Description").text for resource in found.values()] == ["k0", "k1"]
    assert {resource.block for resource in found.values()} == {"aws_kms_key.k"}
    assert all(resource.existence is YES for resource in found.values())


def test_a_count_of_zero(project: Any) -> None:
    assert project.resources(key("count = 0")) == {}
    assert project.resources(key("for_each = {}")) == {}
    assert project.resources(key("for_each = toset([])")) == {}


@pytest.mark.parametrize("expansion", ["count = var.n", "for_each = var.names", "for_each = toset(var.names)"])
def test_unknown_numbers(project: Any, expansion: str) -> None:
    index = "count.index" if expansion.startswith("count") else "each.value"
    (resource,) = project.resources(key(expansion, f'description = "${{{index}}}"')).values()
    assert (resource.address, resource.many, resource.existence) == ("aws_kms_key.k", True, MAYBE)
    assert resource.get("Description").text is None


def test_for_each_over_maps_and_sets(project: Any) -> None:
    expansion = 'for_each = { b = "two", a = "one" }'
    found = project.resources(key(expansion, 'description = "${each.key}=${each.value}"'))
    assert [resource.get("Description").text for resource in found.values()] == ["a=one", "b=two"]
    assert list(found) == ['aws_kms_key.k["a"]', 'aws_kms_key.k["b"]']
    found = project.resources(key('for_each = toset(["x", "x"])', "description = each.value"))
    assert [resource.get("Description").text for resource in found.values()] == ["x"]


def test_a_set_of_names_that_are_known_in_part(project: Any) -> None:
    queues = "".join(
        f'resource "aws_sqs_queue" "{name}" {{\n  name = "${{var.n}}-{name}"\n}}\n' for name in ("orders", "bills")
    )
    names = "aws_sqs_queue.orders.name, aws_sqs_queue.bills.name, aws_sqs_queue.orders.name"
    found = project.resources(queues + key(f"for_each = toset([{names}])", "description = each.value"))
    keys = [resource for resource in found.values() if resource.native_type == "aws_kms_key"]
    assert keys
    assert all(resource.get("Description").text is None for resource in keys)


def test_values_may_be_unknown_where_keys_are_known(project: Any) -> None:
    found = project.resources(key("for_each = { a = var.n }", "description = each.value"))
    assert list(found) == ['aws_kms_key.k["a"]']
    assert found['aws_kms_key.k["a"]'].get("Description").equals_text("x") is MAYBE


def test_a_conditional_count(project: Any) -> None:
    found = project.resources(key("count = var.on ? 1 : 0", 'description = var.on ? "on" : "off"'))
    resource = found["aws_kms_key.k[0]"]
    deployment = resource.deployment
    with pytest.raises(Undecided):
        _ = resource.existence
    deployment.context = EvaluationContext(World().given(Is("var.on")))
    assert resource.existence is YES
    assert resource.get("Description").text == "on"
    deployment.context = EvaluationContext(World().given(Is("var.on"), False))
    assert resource.existence is NO


def test_what_hangs_on_the_condition_of_its_existence_is_decided(project: Any) -> None:
    resource = project.resources(key("count = var.on ? 1 : 0", 'description = var.on ? "on" : "off"'))[
        "aws_kms_key.k[0]"
    ]
    assert resource.get("Description").text == "on"


def test_a_count_of_either_number(project: Any) -> None:
    found = project.resources(key("count = var.on ? 3 : 1"))
    assert len(found) == 3
    assert found["aws_kms_key.k[0]"].existence is YES
    deployment = found["aws_kms_key.k[0]"].deployment
    deployment.context = EvaluationContext(World().given(Is("var.on"), False))
    assert [resource.existence for resource in found.values()] == [YES, NO, NO]


def test_a_condition_through_a_local_and_another_spelling(project: Any) -> None:
    text = (
        'variable "env" {}\nlocals {\n  prod = var.env == "prod"\n}\n'
        'resource "aws_kms_key" "a" {\n  count = local.prod ? 1 : 0\n}\n'
        'resource "aws_kms_key" "b" {\n  count = var.env != "prod" ? 1 : 0\n}\n'
    )
    found = project.resources(text)
    deployment = found["aws_kms_key.a[0]"].deployment
    deployment.context = EvaluationContext(World().given(Is("var.env", "prod")))
    assert [resource.existence for resource in found.values()] == [YES, NO]
    deployment.context = EvaluationContext(World().given(Is("var.env", "dev")))
    assert [resource.existence for resource in found.values()] == [NO, YES]


def test_conditional_keys(project: Any) -> None:
    text = key('for_each = var.on ? { a = "1", b = "2" } : { a = "3" }', "description = each.value")
    found = project.resources(text)
    assert list(found) == ['aws_kms_key.k["a"]', 'aws_kms_key.k["b"]']
    deployment = found['aws_kms_key.k["a"]'].deployment
    for holds, expected in ((True, [(YES, "1"), (YES, "2")]), (False, [(YES, "3"), (NO, None)])):
        deployment.context = EvaluationContext(World().given(Is("var.on"), holds))
        shown = [
            (resource.existence, resource.get("Description").text if resource.existence is YES else None)
            for resource in found.values()
        ]
        assert shown == expected


def test_a_default_that_decides_the_number_is_an_assumption(project: Any) -> None:
    text = 'variable "n" {\n  default = 1\n}\nresource "aws_kms_key" "k" {\n  count = var.n\n}\n'
    (resource,) = project.resources(text).values()
    assert resource.exists == Known(True, assumes=("var.n = 1 (default)",))
    assert resource.existence is YES
    assert list(resource.deployment.context.assumptions) == ["var.n = 1 (default)"]


def test_instances_in_expressions(project: Any, known: Any) -> None:
    text = (
        'resource "aws_kms_key" "c" {\n  count = 2\n  description = "c${count.index}"\n}\n'
        'resource "aws_kms_key" "e" {\n  for_each = toset(["x"])\n  description = each.key\n}\n'
        'resource "aws_kms_key" "many" {\n  count = var.n\n  description = "m"\n}\nvariable "n" {}\n'
        'output "o" {\n  value = {\n    first = aws_kms_key.c[0].description, all = aws_kms_key.c[*].description\n'
        "    number = length(aws_kms_key.c), keyed = { for k, v in aws_kms_key.e : k => v.description }\n"
        '    past = try(aws_kms_key.c[5].description, "none")\n  }\n}\n'
        'output "many" {\n  value = [length(aws_kms_key.many), aws_kms_key.many[0].description]\n}\n'
    )
    outputs = project.outputs(text)
    assert plain(outputs["o"]) == {
        "first": "c0",
        "all": ["c0", "c1"],
        "number": 2,
        "keyed": {"x": "x"},
        "past": "none",
    }
    assert known(outputs["many"].items[0]) is ...
    # Whichever of them exists, its description is that.
    assert known(outputs["many"].items[1]) == "m"
