"""The values of a plan: what is known after planning, and which other resources it comes from.

What the configuration does not write is left out, also where the plan has a value for it (defaults of the provider,
what was read back from AWS): rules ask what is written, of plans as of configurations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from awslint.facts.names import Names, nested_of
from awslint.frozen import frozen
from awslint.terraform.plan.configuration import Leaf, Mentions, Module, mentions, references_in
from awslint.terraform.plan.document import Change, mapping
from awslint.values import NOWHERE, Known, ListOf, MapOf, Origin, Reference, Span, Unknown, Value

LATER: Final = "known after apply"

IDENTITIES: Final = frozenset({"id", "arn"})
"""Computed attributes that are kept where they are known."""

_SINGLE: Final = ("_id", "_arn", "_name", "_identifier", "_key", "_url")
_PLURAL: Final = ("_ids", "_arns", "_names", "_identifiers")
_ALONE: Final = frozenset(
    {"role", "bucket", "cluster", "user", "group", "function_name", "vpc_id"}
    | {"task_definition", "destination", "s3_bucket", "instance", "repository"}
)
_LISTED: Final = frozenset({"subnets", "security_groups", "layers"})
_COMPOSED: Final = frozenset({"source_arn", "resource_id", "execution_arn", "invoke_arn"})
"""Attributes whose values are often made of an identity and something more."""

_HASHED: Final = frozenset({"aws_instance", "aws_launch_configuration"})
_HASH: Final = re.compile("[0-9a-f]{40}")
"""What version 5 of the AWS provider keeps of the user data of these."""

_OWN_IDENTITY: Final = frozenset({"id", "arn", "name", "key_id"})


@frozen
class Place:
    """Where values stand: the module with its configuration, its address, and the span.

    `instances` are the plan's, by block and the address of the module, or None for those in all modules.
    `names` are the attributes of the resource, or of the block in it; None where they are not known.
    """

    instances: Mapping[tuple[str, str | None], Sequence[Change]]
    module: Module | None
    address: str
    span: Span = NOWHERE
    names: Mapping[str, Names] | None = None

    def at(self, name: str) -> Place:
        """Returns the same, inside the block of that name."""
        nested = nested_of(self.names.get(name)) if self.names is not None else None
        return replace(self, names=nested.attributes if nested is not None else None)

    def mentions(self, expression: Any) -> Mentions:
        """Returns what an expression of that module mentions, at any depth."""
        if self.module is None:
            return Mentions(hidden=True)
        lists = list(references_in(expression))
        if not lists:
            return Mentions()
        found = [mentions(self.module, self.address, references) for references in lists]
        leaves = tuple(dict.fromkeys(leaf for mention in found for leaf in mention.leaves))
        return Mentions(
            leaves,
            len(leaves) == 1 and all(mention.direct for mention in found),
            any(mention.hidden for mention in found),
        )

    def targets(self, leaf: Leaf) -> list[Change]:
        """Returns the instances that a leaf may mean."""
        found = self.instances.get((leaf.block, leaf.module), ())
        return [change for change in found if leaf.key in ("", change.key)]


def attributes(change: Change, body: Mapping[str, Any] | None, names: Mapping[str, Names], place: Place) -> MapOf:
    """Returns the attributes of an instance under native names. `body` is its block in the plan's configuration."""
    after, unknown, marks = mapping(change.after), mapping(change.unknown), mapping(change.sensitive)
    expressions = mapping(body.get("expressions")) if body is not None else {}
    items: dict[str, Value] = {}
    for name in dict.fromkeys((*after, *(key for key, member in unknown.items() if member), *expressions)):
        here = replace(place, span=change.spans.get(name, change.span), names=names or None)
        expression = expressions.get(name)
        if body is None:
            value = _undescribed(name, after, unknown, here)
        elif expression is None and not _is_dynamic(name, after, unknown, names):
            value = _value(name, after.get(name), False, None, None, here) if name in IDENTITIES else None
        elif expression is None and _is_as_before(name, change):
            value = Unknown("whether it is written, or only read back from AWS, is not known", span=here.span)
        else:
            planned = unknown.get(name, False if name in after else change.actions == () and "unsaid")
            value = _value(name, after.get(name), planned, marks.get(name), expression, here)
        if name == "user_data" and change.type in _HASHED and _HASH.fullmatch(str(after.get(name))):
            value = Unknown("the plan has a hash of it", span=here.span)
        if value is not None:
            items[name] = replace(value, sensitive=True) if marks.get(name) is True else value
    spans = {name: change.spans[name] for name in items if name in change.spans}
    return MapOf(items, complete=body is not None, span=change.span, spans=spans)


def _is_as_before(name: str, change: Change) -> bool:
    """Whether blocks without expressions, of what is there already, may be what AWS made of their absence."""
    same = mapping(change.before).get(name) == mapping(change.after).get(name)
    return same and change.kind in ("update", "no-op")


def _undescribed(name: str, after: Mapping[str, Any], unknown: Mapping[str, Any], place: Place) -> Value | None:
    """A value of a resource that the plan's configuration does not have: whether it is written is not known."""
    if unknown.get(name):
        return Unknown(LATER, span=place.span)
    return None if after.get(name) is None else plain_value(after[name], place.span)


def _is_dynamic(name: str, after: Mapping[str, Any], unknown: Mapping[str, Any], names: Mapping[str, Names]) -> bool:
    """Whether an attribute without an expression comes from dynamic blocks, of which plans have no expressions."""
    value = after.get(name)
    if isinstance(value, list) and value and all(isinstance(element, dict) for element in value):
        return True
    return unknown.get(name) is True and nested_of(names.get(name)) is not None


def _may_be_dynamic(name: str, after: Mapping[str, Any], place: Place) -> bool:
    """The same inside a block."""
    if name in after:
        return isinstance(after[name], list)
    return place.names is None or name not in place.names or nested_of(place.names[name]) is not None


def plain_value(value: Any, span: Span) -> Value:
    """Returns the value of plain data."""
    if isinstance(value, dict):
        return MapOf({str(key): plain_value(member, span) for key, member in value.items()}, span=span)
    if isinstance(value, list):
        return ListOf(tuple(plain_value(element, span) for element in value), span=span)
    return Known(value, span, origin=Origin.COMPUTED)


def _value(name: str, after: Any, unknown: Any, marks: Any, expression: Any, place: Place) -> Value | None:
    """The value at one name; None for what is not set."""
    if unknown is True or (unknown == "unsaid" and after is None):
        return _later(name, expression, place)
    if isinstance(after, dict):
        value: Value = _object(after, unknown, marks, expression, place.at(name))
    elif isinstance(after, list):
        value = _list(name, after, unknown, marks, expression, place)
    elif after is None:
        return _unset(name, expression, place)
    else:
        value = _scalar(after, expression, place)
    return replace(value, sensitive=True) if marks is True else value


def _unset(name: str, expression: Any, place: Place) -> Value | None:
    """A null: not set, but for write-only arguments, which plans never tell."""
    if name.endswith("_wo") and isinstance(expression, dict):
        if expression.get("constant_value") is not None:
            return Known(expression["constant_value"], place.span, sensitive=True)
        if "references" in expression:
            return Unknown("write-only arguments are not in a plan", span=place.span, sensitive=True)
    return None


def _object(after: Mapping[str, Any], unknown: Any, marks: Any, expression: Any, place: Place) -> MapOf:
    unknown, marks = mapping(unknown), mapping(marks)
    is_block = isinstance(expression, dict) and not {"references", "constant_value"} & expression.keys()
    items: dict[str, Value] = {}
    for name in dict.fromkeys((*after, *(key for key, member in unknown.items() if member))):
        written = expression.get(name) if is_block else expression
        if is_block and written is None and not _may_be_dynamic(name, after, place):
            continue  # of the provider
        value = _value(name, after.get(name), unknown.get(name), marks.get(name), written, place)
        if value is not None or not is_block:
            items[name] = value if value is not None else Known(None, place.span)
    return MapOf(items, span=place.span)


def _list(name: str, after: list[Any], unknown: Any, marks: Any, expression: Any, place: Place) -> ListOf:
    common = (
        _common(expression) if isinstance(expression, list) and after and isinstance(after[0], dict) else expression
    )
    several = len(after) > 1
    items: list[Value] = []
    for index, element in enumerate(after):
        partly = unknown[index] if isinstance(unknown, list) and index < len(unknown) else None
        mark = marks[index] if isinstance(marks, list) and index < len(marks) else None
        if partly is True and several and not isinstance(expression, list):
            # Which of the mentioned attributes an element is cannot be determined.
            found: Value | None = Unknown(LATER, span=place.span)
        else:
            found = _value(
                name if isinstance(element, dict) else name.removesuffix("s"), element, partly, mark, common, place
            )
        items.append(found if found is not None else Known(None, place.span))
    return ListOf(tuple(items), span=place.span)


def _common(blocks: list[Any]) -> dict[str, Any]:
    """The expressions of several blocks as of one: which block an element comes from is not known for sets."""
    merged: dict[str, list[Any]] = {}
    for block in blocks:
        for name, expression in block.items() if isinstance(block, dict) else ():
            merged.setdefault(name, []).append(expression)
    return {name: found[0] if len(found) == 1 else _either(found) for name, found in merged.items()}


def _either(expressions: list[Any]) -> Any:
    if all(isinstance(expression, list) for expression in expressions):
        return [block for expression in expressions for block in expression]
    every = [character for found in references_in(expressions) for character in found]
    return {"references": every}


def _scalar(value: Any, expression: Any, place: Place) -> Value:
    """A known scalar, as a reference where an attribute that its expression mentions has that very value.

    It is computed where it may come from anything: dynamic blocks have no expressions in plans, and locals no values.
    """
    known = Known(value, place.span, origin=Origin.COMPUTED)
    if not isinstance(value, str) or not value:
        return known
    mentions = place.mentions(expression)
    if expression is not None and not mentions.hidden:
        known = replace(known, origin=Origin.SUPPLIED)
    for leaf in mentions.leaves:
        for target in place.targets(leaf):
            if leaf.attribute and _attribute_of(target.after, leaf.attribute) == value:
                return Reference(target.address, leaf.attribute, place.span, value=known)
    return known


def _attribute_of(planned: Any, path: Sequence[str]) -> Any:
    for name in path:
        if isinstance(planned, list) and name.isdigit() and int(name) < len(planned):
            planned = planned[int(name)]
        else:
            planned = planned.get(name) if isinstance(planned, dict) else None
    return planned


def _later(name: str, expression: Any, place: Place) -> Value | None:
    """What is unknown while planning: another resource's attribute where nothing else can be meant."""
    if expression is None or (isinstance(expression, dict) and _is_constant_null(expression)):
        return None if expression is not None else Unknown(LATER, span=place.span)
    mentions = place.mentions(expression)
    references = [found for leaf in mentions.leaves if (found := _identity(leaf, place)) is not None]
    if not mentions.hidden and len(references) == len(mentions.leaves) and isinstance(expression, dict):
        if name.endswith(_PLURAL) or name in _LISTED:
            return ListOf(tuple(references), complete=False, span=place.span) if references else _unsaid(place)
        single = name.endswith(_SINGLE) or name in _ALONE
        if mentions.direct and single and name not in _COMPOSED:
            return references[0]
    return _unsaid(place)


def _unsaid(place: Place) -> Unknown:
    return Unknown(LATER, span=place.span)


def _is_constant_null(expression: Mapping[str, Any]) -> bool:
    return "constant_value" in expression and expression["constant_value"] is None


def _identity(leaf: Leaf, place: Place) -> Reference | None:
    """A reference to what a leaf names, if that is an identity of the block."""
    last = leaf.attribute[-1] if leaf.attribute else ""
    if last not in _OWN_IDENTITY and not last.endswith(_SINGLE):
        return None
    targets = place.targets(leaf)
    if not targets:
        return None
    return Reference(targets[0].address if len(targets) == 1 else leaf.block, leaf.attribute, place.span)
