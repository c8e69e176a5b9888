"""The file format of the tables: JSON blocks, compressed one by one, behind an index.

One block (a service's exceptions, say) is read without reading the others. The first line of the file is the index,
a JSON object: block name -> [offset from the end of that line, compressed size].
"""

from __future__ import annotations

import json
import lzma
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).parent / "data"


class Pack(Mapping[str, Any]):
    """The blocks of one file, by name. Nothing is kept: whoever asks for a block again reads it again."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._index: dict[str, list[int]] = json.loads(file.readline())
            self._start = file.tell()
        self._path = path

    def __getitem__(self, name: str) -> Any:
        offset, size = self._index[name]
        with self._path.open("rb") as file:
            file.seek(self._start + offset)
            return json.loads(zlib.decompress(file.read(size)))

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)

    def __contains__(self, name: object) -> bool:
        return name in self._index


@cache
def pack(name: str) -> Pack:
    """Returns the table of that name, `data/<name>.pack`."""
    return Pack(DATA / f"{name}.pack")


def read_json(name: str) -> Any:
    """Returns the table of that name that is small enough for plain JSON, `data/<name>.json`."""
    return json.loads((DATA / f"{name}.json").read_bytes())


class Lines(Mapping[str, Any]):
    """The rows of one file whose rows are much alike: compressed together, and read as JSON one by one.

    A line is a name, a tab and JSON.
    """

    def __init__(self, path: Path) -> None:
        text = lzma.decompress(path.read_bytes()).decode()
        self._rows = dict(line.split("\t", 1) for line in text.splitlines())

    def __getitem__(self, name: str) -> Any:
        return json.loads(self._rows[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, name: object) -> bool:
        return name in self._rows


@cache
def lines(name: str) -> Lines:
    """Returns the table of that name, `data/<name>.lines.xz`."""
    return Lines(DATA / f"{name}.lines.xz")


def as_lines(rows: Mapping[str, object]) -> bytes:
    """Returns the bytes of a file that holds these rows, in the order of their names."""
    text = b"".join(name.encode() + b"\t" + canonical(rows[name]) + b"\n" for name in sorted(rows))
    return lzma.compress(text, preset=9 | lzma.PRESET_EXTREME)


def packed(blocks: Mapping[str, object]) -> bytes:
    """Returns the bytes of a file that holds these blocks, in the order of their names."""
    index: dict[str, list[int]] = {}
    body = bytearray()
    for name in sorted(blocks):
        content = zlib.compress(canonical(blocks[name]), 9)
        index[name] = [len(body), len(content)]
        body += content
    return canonical(index) + b"\n" + bytes(body)


def canonical(content: object) -> bytes:
    """Returns the one JSON text of the data: no spaces, keys in order."""
    return json.dumps(content, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
