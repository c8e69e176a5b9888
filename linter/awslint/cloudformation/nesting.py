"""The other files that a template takes in: nested templates, and what it includes."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Final, Protocol

from awslint.cloudformation.include import ELSEWHERE, included
from awslint.cloudformation.resources import Declared
from awslint.cloudformation.run import Run
from awslint.cloudformation.scope import Evaluation
from awslint.cloudformation.template import Template, open_template
from awslint.cloudformation.texts import opened
from awslint.graph.loading import Problem
from awslint.graph.resource import ModuleCall
from awslint.syntax.sources import Source, SyntaxProblem
from awslint.syntax.tree import Scalar
from awslint.values import Known, MapOf, Missing, OneOf, Unknown, Value, leaves

MOST_REPEATED: Final = 1000
"""How many resources templates may make that are nested more than once, so that few lines do not nest thousands."""

MOST_TEMPLATES: Final = 200
"""The most templates that one deployment may be made of."""

DEEPEST_NESTING: Final = 8
NESTED_TYPES: Final = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
"""Types that are stacks themselves, and the property that says where the template is."""


class Parent(Protocol):
    """A stack, as far as one that is nested in it depends on it."""

    path: Path
    template: Template
    run: Run
    chain: tuple[ModuleCall, ...]

    @property
    def evaluator(self) -> Evaluation:
        """Evaluates what the stack's template passes on."""


def with_includes(template: Template, root: Path, run: Run) -> Template:
    """Returns the template with the local files that it includes."""
    here = posixpath.dirname(template.source.path)
    shown = template.source.path

    def read(local: str, place: Scalar) -> Source | None:
        nonlocal shown
        path = root.parent / local
        if len(run.files) >= MOST_TEMPLATES or not run.sources.disk.is_file(path):
            return None
        shown = posixpath.normpath(posixpath.join(here, local))
        try:
            source = run.sources.read(path, shown)
        except (OSError, UnicodeDecodeError, ValueError):
            problem = Problem("unreadable", "the included file cannot be read", shown, place.span)
            run.problems.append(problem)
            return None
        run.files.append(shown)
        return source

    try:
        return included(template, read)
    except SyntaxProblem as problem:
        run.problems.append(Problem("syntax", problem.message, shown, problem.span))
        return template


def local_template(stack: Parent, resource: Declared, property_: str) -> tuple[Template, Path] | None:
    """Returns the template that the property `property_` of a resource names, and its path, where it is a file here
    that can be read."""
    local = _local_path(stack, resource, property_)
    if local is None or not may_nest(stack, resource):
        return None
    path = stack.path.parent / local
    shown = posixpath.normpath(posixpath.join(posixpath.dirname(stack.template.source.path), local))
    try:
        if not stack.run.sources.disk.is_file(path) or not may_repeat(stack, resource, shown):
            return None
        source = stack.run.sources.read(path, shown)
        template = open_template(source)
    except SyntaxProblem as problem:
        stack.run.problems.append(Problem("syntax", problem.message, shown, problem.span))
        return None
    except (OSError, UnicodeDecodeError, ValueError):
        stack.run.problems.append(Problem("unreadable", "the nested template cannot be read", shown, resource.key.span))
        return None
    if shown in stack.run.files:
        resources = template.section("Resources")
        stack.run.repeated.append(len(resources.entries) if resources is not None else 0)
    stack.run.files.append(shown)
    return template, path


def may_repeat(stack: Parent, resource: Declared, shown: str) -> bool:
    """Returns whether a nested template is followed that may have been met before; a problem names one that is
    not."""
    if shown not in stack.run.files or sum(stack.run.repeated) < MOST_REPEATED:
        return True
    message = f"templates that are nested again are followed up to {MOST_REPEATED} resources: {resource.name} is not"
    stack.run.problems.append(Problem("budget", message, stack.template.source.path, resource.key.span))
    return False


def may_nest(stack: Parent, resource: Declared) -> bool:
    """Returns whether a further stack may be opened, for a resource; a problem names the limit where it may not."""
    if len(stack.chain) < DEEPEST_NESTING and len(stack.run.files) < MOST_TEMPLATES:
        return True
    limit = f"{DEEPEST_NESTING} deep and {MOST_TEMPLATES} in all"
    message = f"nested stacks are followed {limit}: {resource.name} is not"
    stack.run.problems.append(Problem("budget", message, stack.template.source.path, resource.key.span))
    return False


def _local_path(stack: Parent, resource: Declared, property_: str) -> str | None:
    """The path of a nested template, relative to this resource, if it is a file here."""
    properties, notes = resource.properties, resource.node.mapping("Metadata")
    if notes is not None and notes.text("aws:asset:property") == property_ and notes.text("aws:asset:path"):
        # The CDK uploads the template, and says here which file of its output it was.
        where: str | None = notes.text("aws:asset:path")
    else:
        place = properties.get(property_) if properties is not None else None
        value = opened(stack.evaluator.value(place)) if place is not None else Missing()
        where = value.scalar if isinstance(value, Known) and isinstance(value.scalar, str) else None
    if not where or ELSEWHERE.match(where):
        return None
    return posixpath.normpath(where)


def arguments(stack: Parent, resource: Declared, template: Template) -> dict[str, Value]:
    """Returns the parameters that a resource passes to the stack that it makes, by name."""
    properties = resource.properties
    node = properties.get("Parameters") if properties is not None else None
    inputs = stack.evaluator.value(node) if node is not None else MapOf({})
    section = template.section("Parameters")
    names = [key.text for key, _ in section.entries] if section is not None else []
    if isinstance(inputs, MapOf):
        if inputs.complete:
            return dict(inputs.items)
        return {name: inputs.items.get(name, passed_unknown(resource, name)) for name in names}
    if isinstance(inputs, (Missing, OneOf)) and all(isinstance(leaf, Missing) for leaf in leaves(inputs)):
        return {}
    return {name: passed_unknown(resource, name) for name in names}


def passed_unknown(resource: Declared, name: str) -> Unknown:
    """Returns what a resource passes on to a stack that it makes, where that is not known."""
    return Unknown(f"what {resource.name} passes as {name} is known at deployment", span=resource.key.span)
