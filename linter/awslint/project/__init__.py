"""What to lint: the units (root modules, templates) that paths on the command line stand for."""

from awslint.project.found import Found, Unit, UsageError
from awslint.project.search import find_units

__all__ = ["Found", "Unit", "UsageError", "find_units"]
