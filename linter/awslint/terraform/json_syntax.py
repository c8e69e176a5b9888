"""Terraform's JSON syntax: `.tf.json` and `.tfvars.json` files as the same bodies that HCL gives.

What is a nested block and what an attribute only a provider's schema tells: inside resources everything but
Terraform's own blocks becomes an attribute, which lowering treats alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from awslint.syntax import hcl_tree as tree
from awslint.syntax.hcl import parse_expression, parse_template
from awslint.syntax.json import load
from awslint.syntax.sources import Source, SyntaxProblem
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence
from awslint.values import Span

_LABELS: Final = {
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "variable": 1,
    "output": 1,
    "module": 1,
    "provider": 1,
    "check": 1,
    "locals": 0,
    "terraform": 0,
    "import": 0,
    "moved": 0,
    "removed": 0,
}
_INNER: Final = {
    "lifecycle": 0,
    "connection": 0,
    "provisioner": 1,
    "dynamic": 1,
    "content": 0,
    "validation": 0,
    "precondition": 0,
    "postcondition": 0,
    "backend": 1,
    "cloud": 0,
    "required_providers": 0,
    "data": 2,
    "assert": 0,
}
_AS_REFERENCE: Final = frozenset(
    {"depends_on", "provider", "ignore_changes", "replace_triggered_by", "type", "to", "from"}
)


def parse_json(source: Source) -> tree.Body:
    """Returns the body of a JSON configuration or variables file.

    Raises:
        SyntaxProblem: it is no JSON, or its top level is no object.
    """
    root = load(source)
    if isinstance(root, Sequence):
        entries = [entry for element in root.items if isinstance(element, Mapping) for entry in element.entries]
    elif isinstance(root, Mapping):
        entries = root.entries
    else:
        raise SyntaxProblem("the top level of a configuration file is an object", root.span)
    if source.path.endswith(".tfvars.json"):
        attributes = {key.text: _attribute(key, value, literal=True) for key, value in entries if key.text != "//"}
        return tree.Body(attributes, (), root.span)
    blocks: list[tree.Block] = []
    for key, value in entries:
        if key.text in _LABELS:
            blocks.extend(_blocks(key, value, _LABELS[key.text], ()))
    return tree.Body({}, tuple(blocks), root.span)


def _blocks(key: Scalar, value: Node, labels: int, found: tuple[Scalar, ...]) -> Iterator[tree.Block]:
    if isinstance(value, Sequence):
        for element in value.items:
            yield from _blocks(key, element, labels, found)
    elif isinstance(value, Mapping):
        if len(found) < labels:
            for label, member in value.entries:
                if label.text != "//":
                    yield from _blocks(key, member, labels, (*found, label))
        else:
            names = tuple(label.text for label in found)
            header = found[-1].span if found else key.span
            body = _body(value, key.text)
            yield tree.Block(key.text, names, body, header, Span(header.file, header.start, value.end))


def _body(node: Mapping, kind: str) -> tree.Body:
    attributes: dict[str, tree.Attribute] = {}
    blocks: list[tree.Block] = []
    for key, value in node.entries:
        if key.text == "//":
            continue
        if key.text in _INNER and kind != "locals" and isinstance(value, (Mapping, Sequence)):
            if key.text == "dynamic":
                blocks.extend(_blocks(key, value, 1, ()))
            else:
                blocks.extend(_blocks(key, value, _INNER[key.text], ()))
        else:
            attributes[key.text] = _attribute(key, value, literal=kind == "variable" and key.text == "default")
    return tree.Body(attributes, tuple(blocks), node.span)


def _attribute(key: Scalar, value: Node, *, literal: bool) -> tree.Attribute:
    reference = key.text in _AS_REFERENCE
    providers = key.text == "providers" and isinstance(value, Mapping)
    if providers and isinstance(value, Mapping):
        expression: tree.Expression = tree.Object(
            tuple(
                (_reference(name), _expression(node, literal, True), _between(name, node))
                for name, node in value.entries
            ),
            value.span,
        )
    else:
        expression = _expression(value, literal, reference)
    return tree.Attribute(key.text, expression, _between(key, value))


def _between(key: Scalar, value: Node) -> Span:
    return Span(key.file, key.start, value.end)


def _expression(node: Node, literal: bool, reference: bool) -> tree.Expression:
    if isinstance(node, Sequence):
        return tree.Tuple(tuple(_expression(element, literal, reference) for element in node.items), node.span)
    if isinstance(node, Mapping):
        items = tuple(
            (_text(key, literal), _expression(value, literal, False), _between(key, value))
            for key, value in node.entries
            if key.text != "//"
        )
        return tree.Object(items, node.span)
    if node.is_plain:
        return tree.Literal(_number(node), node.span)
    return _reference(node) if reference else _text(node, literal)


def _number(node: Scalar) -> int | float | bool | None:
    words: dict[str, bool | None] = {"true": True, "false": False, "null": None}
    if node.text in words:
        return words[node.text]
    try:
        return int(node.text)
    except ValueError:
        number = float(node.text)
        if not math.isfinite(number):
            raise SyntaxProblem("this number is too large", node.span) from None
        return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _text(node: Scalar, literal: bool) -> tree.Expression:
    if literal or ("${" not in node.text and "%{" not in node.text):
        return tree.Literal(node.text, node.span)
    return parse_template(node.text, node.file, node.start + 1)


def _reference(node: Scalar) -> tree.Expression:
    text = node.text.removeprefix("${").removesuffix("}") if node.text.startswith("${") else node.text
    try:
        return parse_expression(text, Span(node.file, node.start + 1, node.end))
    except SyntaxProblem:
        return tree.Literal(node.text, node.span)
