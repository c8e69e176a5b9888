"""A template's text in, its deployment out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from awslint.cloudformation import load
from awslint.graph.loading import Inputs, Loaded
from awslint.syntax.sources import Sources

Deploy = Callable[..., Loaded]


@pytest.fixture
def deploy(tmp_path: Path) -> Deploy:
    """Writes a template, and files beside it, and loads it."""

    def run(text: str, files: dict[str, str] | None = None, name: str = "template.yaml", **inputs: Any) -> Loaded:
        for other, content in {name: text, **(files or {})}.items():
            path = tmp_path / other
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(content), encoding="utf-8")
        inputs["parameter_files"] = tuple(tmp_path / file for file in inputs.get("parameter_files", ()))
        return load(tmp_path / name, Sources(), Inputs(**inputs), shown=name)

    return run
