"""A finding: a verdict that holds, as it is reported."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from awslint.frozen import frozen
from awslint.rules.claims import Phase, Raises, Severity
from awslint.rules.declaration import Rule
from awslint.rules.fix import Fix
from awslint.values import Span

_INDEX: Final = re.compile(r"\[\d+\]")


@frozen
class Place:
    """A span with a label."""

    span: Span
    label: str = ""


@frozen
class Suppressed:
    """Why a finding is not shown: who decided it where, for what reason, until when (that day included)."""

    kind: Literal["comment", "metadata", "configuration", "baseline"]
    reason: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Finding:
    """One finding. `attribute` is the path in the language's own names; `world` the conditions it holds under.

    `suppressed` is set for one that is listed but does not count.
    """

    rule: Rule
    severity: Severity
    message: str
    help: str
    raises: tuple[Raises, ...]
    phase: Phase
    address: str
    type: str
    native_type: str
    attribute: str
    span: Span
    related: tuple[Place, ...] = ()
    assumes: tuple[str, ...] = ()
    world: str = ""
    unit: str = ""
    chain: tuple[Place, ...] = field(default=())
    construct: str = ""
    fix: Fix | None = None
    suppressed: Suppressed | None = None

    @property
    def fingerprint(self) -> str:
        """Identifies a finding by what is wrong, so that neither moved lines nor moved list elements change it.

        Rule, unit, resource, property and message count; positions in lists do not. Another fault in the same
        property is another finding.
        """
        found = _INDEX.sub("[]", self.attribute), _INDEX.sub("[]", self.message)
        key = "\x1f".join((self.rule.id, self.unit, self.address, *found))
        # Names of files need not be valid text.
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@frozen
class Doubt:
    """A check that could not be decided, and why."""

    rule: str
    address: str
    reasons: tuple[str, ...]
