"""The files below a directory, in the same order on every run, without those that nobody wrote by hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

CONFIGURATION: Final = (".tf", ".tofu", ".tf.json", ".tofu.json")
"""The endings of files that make a directory a Terraform module. Tests (`.tftest.hcl`) do not."""

VARIABLES: Final = (".tfvars", ".tfvars.json")

TEMPLATES: Final = (".yaml", ".yml", ".json", ".template")
"""The endings of files that may be a CloudFormation template; their content decides."""

_PASSED_OVER: Final = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".terraform",
        ".terragrunt-cache",
        ".external_modules",
        ".aws-sam",
        ".serverless",
        ".cache",
        ".eggs",
        ".hypothesis",
        ".idea",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".tox",
        ".venv",
        ".vscode",
        "__pycache__",
        "node_modules",
        "site-packages",
    }
)
_MARKED: Final = frozenset({"CACHEDIR.TAG", "pyvenv.cfg"})
"""Files by which tools mark a directory as their own."""

_ASSEMBLY_MARK: Final = "cdk.out"
"""A file of that name lies in every cloud assembly that the CDK writes."""


MANIFEST: Final = "manifest.json"
"""What says which stacks a cloud assembly has."""


def is_assembly(directory: Path) -> bool:
    """Returns whether a directory is a cloud assembly with a manifest (`cdk.out`)."""
    return (directory / _ASSEMBLY_MARK).is_file() and (directory / MANIFEST).is_file()


def relative(path: Path) -> Path:
    """Returns the path from the working directory, also upwards; absolute only on another drive."""
    try:
        return Path(os.path.relpath(path))
    except ValueError:
        return path.absolute()


def walk(root: Path, failed: Callable[[OSError], None]) -> Iterator[tuple[Path, list[str]]]:
    """Yields every directory from `root` on that may hold infrastructure code, with the names of its files.

    Links to directories are not followed, so that loops and doubles cannot occur; the root itself may be one.
    """
    for directory, subdirectories, names in os.walk(root, onerror=failed):
        here = Path(directory)
        if here != root and not _MARKED.isdisjoint(names):
            subdirectories.clear()
            continue
        assembly = _ASSEMBLY_MARK in names
        subdirectories[:] = sorted(
            name for name in subdirectories if name not in _PASSED_OVER and not (assembly and name.startswith("asset."))
        )
        yield here, sorted(name for name in names if not (assembly and _is_by_product(name)))


def _is_by_product(name: str) -> bool:
    """Whether a file of a cloud assembly is something else than a template."""
    return (
        name in ("manifest.json", "tree.json", "cdk.out")
        or name.startswith("asset.")
        or ".assets.json" in name
        or name.endswith(".metadata.json")
    )
