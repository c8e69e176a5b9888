"""The declaration of a rule, and the decorator that makes one of a function."""

from __future__ import annotations

import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from awslint.rules.claims import Phase, Raises, Severity

if TYPE_CHECKING:
    from awslint.graph import Deployment, Resource
    from awslint.rules.verdict import Verdict

    Check = Callable[[Resource, Deployment], Iterable[Verdict]]


@dataclass(frozen=True)
class Rule:
    """A policy: what is asked about which resources, and what follows where the answer is yes.

    Attributes:
        types: canonical types of the resources that `check` is asked about; `("*",)` for every node.
        raises: the exceptions that a finding predicts, the likeliest first.
        related: exceptions that people meet in the same situation, never claimed.
        evidence: `botocore:SERVICE:Operation` (checked by a test), URLs, `provider:aws_type`, `catalogue:ROW`,
            `issue:OWNER/REPOSITORY#NUMBER`, `proven:ID` (a constraint that cdk-preflight reproduced against AWS).
        phase: when a deployment meets it.
        text: the page in Markdown, with fixed headings, or what loads it.
        file: the policy file, for a policy that is data.
        module: the module that declares it, for one in Python.
        languages: the languages whose resources it is asked about.
        requires: attributes, by canonical name, without which it has nothing to say of a resource.
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
    text: str | Callable[[], str] = ""
    tags: tuple[str, ...] = ()
    file: str = ""
    languages: tuple[str, ...] = ("terraform", "cloudformation")
    requires: tuple[str, ...] = ()
    module: str = ""

    @functools.cached_property
    def is_of_creation(self) -> bool:
        """Whether only calls that create something raise what it names."""
        return bool(self.raises) and all((raised.on or "").startswith("Create") for raised in self.raises)

    @functools.cached_property
    def page(self) -> str:
        """The rule's page in Markdown, as users read it: without the marks of what its examples expect."""
        return _EXPECTED.sub("", self.source)

    @functools.cached_property
    def source(self) -> str:
        """The rule's page as it is written. In its bad examples `# expect` may mark the line of the finding."""
        return self.text if isinstance(self.text, str) else self.text()

    @functools.cached_property
    def sections(self) -> dict[str, str]:
        """The page's sections by heading."""
        return page_sections(self.page)


_EXPECTED = re.compile(r"[ \t]*# expect[ \t]*$", re.MULTILINE)

PREFIXES_WITH_DIGITS = ("EC2", "R53", "S3")
"""The prefixes of services that hold a digit. All others are letters."""

ID_PATTERN = rf"(?:{'|'.join(PREFIXES_WITH_DIGITS)}|[A-Z]+)[0-9]{{3}}"
"""A service's prefix and three digits: `EC055` is ElastiCache's, `EC2017` is EC2's."""


def split_id(id_: str) -> tuple[str, int]:
    """Returns a rule's prefix and number: `EC2017` is EC2's rule 17, `S3001` is S3's first. The number has three
    digits."""
    return id_[:-3], int(id_[-3:])


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
    languages: Sequence[str] = ("terraform", "cloudformation"),
) -> Callable[[Check], Check]:
    """Declares the decorated function as a rule.

    The function is asked once for every resource of `types` (and once per world that it needs), and yields Verdicts.
    `page` replaces the docstring where one function serves several rules.

    Raises:
        ValueError: the id is malformed or already taken.
    """
    if not re.fullmatch(ID_PATTERN, id):
        raise ValueError(f"rule id {id!r} is not a prefix and three digits")

    module = _module_being_run()

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
            text=text,
            languages=tuple(languages),
            module=module,
        )
        return check

    return declare


def _module_being_run() -> str:
    """The module whose import declares a rule: a function of another one may do it for several."""
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_code.co_name != "<module>":
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", ""))


def page_sections(page: str) -> dict[str, str]:
    """Returns the page's sections by heading; what stands before the first heading under ""."""
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


def rule_id(word: str) -> str:
    """Returns a word as a rule's id is written: `kms-55` and `KMS55` are `KMS055`; any other word in capitals."""
    match = re.fullmatch(r"([A-Za-z]+)-?(\d{1,3})|([A-Za-z][A-Za-z0-9]*)-(\d{1,3})", word)
    if match is None or re.fullmatch(ID_PATTERN, word.upper()):
        return word.upper()
    return f"{(match[1] or match[3]).upper()}{(match[2] or match[4]).zfill(3)}"
