"""Which IAM actions the deployment of a configuration needs, on which ARNs, and which of them policies allow.

Actions are in three tiers: *core* is called whatever is set, *gated* because of something that is set, *maybe* by
declaration of the resource type only. What a type that is in no table needs is not known: `types_not_known`.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final

from awslint.facts.actions import Action, ResourceType, action
from awslint.facts.handlers import Phase, has_handlers
from awslint.facts.properties import has_property
from awslint.facts.provider_calls import provider_calls
from awslint.facts.references import Path
from awslint.facts.regions import partition_of
from awslint.graph.access import allows
from awslint.graph.arns import arn_of
from awslint.graph.deployment import Deployment
from awslint.graph.policies import PolicyKind, policies_of
from awslint.graph.resource import Resource
from awslint.iam.conditions import Keys, holds
from awslint.iam.documents import Document, Statement, text_of
from awslint.iam.evaluation import Decision, Reason, covers_action, decides
from awslint.iam.matching import symbolic_arn
from awslint.iam.needs import PermissionNeed, Strength, need_of_call, needs, properties_asked
from awslint.values import Known, ListOf, MapOf, Missing, Text, Truth, Undecided, Unknown, Value, all_true

PHASES: Final[tuple[Phase, ...]] = ("create", "read", "update", "delete")
PASS_ROLE: Final = "iam:PassRole"

Decide = Callable[[str, Value | None, Keys], Decision]
"""Decides an action on an ARN (None: on something that is not known), given context keys of the call."""


class Tier(enum.Enum):
    """How sure it is that the deployment calls an action."""

    CORE = "core"
    GATED = "gated"
    MAYBE = "maybe"


_TIER_OF: Final = {Strength.CORE: Tier.CORE, Strength.GATED: Tier.GATED, Strength.POSSIBLE: Tier.MAYBE}
_ORDER: Final = tuple(Tier)


@dataclass(slots=True)
class Needed:
    """One action that the deployment needs.

    `on` are the values of the ARNs by how they are written in a policy, with `*` for what is not known; `because` the
    addresses of the resources; `services` those that roles are passed to, where the trust policies say it.
    """

    action: str
    tier: Tier
    phases: set[Phase] = field(default_factory=set)
    on: dict[str, Value | None] = field(default_factory=dict)
    because: dict[str, None] = field(default_factory=dict)
    services: set[str] = field(default_factory=set)

    @property
    def is_sure(self) -> bool:
        """Whether the action is core or gated."""
        return self.tier is not Tier.MAYBE

    def merge(self, other: Needed) -> None:
        """Takes over what else the same action is needed for; where it is surely needed, only what surely needs it."""
        if self.is_sure and not other.is_sure:
            return
        if other.is_sure and not self.is_sure:
            self.phases, self.on, self.because, self.services = set(), {}, {}, set()
        self.tier = min(self.tier, other.tier, key=_ORDER.index)
        self.phases |= other.phases
        self.on |= other.on
        self.because |= other.because
        self.services |= other.services


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether policies allow an action on all its ARNs; `statement` describes the deciding one, where there is one."""

    truth: Truth
    statement: str = ""
    reason: Reason = Reason.UNDECIDED


def needed(deployment: Deployment) -> dict[str, Needed]:
    """The actions that the deployment needs, by name, in order of tier and name."""
    found: dict[str, Needed] = {}
    for resource in deployment.resources:
        _add_needs(resource, found)
    for name, entry in found.items():
        for address in entry.because:
            needing = deployment.find(address)
            if needing is not None:
                _place(entry, action(name), needing)
    return ordered(found)


def needed_for(resource: Resource) -> dict[str, Needed]:
    """The actions that deploying one resource needs, by name, in order of tier and name."""
    found: dict[str, Needed] = {}
    _add_needs(resource, found)
    for name, entry in found.items():
        _place(entry, action(name), resource)
    return ordered(found)


def _add_needs(resource: Resource, found: dict[str, Needed]) -> None:
    for name, (tier, phases) in _needs(resource).items():
        entry = found.get(name)
        if entry is None:
            found[name] = Needed(name, tier, set(phases), because={resource.address: None})
        elif entry.tier is tier:
            entry.phases |= phases
            entry.because[resource.address] = None
        else:
            entry.merge(Needed(name, tier, set(phases), because={resource.address: None}))


def ordered(found: dict[str, Needed]) -> dict[str, Needed]:
    """The same in order of tier and name."""
    by_tier = sorted(found.values(), key=lambda line: (_ORDER.index(line.tier), line.action))
    return {line.action: line for line in by_tier}


def types_not_known(deployment: Deployment) -> list[str]:
    """The native types of managed AWS resources of which no table says what deploying them needs, sorted."""
    return sorted(
        {
            resource.native_type
            for resource in deployment.resources
            if resource.mode == "managed"
            and resource.native_type.startswith(("AWS::", "aws_", "awscc_"))
            and provider_calls(resource.native_type) is None
            and not has_handlers(resource.type)
        }
    )


def answer(need: Needed, decide: Decide, statements: Sequence[Statement] = ()) -> Answer:
    """What policies say to an action on all the ARNs that it is needed on."""
    keys: Keys = {}
    if need.action == PASS_ROLE and len(need.services) == 1:
        keys = {"iam:passedtoservice": Known(next(iter(need.services)))}
    decisions = [decide(need.action, value, keys) for value in need.on.values()]
    truth = all_true(decision.truth for decision in decisions)
    fitting = [decision for decision in decisions if decision.truth is truth]
    # A statement that denies it counts more than the absence of one that allows it.
    fitting.sort(key=lambda decision: decision.reason is not Reason.EXPLICIT_DENY)
    deciding = next((decision.statement for decision in fitting if decision.statement is not None), None)
    reason = fitting[0].reason if fitting else Reason.UNDECIDED
    return Answer(truth, _described(deciding, statements) if deciding is not None else "", reason)


def by_documents(documents: Sequence[Document]) -> Decide:
    """The decisions of identity policies that are all that the deployer has."""

    @cache
    def about(name: str) -> list[Document]:
        # Most statements are about other actions; they are left out once, not once for each ARN.
        return [
            replace(
                document,
                statements=tuple(each for each in document.statements if covers_action(each, name) is not Truth.NO),
            )
            for document in documents
        ]

    @cache
    def is_about_everything(name: str) -> bool:
        return all(_is_about_everything(each) for document in about(name) for each in document.statements)

    anywhere: dict[str, Decision] = {}

    def decide(name: str, on: Value | None, keys: Keys) -> Decision:
        if name in anywhere:
            return anywhere[name]
        decision = decides(about(name), name, on, lambda condition: holds(condition, keys))
        if is_about_everything(name):
            anywhere[name] = decision
        return decision

    return decide


def _is_about_everything(statement: Statement) -> bool:
    """Whether neither the resource nor the circumstances of a call decide anything."""
    resources = [text_of(value) for value in statement.resources.values]
    unconditional = isinstance(statement.conditions, Missing)
    return unconditional and resources == ["*"] and statement.not_resources.written is Truth.NO


def by_role(role: Resource) -> Decide:
    """The decisions of the policies and the permissions boundary of a role of the configuration."""

    def decide(name: str, on: Value | None, keys: Keys) -> Decision:
        try:
            return allows(role, name, on, keys)
        except Undecided:
            return Decision(Truth.MAYBE, Reason.UNDECIDED)

    return decide


def _described(statement: Statement, statements: Sequence[Statement]) -> str:
    sid = text_of(statement.sid)
    if sid:
        return sid
    place = next((number for number, other in enumerate(statements, 1) if other is statement), None)
    return f"statement {place}" if place else "a statement without a Sid"


def policy_for(found: Iterable[Needed]) -> dict[str, Any]:
    """A policy that allows the core and gated actions on their ARNs, one statement for each set of ARNs."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for line in found:
        if line.is_sure:
            passed_to = tuple(sorted(line.services)) if line.action == PASS_ROLE else ()
            groups.setdefault((tuple(sorted(line.on)), passed_to), []).append(line.action)
    statements = []
    for (arns, services), actions in sorted(groups.items(), key=lambda group: group[1]):
        statement: dict[str, Any] = {"Effect": "Allow", "Action": sorted(actions), "Resource": list(arns)}
        if services:
            statement["Condition"] = {"StringEquals": {"iam:PassedToService": list(services)}}
        statements.append(statement)
    return {"Version": "2012-10-17", "Statement": statements}


def _phases(resource: Resource) -> tuple[Phase, ...]:
    if not resource.type.startswith("AWS::"):
        return ()
    try:
        if resource.existence is Truth.NO:
            return ()
    except Undecided:
        pass
    if resource.mode == "data":
        return ("read",)
    return PHASES if resource.mode == "managed" else ()


_Needs = dict[str, tuple[Tier, set[Phase]]]


def _needs(resource: Resource) -> _Needs:
    """The actions that a resource needs, each in its surest tier and the phases of that tier."""
    phases = _phases(resource)
    if not phases:
        return {}
    gates = _gates(resource.type, resource.native_type)
    answers = {gate: _is_set(resource, gate) for gate in gates}
    # Resources of a type mostly set the same, and so need the same.
    key = ("permissions: needs", resource.native_type, resource.type, resource.mode, tuple(answers.values()))
    return resource.deployment.cached(key, lambda: _needs_given(resource, phases, answers))


@cache
def _gates(type_name: str, native_type: str) -> tuple[Path, ...]:
    """The properties that decide what a type needs."""
    calls = (provider_calls(native_type) or {}).values()
    gates = [call.gate for several in calls for call in several if call.gate is not None]
    own = [path for gate in gates for path in (*gate.on, *gate.off)]
    return tuple(dict.fromkeys((*own, *(path for phase in PHASES for path in properties_asked(type_name, phase)))))


def _needs_given(resource: Resource, phases: Iterable[Phase], answers: Mapping[Path, Truth]) -> _Needs:
    found: _Needs = {}
    for phase in phases:
        for need in _needs_in(resource, phase, answers):
            tier = _TIER_OF[need.strength]
            before = found.get(need.action)
            if before is None or _ORDER.index(tier) < _ORDER.index(before[0]):
                # Where it is surely needed, only what surely needs it counts.
                earlier = before[1] if before is not None and before[0] is not Tier.MAYBE else ()
                found[need.action] = (tier, {phase, *earlier})
            elif before[0] is tier or (before[0] is not Tier.MAYBE and tier is not Tier.MAYBE):
                before[1].add(phase)
    return found


def _needs_in(resource: Resource, phase: Phase, answers: Mapping[Path, Truth]) -> Iterator[PermissionNeed]:
    calls = provider_calls(resource.native_type)
    made = [need_of_call(call, answers.__getitem__) for call in (calls or {}).get(phase, ())]
    surely = {need.action for need in made if need is not None and need.strength is not Strength.POSSIBLE}
    yield from (need for need in made if need is not None)
    for need in needs(resource.type, phase, answers.__getitem__):
        if resource.mode == "data" and need.strength is not Strength.CORE:
            continue
        if need.action not in surely:
            # Where the provider's own calls are known, CloudFormation's are no more than possible.
            is_possible = calls is not None and need.strength is Strength.CORE
            yield PermissionNeed(need.action, Strength.POSSIBLE) if is_possible else need


def _is_set(resource: Resource, path: Path) -> Truth:
    """Whether the resource sets the property; an empty list, `false` and what a doubtful element has are not YES."""
    *above, last = path
    name, equals_text, text = last.partition("=")
    names = [step for step in (*above, name) if step != "*"]
    try:
        attribute = resource.get(names[0])
        if len(path) > 1 and attribute.is_set is not Truth.NO:
            if not (len(names) > 1 and isinstance(attribute.content, MapOf)):
                return Truth.MAYBE
            attribute = attribute.get(*names[1:])
        # Tags that are given may still be none.
        if path == ("Tags",) and isinstance(attribute.content, Unknown):
            return Truth.MAYBE
        is_it = attribute.matches_text(text.__eq__) if equals_text else Truth.YES
        return attribute.is_set & ~_stands_for_nothing(attribute.content) & is_it
    except Undecided:
        return Truth.MAYBE


def _stands_for_nothing(content: Value) -> Truth:
    """Whether a value that is written is the same as none: null, an empty text, list or map, `false`, and -1."""
    if isinstance(content, Known):
        scalar = content.scalar
        return Truth.of(scalar in (None, "", "false") or scalar is False or (isinstance(scalar, int) and scalar < 0))
    if isinstance(content, (ListOf, MapOf)) and not content.items:
        return Truth.YES if content.complete else Truth.MAYBE
    return Truth.NO


def _place(entry: Needed, known: Action | None, resource: Resource) -> None:
    """Adds the ARNs that one resource needs the action on."""
    if known is None or known.disputed or known.retired or not known.needs:
        entry.on["*"] = Known("*") if known is not None and known.takes_only_star else None
        return
    cached = resource.deployment.cached
    related = cached(("permissions: targets", resource.address), lambda: [resource, *_targets(resource)])
    owned = _owned(str(known), tuple(thing.type for thing in related))
    for kind, owners in owned:
        entry.on.update([_arn_in(related[place], kind) for place in owners] or _any_of(kind, resource))
    if not owned:
        entry.on["*"] = None
    if entry.action == PASS_ROLE:
        for role in (thing for thing in related if thing.type == "AWS::IAM::Role"):
            entry.services |= _trusted(role)


def _targets(resource: Resource) -> Iterator[Resource]:
    """The resources that the top-level attributes of a resource refer to, directly or in a list."""
    for name in resource.attributes.items:
        try:
            attribute = resource.get(name)
            for element in attribute.elements() if isinstance(attribute.content, ListOf) else (attribute,):
                target = element.target()
                if target is not None:
                    yield target
        except Undecided:
            continue


@cache
def _owned(name: str, types: tuple[str, ...]) -> tuple[tuple[ResourceType, tuple[int, ...]], ...]:
    """The resource types that an action needs, each with the places of the types of the configuration that are it."""
    known = action(name)
    found = []
    for need in known.needs if known is not None else ():
        places = (place for place, type_ in enumerate(types) if _is_of(type_, need.type.prefix, need.type.name))
        owners = tuple(places)
        if need.required or owners:
            found.append((need.type, owners))
    return tuple(found)


@cache
def _is_of(type_name: str, kind_prefix: str, kind_name: str) -> bool:
    """Whether resources of a canonical type are of a resource type of IAM."""
    _, namespace, noun = (*type_name.split("::"), "", "")[:3]
    prefix = namespace.lower()
    same_service = kind_prefix in (prefix, _PREFIXES.get(prefix, prefix))
    return same_service and re.sub("[^a-z]", "", kind_name.lower()) in (noun.lower(), _KINDS.get(noun, ""))


_PREFIXES: Final = {"stepfunctions": "states", "kinesisfirehose": "firehose", "elasticloadbalancingv2": "x"}
_KINDS: Final = {
    "ManagedPolicy": "policy",
    "DBInstance": "db",
    "DBCluster": "cluster",
    "DBSubnetGroup": "subgrp",
    "DBParameterGroup": "pg",
    "CacheCluster": "cluster",
}
"""How the resource types of IAM are called where the nouns of CloudFormation differ."""


def _any_of(kind: ResourceType, resource: Resource) -> list[tuple[str, Value]]:
    scope = _scope(resource)

    def written() -> list[tuple[str, Value]]:
        values = [symbolic_arn(arn_format, scope) for arn_format in kind.arn_formats] or [Known("*")]
        return [(_pattern(value), value) for value in values]

    key = ("permissions: any ARN", kind.prefix, kind.name, *(_pattern(value) for value in scope.values()))
    return resource.deployment.cached(key, written)


def _arn_in(resource: Resource, kind: ResourceType) -> tuple[str, Value]:
    """The ARN of a resource as a policy writes it, and its value."""

    def written() -> tuple[str, Value]:
        value = _arn(resource, kind)
        return _pattern(value), value

    return resource.deployment.cached(("permissions: ARN", resource.address, kind.prefix, kind.name), written)


def _arn(resource: Resource, kind: ResourceType) -> Value:
    try:
        own = arn_of(resource)
    except Undecided:
        own = Unknown(f"the name of {resource.address}")
    if isinstance(own, (Known, Text)):
        return _in_partition(own, resource)
    if len(kind.arn_formats) != 1:
        return Unknown(f"the ARN of {resource.address}")
    variables = re.findall(r"\$\{(\w+)\}", kind.arn_formats[0])
    own_variables = [variable for variable in variables if variable not in ("Partition", "Region", "Account")]
    name = _name(resource)
    known = {own_variables[0]: name} if name is not None and len(own_variables) == 1 else {}
    return symbolic_arn(kind.arn_formats[0], {**_scope(resource), **known})


def _name(resource: Resource) -> Value | None:
    noun = resource.type.rsplit("::", 1)[-1]
    try:
        if has_property(resource.type, "Path") and _is_set(resource, ("Path",)) is not Truth.NO:
            return None
        for name in (f"{noun}Name", "Name"):
            if resource.names.has((name,)):
                text = resource.get(name).text
                return Known(text) if text and not resource.many else None
    except Undecided:
        pass
    return None


def _scope(resource: Resource) -> dict[str, Value]:
    known: dict[str, Value] = {"Partition": Known(_partition(resource))}
    for name, value in (("Region", resource.region), ("Account", resource.account)):
        if isinstance(value, Known):
            known[name] = value
    return known


def _partition(resource: Resource) -> str:
    """The partition; where neither it nor the region is known the commercial one."""
    if isinstance(resource.partition, Known):
        return str(resource.partition.scalar)
    region = resource.region.scalar if isinstance(resource.region, Known) else None
    found = partition_of(region) if isinstance(region, str) else None
    return found.name if found is not None else "aws"


def _in_partition(arn: Value, resource: Resource) -> Value:
    if isinstance(arn, Text) and len(arn.parts) > 2 and arn.parts[0] == "arn:" and not isinstance(arn.parts[1], str):
        return Text((f"arn:{_partition(resource)}", *arn.parts[2:]))
    return arn


def _pattern(value: Value) -> str:
    """An ARN as a policy writes it: `*` for everything that is not known."""
    if isinstance(value, Known):
        return str(value.scalar)
    if not isinstance(value, Text):
        return "*"
    return re.sub(r"\*+", "*", "".join(part if isinstance(part, str) else _pattern(part) for part in value.parts))


def _trusted(role: Resource) -> set[str]:
    """The services that the trust policy of a role names; none where it is not known in full."""
    try:
        documents = [policy.document for policy in policies_of(role, PolicyKind.TRUST)]
    except Undecided:
        return set()
    found: set[str] = set()
    for document in documents:
        for statement in document.statements:
            entries = statement.principals.kinds.get("Service")
            names = [text_of(value) for value in entries.values] if entries is not None and entries.complete else [None]
            if not document.complete or None in names:
                return set()
            found.update(name for name in names if name)
    return found
