"""Asks one rule about one resource, in every world that its answer depends on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final

from awslint.graph import OPEN_WORLD, Attribute, Deployment, EvaluationContext, Resource
from awslint.rules.circumstances import weighed
from awslint.rules.claims import Phase, Raises, Severity
from awslint.rules.declaration import Rule
from awslint.rules.finding import Doubt, Finding, Place
from awslint.rules.verdict import Verdict
from awslint.values import Condition, Is, Span, Truth, Undecided, World, negation, why_unknown

WORLDS: Final = 64
"""The most worlds that one rule looks at for one resource; what needs more is undecided."""

WORLDS_OF_ALL: Final = 12_000
"""The most worlds that all rules and resources of a unit take together, beside the first of each."""

WORLDS_OF_EACH: Final = 40
"""So many more for each resource."""


@dataclass(slots=True)
class Outcome:
    """What came of one rule and one resource."""

    findings: Sequence[Finding] = ()
    doubts: Sequence[Doubt] = ()


_NOTHING: Final = Outcome()
_MOST_REASONS: Final = 3
"""How many reasons are given for one open verdict whose rule met none itself."""

_OF_NO_CALL: Final = (Phase.PLAN, Phase.RUNTIME)
"""Phases of faults that do not come from a call that the deployment makes of a resource."""


class _OutOfWorlds(Exception):
    pass


@dataclass(slots=True)
class _Answer:
    """The findings of a set of worlds. `nowhere` says that the resource exists in none of them."""

    findings: dict[tuple[str, str], Finding]
    doubts: dict[str, None]
    undecided: bool
    nowhere: bool = False


_CLEAR: Final = _Answer({}, {}, undecided=False)
"""Nothing to say: what most rules answer of most resources."""


def subjects(rule: Rule, deployment: Deployment) -> Iterator[Resource]:
    """Yields the resources that a rule is asked about. Rules about deletion are asked about what a plan deletes too.

    What the rule surely has nothing to say of, as the resource is written, is left out.
    """
    languages, requires = rule.languages, rule.requires
    for resource in deployment.resources if "*" in rule.types else deployment.every(*rule.types):
        if resource.language in languages and not (requires and any(map(resource.omits, requires))):
            yield resource
    if rule.phase is Phase.DELETE:
        yield from deployment.deletes(*rule.types)


def examine(rule: Rule, resource: Resource, deployment: Deployment) -> Outcome:
    """Returns all findings of a rule about a resource.

    A finding stands when it holds in every world in which the resource exists. Where the alternatives are declared by
    the author (AllowedValues), it also stands in some of the worlds, at most as a warning that names them.

    A rule about a call that the deployment does not make of the resource is not asked: what exists is not created, and
    of what a plan updates, a finding stands only where the rule looked at something that the plan changes.

    Raises:
        Exception: whatever the rule itself raises.
    """
    if not _is_called(rule, resource):
        return _NOTHING
    explorer = _Explorer(rule, resource, deployment)
    try:
        answer = explorer.explore(OPEN_WORLD)
    except _OutOfWorlds as reason:
        return Outcome(doubts=[Doubt(rule.id, resource.address, (str(reason),))])
    finally:
        if explorer.worlds != 1:
            deployment.context = EvaluationContext(OPEN_WORLD)
    if answer is _CLEAR:
        return _NOTHING
    doubts = [Doubt(rule.id, resource.address, tuple(answer.doubts))] if answer.undecided else []
    findings = (weighed(finding, resource, deployment) for finding in answer.findings.values())
    return Outcome([finding for finding in findings if finding is not None], doubts)


def _is_called(rule: Rule, resource: Resource) -> bool:
    """Whether the deployment may make the calls that the rule is about. A plan lists what is left as it is."""
    if rule.phase in _OF_NO_CALL:
        return True
    if resource.change in ("no-op", "forget"):
        return False
    return not (resource.is_standing and rule.is_of_creation)


def _raised(raises: tuple[Raises, ...], resource: Resource) -> tuple[Raises, ...]:
    """The exceptions from the calls that are made of the resource: what exists is not created."""
    if not resource.is_standing:
        return raises
    return tuple(raised for raised in raises if not (raised.on or "").startswith("Create")) or raises


class _Explorer:
    def __init__(self, rule: Rule, resource: Resource, deployment: Deployment) -> None:
        self.rule = rule
        self.resource = resource
        self.deployment = deployment
        self.worlds = 0

    def explore(self, world: World) -> _Answer:
        try:
            return self.ask(world)
        except Undecided as undecided:
            atom = undecided.atom
        branches = []
        for condition, holds in ((atom, True), (negation(atom), False)):
            narrower = world.given(atom, holds)
            if narrower is not None:
                branches.append((condition, self.explore(narrower)))
        return _merge(atom, branches)

    def ask(self, world: World) -> _Answer:
        self.worlds += 1
        if self.worlds > 1:
            self.deployment.further_worlds += 1
            most = WORLDS_OF_ALL + WORLDS_OF_EACH * len(self.deployment.resources)
            if self.worlds > 2 * WORLDS:
                raise _OutOfWorlds(f"more than {WORLDS} combinations of conditions")
            if self.deployment.further_worlds > most:
                raise _OutOfWorlds("more combinations of conditions in this configuration than awslint looks at")
        context = EvaluationContext(world)
        self.deployment.context = context
        if self.resource.existence is Truth.NO and self.resource.change != "delete":
            return _Answer({}, {}, undecided=False, nowhere=True)
        findings: dict[tuple[str, str], Finding] = {}
        undecided = answered = False
        unexplained: dict[object, Attribute | Resource | Span] = {}
        for verdict in self.rule.check(self.resource, self.deployment):
            answered = True
            if verdict.holds is Truth.YES:
                finding = self.finding(verdict, context)
                findings.setdefault((finding.address, finding.attribute), finding)
            if verdict.holds is Truth.MAYBE:
                undecided = True
                unexplained.setdefault(_place_of(verdict.at), verdict.at)
        # A rule that finds no resource to judge has not answered where it is not known which one is meant.
        undecided = undecided or (context.is_unresolved and not answered)
        if not answered and not undecided:
            return _CLEAR
        if not context.doubts:
            reasons = chain.from_iterable(_why_undecided(at, self.resource) for at in unexplained.values())
            context.doubts |= dict.fromkeys(islice(reasons, _MOST_REASONS))
        if self.resource.change == "update" and not context.changes and self.rule.phase not in _OF_NO_CALL:
            return _Answer({}, dict(context.doubts), undecided)
        return _Answer(findings, dict(context.doubts), undecided)

    def finding(self, verdict: Verdict, context: EvaluationContext) -> Finding:
        at = verdict.at
        resource = at if isinstance(at, Resource) else at.resource
        rule = self.rule
        updates = resource.is_standing and resource.mode == "managed"
        return Finding(
            rule=rule,
            severity=verdict.severity or rule.severity,
            message=verdict.message,
            help=verdict.help,
            raises=_raised(tuple(verdict.raises) if verdict.raises is not None else rule.raises, resource),
            phase=verdict.phase or (Phase.UPDATE if updates and rule.phase is Phase.CREATE else rule.phase),
            address=resource.address,
            type=resource.type,
            native_type=resource.native_type,
            attribute=at.name if isinstance(at, Attribute) else "",
            span=_span(at),
            related=_places(at, verdict),
            assumes=tuple(context.assumptions),
            unit=self.deployment.path,
            chain=chain_of(resource),
            construct=resource.construct,
            fix=verdict.fix,
        )


def _place_of(at: Attribute | Resource | Span) -> object:
    """Returns what is the same for places whose reasons are: a policy of a hundred statements is looked at once."""
    return (at.resource.address, at.path[:1]) if isinstance(at, Attribute) else id(at)


def _why_undecided(at: Attribute | Resource | Span, asked: Resource) -> Iterator[str]:
    """Why a verdict may be open whose rule looked at no unknown value itself: what is not known of its place."""
    resource = asked if isinstance(at, Span) else at if isinstance(at, Resource) else at.resource
    if resource.existence is Truth.MAYBE:
        yield f"whether {resource.address} is created is not known"
    if isinstance(at, Attribute) and at.path:
        written = resource.attributes.items.get(str(at.path[0]))
        yield from why_unknown(written) if written is not None else ()
    else:
        yield from why_unknown(resource.attributes)


def chain_of(resource: Resource) -> tuple[Place, ...]:
    """Returns who made the resource: module calls, nested stacks, a construct of the CDK."""
    calls = [Place(call.span, f"called here as {call.address}") for call in resource.chain]
    if resource.construct:
        calls.append(Place(resource.header, f"made by the construct {resource.construct}"))
    return tuple(calls)


def _span(at: Attribute | Resource | Span) -> Span:
    if isinstance(at, Span):
        return at
    if isinstance(at, Resource):
        return at.header
    return at.span


def _places(at: Attribute | Resource, verdict: Verdict) -> tuple[Place, ...]:
    places = [Place(_span(related.at), related.label) for related in verdict.related]
    if isinstance(at, Attribute):
        written = at.content.span
        inside = written.file == at.span.file and at.span.start <= written.start < max(at.span.end, at.span.start + 1)
        if written.is_somewhere and not inside:
            places.append(Place(written, "the value is set here"))
    unique = dict.fromkeys(place for place in places if place.span.is_somewhere and place.span != _span(at))
    return tuple(unique)


def _merge(atom: Is, branches: Iterable[tuple[Condition, _Answer]]) -> _Answer:
    real = [(condition, answer) for condition, answer in branches if not answer.nowhere]
    if not real:
        return _Answer({}, {}, undecided=False, nowhere=True)
    if len(real) == 1:
        # The resource exists in one branch only: the finding holds whenever there is something to deploy.
        condition, answer = real[0]
        named = {key: _in_world(finding, condition) for key, finding in answer.findings.items()}
        return _Answer(named, answer.doubts, answer.undecided)
    (first_condition, first_answer), (other_condition, other) = real
    merged = _Answer({}, first_answer.doubts | other.doubts, first_answer.undecided or other.undecided)
    for key in first_answer.findings | other.findings:
        if key in first_answer.findings and key in other.findings:
            first, second = first_answer.findings[key], other.findings[key]
            severity = max(first.severity, second.severity, key=lambda severity: severity.rank)
            assumes = tuple(dict.fromkeys((*first.assumes, *second.assumes)))
            fix = first.fix if first.fix == second.fix else None
            world = first.world
            if first.world != second.world:
                world = _either((first, first_condition), (second, other_condition))
            merged.findings[key] = replace(first, severity=severity, assumes=assumes, fix=fix, world=world)
        elif atom.declared:
            mine, condition = (
                (first_answer, first_condition) if key in first_answer.findings else (other, other_condition)
            )
            finding = _in_world(mine.findings[key], condition)
            rank = max(finding.severity.rank, Severity.WARNING.rank)
            severity = next(severity for severity in Severity if severity.rank == rank)
            merged.findings[key] = replace(finding, severity=severity)
        else:
            merged.undecided = True
            merged.doubts[f"{atom} is not known"] = None
    return merged


def _either(*sides: tuple[Finding, Condition]) -> str:
    """Where a finding holds that holds in a part of either branch, or in all of one of them: "a", or else "b"."""
    whole = [condition for finding, condition in sides if not finding.world]
    if whole:
        rest = next(finding.world for finding, _ in sides if finding.world)
        return f"{whole[0]} or {f'({rest})' if ' and ' in rest else rest}"
    return " or ".join(f"({_in_world(finding, condition).world})" for finding, condition in sides)


def _in_world(finding: Finding, condition: Condition) -> Finding:
    circumstance = f"({finding.world})" if " or " in finding.world else finding.world
    world = f"{condition} and {circumstance}" if circumstance else str(condition)
    return replace(finding, world=world)
