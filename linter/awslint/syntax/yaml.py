"""YAML with spans, over the events of PyYAML's parser (the C one where it is there).

Events, not PyYAML's composer: that one recurses in C and can be crashed by deep nesting.
"""

from __future__ import annotations

from typing import Any, Final

from awslint.syntax.sources import BeyondLimits, Source, SyntaxProblem
from awslint.syntax.tree import DEEPEST, LARGEST, Mapping, Node, Scalar, Sequence
from awslint.values import Span

_STANDARD: Final = "tag:yaml.org,2002:"
_TOO_DEEP: Final = "maximum nesting depth"
"""What PyYAML (from 6.0.4 on) says of nesting beyond a limit of its own, which is higher than the one here."""
_SAME_NAME: Final = frozenset({"Ref", "Condition"})


def load(source: Source) -> list[Node]:
    """Returns the documents of a YAML text.

    CloudFormation's short forms come out long: `!Sub x` is the mapping `{"Fn::Sub": "x"}`. Aliases are followed and
    merge keys merged.

    Raises:
        SyntaxProblem: it is not YAML, is nested too deep, or its aliases never end or make it too large.
    """
    import yaml

    parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Composer(source, parser(source.text)).documents()
    except yaml.MarkedYAMLError as refusal:
        place = min(getattr(refusal.problem_mark or refusal.context_mark, "index", 0), len(source.text))
        words = " ".join(part for part in (refusal.context, refusal.problem) if part)
        if _TOO_DEEP in words:
            # libyaml looks ahead: it meets its own limit before it has reported the levels above.
            raise BeyondLimits(f"nested deeper than {DEEPEST} levels", Span(source.number, place, place + 1)) from None
        raise SyntaxProblem(f"not YAML: {words}", Span(source.number, place, place + 1)) from None
    except (yaml.YAMLError, UnicodeError, ValueError) as refusal:
        place = getattr(refusal, "position", 0) or 0
        place = min(place, len(source.text))
        words = str(refusal).splitlines()[0]
        raise SyntaxProblem(f"not YAML: {words}", Span(source.number, place, place + 1)) from None


class _Frame:
    """A collection that is being read: the elements so far, keys and values in turn for a mapping."""

    __slots__ = ("anchor", "depth", "elements", "event", "is_mapping", "size")

    def __init__(self, event: Any, is_mapping: bool) -> None:
        self.event = event
        self.anchor: str | None = event.anchor
        self.is_mapping = is_mapping
        self.elements: list[Node] = []
        self.size = 1
        self.depth = 0


class _Composer:
    def __init__(self, source: Source, parser: Any) -> None:
        self.file = source.number
        self.next_event = parser.get_event
        self.anchors: dict[str, tuple[Node, int, int]] = {}
        self.frames: list[_Frame] = []
        self.roots: list[Node] = []

    def problem(self, message: str, event: Any) -> SyntaxProblem:
        return SyntaxProblem(message, Span(self.file, event.start_mark.index, event.end_mark.index))

    def excess(self, message: str, event: Any) -> BeyondLimits:
        return BeyondLimits(message, Span(self.file, event.start_mark.index, event.end_mark.index))

    def documents(self) -> list[Node]:
        import yaml

        handlers = {
            yaml.ScalarEvent: self.scalar,
            yaml.SequenceStartEvent: self.start_sequence,
            yaml.MappingStartEvent: self.start_mapping,
            yaml.SequenceEndEvent: self.end,
            yaml.MappingEndEvent: self.end,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.start_document,
        }
        while True:
            event = self.next_event()
            if event is None or isinstance(event, yaml.StreamEndEvent):
                return self.roots
            handler = handlers.get(type(event))
            if handler is not None:
                handler(event)

    def start_document(self, event: Any) -> None:
        self.anchors.clear()

    def put(self, node: Node, size: int, depth: int, event: Any) -> None:
        if not self.frames:
            self.roots.append(node)
            return
        frame = self.frames[-1]
        frame.elements.append(node)
        frame.size += size
        frame.depth = max(frame.depth, depth)
        if frame.size > LARGEST:
            raise self.excess(f"aliases make this document larger than {LARGEST} nodes", event)

    def scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        tag = event.tag
        is_plain = event.implicit[0] and tag is None
        node: Node = Scalar(event.value, is_plain, self.file, start, end)
        if tag is not None:
            node = self.tagged(node, tag, start)
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, 1, 1)
        self.put(node, 1, 1, event)

    def tagged(self, node: Node, tag: str, start: int) -> Node:
        if tag.startswith(_STANDARD):
            if isinstance(node, Scalar) and tag in (f"{_STANDARD}int", f"{_STANDARD}bool", f"{_STANDARD}float"):
                node.is_plain = True
            return node
        if not tag.startswith("!") or tag == "!":
            return node
        name = tag[1:]
        long_name = name if name in _SAME_NAME else f"Fn::{name}"
        if isinstance(node, Scalar):
            # The lone argument of a short form is a name or a text, whatever it looks like.
            node = Scalar(node.text, False, self.file, node.start, node.end)
        key = Scalar(long_name, False, self.file, start, start + len(tag))
        return Mapping([(key, node)], self.file, start, node.end, tag)

    def start_sequence(self, event: Any) -> None:
        self.start(_Frame(event, is_mapping=False))

    def start_mapping(self, event: Any) -> None:
        self.start(_Frame(event, is_mapping=True))

    def start(self, frame: _Frame) -> None:
        self.frames.append(frame)
        if frame.anchor is not None:
            self.anchors.pop(frame.anchor, None)
        if len(self.frames) > DEEPEST:
            raise self.excess(f"nested deeper than {DEEPEST} levels", frame.event)

    def end(self, event: Any) -> None:
        frame = self.frames.pop()
        opening = frame.event
        start = opening.start_mark.index
        elements = frame.elements
        # The end event of a block collection stands behind the spaces and comments that follow it.
        end = event.end_mark.index
        if not opening.flow_style:
            end = max(elements[-1].end, opening.end_mark.index) if elements else opening.end_mark.index
        node: Node
        if frame.is_mapping:
            node = Mapping(self.entries(elements, opening), self.file, start, end)
        else:
            node = Sequence(elements, self.file, start, end)
        if opening.tag is not None:
            node = self.tagged(node, opening.tag, start)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = (node, frame.size, frame.depth + 1)
        self.put(node, frame.size, frame.depth + 1, event)

    def entries(self, elements: list[Node], opening: Any) -> list[tuple[Scalar, Node]]:
        entries: list[tuple[Scalar, Node]] = []
        merged: list[Node] = []
        for index in range(0, len(elements) - 1, 2):
            key, value = elements[index], elements[index + 1]
            if not isinstance(key, Scalar):
                raise SyntaxProblem("a key that is not a plain name", key.span)
            if key.text == "<<" and key.is_plain:
                merged.extend(value.items if isinstance(value, Sequence) else (value,))
            else:
                entries.append((key, value))
        seen = {key.text for key, _ in entries} if merged else set()
        for node in merged:
            if not isinstance(node, Mapping):
                raise self.problem("a merge key (<<) takes a mapping or a list of mappings", opening)
            for key, value in node.entries:
                if key.text not in seen:
                    seen.add(key.text)
                    entries.append((key, value))
        return entries

    def alias(self, event: Any) -> None:
        found = self.anchors.get(event.anchor)
        if found is None:
            raise self.problem(f"not YAML: the alias *{event.anchor} is not defined before, or contains itself", event)
        node, size, depth = found
        if depth + len(self.frames) > DEEPEST:
            raise self.excess(f"nested deeper than {DEEPEST} levels", event)
        self.put(node, size, depth, event)
