"""What Terraform itself would refuse, as a value."""

from __future__ import annotations

from awslint.frozen import frozen
from awslint.values import Unknown


@frozen
class Failure(Unknown):
    """The outcome of an expression that certainly fails (`why` says how). `try` and `can` look for it; to everything
    else it is an unknown: in a world where it occurs, nothing is deployed."""
