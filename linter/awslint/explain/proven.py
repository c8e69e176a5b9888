"""Keeps docs/proven.txt and writes docs/proven.md: which proven constraints have rules.

    python -m awslint.explain.proven DIRECTORY [--check]

The list holds every constraint that cdk-preflight reproduced against AWS, by its service and id. Each is covered by
rules that name it as evidence (`proven:ID`), refused with a reason in a file of `refused/`, or left.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from awslint.rules import Rule, Severity

LIST: Final = "proven.txt"
PAGE: Final = "proven.md"
REFUSED: Final = "refused"
STATES: Final = {"+": "covered", "x": "refused", "-": "left"}
"""The marks of the list, and what they say of a fact."""

_EVIDENCE: Final = "proven:"
_FACT: Final = "pf-"
_HEADER: Final = """\
# The constraints that cdk-preflight 1.9.1 (Apache-2.0) reproduced against AWS, by its names of services.
# + is covered by a rule with `proven:ID` as evidence, x refused with a reason in refused/*.txt, - left.
# `python -m awslint.explain.proven docs` brings the marks and proven.md up to date.
"""
_INTRODUCTION: Final = """\
# Which proven constraints have rules

Made by `python -m awslint.explain.proven docs`; do not edit. A fact is a constraint that
[cdk-preflight](https://pypi.org/project/cdk-preflight/) 1.9.1 has seen AWS refuse. It has rules where one names it as
evidence; the severest of these is an error, a warning or advice. They are about both languages, or about one: most
often CloudFormation's, where Terraform's provider refuses the same by itself. A fact is refused where it is stale, or
where no configuration shows it: the files in `docs/refused` say why. [proven.txt](proven.txt) lists all facts.
"""


class Inconsistent(Exception):
    """The list, the rules and the reasons do not agree in a way that must not be written over."""


@dataclass(frozen=True)
class Facts:
    """What is known of the proven constraints.

    Attributes:
        services: the ids of the facts, by service.
        states: the mark that each has in the list.
        rules: the rules that name a fact as evidence.
        refused: the reason for which a fact has none.
    """

    services: Mapping[str, Sequence[str]]
    states: Mapping[str, str]
    rules: Mapping[str, Sequence[Rule]]
    refused: Mapping[str, str]

    def state(self, fact: str) -> str:
        """Returns the mark that a fact should have."""
        return "+" if fact in self.rules else "x" if fact in self.refused else "-"


def read(directory: Path, rules: Iterable[Rule]) -> Facts:
    """Returns the facts of a directory's list, with the rules and the reasons that name them.

    Raises:
        Inconsistent: the list is malformed.
        OSError: there is no list.
    """
    services: dict[str, list[str]] = {}
    states: dict[str, str] = {}
    for number, line in enumerate((directory / LIST).read_text(encoding="utf-8").splitlines(), start=1):
        mark, _, fact = line.partition(" ")
        if line.startswith("[") and line.endswith("]"):
            services[line[1:-1]] = []
        elif mark in STATES and fact and services and fact not in states:
            states[fact] = mark
            services[next(reversed(services))].append(fact)
        elif line and mark != "#":
            raise Inconsistent(f"{LIST}:{number}: {line!r} is no [service], no mark with a fact, or lists a fact again")
    return Facts(services, states, _evidence(rules), _reasons(directory / REFUSED))


def _evidence(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        for source in rule.evidence:
            if source.startswith(_EVIDENCE):
                found.setdefault(source.removeprefix(_EVIDENCE), []).append(rule)
    return found


def _reasons(directory: Path) -> dict[str, str]:
    lines = [line for file in sorted(directory.glob("*.txt")) for line in file.read_text(encoding="utf-8").splitlines()]
    pairs = [line.partition(":") for line in lines if line.startswith(_FACT)]
    return {fact.strip(): reason.strip() for fact, _, reason in pairs}


def problems(facts: Facts) -> Iterator[str]:
    """Yields what must be decided by somebody: facts that lost their rules or their reasons, and names that are no
    facts."""
    for fact, mark in facts.states.items():
        if mark != "-" and facts.state(fact) == "-":
            yield f"{fact} was {STATES[mark]}, and now nothing names it"
    for fact, rules in facts.rules.items():
        if fact not in facts.states:
            yield f"{rules[0].id} names {fact} as evidence, which is no fact of the list"
        elif fact in facts.refused:
            yield f"{fact} is refused, and {rules[0].id} covers it"
    for fact, reason in facts.refused.items():
        if fact not in facts.states:
            yield f"{fact} is refused, which is no fact of the list"
        if not reason:
            yield f"{fact} is refused without a reason"


def listed(facts: Facts) -> str:
    """Returns the list as it should be."""
    sections = [
        "\n".join([f"[{service}]", *(f"{facts.state(fact)} {fact}" for fact in sorted(ids))])
        for service, ids in sorted(facts.services.items())
    ]
    return _HEADER + "\n" + "\n\n".join(sections) + "\n"


def page(facts: Facts) -> str:
    """Returns the page, in Markdown."""
    columns = ["facts", "with rules", "error", "warning", "advice", "both languages", "one", "rules", "refused", "left"]
    lines = [_INTRODUCTION, f"| service | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    every = [fact for ids in facts.services.values() for fact in ids]
    for service, ids in [*sorted(facts.services.items()), ("all", every)]:
        lines.append(f"| {service} | {' | '.join(str(number) for number in _numbers(facts, ids))} |")
    return "\n".join(lines) + "\n"


def _numbers(facts: Facts, ids: Sequence[str]) -> list[int]:
    states = [facts.state(fact) for fact in ids]
    covering = [facts.rules[fact] for fact in ids if fact in facts.rules]
    severest = [min((rule.severity for rule in rules), key=lambda severity: severity.rank) for rules in covering]
    both = sum(len({language for rule in rules for language in rule.languages}) > 1 for rules in covering)
    return [
        len(ids),
        len(covering),
        *(severest.count(severity) for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)),
        both,
        len(covering) - both,
        len({rule.id for rules in covering for rule in rules}),
        states.count("x"),
        states.count("-"),
    ]


def main(arguments: Sequence[str]) -> int:
    """Writes the list and the page, or, with `--check`, says whether they are up to date. Returns the exit code."""
    from awslint.rules.registry import all_rules

    directory = Path(next((argument for argument in arguments if not argument.startswith("-")), "docs"))
    try:
        facts = read(directory, all_rules())
        wrong = list(problems(facts))
    except (Inconsistent, OSError) as problem:
        wrong = [str(problem)]
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    texts = {directory / LIST: listed(facts), directory / PAGE: page(facts)}
    if "--check" not in arguments:
        for file, text in texts.items():
            file.write_text(text, encoding="utf-8")
        return 0
    stale = [file for file, text in texts.items() if not file.exists() or file.read_text(encoding="utf-8") != text]
    for file in texts:
        print(f"{file} is {'not ' if file in stale else ''}up to date")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
