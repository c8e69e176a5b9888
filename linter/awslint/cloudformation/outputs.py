"""The outputs of one stack: their values, and what other stacks import of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from awslint.cloudformation.conditions import Decision
from awslint.cloudformation.evaluate import Evaluator
from awslint.cloudformation.texts import opened
from awslint.syntax.tree import Mapping, Node
from awslint.values import ALWAYS, MapOf, Missing, Span, Unknown, Value


@dataclass(slots=True)
class Outputs:
    """The Outputs section of a stack.

    `decision` says whether something with a Condition is created. `following` has what is being evaluated, so that a
    circle of outputs and attributes ends.
    """

    section: Mapping | None
    stack: str
    evaluator: Evaluator
    decision: Callable[[Mapping], Decision]
    following: list[tuple[str, str]]

    def values(self) -> Iterator[tuple[str, Value]]:
        """Yields the outputs by name; one under a condition may be missing."""
        for key, node in self.evaluator.loops.expand(self.section.entries).entries if self.section is not None else ():
            written = node.get("Value") if isinstance(node, Mapping) else None
            if written is None or not isinstance(node, Mapping):
                continue
            value = self.evaluator.value(written)
            name = node.text("Condition")
            yield key.text, self.evaluator.scope.choose(name, value, Missing(key.span)) if name else value

    def value(self, name: str, span: Span) -> Value:
        """Returns one output, for the parent of the stack."""
        node = self.section.mapping(name) if self.section is not None else None
        written = node.get("Value") if node is not None else None
        key = (name, "Outputs")
        if written is None or key in self.following:
            return Unknown(f"the nested stack {self.stack} has no output {name}", span=span)
        self.following.append(key)
        value = self.evaluator.value(written)
        self.following.pop()
        if isinstance(value, MapOf):
            # Handed on from stack to stack, it would double at every step.
            return Unknown(f"the output {name} of {self.stack} is not a string", span=span)
        return value

    def exported(self) -> Iterator[tuple[Value, Node]]:
        """Yields the names and values of the outputs that the stack surely exports."""
        for _, node in self.section.entries if self.section is not None else ():
            export = node.mapping("Export") if isinstance(node, Mapping) else None
            if export is None or not isinstance(node, Mapping) or self.decision(node).condition != ALWAYS:
                continue
            name, value = export.get("Name"), node.get("Value")
            if name is not None and value is not None:
                yield opened(self.evaluator.value(name)), value
