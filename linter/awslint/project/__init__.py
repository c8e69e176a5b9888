"""What to lint: the units (root modules, templates) that paths on the command line stand for."""

from awslint.project.found import Found, Unit, UnitKind, UsageError
from awslint.project.recognition import FileKind
from awslint.project.search import find_units

__all__ = ["FileKind", "Found", "Unit", "UnitKind", "UsageError", "find_units"]
