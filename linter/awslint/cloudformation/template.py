"""A template as a tree: told from other YAML and JSON by its content, and taken apart into its sections."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from awslint.syntax import json, yaml
from awslint.syntax.sources import Source, SyntaxProblem
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence
from awslint.values import Span

VERSION: Final = "AWSTemplateFormatVersion"
SAM: Final = "AWS::Serverless-2016-10-31"
HARMLESS: Final = frozenset({SAM, "AWS::LanguageExtensions", "AWS::Include", "AWS::SecretsManager-2020-07-23"})
"""Transforms that leave the resources that are written as they are, or that awslint follows."""

_TYPE = re.compile(r"[A-Za-z0-9]+::[A-Za-z0-9_@-]+(?:::[A-Za-z0-9_@:-]+)?", re.ASCII)
_MENTIONS_TYPE = re.compile(r"""["']?Type["']?\s*:\s*["']?[A-Za-z0-9]+::[A-Za-z0-9]""", re.ASCII)
_WRITTEN_VERSION = re.compile(r"""^["']?AWSTemplateFormatVersion["']?\s*:""", re.MULTILINE)


def tree(source: Source) -> Node | None:
    """The document of a source, JSON or YAML by its looks; None for no document or several.

    Raises:
        SyntaxProblem: it is neither.
    """
    return _tree(source.number, source.path.endswith(".json"), source.text)


@functools.lru_cache(maxsize=4)
def _tree(number: int, is_json: bool, text: str) -> Node | None:
    source = Source(number, "", text)
    if is_json or text.lstrip()[:1] == "{":
        try:
            return json.load(source)
        except SyntaxProblem:
            if is_json:
                raise
    documents = yaml.load(source)
    return documents[0] if len(documents) == 1 else None


def recognise(source: Source) -> bool:
    """Whether a source is a CloudFormation template, by its content.

    A text that no parser takes is one if it says so itself (AWSTemplateFormatVersion at the beginning of a line).
    """
    text = source.text
    says_so = VERSION in text
    if not says_so and not ("Resources" in text and _MENTIONS_TYPE.search(text)):
        return False
    try:
        root = tree(source)
    except SyntaxProblem:
        return says_so and _WRITTEN_VERSION.search(text) is not None
    if not isinstance(root, Mapping):
        return False
    if root.get(VERSION) is not None:
        return True
    resources = root.mapping("Resources")
    if resources is None:
        return False
    return any(_has_type(node) for _, node in resources.entries)


def _has_type(node: Node) -> bool:
    return isinstance(node, Mapping) and _TYPE.fullmatch(node.text("Type") or "") is not None


@dataclass(frozen=True, slots=True)
class Template:
    """A template's tree."""

    source: Source
    root: Mapping

    def section(self, name: str) -> Mapping | None:
        """A top-level section, if it is there and is a mapping."""
        return self.root.mapping(name)

    def transforms(self) -> Iterator[str]:
        """The names of the transforms that the template as a whole goes through."""
        yield from _transform_names(self.root.get("Transform"))

    @property
    def is_sam(self) -> bool:
        """Whether it goes through the Serverless transform."""
        return SAM in self.transforms()

    @property
    def macros(self) -> list[str]:
        """Transforms that may change anything."""
        return [name for name in self.transforms() if name not in HARMLESS]


def _transform_names(node: Node | None) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield node.text
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _transform_names(item)
    elif isinstance(node, Mapping):
        yield node.text("Name") or "a transform"
        # {"Fn::Transform": {...}} is the same, written as a function.


def open_template(source: Source) -> Template:
    """The template in a source.

    Raises:
        SyntaxProblem: it cannot be parsed, or its root is no mapping.
    """
    root = tree(source)
    if not isinstance(root, Mapping):
        raise SyntaxProblem("a template is a mapping with a Resources section", Span(source.number, 0, 0))
    return Template(source, root)
