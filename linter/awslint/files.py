"""Files as they are opened: only regular ones of a bounded size are read, and one is changed as a whole or not at all.

The names below a directory are its author's choice, so what lies behind one may be a device, a pipe that nobody writes
to, or a link to somewhere else.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a file, where nothing else is said. CloudFormation takes templates of 1 MiB."""

LARGEST_HCL: Final = 2 * 1024 * 1024
"""Bytes of a file of HCL, of which a tree takes some 150 times as much memory."""

LARGEST_OF_ALL: Final = 256 * 1024 * 1024
"""Bytes of a Terraform plan as JSON, which is the largest that is ever read."""

_HCL: Final = (".tf", ".tofu", ".tfvars", ".hcl")

IRREGULAR: Final = "it is no regular file (a device, a pipe, a socket): not read"

_WHERE_OPENING_WRITES: Final = ("/dev/", "/proc/")
"""Where names stand for what a process has open already."""


def read_file(path: Path | str, most: int | None = None) -> bytes:
    """Returns what a regular file holds.

    Args:
        most: bytes, where it is not the usual number for such a name; a larger file is not read at all.

    Raises:
        OSError: it cannot be read, is no regular file, or is too large; `strerror` says which.
    """
    name = os.fspath(path)
    if most is None:
        most = LARGEST_HCL if name.endswith(_HCL) else LARGEST
    with _opened(name) as stream:
        size = os.fstat(stream.fileno()).st_size
        if size <= most:
            content = stream.read(size + 1)
            if len(content) > size:
                # A file may grow while it is read, and some report no size.
                content += stream.read(most + 1 - len(content))
            if len(content) <= most:
                return content
    raise OSError(errno.EFBIG, f"it is larger than {_megabytes(most)} MiB: not read", name)


def first_bytes(path: Path, number: int) -> bytes:
    """Returns how a regular file begins.

    Raises:
        OSError: it cannot be read, or is no regular file.
    """
    with _opened(os.fspath(path)) as stream:
        return stream.read(number)


def _opened(name: str) -> BinaryIO:
    # Opening some devices has effects already, and a pipe waits for a writer: both are asked for their kind first,
    # and once more when open, as the name may stand for something else by then.
    if not stat.S_ISREG(os.stat(name).st_mode):  # noqa: PTH116 - a name that is too long is an OSError
        raise OSError(errno.EISDIR if os.path.isdir(name) else errno.EINVAL, _kind(name), name)  # noqa: PTH112
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    stream = os.fdopen(os.open(name, flags), "rb")
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(errno.EINVAL, IRREGULAR, name)
    return stream


def _kind(name: str) -> str:
    return "it is a directory" if os.path.isdir(name) else IRREGULAR  # noqa: PTH112


def _megabytes(number: int) -> str:
    return f"{number / 1024 / 1024:.0f}" if number >= 1024 * 1024 else f"{number / 1024 / 1024:.1g}"


def write_file(path: Path, content: bytes, root: Path | None = None) -> None:
    """Puts content into a file, as a whole or not at all: it is written beside the file and takes its place.

    Links, the mode and, where that is allowed, the owner stay. What is no regular file is written into.

    Args:
        root: a path that begins below it must not lead out of it.

    Raises:
        OSError: it cannot be written, or a link leads out of `root`.
    """
    if root is not None and leads_out(path, root):
        raise OSError(errno.ELOOP, f"a link leads out of {root.as_posix()}", str(path))
    target = Path(os.path.realpath(path))
    if os.path.abspath(path).startswith(_WHERE_OPENING_WRITES) or (target.exists() and not target.is_file()):  # noqa: PTH100
        with path.open("wb") as stream:
            stream.write(content)
        return
    old = target.stat() if target.exists() else None
    if old is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    beside = target.with_name(f".{target.name[:100]}.{os.urandom(8).hex()}")
    try:
        _write_new(beside, content, old)
        if old is not None and old.st_nlink > 1:
            # Its other names must go on meaning the same file; the content is safe beside it until it is in.
            with target.open("r+b") as stream:
                stream.write(content)
                stream.truncate()
                os.fsync(stream.fileno())
            beside.unlink()
        else:
            beside.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def _write_new(beside: Path, content: bytes, old: os.stat_result | None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(beside, flags, 0o666), "wb") as stream:
        stream.write(content)
        stream.flush()
        if old is not None and hasattr(os, "fchown"):
            if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
                with contextlib.suppress(OSError):
                    os.fchown(stream.fileno(), old.st_uid, old.st_gid)
            os.fchmod(stream.fileno(), stat.S_IMODE(old.st_mode))
        os.fsync(stream.fileno())


def leads_out(path: Path, root: Path) -> bool:
    """Returns whether a path that begins below a directory ends elsewhere, links followed."""
    written, base = os.path.abspath(path), os.path.abspath(root)  # noqa: PTH100 - links are followed below
    if not Path(written).is_relative_to(base):
        return False
    return not is_below(path, root)


def is_below(path: Path, root: Path) -> bool:
    """Returns whether a path is a directory or below it, links followed."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))
