"""What a cloud assembly records of each resource beside its template: its construct, and the line that made it."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from awslint.cache.disk import Disk

_LOGICAL_ID: Final = "aws:cdk:logicalId"
_STACK_TRACES: Final = ("aws:cdk:creationStack", "aws:cdk:creation-stack")
_FRAME: Final = re.compile(r"(?:.*\()?(?P<file>[^()]+?):(?P<line>\d+)(?::\d+)?\)?\s*")
_FOREIGN: Final = re.compile(r"[/\\](?:node_modules|site-packages|dist-packages)[/\\]|^(?:node:|internal[/\\]|<)|jsii")
"""Frames of libraries, of Node itself and of the bridge to other languages: no line of the application."""

_MOST_FRAMES: Final = 100


def constructs_of(artifact: Mapping[str, Any], directory: Path, disk: Disk) -> dict[str, str]:
    """For each logical id of a stack the path of its construct, with `at FILE:LINE` where the assembly has the line.

    `artifact` is the stack's entry in the manifest of the assembly in `directory`. What cannot be read says nothing.
    """
    found: dict[str, str] = {}
    application = f"{Path(disk.real(directory)).parent.as_posix()}/"
    for path, entries in _metadata(artifact, directory, disk):
        listed = [entry for entry in entries if isinstance(entry, dict)]
        ids = [element.get("data") for element in listed if element.get("type") == _LOGICAL_ID]
        where = next((line for element in listed if (line := _line(element, application))), "")
        for id_ in ids:
            if isinstance(id_, str):
                found[id_] = f"{path.strip('/')} at {where}" if where else path.strip("/")
    return found


def _metadata(artifact: Mapping[str, Any], directory: Path, disk: Disk) -> Iterator[tuple[str, list[Any]]]:
    tables = [artifact.get("metadata")]
    file = artifact.get("additionalMetadataFile")
    if isinstance(file, str) and file and not file.startswith("/") and ".." not in file.split("/"):
        with contextlib.suppress(OSError, ValueError, RecursionError):
            tables.append(json.loads(disk.read(directory / file)))
    for table in tables:
        for path, entries in table.items() if isinstance(table, dict) else ():
            if isinstance(entries, list):
                yield path, entries


def _line(entry: Mapping[str, Any], application: str) -> str:
    """The first line of the application in the stack trace of an entry, with its file from the folder that an assembly
    mostly lies in; empty where there is none."""
    trace = entry.get("data") if entry.get("type") in _STACK_TRACES else entry.get("trace")
    for frame in trace[:_MOST_FRAMES] if isinstance(trace, list) else ():
        match = _FRAME.fullmatch(frame.strip().removeprefix("at ")) if isinstance(frame, str) else None
        if match is not None and not _FOREIGN.search(match["file"]):
            return f"{match['file'].removeprefix(application)}:{match['line']}"
    return ""
