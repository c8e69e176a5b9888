"""What is kept from run to run, in the user's cache directory: one file for every working directory.

A file is read as a whole at the beginning and replaced as a whole at the end, so that runs beside each other can
lose each other's entries, and nothing else. Whatever is wrong with it, it counts as not there.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.metadata
import json
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from awslint import __version__

FORMAT: Final = 1
MOST_BYTES: Final = 64 * 1024 * 1024
"""Of one file. Entries that were not used for longest go first."""
MOST_BYTES_OF_ALL: Final = 512 * 1024 * 1024
"""Of all files. Files that were not written for longest go first."""
_DAY: Final = 24 * 3600


def directory() -> Path | None:
    """The directory of awslint's caches; None where there is no home for one."""
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


class Store:
    """The entries of one working directory. `get` and `put` never fail."""

    def __init__(self, file: Path, code: str) -> None:
        self.file = file
        self.code = code
        self._today = int(time.time() // _DAY)
        self._body = b""
        self._index: dict[str, tuple[int, int, int]] = {}
        self._new: dict[str, bytes] = {}
        self._used: set[str] = set()
        self._index, self._body = self._read()

    def _read(self) -> tuple[dict[str, tuple[int, int, int]], bytes]:
        try:
            content = self.file.read_bytes()
            if hashlib.sha256(content[32:]).digest() != content[:32]:
                return {}, b""
            end = content.index(b"\n", 32)
            head = json.loads(content[32:end])
            if head["format"] != FORMAT or head["code"] != self.code:
                return {}, b""
            return {key: (place, size, day) for key, (place, size, day) in head["entries"].items()}, content[end + 1 :]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}, b""

    @property
    def is_filled(self) -> bool:
        """Whether there is anything from earlier runs of this awslint."""
        return bool(self._index)

    def get(self, key: str) -> bytes | None:
        """What was put under a key."""
        if key in self._new:
            return self._new[key]
        found = self._index.get(key)
        if found is None:
            return None
        self._used.add(key)
        return self._body[found[0] : found[0] + found[1]]

    def put(self, key: str, content: bytes) -> None:
        """Keeps something under a key."""
        self._new[key] = content

    def save(self) -> None:
        """Writes what is new, as a whole or not at all."""
        stale = any(self._index[key][2] < self._today for key in self._used)
        if not self._new and not stale:
            return
        # Another run may have written meanwhile.
        index, body = self._read()
        entries: dict[str, tuple[int, bytes]] = {
            key: (self._today if key in self._used else day, body[place : place + size])
            for key, (place, size, day) in index.items()
        }
        entries.update((key, (self._today, content)) for key, content in self._new.items())
        kept: dict[str, tuple[int, int, int]] = {}
        parts: list[bytes] = []
        place = 0
        for key, (day, content) in sorted(
            entries.items(), key=lambda one: (-one[1][0], one[0] not in self._new, one[0])
        ):
            if place + len(content) > MOST_BYTES:
                break
            kept[key] = (place, len(content), day)
            parts.append(content)
            place += len(content)
        head = json.dumps({"format": FORMAT, "code": self.code, "entries": kept}).encode() + b"\n"
        write(self.file, head + b"".join(parts))
        _sweep(self.file.parent)


def write(file: Path, content: bytes) -> None:
    """Writes a file with its checksum before it, as a whole or not at all; without permission not at all."""
    with contextlib.suppress(OSError):
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(hashlib.sha256(content).digest() + content)
            Path(name).replace(file)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise


def files(place: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """The files of the cache."""
    with contextlib.suppress(OSError):
        for entry in sorted(place.iterdir()):
            with contextlib.suppress(OSError):
                yield entry, entry.stat()


def _sweep(place: Path) -> None:
    room = MOST_BYTES_OF_ALL
    for file, found in sorted(files(place), key=lambda one: -one[1].st_mtime):
        room -= found.st_size
        left_over = file.name.startswith(".new-") and found.st_mtime < time.time() - _DAY
        if room < 0 or left_over:
            with contextlib.suppress(OSError):
                file.unlink()


def open_store() -> Store | None:
    """The store of the working directory; None where there can be none."""
    place = directory()
    if place is None or not private(place) or not private(place / "runs"):
        return None
    try:
        here = os.path.realpath(Path.cwd())
    except OSError:
        return None
    name = hashlib.sha256(here.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return Store(place / "runs" / name, f"{code(place)} {here!r}")


_PACKAGES: Final = ("python-hcl2", "lark", "PyYAML")
"""What else has a say in what is found."""


@functools.cache
def code(place: Path) -> str:
    """What tells this awslint, its rules, its facts and its parsers from any other: a digest of their contents.

    The contents are only read where something else than at the last time is installed, as their files' times say.
    """
    import awslint_rules

    roots = [Path(__file__).parents[1], Path(str(awslint_rules.__file__)).parent]
    outside = [__version__, sys.version]
    for package in _PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            outside.append(f"{package} {importlib.metadata.version(package)}")
    found = sorted((file for root in roots for file in _source_files(root)), key=lambda one: one[0])
    signature = hashlib.sha256(repr(outside).encode())
    for path, seen in found:
        signature.update(f"{path} {seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns} {seen.st_ino}\n".encode())
    memory = place / "runs" / "code-seen"
    with contextlib.suppress(OSError):
        known = memory.read_bytes()[32:].decode("ascii", "replace")
        if known == f"{signature.hexdigest()} {known[65:]}" and len(known) == 129:
            return known[65:]
    digest = hashlib.sha256(repr(outside).encode())
    for path, _ in found:
        digest.update(f"{Path(path).name} ".encode() + Path(path).read_bytes())
    write(memory, f"{signature.hexdigest()} {digest.hexdigest()}".encode())
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
