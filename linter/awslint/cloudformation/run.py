"""What all stacks of one deployment share."""

from __future__ import annotations

from collections.abc import Mapping as Names
from dataclasses import dataclass, field

from awslint.cloudformation.exports import Exports
from awslint.cloudformation.template import Template
from awslint.graph.loading import Problem
from awslint.syntax.sources import Sources
from awslint.syntax.tree import Mapping, Scalar
from awslint.values import Value


@dataclass
class Run:
    """The files of one deployment, what they import, and what was wrong with them."""

    sources: Sources
    pseudo: Names[str, Value]
    provider: str
    problems: list[Problem] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    exports: Exports = field(default_factory=Exports)
    repeated: list[int] = field(default_factory=list)
    """How many resources each nested template has that had been met before."""
    instances: list[str] = field(default_factory=list)
    """The addresses of the stacks that stack sets make."""


def note_repeated(run: Run, template: Template, node: Mapping, key: Scalar) -> None:
    """Notes a key that a mapping has more than once, at the last place.

    CloudFormation takes the last one without a word, in YAML and in JSON: ValidateTemplate accepts it, and
    GetTemplateSummary answers with it (github.com/go-to-k/cdk-real-drift/issues/1074).
    """
    first, last = node.repeated[key.text]
    if key is last:
        line = run.sources[first.file].position(first.start).line
        message = f"{key.text} is written more than once: this one counts, not the one in line {line}; keep one"
        run.problems.append(Problem("module", message, template.source.path, key.span, is_read=True))


def note_repeats(run: Run, template: Template) -> None:
    """Notes what is declared more than once. What is said more than once of it is noted where it is evaluated."""
    sections = [node for _, node in template.root.entries if isinstance(node, Mapping)]
    declared = [node for section in sections for _, node in section.entries if isinstance(node, Mapping)]
    for node in (template.root, *sections, *declared):
        for _, last in node.repeated.values():
            note_repeated(run, template, node, last)
