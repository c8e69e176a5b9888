"""The Conditions section: decided where its parameters are known, else formulas over what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from awslint.cloudformation.texts import opened
from awslint.frozen import frozen
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence
from awslint.values import (
    ALWAYS,
    NEVER,
    Condition,
    Is,
    Known,
    Not,
    OneOf,
    Reference,
    Span,
    Text,
    Truth,
    Value,
    World,
    all_of,
    any_of,
    negation,
    same,
)
from awslint.values.questions import as_text

_MOST_PAIRS: Final = 256
_WORDS: Final = (frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off"}))
"""Words that readers of YAML take for the same boolean where they are not quoted, or leave as they are."""

_LARGEST: Final = 100
"""The most atoms of a named condition; a larger one is an atom itself."""


@frozen
class Decision:
    """A condition as a formula (ALWAYS and NEVER where it is decided), and the defaults that it rests on."""

    condition: Condition
    assumes: tuple[str, ...] = ()


class Conditions:
    """The named conditions of one template.

    `value` evaluates a node; `subject` names what a node stands for where that is one thing without a value (a
    parameter, a pseudo parameter); `prefix` is the nested stack's address with a slash.
    """

    def __init__(
        self,
        entries: list[tuple[Scalar, Node]],
        value: Callable[[Node], Value],
        subject: Callable[[Node], str | None],
        prefix: str,
    ) -> None:
        self._nodes = {key.text: (key, node) for key, node in entries}
        self.value = value
        self._subject = subject
        self._prefix = prefix
        self._decisions: dict[str, Decision] = {}
        self._open: list[str] = []
        self._parts = 0
        self.cycles: list[tuple[str, Span]] = []
        """Circles of conditions that were met, `A -> B -> A`, and where the first of each is written."""

    def named(self, name: str) -> Decision:
        """Returns the decision on a named condition; one that is not declared is open."""
        found = self._decisions.get(name)
        if found is not None:
            return found
        declared = self._nodes.get(name)
        if declared is None or name in self._open:
            if name in self._open and declared is not None:
                circle = " -> ".join([*self._open[self._open.index(name) :], name])
                self.cycles.append((circle, declared[0].span))
            return Decision(Is(f"Condition {self._prefix}{name}"))
        parts, self._parts = self._parts, 0
        self._open.append(name)
        decision = self._decide(declared[1], whole=True)
        self._open.pop()
        self._parts = parts
        if _size(decision.condition) > _LARGEST:
            decision = Decision(Is(f"Condition {self._prefix}{name}"), decision.assumes)
        self._decisions[name] = decision
        return decision

    def names(self) -> Iterator[str]:
        """Yields the declared names."""
        yield from self._nodes

    def decide(self, node: Node) -> Decision:
        """Returns the decision on a condition that is written in place."""
        return self._decide(node, whole=False)

    def _decide(self, node: Node, whole: bool) -> Decision:
        if isinstance(node, Mapping) and len(node.entries) == 1:
            key, argument = node.entries[0]
            operands = argument.items if isinstance(argument, Sequence) else [argument]
            if key.text == "Condition" and isinstance(argument, Scalar):
                return self.named(argument.text)
            if key.text == "Fn::Not" and len(operands) == 1:
                negated = self._decide(operands[0], whole=False)
                return Decision(negation(negated.condition), negated.assumes)
            if key.text == "Fn::And" and operands:
                return _combined([self._decide(operand, whole=False) for operand in operands], NEVER)
            if key.text == "Fn::Or" and operands:
                return _combined([self._decide(operand, whole=False) for operand in operands], ALWAYS)
            if key.text == "Fn::Equals" and len(operands) == 2:
                return self._equals(operands[0], operands[1], whole)
        if isinstance(node, Scalar):
            if node.text in ("true", "false") and not whole:
                return Decision(ALWAYS if node.text == "true" else NEVER)
            if not whole:
                return self.named(node.text)
        return Decision(self._opaque(whole))

    def _opaque(self, whole: bool) -> Is:
        name = f"Condition {self._prefix}{self._open[-1] if self._open else 'without a name'}"
        if whole:
            return Is(name)
        self._parts += 1
        return Is(f"{name} (part {self._parts})")

    def _equals(self, left: Node, right: Node, whole: bool) -> Decision:
        first, other = opened(self.value(left)), opened(self.value(right))
        pairs = [(a, b) for a in _alternatives(first) for b in _alternatives(other)]
        pairs = [(a, b) for a, b in pairs if not _impossible(a[0], b[0])]
        if len(pairs) > _MOST_PAIRS:
            return Decision(self._opaque(whole))
        assumes = tuple(dict.fromkeys((*first.assumes, *other.assumes)))
        answers = [same_text(a, b) for (_, a), (_, b) in pairs]
        if all(answer is Truth.YES for answer in answers):
            return Decision(ALWAYS, assumes)
        opaque: Is | None = None
        true: list[Condition] = []
        for ((left_guard, a), (right_guard, b)), answer in zip(pairs, answers, strict=True):
            parts = [left_guard, right_guard]
            if answer is Truth.MAYBE:
                atom = self._atom(left, right, a, b) or opaque
                if atom is None:
                    atom = opaque = self._opaque(whole)
                parts.append(atom)
            if answer is not Truth.NO:
                true.append(all_of(parts))
        return Decision(any_of(true), assumes)

    def _atom(self, left: Node, right: Node, first: Value, other: Value) -> Is | None:
        for node, literal in ((left, other), (right, first)):
            subject = self._subject(node)
            if subject is not None and isinstance(literal, Known) and literal.scalar is not None:
                return Is(subject, as_text(literal.scalar))
        return None


def _alternatives(value: Value) -> list[tuple[Condition, Value]]:
    return list(value.choices) if isinstance(value, OneOf) else [(ALWAYS, value)]


def _impossible(condition: Condition, other: Condition) -> bool:
    world = World().given(condition)
    return world is None or world.holds(other) is Truth.NO


def same_text(first: Value, other: Value) -> Truth:
    """Returns whether two values are equal as conditions compare them: as texts."""
    first, other = opened(first), opened(other)
    if isinstance(first, Known) and isinstance(other, Known):
        texts = (as_text(first.scalar), as_text(other.scalar))
        alike = any(word.issuperset(text.lower() for text in texts) for word in _WORDS)
        return Truth.MAYBE if alike and texts[0] != texts[1] else Truth.of(texts[0] == texts[1])
    if isinstance(first, (Known, Text, Reference)) and isinstance(other, (Known, Text, Reference)):
        first, other = (Known(as_text(each.scalar)) if isinstance(each, Known) else each for each in (first, other))
    return same(first, other)


def _combined(decisions: list[Decision], deciding: Condition) -> Decision:
    """The conjunction (deciding: NEVER) or disjunction (deciding: ALWAYS)."""
    for decision in decisions:
        if decision.condition == deciding:
            return decision
    assumes = tuple(dict.fromkeys(text for decision in decisions for text in decision.assumes))
    conditions = (decision.condition for decision in decisions)
    return Decision(all_of(conditions) if deciding == NEVER else any_of(conditions), assumes)


def _size(condition: Condition) -> int:
    """The number of atoms, counted up to the limit."""
    stack, atoms = [condition], 0
    while stack and atoms <= _LARGEST:
        operand = stack.pop()
        if isinstance(operand, Is):
            atoms += 1
        elif isinstance(operand, Not):
            stack.append(operand.condition)
        else:
            stack.extend(operand.conditions)
    return atoms
