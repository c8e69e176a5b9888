"""Few bytes that ask for much work: the run ends soon, in little memory, and says what was left out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
KEY = 'resource "aws_kms_key" "k" {\n  description = %s\n}\n'
POLICY = """\
id: ACME001
title: A key has another description
severity: error
raises: [{service: kms, code: InvalidArnException, operation: CreateKey}]
evidence: ["https://wiki.example.com/keys"]
for: AWS::KMS::Key
refuse: %s
at: self.Description
message: "{self} is refused."
help: "Write another description."
"""


def loops_with_conditions(root: Path) -> None:
    inner = "[for c in range(1000) : 1 if a == b && b == c && c != a]"
    loops = f"[for a in range(1000) : [for b in range(1000) : {inner}]]"
    (root / "main.tf").write_text(f'resource "aws_sns_topic" "t" {{\n  policy = jsonencode({loops})\n}}\n')


def counts_through_modules(root: Path) -> None:
    for depth, below in enumerate(("m1", "m2", "")):
        (root / f"m{depth}").mkdir()
        call = f'module "c" {{\n  source = "../{below}"\n  count = 1000\n}}\n' if below else ""
        (root / f"m{depth}/main.tf").write_text(call + 'resource "aws_kms_key" "k" {\n  count = 1000\n}\n')
    (root / "main.tf").write_text('module "a" {\n  source = "./m0"\n  count = 1000\n}\n')


def modules_with_much_inside(root: Path) -> None:
    (root / "m").mkdir()
    (root / "m/main.tf").write_text("".join(f'resource "aws_kms_key" "k{n}" {{}}\n' for n in range(100)))
    (root / "main.tf").write_text('module "a" {\n  source = "./m"\n  count = 1400\n}\n')


def modules_that_fan_out(root: Path) -> None:
    for depth in range(10):
        (root / f"m{depth}").mkdir()
        calls = "".join(f'module "c{n}" {{\n  source = "../m{depth + 1}"\n}}\n' for n in range(3))
        (root / f"m{depth}/main.tf").write_text(calls if depth < 9 else KEY % '"x"')
    (root / "main.tf").write_text('module "a" {\n  source = "./m0"\n}\n')


def policies_of_many_instances(root: Path) -> None:
    statement = '{Effect="Allow",Action=["s3:*","kms:Decrypt"],Resource=["arn:aws:s3:::b/${count.index}"]}'
    (root / "main.tf").write_text(
        'resource "aws_iam_role_policy" "p" {\n  count = 1400\n  role = "r"\n'
        f"  policy = jsonencode({{Statement=[{', '.join([statement] * 50)}]}})\n}}\n"
    )


def conditions_on_conditions(root: Path) -> None:
    number = 100
    rows = [
        f'  c{n} = local.c{n - 1} && var.v{n} == "a" || !local.c{n - 1} && var.v{n} != "b"' for n in range(1, number)
    ]
    text = "".join(f'variable "v{n}" {{}}\n' for n in range(number))
    text += "\n".join(["locals {", '  c0 = var.v0 == "a"', *rows, "}\n"])
    for n in range(number):
        text += f'resource "aws_kms_key" "k{n}" {{\n  count = local.c{n} ? 1 : 0\n'
        text += f"  enable_key_rotation = local.c{n // 2}\n}}\n"
    (root / "main.tf").write_text(text)


def policies_over_all_keys(root: Path) -> None:
    keys = 'resources("AWS::KMS::Key")'
    (root / "awslint.toml").write_text('policies = ["p.yaml"]\n')
    (root / "p.yaml").write_text(POLICY % f"{keys}.exists(a, {keys}.exists(b, a.Description == b.KeySpec))")
    (root / "main.tf").write_text(
        "".join(f'resource "aws_kms_key" "k{n}" {{\n  description = "{n}"\n}}\n' for n in range(300))
    )


ATTACKS = [
    *(loops_with_conditions, counts_through_modules, modules_with_much_inside, modules_that_fan_out),
    *(policies_of_many_instances, conditions_on_conditions, policies_over_all_keys),
]
PROGRAM = """\
import resource, sys
sys.path[:0] = {paths!r}
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
from awslint.cli.app import run
code = run(["--format", "full", "--no-cache", "--jobs", "1", "--show-undecided"])
print(code, file=open("../code", "w"))
# The peak of this program: what getrusage tells has that of the process that started it, too.
if sys.platform == "linux":
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM:")).split()[1]
    print(peak, file=open("../peak", "w"))
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of processor time are those of POSIX")
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_few_bytes_end_and_say_what_was_left_out(tmp_path: Path, attack: Callable[[Path], None]) -> None:
    root = tmp_path / "tree"
    root.mkdir()
    (root / ".git").mkdir()
    attack(root)
    program = PROGRAM.format(paths=[str(ROOT / "linter"), str(ROOT / "rules")])
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    assert b"internal" not in done.stderr
    assert (tmp_path / "code").read_text().strip() in ("0", "1", "4")
    left_out = b"than awslint takes" in done.stderr or b"more " in done.stdout + done.stderr
    assert left_out, done.stderr[-2000:]
    if sys.platform == "linux":
        assert int((tmp_path / "peak").read_text()) < 300 * 1024


def test_what_is_cut_makes_no_finding(project: Any) -> None:
    project.write(
        "main.tf",
        'resource "aws_kms_key" "k" {\n  count = 1900\n  custom_key_store_id = "cks-1234567890abcdef0"\n'
        "  enable_key_rotation = count.index < 1\n}\n",
    )
    code, out, err = project.run("--format", "concise")
    assert code == 4
    assert "KMS085" not in out
    assert "more instances" in err


def test_a_longer_unit_may_have_more_instances(project: Any) -> None:
    comment = "# one of many\n" * 3000
    project.write("main.tf", comment + 'resource "aws_kms_key" "k" {\n  count = 1900\n}\n')
    assert project.run()[0] == 0


@pytest.mark.parametrize("refuse", ["'self.Description.matches(\"^(a+)+$\")'", '["a", 5]'])
def test_a_policy_that_cannot_be_evaluated_is_not_awslints_fault(project: Any, refuse: str) -> None:
    project.write("awslint.toml", 'policies = ["p.yaml"]\n')
    project.write("p.yaml", POLICY % refuse)
    project.write("main.tf", KEY.replace('"k"', '"other"') % '"aaa!"' + project.ROTATED)
    code, out, err = project.run("--format", "concise")
    assert code in (1, 4)
    assert "KMS085" in out, "it costs itself alone"
    assert "ACME001 cannot be evaluated" in err
    assert "internal" not in err


def test_numbers_without_end_are_refused(project: Any) -> None:
    project.write("awslint.toml", 'policies = ["p.yaml"]\n')
    project.write("p.yaml", POLICY % f"{'9' * 5000} > 1")
    project.write("main.tf", KEY % '"x"')
    code, _, err = project.run()
    assert code == 2
    assert "digits" in err


def test_a_call_in_a_loop_is_made_once(project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from awslint.terraform import names

    read: list[str] = []
    call = names.ModuleNames.call

    def counted(self: names.ModuleNames, name: str, *rest: Any) -> Any:
        read.append(name)
        return call(self, name, *rest)

    monkeypatch.setattr(names.ModuleNames, "call", counted)
    project.write("rules.json", '{"a": "x", "b": "y"}')
    loop = '{ for k in ["a", "b"] : k => jsondecode(file("${path.module}/rules.json"))[k] }'
    project.write("main.tf", f'resource "aws_kms_key" "k" {{\n  description = jsonencode({loop})\n}}\n')
    _, out, _ = project.run("graph", ".")
    assert '{\\"a\\":\\"x\\",\\"b\\":\\"y\\"}' in out
    assert read.count("jsondecode") == 1
