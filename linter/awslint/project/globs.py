"""Patterns of paths and of addresses. Only `*`, `**` and `?` mean something: addresses have brackets of their own."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path


def _pattern(glob: str) -> re.Pattern[str]:
    """A pattern whose `*` never tries twice what it took, so that many of them cost no more than one."""
    return re.compile(fnmatch.translate(glob.replace("[", "[[]")))


@lru_cache(maxsize=1024)
def _parts(glob: str) -> tuple[re.Pattern[str] | None, ...]:
    """The pattern of every name in a path; None for any number of names."""
    parts: list[re.Pattern[str] | None] = []
    for part in glob.removeprefix("./").strip("/").split("/"):
        if part != "**":
            parts.append(_pattern(part))
        elif not parts or parts[-1] is not None:
            parts.append(None)
    return tuple(parts)


def path_matches(path: Path, glob: str, base: Path) -> bool:
    """Returns whether a path, or a directory that it is in, matches a pattern that is relative to `base`."""
    try:
        below = Path(os.path.abspath(path)).relative_to(os.path.abspath(base))  # noqa: PTH100 - links stay as they are
    except ValueError:
        return False
    parts = _parts(glob)
    # All the places in the pattern where one may be after the names so far: no name is looked at twice.
    places = _with_empty({0}, parts)
    for name in below.as_posix().split("/"):
        if len(parts) in places:
            break
        after = {at for at in places if parts[at] is None}
        after |= {at + 1 for at in places if (part := parts[at]) is not None and part.fullmatch(name)}
        places = _with_empty(after, parts)
    return len(parts) in places


def _with_empty(places: set[int], parts: Sequence[object]) -> set[int]:
    return places | {at + 1 for at in places if at < len(parts) and parts[at] is None}


@lru_cache(maxsize=1024)
def _address_pattern(glob: str) -> re.Pattern[str]:
    return _pattern(glob)


def address_matches(address: str, glob: str) -> bool:
    """Returns whether an address matches a pattern: `*` stands for any characters, dots and brackets included."""
    return _address_pattern(glob).fullmatch(address) is not None


def matches_any(globs: Sequence[str], address: str) -> bool:
    """Returns whether an address matches one of the patterns."""
    return any(address_matches(address, glob) for glob in globs)
