"""Which properties an expression cannot do without: where one of them is not set, it refuses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from awslint.rules.cel.parser import Tree

STRICT_METHODS: Final = frozenset(
    {"size", "startsWith", "endsWith", "matches", "lowerAscii", "upperAscii", "trim", "replace", "substring", "split"}
)
"""Methods whose answer is ABSENT where what they are called on is."""
STRICT_FUNCTIONS: Final = frozenset({"size", "int", "double"})
"""Functions whose answer is ABSENT where their argument is."""

Names = frozenset[str]
_NONE: Final[Names] = frozenset()


class Required:
    """Reads expressions of one policy.

    Attributes:
        definitions: what the policy's `let` defines.
    """

    def __init__(self, definitions: Mapping[str, Tree]) -> None:
        self.definitions = definitions

    def to_refuse(self, tree: Tree, bound: Names = _NONE) -> Names:
        """Returns the properties of `self` of which each, where it is not set, keeps the condition from being true."""
        kind, *parts = tree
        if kind == "and":
            return self.to_refuse(parts[0], bound) | self.to_refuse(parts[1], bound)
        if kind == "or":
            return self.to_refuse(parts[0], bound) & self.to_refuse(parts[1], bound)
        if kind == "call" and parts[0] in ("has", "isSet") and len(parts[1]) == 1:
            return self.to_be_there(parts[1][0], bound)
        if kind == "name" and parts[0] not in bound and parts[0] in self.definitions:
            return self.to_refuse(self.definitions[parts[0]])
        return self.to_be_there(tree, bound)

    def to_be_there(self, tree: Tree, bound: Names = _NONE) -> Names:
        """Returns the properties of `self` of which each, where it is not set, makes the answer ABSENT."""
        kind, *parts = tree
        if kind == "name":
            known = parts[0] not in bound and parts[0] in self.definitions
            return self.to_be_there(self.definitions[parts[0]]) if known else _NONE
        if kind == "select":
            return self._selected(parts[0], parts[1], bool(parts[2]), bound)
        if kind == "index":
            return _NONE if parts[2] else self.to_be_there(parts[0], bound) | self.to_be_there(parts[1], bound)
        if kind in ("not", "negate", "if"):
            return self.to_be_there(parts[0], bound)
        if kind in ("compare", "arithmetic"):
            return self._both(parts[1], parts[2], bound)
        if kind in ("and", "or"):
            return self.to_be_there(parts[0], bound) & self.to_be_there(parts[1], bound)
        if kind == "each":
            return self.to_be_there(parts[1], bound)
        if kind == "call" and parts[0] in STRICT_FUNCTIONS and len(parts[1]) == 1:
            return self.to_be_there(parts[1][0], bound)
        if kind == "method" and parts[1] in STRICT_METHODS:
            return self.to_be_there(parts[0], bound)
        return _NONE

    def _selected(self, operand: Tree, field: str, is_optional: bool, bound: Names) -> Names:
        if is_optional:
            return _NONE
        if operand == ["name", "self"]:
            return frozenset({field}) if field[:1].isupper() else _NONE
        return self.to_be_there(operand, bound)

    def _both(self, left: Tree, right: Tree, bound: Names) -> Names:
        # A comparison with null asks whether something is there.
        if any(side[0] == "literal" and side[1] is None for side in (left, right)):
            return _NONE
        return self.to_be_there(left, bound) | self.to_be_there(right, bound)


def required_properties(policy: Mapping[str, Any]) -> list[str]:
    """Returns the properties without which a compiled policy refuses nothing, by name."""
    reader = Required(policy["let"])
    found = bound = _NONE
    for name, tree in policy["foreach"]:
        found |= reader.to_be_there(tree, bound)
        bound |= {name}
    return sorted(found | reader.to_refuse(policy["refuse"], bound))
