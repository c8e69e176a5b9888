"""The graph as a picture: Mermaid, which documentation sites and GitHub draw, and Graphviz."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Unit = Mapping[str, Any]


def as_mermaid(units: Sequence[Unit]) -> str:
    """Returns a flowchart: an arrow leads from a resource to what it needs."""
    lines = ["flowchart LR"]
    for number, unit in enumerate(units):
        names = _names(unit, number)
        lines.append(f"  subgraph u{number}[{_quoted(unit['path'])}]")
        lines += [f"    {name}[{_quoted(address)}]" for address, name in names.items()]
        lines.append("  end")
        for source, target, is_reference in _edges(unit):
            lines.append(f"  {names[source]} {'-->' if is_reference else '-.->'} {names[target]}")
    return "\n".join(lines) + "\n"


def as_dot(units: Sequence[Unit]) -> str:
    """Returns a graph for Graphviz (`dot -Tsvg`)."""
    lines = ["digraph awslint {", "  rankdir=LR;", "  node [shape=box];"]
    for number, unit in enumerate(units):
        names = _names(unit, number)
        lines.append(f"  subgraph cluster_{number} {{ label={json.dumps(unit['path'])};")
        lines += [f"    {name} [label={json.dumps(address)}];" for address, name in names.items()]
        lines.append("  }")
        for source, target, is_reference in _edges(unit):
            lines.append(f"  {names[source]} -> {names[target]}{'' if is_reference else ' [style=dashed]'};")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    """A label in quotes, of which none is inside."""
    return '"' + text.replace('"', "#quot;").replace("\n", " ") + '"'


def _names(unit: Unit, number: int) -> dict[str, str]:
    """A short name for every block that is drawn."""
    blocks = dict.fromkeys(resource.get("block") or resource["address"] for resource in unit["resources"])
    for edge in unit["edges"]:
        blocks |= dict.fromkeys((edge["from"], edge["to"]))
    return {address: f"n{number}_{place}" for place, address in enumerate(blocks)}


def _edges(unit: Unit) -> Iterator[tuple[str, str, bool]]:
    """From, to, and whether it is a reference."""
    seen: dict[tuple[str, str], bool] = {}
    for edge in unit["edges"]:
        key = (edge["from"], edge["to"])
        seen[key] = seen.get(key, False) or edge["kind"] == "reference"
    yield from ((source, target, kind) for (source, target), kind in seen.items())
