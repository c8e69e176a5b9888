"""The variables of expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from awslint.rules.cel.operands import EvaluationError

if TYPE_CHECKING:
    from awslint.graph import Deployment

MOST_STEPS: Final = 20_000
"""How many elements one policy looks at for one resource. Loops in loops over long lists would take for ever."""

MOST_STEPS_OF_ALL: Final = 500_000
"""How many elements all policies together look at in a unit: some two seconds."""


class OutOfSteps(EvaluationError):
    """A policy has looked at too many elements: what it asks is not decided."""


class Scope:
    """The variables of an evaluation. A definition is evaluated when it is first used."""

    __slots__ = ("_definitions", "_outer", "_values", "deployment")

    def __init__(
        self,
        deployment: Deployment,
        values: dict[str, Any],
        definitions: Mapping[str, Evaluate] | None = None,
        outer: Scope | None = None,
    ) -> None:
        self.deployment = deployment
        self._values = values  # what is defined is added once it is evaluated
        self._definitions = definitions or {}
        self._outer = outer

    def get(self, name: str) -> Any:
        """Returns the value of a variable.

        Raises:
            EvaluationError: there is none of that name.
        """
        if name in self._values:
            return self._values[name]
        if name in self._definitions:
            value = self._values[name] = self._definitions[name](self)
            return value
        if self._outer is None:
            raise EvaluationError(f"there is no variable {name}")
        return self._outer.get(name)

    def with_values(self, values: dict[str, Any], definitions: Mapping[str, Evaluate] | None = None) -> Scope:
        """Returns a scope inside of this one."""
        return Scope(self.deployment, values, definitions, self)


Evaluate = Callable[[Scope], Any]
