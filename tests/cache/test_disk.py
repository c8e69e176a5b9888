"""Every question to the file system goes through one place, or what is kept could not be known to hold."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from awslint.cache.disk import Disk

ROOT = Path(__file__).parents[2]
PACKAGES = ("linter/awslint/terraform", "linter/awslint/cloudformation", "linter/awslint/graph", "linter/awslint/iam")
PACKAGES += ("linter/awslint/rules", "linter/awslint/values", "rules/awslint_rules")

ASKING = {"exists", "glob", "is_dir", "is_file", "iterdir", "lstat", "open", "read_bytes", "read_text", "rglob", "stat"}
OF_OS = {"access", "listdir", "readlink", "scandir", "stat", "walk", "environ", "getenv", "open"}
ALLOWED = {("linter/awslint/terraform/files.py", "os.path.realpath"), ("linter/awslint/rules/registry.py", "iterdir")}


def _asks(node: ast.AST) -> str | None:
    """The question that a node puts to the file system or the environment by itself."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
        return f"os.{node.attr}" if node.attr in OF_OS else None
    if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "os.path":
        return f"os.path.{node.attr}" if node.attr in ("exists", "isfile", "isdir", "realpath", "getmtime") else None
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Name) and node.func.id == "open":
        return "open"
    if isinstance(node.func, ast.Attribute):
        if ast.unparse(node.func.value).endswith("disk"):
            return None
        if node.func.attr in ASKING or (node.func.attr == "resolve" and not node.args):
            return node.func.attr
    return None


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_is_asked_beside_the_disk(package: str) -> None:
    # Policy files are awslint's own, or have their contents in the cache key.
    policies = ROOT / "linter" / "awslint" / "rules" / "policies"
    files = sorted(path for path in (ROOT / package).rglob("*.py") if policies not in path.parents)
    assert files
    found = []
    for file in files:
        name = file.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            asked = _asks(node)
            if asked is not None and (name, asked) not in ALLOWED:
                found.append(f"{name}:{getattr(node, 'lineno', 0)}: {asked}")
    assert found == []


def test_answers_are_noted_and_compared(tmp_path: Path) -> None:
    file, folder = tmp_path / "a.txt", tmp_path / "d"
    folder.mkdir()
    file.write_text("one", encoding="utf-8")
    disk = Disk()
    with disk.recording() as outer, disk.recording() as notes:
        assert disk.read(file) == b"one"
        assert disk.is_file(file)
        assert not disk.is_file(tmp_path / "none")
        assert disk.is_directory(folder)
        assert disk.names(tmp_path) == ["a.txt", "d"]
        assert disk.matching(tmp_path, "*.txt", 9) == ["a.txt"]
        assert disk.matching(tmp_path, "*.txt", 0) is None
        assert disk.may_list(folder)
        assert disk.real(tmp_path / "d" / ".." / "a.txt") == str(file.resolve())
        with pytest.raises(OSError, match="none"):
            disk.read(tmp_path / "none")
        with pytest.raises(OSError, match="none"):
            disk.names(tmp_path / "none")
    assert notes == outer
    assert len(notes) == 11
    assert all(Disk().is_unchanged(*question, answer) for question, answer in notes.items())
    file.unlink()
    (tmp_path / "none").mkdir()
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    left = {question[0] for question, answer in notes.items() if Disk().is_unchanged(*question, answer)}
    changed = {question[0] for question, answer in notes.items() if not Disk().is_unchanged(*question, answer)}
    assert changed == {"read", "kind", "names", "matching"}
    assert left >= {"access", "real"}


def test_outside_of_a_note_nothing_is_noted(tmp_path: Path) -> None:
    disk = Disk()
    disk.is_file(tmp_path)
    with disk.recording() as notes:
        pass
    assert notes == {}
