"""Questions that expressions ask about the graph: what an attribute means, who refers to it, what is ordered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from awslint.graph import Attribute, Resource
from awslint.graph.arns import arn_of
from awslint.graph.attachments import effective_elements
from awslint.graph.functions import FUNCTION, function_meant
from awslint.graph.lifecycle import ignores_changes
from awslint.iam.faults import least_size
from awslint.rules.cel.operands import ABSENT, VALUES, Function, Items, Optional, is_equal, settled
from awslint.rules.cel.references import head, lead, target_field
from awslint.rules.cel.scope import Scope
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Origin,
    Reference,
    Text,
    Truth,
    Unknown,
    Value,
    all_true,
    any_true,
)


def _resource(_: Scope, operand: Any, *types: str) -> Any:
    """The resource that a reference points to; ABSENT where nothing in the configuration is meant."""
    if isinstance(operand, Optional):
        operand = operand.operand
    if operand is ABSENT or not isinstance(operand, Attribute):
        return ABSENT
    target = operand.target(*types)
    if target is not None:
        return target
    value = operand.value
    if isinstance(value, (Unknown, Text)) or (isinstance(value, Reference) and operand.target() is None):
        return Unknown(f"which resource {operand.name} means is not known")
    return ABSENT


def _part(_: Scope, operand: Any, *types: str) -> Any:
    """The resource that a string refers to in one of its parts, or as a whole; ABSENT where it is none or several."""
    if isinstance(operand, Optional):
        operand = operand.operand
    if not isinstance(operand, Attribute):
        return ABSENT
    value = operand.value
    if not isinstance(value, Text):
        return _resource(_, operand, *types)
    deployment = operand.resource.deployment
    found = {}
    for part in value.parts:
        target = deployment.find(part.resource) if isinstance(part, Reference) else None
        if target is not None and target.type in types:
            found[target.address] = target
    if not found and any(isinstance(part, Unknown) for part in value.parts):
        return Unknown(f"which resource {operand.name} means is not known")
    return next(iter(found.values())) if len(found) == 1 else ABSENT


def _lambda(scope: Scope, operand: Any) -> Any:
    """The function that an attribute names, also by a version or an alias of what it is now."""
    if isinstance(operand, Optional):
        operand = operand.operand
    found = function_meant(operand) if isinstance(operand, Attribute) else None
    return _resource(scope, operand, FUNCTION) if found is None else found


def _referrers(scope: Scope, operand: Any, type_: str, attribute: str) -> Any:
    """The resources of a type whose attribute refers to the resource."""
    if not isinstance(operand, Resource):
        return ABSENT if operand is ABSENT else Items((), False)
    deployment = scope.deployment
    certain = deployment.referrers(operand, type_, *attribute.split("."))
    may_be_more = (
        next(iter(deployment.naming_any(operand.type, type_, attribute.split(".", maxsplit=1)[0])), None) is not None
    )
    return Items(tuple(certain), not may_be_more and not deployment.is_passed_on(operand))


def _earlier_with_same(scope: Scope, operand: Any, attribute: str) -> Any:
    """The resources of the same type, before this one, whose attribute is surely the same: each pair is found once."""
    if not isinstance(operand, Resource):
        return ABSENT if operand is ABSENT else Items((), False)
    mine = operand.get(attribute)
    if not isinstance(mine.value, Reference) and mine.is_set is not Truth.YES:
        return Items((), complete=mine.is_set is Truth.NO)
    rivals = scope.deployment.alike(operand, attribute)
    found = [resource for resource in rivals.before(rivals.sharing) if mine.same(resource.get(attribute)) is Truth.YES]
    return Items(tuple(found), complete=not rivals.possible)


def _resources_named(scope: Scope, type_: str, attribute: str, text: Any) -> Any:
    """The resources of a type whose attribute is that string; others may get it where theirs is not known."""
    known = settled(text)
    if not isinstance(known, str):
        return ABSENT if known is ABSENT else Items((), False)
    return Items(tuple(scope.deployment.named(type_, attribute, known)), complete=False)


def _least_size(_: Scope, document: Any) -> Any:
    """How many characters a policy has at least, without white space."""
    value = document.content if isinstance(document, Attribute) else document
    if value is ABSENT or isinstance(value, Missing):
        return ABSENT
    return len(str(value)) if isinstance(value, (str, int, float, bool)) else least_size(value)


def _resources(scope: Scope, *types: str) -> Any:
    """All resources of the types. What modules that are not here make is not among them."""
    deployment = scope.deployment
    return Items(
        tuple(deployment.of_type(*types)),
        complete=not deployment.is_missing_modules,
    )


_REGARDLESS_OF_CASE: Final = ("AWS::ElastiCache::", "AWS::MemoryDB::")
"""Types whose identifiers AWS keeps in lower case."""


def _named(_: Scope, operand: Any, type_: str, *identifier: str) -> Any:
    """The resource whose identifier an attribute repeats without referring to it."""
    if isinstance(operand, Optional):
        operand = operand.operand
    if not isinstance(operand, Attribute) or operand.is_set is Truth.NO or operand.target() is not None:
        return ABSENT
    deployment = operand.resource.deployment
    if deployment.kind == "plan" and operand.origin is Origin.COMPUTED:
        return Unknown(f"a plan does not tell what {operand.name} is taken from")
    found = deployment.resolve(operand, type_, *identifier, ignoring_case=type_.startswith(_REGARDLESS_OF_CASE))
    resource = found.resource or deployment.composed_like(operand, type_, *identifier)
    if resource is None:
        return ABSENT if found.external else Unknown(f"which resource {operand.name} names is not known")
    if deployment.regions_differ(operand.resource, resource) is not Truth.NO:
        return Unknown(f"{resource.address} may be in another region")
    return resource


def _ignores_changes(_: Scope, operand: Any) -> Any:
    """Whether Terraform leaves the attribute as it is once the resource exists, or may."""
    return Truth.of(ignores_changes(operand.resource, operand.path)) if isinstance(operand, Attribute) else ABSENT


def _after(scope: Scope, later: Any, earlier: Any) -> Any:
    """Whether one resource is surely created after another is done."""
    if not isinstance(later, Resource) or not isinstance(earlier, Resource):
        return ABSENT if ABSENT in (later, earlier) else Truth.MAYBE
    return Truth.of(scope.deployment.depends(later, earlier))


def _steps(scope: Scope) -> Any:
    """Everything that may run any code: provisioners, custom resources, providers that are not known."""
    return _few(scope.deployment.steps())


_MOST_STEPS: Final = 50
"""So many steps are looked at for each resource; where there are more, what they do is not known."""


def _few(steps: Iterable[Resource]) -> Items:
    found = tuple(islice(steps, _MOST_STEPS + 1))
    return Items(found) if len(found) <= _MOST_STEPS else Items((), complete=False)


def _steps_between(scope: Scope, earlier: Any, later: Any) -> Any:
    """The steps that surely run before one resource is created, and may run after another one is."""
    if not isinstance(earlier, Resource) or not isinstance(later, Resource):
        return ABSENT if ABSENT in (earlier, later) else Items((), False)
    between = scope.deployment.steps_between(earlier, later)
    return _few([earlier, *between] if earlier.opaque else between)


def _command(scope: Scope, step: Any) -> Any:
    """What a step runs, as far as it is written: shell text, scripts, API calls. Attributes of resources are left out.

    Absent where nothing is written; what a program that it starts does is not seen.
    """
    if not isinstance(step, Resource):
        return ABSENT if step is ABSENT else Unknown("which step is meant is not known")
    pieces: list[str | Value] = []
    for command in (scope.deployment.context.settle(value) for value in step.commands):
        for piece in command.parts if isinstance(command, Text) else (command,):
            if isinstance(piece, Reference):
                continue
            pieces.append(str(piece.scalar) if isinstance(piece, Known) else piece)
        pieces.append("\n")
    pieces += [f"{call}\n" for call in step.calls]
    if not pieces:
        return ABSENT
    known = [piece for piece in pieces if isinstance(piece, str)]
    return "".join(known) if len(known) == len(pieces) else Text(tuple(pieces))


def _lifecycle(_: Scope, resource: Any, setting: str) -> Any:
    """A setting of the lifecycle: DeletionPolicy, PreventDestroy, ReplaceTriggeredBy, Conditions and others."""
    if not isinstance(resource, Resource):
        return ABSENT if resource is ABSENT else Unknown("which resource is meant is not known")
    return resource.policy(setting)


def _writes(_: Scope, resource: Any, name: str) -> Any:
    """Whether a Terraform resource writes an argument of its own provider's name, of whichever provider it is."""
    if not isinstance(resource, Resource):
        return ABSENT if resource is ABSENT else Truth.MAYBE
    if name in resource.attributes.items:
        return Truth.YES
    is_seen = resource.language == "terraform" and resource.mode == "managed" and not resource.change
    return Truth.NO if is_seen else Truth.MAYBE


def _may_precede(_: Scope, resource: Any, version: int) -> Any:
    """Whether the AWS provider may be older than a version, by the constraints and the lock file; not without any."""
    if not isinstance(resource, Resource):
        return ABSENT if resource is ABSENT else Truth.MAYBE
    lowest = resource.deployment.provider_versions.get("aws")
    return Truth.of(lowest is not None and lowest < (version,))


def _or_default(_: Scope, operand: Any) -> Any:
    """The attribute with the default that AWS or the provider applies where it is not set."""
    if isinstance(operand, Attribute):
        return getattr(operand, "or_default", operand)
    return operand


def _as_written(_: Scope, operand: Any) -> Any:
    """The attribute with a placeholder, which is not known elsewhere, as the text that it is."""
    return operand.written if isinstance(operand, Attribute) else operand


def _is_reference(_: Scope, operand: Any) -> Any:
    """Whether the attribute is taken from another resource of the configuration."""
    if not isinstance(operand, Attribute):
        return ABSENT if operand is ABSENT else Truth.NO
    if operand.is_set is Truth.NO:
        return ABSENT
    if isinstance(operand.value, Reference):
        return Truth.YES
    return Truth.MAYBE if isinstance(operand.value, Unknown) else Truth.NO


def _left_to_callers(_: Scope, operand: Any) -> Any:
    """Whether the attribute is empty only because a variable's default is: whoever calls the module fills it in."""
    if not isinstance(operand, Attribute):
        return ABSENT if operand is ABSENT else Truth.NO
    return Truth.of(operand.is_left_to_callers)


def _is_defaulted(_: Scope, operand: Any) -> Any:
    """Whether nothing is written, so that a default applies; of what exists already Terraform keeps what it has."""
    if not isinstance(operand, Attribute):
        return ABSENT if operand is ABSENT else Truth.NO
    return operand.is_defaulted


def _is_known(_: Scope, operand: Any) -> Any:
    """Whether the whole value is known before deployment."""
    return Truth.of(not isinstance(settled(operand), VALUES))


def _exists(_: Scope, operand: Any) -> Any:
    """Whether a resource is created."""
    if isinstance(operand, Resource):
        return operand.existence
    return Truth.NO if operand is ABSENT else Truth.MAYBE


def _is_new(_: Scope, operand: Any) -> Any:
    """Whether this deployment creates the resource; without a plan that is an assumption which the finding lists."""
    if isinstance(operand, Resource):
        return operand.is_new
    return ABSENT if operand is ABSENT else Truth.MAYBE


def _changes(_: Scope, operand: Any) -> Any:
    """Whether a plan changes the attribute of a resource that exists."""
    if not isinstance(operand, Attribute):
        return ABSENT
    before = operand.resource.before
    if operand.resource.change not in ("update", "replace") or before is None:
        return Truth.NO
    old = Attribute(operand.resource, (), before, operand.span).get(*[str(step) for step in operand.path])
    equal = is_equal(old, operand)
    return ABSENT if equal is ABSENT else ~equal


def _deleted(scope: Scope, *types: str) -> Any:
    """The resources of the types that a plan deletes, as they were before."""
    found = []
    for deleted in scope.deployment.deletes(*types):
        before = replace(deleted, exists=Known(True))  # while the plan is applied it is still there
        before.deployment = scope.deployment
        found.append(before)
    return Items(tuple(found))


def _before(_: Scope, operand: Any) -> Any:
    """The attribute as it is before a plan is applied."""
    if not isinstance(operand, Attribute) or operand.resource.before is None:
        return ABSENT
    return Attribute(operand.resource, (), operand.resource.before, operand.span).get(
        *[str(step) for step in operand.path]
    )


def _same_region(scope: Scope, left: Any, other: Any) -> Any:
    """Whether two resources are in one region."""
    if isinstance(left, Resource) and isinstance(other, Resource):
        return ~scope.deployment.regions_differ(left, other)
    return ABSENT if ABSENT in (left, other) else Truth.MAYBE


def _namesake(_: Scope, resource: Any, *path: str) -> Any:
    """An earlier resource of the type, in the same region, that has surely the same value for each of the attributes.

    Attributes that neither sets are the same. Only resources that may have the first one's value are compared.
    """
    if not isinstance(resource, Resource):
        return ABSENT if resource is ABSENT else Unknown("which resource is meant is not known")
    own = resource.get(*path[0].split("."))
    if own.is_set is not Truth.YES or own.equals_text("") is not Truth.NO:
        return ABSENT
    deployment = resource.deployment
    rivals = deployment.alike(resource, path[0].partition(".")[0])
    for other in rivals.before(rivals.sharing):
        equal = all_true(_same_or_unset(resource.get(*name.split(".")), other.get(*name.split("."))) for name in path)
        if equal & ~deployment.regions_differ(resource, other) is Truth.YES:
            return other
    return ABSENT


def _same_or_unset(left: Attribute, other: Attribute) -> Truth:
    return left.same(other) | (left.is_missing & other.is_missing)


def _mentions(_: Scope, operand: Any, part: str) -> Any:
    """Whether a string anywhere in a value has a part; not known where a part of the value is not."""
    value = operand.content if isinstance(operand, Attribute) else operand
    if value is ABSENT or isinstance(value, Missing):
        return Truth.NO
    return _found(value, part)


def _found(value: Any, part: str) -> Truth:
    if isinstance(value, Known):
        if value.decoded is not None:
            return _found(value.decoded, part)
        return Truth.of(isinstance(value.scalar, str) and part in value.scalar)
    if isinstance(value, Text):
        if value.decoded is not None:
            return _found(value.decoded, part)
        known = any(isinstance(piece, str) and part in piece for piece in value.parts)
        # An account, a partition or a region holds nothing that anybody looks for.
        holes = [piece for piece in value.parts if not isinstance(piece, str)]
        plain = all(isinstance(hole, Reference) and hole.resource.startswith("AWS::") for hole in holes)
        return Truth.YES if known else Truth.NO if plain else Truth.MAYBE
    if isinstance(value, (ListOf, MapOf)):
        items = value.items if isinstance(value, ListOf) else value.items.values()
        answer = any_true(_found(element, part) for element in items)
        return answer if value.complete else answer | Truth.MAYBE
    return Truth.MAYBE if isinstance(value, (Unknown, Reference, OneOf)) else Truth.NO


def _arn_of(_: Scope, resource: Any) -> Any:
    """The ARN that a resource will have, as far as it is known."""
    if not isinstance(resource, Resource):
        return ABSENT if resource is ABSENT else Unknown("which resource is meant is not known")
    return arn_of(resource)


def _effective(_: Scope, resource: Any, path: str) -> Any:
    """A property with what other resources attach to it."""
    if not isinstance(resource, Resource):
        return ABSENT if resource is ABSENT else Unknown("which resource is meant is not known")
    attribute = resource.effective(*path.split("."))
    if "." in path or not isinstance(attribute.content, ListOf):
        return attribute
    # Each element in the names and places of the resource that it is written in.
    return Items(tuple(effective_elements(resource, path)), attribute.content.complete)


GRAPH_FUNCTIONS: Final[Mapping[str, Function]] = {
    "resources": _resources,
    "deleted": _deleted,
    "ignoresChanges": _ignores_changes,
    "resourcesNamed": _resources_named,
    "leastSize": _least_size,
    "after": _after,
    "steps": _steps,
    "stepsBetween": _steps_between,
    "command": _command,
    "exists": _exists,
    "isNew": _is_new,
    "isKnown": _is_known,
    "isReference": _is_reference,
    "leftToCallers": _left_to_callers,
    "isDefaulted": _is_defaulted,
    "changes": _changes,
    "before": _before,
    "sameRegion": _same_region,
    "arnOf": _arn_of,
    "mentions": _mentions,
}
"""What expressions call: `resources('AWS::SQS::Queue')`."""

GRAPH_METHODS: Final[Mapping[str, Function]] = {
    "resource": _resource,
    "part": _part,
    "head": head,
    "lambda": _lambda,
    "named": _named,
    "field": target_field,
    "lead": lead,
    "referrers": _referrers,
    "earlierWithSame": _earlier_with_same,
    "namesake": _namesake,
    "orDefault": _or_default,
    "asWritten": _as_written,
    "effective": _effective,
    "writes": _writes,
    "mayPrecede": _may_precede,
    "lifecycle": _lifecycle,
}
"""What expressions call on an operand: `self.QueueUrl.resource('AWS::SQS::Queue')`."""
