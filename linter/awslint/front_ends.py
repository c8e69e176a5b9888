"""What awslint reads: one object a kind of unit, which recognises it and makes a graph of it.

The packages of the languages are imported where they are needed first: most runs have one language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from awslint.graph.loading import Exported, Inputs, Loaded
from awslint.project import Unit, UnitKind
from awslint.syntax.sources import Source, Sources


class FrontEnd:
    """One kind of unit. What a kind does not have is answered as here.

    Attributes:
        hints: strings of which a file holds one if it is such a unit; others need not be parsed. Empty where units are
            directories.
        beginning, word, is_whole: see `awslint.project.FileKind`.
        option: the command's option that sets the values that units declare; empty where there is none.
        noun: what such a value is called.
        is_template: cfn-lint reads its units, which may nest each other, and import what others export.
    """

    hints: ClassVar[tuple[str, ...]] = ()
    beginning: ClassVar[bytes] = b""
    word: ClassVar[str] = ""
    is_whole: ClassVar[bool] = False
    option: ClassVar[str] = ""
    noun: ClassVar[str] = ""
    is_template: ClassVar[bool] = False

    def recognises(self, source: Source) -> bool:
        """Returns whether a file is such a unit, by its content."""
        return False

    def load(self, unit: Unit, sources: Sources, inputs: Inputs) -> Loaded:
        """Lowers a unit to the graph. It may raise anything; that costs the unit."""
        raise NotImplementedError

    def calls(self, unit: Path, sources: Sources) -> frozenset[Path]:
        """Returns the directories that a unit deploys as parts of itself, resolved."""
        return frozenset()

    def nested(self, unit: Unit, files: Sequence[str]) -> frozenset[str]:
        """Returns which of the files that were read for a unit it deploys as parts of itself, though they could be
        units."""
        return frozenset()

    def names(self, unit: Unit, sources: Sources) -> frozenset[str] | None:
        """Returns what a unit declares that `option` can set; None where that cannot be determined."""
        return None

    def exported(self, units: Sequence[Path], sources: Sources, inputs: Inputs) -> Mapping[str, Sequence[Exported]]:
        """Returns what units export to each other, by name."""
        return {}


class _Terraform(FrontEnd):
    option = "--var"
    noun = "variable"

    def load(self, unit: Unit, sources: Sources, inputs: Inputs) -> Loaded:
        from awslint.terraform import load

        return load(unit.path, sources, inputs, called=unit.called)

    def calls(self, unit: Path, sources: Sources) -> frozenset[Path]:
        from awslint.terraform import called_directories

        return called_directories(unit, sources)

    def names(self, unit: Unit, sources: Sources) -> frozenset[str] | None:
        from awslint.terraform import variable_names

        return variable_names(unit.path, sources)


class _Plan(FrontEnd):
    hints = ('"format_version"',)
    beginning = b'{"format_version":'
    word = "plan"
    is_whole = True

    def recognises(self, source: Source) -> bool:
        from awslint.terraform import is_plan

        return is_plan(source)

    def load(self, unit: Unit, sources: Sources, inputs: Inputs) -> Loaded:
        from awslint.terraform import load_plan

        return load_plan(unit.path, sources, inputs)


class _CloudFormation(FrontEnd):
    hints = ("Resources", "AWSTemplateFormatVersion")
    option = "--param"
    noun = "parameter"
    is_template = True

    def recognises(self, source: Source) -> bool:
        from awslint.cloudformation import recognise

        return recognise(source)

    def load(self, unit: Unit, sources: Sources, inputs: Inputs) -> Loaded:
        from awslint.cloudformation import load

        return load(unit.path, sources, inputs)

    def nested(self, unit: Unit, files: Sequence[str]) -> frozenset[str]:
        return frozenset(files) - {unit.path.as_posix()}

    def names(self, unit: Unit, sources: Sources) -> frozenset[str] | None:
        from awslint.cloudformation import parameter_names

        return parameter_names(unit.path, sources)

    def exported(self, units: Sequence[Path], sources: Sources, inputs: Inputs) -> Mapping[str, Sequence[Exported]]:
        from awslint.cloudformation.template_exports import exported

        return exported(units, sources, inputs)


class _CloudAssembly(FrontEnd):
    """Units are found by their manifest. Their stacks take parameters; which ones is not looked up."""

    option = "--param"
    noun = "parameter"

    def load(self, unit: Unit, sources: Sources, inputs: Inputs) -> Loaded:
        from awslint.cloudformation import load_assembly

        return load_assembly(unit.path, sources, inputs)


TERRAFORM = _Terraform()
PLAN = _Plan()
CLOUDFORMATION = _CloudFormation()
CLOUD_ASSEMBLY = _CloudAssembly()

FRONT_ENDS: Mapping[UnitKind, FrontEnd] = {
    "terraform": TERRAFORM,
    "plan": PLAN,
    "cloudformation": CLOUDFORMATION,
    "cdk": CLOUD_ASSEMBLY,
}
"""By kind of unit, in the order in which a file is offered to them."""
