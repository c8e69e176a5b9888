"""The files that were read: numbers for spans, texts for code frames, lines and columns for people."""

from __future__ import annotations

import bisect
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from awslint.cache.disk import Disk, FileReads, digest
from awslint.files import LARGEST_OF_ALL
from awslint.frozen import frozen
from awslint.values import Span


@frozen
class Position:
    """A place in a file as people count it: both from 1, the column in characters."""

    line: int
    column: int


class SyntaxProblem(Exception):
    """A text that its language's parser refuses: what is wrong, and where."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


class BeyondLimits(SyntaxProblem):
    """A text that is well formed as far as it was read, but goes beyond what is read."""


class TreeStore(Protocol):
    """Keeps what was made of texts, by key, for later and for later runs. Neither method fails."""

    def get(self, key: str) -> bytes | None:
        """Returns what was put under a key."""

    def put(self, key: str, content: bytes) -> None:
        """Keeps something under a key."""


class Source:
    """One file that was read. `path` is as the user would write it: relative to the working directory, with /."""

    __slots__ = ("_lines", "digest", "number", "path", "text", "tree_store")

    def __init__(self, number: int, path: str, text: str, tree_store: TreeStore | None = None) -> None:
        self.number = number
        self.path = path
        self.text = text
        self.tree_store = tree_store
        """Keeps the trees that are made of the text."""
        self.digest = ""
        """Of the bytes that were read, where they have been compared with the text."""
        self._lines: array[int] | None = None

    @property
    def line_starts(self) -> array[int]:
        """For every line the offset of its first character."""
        if self._lines is None:
            starts = array("L", (0,))
            find = self.text.find
            place = find("\n")
            while place >= 0:
                starts.append(place + 1)
                place = find("\n", place + 1)
            self._lines = starts
        return self._lines

    def position(self, offset: int) -> Position:
        """Returns line and column of a character."""
        line = bisect.bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Returns the text of a line (from 1), without its end; empty past the end of the file."""
        starts = self.line_starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")


class Sources:
    """All files of one run, by number.

    `texts` stand, by path, in the place of what the files hold: so a change can be tried before it is written.
    `tree_store` keeps the trees of the texts, if anything does.
    """

    def __init__(self, texts: Mapping[str, str] | None = None, tree_store: TreeStore | None = None) -> None:
        self.tree_store = tree_store
        self._sources: list[Source] = []
        self._numbers: dict[str, int] = {}
        self._texts = texts or {}
        self.disk = Disk()
        self.trees: tuple[Path, ...] = ()
        """The directories that the user named. What lies in one of them, or in one repository, is one project."""
        self._using: list[dict[str, str]] = []
        self.size = 0
        """How many characters the texts have together."""

    def add(self, path: str, text: str) -> Source:
        """Registers a text under a path; the same path again gives the same source."""
        if path in self._numbers:
            return self._sources[self._numbers[path]]
        source = Source(len(self._sources), path, self._texts.get(path, text), self.tree_store)
        self._sources.append(source)
        self._numbers[path] = source.number
        self.size += len(source.text)
        return source

    def read(self, path: Path, shown: str | None = None, most: int | None = None) -> Source:
        """Reads a file as UTF-8 (a byte order mark is dropped).

        Args:
            most: bytes, where it is not the usual number for such a name; a larger file is not read.

        Raises:
            OSError: it cannot be read, is no regular file, or too large.
            UnicodeDecodeError: it is not UTF-8.
        """
        name = shown if shown is not None else path.as_posix()
        if self._using:
            self._using[-1][name] = str(path)
        if name in self._numbers:
            source = self._sources[self._numbers[name]]
            if self._using and name not in self._texts:
                self._see(source, path)
            return source
        if name in self._texts:
            return self.add(name, self._texts[name])
        content = self.disk.read(path, most)
        source = self.add(name, _text(content))
        source.digest = digest(content)
        return source

    def _see(self, source: Source, path: Path) -> None:
        """Notes that a text that was read before is used, and whether it is what the file still holds."""
        if not source.digest:
            try:
                content = self.disk.read(path, LARGEST_OF_ALL)
                source.digest = digest(content) if _text(content) == source.text else "changed"
            except (OSError, UnicodeDecodeError):
                source.digest = "changed"
        self.disk.note({("read", str(path)): source.digest})

    @contextmanager
    def recording(self) -> Iterator[FileReads]:
        """Collects what is read, and all that is asked of the file system, meanwhile."""
        using: dict[str, str] = {}
        self._using.append(using)
        try:
            with self.disk.recording() as asked:
                yield FileReads(using, asked)
        finally:
            self._using.pop()
            if self._using:
                self._using[-1].update(using)

    @contextmanager
    def isolated(self) -> Iterator[None]:
        """Keeps what is read and asked meanwhile from whoever collects that now."""
        using, self._using = self._using, []
        try:
            with self.disk.isolated():
                yield
        finally:
            self._using = using

    def note(self, reads: FileReads) -> None:
        """Counts as read and asked what is remembered from an earlier time."""
        if self._using:
            self._using[-1].update(reads.using)
        self.disk.note(reads.asked)

    def known(self, path: str) -> Source | None:
        """Returns what was registered under a path."""
        return self._sources[self._numbers[path]] if path in self._numbers else None

    def __getitem__(self, number: int) -> Source:
        return self._sources[number]

    def __len__(self) -> int:
        return len(self._sources)


def unfinished_in(source: Source) -> SyntaxProblem | None:
    """Returns what is wrong with a text that no parser takes because git has not finished it: a merge, or a file that
    is stored elsewhere; None where it is another fault."""
    if source.text.startswith("version https://git-lfs.github.com/"):
        message = "this is a pointer of Git LFS, not the file itself: run `git lfs pull`"
        return SyntaxProblem(message, Span(source.number, 0, 7))
    if source.text.startswith("\0GITCRYPT\0"):
        return SyntaxProblem("it is encrypted by git-crypt: run `git-crypt unlock` first", Span(source.number, 0, 0))
    # Each mark stands at the beginning of a line (git-merge, "How conflicts are presented").
    text = f"\n{source.text}"
    start = text.find("\n<<<<<<< ")
    middle = text.find("\n=======\n", start) if start >= 0 else -1
    if middle < 0 or text.find("\n>>>>>>> ", middle) < 0:
        return None
    message = "git's conflict markers (<<<<<<<, =======, >>>>>>>) are in the text: finish the merge and remove them"
    return SyntaxProblem(message, Span(source.number, start, start + 7))


def why_unreadable(error: OSError | UnicodeDecodeError) -> str:
    """Returns why `Sources.read` failed, in words that say what to do where that is known."""
    if isinstance(error, OSError):
        return error.strerror or "cannot be read"
    if error.object.startswith(b"\0GITCRYPT\0"):
        return "is encrypted by git-crypt: run `git-crypt unlock` first"
    return "is not UTF-8 text"


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig").replace("\r\n", "\n")
