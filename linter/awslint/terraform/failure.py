"""What Terraform itself refuses or may refuse, as a value."""

from __future__ import annotations

from awslint.frozen import frozen
from awslint.values import Unknown


@frozen
class Failure(Unknown):
    """The outcome of an expression that certainly fails (`why` says how). `try` and `can` look for it; to everything
    else it is an unknown: in a world where it occurs, nothing is deployed."""


@frozen
class Doubt(Unknown):
    """The unknown outcome of an expression that may fail as well: a function or an operator whose operands are not
    known. `try` and `can` look for it."""
