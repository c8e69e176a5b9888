"""Keeps the parse tables between runs: building them takes longer than most runs do.

They are kept in the user's cache directory or, where that cannot be written, in a directory of the user's own among
the temporary files. What is read back is trusted (`marshal` is no format for the data of others), so only a file that
nobody but this user can have written is read: file and directory are the user's, and no one else may write there.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import marshal
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

_DIGEST: Final = hashlib.sha256().digest_size


def name_for(version: int) -> str | None:
    """Returns a file name that changes with the grammar, lark, Python and `version`; None without python-hcl2."""
    found = importlib.util.find_spec("hcl2"), importlib.util.find_spec("lark")
    if any(spec is None or spec.origin is None for spec in found):
        return None
    hcl2, lark = (Path(str(spec.origin)).parent for spec in found if spec is not None)
    digest = hashlib.sha256(f"{version} {sys.version}".encode())
    try:
        for file in (hcl2 / "hcl2.lark", hcl2 / "postlexer.py", lark / "__init__.py"):
            digest.update(file.read_bytes())
    except OSError:
        return None
    return f"hcl-{digest.hexdigest()[:16]}.tables"


def read(name: str) -> dict[str, Any] | None:
    """Returns the tables that were kept under the name, from the first place that holds them whole."""
    for directory in _directories():
        content = _content(directory, name)
        if content is None or hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
            continue
        with contextlib.suppress(ValueError, EOFError, TypeError):
            tables = marshal.loads(content[_DIGEST:])
            if isinstance(tables, dict):
                return tables
    return None


def write(name: str, tables: dict[str, Any]) -> None:
    """Keeps the tables in the first place that takes them, as a whole or not at all.

    Several runs may do so at once: each writes a file of its own, and the last one to rename it wins.
    """
    content = marshal.dumps(tables)
    content = hashlib.sha256(content).digest() + content
    for directory in _directories():
        with contextlib.suppress(OSError):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_own(directory.lstat(), stat.S_ISDIR):
                _replace(directory / name, content)
                return


def _directories() -> Iterator[Path]:
    home = os.environ.get("XDG_CACHE_HOME", "")
    if not Path(home).is_absolute():
        # That is what the specification of the variable says: such a value is as good as none.
        home = str(Path("~/.cache").expanduser())
    if Path(home).is_absolute():
        yield Path(home) / "awslint"
    with contextlib.suppress(OSError):
        yield Path(tempfile.gettempdir()) / f"awslint-{_user()}"


def _user() -> int:
    """This user's number; Windows has none, and keeps each user's temporary files apart."""
    return os.getuid() if hasattr(os, "getuid") else 0


def _is_own(status: os.stat_result, has_kind: Any) -> bool:
    """Whether the thing is of that kind, this user's, and for nobody else to write."""
    if not has_kind(status.st_mode):
        return False
    return not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o022)


def _content(directory: Path, name: str) -> bytes | None:
    try:
        if not _is_own(directory.lstat(), stat.S_ISDIR):
            return None
        # The file that is looked at must be the one that is read, so links are not followed.
        descriptor = os.open(directory / name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as stream:
            return stream.read() if _is_own(os.fstat(stream.fileno()), stat.S_ISREG) else None
    except OSError:
        return None


def _replace(file: Path, content: bytes) -> None:
    handle, made = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(made).replace(file)
    except OSError:
        Path(made).unlink(missing_ok=True)
        raise
