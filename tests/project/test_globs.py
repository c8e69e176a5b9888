from __future__ import annotations

from pathlib import Path

import pytest

from awslint.project.globs import address_matches, path_matches


@pytest.mark.parametrize(
    ("path", "glob", "matches"),
    [
        ("a/b/main.tf", "a", True),
        ("a/b/main.tf", "a/b", True),
        ("a/b/main.tf", "a/*", True),
        ("a/b/main.tf", "a/**", True),
        ("a", "a/**", True),
        ("a/b/main.tf", "**/b", True),
        ("b", "**/b", True),
        ("a/b/main.tf", "**/*.tf", True),
        ("a/b/main.tf", "*.tf", False),
        ("main.tf", "*.tf", True),
        ("a/b/main.tf", "b", False),
        ("ab/main.tf", "a", False),
        ("a/b/main.tf", "./a/", True),
        ("a/[b]/main.tf", "a/[b]", True),
        ("a/b/main.tf", "a/?", True),
        ("../a", "a", False),
    ],
)
@pytest.mark.parametrize("base", [".", "some/where"])
def test_paths(path: str, glob: str, matches: bool, base: str) -> None:
    assert path_matches(Path(base, path), glob, Path(base)) is matches


@pytest.mark.parametrize(
    ("address", "glob", "matches"),
    [
        ("aws_kms_key.k", "aws_kms_key.*", True),
        ('module.a["x"].aws_kms_key.k[0]', "module.a*", True),
        ('module.a["x"].aws_kms_key.k[0]', 'module.a["x"].*', True),
        ("aws_kms_key.k[0]", "aws_kms_key.k[0]", True),
        ("aws_kms_key.k0", "aws_kms_key.k[0]", False),
        ("module.a.aws_kms_key.k", "aws_kms_key.*", False),
        ("aws_kms_key.kk", "aws_kms_key.?", False),
    ],
)
def test_addresses(address: str, glob: str, matches: bool) -> None:
    assert address_matches(address, glob) is matches
