"""Small projects written into a directory and loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awslint import terraform
from awslint.graph.loading import Inputs, Loaded
from awslint.graph.resource import Edge, Resource
from awslint.syntax.sources import Sources
from awslint.values import Value, plain


class Project:
    """A directory of configuration files."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def load(self, files: str | dict[str, str], *, called: bool = False, at: str = ".", **inputs: Any) -> Loaded:
        """Writes the files (a text is main.tf) and loads the directory `at`."""
        for name, text in ({"main.tf": files} if isinstance(files, str) else files).items():
            path = self.directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return terraform.load(self.directory / at, Sources(), Inputs(**inputs), called=called)

    def outputs(self, files: str | dict[str, str], **inputs: Any) -> dict[str, Value]:
        """The outputs of a project without problems."""
        loaded = self.load(files, **inputs)
        assert loaded.problems == ()
        return loaded.deployment.outputs

    def resources(self, files: str | dict[str, str], **inputs: Any) -> dict[str, Resource]:
        """The resources of a project without problems, by address."""
        loaded = self.load(files, **inputs)
        assert loaded.problems == ()
        return {resource.address: resource for resource in loaded.deployment.resources}

    def edges(self, files: str | dict[str, str]) -> set[tuple[str, str]]:
        """Source and target of the edges."""
        return {(edge.source, edge.target) for edge in self.all_edges(files)}

    def all_edges(self, files: str | dict[str, str]) -> tuple[Edge, ...]:
        """The edges of a project without problems."""
        loaded = self.load(files)
        assert loaded.problems == ()
        return loaded.deployment.edges


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def known(value: Value) -> Any:
    """The Python object of a known value, `...` for what is not wholly known."""
    try:
        return plain(value)
    except ValueError:
        return ...


@pytest.fixture(name="known")
def _known() -> Callable[[Value], Any]:
    return known
