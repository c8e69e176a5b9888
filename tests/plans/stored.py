"""The committed plans, each with the configuration that it was made of."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.planning import prepare

from .make import DATA, copied, digest, name_of, project_of, projects, stored_at


@dataclass(frozen=True)
class Stored:
    """A project, by its name, and where its plan is kept."""

    name: str
    file: Path

    def __str__(self) -> str:
        return self.name

    def text(self) -> str:
        """The plan as JSON."""
        return gzip.decompress(self.file.read_bytes()).decode()

    def plan(self) -> dict[str, Any]:
        """The plan as data."""
        found: dict[str, Any] = json.loads(self.text())
        return found

    def configuration(self, directory: Path) -> Path:
        """A copy of the project as it was planned, below a directory."""
        copy = directory / self.name.replace("/", "_")
        copied(project_of(self.name), copy)
        prepare(copy)
        return copy


def stored() -> Iterator[Stored]:
    """The plans of all projects that are as they were when they were planned, by path."""
    digests = index()["digests"]
    for project in projects():
        name = name_of(project)
        if stored_at(name).exists() and digests.get(name) == digest(project):
            yield Stored(name, stored_at(name))


def index() -> dict[str, Any]:
    """What `make` keeps beside the plans."""
    found: dict[str, Any] = json.loads((DATA / "index.json").read_text(encoding="utf-8"))
    return found
