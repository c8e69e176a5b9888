"""`awslint graph`: what rules see of a configuration."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from awslint.cli.app import note, write
from awslint.cli.configured import Chosen, telling_usage
from awslint.cli.inputs import as_paths, input_options
from awslint.cli.outputs import note_problems

if TYPE_CHECKING:
    from awslint.graph import Deployment
    from awslint.graph.loading import Problem
    from awslint.syntax.sources import Sources


@click.command("graph")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "mermaid", "dot"]),
    default="text",
    help="mermaid and dot draw the resources and what each refers to.",
)
@input_options
def command(*, paths: Sequence[str], format_: str, **about_deployment: Any) -> int:
    """Shows resources, what is known of their attributes, why the rest is not known, edges and outputs."""
    from awslint.engine import load_units
    from awslint.syntax.sources import Sources

    sources = Sources()
    units: list[dict[str, Any]] = []
    problems: list[Problem] = []
    with telling_usage():
        chosen = Chosen(**about_deployment)
        for unit, loaded in load_units(as_paths(paths), lambda path: chosen.unit(path).inputs, sources):
            units.append(_data(unit.path.as_posix(), loaded.deployment, sources))
            problems += (*loaded.problems, *loaded.met())
    write(_shown(units, format_))
    report = note_problems(problems, sources)
    if not units:
        note("nothing to show: no Terraform configuration and no CloudFormation template\n")
        return 3
    return report.exit_code(None)


def _data(path: str, deployment: Deployment, sources: Sources) -> dict[str, Any]:
    """One unit as JSON data, without its secrets."""
    from awslint.graph.export import edge_data, resource_data, value_data
    from awslint.report.places import location
    from awslint.report.redaction import Redaction
    from awslint.report.secrets import hide_value
    from awslint.report.sensitive import secret_texts

    redact = Redaction(secret_texts(deployment)).data
    resources = [resource_data(resource, location(resource.header, sources, path)) for resource in deployment.resources]
    for resource in resources:
        resource["attributes"] = {
            name: redact(hide_value(name, value)) for name, value in resource["attributes"].items()
        }
        resource["address"] = redact(resource["address"])
    return {
        "path": path,
        "kind": deployment.kind,
        "resources": resources,
        "edges": edge_data(deployment),
        "outputs": {name: redact(hide_value(name, value_data(value))) for name, value in deployment.outputs.items()},
    }


def _shown(units: Sequence[dict[str, Any]], format_: str) -> str:
    from awslint.report.style import as_json_text, harmless

    if format_ in ("mermaid", "dot"):
        from awslint.report.drawing import as_dot, as_mermaid

        return (as_mermaid if format_ == "mermaid" else as_dot)(units)
    if format_ == "json":
        return as_json_text({"schema_version": 1, "units": units}) + "\n"
    return harmless("\n".join(_unit(unit) for unit in units))


def _unit(unit: Mapping[str, Any]) -> str:
    from awslint.report.style import clean

    edges: dict[str, list[str]] = {}
    for edge in unit["edges"]:
        via = f" by {edge['via']}" if edge.get("via") else ""
        edges.setdefault(edge["from"], []).append(f"  -> {edge['to']} ({edge['kind']}{via})")
    lines = [f"# {unit['path']} ({unit['kind']})"]
    for resource in unit["resources"]:
        place = resource["location"]
        facts = [resource["type"]] if resource["type"] != resource["native_type"] else []
        if resource["many"]:
            facts.append("an unknown number of them")
        if resource["exists"] == "maybe" and not resource["many"]:
            facts.append(f"exists when {resource['when']}" if resource.get("when") else "may not exist")
        lines += ["", f"{resource['address']}  {', '.join(facts)}  {place['path']}:{place['start']['line']}"]
        lines.append(f"  region: {_value(resource['region'])}")
        lines += [f"  {name} = {_value(value)}" for name, value in resource["attributes"].items()]
        lines += edges.get(resource["address"], [])
    shown = {resource["address"] for resource in unit["resources"]}
    rest = [line for source, some in edges.items() if source not in shown for line in (source, *some)]
    if rest:
        lines += ["", "edges of blocks:", *(f"  {line}" for line in rest)]
    if unit["outputs"]:
        lines += ["", "outputs:", *(f"  {name} = {_value(value)}" for name, value in unit["outputs"].items())]
    return clean("\n".join(lines)) + "\n"


def _value(shown: Mapping[str, Any]) -> str:
    if shown.get("sensitive"):
        return "(sensitive)"
    if "reference" in shown:
        path = f"{shown['reference']}.{shown['attribute']}" if shown.get("attribute") else shown["reference"]
        known = {key: value for key, value in shown.items() if key not in ("reference", "attribute")}
        return f"{path} = {_value(known)}" if known else path
    if "value" in shown:
        return json.dumps(shown["value"], ensure_ascii=False)
    if "unknown" in shown:
        return f"unknown: {shown['unknown']}"
    if "missing" in shown:
        return "not set"
    if "text" in shown:
        parts = (part if isinstance(part, str) else f"${{{_value(part)}}}" for part in shown["text"])
        return f'"{"".join(parts)}"'
    if "one_of" in shown:
        return " | ".join(f"{_value(choice['value'])} when {choice['when']}" for choice in shown["one_of"])
    more = [] if shown.get("complete", True) else ["..."]
    if "list" in shown:
        return f"[{', '.join([*map(_value, shown['list']), *more])}]"
    items = [f"{name} = {_value(value)}" for name, value in shown.get("map", {}).items()]
    return f"{{{', '.join([*items, *more])}}}"
