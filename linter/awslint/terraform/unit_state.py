"""What all module instances of one Terraform unit share, and how much they may do together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from awslint.graph.loading import Inputs, Problem
from awslint.terraform.files import FileReader
from awslint.terraform.sizes import Sizes

if TYPE_CHECKING:
    from awslint.terraform.instance import Instance

DEPTH: Final = 16
"""The deepest nesting of module calls that is followed."""

BLOCKS: Final = 20_000
"""The most blocks in all module instances of one unit together."""

TEXT: Final = 6_000_000
"""The most characters of all modules of one unit together, each counted once."""

STEPS: Final = 300_000
"""The most steps that all loops and functions of one unit take together."""

PARTS_A_STEP: Final = 200
"""So many parts of what a function is given count as one further step."""

CHARACTERS_A_STEP: Final = 20
"""So many characters of a template that is parsed count as one step."""


@dataclass(slots=True)
class UnitState:
    """What all module instances of one unit share."""

    reader: FileReader
    inputs: Inputs
    root_directory: Path
    project: Path
    downloaded: Mapping[str, Path]
    problems: list[Problem] = field(default_factory=list)
    instances: dict[str, Instance] = field(default_factory=dict)
    budget: int = field(default_factory=lambda: BLOCKS)
    steps: int = field(default_factory=lambda: STEPS)
    texts: dict[Path, int] = field(default_factory=dict)
    too_deep: bool = False
    is_rendering: bool = False
    failures: list[tuple[Problem, str]] = field(default_factory=list)
    sizes: Sizes = field(default_factory=Sizes)
    imported: frozenset[str] | None = None
    counter: int = 0
