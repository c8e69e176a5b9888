"""What stacks export to each other: within an assembly of the CDK, and between the templates of one run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Names
from collections.abc import Sequence as Several
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from awslint.cloudformation.texts import opened
from awslint.graph.loading import Exported, Inputs
from awslint.syntax.sources import Sources
from awslint.syntax.tree import Mapping, Node
from awslint.values import ALWAYS, Known, ListOf, Reference, Text, Unknown, Value

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
        found = [one for one in self.own.get(name, ()) if _may_be_same(region_of(one[0]), region)]
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


def _may_be_same(one: Region, other: Region) -> bool:
    return one is None or other is None or one == other


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


def exported(paths: Iterable[Path], sources: Sources, inputs: Inputs) -> dict[str, list[Exported]]:
    """What the templates of a run export, where exactly one of them has the name; empty where none imports anything.

    Values are those that mean the same in another template: texts, numbers and lists.
    """
    from awslint.cloudformation.loading import open_stack

    texts = {}
    for path in paths:
        try:
            texts[path] = sources.read(path).text
        except (OSError, UnicodeDecodeError):
            continue
    if len(texts) < 2 or not any("ImportValue" in text for text in texts.values()):
        return {}
    found: dict[tuple[Region, str], list[Value]] = {}
    for path, text in texts.items():
        if "Export" not in text:
            continue
        opened_stack = open_stack(path, sources, inputs)
        if opened_stack is None:
            continue
        for name, node in exporting(opened_stack):
            if isinstance(name, Known) and isinstance(name.scalar, str):
                value = _elsewhere(opened_stack.evaluator.value(node), path, name.assumes)
                found.setdefault((region_of(opened_stack), name.scalar), []).append(value)
    single: dict[str, list[Exported]] = {}
    for (region, exported_name), values in found.items():
        if len(values) == 1:
            single.setdefault(exported_name, []).append((region, values[0]))
    return single


def _elsewhere(value: Value, path: Path, reasons: tuple[str, ...]) -> Value:
    """The value as another template sees it: it knows nothing of this one's resources and conditions."""
    value = opened(value)
    assumes = tuple(f"{path.as_posix()}: {one}" for one in dict.fromkeys((*reasons, *value.assumes)))
    if isinstance(value, Known):
        return replace(value, assumes=assumes)
    if isinstance(value, Text):
        parts = tuple(one if isinstance(one, str) else _elsewhere(one, path, ()) for one in value.parts)
        return replace(value, parts=parts, assumes=assumes)
    if isinstance(value, ListOf):
        return replace(value, items=tuple(_elsewhere(one, path, ()) for one in value.items), assumes=assumes)
    if isinstance(value, Reference) and value.resource.startswith("AWS::"):
        # A pseudo parameter may differ from stack to stack.
        return Unknown(f"{value.resource} of {path.as_posix()}", "string", value.span)
    return Unknown(f"{path.as_posix()} knows it after deployment", span=value.span, sensitive=value.sensitive)
