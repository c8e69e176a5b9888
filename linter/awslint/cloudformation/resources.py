"""The resources of a template as they are written, or made by loops."""

from __future__ import annotations

import re
from typing import Final

from awslint.cloudformation.foreach import Loops
from awslint.cloudformation.run import Run
from awslint.cloudformation.sam.globals import with_globals
from awslint.cloudformation.template import Template, has_type, rewriting
from awslint.frozen import frozen
from awslint.graph.loading import Problem
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence

_MODULE: Final = "Rain::Module"
_STRANGE: Final = re.compile(r"[^!-~]|^['\"]")
"""What no name of a type has: spaces, quotes, and what looks like them."""

Unseen = tuple[Scalar, Node]
"""A key, and what stands there."""


@frozen
class Declared:
    """One resource as it is written (or made by a loop)."""

    name: str
    key: Scalar
    type: str
    node: Mapping
    assumes: tuple[str, ...] = ()

    @property
    def properties(self) -> Mapping | None:
        """Its Properties, if they are written as a mapping."""
        return self.node.mapping("Properties")


def declared_resources(template: Template, loops: Loops, run: Run) -> tuple[dict[str, Declared], dict[str, Unseen]]:
    """Returns the resources of a template by logical id, and what makes resources that cannot be seen, by key."""
    section = template.section("Resources")
    found: dict[str, Declared] = {}
    unseen: dict[str, Unseen] = {}
    if section is None or not section.entries:
        _note_none(run, template)
        return found, unseen
    expansion = loops.expand(section.entries)
    unseen.update((key.text, (key, section)) for key in expansion.leftover)
    modules: list[Scalar] = []
    common = template.section("Globals") if template.is_sam else None
    for key, node in expansion.entries:
        name = key.text
        fault = ""
        if section.get(name) not in (None, node):
            continue  # another one of that name follows, and counts
        if _is_rain_module(node):
            modules.append(key)
            unseen[name] = (key, node)
            continue
        if not isinstance(node, Mapping):
            fault = "is not a mapping of Type, Properties and the like"
        elif not node.text("Type"):
            fault = "has no Type with the name of a resource type"
        elif _STRANGE.search(str(node.text("Type"))):
            fault = f"has the Type {node.text('Type')}, with characters that no type has"
        if name.startswith("Fn::") or (isinstance(node, Mapping) and rewriting(node) is not None):
            unseen[name] = (key, node)
        elif fault or not isinstance(node, Mapping):
            unseen[name] = (key, node)
            run.problems.append(Problem("syntax", f"the resource {name} {fault}", template.source.path, key.span))
        else:
            reasons = expansion.assumes if section.get(name) is None else ()
            whole = with_globals(common, key, node)
            found[name] = Declared(name, key, str(node.text("Type")), whole, reasons)
    _note_modules(run, template, modules)
    return found, unseen


def _note_none(run: Run, template: Template) -> None:
    """Notes that a template has no resources, which CloudFormation refuses, and why, where that can be seen."""
    path = template.source.path
    for key, node in template.root.entries:
        if key.text == "Resources":
            message = "Resources is a list: it has to be a mapping of logical ids to resources"
            is_wrong = isinstance(node, Sequence)
        elif has_type(node):
            message = f"the resource {key.text} stands outside of Resources: indent it below that"
            is_wrong = True
        else:
            message = f"a template has no section {key.text}: did you mean Resources?"
            is_wrong = key.text.lower() in ("resource", "resources")
        if is_wrong:
            run.problems.append(Problem("syntax", message, path, key.span))
            return
    if not template.macros and not template.includes:
        message = "the template has no resources: CloudFormation refuses it"
        run.problems.append(Problem("module", message, path, is_read=True))


def _note_modules(run: Run, template: Template, modules: list[Scalar]) -> None:
    if modules:
        names = ", ".join(key.text for key in modules)
        message = f"Rain modules are not analysed ({names}): check the template that `rain pkg` makes"
        run.problems.append(Problem("module", message, template.source.path, modules[0].span))


def _is_rain_module(node: Node) -> bool:
    """Whether a resource is one that Rain puts a module in the place of: `Type: !Rain::Module path`."""
    type_ = node.get("Type") if isinstance(node, Mapping) else None
    return isinstance(type_, Mapping) and [key.text.removeprefix("Fn::") for key, _ in type_.entries] == [_MODULE]
