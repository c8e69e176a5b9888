from __future__ import annotations

import os
from pathlib import Path

import pytest

from awslint.project import FileKind, Found, UsageError, find_units

TEMPLATES = FileKind("cloudformation", lambda _, text: "AWS::" in text, is_nested=True)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: str, text: str = "") -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def find(*paths: str) -> Found:
    return find_units([Path(path) for path in paths], [TEMPLATES])


def shown(found: Found) -> list[str]:
    return [unit.path.as_posix() for unit in found.units]


def test_a_directory_stands_for_all_modules_and_templates_below_it(tree: Path) -> None:
    put("prod/main.tf")
    put("prod/net/main.tofu")
    put("json/main.tf.json", "{}")
    put("stack.yaml", "Type: AWS::KMS::Key")
    put("cfn/stack.template", "Type: AWS::KMS::Key")
    put("compose.yaml", "services: {}")
    found = find(".")
    assert shown(found) == ["cfn/stack.template", "json", "prod", "prod/net", "stack.yaml"]
    assert [unit.kind for unit in found.units].count("cloudformation") == 2
    assert found.skipped == 1
    assert found.empty == ()


@pytest.mark.parametrize(
    "place", [".git", ".terraform/modules/x", "node_modules/x", ".venv", "env", "cdk.out/asset.abc", "a/.aws-sam/build"]
)
def test_places_that_nobody_wrote_are_passed_over(tree: Path, place: str) -> None:
    put(f"{place}/main.tf")
    put("env/pyvenv.cfg")
    put("cdk.out/cdk.out", '{"version": "1"}')
    put("real/main.tf")
    assert shown(find(".")) == ["real"]


def test_a_cloud_assembly_is_a_unit_and_without_its_manifest_its_templates_are(tree: Path) -> None:
    for name in ("App.template.json", "manifest.json", "tree.json", "App.assets.json", "asset.1.json"):
        put(f"cdk.out/{name}", "AWS::")
    put("cdk.out/cdk.out", '{"version": "1"}')
    assert [(unit.path.as_posix(), unit.kind) for unit in find(".").units] == [("cdk.out", "cdk")]
    (tree / "cdk.out/manifest.json").unlink()
    assert shown(find(".")) == ["cdk.out/App.template.json"]


def test_terraform_tests_make_no_module(tree: Path) -> None:
    put("tests/a.tftest.hcl")
    put("tests/a.tftest.json", "{}")
    found = find("tests")
    assert found.units == ()
    assert found.empty == (Path("tests"),)


def test_loops_of_links_end(tree: Path) -> None:
    put("a/main.tf")
    Path("a/again").symlink_to(tree, target_is_directory=True)
    Path("a/lost.yaml").symlink_to(tree / "nowhere.yaml")
    assert shown(find(".")) == ["a"]


def test_a_path_that_does_not_exist_is_a_usage_error(tree: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        find("nowhere")


def test_paths_are_relative_to_the_working_directory(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a/main.tf")
    put("b/x.txt")
    monkeypatch.chdir(tree / "b")
    assert shown(find(str(tree / "a"), "../a", "../b/../a/main.tf")) == ["../a"]


def test_a_file_stands_for_its_module_and_filters(tree: Path) -> None:
    put("m/main.tf")
    put("m/keys.tf")
    found = find("m/keys.tf")
    assert shown(found) == ["m"]
    assert not found.units[0].whole
    assert found.filters == {"m/keys.tf"}


def test_a_variables_file_asks_for_all_of_its_module(tree: Path) -> None:
    put("m/main.tf")
    put("m/prod.auto.tfvars")
    put("values/prod.tfvars")
    found = find("m/prod.auto.tfvars", "values/prod.tfvars")
    assert [(unit.path.as_posix(), unit.whole) for unit in found.units] == [("m", True)]
    assert found.named == (Path("values/prod.tfvars"),)


def test_a_directory_beside_a_file_is_asked_for_as_a_whole(tree: Path) -> None:
    put("m/main.tf")
    put("n/main.tf")
    found = find("n", "m/main.tf", "n/main.tf")
    assert [(unit.path.as_posix(), unit.whole) for unit in found.units] == [("m", False), ("n", True)]


def test_a_named_file_that_is_no_infrastructure_code_is_counted(tree: Path) -> None:
    put("m/main.tf")
    put("compose.yaml")
    put("notes.md")
    put(".terraform.lock.hcl")
    found = find("compose.yaml", "m/main.tf", "notes.md", ".terraform.lock.hcl", "compose.yaml")
    assert shown(found) == ["m"]
    assert found.skipped == 3
    assert found.empty == ()


def test_a_called_module_is_known_as_such_and_comes_after_its_callers(tree: Path) -> None:
    put("a/modules/key/main.tf")
    put("prod/main.tf", 'module "key" {\n  source = "../a/modules/key"\n}\n')
    found = find(".")
    assert [(unit.path.as_posix(), unit.called) for unit in found.units] == [("prod", False), ("a/modules/key", True)]


@pytest.mark.parametrize("source", ["hashicorp/aws", "git::https://example.com/x.git", "../other"])
def test_other_sources_call_nothing_here(tree: Path, source: str) -> None:
    put("key/main.tf")
    put("prod/main.tf", f'module "key" {{\n  source = "{source}"\n}}\n# source = "../key"\n')
    assert [unit.called for unit in find(".").units] == [False, False]


def test_the_exact_answer_decides_who_is_called(tree: Path) -> None:
    put("key/main.tf")
    put("prod/main.tf", 'locals {\n  text = <<EOT\n  source = "../key"\nEOT\n}\n')
    found = find_units([Path()], [], lambda _: set())
    assert [unit.called for unit in found.units] == [False, False]
    found = find_units([Path()], [], lambda directory: {(directory / "../key").resolve()})
    assert [unit.called for unit in found.units] == [False, True]


def test_a_file_of_a_called_module_brings_its_callers_along(tree: Path) -> None:
    Path(".git").mkdir()
    put("key/main.tf")
    put("wrap/main.tf", 'module "key" {\n  source = "../key"\n}\n')
    put("prod/main.tf.json", '{"module": {"wrap": {"source": "../wrap"}}}')
    put("other/main.tf")
    found = find("key/main.tf")
    assert [(unit.path.as_posix(), unit.called, unit.whole) for unit in found.units] == [
        ("prod", False, False),
        ("key", True, False),
        ("wrap", True, False),
    ]


def test_a_nested_template_brings_its_parents_along(tree: Path) -> None:
    Path(".git").mkdir()
    put("stacks/child.yaml", "Type: AWS::KMS::Key")
    put("stacks/parent.yaml", "Type: AWS::CloudFormation::Stack\nTemplateURL: ./child.yaml\n")
    put("app.json", '{"Type": "AWS::CloudFormation::Stack", "TemplateURL": "stacks/parent.yaml"}')
    put("other.yaml", "Type: AWS::CloudFormation::Stack\nTemplateURL: https://example.com/child.yaml\n")
    found = find("stacks/child.yaml")
    assert shown(found) == ["app.json", "stacks/child.yaml", "stacks/parent.yaml"]
    assert found.filters == {"stacks/child.yaml"}
    assert found.skipped == 0


def test_modules_that_call_each_other_are_both_analysed(tree: Path) -> None:
    put("a/main.tf", 'module "b" {\n  source = "../b"\n}\n')
    put("b/main.tf", 'module "a" {\n  source = "../a"\n}\n')
    assert shown(find(".")) == ["a", "b"]


def test_text_that_is_not_utf_8_is_a_problem_only_in_a_template(tree: Path) -> None:
    Path("a.yaml").write_bytes(b"AWSTemplateFormatVersion: '2010-09-09' # \xff\n")
    Path("b.yaml").write_bytes(b"name: \xff\n")
    found = find(".")
    assert [(problem.kind, problem.path) for problem in found.problems] == [("unreadable", "a.yaml")]
    assert found.skipped == 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="no file is closed to this user")
def test_a_closed_file_is_a_problem(tree: Path) -> None:
    put("a.yaml", "AWS::")
    Path("a.yaml").chmod(0)
    assert [problem.path for problem in find(".").problems] == ["a.yaml"]


def test_a_source_named_serverless_is_a_project_only_beside_its_package(tree: Path) -> None:
    put("src/packs/serverless.ts", "export class Checks {}")
    put("service/serverless.ts", "module.exports = {}")
    put("service/package.json", "{}")
    assert [note.path for note in find(".").problems] == ["service/serverless.ts"]
