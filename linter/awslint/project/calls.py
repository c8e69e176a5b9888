"""Who calls a local module or nests a local template, read from the text: the cheap question before the exact one."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from awslint.files import read_file
from awslint.project.walk import CONFIGURATION, TEMPLATES, relative, walk

_LOCAL_SOURCE: Final = re.compile(r'^[^#\n]*?\bsource"?\s*[=:]\s*"(\.\.?(?:/[^"\n\0]*)?)"', re.MULTILINE)

_LOCAL_TEMPLATES: Final = tuple(
    re.compile(rf"""{name}["']?\s*:\s*["']?([^"'\s:,}}\0]+)""") for name in ("TemplateURL", "Location")
)
"""Each begins with a literal text, which is found much faster in a large file than a choice of two."""


def written_calls(directory: Path, names: Iterable[str]) -> set[Path]:
    """Returns the directories that sources like `"./x"` and `"../x"` in the files of that names seem to point to."""
    found = set()
    for name in names:
        if not name.endswith(CONFIGURATION):
            continue
        try:
            text = read_file(directory / name).decode("utf-8", "replace")
        except OSError:
            continue
        if "source" in text:
            found |= {relative(directory / source) for source in _LOCAL_SOURCE.findall(text)}
    found.discard(directory)
    return found


def simplified(path: Path) -> Path:
    """Returns the absolute name without `..`: the parents of `a/../b` are not those of `b`. Links are not followed."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def repository(path: Path) -> Path | None:
    """Returns the nearest directory upwards with a `.git`, relative to the working directory."""
    start = simplified(path)
    for directory in (start, *start.parents):
        if (directory / ".git").exists():
            return relative(directory)
    return None


class Callers:
    """Who calls a module or nests a template, in the repository around it."""

    def __init__(self) -> None:
        self._modules: dict[Path, Mapping[Path, set[Path]]] = {}
        self._templates: dict[Path, Mapping[Path, set[Path]]] = {}

    def of_module(self, directory: Path) -> set[Path]:
        """Returns the directories that call this one, directly or through others; none outside of a repository."""
        root = repository(directory)
        if root is None:
            return set()
        if root not in self._modules:
            self._modules[root] = {
                relative(here): written_calls(relative(here), names) for here, names in walk(root, lambda _: None)
            }
        return _upwards(directory, self._modules[root])

    def of_template(self, path: Path) -> set[Path]:
        """Returns the files that seem to nest this template, directly or through others; none outside of a
        repository."""
        root = repository(path.parent)
        if root is None:
            return set()
        if root not in self._templates:
            self._templates[root] = dict(_nesting(root))
        return _upwards(path, self._templates[root])


def _nesting(root: Path) -> Iterator[tuple[Path, set[Path]]]:
    """The files below a directory that seem to nest templates, and which. Most files of a repository do not."""
    for here, names in walk(root, lambda _: None):
        for name in names:
            if name.endswith(TEMPLATES):
                with contextlib.suppress(OSError):
                    content = read_file(f"{here}/{name}")
                    if b"TemplateURL" in content or b"Location" in content:
                        path = relative(here / name)
                        yield path, _written_nesting(path, content)


def _written_nesting(path: Path, content: bytes) -> set[Path]:
    text = content.decode("utf-8", "replace")
    return {relative(path.parent / source) for pattern in _LOCAL_TEMPLATES for source in set(pattern.findall(text))}


def _upwards(start: Path, calls: Mapping[Path, set[Path]]) -> set[Path]:
    found: set[Path] = set()
    waiting = [start]
    while waiting:
        target = waiting.pop()
        callers = {caller for caller, called in calls.items() if target in called} - found - {start}
        found |= callers
        waiting.extend(callers)
    return found
