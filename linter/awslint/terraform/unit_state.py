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
    from awslint.syntax.hcl_tree import Expression
    from awslint.terraform.instance import Instance

DEPTH: Final = 16
"""The deepest nesting of module calls that is followed."""

BLOCKS: Final = 1_500
"""The most instances of blocks of a unit beside the first of each, whatever its length."""

CHARACTERS_A_BLOCK: Final = 50
"""So many characters of a unit allow one more instance: what is written out, block by block, is longer than that."""

TEXT: Final = 6_000_000
"""The most characters of all modules of one unit together, each counted once."""

STEPS: Final = 100_000
"""The most steps of a unit, whatever its length. One step is one expression that is evaluated, or about as much work:
some four microseconds. Real estates take up to one and a half for each character of theirs."""

STEPS_A_CHARACTER: Final = 1
"""So many further steps are allowed for each character of a unit."""

PARTS_A_STEP: Final = 4
"""So many parts of what a function is given count as one further step: each is looked at several times."""

CHARACTERS_A_STEP: Final = 3
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
    blocks: int = field(default_factory=lambda: BLOCKS)
    steps: int = field(default_factory=lambda: STEPS)
    texts: dict[Path, int] = field(default_factory=dict)
    mentioned: dict[int, tuple[Expression, frozenset[str]]] = field(default_factory=dict)
    templates: dict[str, Expression] = field(default_factory=dict)
    too_deep: bool = False
    is_cut: bool = False
    is_rendering: bool = False
    failures: list[tuple[Problem, str]] = field(default_factory=list)
    sizes: Sizes = field(default_factory=Sizes)
    imported: frozenset[str] | None = None
    counter: int = 0

    def allow(self, directory: Path, characters: int) -> None:
        """Counts the text of a module's directory, once: what is longer may do more."""
        if directory not in self.texts:
            self.texts[directory] = characters
            self.blocks += characters // CHARACTERS_A_BLOCK
            self.steps += characters * STEPS_A_CHARACTER

    def spend(self, steps: int) -> bool:
        """Takes steps from what the unit may do; False when that is used up."""
        self.steps -= steps
        return self.steps >= 0
