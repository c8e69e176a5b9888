"""The declaration of a rule, and the decorator that makes one of a function."""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from awslint.graph import Deployment, Resource
    from awslint.rules.verdict import Verdict

    Check = Callable[[Resource, Deployment], Iterator[Verdict]]


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


@dataclass(frozen=True, slots=True)
class Raises:
    """One exception: botocore's service name, the error code on the wire, and the API operation that raises it."""

    service: str
    code: str
    on: str | None = None


@dataclass(frozen=True)
class Rule:
    """A policy. `page` is the function's docstring: the rule's page, in Markdown, with fixed headings.

    Attributes:
        types: canonical types of the resources that `check` is asked about; `("*",)` for every node.
        raises: the exceptions it foretells, the likeliest first.
        related: exceptions that people meet in the same situation, never claimed.
        evidence: `botocore:SERVICE:Operation` (checked by a test), URLs, `provider:aws_type`, `catalogue:ROW`.
        phase: when a deployment meets it.
    """

    id: str
    title: str
    severity: Severity
    types: tuple[str, ...]
    raises: tuple[Raises, ...]
    evidence: tuple[str, ...]
    check: Check
    phase: Phase = Phase.CREATE
    related: tuple[Raises, ...] = ()
    page: str = ""
    sections: dict[str, str] = field(default_factory=dict)


HEADINGS = ("What it finds", "Why AWS refuses it", "Example", "Use instead", "Limits")

DECLARED: dict[str, Rule] = {}
"""Every rule that has been imported, by id."""


def rule(
    *,
    id: str,  # noqa: A002 - the word that rules are known by
    title: str,
    severity: Severity,
    types: Sequence[str],
    raises: Sequence[Raises],
    evidence: Sequence[str],
    phase: Phase = Phase.CREATE,
    related: Sequence[Raises] = (),
    page: str | None = None,
) -> Callable[[Check], Check]:
    """Declares the decorated function as a rule.

    The function is asked once for every resource of `types` (and once per world that it needs), and yields Verdicts.
    `page` replaces the docstring where one function serves several rules.

    Raises:
        ValueError: the id is malformed or already taken.
    """
    if not re.fullmatch(r"[A-Z]+\d{3}", id):
        raise ValueError(f"rule id {id!r} is not letters and three digits")

    def declare(check: Check) -> Check:
        text = inspect.cleandoc(page if page is not None else check.__doc__ or "")
        if id in DECLARED and DECLARED[id].check is not check:
            raise ValueError(f"rule id {id} is declared twice")
        DECLARED[id] = Rule(
            id=id,
            title=title,
            severity=severity,
            types=tuple(types),
            raises=tuple(raises),
            evidence=tuple(evidence),
            check=check,
            phase=phase,
            related=tuple(related),
            page=text,
            sections=page_sections(text),
        )
        return check

    return declare


def page_sections(page: str) -> dict[str, str]:
    """The page's sections by heading; what stands before the first heading under ""."""
    sections: dict[str, str] = {}
    heading = ""
    lines: list[str] = []
    fenced = False
    for line in page.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        if line.startswith("## ") and not fenced:
            sections[heading] = "\n".join(lines).strip()
            heading, lines = line[3:].strip(), []
        else:
            lines.append(line)
    sections[heading] = "\n".join(lines).strip()
    return sections
