"""Amazon Resource Names."""

from __future__ import annotations

import re
from typing import Final

from awslint.frozen import frozen

_ARN: Final = re.compile(r"arn:([^:]*):([^:]*):([^:]*):([^:]*):(.*)", re.DOTALL)


@frozen
class Arn:
    """The parts of an ARN; `region` and `account` are empty where the service leaves them out."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @property
    def kind(self) -> str:
        """What stands before the first `/` or `:` of the resource: `cluster` of `cluster/app`; "" when none does."""
        match = re.match(r"([^/:]+)[/:]", self.resource)
        return match[1] if match else ""

    @property
    def name(self) -> str:
        """What stands after the first `/` or `:` of the resource, or all of it."""
        return self.resource[len(self.kind) + 1 :] if self.kind else self.resource

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"


def parse_arn(text: str) -> Arn | None:
    """Returns the ARN that the text is as a whole, or None when it has not the six parts. The parts are not judged."""
    match = _ARN.fullmatch(text)
    return Arn(*match.groups()) if match else None
