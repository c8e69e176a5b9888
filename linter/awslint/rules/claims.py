"""What a finding claims: how sure it is, which exception AWS answers with, and when."""

from __future__ import annotations

import enum

from awslint.frozen import frozen


class Severity(enum.Enum):
    """How sure a finding is that AWS will refuse: certain, likely (or certain in circumstances it names), advice."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the most severe."""
        return ("error", "warning", "info").index(self.value)


class Phase(enum.Enum):
    """When a deployment meets the exception."""

    PLAN = "plan"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    RUNTIME = "runtime"


@frozen
class Raises:
    """One exception: botocore's service name, the error code on the wire, and the API operation that raises it."""

    service: str
    code: str
    on: str | None = None
