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

from awslint.facts.actions import Action, Level, action
from awslint.facts.handlers import Phase, has_handlers
from awslint.facts.provider_calls import provider_calls
from awslint.facts.references import Path
from awslint.frozen import frozen
from awslint.graph.access import allows, trusts
from awslint.graph.deployment import Deployment
from awslint.graph.needed_arns import any_of, arn_in, owned, targets_of
from awslint.graph.resource import Resource
from awslint.graph.settings import is_set
from awslint.iam.conditions import Keys, holds
from awslint.iam.documents import Document, Statement, text_of
from awslint.iam.evaluation import Decision, Reason, covers_action, decides
from awslint.iam.needs import PermissionNeed, Strength, need_of_call, needs, properties_asked
from awslint.values import Known, Missing, Truth, Undecided, Value, all_true

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
    addresses of the resources; `services` those that roles are passed to, with an empty text for what is not known.
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


@frozen
class Answer:
    """Whether policies allow an action on all its ARNs; `statement` describes the deciding one, where there is one."""

    truth: Truth
    statement: str = ""
    reason: Reason = Reason.UNDECIDED


def needed(deployment: Deployment) -> dict[str, Needed]:
    """Returns the actions that the deployment needs, by name, in order of tier and name."""
    found: dict[str, Needed] = {}
    for resource in deployment.resources:
        _add_needs(resource, found)
    for name, need in found.items():
        for address in need.because:
            needing = deployment.find(address)
            if needing is not None:
                _place(need, action(name), needing)
    return ordered(found)


def needed_for(resource: Resource) -> dict[str, Needed]:
    """Returns the actions that deploying one resource needs, by name, in order of tier and name."""
    found: dict[str, Needed] = {}
    _add_needs(resource, found)
    for name, need in found.items():
        _place(need, action(name), resource)
    return ordered(found)


def _add_needs(resource: Resource, found: dict[str, Needed]) -> None:
    for name, (tier, phases) in _needs(resource).items():
        need = found.get(name)
        if need is None:
            found[name] = Needed(name, tier, set(phases), because={resource.address: None})
        elif need.tier is tier:
            need.phases |= phases
            need.because[resource.address] = None
        else:
            need.merge(Needed(name, tier, set(phases), because={resource.address: None}))


def ordered(found: dict[str, Needed]) -> dict[str, Needed]:
    """Returns the same in order of tier and name."""
    by_tier = sorted(found.values(), key=lambda line: (_ORDER.index(line.tier), line.action))
    return {line.action: line for line in by_tier}


def types_not_known(deployment: Deployment) -> list[str]:
    """Returns the native types of managed AWS resources of which no table says what deploying them needs, sorted."""
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


def modules_not_here(deployment: Deployment) -> list[str]:
    """Returns the addresses of modules and nested stacks whose resources are not known here, sorted."""
    above = {resource.address.rpartition("/")[0] for resource in deployment.resources}
    return sorted(
        resource.address
        for resource in deployment.resources
        if resource.mode == "module" or (resource.type == _STACK and resource.address not in above)
    )


_STACK: Final = "AWS::CloudFormation::Stack"


def answer(need: Needed, decide: Decide, statements: Sequence[Statement] = ()) -> Answer:
    """Returns what policies say to an action on all the ARNs that it is needed on."""
    keys: Keys = {}
    if need.action == PASS_ROLE and len(need.services) == 1 and "" not in need.services:
        keys = {"iam:passedtoservice": Known(next(iter(need.services)))}
    decisions = [decide(need.action, value, {**keys, **_keys_of(arn)}) for arn, value in need.on.items()]
    truth = all_true(decision.truth for decision in decisions)
    fitting = [decision for decision in decisions if decision.truth is truth]
    # A statement that denies it counts more than the absence of one that allows it.
    fitting.sort(key=lambda decision: decision.reason is not Reason.EXPLICIT_DENY)
    deciding = next((decision.statement for decision in fitting if decision.statement is not None), None)
    reason = fitting[0].reason if fitting else Reason.UNDECIDED
    return Answer(truth, _described(deciding, statements) if deciding is not None else "", reason)


def _keys_of(arn: str) -> Keys:
    """The context keys of a call that an ARN as a policy writes it tells: the region that the call goes to."""
    parts = arn.split(":", 5)
    is_regional = len(parts) == 6 and parts[0] == "arn" and re.fullmatch(r"[a-z0-9-]+", parts[3])
    return {"aws:requestedregion": Known(parts[3])} if is_regional else {}


def by_documents(documents: Sequence[Document]) -> Decide:
    """Returns the decisions of identity policies that are all that the deployer has."""

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
    """Returns the decisions of the policies and the permissions boundary of a role of the configuration."""

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
    """Returns a policy that allows the core and gated actions on their ARNs, one statement for each set of ARNs and one
    to pass roles."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...], bool], list[str]] = {}
    for need in found:
        if need.is_sure:
            passes = need.action == PASS_ROLE
            passed_to = tuple(sorted(need.services)) if passes and "" not in need.services else ()
            groups.setdefault((tuple(sorted(need.on)), passed_to, passes), []).append(need.action)
    statements = []
    for (arns, services, _), actions in sorted(groups.items(), key=lambda group: group[1]):
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
    answers = {gate: is_set(resource, gate) for gate in gates}
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
    if calls is None:
        for need in needs(resource.type, phase, answers.__getitem__):
            if resource.mode != "data" or need.strength is Strength.CORE:
                yield need
        return
    made = [need_of_call(call, answers.__getitem__) for call in calls.get(phase, ())]
    surely = {need.action for need in made if need is not None and need.strength is not Strength.POSSIBLE}
    yield from (need for need in made if need is not None)
    if resource.mode == "data":
        return
    own = calls["create"][0].action.partition(":")[0]
    for need in needs(resource.type, phase, answers.__getitem__):
        if need.action not in surely and (need.strength is Strength.GATED or _may_go_with(need.action, own, phase)):
            # Where the provider's own calls are known, CloudFormation's are no more than possible.
            yield need if need.strength is Strength.GATED else PermissionNeed(need.action, Strength.POSSIBLE)


_BESIDES: Final = (PASS_ROLE, "iam:CreateServiceLinkedRole")


def _may_go_with(name: str, own_prefix: str, phase: Phase) -> bool:
    """Whether an action that CloudFormation's handler declares may be one of the provider's too, whose calls are known:
    for tags, keys and roles, and to change what no update of the record changed."""
    known = action(name)
    if known is None or name in _BESIDES:
        return known is not None
    if known.level is Level.TAGGING or known.prefix == "kms":
        return True
    return phase == "update" and known.prefix == own_prefix and known.level in (Level.WRITE, Level.PERMISSIONS)


def _place(need: Needed, known: Action | None, resource: Resource) -> None:
    """Adds the ARNs that one resource needs the action on."""
    if known is None or known.disputed or known.retired or not known.needs:
        need.on["*"] = Known("*") if known is not None and known.takes_only_star else None
        return
    cached = resource.deployment.cached
    related = cached(("permissions: targets", resource.address), lambda: [resource, *targets_of(resource)])
    kinds = owned(str(known), tuple(owner.type for owner in related))
    for kind, owners in kinds:
        need.on.update([arn_in(related[place], kind) for place in owners] or any_of(kind, resource))
    if not kinds:
        need.on["*"] = None
    if need.action == PASS_ROLE:
        need.services.add(_passed_to(resource, [role for role in related if role.type == "AWS::IAM::Role"]))


_PASSED_TO: Final = {
    "AWS::EC2::FlowLog": "vpc-flow-logs.amazonaws.com",
    "AWS::ECS::TaskDefinition": "ecs-tasks.amazonaws.com",
    "AWS::IAM::InstanceProfile": "ec2.amazonaws.com",
    "AWS::KinesisFirehose::DeliveryStream": "firehose.amazonaws.com",
    "AWS::StepFunctions::StateMachine": "states.amazonaws.com",
}
"""Whom a resource passes its role to, where that is not called as its namespace is."""


def _passed_to(resource: Resource, roles: Sequence[Resource]) -> str:
    """The service that a resource passes its role to; empty where it is not known.

    A role may trust several services, and for some resources another one than it is passed to: only where the roles
    surely trust the very service of the resource that is known to be the one.
    """
    usual = f"{resource.type.split('::')[1].lower()}.amazonaws.com"
    service = _PASSED_TO.get(resource.type, usual)
    try:
        return service if roles and all(trusts(role, service) is Truth.YES for role in roles) else ""
    except Undecided:
        return ""
