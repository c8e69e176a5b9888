"""Patterns of paths and of addresses. Only `*`, `**` and `?` mean something: addresses have brackets of their own."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1024)
def _path_pattern(glob: str) -> re.Pattern[str]:
    parts = []
    for part in glob.removeprefix("./").strip("/").split("/"):
        if part == "**":
            parts.append("(?:[^/]+/)*")
        else:
            parts.append(re.escape(part).replace(r"\*", "[^/]*").replace(r"\?", "[^/]") + "/")
    # What is below a path that matches, matches too.
    return re.compile("".join(parts) + ".*")


def path_matches(path: Path, glob: str, base: Path) -> bool:
    """Whether a path, or a directory that it is in, matches a pattern that is relative to `base`."""
    try:
        inner = Path(os.path.abspath(path)).relative_to(os.path.abspath(base))  # noqa: PTH100 - links stay as they are
    except ValueError:
        return False
    return _path_pattern(glob).fullmatch(f"{inner.as_posix()}/") is not None


@lru_cache(maxsize=1024)
def _address_pattern(glob: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(glob.replace("[", "[[]")))


def address_matches(address: str, glob: str) -> bool:
    """Whether an address matches a pattern: `*` stands for any characters, dots and brackets included."""
    return _address_pattern(glob).fullmatch(address) is not None


def matches_any(globs: Sequence[str], address: str) -> bool:
    """Whether an address matches one of the patterns."""
    return any(address_matches(address, glob) for glob in globs)
