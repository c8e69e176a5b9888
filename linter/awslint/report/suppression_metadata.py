"""Suppressions where a language has no comments: `Metadata` in CloudFormation, `"//"` in Terraform's JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from awslint.report.directives import Directive, as_id, day_of, understand
from awslint.rules.declaration import ID_PATTERN
from awslint.syntax.sources import Source
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence, data
from awslint.values import Span

_KEYS: Final = frozenset({"rules", "reason", "until", "path"})
_STEP: Final = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_FORM: Final = 'write {"rules": ["KMS055"], "reason": "...", "until": "2027-01-31", "path": "Properties.Origin"}'


def in_template(source: Source, root: Node, whole: Span) -> Iterator[Directive]:
    """Yields the suppressions in `Metadata: {awslint: {ignore: [...]}}` of a template, which is at `whole`, and of its
    resources."""
    waiting: list[tuple[Node, Span]] = [(root, whole)]
    while waiting:
        node, span = waiting.pop()
        if isinstance(node, Sequence):
            waiting += [(element, element.span) for element in reversed(node.items)]
        elif isinstance(node, Mapping):
            metadata = node.mapping("Metadata")
            ours = metadata.mapping("awslint") if metadata is not None else None
            ignored = ours.get("ignore") if ours is not None else None
            if ignored is not None:
                for written in ignored.items if isinstance(ignored, Sequence) else [ignored]:
                    directive = _from_metadata(written, node, span)
                    yield replace(directive, removal=_removal(source, [node, metadata, ours, ignored], written))
            waiting += [
                (value, Span(source.number, key.start, value.end))
                for key, value in reversed(node.entries)
                if key.text != "Metadata"
            ]


def _from_metadata(node: Node, owner: Mapping, span: Span) -> Directive:
    def refused(fault: str) -> Directive:
        return Directive("metadata", node.span, None, fault=f"{fault}: {_FORM}")

    parsed = data(node)
    if not isinstance(parsed, dict) or not parsed.keys() <= _KEYS:
        return refused("it is not understood")
    rules = parsed.get("rules")
    rules = [rules] if isinstance(rules, str) else rules
    if not isinstance(rules, list) or not rules or not all(isinstance(rule, str) for rule in rules):
        return refused("it names no rule")
    rules = list(map(as_id, rules))
    if not all(re.fullmatch(ID_PATTERN, rule) for rule in rules):
        return refused("its rules are no ids")
    reason, until, path = (parsed.get(name, "") for name in ("reason", "until", "path"))
    if not isinstance(reason, str) or not isinstance(path, str):
        return refused("its reason or path is not a string")
    day = day_of(str(until)) if until else None
    if until and day is None:
        return refused(f"{until} is no day")
    covers = _below(owner, path) if path else span
    return Directive("metadata", node.span, covers, tuple(dict.fromkeys(rules)), reason, day)


def _below(owner: Mapping, path: str) -> Span | None:
    """The entry at a path of a resource; None where nothing stands there."""
    node: Node = owner
    span = None
    for name, index in _STEP.findall(path):
        if isinstance(node, Mapping) and name:
            key, value = node.key(name), node.get(name)
            if key is None or value is None:
                return None
            node, span = value, Span(key.file, key.start, value.end)
        elif isinstance(node, Sequence) and index and int(index) < len(node.items):
            node = node.items[int(index)]
            span = node.span
        else:
            return None
    return span


def in_terraform_json(source: Source, root: Node) -> Iterator[Directive]:
    """Yields the suppressions in `"//"` entries, each about the block that it stands in."""
    waiting: list[tuple[Node, Span | None]] = [(root, None)]
    while waiting:
        node, span = waiting.pop()
        if isinstance(node, Sequence):
            waiting += [(element, span and element.span) for element in reversed(node.items)]
        elif isinstance(node, Mapping):
            for key, value in node.entries:
                if key.text == "//":
                    for text in value.items if isinstance(value, Sequence) else [value]:
                        if isinstance(text, Scalar) and text.text.startswith("awslint:"):
                            removal = _removal(source, [node, value], text)
                            yield replace(_from_note(source, text, span), removal=removal)
            waiting += [
                (value, Span(source.number, key.start, value.end))
                for key, value in reversed(node.entries)
                if key.text != "//"
            ]


def _from_note(source: Source, note: Scalar, span: Span | None) -> Directive:
    parsed = understand(note.text)
    # Offsets in the text are offsets in the file only where nothing is escaped.
    first = note.start + 1
    plain = source.text.startswith(note.text, first)
    ids = Span(source.number, first + parsed.ids[0], first + parsed.ids[1]) if plain else None
    covers = Span(source.number, 0, len(source.text) + 1) if parsed.whole_file else span
    return Directive("comment", note.span, covers, parsed.rules, parsed.reason, parsed.until, ids, parsed.fault)


def _removal(source: Source, chain: list[Node | None], written: Node) -> Span | None:
    """What to take away so that an entry is gone, and with it every list or mapping that held nothing else.

    `chain` leads from the outermost mapping, which stays, to what holds the entry.
    """
    element = written
    for container in reversed(chain):
        if container is None or container is element:
            continue
        parts = _elements(container)
        index = next((number for number, (_, _, node) in enumerate(parts) if node is element), None)
        if index is None:
            return None
        if len(parts) > 1:
            return _part(source, container, [(start, end) for start, end, _ in parts], index)
        element = container
    return None


def _elements(container: Node) -> list[tuple[int, int, Node]]:
    if isinstance(container, Sequence):
        return [(element.start, element.end, element) for element in container.items]
    if isinstance(container, Mapping):
        return [(key.start, value.end, value) for key, value in container.entries]
    return []


def _part(source: Source, container: Node, parts: list[tuple[int, int]], index: int) -> Span | None:
    """One of several elements, with the comma or the lines that belong to it."""
    start, end = parts[index]
    text = source.text
    if text[container.start] in "{[":
        if index + 1 < len(parts):
            return Span(source.number, start, parts[index + 1][0])
        return Span(source.number, parts[index - 1][1], end)
    before, after = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    if text[before:start].strip(" -") or after < 0 or text[end:after].strip():
        return None
    return Span(source.number, before, after + 1)
