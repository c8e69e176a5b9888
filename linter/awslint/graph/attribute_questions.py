"""What can be asked of the value of an attribute, answered in three values: whether it is set, equal, of a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from awslint.facts.references import identifies
from awslint.graph.attribute_value import AttributeValue, as_number
from awslint.graph.reference_questions import is_something
from awslint.values import (
    Known,
    ListOf,
    Missing,
    Range,
    Reference,
    Scalar,
    Text,
    Truth,
    Unknown,
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
)


class AttributeQuestions(AttributeValue):
    """Whether the value is set, how it compares with others, and how long it is."""

    __slots__ = ()

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
    def is_true(self) -> Truth:
        """Whether it is the boolean true, also written as the string "true" in any case."""
        return self.matches_text(lambda text: text.lower() == "true")

    @property
    def is_false(self) -> Truth:
        """Whether it is written as false; Missing is not."""
        return self.matches_text(lambda text: text.lower() == "false")

    def equals(self, scalar: Scalar) -> Truth:
        """Returns whether it is that scalar. A number may be written as its text, as both languages allow; else as
        `awslint.values.equals`."""
        if isinstance(scalar, (int, float)) and not isinstance(scalar, bool):
            return self.matches_text(lambda text: as_number(text) == scalar)
        return equals(self.content, scalar)

    def equals_text(self, text: str, ignoring_case: bool = False) -> Truth:
        """Returns whether it is that string. What is known to be something is not the empty one."""
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
        """Returns whether it is one of the scalars."""
        return is_among(self.content, scalars)

    def starts_with(self, prefix: str) -> Truth:
        """Returns whether it is a string with that beginning."""
        return starts_with(self.content, prefix)

    def matches(self, pattern: str | re.Pattern[str]) -> Truth:
        """Returns whether it is a string that the regular expression matches from end to end."""
        return matches(self.content, pattern)

    def matches_text(self, predicate: Callable[[str], bool]) -> Truth:
        """Returns whether it is a scalar whose text the predicate accepts."""
        return matches_text(self.content, predicate)

    def has_any_character(self, characters: Collection[str]) -> Truth:
        """Returns whether it is a string that holds one of the characters."""
        return has_any_character(self.content, characters)

    @property
    def text_length(self) -> Range:
        """How many characters the string has."""
        return text_length(self.content)

    @property
    def count(self) -> Range:
        """How many elements there are; a single scalar counts as one."""
        content = self.content
        if isinstance(content, ListOf):
            settled = tuple(self.resource.deployment.context.settle(element) for element in content.items)
            return count(ListOf(settled, content.complete, is_set=content.is_set))
        if isinstance(content, (Known, Text)) and not (isinstance(content, Known) and content.scalar is None):
            return Range.exactly(1)
        return count(content)

    def same(self, other: AttributeValue) -> Truth:
        """Returns whether both are equal at deployment, or name the same resource, be it by its id, its ARN or its
        name."""
        answer = same(self.value, other.value)
        if answer is not Truth.MAYBE:
            return answer
        mine, theirs = revealed(self.value), revealed(other.value)
        if not isinstance(mine, Reference) or not isinstance(theirs, Reference) or mine.resource != theirs.resource:
            return answer
        target = self.resource.deployment.find(mine.resource)
        named = target is not None and all(identifies(target.type, reference.attribute) for reference in (mine, theirs))
        return Truth.YES if named else answer
