"""The abstract value: what is known of one attribute before deployment.

Values are immutable. Each carries a span (where it is written), a `sensitive` mark, and `assumes`: the defaults that
it rests on, in words, as they are shown to the user (`var.engine_version = "6.2" (default)`).
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import Final, TypeVar, Union

from awslint.frozen import frozen
from awslint.values.conditions import ALWAYS, NEVER, Condition, World, all_of, negation
from awslint.values.spans import NOWHERE, Span
from awslint.values.truth import Truth

Scalar = Union[str, int, float, bool, None]
Assumptions = tuple[str, ...]

ALTERNATIVES: Final = 32
"""The most alternatives that one value may have; what would have more is unknown."""


class Origin(enum.Enum):
    """Where a known scalar comes from."""

    LITERAL = "literal"
    DEFAULT = "default"
    SUPPLIED = "supplied"
    COMPUTED = "computed"


@frozen
class Known:
    """One scalar; None is an explicit null.

    `decoded` is set where the scalar is a JSON document that the configuration wrote as a structure (jsonencode,
    aws_iam_policy_document): the structure, with its spans. `type` is the language's type of a null that has one.
    """

    scalar: Scalar
    span: Span = NOWHERE
    sensitive: bool = False
    assumes: Assumptions = ()
    origin: Origin = Origin.LITERAL
    decoded: Value | None = None
    type: object = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Known):
            return NotImplemented
        # To Python, True and 1 are equal.
        if self.scalar != other.scalar or isinstance(self.scalar, bool) is not isinstance(other.scalar, bool):
            return False
        mine = (self.span, self.sensitive, self.assumes, self.origin, self.decoded)
        return mine == (other.span, other.sensitive, other.assumes, other.origin, other.decoded)

    def __hash__(self) -> int:
        return hash((self.scalar, self.span))


@frozen
class Unknown:
    """Any value at all (also null, also none), or any of the JSON-like `type` where that is known.

    `why` is shown to the user: `var.region has no value`, `data.aws_vpc.main is read at deployment`. `present` is the
    assumption under which it is something, neither null nor empty: `var.token is given a value` of a variable that
    has to be set. Empty where it may be nothing.
    """

    why: str
    type: str | None = None
    span: Span = NOWHERE
    sensitive: bool = False
    assumes: Assumptions = ()
    present: str = ""


@frozen
class Text:
    """A string known in part: literal pieces and holes. A hole is a value of any kind but Known.

    `decoded` as in Known; a Text where the string is its base64.
    """

    parts: tuple[str | Value, ...]
    span: Span = NOWHERE
    sensitive: bool = False
    assumes: Assumptions = ()
    decoded: Value | None = None


@frozen
class Reference:
    """An attribute of another resource of the configuration.

    `resource` is that resource's address; `attribute` is the path in the language's own names (`("id",)`,
    CloudFormation's Ref: `("Ref",)`). `value` is what the configuration itself says of that attribute, where it does.
    """

    resource: str
    attribute: tuple[str, ...]
    span: Span = NOWHERE
    sensitive: bool = False
    assumes: Assumptions = ()
    value: Value | None = None


@frozen
class ListOf:
    """A list, tuple or set. Not `complete`: there may be further elements, anywhere.

    `element` is the language's type of all elements of what surely is a list or set and no tuple.
    """

    items: tuple[Value, ...]
    complete: bool = True
    span: Span = NOWHERE
    sensitive: bool = False
    assumes: Assumptions = ()
    is_set: bool = False
    element: object = field(default=None, compare=False)


@frozen
class MapOf:
    """A map, an object or a block. Not `complete`: there may be further keys.

    `spans` says for a key where its attribute is written as a whole, name included. `element` is the language's type
    of all members of what surely is a map and no object.
    """

    items: Mapping[str, Value]
    complete: bool = True
    span: Span = NOWHERE
    sensitive: bool = False
    assumes: Assumptions = ()
    spans: Mapping[str, Span] = field(default_factory=dict)
    element: object = field(default=None, compare=False)


@frozen
class OneOf:
    """Alternatives: exactly one of the conditions holds in any world. Build it with `choose`."""

    choices: tuple[tuple[Condition, Value], ...]
    span: Span = NOWHERE
    sensitive: bool = False
    assumes: Assumptions = ()


@frozen
class Missing:
    """Surely not written: AWS applies its default. Not null, and not unknown."""

    span: Span = NOWHERE
    sensitive: bool = False
    assumes: Assumptions = ()


Value = Union[Known, Unknown, Text, Reference, ListOf, MapOf, OneOf, Missing]
V = TypeVar("V", bound=Value)


def at(value: V, span: Span) -> V:
    """Returns the value, written at another place."""
    return replace(value, span=span)


def assuming(value: V, *assumptions: str) -> V:
    """Returns the value, resting on further assumptions."""
    added = tuple(dict.fromkeys(assumption for assumption in assumptions if assumption not in value.assumes))
    return replace(value, assumes=value.assumes + added) if added else value


def choose(condition: Condition, then: Value, otherwise: Value) -> Value:
    """Returns `then` where the condition holds, else `otherwise`. Equal alternatives are one value."""
    if condition == ALWAYS or then == otherwise:
        return then
    if condition == NEVER:
        return otherwise
    choices: list[tuple[Condition, Value]] = []
    for guard, alternative in ((condition, then), (negation(condition), otherwise)):
        branch = under(alternative, World().given(guard) or World())
        if isinstance(branch, OneOf):
            choices.extend((all_of((guard, further)), value) for further, value in branch.choices)
        else:
            choices.append((guard, branch))
    if len(choices) > ALTERNATIVES:
        return Unknown(f"more than {ALTERNATIVES} alternatives", span=then.span)
    assumes = tuple(dict.fromkeys(assumption for _, value in choices for assumption in value.assumes))
    return OneOf(tuple(choices), then.span, then.sensitive or otherwise.sensitive, assumes)


def under(value: Value, world: World) -> Value:
    """Returns the value as it is in that world: decided alternatives are taken, impossible ones dropped. Shallow."""
    if not isinstance(value, OneOf) or not world.decides_anything:
        return value
    left = [(guard, choice) for guard, choice in value.choices if world.holds(guard) is not Truth.NO]
    if len(left) == 1:
        return under(left[0][1], world)
    if len(left) == len(value.choices):
        return value
    return replace(value, choices=tuple(left))


def distribute(function: Callable[..., Value], *values: Value) -> Value:
    """Returns `function(*values)` where it must not be asked about a OneOf: once for every combination of alternatives.

    Alternatives under the same condition go together. Too many combinations give an Unknown.
    """
    choices: list[tuple[Condition, Value]] = []
    if not _spread(function, list(values), (), World(), choices):
        return Unknown(f"more than {ALTERNATIVES} alternatives", span=values[0].span if values else NOWHERE)
    if len(choices) == 1:
        return choices[0][1]
    first = choices[0][1]
    if all(value == first for _, value in choices):
        return first
    assumes = tuple(dict.fromkeys(assumption for _, value in choices for assumption in value.assumes))
    return OneOf(tuple(choices), first.span, any(value.sensitive for _, value in choices), assumes)


def _spread(
    function: Callable[..., Value],
    values: list[Value],
    guards: tuple[Condition, ...],
    world: World,
    choices: list[tuple[Condition, Value]],
) -> bool:
    for index, value in enumerate(values):
        settled = under(value, world)
        values[index] = settled
        if isinstance(settled, OneOf):
            for guard, alternative in settled.choices:
                narrower = world.given(guard)
                if narrower is None:
                    continue
                replaced = [*values[:index], alternative, *values[index + 1 :]]
                if not _spread(function, replaced, (*guards, guard), narrower, choices):
                    return False
            return True
    result = function(*values)
    guard = all_of(guards)
    if isinstance(result, OneOf):
        choices.extend((all_of((guard, further)), choice) for further, choice in result.choices)
    else:
        choices.append((guard, result))
    return len(choices) <= ALTERNATIVES


def revealed(value: Value) -> Value:
    """Returns a reference whose value the configuration itself tells, as that value; anything else as it is."""
    while isinstance(value, Reference) and value.value is not None:
        target = value.value
        if value.assumes:
            target = assuming(target, *value.assumes)
        value = replace(target, sensitive=True) if value.sensitive and not target.sensitive else target
    return value


def with_parts(value: ListOf | MapOf, function: Callable[[Value], Value]) -> Value:
    """Returns a list or map with what the function makes of each element or member."""
    if isinstance(value, ListOf):
        return replace(value, items=tuple(map(function, value.items)))
    return replace(value, items={key: function(member) for key, member in value.items.items()})


def plain(value: Value) -> object:
    """Returns the Python object (str, int, float, bool, None, list, dict) that a wholly known value stands for.

    Raises:
        ValueError: the value, or a part of it, is not known.
    """
    value = revealed(value)
    if isinstance(value, Known):
        return value.scalar
    if isinstance(value, ListOf) and value.complete:
        return [plain(element) for element in value.items]
    if isinstance(value, MapOf) and value.complete:
        return {key: plain(element) for key, element in value.items.items() if not isinstance(element, Missing)}
    raise ValueError("not wholly known")


def wrap(content: object, span: Span = NOWHERE, origin: Origin = Origin.LITERAL, assumes: Iterable[str] = ()) -> Value:
    """Returns the value of a Python object made of str, int, float, bool, None, lists and dicts with string keys."""
    reasons = tuple(assumes)
    if isinstance(content, Mapping):
        items = {str(key): wrap(element, span, origin, reasons) for key, element in content.items()}
        return MapOf(items, span=span, assumes=reasons)
    if isinstance(content, Sequence) and not isinstance(content, str):
        return ListOf(tuple(wrap(element, span, origin, reasons) for element in content), span=span, assumes=reasons)
    if content is None or isinstance(content, (str, int, float, bool)):
        return Known(content, span=span, origin=origin, assumes=reasons)
    raise TypeError(f"no value for {type(content).__name__}")
