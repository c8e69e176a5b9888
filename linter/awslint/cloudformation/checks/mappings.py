"""Fn::FindInMap: the mapping must be declared, and known keys must be there where the function is evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from awslint.cloudformation.checks.fault import NO_MAPPING, NO_MAPPING_KEY, Place, Report, in_order
from awslint.cloudformation.checks.names import is_placeholder
from awslint.cloudformation.intrinsics import is_doubtful, mapping_key
from awslint.syntax.tree import Mapping, Node, Scalar
from awslint.values import NEVER, Known, Span
from awslint.values.questions import as_text

if TYPE_CHECKING:
    from awslint.cloudformation.stack import Stack


class LookUps:
    """Looks at the calls of Fn::FindInMap in one template."""

    def __init__(self, stack: Stack, report: Report) -> None:
        self._mappings = stack.mappings
        self._evaluator = stack.evaluator
        self._report = report
        self._keys: dict[int, tuple[Mapping, tuple[str, ...] | None]] = {}

    def check(self, operands: list[Node], span: Span, place: Place) -> None:
        """Reports a mapping that is not declared, and a key that it has not."""
        has_default = len(operands) > 3
        if not operands or has_default:
            return
        if any(isinstance(operand, Scalar) and is_placeholder(operand.text) for operand in operands):
            return
        first = operands[0]
        declared = {key.text for key, _ in self._mappings.entries} if self._mappings is not None else set()
        if isinstance(first, Scalar) and first.text not in declared:
            self._report.add(NO_MAPPING, place, first.text, span, "Fn::FindInMap", *in_order(declared))
            return
        level: Node | None = self._mappings
        path: list[str] = []
        assumes: tuple[str, ...] = ()
        for operand in operands:
            value = mapping_key(self._evaluator, operand)
            if not isinstance(level, Mapping) or not isinstance(value, Known):
                return
            key = as_text(value.scalar)
            assumes += tuple(assumption for assumption in value.assumes if assumption not in assumes)
            path.append(key)
            if key in level.repeated:
                return
            following = level.get(key)
            if following is None and place.guard != NEVER:
                self._missing_key(level, path, span, place, assumes)
            level = following

    def _missing_key(self, level: Mapping, path: list[str], span: Span, place: Place, assumes: tuple[str, ...]) -> None:
        """The last key of a path is not in the mapping that the others lead to."""
        keys = self._keys_of(level)
        if keys is not None and not is_doubtful(level, path[-1]):
            self._report.add_evaluated(NO_MAPPING_KEY, place, ".".join(path), span, "Fn::FindInMap", keys, assumes)

    def _keys_of(self, level: Mapping) -> tuple[str, ...] | None:
        """The keys of a mapping or of one of its maps; None where a function may add others."""
        if id(level) not in self._keys:
            texts = tuple(key.text for key, _ in level.entries)
            self._keys[id(level)] = level, None if any(text.startswith("Fn::") for text in texts) else texts
        return self._keys[id(level)][1]
