"""The entry of the plan front end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from awslint.files import LARGEST_OF_ALL
from awslint.graph.deployment import Deployment
from awslint.graph.loading import Inputs, Loaded, Problem
from awslint.graph.resource import Resource
from awslint.syntax.sources import Sources, SyntaxProblem, why_unreadable
from awslint.terraform.plan.beside import beside
from awslint.terraform.plan.configuration import Module
from awslint.terraform.plan.document import Document, mapping, open_plan
from awslint.terraform.plan.lower import Lowering
from awslint.terraform.plan.needs import edges
from awslint.terraform.plan.providers import Providers
from awslint.terraform.plan.values import LATER, plain_value
from awslint.values import NOWHERE, MapOf, Unknown, Value


def load(path: Path, sources: Sources, inputs: Inputs, shown: str | None) -> Loaded:
    """See `awslint.terraform.load_plan`."""
    name = shown if shown is not None else path.as_posix()
    try:
        document = open_plan(sources.read(path, name, LARGEST_OF_ALL))
    except SyntaxProblem as problem:
        return _nothing(name, Problem("syntax", problem.message, name, problem.span))
    except (OSError, UnicodeDecodeError) as error:
        return _nothing(name, Problem("unreadable", why_unreadable(error), name))
    root_body = mapping(document.root.get("configuration")).get("root_module")
    root = Module("", root_body) if isinstance(root_body, dict) else None
    providers = Providers(document, root, inputs)
    lowering = Lowering(document, root, providers, inputs)
    nodes: list[Resource] = [*lowering.resources(), *providers.nodes()]
    nodes += _left_out(document, root, nodes)
    deployment = Deployment(
        nodes,
        edges(root, nodes) if root is not None else (),
        _outputs(document),
        path=name,
        kind="plan",
        provider_versions=providers.versions(),
        deleted=tuple(lowering.deleted()),
    )
    return Loaded(deployment, (), (name,), located=beside(path, deployment, sources, inputs))


def _nothing(name: str, problem: Problem) -> Loaded:
    return Loaded(Deployment((), path=name, kind="plan"), (problem,), (name,))


def _left_out(document: Document, root: Module | None, nodes: list[Resource]) -> Iterator[Resource]:
    """Stand-ins for the blocks that a partial plan (`-target`, an error, deferred changes) says nothing of."""
    from awslint.facts.names import TypeNames, terraform_names

    partial = document.root.get("complete") is False or document.root.get("errored") is True
    if root is None or not partial:
        return
    planned = {node.block for node in nodes}
    for module in root.tree():
        for address, block in module.blocks():
            if address not in planned:
                native = str(block.get("type", ""))
                managed = block.get("mode") == "managed"
                names = terraform_names(native) if managed else TypeNames(f"data.{native}", is_open=True)
                yield Resource(
                    address=address,
                    type=names.type,
                    native_type=native if managed else f"data.{native}",
                    attributes=MapOf({}, complete=False),
                    names=names,
                    many=True,
                    opaque=bool(block.get("provisioners")),
                    mode="managed" if managed else "data",
                )


def _outputs(document: Document) -> dict[str, Value]:
    """The outputs of the root module."""
    found: dict[str, Value] = {}
    for name, change in mapping(document.root.get("output_changes")).items():
        if isinstance(change, dict) and change.get("actions") != ["delete"]:
            found[name] = _output(change)
    return found


def _output(change: Mapping[str, Any]) -> Value:
    sensitive = bool(change.get("after_sensitive"))
    if change.get("after_unknown"):
        return Unknown(LATER, sensitive=sensitive)
    value = plain_value(change.get("after"), NOWHERE)
    return replace(value, sensitive=True) if sensitive else value
