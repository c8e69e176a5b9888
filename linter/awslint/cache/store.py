"""What is kept from run to run, in the user's cache directory: for every working directory one file of findings, and
one of trees, which is only opened where something has to be linted again.

A file is never changed, only replaced as a whole at the end, so that runs beside each other can lose each other's
entries, and nothing else. Whatever is wrong with it, or with an entry, counts as not there.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import json
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import BinaryIO, Final

from awslint import __version__

FORMAT: Final = 2
FOLDERS: Final = ("runs", "trees")
HELD_BYTES: Final = 4 * 1024 * 1024
"""The most bytes of new entries that are held in memory."""

MOST_BYTES: Final = 64 * 1024 * 1024
"""Of one file. Entries that were not used for longest go first."""
MOST_BYTES_OF_ALL: Final = 512 * 1024 * 1024
"""Of all files. Files that were not written for longest go first."""
_LONGEST_UNUSED: Final = 30
"""Days after which an entry goes."""
_DAY: Final = 24 * 3600
_CHECK: Final = 16
"""Bytes of an entry's digest."""
_HEAD: Final = 32 + 8
"""Bytes before the table of contents: its digest, and how long it is."""
_Contents = dict[str, tuple[int, int, int]]
"""By key: where the entry begins behind the table of contents, its size, and the day that it was last used."""


def directory() -> Path | None:
    """Returns the directory of awslint's caches; None where there is no home for one."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(home):  # noqa: PTH117 - the specification says that others do not count
        try:
            home = str(Path.home() / ".cache")
        except RuntimeError:
            return None
    return Path(home) / "awslint"


def private(place: Path) -> bool:
    """Makes sure that there is such a directory which nobody else can write to; False where it cannot be had."""
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = place.stat()
    except OSError:
        return False
    if not stat.S_ISDIR(found.st_mode) or not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        return False
    if not hasattr(os, "getuid"):
        return True
    if found.st_uid != os.getuid():
        return False
    if found.st_mode & 0o077:
        try:
            place.chmod(0o700)
        except OSError:
            return False
    return True


class _Added:
    """Entries that are not saved yet. What goes beyond `HELD_BYTES` waits in a temporary file."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}
        self._places: dict[str, tuple[int, int]] = {}
        self._stream: BinaryIO | None = None
        self._size = 0

    def put(self, key: str, content: bytes) -> None:
        """Adds an entry; the last one under a key counts."""
        self._size += len(content) - len(self._held.get(key, b""))
        self._held[key] = content
        self._places.pop(key, None)
        if self._size > HELD_BYTES:
            with contextlib.suppress(OSError):
                self._spill()

    def _spill(self) -> None:
        if self._stream is None:
            self._stream = tempfile.TemporaryFile()  # noqa: SIM115 - it is there as long as the entries are
        place = self._stream.seek(0, os.SEEK_END)
        places = {}
        for key, content in self._held.items():
            places[key] = (place, len(content))
            place += len(content)
        self._stream.writelines(self._held.values())
        self._stream.flush()
        self._places |= places
        self._held.clear()
        self._size = 0

    def get(self, key: str) -> bytes | None:
        """Returns the entry under a key."""
        if key in self._held:
            return self._held[key]
        if key not in self._places or self._stream is None:
            return None
        place, size = self._places[key]
        self._stream.seek(place)
        return self._stream.read(size)

    def sizes(self) -> dict[str, int]:
        """Returns the bytes of every entry."""
        return {key: size for key, (_, size) in self._places.items()} | {
            key: len(content) for key, content in self._held.items()
        }


class Store:
    """The entries of one working directory. `get` and `put` never fail; the file is opened when it is first needed."""

    def __init__(self, file: Path, code: str) -> None:
        self.file = file
        self.code = code
        self._today = int(time.time() // _DAY)
        self._opened: tuple[BinaryIO | None, _Contents, int] | None = None
        self._new = _Added()
        self._used: set[str] = set()

    def _open(self) -> tuple[BinaryIO | None, _Contents, int]:
        """The file, what is in it, and where the entries begin."""
        stream: BinaryIO | None = None
        try:
            stream = self.file.open("rb")
            start = stream.read(_HEAD)
            table = stream.read(int.from_bytes(start[32:], "big"))
            head = json.loads(table) if hashlib.sha256(table).digest() == start[:32] else {}
            if head["format"] == FORMAT and head["code"] == self.code:
                contents = {key: (place, size, day) for key, (place, size, day) in head["entries"].items()}
                return stream, contents, _HEAD + len(table)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, MemoryError):
            pass
        if stream is not None:
            stream.close()
        return None, {}, 0

    def _entry(self, key: str) -> bytes | None:
        if self._opened is None:
            self._opened = self._open()
        stream, contents, begin = self._opened
        if stream is None or key not in contents:
            return None
        place, size, _ = contents[key]
        try:
            stream.seek(begin + place)
            content = stream.read(size)
        except (OSError, ValueError, OverflowError):
            return None
        return content[_CHECK:] if _digest(content[_CHECK:]) == content[:_CHECK] else None

    def close(self) -> None:
        """Lets go of the file."""
        if self._opened is not None and self._opened[0] is not None:
            self._opened[0].close()
        self._opened = None

    def get(self, key: str) -> bytes | None:
        """Returns what was put under a key."""
        found = self._new.get(key)
        if found is None:
            found = self._entry(key)
            if found is not None:
                self._used.add(key)
        return found

    def put(self, key: str, content: bytes) -> None:
        """Keeps something under a key."""
        self._new.put(key, content)

    def added(self, known: Set[str]) -> dict[str, bytes]:
        """Returns what was put so far under keys that are not among the known ones."""
        return {key: self._new.get(key) or b"" for key in self._new.sizes() if key not in known}

    def save(self) -> None:
        """Writes what is new, as a whole or not at all."""
        known = self._opened[1] if self._opened is not None else {}
        stale = any(known[key][2] < self._today for key in self._used & known.keys())
        self.close()
        new = self._new.sizes()
        if not new and not stale:
            return
        # Another run may have written meanwhile.
        self._opened = stream, contents, begin = self._open()
        days = {key: self._today if key in self._used else day for key, (_, _, day) in contents.items()}
        days = {key: day for key, day in days.items() if day > self._today - _LONGEST_UNUSED}
        days |= dict.fromkeys(new, self._today)
        kept: _Contents = {}
        place = 0
        for key, day in sorted(days.items(), key=lambda entry: (-entry[1], entry[0] not in new, entry[0])):
            size = new[key] + _CHECK if key in new else contents[key][1]
            if place + size > MOST_BYTES:
                break
            kept[key] = (place, size, day)
            place += size
        table = json.dumps({"format": FORMAT, "code": self.code, "entries": kept}).encode()
        head = hashlib.sha256(table).digest() + len(table).to_bytes(8, "big") + table

        def parts() -> Iterator[bytes]:
            yield head
            for key, (_, size, _) in kept.items():
                content = self._new.get(key)
                if content is not None:
                    yield _digest(content) + content
                elif stream is not None:
                    stream.seek(begin + contents[key][0])
                    yield stream.read(size).ljust(size, b"\0")

        write(self.file, parts())
        self.close()
        _sweep(self.file.parent.parent)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:_CHECK]


def write(file: Path, parts: Iterable[bytes]) -> None:
    """Writes a file as a whole or not at all; without permission not at all."""
    with contextlib.suppress(OSError):
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.writelines(parts)
            Path(name).replace(file)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise


def files(place: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Yields the files of the cache."""
    for folder in (place, *(place / name for name in FOLDERS)):
        with contextlib.suppress(OSError):
            for entry in sorted(folder.iterdir()):
                with contextlib.suppress(OSError):
                    found = entry.stat()
                    if stat.S_ISREG(found.st_mode):
                        yield entry, found


def _sweep(place: Path) -> None:
    room = MOST_BYTES_OF_ALL
    for file, found in sorted(files(place), key=lambda entry: -entry[1].st_mtime):
        room -= found.st_size
        left_over = file.name.startswith(".new-") and found.st_mtime < time.time() - _DAY
        if room < 0 or left_over:
            with contextlib.suppress(OSError):
                file.unlink()


def open_store(folder: str) -> Store | None:
    """Returns the store of the working directory in a folder of the cache; None where there can be none."""
    place = directory()
    if place is None or not private(place) or not private(place / folder):
        return None
    try:
        here = os.path.realpath(Path.cwd())
    except OSError:
        return None
    name = hashlib.sha256(here.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return Store(place / folder / name, f"{code(place)} {here!r}")


_OWN: Final = ("awslint", "awslint_rules")
_PACKAGES: Final = ("hcl2", "lark", "yaml")
"""What else has a say in what is found."""


@functools.cache
def code(place: Path) -> str:
    """Returns what tells this awslint, its rules, its facts and its parsers from any other: a digest of their contents.

    The contents are only read where something else than at the last time is installed, as their files' times say.
    """
    roots = [Path(spec.origin).parent for spec in map(importlib.util.find_spec, _OWN) if spec and spec.origin]
    outside = [__version__, sys.version]
    for package in _PACKAGES:
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.origin is not None:
            # Another version of a package is another file; asking for its version takes longer than all of this.
            with contextlib.suppress(OSError):
                seen = Path(spec.origin).stat()
                outside.append(f"{package} {seen.st_size} {seen.st_mtime_ns}")
    found = sorted((file for root in roots for file in _source_files(root)), key=lambda entry: entry[0])
    signature = hashlib.sha256(repr(outside).encode())
    for path, seen in found:
        signature.update(f"{path} {seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns} {seen.st_ino}\n".encode())
    memory = place / "code-seen"
    with contextlib.suppress(OSError):
        known = memory.read_bytes().decode("ascii", "replace")
        if known == f"{signature.hexdigest()} {known[65:]}" and len(known) == 129:
            return known[65:]
    digest = hashlib.sha256(repr(outside).encode())
    for path, _ in found:
        digest.update(f"{Path(path).name} ".encode() + Path(path).read_bytes())
    write(memory, [f"{signature.hexdigest()} {digest.hexdigest()}".encode()])
    return digest.hexdigest()


def _source_files(root: Path) -> Iterator[tuple[str, os.stat_result]]:
    waiting = [str(root)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        waiting.append(entry.path)
                elif not entry.name.endswith(".pyc"):
                    yield entry.path, entry.stat()
