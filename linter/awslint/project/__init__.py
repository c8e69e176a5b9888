"""What to lint: the units (root modules, templates) that paths on the command line stand for."""

from awslint.project.found import Found, Unit, UnitKind, UsageError
from awslint.project.search import Recogniser, find_units

__all__ = ["Found", "Recogniser", "Unit", "UnitKind", "UsageError", "find_units"]
