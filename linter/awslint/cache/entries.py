"""Values that are used again as long as everything they rest on is as it was.

With a value stand the questions that were put to the file system while it was found (contents of files, names in
directories, what is there and what is not, where links lead), which must have the same answers now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from awslint.cache.disk import Disk, FileReads
from awslint.cache.store import Store


class Entries:
    """What a store has of values and contents, checked against the disk of one run.

    `note` is called with what a value rests on whenever one is used: what is made of it rests on the same.
    """

    def __init__(self, store: Store, disk: Disk, note: Callable[[FileReads], None]) -> None:
        self.store = store
        self._disk = disk
        self._note = note

    def value(self, key: str) -> Any:
        """Returns a plain value that still holds; None where there is none."""
        found = self.get(key)
        return found[0] if found is not None else None

    def store_value(self, key: str, value: Any, reads: FileReads) -> None:
        """Stores a plain value."""
        self.put(key, value, reads, b"")

    def put(self, key: str, value: Any, reads: FileReads, content: bytes) -> None:
        """Stores a plain value and a content, unless a file changed meanwhile or the value is no JSON."""
        asked = [[question, path, answer] for (question, path), answer in reads.asked.items()]
        if any(answer == "changed" for _, _, answer in asked):
            return
        try:
            head = json.dumps({"value": value, "using": reads.using, "asked": asked}).encode() + b"\n"
        except (TypeError, ValueError):
            return
        self.store.put(key, head + content)

    def get(self, key: str) -> tuple[Any, FileReads, bytes] | None:
        """Returns a value that still holds, what it rests on, and its content."""
        entry = self.store.get(key)
        if entry is None:
            return None
        end = entry.index(b"\n")
        head = json.loads(entry[:end])
        still = self._disk.is_unchanged
        if not all(still(question, path, answer) for question, path, answer in head["asked"]):
            return None
        reads = FileReads(head["using"], {(question, path): answer for question, path, answer in head["asked"]})
        self._note(reads)
        return head["value"], reads, entry[end + 1 :]


def key_of(kind: str, *parts: object) -> str:
    """Returns the key of an entry."""
    return hashlib.sha256(repr((kind, parts)).encode("utf-8", "surrogateescape")).hexdigest()


def plain(value: Any) -> object:
    """Returns a value as what is printed the same every time, for a key.

    Raises:
        TypeError: its type may be printed in several ways.
    """
    if isinstance(value, Mapping):
        return sorted((str(name), plain(member)) for name, member in value.items())
    if isinstance(value, (tuple, list)):
        return [plain(element) for element in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, Path):
        return value.as_posix()
    if is_dataclass(value) and not isinstance(value, type):
        return [plain(getattr(value, each.name)) for each in fields(value)]
    raise TypeError(f"a {type(value).__name__} cannot be part of a key")
