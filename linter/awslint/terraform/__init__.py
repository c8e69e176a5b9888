"""Terraform and OpenTofu configurations and plans, lowered to the graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from awslint.graph.loading import Inputs, Loaded
    from awslint.syntax.sources import Source, Sources

__all__ = ["called_directories", "is_module", "is_plan", "load", "load_plan", "variable_names"]


def is_module(directory: Path) -> bool:
    """Returns whether a directory holds configuration files."""
    from awslint.terraform.files import configuration_files

    return bool(configuration_files(directory))


def load(
    directory: Path, sources: Sources, inputs: Inputs, *, called: bool = False, shown: str | None = None
) -> Loaded:
    """Lowers a root module to the graph.

    `called` says that other modules of the run call this directory: then its variables' defaults are not used, since
    its callers decide. Nothing is raised for bad input: it is reported in `problems`, and the rest is analysed.
    """
    from awslint.terraform.loader import load_root

    return load_root(directory, sources, inputs, called=called, shown=shown)


def called_directories(directory: Path, sources: Sources) -> frozenset[Path]:
    """Returns the local directories that the module in `directory` calls directly, resolved."""
    from awslint.terraform.loader import called_by

    return called_by(directory, sources)


def variable_names(directory: Path, sources: Sources) -> frozenset[str] | None:
    """Returns the variables that a module declares; None where a file of it cannot be read."""
    from awslint.terraform.loader import reader_for

    module = reader_for(sources).module(directory)
    return None if module.incomplete else frozenset(module.variables)


def is_plan(source: Source) -> bool:
    """Returns whether a source is a plan as `terraform show -json` writes it, by its content."""
    from awslint.terraform.plan import is_plan as found

    return found(source)


def load_plan(path: Path, sources: Sources, inputs: Inputs, *, shown: str | None = None) -> Loaded:
    """Lowers a plan (`terraform show -json`, `tofu show -json`) to the graph. Bad input is reported in `problems`."""
    from awslint.terraform.plan import load_plan as load_it

    return load_it(path, sources, inputs, shown=shown)
