"""What the templates of one run export to each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from awslint.cloudformation.exports import Region
from awslint.cloudformation.loading import open_stack
from awslint.cloudformation.texts import opened
from awslint.graph.loading import Exported, Inputs
from awslint.syntax.sources import Sources
from awslint.values import Known, ListOf, Reference, Text, Unknown, Value


def exported(paths: Iterable[Path], sources: Sources, inputs: Inputs) -> dict[str, list[Exported]]:
    """Returns what the templates of a run export, where exactly one of them has the name; empty where none imports
    anything.

    Values are those that mean the same in another template: texts, numbers and lists.
    """
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
        for name, node in opened_stack.outputs.exported():
            if isinstance(name, Known) and isinstance(name.scalar, str):
                value = _elsewhere(opened_stack.evaluator.value(node), path, name.assumes)
                found.setdefault((opened_stack.region, name.scalar), []).append(value)
        opened_stack.release()
    single: dict[str, list[Exported]] = {}
    for (region, exported_name), values in found.items():
        if len(values) == 1:
            single.setdefault(exported_name, []).append((region, values[0]))
    return single


def _elsewhere(value: Value, path: Path, reasons: tuple[str, ...]) -> Value:
    """The value as another template sees it: it knows nothing of this one's resources and conditions."""
    value = opened(value)
    assumes = tuple(f"{path.as_posix()}: {reason}" for reason in dict.fromkeys((*reasons, *value.assumes)))
    if isinstance(value, Known):
        return replace(value, assumes=assumes)
    if isinstance(value, Text):
        parts = tuple(part if isinstance(part, str) else _elsewhere(part, path, ()) for part in value.parts)
        return replace(value, parts=parts, assumes=assumes)
    if isinstance(value, ListOf):
        return replace(value, items=tuple(_elsewhere(element, path, ()) for element in value.items), assumes=assumes)
    if isinstance(value, Reference) and value.resource.startswith("AWS::"):
        # A pseudo parameter may differ from stack to stack.
        return Unknown(f"{value.resource} of {path.as_posix()}", "string", value.span)
    return Unknown(f"{path.as_posix()} knows it after deployment", span=value.span, sensitive=value.sensitive)
