"""Plans as `terraform show -json` and `tofu show -json` write them: a second front end to the same graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from awslint.terraform.plan.document import is_plan

if TYPE_CHECKING:
    from awslint.graph.loading import Inputs, Loaded
    from awslint.syntax.sources import Sources

__all__ = ["is_plan", "load_plan"]


def load_plan(path: Path, sources: Sources, inputs: Inputs, *, shown: str | None = None) -> Loaded:
    """Lowers a plan to the graph.

    Of `given` only the region, the account and the partition are used: variables have their values in the plan.
    Nothing is raised for bad input: it is reported in `problems`.
    """
    from awslint.terraform.plan.loader import load

    return load(path, sources, inputs, shown)
