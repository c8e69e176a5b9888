"""Which local modules a directory calls, read from the text: the cheap question before the exact one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from awslint.project.walk import CONFIGURATION, relative, walk

_LOCAL_SOURCE: Final = re.compile(r'^[^#\n]*?\bsource"?\s*[=:]\s*"(\.\.?(?:/[^"\n\0]*)?)"', re.MULTILINE)


def written_calls(directory: Path, names: Iterable[str]) -> set[Path]:
    """The directories that sources like `"./x"` and `"../x"` in the files of that names seem to point to."""
    found = set()
    for name in names:
        if not name.endswith(CONFIGURATION):
            continue
        try:
            text = (directory / name).read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if "source" in text:
            found |= {relative(directory / source) for source in _LOCAL_SOURCE.findall(text)}
    found.discard(directory)
    return found


def repository(path: Path) -> Path | None:
    """The nearest directory upwards with a `.git`, relative to the working directory."""
    start = path.absolute()
    for directory in (start, *start.parents):
        if (directory / ".git").exists():
            return relative(directory)
    return None


class Callers:
    """Who calls a module, in the repository around it."""

    def __init__(self) -> None:
        self._calls: dict[Path, Mapping[Path, set[Path]]] = {}

    def of(self, directory: Path) -> set[Path]:
        """The directories that call this one, directly or through others; none outside of a repository."""
        root = repository(directory)
        if root is None:
            return set()
        if root not in self._calls:
            self._calls[root] = {
                relative(here): written_calls(relative(here), names) for here, names in walk(root, lambda _: None)
            }
        found: set[Path] = set()
        waiting = [directory]
        while waiting:
            target = waiting.pop()
            callers = {one for one, calls in self._calls[root].items() if target in calls} - found - {directory}
            found |= callers
            waiting.extend(callers)
        return found
