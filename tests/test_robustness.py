"""Whatever the input: an answer, never a traceback, and in bounded time.

The alarm is no measurement: it turns an endless computation into a failure.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awslint import cloudformation, terraform
from awslint.graph.export import edge_data, resource_data, value_data
from awslint.graph.loading import Inputs, Loaded
from awslint.syntax.sources import Sources
from awslint.terraform import unit_state
from awslint.values import Known, ListOf, OneOf, Truth, Unknown, Value

ENDLESS = 60
"""Seconds after which a computation counts as endless. All of these take less than one."""


@pytest.fixture
def small_budgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Budgets a tenth as large: what is beyond them is the same, and found out sooner."""
    monkeypatch.setattr(unit_state, "STEPS", 30_000)
    monkeypatch.setattr(unit_state, "BLOCKS", 1_000)


@pytest.fixture(autouse=True)
def _bounded() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise AssertionError("it does not come to an end")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    signal.signal(signal.SIGALRM, ring)
    signal.alarm(ENDLESS)
    yield
    signal.alarm(0)


def walked(loaded: Loaded) -> Loaded:
    """What was loaded, after everything in it was looked at."""
    for value in loaded.deployment.outputs.values():
        value_data(value)
    for resource in loaded.deployment.resources:
        resource_data(resource, {})
    edge_data(loaded.deployment)
    loaded = replace(loaded, problems=(*loaded.problems, *loaded.met()))
    for problem in loaded.problems:
        assert problem.message
    return loaded


def project(directory: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return directory


def load(directory: Path, **files: str | bytes) -> Loaded:
    return walked(terraform.load(project(directory, {"main.tf": "", **files}), Sources(), Inputs()))


def load_text(directory: Path, text: str) -> Loaded:
    return load(directory, **{"main.tf": text})


def output(expression: str) -> str:
    return f'output "x" {{\n  value = {expression}\n}}\n'


def chain(step: str, first: str, length: int = 40) -> str:
    """Locals of which each uses the one before it; `step` has `@` for it."""
    lines = [f"a0 = {first}", *(f"a{n} = {step.replace('@', f'local.a{n - 1}')}" for n in range(1, length))]
    return "locals {\n" + "\n".join(lines) + "\n}\n" + output(f"local.a{length - 1}")


# Any bytes.

SEEDS = [
    b'resource "aws_kms_key" "k" {\n  count = var.n\n  policy = jsonencode({ a = [1, "${var.x}"] })\n}\n',
    b'variable "x" {\n  default = <<-EOT\n    %{ for a in [1] ~}\n    ${a}\n    %{ endfor ~}\n  EOT\n}\n',
    b'module "m" {\n  source = "./m"\n  providers = { aws = aws.west }\n  for_each = toset(["a"])\n}\n',
    b'{"resource": {"aws_kms_key": {"k": [{"count": "${var.n}", "lifecycle": {"ignore_changes": "all"}}]}}}',
    b'{"locals": {"a": "${[for x in var.y : x...]}"}, "output": {"o": {"value": "%{ if true }x%{ endif }"}}}',
    b"Resources:\n  K:\n    Type: AWS::KMS::Key\n    Properties:\n      Policy: !Sub '${A}'\n      X: !GetAtt [A, B]\n",
    b"Transform: AWS::LanguageExtensions\nConditions:\n  C: !Not [!Condition C]\n"
    b"Resources:\n  Fn::ForEach::L: [a, [b], {}]\n",
    b'{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"A": {"Type": "AWS::KMS::Key", "Condition": "B"}}}',
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A configuration with some bytes cut out, put in or doubled."""
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 8)))
        put = draw(
            st.one_of(st.binary(max_size=3), st.sampled_from([b"${", b"}", b'"', b"[", b"{", b"<<E\n", b"\\", b"*"]))
        )
        text = text[:start] + put + (text[start:end] if draw(st.booleans()) else b"") + text[end:]
    return text


anything = st.one_of(st.binary(max_size=60), mutated(), st.text(max_size=40).map(str.encode))
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    "name", ["main.tf", "main.tf.json", "terraform.tfvars", "terraform.tfvars.json", "x_override.tf"]
)
@quick
@given(content=anything)
def test_any_bytes_as_terraform(tmp_path: Path, name: str, content: bytes) -> None:
    files: dict[str, str | bytes] = {"other.tf": 'variable "x" {\n  default = 1\n}\n' + output("var.x"), name: content}
    walked(terraform.load(project(tmp_path, files), Sources(), Inputs()))


@pytest.mark.parametrize("name", ["t.yaml", "t.json"])
@quick
@given(content=anything)
def test_any_bytes_as_a_template(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    walked(cloudformation.load(path, Sources(), Inputs()))


@pytest.mark.parametrize("text", ["", "\n", "# x\n", "/* a\n b */", "// c", "\ufeff", "\ufeff# x", "\r\n", "{}", "[]"])
def test_files_without_content(tmp_path: Path, text: str) -> None:
    loaded = load(
        tmp_path, **{"main.tf": text if text not in ("{}", "[]") else "", "b.tf.json": "{}", "c.tf.json": "[]"}
    )
    assert loaded.deployment.resources == ()
    assert loaded.problems == ()


# Deep nesting: parsed or refused, one or the other.

NESTED = {
    "parentheses": "(" * 200 + "1" + ")" * 200,
    "lists": "[" * 200 + "1" + "]" * 200,
    "objects": "{ a = " * 200 + "1" + " }" * 200,
    "templates": '"${' * 200 + "1" + '}"' * 200,
    "calls": "upper(" * 200 + '"a"' + ")" * 200,
    "not": "!" * 600 + "true",
    "minus": "- " * 601 + "1",
    "sum": "+".join(["1"] * 3000),
    "indexes": "local.a" + "[0]" * 2000,
    "attributes": "local.a" + ".b" * 2000,
    "conditionals": "var.a ? 1 : " * 140 + "2",
}


@pytest.mark.parametrize("expression", NESTED.values(), ids=NESTED.keys())
def test_deep_expressions(tmp_path: Path, expression: str) -> None:
    loaded = load_text(tmp_path, 'variable "a" {}\nlocals {\n  a = []\n}\n' + output(expression))
    # Told as too deep, or evaluated; nothing is given up in silence.
    assert loaded.problems or loaded.deployment.outputs["x"].__class__ is not Unknown


def test_deep_blocks(tmp_path: Path) -> None:
    load_text(tmp_path, 'resource "aws_x" "y" {\n' + "a {\n" * 300 + "b = 1\n" + "}\n" * 300 + "}\n")


@pytest.mark.parametrize("name", ["main.tf.json", "terraform.tfvars.json"])
def test_deep_json(tmp_path: Path, name: str) -> None:
    loaded = load(tmp_path, **{name: '{"locals": {"a": ' + "[" * 5000 + "]" * 5000 + "}}"})
    assert loaded.problems


@pytest.mark.parametrize("step", ["@", "@ + 1", "[@]", "{ a = @ }", "@[*]", "coalesce(@, 1)", "var.u ? @ : 2"])
def test_long_chains(tmp_path: Path, step: str) -> None:
    first = "[1]" if "[*]" in step else "1"
    text = 'variable "u" {}\n' + chain(step, first, 1500)
    used = '\nresource "aws_kms_key" "k" {\n  description = local.a1499\n}\n'
    loaded = load_text(tmp_path, text + used)
    assert [problem.kind for problem in loaded.problems] == ["budget"]


# Cycles.

CYCLES = {
    "locals": "locals {\n  a = local.b\n  b = local.a\n}\n" + output("local.a"),
    "conditions": "locals {\n  a = !local.a\n}\n" + output("local.a ? 1 : 2"),
    "conjunctions": "locals {\n  a = local.b && true\n  b = local.a || false\n}\n" + output("local.b ? 1 : 2"),
    "comparisons": "locals {\n  a = local.b == 1\n  b = local.a == 2\n}\n" + output("local.b ? 1 : 2"),
    "conditionals": "locals {\n  a = local.a ? 1 : 2\n}\n" + output("local.a"),
    "structures": "locals {\n  a = [local.a]\n  b = { c = local.b.c }\n}\n" + output("[local.a, local.b]"),
    "resources": (
        'resource "aws_kms_key" "a" {\n  description = aws_kms_key.b.description\n}\n'
        'resource "aws_kms_key" "b" {\n  description = aws_kms_key.a.description\n}\n'
        + output("aws_kms_key.a.description")
    ),
    "counts": (
        'resource "aws_kms_key" "a" {\n  count = length(aws_kms_key.b)\n}\n'
        'resource "aws_kms_key" "b" {\n  count = length(aws_kms_key.a)\n}\n' + output("aws_kms_key.a[0].arn")
    ),
    "modules": (
        'module "a" {\n  source = "./m"\n  x = module.b.y\n}\nmodule "b" {\n  source = "./m"\n  x = module.a.y\n}\n'
        + output("module.a.y ? 1 : 2")
    ),
    "module counts": (
        'module "a" {\n  source = "./m"\n  count = length(module.b)\n  x = 1\n}\n'
        'module "b" {\n  source = "./m"\n  count = length(module.a)\n  x = 1\n}\n' + output("module.a[0].y")
    ),
    "dependencies": (
        'resource "aws_kms_key" "a" {\n  depends_on = [aws_kms_key.b]\n}\n'
        'resource "aws_kms_key" "b" {\n  depends_on = [aws_kms_key.a]\n}\n' + output("1")
    ),
    "variables": 'variable "a" {\n  default = var.a\n}\n' + output("var.a"),
    "outputs": 'output "x" {\n  value = output.x\n}\n',
    "itself": 'resource "aws_kms_key" "a" {\n  description = aws_kms_key.a.description\n}\n' + output("1"),
}


@pytest.mark.parametrize("text", CYCLES.values(), ids=CYCLES.keys())
def test_cycles(tmp_path: Path, text: str) -> None:
    files = {"main.tf": text, "m/main.tf": 'variable "x" {}\noutput "y" {\n  value = var.x\n}\n'}
    loaded = load(tmp_path, **files)
    for resource in loaded.deployment.resources:
        loaded.deployment.steps_before(resource)
        assert resource.get("Description").text is None


def test_modules_that_contain_themselves(tmp_path: Path) -> None:
    text = 'module "n" {\n  source = "../b"\n}\n'
    other = 'module "n" {\n  source = "../a"\n}\nresource "aws_kms_key" "k" {}\n'
    loaded = load(tmp_path, **{"main.tf": 'module "a" {\n  source = "./a"\n}\n', "a/main.tf": text, "b/main.tf": other})
    assert [problem.kind for problem in loaded.problems] == ["module"]
    assert "module.a.module.n.aws_kms_key.k" in {resource.address for resource in loaded.deployment.resources}
    assert any(resource.opaque and resource.mode == "module" for resource in loaded.deployment.resources)
    itself = terraform.load(
        project(tmp_path / "i", {"main.tf": 'module "a" {\n  source = "./"\n}\n'}), Sources(), Inputs()
    )
    assert [problem.kind for problem in itself.problems] == ["module"]


# Growth: few lines that write very large values.

GROWING = {
    "lists": ("[@, @]", '["x"]'),
    "maps": ("{ a = @, b = @ }", "{}"),
    "texts": ('"${@}${@}"', '"x"'),
    "texts with holes": ('"${@}-${@}"', "var.u"),
    "joined": ('join("", [@, @])', '"x"'),
    "concatenated": ("concat(@, @)", '["x"]'),
    "loops": ("[for x in [@, @] : x]", '["x"]'),
    "flattened": ("flatten([@, @])", '["x"]'),
    "merged": ("merge({ a = @ }, { b = @ })", "{}"),
    "encoded": ("jsonencode([@, @])", '["x"]'),
    "formatted": ('format("%s%s", @, @)', '"x"'),
    "both branches": ("var.u ? [@, @] : [@]", '["x"]'),
    "conjunctions": ("@ && @", "var.u"),
    "disjunctions": ("(@ && var.u) || (@ && var.w)", "var.u"),
    "comparisons": ("@ == @", "var.u"),
    "negations": ("!(@ || !@)", "var.u"),
    "conditionals": ("@ ? @ : !@", "var.u"),
}


@pytest.mark.parametrize(("step", "first"), GROWING.values(), ids=GROWING.keys())
def test_doubling_chains(tmp_path: Path, step: str, first: str) -> None:
    used = (
        'resource "aws_kms_key" "k" {\n  description = local.a39\n  tags = { a = local.a39 }\n'
        "  count = local.a39 == 1 ? 1 : 2\n}\n"
        'output "y" {\n  value = [length(local.a39), jsonencode(local.a39), local.a39 == local.a38]\n}\n'
        'output "z" {\n  value = local.a39 ? 1 : 2\n}\n'
    )
    loaded = load_text(tmp_path, 'variable "u" {}\nvariable "w" {}\n' + chain(step, first) + used)
    assert loaded.deployment.resources
    for resource in loaded.deployment.resources:
        list(resource.get("Tags").references())


def test_doubling_through_resources_and_modules(tmp_path: Path) -> None:
    text = 'resource "aws_x" "r0" {\n  a = ["x"]\n}\n' + "".join(
        f'resource "aws_x" "r{n}" {{\n  a = [aws_x.r{n - 1}.a, aws_x.r{n - 1}.a]\n}}\n' for n in range(1, 20)
    )
    modules = 'module "m0" {\n  source = "./m"\n  x = []\n}\n' + "".join(
        f'module "m{n}" {{\n  source = "./m"\n  x = [module.m{n - 1}.y, module.m{n - 1}.y]\n}}\n' for n in range(1, 20)
    )
    files = {
        "main.tf": text + modules + output("module.m19.y"),
        "m/main.tf": 'variable "x" {}\noutput "y" {\n  value = var.x\n}\n',
    }
    loaded = load(tmp_path, **files)
    assert len(loaded.deployment.resources) == 20
    for resource in loaded.deployment.resources:
        list(resource.get("a").references())


EXPLODING = {
    "loops": "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]]",
    "template loops": '"' + "".join(f"%{{ for {x} in range(1000) }}" for x in "abc") + "x" + "%{ endfor }" * 3 + '"',
    "setproduct": "setproduct(range(1000), range(1000), range(1000), range(1000))",
    "cidrsubnets": 'cidrsubnets("10.0.0.0/8", [for i in range(1000) : 20]...)',
    "cidrsubnet": '[for a in range(999) : [for b in range(999) : cidrsubnet("10.0.0.0/8", 8, b % 256)]]',
    "pow": "pow(10, 1000000000)",
    "format": 'format("%0999999999999d", 1)',
    "tonumber": 'tonumber("1e999999999") + 1',
    "digits": f'tonumber("{"9" * 6000}") + 1',
    "exponents": "1e300 * 1e300 * 1e300",
}


@pytest.mark.parametrize("expression", EXPLODING.values(), ids=EXPLODING.keys())
@pytest.mark.usefixtures("small_budgets")
def test_exploding_expressions(tmp_path: Path, expression: str) -> None:
    loaded = load_text(
        tmp_path, output(expression) + f'resource "aws_kms_key" "k" {{\n  count = length({expression})\n}}\n'
    )
    assert isinstance(loaded.deployment.outputs["x"], object)
    assert all(resource.many or resource.address for resource in loaded.deployment.resources)


@pytest.mark.usefixtures("small_budgets")
def test_dynamic_blocks_in_dynamic_blocks(tmp_path: Path) -> None:
    inner = "v = 1"
    for name in "cba":
        inner = f'dynamic "{name}" {{\n  for_each = range(1000)\n  content {{\n{inner}\n}}\n}}'
    loaded = load_text(tmp_path, f'resource "aws_x" "y" {{\n{inner}\n}}\n')
    assert [problem.kind for problem in loaded.problems] == ["budget"]
    blocks = loaded.deployment.resources[0].get("a").value
    assert isinstance(blocks, ListOf)


@pytest.mark.parametrize("operator", ["&&", "||"])
@pytest.mark.parametrize(
    "part", ["var.a{}", 'var.a == "{}"', "!var.a{}", "(var.a{} ? true : false)", "contains(var.a, {})"]
)
def test_long_conditions(tmp_path: Path, operator: str, part: str) -> None:
    variables = "".join(f'variable "a{n}" {{}}\n' for n in range(60)) + 'variable "a" {}\n'
    condition = f" {operator} ".join(part.format(n) for n in range(60))
    loaded = load_text(
        tmp_path,
        variables
        + output(f"({condition}) ? 1 : 2")
        + output(f"[for x in [1] : x if {condition}]").replace('"x"', '"y"'),
    )
    value = loaded.deployment.outputs["x"]
    # One variable cannot be two texts at once.
    impossible = operator == "&&" and part.startswith("var.a ==")
    assert isinstance(value, Known if impossible else (OneOf, Unknown))


def test_many_independent_conditions(tmp_path: Path) -> None:
    variables = "".join(f'variable "a{n}" {{}}\n' for n in range(60))
    text = output('"' + "".join(f"${{var.a{n} ? 1 : 2}}" for n in range(60)) + '"')
    merged = output("merge(" + ", ".join(f"var.a{n} ? {{ x{n} = 1 }} : {{}}" for n in range(60)) + ")").replace(
        '"x"', '"y"'
    )
    count = 'resource "aws_kms_key" "k" {\n  count = ' + " + ".join(f"(var.a{n} ? 1 : 0)" for n in range(60)) + "\n}\n"
    loaded = load_text(tmp_path, variables + text + merged + count)
    assert isinstance(loaded.deployment.outputs["x"], Unknown)
    assert [resource.many for resource in loaded.deployment.resources] == [True]


# Numbers of things.


@pytest.mark.parametrize("count", ["1000000", "1e18", "9007199254740993", "-1", "1.5", '"x"', "[]", "null"])
def test_odd_counts(tmp_path: Path, count: str) -> None:
    loaded = load_text(
        tmp_path, f'resource "aws_kms_key" "k" {{\n  count = {count}\n}}\n' + output("aws_kms_key.k[*].arn")
    )
    assert all(resource.existence is not Truth.YES for resource in loaded.deployment.resources)
    assert len(loaded.deployment.resources) <= 1


def test_for_each_over_ten_thousand_keys(tmp_path: Path) -> None:
    keys = ", ".join(f'"k{n}"' for n in range(10000))
    text = f'resource "aws_kms_key" "k" {{\n  for_each = toset([{keys}])\n}}\n'
    loaded = load_text(tmp_path, text + output("{ for k, v in aws_kms_key.k : k => v.arn }"))
    assert [resource.many for resource in loaded.deployment.resources] == [True]


def test_thousands_of_resources_with_imports(tmp_path: Path) -> None:
    text = "".join(
        f'resource "aws_kms_key" "k{n}" {{\n  description = aws_kms_key.k{max(0, n - 1)}.arn\n}}\n'
        f'import {{\n  to = aws_kms_key.k{n}\n  id = "x"\n}}\n'
        for n in range(1000)
    )
    loaded = load_text(tmp_path, text)
    assert len(loaded.deployment.resources) == 1000
    assert all(resource.imported for resource in loaded.deployment.resources)
    last = loaded.deployment.find("aws_kms_key.k999")
    assert last is not None
    assert len(loaded.deployment.before(last)) == 999


@pytest.mark.parametrize(("depth", "called"), [(14, ""), (60, ""), (30, "  count = 2\n"), (6, "  count = 30\n")])
@pytest.mark.usefixtures("small_budgets")
def test_nested_modules(tmp_path: Path, depth: int, called: str) -> None:
    files: dict[str, str | bytes] = {}
    for level in range(depth):
        call = f'module "n" {{\n  source = "../m{level + 1}"\n{called}}}\n' if level + 1 < depth else ""
        files[f"m{level}/main.tf"] = call + 'resource "aws_kms_key" "k" {}\n'
    loaded = walked(terraform.load(project(tmp_path, files) / "m0", Sources(), Inputs()))
    if depth < unit_state.DEPTH and not called:
        assert loaded.problems == ()
        assert len(loaded.deployment.resources) == depth
    else:
        assert {problem.kind for problem in loaded.problems} <= {"budget", "module"}
        assert loaded.problems
        assert any(resource.opaque for resource in loaded.deployment.resources)


# The file system.


def test_odd_directories(tmp_path: Path) -> None:
    (tmp_path / "x.tf").mkdir()
    (tmp_path / "y.tf.json").mkdir()
    (tmp_path / "z.auto.tfvars").mkdir()
    (tmp_path / "terraform.tfvars").mkdir()
    loaded = load_text(tmp_path, output("1"))
    assert loaded.problems == ()
    assert isinstance(loaded.deployment.outputs["x"], Known)


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "loop.tf").symlink_to(tmp_path / "loop.tf")
    (tmp_path / "dangling.tf").symlink_to(tmp_path / "nowhere.tf")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    call = 'module "a" {\n  source = "./again"\n}\nmodule "b" {\n  source = "./again/again/again"\n}\n'
    loaded = load_text(tmp_path, call + output("local.elsewhere"))
    assert {problem.kind for problem in loaded.problems} == {"unreadable", "module"}
    value = loaded.deployment.outputs["x"]
    assert isinstance(value, Unknown)
    assert "could not be parsed" in value.why


def test_no_directory(tmp_path: Path) -> None:
    loaded = walked(terraform.load(tmp_path / "absent", Sources(), Inputs()))
    assert [problem.kind for problem in loaded.problems] == ["unreadable"]
    given_ = Inputs(variable_files=(tmp_path / "absent.tfvars",))
    loaded = walked(terraform.load(project(tmp_path, {"main.tf": output("1")}), Sources(), given_))
    assert [problem.kind for problem in loaded.problems] == ["unreadable"]


def test_not_utf_8(tmp_path: Path) -> None:
    loaded = load(tmp_path, **{"main.tf": output("local.a"), "b.tf": b'locals {\n  a = "\xff"\n}\n'})
    assert [problem.kind for problem in loaded.problems] == ["unreadable"]
    value: Value = loaded.deployment.outputs["x"]
    assert isinstance(value, Unknown)
