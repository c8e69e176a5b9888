"""Loads a cloud assembly (`cdk.out`): the stacks that `cdk deploy` makes, with the manifest's accounts and regions."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeGuard

from awslint.cloudformation.cdk.metadata import constructs_of
from awslint.cloudformation.checks.nodes import declarations
from awslint.cloudformation.exports import Exports
from awslint.cloudformation.lower import Lowering
from awslint.cloudformation.nodes import construct_at, names_of
from awslint.cloudformation.pseudo import nested, pseudo_parameters
from awslint.cloudformation.run import Run
from awslint.cloudformation.stack import Stack
from awslint.cloudformation.supplied import read_supplied
from awslint.cloudformation.template import open_template
from awslint.frozen import frozen
from awslint.graph.deployment import Deployment
from awslint.graph.loading import Inputs, Loaded, Problem
from awslint.graph.resource import Edge, EdgeKind, Resource
from awslint.syntax.sources import Source, Sources, SyntaxProblem, why_unreadable
from awslint.values import Known, MapOf, Origin, Span, Value

MANIFEST: Final = "manifest.json"
MOST_STACKS: Final = 200
DEEPEST: Final = 5
"""How deep assemblies may be nested."""

MOST_WAITING: Final = 200_000
"""How many edges may say that a stack waits for the resources of others."""

STACK: Final = "AWS::CloudFormation::Stack"
_STACK_ARTIFACT: Final = "aws:cloudformation:stack"
_NESTED_ARTIFACT: Final = "cdk:cloud-assembly"
_ENVIRONMENT = re.compile(r"aws://([^/]+)/([^/]+)")


@frozen
class _Artifact:
    """A stack as the manifest has it. `name` is its address here: the path of its construct, or its id."""

    id: str
    name: str
    template: Path
    shown: str
    account: str | None
    region: str | None
    stack_name: str
    parameters: Mapping[str, str]
    needs: tuple[str, ...]
    constructs: Mapping[str, str]


def load_assembly(directory: Path, sources: Sources, inputs: Inputs, shown: str | None = None) -> Loaded:
    """Returns the stacks of an assembly, and of the assemblies in it, as one deployment.

    Each stack's resources have the stack's name and a slash before their logical ids. What the manifest says of
    account and region wins over what the user gives, which is for all stacks.
    """
    name = shown if shown is not None else directory.as_posix()
    assembly = _Assembly(sources, inputs, name)
    assembly.read(directory, name, 0)
    return assembly.deployment()


class _Assembly:
    def __init__(self, sources: Sources, inputs: Inputs, name: str) -> None:
        self.sources = sources
        self.inputs = inputs
        self.name = name
        self.problems: list[Problem] = []
        self.files: list[str] = []
        self.artifacts: list[_Artifact] = []
        self.seen: set[str] = set()
        self.waiting = 0

    def is_new(self, path: Path, shown: str) -> bool:
        """Returns whether a directory or template is met for the first time: what is met again would never end."""
        real = self.sources.disk.real(path)
        if real in self.seen:
            self.problems.append(Problem("budget", "the manifest names it more than once: it is read once", shown))
            return False
        self.seen.add(real)
        return True

    def read(self, directory: Path, shown: str, depth: int) -> None:
        """Notes the stacks of one manifest, and of those it points to."""
        import json

        path = posixpath.join(shown, MANIFEST)
        if not self.is_new(directory, shown):
            return
        try:
            manifest = json.loads(self.sources.disk.read(directory / MANIFEST))
            artifacts = manifest["artifacts"]
            entries = list(artifacts.items())
        except OSError as problem:
            self.problems.append(Problem("unreadable", problem.strerror or "cannot be read", path))
            return
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self.problems.append(Problem("syntax", "it is no manifest of a cloud assembly", path))
            return
        self.files.append(path)
        for id_, artifact in entries:
            properties = artifact.get("properties") if isinstance(artifact, dict) else None
            if not isinstance(properties, dict):
                continue
            nested = properties.get("directoryName")
            if artifact.get("type") == _NESTED_ARTIFACT and _is_inside(nested) and depth < DEEPEST:
                self.read(directory / nested, posixpath.join(shown, nested), depth + 1)
            file = properties.get("templateFile")
            if artifact.get("type") != _STACK_ARTIFACT or not _is_inside(file):
                continue
            if self.is_new(directory / file, f"{shown}/{file}"):
                constructs = constructs_of(artifact, directory, self.sources.disk)
                found = _stack_artifact(id_, artifact, directory / file, f"{shown}/{file}", constructs)
                self.artifacts.append(found)

    def deployment(self) -> Loaded:
        """Returns all stacks, lowered."""
        if len(self.artifacts) > MOST_STACKS:
            message = f"an assembly is followed up to {MOST_STACKS} stacks"
            self.problems.append(Problem("budget", message, self.name))
        exports = Exports(self.inputs.exports)
        stacks = [
            (artifact, stack) for artifact in self.artifacts[:MOST_STACKS] if (stack := self.stack(artifact, exports))
        ]
        for _, stack in stacks:
            for export, value in stack.outputs.exported():
                if isinstance(export, Known):
                    exports.add(str(export.scalar), stack.region, partial(stack.evaluator.value, value))
        resources: list[Resource] = []
        edges: list[Edge] = []
        outputs: dict[str, Value] = {}
        names = {artifact.id: artifact.name for artifact, _ in stacks}
        made: dict[str, list[str]] = {}
        for artifact, stack in stacks:
            lowering = Lowering(stack, declarations)
            try:
                lowering.lower()
                outputs.update((f"{artifact.name}.{name}", value) for name, value in stack.outputs.values())
            except RecursionError:
                self.problems.append(Problem("budget", "its functions are nested too deep", artifact.shown))
                continue
            for resource in lowering.resources:
                recorded = construct_at(artifact.constructs.get(resource.address.removeprefix(f"{artifact.name}/"), ""))
                # A resource of a nested stack may have the same logical id.
                if not resource.construct or recorded.partition(" at ")[0] == resource.construct:
                    resource.construct = recorded
            node = _stack_node(artifact, stack)
            resources += [node, *lowering.resources]
            made[artifact.name] = [artifact.name, *(resource.address for resource in lowering.resources)]
            edges += lowering.edges
            edges += [Edge(resource.address, node.address, EdgeKind.DEPENDS_ON) for resource in lowering.resources]
            edges += self.order(artifact, names, made)
        deployment = Deployment(resources, edges, outputs, path=self.name, kind="cdk")
        return Loaded(deployment, tuple(dict.fromkeys(self.problems)), tuple(dict.fromkeys(self.files)))

    def order(self, artifact: _Artifact, names: Mapping[str, str], made: Mapping[str, list[str]]) -> Iterator[Edge]:
        """A stack is deployed when the ones it needs are done: with everything in them."""
        for name in dict.fromkeys(names[need] for need in artifact.needs if need in names):
            addresses = made.get(name, [])
            self.waiting += len(addresses)
            if self.waiting > MOST_WAITING:
                message = f"its stacks wait for more than {MOST_WAITING:,} resources of others: not all are followed"
                self.problems.append(Problem("budget", message, self.name))
                return
            for address in addresses:
                yield Edge(artifact.name, address, EdgeKind.DEPENDS_ON)

    def stack(self, artifact: _Artifact, exports: Exports) -> Stack | None:
        """Returns one stack of the assembly; None, and a problem, where its template cannot be read."""
        try:
            template = open_template(self.sources.read(artifact.template, artifact.shown))
        except SyntaxProblem as problem:
            self.problems.append(Problem("syntax", problem.message, artifact.shown, problem.span))
            return None
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(Problem("unreadable", why_unreadable(error), artifact.shown))
            return None
        self.files.append(artifact.shown)
        inputs = replace(
            self.inputs,
            region=artifact.region or self.inputs.region,
            account=artifact.account or self.inputs.account,
        )
        supplied, problems = read_supplied(inputs, self.sources, stack=artifact.id)
        self.problems += problems
        values = {**artifact.parameters, **supplied.values}
        pseudo = nested(pseudo_parameters(inputs), f"{artifact.name}/")
        pseudo["AWS::StackName"] = Known(artifact.stack_name, origin=Origin.SUPPLIED)
        run = Run(self.sources, pseudo, f"{self.name}/{artifact.name}", self.problems, self.files, exports)
        return Stack(
            template,
            artifact.template,
            run,
            replace(supplied, values=values),
            prefix=f"{artifact.name}/",
            is_nested=False,
        )


def _is_inside(name: Any) -> TypeGuard[str]:
    return isinstance(name, str) and bool(name) and not name.startswith("/") and ".." not in name.split("/")


def _stack_artifact(
    id_: str, artifact: Mapping[str, Any], template: Path, shown: str, constructs: Mapping[str, str]
) -> _Artifact:
    properties = artifact["properties"]
    environment = _ENVIRONMENT.fullmatch(str(artifact.get("environment", "")))
    account, region = (environment[1], environment[2]) if environment else (None, None)
    written = properties.get("parameters")
    parameters = written if isinstance(written, dict) else {}
    needs = artifact.get("dependencies")
    return _Artifact(
        id=id_,
        name=id_,
        template=template,
        shown=shown,
        account=account if account and account.isdecimal() else None,
        region=region if region and not region.startswith("unknown") else None,
        stack_name=str(properties.get("stackName") or id_),
        parameters={str(name): value for name, value in parameters.items() if isinstance(value, str)},
        needs=tuple(need for need in needs if isinstance(need, str)) if isinstance(needs, list) else (),
        constructs=constructs,
    )


def _stack_node(artifact: _Artifact, stack: Stack) -> Resource:
    """What all resources of a stack wait for."""
    source: Source = stack.template.source
    span = Span(source.number, 0, 0)
    pseudo = stack.run.pseudo
    return Resource(
        address=artifact.name,
        type=STACK,
        native_type=_STACK_ARTIFACT,
        attributes=MapOf({"StackName": pseudo["AWS::StackName"]}, complete=False, span=span),
        names=names_of(STACK),
        header=span,
        provider=stack.run.provider,
        region=pseudo["AWS::Region"],
        account=pseudo["AWS::AccountId"],
        partition=pseudo["AWS::Partition"],
        mode="declaration",
    )
