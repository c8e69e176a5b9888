"""AWS::Include with a local file: what the file says stands in the place of the transform."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from awslint.cloudformation.template import INCLUDE, Template, tree
from awslint.syntax.sources import Source
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence

ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|/|~")
"""How a location begins that is no path relative to the template."""

_KEY: Final = "Fn::Transform"
Entry = tuple[Scalar, Node]
Reader = Callable[[str, Scalar], Source | None]
"""Reads a file at a path relative to the template, for the place that names it; None where there is none."""


def included(template: Template, read: Reader) -> Template:
    """Returns the template with what its includes add, as far as they name local files; the others stay as they are.

    Includes inside of included files are not followed: CloudFormation does not either.

    Raises:
        SyntaxProblem: an included file cannot be parsed.
    """
    if INCLUDE not in template.source.text:
        return template
    return replace(template, root=_Inclusion(read).whole(template.root))


class _Inclusion:
    def __init__(self, read: Reader) -> None:
        self.read = read

    def node(self, node: Node) -> Node:
        """Returns a node with its includes followed; the same node where it has none."""
        if isinstance(node, Sequence):
            items = [self.node(element) for element in node.items]
            same = all(element is other for element, other in zip(items, node.items, strict=True))
            return node if same else Sequence(items, node.file, node.start, node.end)
        if isinstance(node, Mapping):
            entries = [(key, self.node(value)) for key, value in node.entries]
            same = all(element[1] is other[1] for element, other in zip(entries, node.entries, strict=True))
            made = node if same else _with(node, entries)
            return self.merged(made, _KEY)
        return node

    def whole(self, root: Mapping) -> Mapping:
        """Returns the root with all includes followed, those of its Transform section last."""
        written = root.get("Transform")
        entries = [(key, value if value is written else self.node(value)) for key, value in root.entries]
        root = self.merged(_with(root, entries), _KEY)
        if isinstance(written, Mapping):
            return self.merged(root, "Transform")
        if not isinstance(written, Sequence):
            return root
        left: list[Node] = []
        for element in written.items:
            arguments = element.get(_KEY) if isinstance(element, Mapping) and len(element.entries) == 1 else element
            added = self.added(arguments)
            grown = _joined(root, added, "") if added is not None else None
            root = grown or root
            left += [] if grown is not None else [element]
        rest = Sequence(left, written.file, written.start, written.end)
        return _with(root, [(key, rest if value is written else value) for key, value in root.entries])

    def merged(self, mapping: Mapping, key: str) -> Mapping:
        """Returns a mapping with what the include under a key adds beside the other entries."""
        added = self.added(mapping.get(key)) if key not in mapping.repeated else None
        return (_joined(mapping, added, key) if added is not None else None) or mapping

    def added(self, transform: Node | None) -> Mapping | None:
        """Returns what a transform adds, where it is an include of a local file that holds a mapping."""
        if not isinstance(transform, Mapping) or transform.text("Name") != INCLUDE:
            return None
        parameters = transform.mapping("Parameters")
        location = parameters.get("Location") if parameters is not None else None
        if not isinstance(location, Scalar) or not location.text or ELSEWHERE.match(location.text):
            return None
        source = self.read(posixpath.normpath(location.text), location)
        root = tree(source) if source is not None else None
        return root if isinstance(root, Mapping) else None


def _joined(mapping: Mapping, added: Mapping, without: str) -> Mapping | None:
    """Both mappings' entries but for one key; None where they share a key: which one counts is not documented."""
    others = [entry for entry in mapping.entries if entry[0].text != without]
    if {key.text for key, _ in others} & {key.text for key, _ in added.entries}:
        return None
    return _with(mapping, [*others, *added.entries])


def _with(mapping: Mapping, entries: list[Entry]) -> Mapping:
    return Mapping(entries, mapping.file, mapping.start, mapping.end, mapping.tag)
