"""Functions that read files: inside the unit's root, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from awslint.terraform.functions import Surroundings, call
from awslint.values import Known, Unknown, Value, plain


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str, str], Value]:
    """name of a function and a path -> the result, in a unit with some files."""
    root = tmp_path / "unit"
    (root / "sub" / "deep").mkdir(parents=True)
    (root / "a.txt").write_text("hello", encoding="utf-8")
    (root / "sub" / "b.json").write_text("{}", encoding="utf-8")
    (root / "sub" / "deep" / "c.json").write_text("[]", encoding="utf-8")
    (root / "binary").write_bytes(b"\xff\xfe")
    (tmp_path / "secret").write_text("outside", encoding="utf-8")
    (root / "link").symlink_to(tmp_path / "secret")
    surroundings = Surroundings(root, root, root)

    def run(name: str, *paths: str) -> Value:
        return call(name, [Known(path) for path in paths], surroundings)

    return run


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("file", ["a.txt"], "hello"),
        ("file", ["./sub/../a.txt"], "hello"),
        ("filebase64", ["a.txt"], "aGVsbG8="),
        ("filemd5", ["a.txt"], "5d41402abc4b2a76b9719d911017c592"),
        ("filebase64sha256", ["a.txt"], "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="),
        ("fileexists", ["a.txt"], True),
        ("fileset", [".", "*.txt"], ["a.txt"]),
        ("fileset", ["sub", "**/*.json"], ["b.json", "deep/c.json"]),
        ("fileset", [".", "{a,b}.txt"], ["a.txt"]),
    ],
)
def test_files_of_the_unit(name: str, arguments: list[str], expected: object, read: Callable[..., Value]) -> None:
    result = read(name, *arguments)
    if "{" in arguments[-1]:
        assert isinstance(result, Unknown)
    else:
        assert plain(result) == expected


@pytest.mark.parametrize("path", ["../secret", "link", "~/x", "/etc/hostname", "no-such-file", "binary", "sub", "a\0"])
def test_all_other_files_are_unknown(path: str, read: Callable[..., Value]) -> None:
    assert isinstance(read("file", path), Unknown)
    if path not in ("binary",):
        assert isinstance(read("fileexists", path), Unknown)


def test_a_set_of_files_elsewhere_is_unknown(read: Callable[..., Value]) -> None:
    assert isinstance(read("fileset", "..", "*"), Unknown)
    assert isinstance(read("fileset", ".", "../*"), Unknown)
