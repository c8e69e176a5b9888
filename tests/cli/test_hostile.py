"""A tree that wants something else than to be linted decides nothing outside of itself, and every run of it ends."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awslint import files
from awslint.files import LARGEST, LARGEST_HCL, write_file
from awslint.project import configuration_files

ROOT = Path(__file__).parents[2]
KEY = 'resource "aws_kms_key" "k" {\n  description = %s\n}\n'
IS_POSIX = os.name == "posix"

posix = pytest.mark.skipif(not IS_POSIX, reason="pipes, links and owners are those of POSIX")


def snapshot(directory: Path) -> dict[str, bytes]:
    """Everything below a directory."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


# What a configuration that was found may say.


@pytest.mark.parametrize("place", ["../out.txt", "out.txt", ".git/config", "/tmp/awslint-hostile-out.txt"])
@pytest.mark.parametrize("name", ["awslint.toml", "shared.toml"])
def test_a_found_configuration_names_no_outputs(project: Any, place: str, name: str) -> None:
    project.write("repo/awslint.toml", 'extends = "shared.toml"\n')
    project.write(f"repo/{name}", f'format = ["concise:{place}", "full"]\n')
    project.write("repo/module/main.tf", project.ROTATED)
    (project.root / "repo/.git").mkdir()
    before = snapshot(project.root)
    code, _, err = project.run("repo/module")
    assert code == 2
    assert "--format" in err
    assert "--config" in err
    assert snapshot(project.root) == before
    assert not Path("/tmp/awslint-hostile-out.txt").exists()


@pytest.mark.parametrize("key", ["baseline", "var-files", "param-files", "extends"])
@pytest.mark.parametrize("through_link", [False, pytest.param(True, marks=posix)])
def test_a_found_configuration_reads_nothing_outside_of_its_repository(
    project: Any, key: str, through_link: bool
) -> None:
    project.write("outside.toml", "vars = { a = 1 }\n")
    project.write("repo/main.tf", KEY % '"x"')
    (project.root / "repo/.git").mkdir()
    path = "../outside.toml"
    if through_link:
        (project.root / "repo/inside.toml").symlink_to(path)
        path = "inside.toml"
    project.write("repo/awslint.toml", f"{key} = {json.dumps(path if key == 'baseline' else [path])}\n")
    code, _, err = project.run("repo")
    assert code == 2
    assert f"repo/awslint.toml: {key}:" in err
    assert "outside of the repository" in err
    project.write("repo/awslint.toml", f"[[overrides]]\npaths = ['**']\n{key} = {json.dumps([path])}\n")
    if key in ("var-files", "param-files"):
        assert "outside of the repository" in project.run("repo")[2]


def test_a_named_configuration_is_the_users_own(project: Any) -> None:
    project.write("outside.tfvars", 'x = "1"\n')
    project.write("repo/main.tf", project.ROTATED + 'variable "x" {}\n')
    (project.root / "repo/.git").mkdir()
    project.write("mine.toml", 'format = "concise:out.txt"\nvar-files = ["outside.tfvars"]\n')
    assert project.run("repo", "--config", "mine.toml")[0] == 1
    assert "KMS085" in project.read("out.txt")


def test_a_baseline_is_written_where_the_user_says(project: Any) -> None:
    project.write("awslint.toml", 'baseline = "other.json"\n')
    project.write("main.tf", project.ROTATED)
    for verb in ("create", "prune"):
        code, _, err = project.run("baseline", verb)
        assert code == 2
        assert "--baseline other.json" in err
    assert not (project.root / "other.json").exists()


@posix
def test_another_users_configuration_above_does_not_count(project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (project.root / ".git").rmdir()
    project.write("awslint.toml", 'ignore = ["KMS"]\n')
    project.write("work/module/main.tf", project.ROTATED)
    monkeypatch.chdir(project.root / "work")
    assert project.rules("module") == []
    monkeypatch.setattr(configuration_files, "_is_anothers", lambda _: True)
    code, _, err = project.run("module")
    assert code == 1
    assert "another user's configuration does not count (../awslint.toml" in err
    (project.root / ".git").mkdir()
    assert project.rules("module") == [], "a repository is one thing, whoever owns its files"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('ignore = ["KMS085"]\n', "1 rule switched off (ignore in awslint.toml)"),
        ('existing = ["*"]\n', "resources taken to be there already (existing in awslint.toml)"),
        ('fail-on = "never"\n', "fail-on = never (awslint.toml)"),
    ],
)
def test_what_a_configuration_takes_away_is_reported(project: Any, text: str, shown: str) -> None:
    project.write("awslint.toml", text)
    project.write("main.tf", project.ROTATED)
    assert shown in project.run()[2]
    assert shown not in project.run("--no-config")[2]
    assert "switched off" not in project.run("--no-config", "--ignore", "KMS085")[2], "the user knows"


# What stands in configuration and other files.


@pytest.mark.parametrize("name", ["awslint.toml", "pyproject.toml"])
@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 50_000 + "]" * 50_000,
        "a = " + "9" * 5000,
        'region = "\\u0000"',
        'baseline = "a\\u0000b"',
        "[[suppressions]]\nrules = []\nuntil = 2020-01-01",
    ],
)
def test_bad_configurations_are_wrong_usage(project: Any, name: str, text: str) -> None:
    if name == "pyproject.toml":
        text = text.replace("[[s", "[[tool.awslint.s") if text.startswith("[[s") else f"[tool.awslint]\n{text}"
    project.write(name, f"# awslint\n{text}\n")
    project.write("main.tf", KEY % '"x"')
    code, _, err = project.run()
    assert code == 2
    assert f"{name}:" in err


DEEP = "[" * 50_000 + "]" * 50_000
TEXTS = [
    DEEP,
    '{"a":' * 50_000 + "1" + "}" * 50_000,
    '{"version": ' + "9" * 5000 + ', "Modules": ' + "9" * 5000 + "}",
    '{"Modules": [{"Key": "a", "Source": "x", "Dir": "a\\u0000b"}]}',
    '{"Modules": [{"Key": "a", "Source": "x/y/z", "Dir": "\\ud800"}]}',
    '{"Modules": {"a": 1}}',
    '{"Modules": [1, null, {"Key": 1, "Dir": []}, {"Key": "a", "Dir": 5}]}',
    "[1]",
    "null",
    '"x"',
]


def plan(text: str) -> str:
    return f'{{"format_version": "1.2", "planned_values": {text}, "resource_changes": {text}, "configuration": {text}}}'


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_odd_documents_cost_themselves_alone(project: Any, text: str) -> None:
    project.write("m/main.tf", 'module "a" {\n  source = "x/y/z"\n}\n' + project.ROTATED)
    project.write("m/.terraform/modules/modules.json", text)
    project.write("c/cdk.out", "{}")
    project.write("c/manifest.json", text)
    project.write("p/plan.json", plan(text))
    project.write("v.tfvars.json", text)
    code, out, err = project.run("m", "c", "p/plan.json", "--var-file", "v.tfvars.json", "--format", "concise")
    assert code in (1, 4), err
    assert "internal" not in err
    assert "Traceback" not in err
    assert "KMS085" in out
    assert project.run("m", "--baseline", "v.tfvars.json")[0] == 2


@pytest.mark.parametrize("text", ["a = " + DEEP, "version = " + "9" * 5000, "default = 1", "[default]\ndeploy = 1"])
def test_odd_samconfigs(project: Any, text: str) -> None:
    project.write("template.yaml", "Transform: AWS::Serverless-2016-10-31\n" + project.TEMPLATE)
    project.write("samconfig.toml", text)
    code, _, err = project.run("--show-undecided")
    assert code == 1
    assert ("samconfig.toml: unreadable" in err) is text.startswith(("a =", "version ="))
    assert "internal" not in err


def test_calls_without_arguments(project: Any) -> None:
    project.write("main.tf", KEY % "templatefile()\n  policy = templatestring()")
    assert project.run()[0] == 0
    assert project.run("graph", ".")[0] == 0


# Files that are none.


@posix
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "device"])
def test_only_regular_files_are_read(project: Any, make: Callable[[Path], None]) -> None:
    project.write("ok.tf", project.ROTATED)
    names = ["main.tf", "m.tf.json", "terraform.tfvars", "a.json", "b.yaml", "c.template", "samconfig.toml"]
    for name in [*names, "pyproject.toml"]:
        make(project.root / name)
    project.write(".terraform/x", "")
    code, out, err = project.run("--format", "concise")
    assert code == 1
    assert "KMS085" in out
    # A module's files are shown by what links point to.
    linked = make is not os.mkfifo
    for name in ("a.json", "b.yaml", "c.template", "pyproject.toml", *(() if linked else ("main.tf", "m.tf.json"))):
        assert sum(line.startswith(f"{name}: ") for line in err.splitlines()) == 1, (name, err)
    assert "no regular file" in err


@posix
@pytest.mark.parametrize("text", ['extends = "z"', 'baseline = "z"', 'var-files = ["z"]'])
def test_only_regular_files_are_named(project: Any, text: str) -> None:
    project.write("main.tf", KEY % '"x"')
    os.mkfifo(project.root / "z")
    project.write("awslint.toml", text + "\n")
    code, _, err = project.run()
    assert code in (2, 4)
    assert "z" in err
    (project.root / "awslint.toml").unlink()
    os.mkfifo(project.root / "awslint.toml")
    assert project.run()[0] == 2


@pytest.mark.parametrize("name", ["big.tf", "big.yaml", "terraform.tfvars", "big.json"])
def test_files_that_are_too_large_are_reported(project: Any, name: str) -> None:
    project.write("main.tf", project.ROTATED)
    project.write(name, "x")
    os.truncate(project.root / name, 1 << 31)
    code, out, err = project.run("--format", "concise")
    assert code == 1
    assert "KMS085" in out
    assert f"{name}:" in err
    assert "larger than" in err


def test_a_limit_of_bytes_is_exact(tmp_path: Path) -> None:
    for name, most in (("a.tf", LARGEST_HCL), ("a.json", LARGEST)):
        path = tmp_path / name
        path.write_bytes(b" " * most)
        assert len(files.read_file(path)) == most
        path.write_bytes(b" " * (most + 1))
        with pytest.raises(OSError, match="larger than"):
            files.read_file(path)


# Files that are written.


@posix
def test_a_file_is_replaced_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    path.chmod(0o640)
    (tmp_path / "link").symlink_to("a.txt")
    write_file(tmp_path / "link", b"new", tmp_path)
    assert path.read_bytes() == b"new"
    assert (tmp_path / "link").is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_file(path, b"newer", tmp_path)
    assert path.read_bytes() == b"new"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.txt", "link"]


@posix
def test_other_names_of_a_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"older")
    os.link(path, tmp_path / "b.txt")
    write_file(path, b"new")
    assert (tmp_path / "b.txt").read_bytes() == b"new"
    assert len(list(tmp_path.iterdir())) == 2


@posix
def test_nothing_is_written_through_a_link_out_of_the_tree(project: Any) -> None:
    project.write("outside/main.tf", project.ROTATED)
    project.write("outside/rc", "mine\n")
    (project.root / "repo/.git").mkdir(parents=True)
    (project.root / "repo/main.tf").symlink_to("../outside/main.tf")
    (project.root / "repo/out.txt").symlink_to("../outside/rc")
    (project.root / "repo/dir").symlink_to("../outside")
    before = snapshot(project.root / "outside")
    os.chdir(project.root / "repo")
    for arguments in (
        ["--add-ignore", "why"],
        ["--fix", "--unsafe-fixes"],
        ["--format", "concise:out.txt"],
        ["--format", "concise:dir/new.txt"],
    ):
        project.run(".", *arguments)
        assert snapshot(project.root / "outside") == before, arguments
    for file in ("out.txt", "dir/new.json"):
        assert project.run("baseline", "create", "--baseline", file)[0] == 2
    assert snapshot(project.root / "outside") == before
    assert project.run(".", "--format", "concise:../outside/rc")[0] == 1, "the user says so"
    assert "KMS085" in project.read("outside/rc")


@posix
def test_a_report_goes_into_a_pipe(project: Any) -> None:
    project.write("main.tf", project.ROTATED)
    assert project.run("--format", "json:/dev/null")[0] == 1
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


# Small inputs that are large.


def fileset(root: Path) -> None:
    for name in "abcdefgh":
        (root / name).symlink_to(".")
    (root / "main.tf").write_text(KEY % 'join(",", fileset(path.module, "*/*/*/*/*/*/*/*/*.txt"))')


def templates_in_templates(root: Path) -> None:
    (root / "t.tpl").write_text('${templatefile("t.tpl", {})}' * 2)
    (root / "main.tf").write_text(KEY % 'templatefile("t.tpl", {})')


def assembly_in_itself(root: Path) -> None:
    (root / "cdk.out").write_text("{}")
    artifact = {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}
    stack = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "t.json"}}
    artifacts = {f"a{n}": artifact for n in range(50)} | {f"s{n}": stack for n in range(2000)}
    (root / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
    (root / "t.json").write_text('{"Resources": {"K": {"Type": "AWS::KMS::Key"}}}')


def templates_that_nest_each_other(root: Path) -> None:
    stack = "  S%d:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: t%d.yaml}\n"
    for n in range(3):
        text = "".join(stack % (m, (n + m) % 3) for m in range(30))
        (root / f"t{n}.yaml").write_text(f"AWSTemplateFormatVersion: '2010-09-09'\nResources:\n{text}")


def configurations_that_fan_out(root: Path) -> None:
    for n in range(13):
        (root / f"c{n}.toml").write_text(f"extends = {json.dumps([f'c{n + 1}.toml'] * 5)}\n")
    (root / "c13.toml").write_text('severity = "info"\n')
    (root / "awslint.toml").write_text('extends = "c0.toml"\n')
    (root / "main.tf").write_text(KEY % '"x"')


def globs(root: Path) -> None:
    stars = "*a" * 30 + "*b"
    (root / "awslint.toml").write_text(
        f'exclude = ["{stars}", "{"**/" * 30}zz"]\nexisting = ["{stars}"]\n'
        f'[[suppressions]]\nrules = ["KMS085"]\nresources = ["{stars}"]\npaths = ["{"**/" * 30}{stars}"]\n'
    )
    name = "a" * 100
    inner = root.joinpath(*[name] * 8)
    inner.mkdir(parents=True)
    settings = 'custom_key_store_id = "cks-1234567890abcdef0"\n  enable_key_rotation = true'
    (inner / "main.tf").write_text(f'resource "aws_kms_key" "{name}" {{\n  {settings}\n}}\n')


def aliases(root: Path) -> None:
    rows = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 8)]
    (root / "b.yml").write_text("a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(rows))
    (root / "deep.yml").write_text("[" * 100_000)
    text = 'jsonencode([yamldecode(file("${path.module}/b.yml")), yamldecode(file("${path.module}/deep.yml"))])'
    (root / "main.tf").write_text(KEY % text)


def optional_attributes(root: Path) -> None:
    attributes = "".join(f"a{n} = optional(string)\n" for n in range(1500))
    (root / "main.tf").write_text(
        f'variable "v" {{\n  type = list(object({{\n{attributes}}}))\n  default = [{"{ x = 1 }, " * 1500}]\n}}\n'
        + KEY % "jsonencode(var.v)"
    )


def findings_on_one_line(root: Path) -> None:
    properties = {"KeySpec": "RSA_2048", "EnableKeyRotation": True, "Description": "é"}
    resources = {f"K{n}": {"Type": "AWS::KMS::Key", "Properties": properties} for n in range(300)}
    text = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}, ensure_ascii=False)
    (root / "t.json").write_text(text, encoding="utf-8")


def suppressions(root: Path) -> None:
    comment = "# awslint: ignore[KMS085] x\n"
    (root / "main.tf").write_text(KEY % '"x"' + comment * 3000 + "locals {}\n")
    (root / "t.yaml").write_text(
        "Resources:\n  K:\n    Type: AWS::KMS::Key\n    Properties:\n      KeySpec: RSA_2048\n"
        "      EnableKeyRotation: true\n" + comment * 3000 + "Outputs: {}\n"
    )


def texts(root: Path) -> None:
    (root / "b.txt").write_text("x," * 1_000_000)
    text = 'file("${path.module}/b.txt")'
    (root / "main.tf").write_text(
        KEY
        % f'replace({text}, "x", {text})'
        + f'locals {{\n  b = {text}\n}}\nresource "aws_kms_key" "l" {{\n  description = join("", split(",", local.b))\n'
        f"  policy = join(local.b, range(10000))\n  tags = {{\n"
        f'    a = format("{"%[1]s" * 5000}", local.b)\n    b = "{"${local.b}" * 5000}"\n  }}\n}}\n'
    )


def loops(root: Path) -> None:
    inner = "[for c in range(1000) : 1]"
    (root / "main.tf").write_text(
        KEY % f"jsonencode([for a in range(1000) : [for b in range(1000) : {inner}]])"
        + f'resource "aws_kms_key" "m" {{\n  tags = {{ for a in range(10000) : a => [{"a, " * 3000}] }}\n}}\n'
    )


ATTACKS = [
    *(fileset, templates_in_templates, assembly_in_itself, templates_that_nest_each_other),
    *(configurations_that_fan_out, globs, aliases, optional_attributes, findings_on_one_line, suppressions, texts),
    loops,
]
PROGRAM = """\
import os, resource, sys
sys.path[:0] = {paths!r}
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from awslint.cli.app import run
codes = [run(["--format", "full", "--no-cache", "--jobs", "1"]), run(["graph", "."])]
used = resource.getrusage(resource.RUSAGE_SELF)
print(codes, used.ru_utime, used.ru_maxrss, file=open("../measured", "w"))
"""


@posix
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_small_inputs_end_soon(tmp_path: Path, attack: Callable[[Path], None]) -> None:
    root = tmp_path / "tree"
    root.mkdir()
    attack(root)
    program = PROGRAM.format(paths=[str(ROOT / "linter"), str(ROOT / "rules")])
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert b"Traceback" not in done.stderr
    assert b"internal" not in done.stderr
    codes, seconds, kilobytes = (tmp_path / "measured").read_text().rsplit(" ", 2)
    assert all(code in (0, 1, 4) for code in json.loads(codes))
    # Twice: the graph evaluates what no rule asks about. Slow machines count processor time, too.
    assert float(seconds) < 30
    if sys.platform == "linux":
        assert int(kilobytes) < 500 * 1024
