"""Attributes of resources that repeat a property: what Ref and Fn::GetAtt give where the template itself says it."""

from __future__ import annotations

from collections.abc import Mapping as Names
from dataclasses import dataclass, field
from typing import Final

from awslint.cloudformation.identity import repeated_property
from awslint.cloudformation.resources import Declared
from awslint.cloudformation.scope import Evaluation
from awslint.values import Missing, Unknown, Value, leaves

_LONGEST_CHAIN: Final = 12


@dataclass(slots=True)
class RepeatedProperties:
    """The properties of a stack's resources, as their attributes repeat them.

    `following` has what is being evaluated, so that a circle of outputs and attributes ends.
    """

    resources: Names[str, Declared]
    has_macros: bool
    evaluator: Evaluation
    following: list[tuple[str, str]]
    _values: dict[tuple[str, str], Value | None] = field(default_factory=dict)

    def value(self, name: str, attribute: str) -> Value | None:
        """Returns the value of the property that an attribute repeats, where it is written and tells anything."""
        key = (name, attribute)
        if key in self._values:
            return self._values[key]
        resource = self.resources[name]
        selected = repeated_property(resource.type, attribute)
        properties = resource.properties
        node = properties.get(selected) if selected is not None and properties is not None else None
        if node is None or properties is None or selected in properties.repeated or self.has_macros:
            self._values[key] = None
            return None
        if key in self.following or len(self.following) > _LONGEST_CHAIN:
            return None
        self.following.append(key)
        value = self.evaluator.value(node)
        self.following.pop()
        tells = not any(isinstance(leaf, (Missing, Unknown)) for leaf in leaves(value))
        self._values[key] = value if tells else None
        return self._values[key]
