"""What a rule says of one resource in one world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Union

from awslint.frozen import frozen
from awslint.graph import Attribute, Resource
from awslint.rules.claims import Phase, Raises, Severity
from awslint.rules.fix import Fix
from awslint.values import Span, Truth

Subject = Union[Attribute, Resource]


@frozen
class Related:
    """A second place that belongs to a finding, and what it has to do with it."""

    at: Attribute | Resource | Span
    label: str


@frozen
class Verdict:
    """An answer: reported when it `holds` for sure, counted as undecided when it may, dropped otherwise.

    Attributes:
        holds: whether the fault is there.
        at: the attribute at fault, or the resource where none is.
        message: what is wrong, with the names and values of this configuration, as one sentence.
        help: what to write instead.
        related: further places, each with a label.
        severity, phase, raises: where they differ from the rule's own.
        fix: what would put it right, where that is certain.
    """

    holds: Truth
    at: Subject
    message: str
    help: str = ""
    related: Sequence[Related] = ()
    severity: Severity | None = None
    phase: Phase | None = None
    raises: Sequence[Raises] | None = None
    fix: Fix | None = None
