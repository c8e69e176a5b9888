"""An attribute as a rule sees it: a value in the current world, with its parts, its place and what it refers to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from awslint.facts.defaults import default_of
from awslint.graph import lifecycle
from awslint.graph.attribute_questions import AttributeQuestions
from awslint.graph.attribute_value import is_plain
from awslint.graph.reference_questions import references_in
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    Origin,
    Reference,
    Span,
    Text,
    Truth,
    Unknown,
    Value,
    revealed,
)

if TYPE_CHECKING:
    from awslint.graph.resource import Resource


class Attribute(AttributeQuestions):
    """An attribute: its value and the questions of `AttributeQuestions`, its parts, and the resource it refers to."""

    __slots__ = ()

    _parts: dict[str | int, Attribute]

    def get(self, *path: str) -> Attribute:
        """Returns the attribute below this one; Missing below what is missing or null, unknown below what is
        unknown."""
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
        if self._is_lasting and is_plain(part._raw):
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
        """Returns the elements of a list that are known to be there (`count` says whether there may be more).

        A single value where the language also takes a list counts as a list of one; what is missing, null or unknown
        has no elements. An element that is missing in this world is left out.
        """
        content = self.content
        if isinstance(content, ListOf):
            items = [self._element(index, element) for index, element in enumerate(content.items)]
            return [element for element in items if not isinstance(element.value, Missing)]
        if isinstance(content, (Missing, Unknown)) or (isinstance(content, Known) and content.scalar is None):
            return []
        if isinstance(content, Reference):
            return []
        return [self]

    def _element(self, index: int, element: Value) -> Attribute:
        found = self._parts.get(index)
        if found is not None:
            return found
        return self._with_part(index, Attribute(self.resource, (*self.path, index), element, self._place(element.span)))

    def _place(self, written: Span) -> Span:
        """Where a part is: where it is written if that is inside this attribute, else where the attribute is. A finding
        belongs to the resource; where its value comes from is shown beside it. What has no place of its own (a list
        that a front end made up) says nothing of its parts."""
        synthetic = not self.path or not self.content.span.is_somewhere
        return written if written.is_somewhere and (synthetic or self.span.encloses(written)) else self.span

    def keys(self) -> list[str]:
        """Returns the known keys of a map."""
        content = self.content
        return list(content.items) if isinstance(content, MapOf) else []

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
    def before(self) -> Attribute:
        """The attribute before the deployment, as a plan lists it: missing of what is created, else unknown without
        a plan."""
        return Attribute(self.resource, self.path, lifecycle.before(self.resource, self.path), self.span)

    @property
    def is_changed(self) -> Truth:
        """Whether the deployment gives it another value than it has: what is created gets all that is written."""
        return lifecycle.is_changed(self.before.value, self.content)

    def target(self, *types: str) -> Resource | None:
        """Returns the resource of this deployment that the attribute refers to, if it is of one of the types (or any),
        also by an ARN that is put together from its name.

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
        """Yields all references in the value, at any depth and in any alternative."""
        yield from references_in(self._raw)
