"""Writes docs/exceptions.md: which exceptions are predicted. `python -m awslint.explain.coverage FILE [--check]`.

Every modelled exception of the four services that awslint knows best has rules that predict it, planned checks, or a
reason why no configuration shows it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Final

from awslint.explain.services import Coverage, explained
from awslint.facts import exceptions
from awslint.facts.common_errors import BY_PROTOCOL
from awslint.facts.exceptions import ModelledError, Service
from awslint.rules import Rule

_TITLES: Final = {
    "kms": "AWS KMS",
    "cloudhsmv2": "AWS CloudHSM",
    "elasticache": "Amazon ElastiCache",
    "memorydb": "Amazon MemoryDB",
}


class Uncovered(Exception):
    """Exceptions of which nothing is said, or said that is not so."""


def page(rules: Sequence[Rule]) -> str:
    """Returns the page, in Markdown.

    Raises:
        Uncovered: names the exceptions without rule, planned check or reason, and entries for what is not modelled.
    """
    own = {name: _naming(name, rules) for name in _TITLES}
    wrong = [problem for name in _TITLES for problem in _problems(name, own[name])]
    if wrong:
        raise Uncovered("; ".join(wrong))
    lines = ["# Which exceptions are predicted", ""]
    lines += [
        "Made by `python -m awslint.explain.coverage docs/exceptions.md`; do not edit. Exceptions are those that",
        "botocore models; codes are as they come over the wire. A rule predicts an exception in some configurations,",
        "not in all that meet it. Rows such as KMS-52 are planned checks. `awslint explain CODE` says more.",
        "",
        "| service | exceptions | with rules | planned | not visible in any configuration |",
        "|---|---|---|---|---|",
    ]
    sections: list[str] = []
    for name in _TITLES:
        service = _service(name)
        states = [_state(error, name, own[name]) for error in service.errors]
        counts = [states.count(state) for state in ("rules", "planned", "never")]
        lines.append(
            f"| [{_TITLES[name]}](#{_anchor(name)}) | {len(states)} | {counts[0]} | {counts[1]} | {counts[2]} |"
        )
        sections += ["", f"## {_TITLES[name]}", "", *_table(service, own[name], {rule.id for rule in rules})]
    return "\n".join([*lines, *sections, "", "## All other services", "", *_others(rules)]) + "\n"


def _anchor(name: str) -> str:
    return _TITLES[name].lower().replace(" ", "-")


def _service(name: str) -> Service:
    found = exceptions.service(name)
    if found is None:
        raise Uncovered(f"{name} is not a service")
    return found


def _problems(name: str, rules: Sequence[Rule]) -> Iterator[str]:
    modelled = {error.shape: error for error in _service(name).errors}
    for shape, error in modelled.items():
        coverage = _coverage(name, shape)
        if not (_predicting(error, name, rules) or coverage.rows or coverage.reason):
            yield f"{name} {shape} is neither predicted nor explained"
    for shape in explained()[name].exceptions.keys() - modelled.keys():
        yield f"{name} models no {shape}"


def _coverage(name: str, shape: str) -> Coverage:
    return explained()[name].exceptions.get(shape, Coverage())


def _naming(service: str, rules: Sequence[Rule]) -> list[Rule]:
    """Returns the rules that name an exception of a service, as theirs or as a related one."""
    return [rule for rule in rules if any(named.service == service for named in (*rule.raises, *rule.related))]


def _predicting(error: ModelledError, name: str, rules: Sequence[Rule]) -> list[Rule]:
    return [
        rule
        for rule in rules
        if any(exception.service == name and exception.code in error.names for exception in rule.raises)
    ]


def _related(error: ModelledError, name: str, rules: Sequence[Rule]) -> list[Rule]:
    return [
        rule
        for rule in rules
        if any(exception.service == name and exception.code in error.names for exception in rule.related)
    ]


def _state(error: ModelledError, name: str, rules: Sequence[Rule]) -> str:
    if _predicting(error, name, rules):
        return "rules"
    return "planned" if _coverage(name, error.shape).rows else "never"


def _table(service: Service, rules: Sequence[Rule], ids: Set[str]) -> Iterator[str]:
    yield "| exception | predicted by | planned | what no configuration shows |"
    yield "|---|---|---|---|"
    for error in service.errors:
        coverage = _coverage(service.name, error.shape)
        built = [rule.id for rule in _predicting(error, service.name, rules)]
        planned = [row for row in coverage.rows if rule_id(row) not in ids]
        reasons = [coverage.reason] if coverage.reason else []
        related = [rule.id for rule in _related(error, service.name, rules) if rule.id not in built]
        if related:
            reasons.append(f"related: {', '.join(related)}")
        yield f"| `{error.code}` | {', '.join(built)} | {', '.join(planned)} | {'; '.join(reasons)} |"


def rule_id(row: str) -> str:
    """Returns the id of the rule that a row of the catalogue becomes: KMS-55 is KMS055."""
    match = re.fullmatch(r"([A-Z][A-Z0-9]*)-(\d+)", row)
    return f"{match[1]}{match[2].zfill(3)}" if match else row


def _others(rules: Sequence[Rule]) -> Iterator[str]:
    names = [name for name in exceptions.services() if name not in _TITLES]
    total = sum(len(_service(name).errors) for name in names)
    ruled = {exception.service for rule in rules for exception in rule.raises} & set(names)
    yield f"{total} exceptions of {len(names)} services. Rules predict some of {len(ruled)} of these services, and"
    yield "errors that no model lists:"
    yield ""
    yield "| service | exceptions modelled | codes with rules |"
    yield "|---|---|---|"
    for name in sorted(ruled):
        own = _naming(name, rules)
        codes = sorted({exception.code for rule in own for exception in rule.raises if exception.service == name})
        shown = "; ".join(f"`{code}`: {', '.join(_ids(name, code, own))}" for code in codes)
        yield f"| {name} | {len(_service(name).errors)} | {shown} |"
    unmodelled = sum(len(codes) for codes in BY_PROTOCOL.values())
    yield ""
    yield f"Beside these, {unmodelled} errors that services have in common and do not model, by protocol."


def _ids(name: str, code: str, rules: Sequence[Rule]) -> list[str]:
    return [
        rule.id
        for rule in rules
        if any(exception.service == name and exception.code == code for exception in rule.raises)
    ]


def main(arguments: Sequence[str]) -> int:
    """Writes the page to the file, or, with `--check`, says whether it is up to date. Returns the exit code."""
    from awslint.rules.registry import all_rules

    file = Path(next((argument for argument in arguments if not argument.startswith("-")), "docs/exceptions.md"))
    try:
        text = page(all_rules())
    except Uncovered as wrong:
        print(wrong, file=sys.stderr)
        return 1
    if "--check" in arguments:
        stale = not file.exists() or file.read_text(encoding="utf-8") != text
        print(f"{file} is {'not ' if stale else ''}up to date")
        return int(stale)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
