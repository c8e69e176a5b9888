"""An attribute as a rule sees it: a value in the current world, with its place and its name in the language."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from awslint.facts.defaults import default_of
from awslint.facts.references import identifies
from awslint.graph import lifecycle
from awslint.graph.reference_questions import is_something, references_in
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    Origin,
    Range,
    Reference,
    Scalar,
    Span,
    Text,
    Truth,
    Unknown,
    Value,
    count,
    equals,
    has_any_character,
    is_among,
    matches,
    matches_text,
    revealed,
    same,
    starts_with,
    text_length,
    without_placeholders,
)

if TYPE_CHECKING:
    from awslint.graph.context import EvaluationContext
    from awslint.graph.resource import Resource

_MARKS: Final = re.compile("<.*>|%%|@@|__")
"""What no word of a password is: `<Database Password>` is a placeholder there too."""


class Attribute:
    """The value of an attribute in the world of the current inquiry, and what can be asked of it.

    `span` is where the attribute is written; for one that is not, where it would have to be.
    """

    __slots__ = ("_content", "_context", "_parts", "_raw", "_settled", "path", "resource", "span")

    def __init__(self, resource: Resource, path: tuple[str | int, ...], raw: Value, span: Span) -> None:
        self.resource = resource
        self.path = path
        self._raw = raw
        self._settled: Value | None = None
        self._content: Value | None = None
        self._context: EvaluationContext | None = None
        """In which the value was settled; None for what is the same in every world."""
        self._parts: dict[str | int, Attribute] = {}
        self.span = span

    @classmethod
    def whole(cls, resource: Resource) -> Attribute:
        """All attributes of a resource as one, which keeps its parts: rules that read the same do not make them again,
        nor settle again what is the same in every world."""
        attribute = cls(resource, (), resource.attributes, resource.header)
        if lifecycle.is_as_written(resource) and _is_plain(resource.attributes):
            attribute._settled = resource.attributes
        return attribute

    def __repr__(self) -> str:
        return f"<{self.resource.address} {'.'.join(map(str, self.path))} = {self._raw}>"

    @property
    def is_outdated(self) -> bool:
        """Whether this, made by `whole`, is no longer what the resource has."""
        resource = self.resource
        return self._raw is not resource.attributes or (self._is_lasting and not lifecycle.is_as_written(resource))

    @property
    def _is_lasting(self) -> bool:
        return self._settled is not None and self._context is None

    @property
    def value(self) -> Value:
        """The value that AWS gets, as far as it is known: never a OneOf; a Reference stays one.

        What a resource that exists ignores or keeps is unknown, whatever is written.

        Raises:
            Undecided: the world leaves it open (the engine then asks the rule again in narrower worlds).
        """
        settled = self._settled
        if settled is None or (self._context is not None and self._context is not self.resource.deployment.context):
            settled = self._settle_here()
        return settled

    def _settle_here(self) -> Value:
        """Settles the value in the current context, which notes what it rests on."""
        self._settled = self._content = None
        self._parts = {}
        settled = self._in_force(self._settle(self._raw))
        self._context = self.resource.deployment.context
        self._settled = settled
        return settled

    def _in_force(self, value: Value) -> Value:
        """What reaches AWS of what is written (see `awslint.graph.lifecycle`)."""
        return lifecycle.in_force(self.resource, self.path, value) if self.path else value

    @property
    def content(self) -> Value:
        """The value behind references whose value the configuration itself tells."""
        value = self.value
        if not isinstance(value, Reference) or value.value is None:
            return value
        if self._content is None:
            while isinstance(value, Reference) and value.value is not None:
                value = self._settle(revealed(value))
            self._content = value
        return self._content

    def _settle(self, value: Value) -> Value:
        """The value in this world. As a password people do deploy `changeme` or `xxxxxxxx`, as a name nobody does."""
        context = self.resource.deployment.context
        if self.path and _is_password(self.path):
            value = context.settle(value, as_written=True)
            if isinstance(value, Known) and isinstance(value.scalar, str) and not _MARKS.search(value.scalar):
                return value
        return context.settle(value)

    @property
    def written(self) -> Attribute:
        """The attribute with a placeholder, which is not known elsewhere, as the text that it is."""
        context = self.resource.deployment.context
        value = context.settle(self._raw, as_written=True)
        while isinstance(value, Reference) and value.value is not None:
            value = context.settle(revealed(value), as_written=True)
        attribute = Attribute(self.resource, self.path, self._raw, self.span)
        attribute._settled = context.settle(self._in_force(value), as_written=True)
        return attribute

    @property
    def or_default(self) -> Attribute:
        """The attribute, with the documented default as its value where it surely is not written.

        Unknown where Terraform has the resource already: what is not written stays as it is there.
        """
        if self.is_missing is not Truth.YES:
            return self
        resource = self.resource
        default = default_of(
            resource.type, resource.native_type, tuple(step for step in self.path if isinstance(step, str))
        )
        if default is None:
            return self
        if not resource.names.is_open and resource.is_new is not Truth.YES:
            value: Value = Unknown(f"{self.name} of {resource.address} stays what it is")
        else:
            value = Known(default.value, origin=Origin.COMPUTED)
        return Attribute(resource, self.path, value, self.span)

    @property
    def scalar(self) -> Scalar:
        """The known scalar, or None for everything else."""
        content = self.content
        return content.scalar if isinstance(content, Known) else None

    @property
    def text(self) -> str | None:
        """The known string, or None for everything else."""
        scalar = self.scalar
        return scalar if isinstance(scalar, str) else None

    @property
    def name(self) -> str:
        """The path in the language's own names: `authentication_mode.passwords[0]`."""
        return self.resource.names.native_path(self.path)

    def set_to(self, written: str) -> str:
        """How the attribute is set to what is written like that, in the language at hand: `a = true`, or a: true."""
        return f"`{self.name} = {written}`" if self.resource.language == "terraform" else f"{self.name}: {written}"

    def get(self, *path: str) -> Attribute:
        """The attribute below this one; Missing below what is missing or null, unknown below what is unknown."""
        attribute = self
        for name in path:
            value = attribute.value  # parts are those of the current context
            found = attribute._parts.get(name)
            if found is None:
                found = attribute._with_part(name, attribute._child(name, value))
            attribute = found
        return attribute

    def _with_part(self, key: str | int, part: Attribute) -> Attribute:
        """Keeps a part as long as this attribute has the value that it is a part of."""
        if self._is_lasting and _is_plain(part._raw):
            part._settled = part._raw
        self._parts[key] = part
        return part

    def _child(self, name: str, value: Value) -> Attribute:
        content = self.content if isinstance(value, Reference) else value
        path = (*self.path, name)
        if isinstance(content, MapOf):
            if name in content.items:
                value = content.items[name]
                span = content.spans.get(name, value.span)
                return Attribute(self.resource, path, value, self._place(span))
            if (not content.complete and not self.resource.names.lacks(path)) or not self.resource.names.has(path):
                why = f"{self.resource.address} may set {self.resource.names.native_path(path)}"
                return Attribute(self.resource, path, Unknown(why), self.span)
            return Attribute(self.resource, path, Missing(), self.span)
        if isinstance(content, Missing) or (isinstance(content, Known) and content.scalar is None):
            return Attribute(self.resource, path, Missing(), self.span)
        why = content.why if isinstance(content, Unknown) else f"{self.name} is not known"
        return Attribute(self.resource, path, Unknown(why), self.span)

    def elements(self) -> list[Attribute]:
        """The elements of a list that are known to be there (`count` says whether there may be more).

        A single value where the language also takes a list counts as a list of one; what is missing, null or unknown
        has no elements. An element that is missing in this world is left out.
        """
        content = self.content
        if isinstance(content, ListOf):
            items = [self._element(index, item) for index, item in enumerate(content.items)]
            return [item for item in items if not isinstance(item.value, Missing)]
        if isinstance(content, (Missing, Unknown)) or (isinstance(content, Known) and content.scalar is None):
            return []
        if isinstance(content, Reference):
            return []
        return [self]

    def _element(self, index: int, item: Value) -> Attribute:
        found = self._parts.get(index)
        if found is not None:
            return found
        return self._with_part(index, Attribute(self.resource, (*self.path, index), item, self._place(item.span)))

    def _place(self, written: Span) -> Span:
        """Where a part is: where it is written if that is inside this attribute, else where the attribute is. A finding
        belongs to the resource; where its value comes from is shown beside it. What has no place of its own (a list
        that a front end made up) says nothing of its parts."""
        synthetic = not self.path or not self.content.span.is_somewhere
        return written if written.is_somewhere and (synthetic or self.span.encloses(written)) else self.span

    def keys(self) -> list[str]:
        """The known keys of a map."""
        content = self.content
        return list(content.items) if isinstance(content, MapOf) else []

    @property
    def count(self) -> Range:
        """How many elements there are; a single scalar counts as one."""
        content = self.content
        if isinstance(content, ListOf):
            settled = tuple(self.resource.deployment.context.settle(item) for item in content.items)
            return count(ListOf(settled, content.complete, is_set=content.is_set))
        if isinstance(content, (Known, Text)) and not (isinstance(content, Known) and content.scalar is None):
            return Range.exactly(1)
        return count(content)

    @property
    def is_set(self) -> Truth:
        """Whether the attribute is set at all: not missing, not null. An empty list is set."""
        value = self.value
        if isinstance(value, Missing):
            return Truth.NO
        if isinstance(value, Reference) and is_something(value):
            return Truth.YES
        content = self.content
        if isinstance(content, Missing):
            return Truth.NO
        if isinstance(content, Known):
            return Truth.of(content.scalar is not None)
        if isinstance(content, Unknown) and content.present:
            self.resource.deployment.context.assume(content.present)
            return Truth.YES
        return Truth.MAYBE if isinstance(content, (Unknown, Reference)) else Truth.YES

    @property
    def is_missing(self) -> Truth:
        """Whether it is surely not set (or null)."""
        return ~self.is_set

    @property
    def is_defaulted(self) -> Truth:
        """Whether AWS's default applies, because nothing is written.

        Terraform's provider keeps what a resource has that exists: the context notes that it is taken to be new.
        """
        missing = self.is_missing
        resource = self.resource
        if missing is Truth.NO or resource.change:
            return missing
        return missing & (resource.is_new if resource.native_type.startswith("aws_") else ~Truth.of(resource.imported))

    @property
    def is_left_to_callers(self) -> bool:
        """Whether it is empty only because a variable's default is: whoever calls the module fills it in."""
        content = self.content
        is_empty = (
            isinstance(content, Missing)
            or (isinstance(content, ListOf) and content.complete and not content.items)
            or (isinstance(content, Known) and content.scalar in (None, ""))
        )
        return is_empty and bool(content.assumes or self.value.assumes)

    @property
    def before(self) -> Attribute:
        """The attribute before the deployment, as a plan lists it: missing of what is created, else unknown without
        a plan."""
        return Attribute(self.resource, self.path, lifecycle.before(self.resource, self.path), self.span)

    @property
    def is_changed(self) -> Truth:
        """Whether the deployment gives it another value than it has: what is created gets all that is written."""
        return lifecycle.is_changed(self.before.value, self.content)

    @property
    def is_true(self) -> Truth:
        """Whether it is the boolean true, also written as the string "true" in any case."""
        return self.matches_text(lambda text: text.lower() == "true")

    @property
    def is_false(self) -> Truth:
        """Whether it is written as false; Missing is not."""
        return self.matches_text(lambda text: text.lower() == "false")

    @property
    def is_a_default(self) -> bool:
        """Whether it is the default of a variable or parameter that nobody sets."""
        return self.origin is Origin.DEFAULT

    @property
    def origin(self) -> Origin | None:
        """Where a known scalar comes from; None for everything else."""
        content = self.content
        return content.origin if isinstance(content, Known) else None

    def equals(self, scalar: Scalar) -> Truth:
        """Whether it is that scalar. A number may be written as its text, as both languages allow; else as
        `awslint.values.equals`."""
        if isinstance(scalar, (int, float)) and not isinstance(scalar, bool):
            return self.matches_text(lambda text: _as_number(text) == scalar)
        return equals(self.content, scalar)

    @property
    def number(self) -> float | None:
        """The known number, also one that is written as a text; None for everything else."""
        scalar = self.scalar
        return None if scalar is None or isinstance(scalar, bool) else _as_number(str(scalar))

    def equals_text(self, text: str, ignoring_case: bool = False) -> Truth:
        """Whether it is that string. What is known to be something is not the empty one."""
        content = self.content
        if not text and isinstance(self.value, Reference) and is_something(self.value):
            return Truth.NO
        if not text and isinstance(content, Unknown) and content.present:
            self.resource.deployment.context.assume(content.present)
            return Truth.NO
        if not ignoring_case:
            return equals(self.content, text)
        return self.matches_text(lambda mine: mine.lower() == text.lower())

    def is_among(self, scalars: Collection[Scalar]) -> Truth:
        """Whether it is one of the scalars."""
        return is_among(self.content, scalars)

    def starts_with(self, prefix: str) -> Truth:
        """Whether it is a string with that beginning."""
        return starts_with(self.content, prefix)

    def matches(self, pattern: str | re.Pattern[str]) -> Truth:
        """Whether it is a string that the regular expression matches from end to end."""
        return matches(self.content, pattern)

    def matches_text(self, predicate: Callable[[str], bool]) -> Truth:
        """Whether it is a scalar whose text the predicate accepts."""
        return matches_text(self.content, predicate)

    def has_any_character(self, characters: Collection[str]) -> Truth:
        """Whether it is a string that holds one of the characters."""
        return has_any_character(self.content, characters)

    @property
    def text_length(self) -> Range:
        """How many characters the string has."""
        return text_length(self.content)

    def same(self, other: Attribute) -> Truth:
        """Whether both are equal at deployment, or name the same resource, be it by its id, its ARN or its name."""
        answer = same(self.value, other.value)
        if answer is not Truth.MAYBE:
            return answer
        mine, theirs = revealed(self.value), revealed(other.value)
        if not isinstance(mine, Reference) or not isinstance(theirs, Reference) or mine.resource != theirs.resource:
            return answer
        target = self.resource.deployment.find(mine.resource)
        named = target is not None and all(identifies(target.type, reference.attribute) for reference in (mine, theirs))
        return Truth.YES if named else answer

    def target(self, *types: str) -> Resource | None:
        """The resource of this deployment that the attribute refers to, if it is of one of the types (or any), also by
        an ARN that is put together from its name.

        A rule that has nothing to answer after it asked this of an attribute that is not known is undecided.
        """
        value = self.value
        context = self.resource.deployment.context
        if isinstance(value, Text):
            from awslint.graph.arns import of_one_resource

            value = of_one_resource(value)
        while isinstance(value, Reference):
            found = self.resource.deployment.find(value.resource)
            if found is not None and (not types or found.type in types):
                return found
            if value.value is None:
                context.is_unresolved = context.is_unresolved or found is None
                return None
            value = context.settle(value.value)
        if isinstance(value, Known) and isinstance(value.scalar, str) and value.scalar.startswith("arn:"):
            value = Text((value.scalar,), value.span)
        if isinstance(value, Text) and value.decoded is None:
            from awslint.graph.arns import resource_meant

            return resource_meant(value, self.resource, types)
        context.is_unresolved = context.is_unresolved or isinstance(value, Unknown)
        return None

    @property
    def target_attribute(self) -> tuple[str, ...]:
        """The path of the attribute that is referred to, in the language's own names; empty for no reference."""
        value = self.value
        return value.attribute if isinstance(value, Reference) else ()

    def references(self) -> Iterator[Reference]:
        """All references in the value, at any depth and in any alternative."""
        yield from references_in(self._raw)


def _as_number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


@lru_cache(maxsize=4096)
def _is_password(path: tuple[str | int, ...]) -> bool:
    return any(isinstance(step, str) and "password" in step.lower() for step in path)


def _is_plain(value: Value) -> bool:
    """Whether a value is the same in every world, so that who reads it has nothing to note."""
    if isinstance(value, Known):
        return not value.assumes and (not isinstance(value.scalar, str) or without_placeholders(value) is value)
    return isinstance(value, (MapOf, ListOf, Missing)) and not value.assumes
