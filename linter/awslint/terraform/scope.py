"""Where an expression stands, and its value: each class of expression has its evaluator in `terraform.evaluate`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import Any, Final, Protocol

from awslint.frozen import frozen
from awslint.syntax import hcl_tree as tree
from awslint.values import Condition, MapOf, Span, Unknown, Value, World

TOO_DEEP: Final = "it is nested too deep"
TOO_MANY_STEPS: Final = "this configuration takes more steps to evaluate than awslint takes"


class Names(Protocol):
    """What a module gives to the expressions inside it."""

    def root(self, scope: Scope, expression: tree.Expression, steps: list[tree.Expression]) -> tuple[Value, int]:
        """Returns the value of a traversal's beginning, and how many of its steps that used up."""

    def attribute(self, value: Value, name: str) -> Value:
        """`value.name`; `value` is no OneOf."""

    def call(self, name: str, arguments: list[Value], expression: tree.Call) -> Value:
        """Returns the value of a function call (arguments are never OneOf)."""

    def template(self, text: str, variables: MapOf, expression: tree.Call) -> Value:
        """Returns a template rendered with variables of its own."""

    def subject(self, scope: Scope, expression: tree.Expression) -> str:
        """Returns a text that stands for the value of the expression: the same text, the same value."""

    def followed(self, scope: Scope, expression: tree.Expression) -> tuple[Scope, tree.Expression] | None:
        """Returns the expression (and its scope) that a local or a child module's variable stands for."""

    def spend(self, number: int) -> bool:
        """Takes that many steps from the unit's budget; False when it is used up."""

    def too_deep(self, span: Span) -> Value:
        """Returns what stands for an expression that is nested, or refers to others, too deep."""

    def mentioned(self, expression: tree.Expression) -> frozenset[str]:
        """All root names that an expression of the module's files mentions."""

    @property
    def constants(self) -> dict[int, Value]:
        """The values of calls that need no bound name, by the id of their expression in the module's files."""

    @property
    def conditions(self) -> dict[object, Condition]:
        """Conditions that were worked out, by what they belong to."""


@frozen
class Scope:
    """Where an expression stands: its module, the names that `for` binds, `each`, `count` and `self`.

    `instance` tells instances of one block apart in the texts that stand for unknown values. `doubts` is there inside
    of `try` and `can`: the reasons why an expression may fail.
    """

    names: Names
    bound: Mapping[str, Value] = field(default_factory=dict)
    world: World = field(default_factory=World)
    instance: str = ""
    doubts: list[str] | None = None

    def doubt(self, why: str) -> None:
        """Notes that the expression may fail."""
        if self.doubts is not None:
            self.doubts.append(why)

    def binding(self, **values: Value) -> Scope:
        """Returns the scope with further names bound."""
        return replace(self, bound={**self.bound, **values})


Evaluator = Callable[[Any, Scope], Value]

EVALUATORS: Final[dict[type, Evaluator]] = {}
"""By class of expression; `awslint.terraform.evaluate` fills it."""


CHARACTERS_A_STEP: Final = 20
"""So many characters of an expression count as one step each time that it is evaluated as a whole."""


def steps_of(span: Span) -> int:
    """Returns how many steps it takes to evaluate what stands in a place."""
    return 1 + (span.end - span.start) // CHARACTERS_A_STEP


def evaluate(expression: tree.Expression, scope: Scope) -> Value:
    """Returns the value of an expression. A certain failure is a Failure, what is not known an Unknown; nothing is
    raised."""
    if not scope.names.spend(1) and expression.__class__ is not tree.Literal:
        return Unknown(TOO_MANY_STEPS, span=expression.span)
    try:
        return EVALUATORS[expression.__class__](expression, scope)
    except RecursionError:
        return scope.names.too_deep(expression.span)
