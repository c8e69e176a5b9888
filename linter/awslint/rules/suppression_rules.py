"""The rules about awslint's own comments. No resource breaks them, so they are in no registry of policies.

A finding must name an exception, and these predict none of AWS's: a suppression that silences nothing claims that an
exception stays out. So they name the service `awslint` and a code that says what is wrong, which no reader can take
for AWS's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from awslint.rules.claims import Phase, Raises, Severity
from awslint.rules.declaration import Rule

if TYPE_CHECKING:
    from awslint.graph import Deployment, Resource
    from awslint.rules.verdict import Verdict

SERVICE: Final = "awslint"
PREFIX: Final = "SUP"
"""What stands in the place of an AWS service; no such exception comes from AWS."""


def _none(_: Resource, __: Deployment) -> Iterator[Verdict]:
    yield from ()


def _own(id_: str, code: str, title: str, page: str) -> Rule:
    return Rule(
        id=id_,
        title=title,
        severity=Severity.WARNING,
        types=(),
        raises=(Raises(SERVICE, code),),
        evidence=(),
        check=_none,
        phase=Phase.PLAN,
        text=page,
    )


UNUSED: Final = _own(
    "SUP001",
    "UnusedSuppression",
    "A suppression silences nothing",
    """\
A comment or metadata names a rule that finds nothing where it stands.

## What it finds
An id in `awslint: ignore[...]` (or in `Metadata: {awslint: {ignore: [...]}}`) whose rule was asked about everything in
the file, answered everything with certainty, and found nothing that the suppression covers. `--fix` removes it.

## Limits
Silent where the rule left anything undecided, was not asked (`--select`), or where a file or module of the unit could
not be read. A suppression that is needed with other variables than those of this run is reported: leave SUP001 out
(`--ignore SUP001`) where one configuration is linted with several sets of variables.
""",
)
UNKNOWN: Final = _own(
    "SUP002",
    "UnknownRule",
    "A suppression names a rule that does not exist",
    """\
A comment or metadata names an id that is no rule's: most often a slip, and the finding that it was meant for is shown.

## What it finds
An id that no rule of this version of awslint has.
""",
)
EXPIRED: Final = _own(
    "SUP003",
    "ExpiredSuppression",
    "A suppression has expired",
    """\
The day in `until=` has passed: what it silenced is shown again.

## What it finds
A suppression, in a comment, in metadata or in the configuration, whose last day lies before today (or `--now`).
""",
)
UNREADABLE: Final = _own(
    "SUP004",
    "UnreadableSuppression",
    "A suppression cannot be understood",
    """\
A comment begins with `awslint:` and is none that awslint knows, so it silences nothing.

## What it finds
Anything but `awslint: ignore[KMS055, EC025] until=2027-01-31 reason` and `awslint: ignore-file[...]`: ids are
mandatory, `until=` is a day as YYYY-MM-DD.
""",
)
UNEXPLAINED: Final = _own(
    "SUP005",
    "SuppressionWithoutReason",
    "A suppression gives no reason",
    """\
The configuration says `require-reason = true`: a suppression without a reason silences nothing.

## What it finds
A comment or metadata without a reason where the configuration requires one.
""",
)
REFUSED: Final = _own(
    "SUP006",
    "RuleNotIgnorable",
    "A suppression names a rule that must not be suppressed",
    """\
The configuration says `ignorable = false` for the rule: the finding is shown all the same.

## What it finds
A comment or metadata that names such a rule and would silence one of its findings.
""",
)

SUPPRESSION_RULES: Final = {rule.id: rule for rule in (UNUSED, UNKNOWN, EXPIRED, UNREADABLE, UNEXPLAINED, REFUSED)}
"""The rules about awslint's own comments, by id."""
