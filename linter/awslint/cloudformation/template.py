"""A template as a tree: distinguished from other YAML and JSON by its content, and taken apart into its sections."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final

from awslint.cloudformation.foreach import is_loop
from awslint.frozen import frozen
from awslint.syntax import json, yaml
from awslint.syntax.cached_trees import cached_tree
from awslint.syntax.sources import BeyondLimits, Source, SyntaxProblem, unfinished_in
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence
from awslint.values import Span

VERSION: Final = "AWSTemplateFormatVersion"
OWN_FORMAT: Final = "2010-09-09"
"""The only format that CloudFormation takes; org-formation calls its own `2010-09-09-OC`."""
SAM: Final = "AWS::Serverless-2016-10-31"
INCLUDE: Final = "AWS::Include"
HARMLESS: Final = (SAM, "AWS::LanguageExtensions", INCLUDE, "AWS::SecretsManager-", "AWS::CodeDeployBlueGreen")
"""Transforms, by their beginnings, that leave what is written as it is, or that awslint follows."""

_SECTIONS: Final = frozenset({
    VERSION, "Conditions", "Description", "Fn::Transform", "Globals", "Hooks", "Mappings", "Metadata", "Outputs",
    "Parameters", "Resources", "Rules", "Transform",
})  # fmt: skip

_TYPE = re.compile(r"[A-Za-z0-9]+::[A-Za-z0-9_@-]+(?:::[A-Za-z0-9_@:-]+)?", re.ASCII)
_MENTIONS_TYPE = re.compile(r"""["']?Type["']?\s*:\s*["']?[A-Za-z0-9]+::[A-Za-z0-9]""", re.ASCII)
_MENTIONS_OWN_TYPE = re.compile(r"""["']?Type["']?\s*:\s*["']?(?:AWS|Custom|Alexa)::[A-Za-z0-9]""", re.ASCII)
_FIRST_IN_JSON = re.compile(r"""\s*\{\s*"AWSTemplateFormatVersion"\s*:""")
_TYPE_FOLLOWS = re.compile(r"""[^\n]*\n\s*["']?Type["']?\s*:""")
_WRITTEN_VERSION = re.compile(r"""^["']?AWSTemplateFormatVersion["']?\s*:""", re.MULTILINE)
_WRITTEN_RESOURCES = re.compile(
    r"""^["']?Resources["']?\s*:|\A\s*\{.*["']Resources["']\s*:\s*\{""", re.MULTILINE | re.DOTALL
)


@functools.lru_cache(maxsize=4)
def tree(source: Source) -> Node | None:
    """Returns the document of a source, JSON or YAML by its looks; of several, the one that is a template, else None.

    Raises:
        SyntaxProblem: it is neither.
        BeyondLimits: it is too deep or too large, or has several templates.
    """
    try:
        return cached_tree("template.json" if source.path.endswith(".json") else "template", source, _parse)
    except SyntaxProblem as problem:
        raise unfinished_in(source) or problem from None


def _parse(source: Source) -> Node | None:
    is_json = source.path.endswith(".json")
    if is_json or source.text.lstrip()[:1] == "{":
        try:
            return json.load(source)
        except SyntaxProblem:
            if is_json:
                raise
    documents = yaml.load(source)
    if len(documents) > 1:
        documents = [document for document in documents if is_template(document)]
    if len(documents) > 1:
        many = f"{len(documents)} templates in one file, where CloudFormation takes one: put each into its own file"
        raise BeyondLimits(many, Span(source.number, documents[1].start, documents[1].start + 1))
    return documents[0] if documents else None


def recognise(source: Source) -> bool:
    """Returns whether a source is a CloudFormation template, by its content.

    A text that no parser takes is one if it says so itself (AWSTemplateFormatVersion at the beginning of a line), or
    has a Resources section at its root and a type of CloudFormation's.
    """
    text = source.text
    says_so = VERSION in text
    if not says_so and not ("Resources" in text and _MENTIONS_TYPE.search(text)):
        return False
    if says_so and (_FIRST_IN_JSON.match(text) or _WRITTEN_VERSION.search(text)):
        # No need to parse: a key in the first column is the root's, and so is the first key of a JSON text.
        return True
    try:
        root = tree(source)
    except BeyondLimits:
        return _WRITTEN_RESOURCES.search(text) is not None
    except SyntaxProblem:
        return _is_broken_template(text)
    return root is not None and (is_template(root) or _is_not_indented(root))


def _is_broken_template(text: str) -> bool:
    """Whether a text that no parser takes would be a template, by its looks; what other tools fill in is none."""
    if "{{-" in text or _MENTIONS_OWN_TYPE.search(text) is None:
        return False
    found = _WRITTEN_RESOURCES.search(text)
    return found is not None and _TYPE_FOLLOWS.match(text, found.end()) is None


def _is_not_indented(root: Node) -> bool:
    """Whether a document has an empty section Resources, and beside it what belongs there."""
    resources = root.get("Resources") if isinstance(root, Mapping) else None
    if not isinstance(root, Mapping) or not isinstance(resources, Scalar) or resources.text:
        return False
    return any(has_type(node) for _, node in root.entries)


def is_template(root: Node) -> bool:
    """Returns whether a document is a template: it has a version of templates, or a resource with a type."""
    if not isinstance(root, Mapping):
        return False
    if root.get(VERSION) is not None:
        return True
    resources = root.mapping("Resources")
    if resources is None:
        return False
    return any(has_type(node) or is_loop(key.text) for key, node in resources.entries)


def has_type(node: Node) -> bool:
    """Returns whether a node is a mapping with the name of a resource type."""
    return isinstance(node, Mapping) and _TYPE.fullmatch(node.text("Type") or "") is not None


@frozen
class Template:
    """A template's tree."""

    source: Source
    root: Mapping

    def section(self, name: str) -> Mapping | None:
        """Returns a top-level section, if it is there and is a mapping."""
        return self.root.mapping(name)

    def transforms(self) -> Iterator[str]:
        """Yields the names of the transforms that the template as a whole goes through."""
        yield from _transform_names(self.root.get("Transform"))
        yield from _transform_names(self.root.get("Fn::Transform"))

    @property
    def is_sam(self) -> bool:
        """Whether it goes through the Serverless transform."""
        return SAM in self.transforms()

    @property
    def is_foreign(self) -> bool:
        """Whether it has a version or a section that CloudFormation does not know: then another tool reads it first."""
        version = self.root.get(VERSION)
        is_own = version is None or (isinstance(version, Scalar) and version.text == OWN_FORMAT)
        return not is_own or any(key.text not in _SECTIONS for key, _ in self.root.entries)

    @property
    def macros(self) -> list[str]:
        """What may change anything: transforms of the template as a whole or of all its resources, and another tool
        whose own format the template says that it is in."""
        tools = ["of another tool"] if self.is_foreign else []
        resources = self.section("Resources")
        names = _transform_names(resources.get("Fn::Transform")) if resources is not None else ()
        return tools + [name for name in (*self.transforms(), *names) if not name.startswith(HARMLESS)]

    @property
    def includes(self) -> list[str]:
        """Transforms that add what is written elsewhere."""
        return [name for name in self.transforms() if name == INCLUDE]


def _transform_names(node: Node | None) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield node.text
    elif isinstance(node, Sequence):
        for element in node.items:
            yield from _transform_names(element)
    elif isinstance(node, Mapping):
        transform = node.get("Fn::Transform")
        if transform is not None:
            yield from _transform_names(transform)
        else:
            yield node.text("Name") or "a transform"


def rewriting(node: Mapping) -> str | None:
    """Returns the macro that a mapping names beside its other entries: it is given all of them and may change any."""
    if node.get("Fn::Transform") is None:
        return None
    return next((name for name in _transform_names(node.get("Fn::Transform")) if name != INCLUDE), None)


def open_template(source: Source) -> Template:
    """Returns the template in a source.

    Raises:
        SyntaxProblem: it cannot be parsed, or its root is no mapping.
    """
    root = tree(source)
    if not isinstance(root, Mapping):
        raise SyntaxProblem("a template is a mapping with a Resources section", Span(source.number, 0, 0))
    return Template(source, root)
