"""Stack sets: the stacks that an AWS::CloudFormation::StackSet makes, one for each region that it names.

A stack in a known region is called `Set[eu-west-1]`, one in the region of the stack that holds the set
`Set[AWS::Region]`, and those in regions that are not known are one, `Set[*]`. Where further groups of instances with
parameters of their own go to the same region, their stacks have a number: `Set[eu-west-1#2]`. A stack stands for those
in all accounts of its groups; its account is known where there is exactly one.

Whether an operation goes on after failures (OperationPreferences), waits for others (ManagedExecution) or is repeated
for accounts that come later (AutoDeployment) changes nothing of what a single stack runs into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from awslint.cloudformation.conditions import Decision
from awslint.cloudformation.exports import Exports
from awslint.cloudformation.nesting import local_template, may_nest, passed_unknown
from awslint.cloudformation.pseudo import elsewhere
from awslint.cloudformation.resources import Declared
from awslint.cloudformation.run import Run
from awslint.cloudformation.stack import Stack
from awslint.cloudformation.supplied import Supplied
from awslint.cloudformation.template import Template
from awslint.cloudformation.texts import opened
from awslint.frozen import frozen
from awslint.graph.loading import Problem
from awslint.graph.resource import ModuleCall
from awslint.syntax import embedded
from awslint.syntax.sources import SyntaxProblem
from awslint.syntax.tree import Mapping, Node, Scalar
from awslint.values import (
    ALWAYS,
    NEVER,
    Condition,
    Known,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Origin,
    Reference,
    Truth,
    Unknown,
    Value,
    all_of,
    any_of,
    same,
)

STACK_SET: Final = "AWS::CloudFormation::StackSet"
BODY: Final = "TemplateBody"

MOST_INSTANCES: Final = 200
"""The most stacks that the stack sets of one deployment are followed to."""

_NOT_KNOWN: Final = "*"
_REGION: Final = re.compile(r"[a-zA-Z0-9-]+")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_OTHER_TARGETS: Final = ("OrganizationalUnitIds", "AccountsUrl", "AccountFilterType")
Choice = tuple[Condition, Value, tuple[str, ...]]
"""An alternative, when it holds, and the defaults that this rests on."""


@frozen
class StackSet:
    """What is known of the stacks that a set makes. `is_whole`: there are no others."""

    stacks: tuple[Stack, ...] = ()
    is_whole: bool = False


@dataclass(slots=True)
class _Target:
    """One region of a group of instances.

    Attributes:
        region: Known, a Reference to the region of the stack that holds the set, or Unknown.
        account: where there is exactly one.
        has_account: whether there surely is one.
    """

    region: Value
    account: Value | None
    has_account: bool
    overrides: Value
    condition: Condition
    assumes: tuple[str, ...]

    @property
    def label(self) -> str:
        """What the region is called in addresses."""
        if isinstance(self.region, Known):
            return str(self.region.scalar)
        return "AWS::Region" if isinstance(self.region, Reference) else _NOT_KNOWN


@dataclass(slots=True)
class _Found:
    targets: list[_Target] = field(default_factory=list)
    is_whole: bool = True


def open_set(stack: Stack, declared: Declared, properties: MapOf) -> StackSet:
    """Returns the stacks that a resource of a stack makes, where its template can be read; `properties` are its own."""
    groups = properties.items.get("StackInstancesGroup", Missing())
    if isinstance(groups, Missing) or not properties.complete:
        # Without groups this deployment makes none; somebody may add them in another way.
        return StackSet()
    opened_template = _template(stack, declared)
    if opened_template is None:
        return StackSet()
    template, path, reasons = opened_template
    found = _targets(groups)
    base = stack.decision(declared.node, (*declared.assumes, *reasons))
    stacks: list[Stack] = []
    numbers: dict[str, int] = {}
    for target in _merged(found.targets):
        number = numbers[target.label] = numbers.get(target.label, 0) + 1
        address = f"{stack.address(declared.name)}[{target.label}{f'#{number}' if number > 1 else ''}]"
        if len(stack.run.instances) >= MOST_INSTANCES:
            message = f"stack sets are followed up to {MOST_INSTANCES} stacks: {address} is not"
            stack.run.problems.append(Problem("budget", message, stack.template.source.path, declared.key.span))
            return StackSet(tuple(stacks))
        stack.run.instances.append(address)
        arguments = _arguments(declared, template, properties.items.get("Parameters", Missing()), target.overrides)
        stacks.append(
            Stack(
                template,
                path,
                _run(stack, address, target),
                Supplied(),
                passed=arguments,
                prefix=f"{address}/",
                chain=(*stack.chain, ModuleCall(address, declared.key.span)),
                exists=_existence(stack.address(declared.name), base, target),
            )
        )
    return StackSet(tuple(stacks), found.is_whole and all(target.label != _NOT_KNOWN for target in found.targets))


def _run(stack: Stack, address: str, target: _Target) -> Run:
    """What holds in another region and account."""
    return replace(
        stack.run,
        pseudo=elsewhere(stack.run.pseudo, f"{address}/", target.region, target.account),
        provider=f"{stack.run.provider}/{address}",
        # What others export need not be exported in the account that this is in.
        exports=Exports(),
    )


def _existence(name: str, base: Decision, target: _Target) -> Decision:
    """Whether a stack is made. An organizational unit may hold no account: then there is none."""
    reasons = () if target.has_account else (f"an account is among the targets of {name}",)
    condition = NEVER if base.condition == NEVER else all_of((base.condition, target.condition))
    return Decision(condition, tuple(dict.fromkeys((*base.assumes, *target.assumes, *reasons))))


def capabilities(declared: Declared, properties: MapOf) -> Value:
    """Returns what a stack set acknowledges; an empty list where it says nothing."""
    value = properties.items.get("Capabilities", Missing())
    if not isinstance(value, Missing):
        return value
    return ListOf((), properties.complete, span=declared.key.span)


# --- the template ---------------------------------------------------------------------------------------------------


def _template(stack: Stack, declared: Declared) -> tuple[Template, Path, tuple[str, ...]] | None:
    """The template, the path that its own paths are relative to, and the defaults that it rests on."""
    properties = declared.properties
    body = properties.get(BODY) if properties is not None else None
    if body is None or properties is None:
        found = local_template(stack, declared, "TemplateURL")
        return (*found, ()) if found is not None else None
    if properties.get("TemplateURL") is not None or BODY in properties.repeated or not may_nest(stack, declared):
        return None
    value = opened(stack.evaluator.value(body))
    key = properties.key(BODY)
    if not isinstance(value, Known) or not isinstance(value.scalar, str) or key is None:
        return None
    scalar = _written(body)
    source = stack.run.sources[key.file]
    try:
        roots = None
        if scalar is not None and scalar.text == value.scalar and scalar.file == source.number:
            roots = embedded.written_in(source, scalar)
        if roots is None:
            roots = embedded.standing_for(value.scalar, key.span)
    except SyntaxProblem as problem:
        message = f"in the {BODY} of {declared.name}: {problem.message}"
        stack.run.problems.append(Problem("syntax", message, source.path, problem.span))
        return None
    root = roots[0] if len(roots) == 1 else None
    return (Template(source, root), stack.path, value.assumes) if isinstance(root, Mapping) else None


def _written(body: Node) -> Scalar | None:
    """The text that a property is, also below Fn::Sub."""
    written = body.get("Fn::Sub") if isinstance(body, Mapping) and len(body.entries) == 1 else body
    return written if isinstance(written, Scalar) else None


# --- regions and accounts -------------------------------------------------------------------------------------------


def _choices(value: Value) -> Iterator[Choice]:
    value = opened(value)
    if isinstance(value, OneOf):
        for condition, alternative in value.choices:
            for guard, element, reasons in _choices(alternative):
                yield all_of((condition, guard)), element, (*value.assumes, *reasons)
    else:
        yield ALWAYS, value, value.assumes


def _elements(value: Value, found: _Found) -> Iterator[Choice]:
    """The elements of a list, and Unknown for what is not known of it; what is missing is left out."""
    for condition, choice, reasons in _choices(value):
        if isinstance(choice, ListOf):
            for member in choice.items:
                for guard, element, further in _choices(member):
                    if not isinstance(element, Missing):
                        yield all_of((condition, guard)), element, (*reasons, *further)
        if not isinstance(choice, (ListOf, Missing)) or (isinstance(choice, ListOf) and not choice.complete):
            found.is_whole = False
            yield condition, Unknown("not all is known", span=choice.span), reasons


def _targets(groups: Value) -> _Found:
    found = _Found()
    for condition, group, reasons in _elements(groups, found):
        if not isinstance(group, MapOf) or not group.complete:
            found.is_whole = False
            continue
        targets = group.items.get("DeploymentTargets", Missing())
        if isinstance(targets, Missing):
            found.is_whole = False  # CloudFormation refuses it
            continue
        account, has_account = _account(targets)
        for guard, region, further in _elements(group.items.get("Regions", Missing()), found):
            known = _region(region)
            assumes = (*reasons, *further, *(account.assumes if account is not None else ()))
            overrides = group.items.get("ParameterOverrides", Missing())
            when = all_of((condition, guard))
            found.targets.append(_Target(known, account, has_account, overrides, when, assumes))
    return found


def _region(value: Value) -> Value:
    """A region as it is known: by its name, or as that of the stack around the set."""
    if isinstance(value, Known) and _REGION.fullmatch(str(value.scalar)):
        return replace(value, origin=Origin.SUPPLIED)
    if isinstance(value, Reference) and value.resource.rpartition("/")[2] == "AWS::Region":
        return value
    return Unknown("the region is known at deployment", span=value.span)


def _account(targets: Value) -> tuple[Value | None, bool]:
    """The account, where there is exactly one, and whether there surely is any."""
    targets = opened(targets)
    if not isinstance(targets, MapOf) or not targets.complete:
        return None, False
    accounts = opened(targets.items.get("Accounts", Missing()))
    others = [
        other_target
        for other_target in _OTHER_TARGETS
        if not isinstance(targets.items.get(other_target, Missing()), Missing)
    ]
    if others or not isinstance(accounts, ListOf):
        return None, False
    items = [opened(element) for element in accounts.items]
    is_certain = any(isinstance(element, (Known, Reference)) for element in items)
    account = items[0] if len(items) == 1 and accounts.complete else None
    if isinstance(account, Known) and _ACCOUNT.fullmatch(str(account.scalar)):
        return replace(
            account, scalar=str(account.scalar), origin=Origin.SUPPLIED, assumes=(*accounts.assumes, *account.assumes)
        ), is_certain
    if isinstance(account, Reference) and account.resource.rpartition("/")[2] == "AWS::AccountId":
        return account, is_certain
    return None, is_certain


def _merged(targets: list[_Target]) -> list[_Target]:
    """One target for those in one region that have no parameters of their own; the accounts are then several."""
    merged: list[_Target] = []
    plain: dict[str, _Target] = {}
    for target in targets:
        first = plain.get(target.label)
        if not isinstance(target.overrides, Missing):
            merged.append(target)
        elif first is None:
            plain[target.label] = target
            merged.append(target)
        else:
            surer = target if target.has_account and not first.has_account else first
            first.account = _if_same(first.account, target.account)
            first.has_account, first.assumes = surer.has_account, surer.assumes
            first.condition = any_of((first.condition, target.condition))
    return merged


def _if_same(first: Value | None, other: Value | None) -> Value | None:
    return first if first is not None and other is not None and same(first, other) is Truth.YES else None


# --- parameters -----------------------------------------------------------------------------------------------------


def _arguments(declared: Declared, template: Template, inputs: Value, overrides: Value) -> dict[str, Value]:
    """What a stack's parameters are given: by the set, and in its place by the group of instances."""
    section = template.section("Parameters")
    names = [key.text for key, _ in section.entries] if section is not None else []
    arguments: dict[str, Value] = {}
    for source in (inputs, overrides):
        values, is_open = _pairs(source)
        if is_open:
            arguments.update((name, passed_unknown(declared, name)) for name in names)
        arguments |= values
    return arguments


def _pairs(listed: Value) -> tuple[dict[str, Value], bool]:
    """The values in a list of ParameterKey and ParameterValue, and whether there may be others in it."""
    listed = opened(listed)
    if isinstance(listed, Missing):
        return {}, False
    if not isinstance(listed, ListOf):
        return {}, True
    values: dict[str, Value] = {}
    is_open = not listed.complete
    for element in listed.items:
        name = opened(element.items.get("ParameterKey", Missing())) if isinstance(element, MapOf) else None
        if isinstance(element, MapOf) and isinstance(name, Known):
            values[str(name.scalar)] = element.items.get("ParameterValue", Missing())
        else:
            is_open = True
    return values, is_open
