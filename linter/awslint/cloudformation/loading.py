"""Loads one template, and the local templates nested in it, as a deployment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from awslint.cloudformation.checks.nodes import declarations
from awslint.cloudformation.declarations import acknowledged, service_role
from awslint.cloudformation.exports import Exports
from awslint.cloudformation.lower import Lowering
from awslint.cloudformation.pseudo import pseudo_parameters
from awslint.cloudformation.run import Run
from awslint.cloudformation.sam.configuration import configured
from awslint.cloudformation.stack import Stack
from awslint.cloudformation.supplied import read_supplied
from awslint.cloudformation.template import open_template
from awslint.graph.deployment import Deployment
from awslint.graph.loading import Inputs, Loaded, Problem
from awslint.graph.resource import Resource
from awslint.syntax.sources import BeyondLimits, Sources, SyntaxProblem, why_unreadable
from awslint.syntax.tree import Mapping
from awslint.values import Value


def load(path: Path, sources: Sources, inputs: Inputs, shown: str | None = None) -> Loaded:
    """Returns the deployment that a template describes.

    `shown` is the path as the user would write it. What cannot be read or parsed gives a problem and an empty
    deployment; nothing is raised.
    """
    name = shown if shown is not None else path.as_posix()
    try:
        template = open_template(sources.read(path, name))
    except SyntaxProblem as problem:
        if _is_generated(sources, problem):
            message = "another tool puts something in here: check the template that it makes"
            return _nothing(name, Problem("module", message, name, problem.span))
        return _nothing(name, Problem("syntax", problem.message, name, problem.span))
    except (OSError, UnicodeDecodeError) as error:
        return _nothing(name, Problem("unreadable", why_unreadable(error), name))
    configuration = configured(path, template, inputs, sources)
    inputs = configuration.inputs
    supplied, problems = read_supplied(inputs, sources)
    supplied = replace(supplied, values={**configuration.parameters, **supplied.values})
    problems += configuration.problems
    run = Run(sources, pseudo_parameters(inputs), name, list(problems), [name], Exports(inputs.exports))
    try:
        stack = Stack(template, path, run, supplied)
        capabilities: Value | None = configuration.capabilities
        if supplied.input is not None and supplied.input.is_for(path, stack.parameters):
            capabilities = supplied.input.capabilities
        beside = [acknowledged(stack, capabilities)] if capabilities is not None else []
        if configuration.service_role is not None:
            beside.append(service_role(stack, configuration.service_role))
        return _deployment(stack, run, beside)
    except RecursionError:
        run.problems.append(Problem("budget", "its functions are nested too deep", name))
        return Loaded(Deployment((), path=name, kind="cloudformation"), tuple(run.problems), tuple(run.files))


def open_stack(path: Path, sources: Sources, inputs: Inputs) -> Stack | None:
    """Returns the stack of a template, not lowered; None where it cannot be read."""
    try:
        template = open_template(sources.read(path))
        configuration = configured(path, template, inputs, sources)
        supplied, _ = read_supplied(configuration.inputs, sources)
        supplied = replace(supplied, values={**configuration.parameters, **supplied.values})
        run = Run(sources, pseudo_parameters(configuration.inputs), path.as_posix())
        return Stack(template, path, run, supplied)
    except (SyntaxProblem, OSError, UnicodeDecodeError, RecursionError):
        return None


def parameter_names(path: Path, sources: Sources) -> frozenset[str] | None:
    """Returns the parameters that a template declares; None where that cannot be determined."""
    try:
        template = open_template(sources.read(path))
    except (SyntaxProblem, OSError, UnicodeDecodeError):
        return None
    section = template.section("Parameters")
    return None if template.macros or template.includes else frozenset(_keys(section))


def _keys(section: Mapping | None) -> list[str]:
    return [key.text for key, _ in section.entries] if section is not None else []


def _deployment(stack: Stack, run: Run, beside: Sequence[Resource] = ()) -> Loaded:
    lowering = Lowering(stack, declarations)
    lowering.lower()
    lowering.resources += beside
    outputs: dict[str, Value] = dict(stack.outputs.values())
    deployment = Deployment(
        lowering.resources,
        lowering.edges,
        outputs,
        path=run.provider,
        kind="cloudformation",
        needs_values=stack.open_parameter,
        is_library=bool(stack.open_parameter),
    )
    stack.release()
    problems = tuple(dict.fromkeys(run.problems))
    return Loaded(deployment, problems, tuple(dict.fromkeys(run.files)))


_PLACEHOLDER: Final = re.compile(r"\{%|\{\{(?!resolve:)")
"""Statements and expressions of Jinja, Helm and their like, which are no dynamic references."""


def _is_generated(sources: Sources, problem: SyntaxProblem) -> bool:
    """Whether a text is no YAML or JSON because of what another tool would replace there, or on the line above."""
    if isinstance(problem, BeyondLimits):
        return False
    source = sources[problem.span.file]
    number = source.position(problem.span.start).line
    return _PLACEHOLDER.search(f"{source.line(number - 1)}\n{source.line(number)}") is not None


def _nothing(name: str, problem: Problem) -> Loaded:
    return Loaded(Deployment((), path=name, kind="cloudformation"), (problem,), (name,))
