"""The value of an attribute in the current world: how it is settled, and what is read of it as it is."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from awslint.graph import lifecycle
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    Origin,
    Reference,
    Scalar,
    Span,
    Value,
    revealed,
    without_placeholders,
)

if TYPE_CHECKING:
    from typing import Self

    from awslint.graph.context import EvaluationContext
    from awslint.graph.resource import Resource

_MARKS: Final = re.compile("<.*>|%%|@@|__")
"""What no word of a password is: `<Database Password>` is a placeholder there too."""


class AttributeValue:
    """The value of an attribute in the world of the current evaluation context.

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
        self._parts: dict[str | int, Any] = {}
        self.span = span

    @classmethod
    def whole(cls, resource: Resource) -> Self:
        """Returns all attributes of a resource as one, which keeps its parts: rules that read the same do not make them
        again, nor settle again what is the same in every world."""
        attribute = cls(resource, (), resource.attributes, resource.header)
        if lifecycle.is_as_written(resource) and is_plain(resource.attributes):
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
    def number(self) -> float | None:
        """The known number, also one that is written as a text; None for everything else."""
        scalar = self.scalar
        return None if scalar is None or isinstance(scalar, bool) else as_number(str(scalar))

    @property
    def origin(self) -> Origin | None:
        """Where a known scalar comes from; None for everything else."""
        content = self.content
        return content.origin if isinstance(content, Known) else None

    @property
    def is_a_default(self) -> bool:
        """Whether it is the default of a variable or parameter that nobody sets."""
        return self.origin is Origin.DEFAULT

    @property
    def name(self) -> str:
        """The path in the language's own names: `authentication_mode.passwords[0]`."""
        return self.resource.names.native_path(self.path)


def as_number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


@lru_cache(maxsize=4096)
def _is_password(path: tuple[str | int, ...]) -> bool:
    return any(isinstance(step, str) and "password" in step.lower() for step in path)


def is_plain(value: Value) -> bool:
    """Returns whether a value is the same in every world, so that who reads it has nothing to note."""
    if isinstance(value, Known):
        return not value.assumes and (not isinstance(value.scalar, str) or without_placeholders(value) is value)
    return isinstance(value, (MapOf, ListOf, Missing)) and not value.assumes
