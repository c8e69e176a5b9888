"""What a commit takes away, which pre-commit names to no hook: it gives the files that are there after it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from awslint.project.walk import CONFIGURATION, VARIABLES

_GIT: Final = ("git", "-c", "core.fsmonitor=false")
"""Git that runs no program of the repository's: a file system monitor would be one."""
_NAMES: Final = ("--name-only", "--no-renames", "--diff-filter=D", "-z")


def shrunk_modules(environment: Mapping[str, str] = os.environ) -> list[Path]:
    """Returns the module directories that lose a file by the commit, or by the range of commits that pre-commit was
    given.

    Empty where git cannot tell, as before the first commit.
    """
    import subprocess

    start, end = environment.get("PRE_COMMIT_FROM_REF", ""), environment.get("PRE_COMMIT_TO_REF", "")
    if start and end and not start.startswith("-") and not end.startswith("-"):
        command: tuple[str, ...] = (*_GIT, "diff-tree", "-r", *_NAMES, start, end, "--")
    else:
        command = (*_GIT, "diff-index", "--cached", *_NAMES, "HEAD", "--")
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return []
    names = os.fsdecode(done.stdout).split("\0") if done.returncode == 0 else []
    lost = {Path(name).parent for name in names if name.endswith((*CONFIGURATION, *VARIABLES))}
    return sorted(path for path in lost if _is_module(path))


def _is_module(directory: Path) -> bool:
    try:
        return any(name.endswith(CONFIGURATION) for name in os.listdir(directory))  # noqa: PTH208 - names are enough
    except OSError:
        return False
