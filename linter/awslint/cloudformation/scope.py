"""What the functions of a template ask for: what names stand for, and the values of their arguments."""

from __future__ import annotations

from typing import Protocol

from awslint.syntax.tree import Mapping, Node, Scalar
from awslint.values import Span, Value


class Scope(Protocol):
    """What names stand for in one template."""

    @property
    def mappings(self) -> Mapping | None:
        """The Mappings section."""

    def ref(self, name: str, span: Span) -> Value:
        """Returns what Ref gives for a name."""

    def attribute(self, name: str, path: str, span: Span) -> Value:
        """Returns what Fn::GetAtt gives."""

    def note_repeated(self, node: Mapping, key: Scalar) -> None:
        """Notes a key that a mapping has more than once."""

    def imported(self, name: str, span: Span) -> Value:
        """Returns what Fn::ImportValue gives."""

    def choose(self, condition: str, then: Value, otherwise: Value) -> Value:
        """Returns the alternative that a named condition takes, or both."""

    def taken(self, condition: str) -> bool | None:
        """Returns whether a named condition holds; None while that is open."""


class Evaluation(Protocol):
    """Evaluates the nodes of one template."""

    scope: Scope

    def value(self, node: Node) -> Value:
        """Returns the value of a node; Missing for AWS::NoValue."""

    def scalar(self, node: Scalar) -> Value:
        """Returns the value of a scalar; with a dynamic reference in it, known in part."""

    def text(self, node: Node) -> str | None:
        """Returns the known string that a node must be (a logical id, an attribute's name), or None."""
