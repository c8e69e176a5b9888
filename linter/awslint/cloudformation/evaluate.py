"""From a node of a template to the value that is known of it before deployment."""

from __future__ import annotations

from awslint.cloudformation.foreach import Loops, is_loop
from awslint.cloudformation.intrinsics import FUNCTIONS
from awslint.cloudformation.scope import Scope
from awslint.cloudformation.template import rewriting
from awslint.cloudformation.texts import DYNAMIC, joined
from awslint.syntax.tree import Ambiguous, Mapping, Node, Scalar, Sequence
from awslint.values import Known, ListOf, MapOf, Missing, Span, Unknown, Value


class Evaluator:
    """Evaluates the nodes of one template."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.loops = Loops(self.value)

    def value(self, node: Node) -> Value:
        """Returns the value of a node; Missing for AWS::NoValue."""
        if isinstance(node, Scalar):
            return self.scalar(node)
        if isinstance(node, Sequence):
            items = [self.value(element) for element in node.items]
            return ListOf(tuple(element for element in items if not isinstance(element, Missing)), span=node.span)
        if len(node.entries) == 1:
            key, argument = node.entries[0]
            function = FUNCTIONS.get(key.text)
            if function is not None:
                return function(self, argument, node.span)
            if key.text.startswith("Fn::") and not is_loop(key.text):
                return Unknown(f"{key.text} is evaluated at deployment", span=node.span)
        return self.mapping(node)

    def scalar(self, node: Scalar) -> Value:
        """Returns the value of a scalar; with a dynamic reference in it, known in part."""
        text = node.text
        if DYNAMIC in text:
            return joined([text], node.span)
        if not node.is_plain:
            return Known(text, node.span)
        try:
            return Known(node.typed, node.span)
        except Ambiguous:
            return Unknown(f"{text} is written without quotes and may be read as another number", span=node.span)

    def mapping(self, node: Mapping) -> MapOf:
        """Returns the map of a mapping that is no function."""
        entries = node.entries
        complete = True
        macro = None
        reasons: tuple[str, ...] = ()
        if any(key.text.startswith("Fn::") for key, _ in entries):
            expansion = self.loops.expand(entries)
            entries, reasons = expansion.entries, expansion.assumes
            others = [entry for entry in entries if entry[0].text != "Fn::Transform"]
            complete = not expansion.leftover and len(others) == len(entries)
            entries = others
            macro = rewriting(node)
        items: dict[str, Value] = {}
        spans: dict[str, Span] = {}
        repeated = node.repeated
        file = node.file
        for key, written in entries:
            name = key.text
            if name in repeated:  # the last one counts, as for CloudFormation
                self.scope.note_repeated(node, key)
                items.pop(name, None)
            if macro is not None:
                value: Value = Unknown(f"the macro {macro} may change it", span=written.span)
            else:
                value = self.value(written)
                if isinstance(value, Missing):
                    continue
            items[name] = value
            spans[name] = Span(file, key.start, max(written.end, key.end))
        return MapOf(items, complete, node.span, assumes=reasons, spans=spans)

    def text(self, node: Node) -> str | None:
        """Returns the known text that a node must be (a logical id, an attribute's name), or None."""
        if isinstance(node, Scalar):
            return node.text
        value = self.value(node)
        return value.scalar if isinstance(value, Known) and isinstance(value.scalar, str) else None
