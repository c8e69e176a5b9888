"""Applies suppressions and reports faulty ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Protocol

from awslint.frozen import frozen
from awslint.report.directives import Directive
from awslint.report.pieces import Pieces
from awslint.report.suppression_comments import in_hcl, in_yaml
from awslint.report.suppression_metadata import in_template, in_terraform_json
from awslint.rules import Applicability, Edit, Finding, Fix, Phase, Rule, Suppressed
from awslint.rules.suppression_rules import EXPIRED, REFUSED, UNEXPLAINED, UNKNOWN, UNREADABLE, UNUSED
from awslint.syntax import embedded, json, yaml
from awslint.syntax.sources import Source, Sources, SyntaxProblem
from awslint.syntax.tree import Mapping, Node, Scalar
from awslint.syntax.tree import Sequence as Items
from awslint.values import NOWHERE, Span


class ConfiguredSuppression(Protocol):
    """A suppression that the configuration holds."""

    @property
    def rules(self) -> tuple[str, ...]: ...
    @property
    def reason(self) -> str: ...
    @property
    def until(self) -> date | None: ...
    def speaks_of(self, path: str, address: str) -> bool: ...


def _every(_: str) -> bool:
    return True


@frozen
class Policy:
    """What counts for the findings of one unit.

    Attributes:
        may_be_suppressed: by a rule's id.
        requires_reason: what gives no reason silences nothing.
        standing: suppressions in the configuration.
        is_old: whether a baseline holds a finding.
    """

    may_be_suppressed: Callable[[str], bool] = _every
    requires_reason: bool = False
    configured: Sequence[ConfiguredSuppression] = ()
    is_old: Callable[[Finding], bool] | None = None


_TEMPLATE_BODY: Final = "TemplateBody"
"""The property of stack sets that holds a template as a text."""

_SPEAKS: Final = re.compile(r"""awslint\\?["']?\s*:""")


def speaks(source: Source) -> bool:
    """Returns whether a file may hold suppressions: the cheap question before it is taken apart."""
    return "awslint" in source.text and _SPEAKS.search(source.text) is not None


def directives_in(source: Source) -> list[Directive]:
    """Returns the suppressions that a file holds; none in one that cannot be parsed, which is a problem of its own."""
    if not speaks(source):
        return []
    try:
        if source.path.endswith((".tf.json", ".tofu.json")):
            return list(in_terraform_json(source, json.load(source)))
        if source.path.endswith((".tf", ".tofu")):
            return list(in_hcl(source))
        if source.path.endswith((".tfvars", ".tfvars.json")):
            return []
        return list(_in_template_file(source))
    except SyntaxProblem:
        return []


def _in_template_file(source: Source) -> Iterator[Directive]:
    roots: list[Node] = []
    if source.path.endswith(".json") or source.text.lstrip()[:1] == "{":
        try:
            roots = [json.load(source)]
        except SyntaxProblem:
            if source.path.endswith(".json"):
                raise
    is_yaml = not roots
    if is_yaml:
        roots = yaml.load(source)
    templates = list(_templates_in(source, roots))
    if is_yaml:
        yield from in_yaml(source, [*roots, *(root for _, root in templates)], [scalar for scalar, _ in templates])
    for root in roots:
        yield from in_template(source, root, Span(source.number, 0, len(source.text) + 1))
    for scalar, root in templates:
        for directive in in_template(source, root, scalar.span):
            yield replace(directive, may_be_idle=True)


def _templates_in(source: Source, roots: list[Node]) -> Iterator[tuple[Scalar, Node]]:
    """The templates of stack sets that are written as texts: the text and its tree."""
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Items):
            waiting += node.items
        elif isinstance(node, Mapping):
            waiting += [value for _, value in node.entries]
            text = node.get(_TEMPLATE_BODY)
            text = text.get("Fn::Sub") if isinstance(text, Mapping) else text
            if isinstance(text, Scalar) and text.file == source.number:
                try:
                    documents = embedded.written_in(source, text) or []
                except SyntaxProblem:
                    continue
                waiting += documents
                yield from ((text, root) for root in documents)


@dataclass(slots=True)
class _Used:
    """What became of one directive."""

    directive: Directive
    silenced: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)


class _File:
    """The directives of a file, and what they cover of it."""

    def __init__(self, number: int, directives: Iterable[Directive]) -> None:
        self.number = number
        self.directives = [_Used(directive) for directive in directives]
        covers = (directive.directive.covers for directive in self.directives)
        self._covered = Pieces(
            (span.start, span.end) if span is not None and span.file == number else (0, 0) for span in covers
        )

    def about(self, places: Iterable[Span]) -> list[_Used]:
        """Returns the directives that cover the beginning of one of the places, as they are written."""
        here = {place.start for place in places if place.file == self.number}
        return [self.directives[at] for at in sorted({at for start in here for at in self._covered.around(start)})]


class Silencer:
    """Judges the findings of one run.

    Args:
        sources: the files that were read.
        now: the day that `until=` is compared with.
    """

    def __init__(self, sources: Sources, now: date) -> None:
        self.sources = sources
        self.now = now
        self._files: dict[int, _File] = {}

    def judge(self, finding: Finding, header: Span, policy: Policy) -> Finding:
        """Returns the finding, with `suppressed` set if it does not count. `header` is where its resource begins."""
        if not policy.may_be_suppressed(finding.rule.id):
            for used in self._about(finding, header):
                used.refused.add(finding.rule.id)
            return finding
        suppressed = (
            self._by_text(finding, header, policy)
            or self._by_configuration(finding, policy)
            or _by_age(finding, policy)
        )
        return replace(finding, suppressed=suppressed) if suppressed else finding

    def _about(self, finding: Finding, header: Span) -> Iterator[_Used]:
        places = (finding.span, header, *(place.span for place in finding.chain))
        for file in dict.fromkeys(place.file for place in places if place.is_somewhere):
            for used in self._in(file).about(places):
                if finding.rule.id in used.directive.rules:
                    yield used

    def _in(self, file: int) -> _File:
        if file not in self._files:
            self._files[file] = _File(file, directives_in(self.sources[file]))
        return self._files[file]

    def _by_text(self, finding: Finding, header: Span, policy: Policy) -> Suppressed | None:
        found = None
        for used in self._about(finding, header):
            directive = used.directive
            used.silenced.add(finding.rule.id)
            if not self._has_expired(directive.until) and (directive.reason or not policy.requires_reason):
                found = found or Suppressed(directive.kind, directive.reason, directive.until)
        return found

    def _by_configuration(self, finding: Finding, policy: Policy) -> Suppressed | None:
        for suppression in policy.configured:
            if finding.rule.id in suppression.rules and not self._has_expired(suppression.until):
                path = self.sources[finding.span.file].path if finding.span.is_somewhere else finding.unit
                if suppression.speaks_of(path, finding.address):
                    return Suppressed("configuration", suppression.reason, suppression.until)
        return None

    def _has_expired(self, until: date | None) -> bool:
        return until is not None and until < self.now

    def faults(
        self,
        source: Source,
        unit: str,
        policy: Policy,
        known: Collection[str],
        is_settled: Callable[[str], bool],
    ) -> Iterator[Finding]:
        """Yields what is wrong with the suppressions of a file, once all findings have been judged.

        Args:
            unit: the unit that the findings are reported for.
            known: the ids of all rules.
            is_settled: whether a rule has been asked about all that the file is part of, and answered with certainty.
        """
        for used in self._in(source.number).directives:
            directive = used.directive
            if directive.fault:
                kind = "This comment" if directive.kind == "comment" else "This metadata"
                yield _finding(UNREADABLE, f"{kind} silences nothing: {directive.fault}.", "", directive.span, unit)
                continue
            for rule in directive.rules:
                yield from self._faults_of(used, rule, unit, known)
            if self._has_expired(directive.until) and any(rule in known for rule in directive.rules):
                message = (
                    f"This suppression of {_listed(directive.rules)} expired on {directive.until}: it silences nothing."
                )
                yield _finding(EXPIRED, message, "Repair what it silences, or set a new date.", directive.span, unit)
            elif policy.requires_reason and not directive.reason:
                message = (
                    f"This suppression of {_listed(directive.rules)} gives no reason, which the configuration requires."
                )
                yield _finding(UNEXPLAINED, message, "Write the reason after the list of rules.", directive.span, unit)
            else:
                yield from self._unused(used, unit, known, is_settled)

    def _faults_of(self, used: _Used, rule: str, unit: str, known: Collection[str]) -> Iterator[Finding]:
        import difflib

        span = used.directive.span
        if rule not in known:
            near = difflib.get_close_matches(rule, known, n=2, cutoff=0.6)
            meant = f"Did you mean {' or '.join(near)}?" if near else "`awslint rules` lists all rules."
            yield _finding(UNKNOWN, f"There is no rule {rule}.", meant, span, unit, about=rule)
        elif rule in used.refused:
            message = f"The configuration does not allow {rule} to be suppressed: its finding is shown."
            yield _finding(REFUSED, message, "Put the finding right.", span, unit, about=rule)

    def _unused(
        self, used: _Used, unit: str, known: Collection[str], is_settled: Callable[[str], bool]
    ) -> Iterator[Finding]:
        directive = used.directive
        if directive.may_be_idle:
            return
        idle = [
            rule
            for rule in directive.rules
            if rule in known
            and rule not in used.silenced | used.refused
            and (directive.covers is None or is_settled(rule))
        ]
        if idle:
            remaining = tuple(rule for rule in directive.rules if rule not in idle)
            fix = removal(directive, remaining, self.sources[directive.span.file])
            message = f"Nothing that this suppression covers breaks {_listed(idle)}."
            yield _finding(UNUSED, message, "Remove it.", directive.span, unit, about=" ".join(idle), fix=fix)


def _by_age(finding: Finding, policy: Policy) -> Suppressed | None:
    return Suppressed("baseline") if policy.is_old is not None and policy.is_old(finding) else None


def _listed(rules: Iterable[str]) -> str:
    return ", ".join(rules)


def removal(directive: Directive, remaining: tuple[str, ...], source: Source) -> Fix | None:
    """Takes a comment away, or the ids that it need not name. None where that is not a matter of one text edit."""
    if remaining:
        return (
            Fix(Applicability.SAFE, (Edit(directive.ids, ", ".join(remaining)),)) if directive.ids is not None else None
        )
    if directive.removal is not None:
        return Fix(Applicability.SAFE, (Edit(directive.removal, ""),))
    if directive.kind == "metadata" or directive.ids is None:
        return None
    text, start, end = source.text, directive.span.start, directive.span.end
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    before = text.rfind("\n", 0, start) + 1
    if not text[end:line_end].strip():
        end = line_end
        if not text[before:start].strip():
            start, end = before, min(line_end + 1, len(text))
        else:
            start = before + len(text[before:start].rstrip())
    elif text[start : start + 2] != "/*":
        return None
    return Fix(Applicability.SAFE, (Edit(Span(source.number, start, end), ""),))


def _finding(
    rule: Rule, message: str, help_: str, span: Span, unit: str, *, about: str = "", fix: Fix | None = None
) -> Finding:
    return Finding(
        rule=rule,
        severity=rule.severity,
        message=message,
        help=help_,
        raises=rule.raises,
        phase=Phase.PLAN,
        address=f"suppression {about}".rstrip(),
        type="awslint::Suppression",
        native_type="suppression",
        attribute="",
        span=span,
        unit=unit,
        fix=fix,
    )


def expired_configured(configured: Sequence[ConfiguredSuppression], where: str, now: date) -> Iterator[Finding]:
    """Yields the suppressions of a configuration file that have expired."""
    for suppression in configured:
        if suppression.until is not None and suppression.until < now:
            rules = _listed(suppression.rules)
            message = f"The suppression of {rules} in {where} expired on {suppression.until}: it silences nothing."
            yield _finding(
                EXPIRED,
                message,
                "Repair what it silences, or set a new date.",
                NOWHERE,
                where,
                about=suppression.rules[0],
            )
