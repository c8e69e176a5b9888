"""What a run sees of the file system: every question is put here, so that it is known what an answer rests on.

Front ends read through this and through nothing else (a test reads their source). What was asked and answered while
one unit was lowered is kept with its findings; they hold as long as the same questions have the same answers.
"""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from awslint.files import LARGEST_OF_ALL, read_file
from awslint.frozen import frozen

Question = tuple[str, str]
"""What was asked, and the path (for `matching` also a pattern) that it was asked of."""

ABSENT: Final = "-"


@frozen
class FileReads:
    """What something rests on: paths of files by the names they are shown under, and answers of the file system."""

    using: dict[str, str]
    asked: dict[Question, str]


class Disk:
    """Answers each question once per run: a file that changes meanwhile is the same for all units."""

    def __init__(self) -> None:
        self._answers: dict[Question, str] = {}
        self._noting: list[dict[Question, str]] = []
        self.others: dict[str, Callable[[str], str]] = {}
        """Who answers questions that are not put to the file system, by question."""

    @contextmanager
    def recording(self) -> Iterator[dict[Question, str]]:
        """Collects the questions, and their answers, that are put meanwhile."""
        reads: dict[Question, str] = {}
        self._noting.append(reads)
        try:
            yield reads
        finally:
            self._noting.pop()
            if self._noting:
                self._noting[-1].update(reads)

    @contextmanager
    def isolated(self) -> Iterator[None]:
        """Keeps what is asked meanwhile from whoever collects questions now."""
        recording, self._noting = self._noting, []
        try:
            yield
        finally:
            self._noting = recording

    def note(self, reads: Mapping[Question, str]) -> None:
        """Counts questions as put: for what is remembered from an earlier time."""
        if self._noting:
            self._noting[-1].update(reads)

    def is_unchanged(self, question: str, path: str, answer: str) -> bool:
        """Returns whether a question has the same answer now. It is not noted."""
        return self._answer((question, path)) == answer

    def read(self, path: Path, most: int | None = None) -> bytes:
        """Returns what a regular file holds.

        Args:
            most: bytes, where it is not the usual number for such a name; a larger file is not read.

        Raises:
            OSError: it cannot be read, is no regular file, or too large.
        """
        key = ("read", str(path))
        try:
            content = read_file(path, most)
        except OSError as error:
            self._tell(key, f"!{error.errno}")
            raise
        found = digest(content)
        # What was seen of one file at two times is no ground to rest anything on later.
        self._tell(key, found if self._answers.setdefault(key, found) == found else "changed")
        return content

    def is_file(self, path: Path) -> bool:
        """Returns whether there is a file; links are followed."""
        return self.ask("kind", str(path)) == "file"

    def is_directory(self, path: Path) -> bool:
        """Returns whether there is a directory; links are followed."""
        return self.ask("kind", str(path)) == "directory"

    def may_list(self, directory: Path) -> bool:
        """Returns whether the names in a directory may be read and its files opened."""
        return self.ask("access", str(directory)) == "yes"

    def is_there(self, path: Path) -> bool:
        """Returns whether there is anything of that name; links are followed."""
        return self.is_file(path) or self.is_directory(path)

    def real(self, path: Path) -> str:
        """Returns the absolute path with all links followed."""
        return self.ask("real", str(path))

    def names(self, directory: Path) -> list[str]:
        """Returns the names in a directory, in order.

        Raises:
            OSError: it cannot be read.
        """
        key = ("names", str(directory))
        try:
            names = sorted(os.listdir(directory))  # noqa: PTH208 - names are what is needed
        except OSError:
            self._tell(key, ABSENT)
            raise
        self._tell(key, _of_names(names))
        return names

    def matching(self, folder: Path, pattern: str, most: int) -> list[str] | None:
        """Returns the files below a folder that a pattern matches, relative to it, in order; None for more than
        `most`."""
        found = _matching(folder, pattern, most)
        self._tell(("matching", f"{folder}\0{pattern}\0{most}"), _of_names(found))
        return found

    def ask(self, question: str, path: str) -> str:
        """Returns the answer to a question whose answer is a text."""
        key = (question, path)
        answer = self._answer(key)
        self._tell(key, answer)
        return answer

    def _tell(self, key: Question, answer: str) -> None:
        if self._noting:
            self._noting[-1][key] = answer

    def _answer(self, key: Question) -> str:
        answer = self._answers.get(key)
        if answer is None:
            other = self.others.get(key[0])
            answer = self._answers[key] = other(key[1]) if other is not None else _answer(*key)
        return answer


def _answer(question: str, path: str) -> str:
    try:
        if question == "read":
            return digest(read_file(path, LARGEST_OF_ALL))
        if question == "kind":
            return "file" if os.path.isfile(path) else "directory" if os.path.isdir(path) else ABSENT  # noqa: PTH112, PTH113
        if question == "access":
            return "yes" if os.access(path, os.R_OK | os.X_OK) else ABSENT
        if question == "real":
            return os.path.realpath(path)
        if question == "names":
            return _of_names(sorted(os.listdir(path)))  # noqa: PTH208
        if question == "matching":
            folder, pattern, most = path.split("\0")
            return _of_names(_matching(Path(folder), pattern, int(most)))
    except OSError as error:
        return f"!{error.errno}" if question == "read" else ABSENT
    except ValueError:
        return ABSENT
    raise ValueError(question)


_LOOKED_AT: Final = 50_000
"""The most names that are looked at for one pattern: links may lead to where they stand, again and again."""


def _matching(folder: Path, pattern: str, most: int) -> list[str] | None:
    parts = [None if part == "**" else re.compile(fnmatch.translate(part)) for part in Path(pattern).parts]
    if not parts or parts[-1] is None:
        raise ValueError("a pattern of files ends with one for their names")
    found: set[str] = set()
    left = _LOOKED_AT
    waiting = [("", 0)]
    while waiting:
        directory, at = waiting.pop()
        part, is_last = parts[at], at == len(parts) - 1
        if part is None:
            waiting.append((directory, at + 1))
        try:
            with os.scandir(folder / directory) as entries:
                for entry in entries:
                    left -= 1
                    path = f"{directory}{entry.name}"
                    if part is None:
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append((f"{path}/", at))
                    elif part.fullmatch(entry.name) and not is_last and entry.is_dir():
                        waiting.append((f"{path}/", at + 1))
                    elif is_last and part.fullmatch(entry.name) and entry.is_file():
                        found.add(path)
                    if len(found) > most or left < 0:
                        return None
        except OSError:
            continue
    return sorted(found)


def _of_names(names: list[str] | None) -> str:
    return ABSENT if names is None else digest("\0".join(names).encode("utf-8", "surrogateescape"))


def digest(content: bytes) -> str:
    """Returns what tells one content from another."""
    return hashlib.sha256(content).hexdigest()
