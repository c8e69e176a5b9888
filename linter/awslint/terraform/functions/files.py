"""Functions on paths and on files below the unit's root."""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from awslint.terraform.functions.encoding import digest
from awslint.terraform.functions.registry import (
    LARGEST,
    REGISTRY,
    Function,
    NotKnown,
    SetOf,
    Surroundings,
    on_scalars,
    string_of,
    wrapped,
)
from awslint.values import Value

_BYTES_A_STEP: Final = 500
"""So many bytes of a file that is read count as one step."""


def _inside(name: str, surroundings: Surroundings) -> Path:
    """The file of that name, which must lie below the unit's root, links followed."""
    if name.startswith("~") or "\0" in name:
        raise NotKnown("files outside of the project are not read")
    try:
        path = Path(surroundings.disk.real(surroundings.cwd / name))
        root = Path(surroundings.disk.real(surroundings.root))
    except (OSError, ValueError):
        raise NotKnown("the path cannot be followed") from None
    if not path.is_relative_to(root):
        raise NotKnown("files outside of the project are not read")
    return path


def _content(name: str, surroundings: Surroundings) -> str:
    path = _inside(name, surroundings)
    if not surroundings.disk.is_file(path):
        raise NotKnown(f"{name} is not there (yet)")
    if not surroundings.spend(1):
        raise NotKnown("the files of this configuration are read too often")
    try:
        content = surroundings.disk.read(path)
        surroundings.spend(len(content) // _BYTES_A_STEP)
        return content.decode()
    except (OSError, UnicodeDecodeError):
        raise NotKnown(f"{name} cannot be read as text") from None


def _reading(name: str, change: Callable[[str], str]) -> None:
    def implementation(values: Sequence[Value], surroundings: Surroundings) -> Value:
        return wrapped(change(_content(string_of(values[0]), surroundings)))

    REGISTRY[name] = Function(implementation, 1, 1, "string")


_reading("file", lambda text: text)
_reading("filebase64", lambda text: base64.b64encode(text.encode()).decode())
for _name in ("md5", "sha1", "sha256", "sha512"):
    _reading(f"file{_name}", lambda text, name=_name: digest(name, text.encode()).hex())  # type: ignore[misc]
for _name in ("sha256", "sha512"):
    _reading(
        f"filebase64{_name}",
        lambda text, name=_name: base64.b64encode(digest(name, text.encode())).decode(),  # type: ignore[misc]
    )


def _fileexists(values: Sequence[Value], surroundings: Surroundings) -> Value:
    if surroundings.disk.is_file(_inside(string_of(values[0]), surroundings)):
        return wrapped(True)
    raise NotKnown("a file that is not there now may be there at deployment")


def _fileset(values: Sequence[Value], surroundings: Surroundings) -> Value:
    folder, pattern = _inside(string_of(values[0]), surroundings), string_of(values[1])
    parts = pattern.split("/")
    if any(name in pattern for name in "[]{}\\") or ".." in parts or pattern.startswith("/"):
        raise NotKnown("such a file pattern is not modelled")
    if any("**" in part and part != "**" for part in parts) or parts[-1] == "**":
        raise NotKnown("such a file pattern is not modelled")
    if parts.count("**") > 2:
        raise NotKnown("a file pattern that goes through the directories again and again is not modelled")
    found = surroundings.disk.matching(folder, pattern, LARGEST)
    if found is None:
        raise NotKnown(f"more than {LARGEST} files")
    if not found:
        raise NotKnown("files that are not there now may be there at deployment")
    return wrapped(SetOf(found))


REGISTRY["fileexists"] = Function(_fileexists, 1, 1, "bool")
REGISTRY["fileset"] = Function(_fileset, 2, 2, "list")


@on_scalars("basename", "string")
def _basename(path: str) -> str:
    if not path:
        return "."
    return posixpath.basename(path.rstrip("/")) or "/"


@on_scalars("dirname", "string")
def _dirname(path: str) -> str:
    folder = path[: path.rfind("/") + 1]
    if not folder:
        return "."
    clean = posixpath.normpath(folder)
    return "/" if clean == "//" else clean


@on_scalars("pathexpand", "string")
def _pathexpand(path: str) -> str:
    if path.startswith("~"):
        raise NotKnown("the home directory is known at deployment only")
    return path
