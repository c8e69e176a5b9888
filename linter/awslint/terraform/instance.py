"""One instance of a resource or data block, and what the configuration says of its attributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from awslint.syntax import hcl_tree as tree
from awslint.terraform import data_sources
from awslint.terraform.evaluate import evaluate
from awslint.terraform.expansion import Expanded
from awslint.terraform.scope import Scope
from awslint.values import Condition, Known, ListOf, Unknown, Value, all_of

if TYPE_CHECKING:
    from awslint.terraform.module import Module


@dataclass(slots=True)
class Instance:
    """One instance of a resource or data block in one module instance."""

    module: Module
    block: tree.Block
    address: str
    block_address: str
    expanded: Expanded
    scope: Scope
    _attributes: dict[str, Value | None] = field(default_factory=dict)

    @property
    def exists(self) -> Condition:
        """When it is created, its modules' conditions included."""
        return all_of((self.module.exists, self.expanded.exists))

    @property
    def native_type(self) -> str:
        """`aws_kms_key`, `data.aws_vpc`."""
        label = self.block.labels[0]
        return label if self.block.type == "resource" else f"{self.block.type}.{label}"

    def configured(self, name: str) -> Value | None:
        """Returns what the configuration says of an attribute; None where the provider decides.

        An empty text or list counts as not set: providers treat them as unset where they may compute a value.
        """
        if name not in self._attributes:
            self._attributes[name] = None
            self._attributes[name] = self._configured(name)
        return self._attributes[name]

    def _configured(self, name: str) -> Value | None:
        if self.block.type != "resource" or name in _REWRITTEN:
            computed = data_sources.attribute(self, name)
            if computed is not None or name in _REWRITTEN:
                return computed
        if name == "output" and self.native_type == "terraform_data":
            name = "input"
        attribute = self.block.body.attributes.get(name)
        if attribute is None or name in ("count", "for_each", "provider", "depends_on"):
            return None
        return _configured_value(self.module.unit.sizes.bounded(evaluate(attribute.expression, self.scope)))


_REWRITTEN: Final = frozenset({"user_data", "user_data_base64", "id"})
"""Attributes that the provider stores in another form than they are written in."""


def _configured_value(value: Value) -> Value | None:
    if isinstance(value, Known) and value.scalar in (None, "") and not isinstance(value.scalar, bool):
        return None
    if isinstance(value, Unknown) or (isinstance(value, ListOf) and not value.items):
        return None
    if hasattr(value, "choices"):
        choices = tuple((guard, _configured_value(choice)) for guard, choice in value.choices)
        return None if any(choice is None for _, choice in choices) else value
    return value
