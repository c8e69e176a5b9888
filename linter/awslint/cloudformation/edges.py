"""Which resources a part of a template mentions."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.cloudformation.intrinsics import HOLE
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence


def mentioned(node: Node) -> Iterator[str]:
    """Yields the names in every Ref, Fn::GetAtt and Fn::Sub in a node, in both branches of every Fn::If."""
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, Sequence):
            stack.extend(part.items)
            continue
        if isinstance(part, Scalar):
            continue
        for key, value in part.entries:
            if key.text == "Ref" and isinstance(value, Scalar):
                yield value.text
            elif key.text == "Fn::GetAtt":
                first = value.items[0] if isinstance(value, Sequence) and value.items else value
                if isinstance(first, Scalar):
                    yield first.text.partition(".")[0]
                stack.append(value)
            elif key.text == "Fn::Sub":
                yield from _in_template(value)
                stack.append(value)
            elif not isinstance(value, Scalar):
                stack.append(value)


def _in_template(node: Node) -> Iterator[str]:
    own: frozenset[str] = frozenset()
    if isinstance(node, Sequence) and node.items:
        variables = node.items[1] if len(node.items) > 1 else None
        if isinstance(variables, Mapping):
            own = frozenset(key.text for key, _ in variables.entries)
        node = node.items[0]
    if isinstance(node, Scalar):
        for hole in HOLE.finditer(node.text):
            name = hole[1].strip()
            if name not in own:
                yield name.partition(".")[0]


def depended_on(node: Node | None) -> Iterator[str]:
    """Yields the names in a DependsOn."""
    for element in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(element, Scalar):
            yield element.text
