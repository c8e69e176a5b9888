"""Which files are units by themselves: their content decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from awslint.files import LARGEST, LARGEST_OF_ALL, first_bytes, read_file
from awslint.frozen import frozen
from awslint.graph.loading import Problem
from awslint.project.found import UnitKind
from awslint.project.other_tools import is_own_output, strange
from awslint.project.walk import CONFIGURATION, TEMPLATES, VARIABLES, relative

_LOOKS_LIKE_TEMPLATE: Final = re.compile(rb"""AWSTemplateFormatVersion|\bType["']?\s*:\s*["']?AWS::[A-Z]""")
"""What content has that would be a template in UTF-8. In UTF-16 every other byte is zero."""

Recogniser = Callable[[Path, str], bool]
"""Whether a file with that content is a unit of some kind."""


@frozen
class FileKind:
    """A kind of units that are one file each, as its front end describes it.

    Attributes:
        recognises: tells such files from others.
        beginning: what such files begin with, spaces apart; only by it they are known before they are read.
        word: what the names of such files contain that have an unusual ending. `beginning` must be there too.
        is_nested: one such file may deploy another as a part of itself.
        is_whole: all findings of a file that is named are asked for: some have their place elsewhere.
    """

    kind: UnitKind
    recognises: Recogniser
    beginning: bytes = b""
    word: str = ""
    is_nested: bool = False
    is_whole: bool = False

    def begins(self, path: Path) -> bool:
        """Returns whether a file begins as those of this kind surely do.

        Raises:
            OSError: it cannot be read.
        """
        return bool(self.beginning) and begins_with(self.beginning, first_bytes(path, 64))


def begins_with(beginning: bytes, content: bytes) -> bool:
    """Returns whether content begins so, spaces apart."""
    return content[:64].replace(b" ", b"").startswith(beginning)


class Files:
    """The files that a search comes by, and the kind of unit that each is, if any.

    Attributes:
        kinds: by name, in the order in which they are asked.
        seen: what was found of each file.
        own: files that awslint itself wrote.
        problems: files that cannot be read.
    """

    def __init__(self, kinds: Sequence[FileKind], texts: Mapping[str, str]) -> None:
        self.kinds: Mapping[UnitKind, FileKind] = {kind.kind: kind for kind in kinds}
        self.texts = texts
        self.seen: dict[Path, UnitKind | None] = {}
        self.own: set[Path] = set()
        self.problems: list[Problem] = []

    def may_be_unit(self, path: Path) -> bool:
        """Returns whether a file below a directory may be a unit, by its name and beginning."""
        name = path.name
        if name.endswith((*CONFIGURATION, *VARIABLES)):
            return False
        if name.endswith(TEMPLATES):
            return True
        words = (kind for kind in self.kinds.values() if kind.word and kind.word in name.lower())
        try:
            return any(path.is_file() and kind.begins(path) for kind in words)
        except OSError:
            return False

    def kind(self, path: Path) -> UnitKind | None:
        """Returns the kind of unit that a file is; None for one that is none, or cannot be read."""
        if path not in self.seen:
            self.seen[path] = self.read_kind(path)
        return self.seen[path]

    def read_kind(self, path: Path) -> UnitKind | None:
        """Returns the same without counting the file among those that were looked at."""
        text = self.texts.get(path.as_posix())
        if text is not None:
            return self._recognised(path, text, is_large=False)
        try:
            size = path.stat().st_size
            # What is larger than a template is only read if it begins as such a file surely does.
            is_known = size > LARGEST and any(kind.begins(path) for kind in self.kinds.values())
            content = read_file(path, LARGEST_OF_ALL if is_known else LARGEST)
        except FileNotFoundError:
            return None  # a link into nowhere
        except OSError as error:
            self.failed(error)
            return None
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            self._note_unreadable(path, content)
            return None
        if is_own_output(text):
            self.own.add(path)
            return None
        return self._recognised(path, text, is_large=len(content) > LARGEST)

    def _recognised(self, path: Path, text: str, *, is_large: bool) -> UnitKind | None:
        asked = (kind for kind in self.kinds.values() if kind.beginning or not is_large)
        return next((kind.kind for kind in asked if kind.recognises(path, text)), None)

    def _note_unreadable(self, path: Path, content: bytes) -> None:
        reason = strange(content, path)
        if reason is not None:
            self.problems.append(reason)
        elif _LOOKS_LIKE_TEMPLATE.search(content.replace(b"\0", b"")):
            self.problems.append(Problem("unreadable", "it is not UTF-8: save it as UTF-8", path.as_posix()))

    def failed(self, error: OSError) -> None:
        """Notes what cannot be read."""
        path = relative(Path(error.filename)).as_posix() if error.filename else "."
        message = f"{error.strerror or error}: make it readable, or leave it out"
        self.problems.append(Problem("unreadable", message, path))
