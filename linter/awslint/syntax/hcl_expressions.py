"""Expressions of HCL: from the tree of python-hcl2 to the nodes of `hcl_tree`."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final, NoReturn

from awslint.syntax.hcl_mask import Masked
from awslint.syntax.hcl_tables import Node
from awslint.syntax.hcl_templates import Assembler, decode_quoted
from awslint.syntax.hcl_tree import (
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    GetAttr,
    Index,
    Literal,
    Name,
    Object,
    Parentheses,
    Splat,
    SplatItem,
    Tuple,
    Unary,
)
from awslint.syntax.sources import SyntaxProblem
from awslint.values import Span

NAMES: Final = ("identifier", "keyword", "literal_value")
"""The kinds of nodes that are names."""

_LITERALS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_KEYWORDS: Final = frozenset({"FOR", "IN", "IF"})
_GOES_ON = re.compile(r"[\w-]")
_LONGEST_NUMBER: Final = 4000
_LONGEST_EXPONENT: Final = 15


class MaskedText:
    """A text that is being rewritten. Offsets of tokens are offsets in `text`; spans add `base`."""

    def __init__(self, text: str, masked: Masked, file: int, base: int) -> None:
        self.text = text
        self.masked = masked
        self.plain = masked.text
        self.file = file
        self.base = base

    def span(self, start: int, end: int) -> Span:
        return Span(self.file, self.base + start, self.base + end)

    def place(self, span: Span) -> tuple[int, int]:
        """Returns where a span begins and ends in `text`."""
        return span.start - self.base, span.end - self.base

    def fail(self, message: str, start: int, end: int) -> NoReturn:
        raise SyntaxProblem(message, self.span(start, max(end, start + 1)))

    def same_line(self, start: int, end: int) -> None:
        """Refuses a line break between two parts of an expression, where one has a meaning."""
        place = self.plain.find("\n", start, end)
        if place >= 0:
            self.fail("found the end of the line inside an expression that is not in parentheses", place, place)

    def word(self, node: Node) -> tuple[str, int]:
        """Returns the text and offset of a name."""
        _, written, start = node[1][0]
        return self.text[start : start + len(written)], start

    def string(self, start: int) -> str:
        """Returns the text of a plain string."""
        end = self.masked.strings[start]
        return decode_quoted(self.text, start + 1, end - 1, self.file, self.base)


class ExpressionBuilder(MaskedText):
    """Rewrites the expressions of one text."""

    def __init__(self, text: str, masked: Masked, file: int, base: int) -> None:
        super().__init__(text, masked, file, base)
        self.templates = Assembler(text, file, base, self.expression)

    def expression(self, node: Node) -> Expression:
        return _EXPRESSIONS[node[0]](self, node)

    def term(self, node: Node) -> Expression:
        """Returns a term with all that is written behind it: `.a`, `[0]`, `[*]`."""
        behind: list[Node] = []
        while node[0] in _CHAINED or (node[0] == "expr_term" and len(node[1]) == 1):
            if node[0] != "expr_term":
                behind.append(node[1][1])
            node = node[1][0]
        if node[0] == "expr_term":
            operand = self.expression(_only(node[1]))
            base: Expression = Parentheses(operand, self.span(node[1][0][2], node[1][-1][2] + 1))
        else:
            base = self.expression(node)
        if not behind:
            return base
        steps: list[Node] = []
        for step in reversed(behind):
            if step[0] in ("attr_splat", "full_splat"):
                steps.append(step[1][0])
                steps.extend(step[1][1:])
            else:
                steps.append(step)
        return self.chain(base, steps, 0)

    def chain(self, base: Expression, steps: list[Node], index: int) -> Expression:
        """Applies the steps from `index` on. A full splat takes all that follows, the old one names and `.0` only."""
        while index < len(steps):
            step = steps[index]
            kind = step[0]
            index += 1
            if kind == "FULL_SPLAT_START":
                each = self.chain(SplatItem(self.span(step[2], step[2] + 3)), steps, index)
                return Splat(base, each, True, Span(self.file, base.span.start, each.span.end))
            if kind == "ATTR_SPLAT":
                stop = index
                while stop < len(steps) and steps[stop][0] in ("get_attr", "short_index"):
                    stop += 1
                if stop < len(steps) and steps[stop][0] == "ATTR_SPLAT":
                    self.fail('found a second ".*" in one expression', steps[stop][2], steps[stop][2] + 2)
                each = self.chain(SplatItem(self.span(step[2], step[2] + 2)), steps[:stop], index)
                base = Splat(base, each, False, Span(self.file, base.span.start, each.span.end))
                index = stop
            elif kind == "get_attr":
                name, place = self.word(step[1][1])
                base = GetAttr(base, name, Span(self.file, base.span.start, self.base + place + len(name)))
            else:
                base = self.index(base, step)
        return base

    def index(self, base: Expression, step: Node) -> Expression:
        if step[0] == "short_index":
            _, written, place = step[1][1]
            if self.text[place + len(written) : place + len(written) + 2].strip("0123456789") == ".":
                self.fail("found two indexes without brackets", place, place + len(written))
            if len(written) > _LONGEST_NUMBER:
                self.fail("this number is too large", place, place + len(written))
            key: Expression = Literal(int(written), self.span(place, place + len(written)))
            end = place + len(written)
        else:
            start = step[1][0][2]
            if start in self.masked.templates:
                self.fail("found a string right behind a value", start, start + 1)
            key = self.expression(_only(step[1]))
            end = step[1][-1][2] + 1
        return Index(base, key, Span(self.file, base.span.start, self.base + end))

    def name(self, node: Node) -> Expression:
        name, start = self.word(node)
        return Name(name, self.span(start, start + len(name)))

    def literal(self, node: Node) -> Expression:
        _, written, start = node[1][0]
        return Literal(_LITERALS[written], self.span(start, start + len(written)))

    def number(self, node: Node) -> Expression:
        _, written, start = node[1][0]
        exponent = written.lower().partition("e")[2]
        if len(written) > _LONGEST_NUMBER or len(exponent) > _LONGEST_EXPONENT:
            self.fail("this number is too large", start, start + len(written))
        number = Decimal(written)
        if number.adjusted() > _LONGEST_NUMBER:
            self.fail("this number is too large", start, start + len(written))
        whole = number.adjusted() > -_LONGEST_NUMBER and number == number.to_integral_value()
        return Literal(int(number) if whole else float(number), self.span(start, start + len(written)))

    def quoted(self, node: Node) -> Expression:
        start = node[1][0][2]
        return Literal(self.string(start), self.span(start, self.masked.strings[start]))

    def brackets(self, node: Node) -> Expression:
        children = node[1]
        start = children[0][2]
        items = [child for child in children[1:-1] if child[0] not in ("COMMA", "new_line_or_comment")]
        template = self.masked.templates.get(start)
        if template is not None:
            return self.templates.assemble(template, items)
        return Tuple(tuple(map(self.expression, items)), self.span(start, children[-1][2] + 1))

    def braces(self, node: Node) -> Expression:
        children = node[1]
        items: list[tuple[Expression, Expression, Span]] = []
        place, separated = children[0][2] + 1, True
        for child in children[1:-1]:
            if child[0] == "object_elem":
                key, value = self.object_item(child)
                if not items and isinstance(key, Literal) and self.text.startswith("for", key.span.start - self.base):
                    if key.scalar == "for":
                        self.fail('a "for" that is the first key stands in quotes', *self.place(key.span))
                start, end = key.span.start - self.base, value.span.end - self.base
                if not separated and "\n" not in self.plain[place:start]:
                    self.fail("found another item without a comma or a new line before it", start, end)
                items.append((key, value, self.span(start, end)))
                place, separated = end, False
            elif child[0] == "COMMA":
                self.same_line(place, child[2])
                separated = True
        return Object(tuple(items), self.span(children[0][2], children[-1][2] + 1))

    def object_item(self, node: Node) -> tuple[Expression, Expression]:
        written, _, value = node[1]
        content = written[1][0]
        while content[0] == "expr_term" and len(content[1]) == 1:
            content = content[1][0]
        if content[0] in NAMES:
            name, start = self.word(content)
            key: Expression = Literal(name, self.span(start, start + len(name)))
        else:
            key = self.expression(content)
        result = self.expression(value)
        self.same_line(key.span.end - self.base, result.span.start - self.base)
        return key, result

    def call(self, node: Node) -> Expression:
        children = node[1]
        name, start = self.word(children[0])
        arguments: list[Expression] = []
        expand = False
        for child in children[1:-1]:
            if child[0] == "arguments":
                for token in child[1]:
                    if token[0] == "ELLIPSIS":
                        expand = True
                    elif token[0] not in ("COMMA", "new_line_or_comment"):
                        arguments.append(self.expression(token))
        return Call(name, tuple(arguments), expand, self.span(start, children[-1][2] + 1))

    def unary(self, node: Node) -> Expression:
        (_, operator, place), operand = node[1]
        value = self.expression(operand)
        result: Expression = Unary(operator, value, Span(self.file, self.base + place, value.span.end))
        for earlier, sign in reversed(self.masked.signs.get(place, [])):
            result = Unary(sign, result, Span(self.file, self.base + earlier, value.span.end))
        return result

    def binary(self, node: Node) -> Expression:
        """Reads a chain of operators. `a + b - c` leans to the left: the tree is as deep as the chain is long, so it is
        walked in a loop."""
        terms: list[Node] = []
        while node[0] == "binary_op":
            terms.append(node[1][1])
            node = node[1][0]
        left = self.expression(node)
        for term in reversed(terms):
            parts = [part for part in term[1] if part[0] != "new_line_or_comment"]
            operator = parts[0][1][0][1].strip()
            right = self.expression(parts[1])
            self.same_line(left.span.end - self.base, right.span.start - self.base)
            left = Binary(operator, left, right, Span(self.file, left.span.start, right.span.end))
        return left

    def conditional(self, node: Node) -> Expression:
        parts = [part for part in node[1] if part[0] not in ("QMARK", "COLON", "new_line_or_comment")]
        condition, then, otherwise = (self.expression(part) for part in parts)
        self.same_line(condition.span.end - self.base, then.span.start - self.base)
        self.same_line(then.span.end - self.base, otherwise.span.start - self.base)
        return Conditional(condition, then, otherwise, Span(self.file, condition.span.start, otherwise.span.end))

    def for_expression(self, node: Node) -> Expression:
        children = [child for child in node[1] if child[0] != "new_line_or_comment"]
        intro, rest = children[1][1], children[2:-1]
        conditions = [part[1] for part in rest if part[0] == "for_cond"]
        for _, word, start in (token for part in (intro, *conditions) for token in part if token[0] in _KEYWORDS):
            if _GOES_ON.match(self.plain, start + len(word.strip())):
                self.fail(f'found "{word.strip()}" without a space behind it', start, start + len(word))
        names = [self.word(part)[0] for part in intro if part[0] == "identifier"]
        collection = next(part for part in reversed(intro) if part[0] not in ("COLON", "new_line_or_comment"))
        condition = next((_last(part) for part in rest if part[0] == "for_cond"), None)
        grouping = any(part[0] == "ELLIPSIS" for part in rest)
        results = [part for part in rest if part[0] not in ("for_cond", "ELLIPSIS", "FOR_OBJECT_ARROW")]
        values = [self.expression(part) for part in results]
        return For(
            names[0] if len(names) > 1 else None,
            names[-1],
            self.expression(collection),
            values[0] if len(values) > 1 else None,
            values[-1],
            self.expression(condition) if condition is not None else None,
            grouping,
            self.span(children[0][2], children[-1][2] + 1),
        )


def _only(children: list[Node]) -> Node:
    """The one expression between brackets."""
    return next(child for child in children[1:-1] if child[0] != "new_line_or_comment")


def _last(node: Node) -> Node:
    result: Node = node[1][-1]
    return result


_CHAINED: Final = frozenset({"index_expr_term", "get_attr_expr_term", "attr_splat_expr_term", "full_splat_expr_term"})
_EXPRESSIONS: Final[dict[str, Callable[[ExpressionBuilder, Node], Expression]]] = {
    "expr_term": ExpressionBuilder.term,
    "index_expr_term": ExpressionBuilder.term,
    "get_attr_expr_term": ExpressionBuilder.term,
    "attr_splat_expr_term": ExpressionBuilder.term,
    "full_splat_expr_term": ExpressionBuilder.term,
    "identifier": ExpressionBuilder.name,
    "literal_value": ExpressionBuilder.literal,
    "int_lit": ExpressionBuilder.number,
    "float_lit": ExpressionBuilder.number,
    "string": ExpressionBuilder.quoted,
    "tuple": ExpressionBuilder.brackets,
    "object": ExpressionBuilder.braces,
    "function_call": ExpressionBuilder.call,
    "unary_op": ExpressionBuilder.unary,
    "binary_op": ExpressionBuilder.binary,
    "conditional": ExpressionBuilder.conditional,
    "for_tuple_expr": ExpressionBuilder.for_expression,
    "for_object_expr": ExpressionBuilder.for_expression,
}
