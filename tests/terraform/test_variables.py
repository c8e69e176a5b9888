"""Where variables get their values, and what becomes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from awslint.values import Known, MapOf, Origin, Text, Unknown, Value, plain

X = 'variable "x" {\n  type = string\n  default = "default"\n}\noutput "x" {\n  value = var.x\n}\n'


def typed(type_: str, more: str = "") -> str:
    return f'variable "x" {{\n  type = {type_}\n  {more}\n}}\noutput "x" {{\n  value = var.x\n}}\n'


def test_precedence(project: Any, tmp_path: Path) -> None:
    files = {"main.tf": X}
    environment = {"TF_VAR_x": "environment", "TF_VAR_undeclared": "y"}
    assert plain(project.outputs(files)["x"]) == "default"
    assert plain(project.outputs(files, environment=environment)["x"]) == "environment"
    for name, text in (
        ("terraform.tfvars", 'x = "tfvars"'),
        ("terraform.tfvars.json", '{"x": "tfvars.json"}'),
        ("a.auto.tfvars", 'x = "a.auto"'),
        ("b.auto.tfvars.json", '{"x": "b.auto.json"}'),
        ("c.auto.tfvars", 'x = "c.auto"'),
    ):
        files[name] = text
        expected = text.split('"')[3 if text.startswith("{") else 1]
        assert plain(project.outputs(files, environment=environment)["x"]) == expected
    files["other.tfvars"] = 'x = "never read by itself"'
    assert plain(project.outputs(files)["x"]) == "c.auto"
    (tmp_path / "one.tfvars").write_text('x = "one"')
    (tmp_path / "two.tfvars").write_text('x = "two"')
    chosen = (tmp_path / "one.tfvars", tmp_path / "two.tfvars")
    assert plain(project.outputs(files, variable_files=chosen)["x"]) == "two"
    assert plain(project.outputs(files, variable_files=chosen, variables={"x": "command"})["x"]) == "command"


def test_a_default_is_an_assumption_and_a_supplied_value_is_not(project: Any) -> None:
    value = project.outputs(X)["x"]
    assert value.assumes == ('var.x = "default" (default)',)
    assert isinstance(value, Known)
    assert value.origin is Origin.DEFAULT
    value = project.outputs(X, variables={"x": "default"})["x"]
    assert value.assumes == ()
    assert isinstance(value, Known)
    assert value.origin is Origin.SUPPLIED


def test_an_assumption_tells_no_secret(project: Any) -> None:
    value = project.outputs(typed("string", 'sensitive = true\n  default = "hunter2"'))["x"]
    assert value.sensitive
    assert value.assumes == ("var.x has its default",)


@pytest.mark.parametrize("mark", ["sensitive = true", "ephemeral = true"])
def test_sensitive_marks_spread(project: Any, mark: str) -> None:
    text = f'variable "x" {{\n  {mark}\n  default = "s"\n}}\n'
    used = 'output "a" {\n  value = "${var.x}-a"\n}\noutput "b" {\n  value = upper(var.x)\n}\n'
    split = 'output "c" {\n  value = [for x in [var.x] : x]\n}\noutput "d" {\n  value = var.x == "s" ? 1 : 2\n}\n'
    outputs = project.outputs(text + used + split)
    assert outputs["a"].sensitive
    assert outputs["b"].sensitive
    assert outputs["c"].items[0].sensitive
    assert outputs["d"].sensitive


def test_without_a_value_it_is_unknown(project: Any) -> None:
    value = project.outputs(typed("number"))["x"]
    assert isinstance(value, Unknown)
    assert (value.why, value.type) == ("var.x has no value", "number")
    value = project.outputs('variable "x" {}\noutput "x" {\n  value = "a-${var.x}"\n}\n')["x"]
    assert isinstance(value, Text)


def test_a_called_module_has_no_defaults(project: Any) -> None:
    files = {"main.tf": X, "terraform.tfvars": 'x = "tfvars"'}
    value = project.outputs(files, called=True)["x"]
    assert isinstance(value, Unknown)
    assert "callers" in value.why


@pytest.mark.parametrize(
    ("type_", "inputs", "expected"),
    [
        ("string", "5", "5"),
        ("string", "[1]", "[1]"),
        ("string", "null", "null"),
        ("number", "5", 5),
        ("bool", "true", True),
        ("bool", "1", True),
        ("list(string)", '["a", 1]', ["a", "1"]),
        ("list(string)", "a", ...),
        ("any", "5", 5),
        ("any", "foo", ...),
        ("any", '{ a = "b" }', {"a": "b"}),
        ("map(number)", '{ a = "1" }', {"a": 1}),
        ('object({ a = optional(string, "d"), b = number })', '{ b = "3" }', {"a": "d", "b": 3}),
        ("tuple([string, number])", '[1, "2"]', ["1", 2]),
        ("set(string)", '["b", "a", "b"]', ["a", "b"]),
    ],
)
def test_texts_from_the_command_line(project: Any, known: Any, type_: str, inputs: str, expected: object) -> None:
    assert known(project.outputs(typed(type_), variables={"x": inputs})["x"]) == expected
    assert known(project.outputs(typed(type_), environment={"TF_VAR_x": inputs})["x"]) == expected


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [("number", "five"), ("object({ a = string })", "{}"), ("tuple([string])", "[1, 2]"), ("list(string)", '["a"')],
)
def test_what_does_not_fit_is_unknown_and_a_problem(project: Any, known: Any, type_: str, inputs: str) -> None:
    for supplied in ({"variables": {"x": inputs}}, {"environment": {"TF_VAR_x": inputs}}):
        loaded = project.load(typed(type_), **supplied)
        assert [problem.message.partition(":")[0] for problem in loaded.problems] == [
            "the value that is given for var.x does not fit its type"
        ]
        assert known(loaded.deployment.outputs["x"]) == ...


def test_an_untyped_variable_takes_a_text_as_it_is(project: Any) -> None:
    text = 'variable "x" {}\noutput "x" {\n  value = var.x\n}\n'
    assert plain(project.outputs(text, variables={"x": "5"})["x"]) == "5"
    assert plain(project.outputs(text, variables={"x": "[1]"})["x"]) == "[1]"


def test_null_and_nullable(project: Any) -> None:
    files = {"main.tf": typed("string", 'default = "d"'), "terraform.tfvars": "x = null"}
    assert plain(project.outputs(files)["x"]) is None
    files["main.tf"] = typed("string", 'default = "d"\n  nullable = false')
    assert plain(project.outputs(files)["x"]) == "d"
    call = 'module "m" {\n  source = "./m"\n  x = null\n}\noutput "x" {\n  value = module.m.x\n}\n'
    for nullable, expected in (("true", None), ("false", "d")):
        text = typed("string", f'default = "d"\n  nullable = {nullable}')
        assert plain(project.outputs({"main.tf": call, "m/main.tf": text})["x"]) == expected


def test_optional_attributes(project: Any) -> None:
    type_ = (
        "object({ name = string, size = optional(number, 5), tags = optional(map(string)), "
        "inner = optional(object({ on = optional(bool, true) }), {}) })"
    )
    value = plain(project.outputs(typed(type_, 'default = { name = "n", size = null, extra = 1 }'))["x"])
    assert value == {"name": "n", "size": 5, "tags": None, "inner": {"on": True}}


def test_in_a_child_module_the_argument_is_exact(project: Any) -> None:
    call = 'module "m" {\n  source = "./m"\n}\noutput "x" {\n  value = module.m.x\n}\n'
    value = project.outputs({"main.tf": call, "m/main.tf": X})["x"]
    assert (plain(value), value.assumes) == ("default", ())
    call = 'variable "y" {\n  default = "top"\n}\nmodule "m" {\n  source = "./m"\n  x = var.y\n}\n'
    value = project.outputs({"main.tf": call + 'output "x" {\n  value = module.m.x\n}\n', "m/main.tf": X})["x"]
    assert (plain(value), value.assumes) == ("top", ('var.y = "top" (default)',))


@pytest.mark.parametrize("broken", ["x = ", "x = [", '{"x": '])
def test_a_broken_variables_file_leaves_open_what_it_sets(project: Any, broken: str) -> None:
    name = "b.auto.tfvars.json" if broken.startswith("{") else "b.auto.tfvars"
    files = {"main.tf": X, "a.auto.tfvars": 'x = "a"', name: broken}
    loaded = project.load(files)
    assert [problem.kind for problem in loaded.problems] == ["syntax"]
    assert isinstance(loaded.deployment.outputs["x"], Unknown)
    files["c.auto.tfvars"] = 'x = "c"'
    assert plain(project.load(files).deployment.outputs["x"]) == "c"


def test_the_files_that_were_read_are_reported(project: Any) -> None:
    loaded = project.load({"main.tf": X, "terraform.tfvars": 'x = "a"'})
    assert [Path(name).name for name in loaded.files] == ["main.tf", "terraform.tfvars"]


def test_default_parts_are_known_below(project: Any) -> None:
    value: Value = project.outputs(typed("map(string)", 'default = { a = "b" }'))["x"]
    assert isinstance(value, MapOf)
    assert value.assumes == ("var.x has its default",)
