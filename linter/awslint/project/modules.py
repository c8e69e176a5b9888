"""The Terraform modules that a search comes by: which are asked for, and which others call."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Final

from awslint.files import read_file
from awslint.project.calls import Callers, written_calls
from awslint.project.walk import CONFIGURATION, VARIABLES, relative

_REACHES_OTHERS: Final = re.compile(
    r'^\s*(?:locals\b|provider\s|"?default"?\s*[=:])|"(?:locals|provider|default)"\s*:', re.MULTILINE
)


class Modules:
    """The modules that are found. `whole` has them with whether all their findings are asked for."""

    def __init__(self, callers: Callers, texts: Mapping[str, str]) -> None:
        self.whole: dict[Path, bool] = {}
        self._callers = callers
        self._texts = texts

    def add(self, directory: Path, whole: bool) -> None:
        """Adds a module that is named, or of which a file is, with those that call it."""
        self.whole[directory] = self.whole.get(directory, False) or whole
        for caller in self._callers.of_module(directory):
            self.whole.setdefault(caller, False)

    def add_file(self, path: Path) -> set[str]:
        """Adds the module of a file, and returns the files beside it that its findings may stand in."""
        directory = relative(path.parent)
        # Values of variables reach everywhere, so a finding need not touch the file that sets them.
        self.add(directory, whole=path.name.endswith(VARIABLES))
        if not path.name.endswith(CONFIGURATION) or not self._reaches_others(path):
            return set()
        beside = [entry for entry in _entries(directory) if entry.name.endswith(CONFIGURATION)]
        return {relative(entry).as_posix() for entry in beside}

    def _reaches_others(self, path: Path) -> bool:
        """Whether a file has what other files of its module go by: defaults, local values, providers.

        A finding in those need not touch it: a default may be what a condition rests on.
        """
        try:
            text = self._texts.get(path.as_posix()) or read_file(path).decode("utf-8", "replace")
        except OSError:
            return True
        return _REACHES_OTHERS.search(text) is not None

    def called(self, calls: Callable[[Path], Collection[Path] | None] | None) -> set[Path]:
        """Returns the modules that others of them call; `calls` has the exact answer, as for `find_units`."""
        found: set[Path] = set()
        for directory in self.whole:
            names = [entry.name for entry in _entries(directory)]
            written = written_calls(directory, names) & self.whole.keys()
            exact = calls(directory) if written and calls is not None else None
            if exact is not None:
                resolved = {path.resolve() for path in exact}
                written = {path for path in written if path.resolve() in resolved}
            found |= written - {directory}
        return found


def is_module(directory: Path) -> bool:
    """Returns whether a directory is a Terraform module."""
    return any(entry.name.endswith(CONFIGURATION) for entry in _entries(directory))


def _entries(directory: Path) -> list[Path]:
    try:
        return sorted(directory.iterdir())
    except OSError:
        return []
