"""The functions in a part of a template: what they refer to, and whether they have the operands that they take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from awslint.cloudformation.checks.fault import MALFORMED, NO_CONDITION, UNRESOLVED, Place, Report, in_order
from awslint.cloudformation.checks.mappings import LookUps
from awslint.cloudformation.checks.names import Names, is_placeholder
from awslint.cloudformation.intrinsics import HOLE
from awslint.cloudformation.template import rewriting
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence
from awslint.values import Span, all_of, negation

if TYPE_CHECKING:
    from awslint.cloudformation.checks.circular_dependencies import Needs
    from awslint.cloudformation.stack import Stack

_OPERANDS: Final = {
    "Fn::Join": (2, 2),
    "Fn::Select": (2, 2),
    "Fn::Split": (2, 2),
    "Fn::FindInMap": (3, 4),
    "Fn::If": (3, 3),
    "Fn::Cidr": (2, 3),
    "Fn::Equals": (2, 2),
    "Fn::Not": (1, 1),
    "Fn::And": (2, 10),
    "Fn::Or": (2, 10),
}
"""How many operands a function takes, at least and at most."""

_ONLY_IN_CONDITIONS: Final = frozenset({"Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or"})
_VARIABLE = re.compile(r"[A-Za-z0-9_.:]+", re.ASCII)


class Functions:
    """Follows the functions of one template.

    Attributes:
        needs: what resources need, which is filled on the way.
        is_needed: whether what is referred to must be there before the resource that is looked at.
    """

    def __init__(self, stack: Stack, report: Report) -> None:
        self.needs: Needs = {}
        self.is_needed = False
        self._stack = stack
        self._report = report
        self._names = Names(stack)
        self._look_ups = LookUps(stack, report)

    def walk(self, start: Place) -> None:
        """Looks at everything below a place."""
        waiting = [start]
        while waiting:
            place = waiting.pop()
            node = place.node
            if isinstance(node, Scalar):
                continue
            if isinstance(node, Sequence):
                waiting.extend(
                    Place(element, str(index), place, place.guard, place.assumes)
                    for index, element in enumerate(node.items)
                    if not isinstance(element, Scalar)
                )
                continue
            if len(node.entries) == 1 and self._function(node, place, waiting):
                continue
            if rewriting(node) is not None:
                continue
            waiting.extend(
                Place(value, key.text, place, place.guard, place.assumes)
                for key, value in node.entries
                if not isinstance(value, Scalar) and not key.text.startswith(("Fn::ForEach", "Fn::Transform"))
            )

    def _function(self, node: Mapping, place: Place, waiting: list[Place]) -> bool:
        """Looks at a node that may be a function; True where nothing below it is left to look at."""
        key, argument = node.entries[0]
        name = key.text
        if name == "Ref":
            if isinstance(argument, Scalar):
                self.name(argument.text, place, node.span, name)
            return True
        if name == "Fn::GetAtt":
            first = argument.items[0] if isinstance(argument, Sequence) and argument.items else argument
            if isinstance(first, Scalar):
                self.name(first.text.partition(".")[0], place, node.span, name)
            return False
        if name == "Fn::Sub":
            self._sub(node, argument, place)
            return False
        if name == "Condition" and self._report.in_conditions and isinstance(argument, Scalar):
            self.condition(argument.text, place, name)
            return True
        if name in _OPERANDS and (self._report.in_conditions or name not in _ONLY_IN_CONDITIONS):
            if not self._operands(name, node, argument, place):
                return False
            if name == "Fn::FindInMap" and isinstance(argument, Sequence) and not self._names.open["Mappings"]:
                self._look_ups.check(argument.items, node.span, place)
            if name == "Fn::If" and isinstance(argument, Sequence):
                self._branches(argument.items, place, waiting)
                return True
        return name == "Fn::Transform"

    def _operands(self, name: str, node: Mapping, argument: Node, place: Place) -> bool:
        low, high = _OPERANDS[name]
        if isinstance(argument, Mapping) or (name == "Fn::FindInMap" and self._report.is_extended):
            return True
        number = len(argument.items) if isinstance(argument, Sequence) else None
        high = 3 if name == "Fn::FindInMap" else high
        if number is not None and low <= number <= high:
            return True
        taken = f"{low}" if low == high else f"{low} to {high}"
        written = "one that is no list" if number is None else f"{number}"
        self._report.add(MALFORMED, place, written, node.span, name, taken)
        return False

    def _branches(self, operands: list[Node], place: Place, waiting: list[Place]) -> None:
        guards = [place.guard, place.guard]
        assumes = place.assumes
        if isinstance(operands[0], Scalar):
            self.condition(operands[0].text, place, "Fn::If")
            taken = self._stack.conditions.named(operands[0].text)
            guards = [all_of((place.guard, condition)) for condition in (taken.condition, negation(taken.condition))]
            assumes = tuple(dict.fromkeys((*assumes, *taken.assumes)))
        for index, (branch, guard) in enumerate(zip(operands[1:], guards, strict=True), 1):
            waiting.append(Place(branch, f"Fn::If.{index}", place, guard, assumes))

    def _sub(self, node: Mapping, argument: Node, place: Place) -> None:
        own: frozenset[str] = frozenset()
        if isinstance(argument, Sequence):
            if len(argument.items) != 2 or not isinstance(argument.items[1], Mapping):
                if len(argument.items) not in (1, 2):
                    self._report.add(MALFORMED, place, f"{len(argument.items)}", node.span, "Fn::Sub", "2")
                return
            own = frozenset(key.text for key, _ in argument.items[1].entries)
            argument = argument.items[0]
        if not isinstance(argument, Scalar):
            return
        for written in dict.fromkeys(HOLE.findall(argument.text)):
            name = written.strip()
            if name.startswith("!") or name in own or not name:
                continue
            if not _VARIABLE.fullmatch(name):
                self._report.add(MALFORMED, place, f"${{{written}}}", node.span, "Fn::Sub", part=f"${{{name}}}")
            else:
                self.name(name.partition(".")[0], place, node.span, "Fn::Sub")

    def name(self, name: str, place: Place, span: Span, function: str) -> None:
        """Looks at a name that stands for a parameter or a resource."""
        names, in_conditions = self._names, self._report.in_conditions
        entry = self._report.entry
        if name in names.resources and not in_conditions:
            if entry.startswith("Resources.") and self.is_needed:
                self.needs[entry.removeprefix("Resources.")].append((name, place.guard))
            is_known = True
        else:
            is_known = names.in_condition(name) if in_conditions else names.elsewhere(name, function)
        must_be_resource = function in ("DependsOn", "Fn::GetAtt") and name in names.parameters
        if (is_known and not must_be_resource) or is_placeholder(name):
            return
        known = in_order(names.parameters if in_conditions else names.meant_by(function))
        self._report.add(UNRESOLVED, place, name, span, function, *known, part=name if function == "Fn::Sub" else "")

    def condition(self, name: str, place: Place, function: str) -> None:
        """Looks at a name that stands for a condition."""
        if not self._names.has_condition(name):
            known = in_order(self._names.conditions)
            self._report.add(NO_CONDITION, place, name, place.node.span, function, *known)
