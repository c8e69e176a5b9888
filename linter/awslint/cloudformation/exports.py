"""What stacks of one deployment import: from each other, and from the other templates of a run."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Names
from collections.abc import Sequence as Several
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from awslint.cloudformation.texts import opened
from awslint.graph.loading import Exported
from awslint.syntax.tree import Mapping, Node
from awslint.values import ALWAYS, Known, Value

if TYPE_CHECKING:
    from awslint.cloudformation.stack import Stack

Region = str | None


@dataclass(slots=True)
class Exports:
    """What can be imported: `given` by other templates, and by stacks of the same deployment, by name."""

    inputs: Names[str, Several[Exported]] = field(default_factory=dict)
    own: dict[str, list[tuple[Stack, Node]]] = field(default_factory=dict)
    _following: list[str] = field(default_factory=list)

    def add(self, stack: Stack) -> None:
        """Makes what a stack exports known to the others of the deployment."""
        for name, node in exporting(stack):
            if isinstance(name, Known):
                self.own.setdefault(str(name.scalar), []).append((stack, node))

    def find(self, name: str, region: Region) -> Value | None:
        """The value that exactly one stack exports under the name into the region."""
        found = [element for element in self.own.get(name, ()) if _may_be_same(region_of(element[0]), region)]
        if len(found) == 1 and name not in self._following:
            stack, node = found[0]
            self._following.append(name)
            value = stack.evaluator.value(node)
            self._following.pop()
            return value
        if self.own.get(name):
            return None
        values = [value for where, value in self.inputs.get(name, ()) if _may_be_same(where, region)]
        return values[0] if len(values) == 1 else None


def _may_be_same(name: Region, other: Region) -> bool:
    return name is None or other is None or name == other


def region_of(stack: Stack) -> Region:
    """The region of a stack, where it is known."""
    region = stack.run.pseudo["AWS::Region"]
    return str(region.scalar) if isinstance(region, Known) else None


def exporting(stack: Stack) -> Iterator[tuple[Value, Node]]:
    """The names and values of the outputs that a stack surely exports."""
    section = stack.template.section("Outputs")
    for _, node in section.entries if section is not None else ():
        export = node.mapping("Export") if isinstance(node, Mapping) else None
        if export is None or not isinstance(node, Mapping) or stack.decision(node).condition != ALWAYS:
            continue
        name, value = export.get("Name"), node.get("Value")
        if name is not None and value is not None:
            yield opened(stack.evaluator.value(name)), value
