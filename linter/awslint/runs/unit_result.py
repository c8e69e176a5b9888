"""All that one unit has to say, before anything that other units, suppressions or baselines say of it."""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from awslint.cache.disk import FileReads
from awslint.files import LARGEST_OF_ALL
from awslint.graph import Resource
from awslint.graph.loading import Loaded, Located, Problem, ProblemKind
from awslint.report.edits import definite
from awslint.report.redaction import Redaction
from awslint.report.sensitive import secret_texts, sensitive_spans, written_again
from awslint.rules import Finding, Rule
from awslint.rules.examine import chain_of, examine, subjects
from awslint.rules.finding import Doubt
from awslint.runs.fix_reach import callers_by_file, with_reach
from awslint.syntax.sources import Sources
from awslint.values import NOWHERE, Span

RuleFinder = Callable[[frozenset[str]], Sequence[Rule]]
"""The rules that ask about resources of the types."""


@dataclass(slots=True)
class UnitResult:
    """What came of one unit.

    Attributes:
        path: the unit as it is shown.
        findings: each with where its resource begins.
        blocks: managed resources: the address, and where each begins.
        secrets: where sensitive values are written, if there are findings.
        failures: rules that failed: the rule's id, the problem, the trace.
        is_complete: every rule was asked about everything.
    """

    path: str
    files: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    findings: list[tuple[Finding, Span]] = field(default_factory=list)
    doubts: dict[Doubt, None] = field(default_factory=dict)
    blocks: list[tuple[str, Span]] = field(default_factory=list)
    secrets: list[Span] = field(default_factory=list)
    failures: list[tuple[str, Problem, str]] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    is_complete: bool = True

    @property
    def is_cacheable(self) -> bool:
        """Whether the same will come of the same unit at any time: no failure of awslint's own is in it."""
        return not self.failures and not self.traces


def result_of(
    loaded: Loaded, sources: Sources, rules: RuleFinder, selected: Callable[[Rule], bool], path: str
) -> UnitResult:
    """Puts every rule that is selected to every resource that it is about."""
    import traceback

    deployment = loaded.deployment
    result = UnitResult(deployment.path, loaded.files, list(loaded.problems), is_complete=not loaded.problems)
    for resource in deployment.resources:
        if resource.mode == "managed" and "::" in resource.type and not resource.type.startswith("Terraform::"):
            result.blocks.append((resource.address, resource.header if resource.header.is_somewhere else NOWHERE))
    try:
        asked = [rule for rule in rules(deployment.types) if selected(rule)]
    except Exception as error:
        result.is_complete = False
        result.traces.append(traceback.format_exc())
        message = f"the rules could not be loaded ({name_of(error)}); nothing was checked"
        result.problems.append(Problem("internal", message, path))
        return result
    for rule in asked:
        for resource in subjects(rule, deployment):
            try:
                outcome = examine(rule, resource, deployment)
            except Exception as error:
                _failed(result, rule, resource, error, sources, path)
                continue
            result.doubts |= dict.fromkeys(outcome.doubts)
            for finding in outcome.findings:
                about = deployment.find(finding.address)
                result.findings.append((finding, about.header if about is not None else finding.span))
    if loaded.located is not None:
        _locate(result, loaded.located)
    if any(finding.fix is not None for finding, _ in result.findings):
        callers = callers_by_file(deployment)
        result.findings = [
            (with_reach(definite(finding, sources), callers), header) for finding, header in result.findings
        ]
    if result.findings or result.doubts:
        _redact(result, Redaction(secret_texts(deployment)))
    if any('["' in address for address, _ in result.blocks):
        redact = Redaction(secret_texts(deployment))  # for_each makes keys of values
        result.blocks = [(redact(address), header) for address, header in result.blocks]
    if result.findings:
        read = [source for source in map(sources.known, result.files) if source is not None]
        result.secrets = list(dict.fromkeys((*sensitive_spans(deployment), *written_again(deployment, read))))
    met = loaded.met()
    result.problems += met
    result.traces += loaded.traces()
    result.is_complete = result.is_complete and not met
    return result


def _locate(result: UnitResult, located: Callable[[str, str], Located | None]) -> None:
    """Has what a plan shows point to the configuration beside it, where there is one."""
    for number, (finding, _) in enumerate(result.findings):
        place = located(finding.address, finding.attribute)
        if place is not None:
            chain = chain_of(place.resource)
            result.findings[number] = (
                replace(finding, span=place.span, chain=chain, related=(), fix=None),
                place.resource.header,
            )
            result.files = tuple(dict.fromkeys((*result.files, place.file)))


def _redact(result: UnitResult, redaction: Redaction) -> None:
    """Takes secrets out of all sentences, before they are kept or shown anywhere."""
    result.findings = [(redaction.finding(finding), header) for finding, header in result.findings]
    result.doubts = {redaction.doubt(doubt): None for doubt in result.doubts}


def _failed(result: UnitResult, rule: Rule, resource: Resource, error: Exception, sources: Sources, path: str) -> None:
    """Keeps the first failure of a rule; the others are most likely the same."""
    import traceback

    result.is_complete = False
    if any(name == rule.id for name, _, _ in result.failures):
        return
    from awslint.rules.cel.operands import EvaluationError

    kind: ProblemKind = "unreadable" if isinstance(error, EvaluationError) else "internal"
    message = f"rule {rule.id} failed on {resource.address} ({name_of(error)}); its other findings stand"
    if kind == "unreadable":  # the policy's fault: its author has to mend it
        message = f"the policy {rule.id} cannot be evaluated on {resource.address}: {error}"
    span = resource.header
    shown = sources[span.file].path if span.is_somewhere else path
    result.failures.append((rule.id, Problem(kind, message, shown, span, rule.id), traceback.format_exc()))


def name_of(error: BaseException) -> str:
    """Returns an exception as one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__


class Unusable(Exception):
    """Kept answers that do not fit what is here now."""


def packed(result: UnitResult, sources: Sources) -> tuple[list[str], bytes]:
    """Returns the answers as bytes that mean the same in another process, and the files that their spans are in."""
    stream = io.BytesIO()
    packer = _Packer(stream, sources)
    packer.dump(result)
    return packer.paths, stream.getvalue()


def unpacked(content: bytes, paths: Sequence[str], reads: FileReads, sources: Sources) -> UnitResult:
    """Returns the answers again, their spans in these sources; the files that they rest on are read.

    Raises:
        Unusable: they do not fit.
    """
    numbers: dict[str, int] = {}
    for name, path in reads.using.items():
        try:
            numbers[name] = sources.read(Path(path), name, LARGEST_OF_ALL).number
        except (OSError, UnicodeDecodeError):
            continue  # the front end could not read it either
    if any(path not in numbers for path in paths):
        raise Unusable
    try:
        result = _Unpacker(io.BytesIO(content), [numbers[path] for path in paths]).load()
    except Exception as error:
        raise Unusable from error
    if not isinstance(result, UnitResult):
        raise Unusable
    return result


def _span(*_: int) -> Span:
    raise AssertionError("the unpacker has its own")


def _rule(*_: str) -> Rule:
    raise AssertionError("the unpacker has its own")


class _Packer(pickle.Pickler):
    def __init__(self, stream: io.BytesIO, sources: Sources) -> None:
        super().__init__(stream, 5)
        self.sources = sources
        self.paths: list[str] = []
        self._numbers: dict[int, int] = {-1: -1}

    def reducer_override(self, obj: Any) -> Any:
        if type(obj) is Span:
            number = self._numbers.get(obj.file)
            if number is None:
                number = self._numbers[obj.file] = len(self.paths)
                self.paths.append(self.sources[obj.file].path)
            return _span, (number, obj.start, obj.end)
        if type(obj) is Rule:
            return _rule, (obj.id, obj.file or obj.check.__module__)
        return NotImplemented


_ALLOWED: Final = frozenset(
    {
        ("awslint.graph.loading", "Problem"),
        ("awslint.rules.finding", "Doubt"),
        ("awslint.rules.finding", "Finding"),
        ("awslint.rules.finding", "Place"),
        ("awslint.rules.claims", "Phase"),
        ("awslint.rules.claims", "Raises"),
        ("awslint.rules.claims", "Severity"),
        ("awslint.rules.fix", "Applicability"),
        ("awslint.rules.fix", "Edit"),
        ("awslint.rules.fix", "Fix"),
        (__name__, "UnitResult"),
    }
)


class _Unpacker(pickle.Unpickler):
    """Makes nothing but answers: a file that somebody else wrote cannot run anything."""

    def __init__(self, stream: io.BytesIO, numbers: Sequence[int]) -> None:
        super().__init__(stream)
        self._numbers = numbers

    def find_class(self, module: str, name: str) -> Any:
        if module == __name__ and name == "_span":
            return self._place
        if module == __name__ and name == "_rule":
            return declared
        if (module, name) not in _ALLOWED:
            raise Unusable
        return getattr(sys.modules[module], name)

    def _place(self, number: int, start: int, end: int) -> Span:
        return Span(self._numbers[number] if number >= 0 else -1, start, end)


def _policy(rule: str, file: str) -> Rule:
    """A rule that is data: a built-in one, or one of a team's own file, whose content the cache key holds.

    Raises:
        Unusable: there is no such policy.
    """
    from awslint.rules.policies.errors import PolicyError
    from awslint.rules.policies.own import policies_in
    from awslint.rules.registry import built_in_policies

    found = built_in_policies().rule(rule)
    if found is not None and found.file == file:
        return found
    try:
        return next(policy for policy in policies_in(Path(file)) if policy.id == rule)
    except (PolicyError, StopIteration):
        raise Unusable from None


def declared(rule: str, module: str) -> Rule:
    """Returns the rule of that id, which the module declares.

    Raises:
        Unusable: it is not a built-in one.
    """
    import importlib

    from awslint.rules.declaration import DECLARED
    from awslint.rules.registry import BUILT_IN, all_rules

    if module.endswith((".yaml", ".yml")):
        return _policy(rule, module)
    if not module.startswith(f"{BUILT_IN}."):
        raise Unusable
    if rule not in DECLARED:
        importlib.import_module(module)
    if rule not in DECLARED:
        all_rules()  # declared in another module than its function stands in
    if rule not in DECLARED:
        raise Unusable
    return DECLARED[rule]
