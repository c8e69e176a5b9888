"""HCL: from text to the nodes of `hcl_tree`, with exact spans.

The text is made plain (`hcl_mask`), parsed by python-hcl2 (`hcl_tables`), and the tree rewritten: bodies here,
expressions in `hcl_expressions`. What python-hcl2 lets pass although HCL refuses it (line breaks inside an expression,
two attributes on a line, an attribute set twice) is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from awslint.syntax import hcl_tables
from awslint.syntax.hcl_expressions import NAMES, ExpressionBuilder
from awslint.syntax.hcl_mask import RawTemplate, mask
from awslint.syntax.hcl_refusals import describe
from awslint.syntax.hcl_tables import Node
from awslint.syntax.hcl_tree import Attribute, Block, Body, Expression, Literal
from awslint.syntax.sources import Source, SyntaxProblem
from awslint.values import Span

_T = TypeVar("_T")


def parse(source: Source) -> Body:
    """Returns the body that a file of HCL is.

    Raises:
        SyntaxProblem: it is not HCL, or nests too deep.
    """
    return _guarded(lambda: _body(source.text, source.number), source.number, 0)


def parse_expression(text: str, span_base: Span) -> Expression:
    """Returns the expression that a text is as a whole. `span_base` begins where the text begins in its file.

    Raises:
        SyntaxProblem: it is not one HCL expression, or nests too deep.
    """
    return _guarded(
        lambda: _expression("_=" + text, span_base.file, span_base.start - 2, None), span_base.file, span_base.start
    )


def parse_template(text: str, file: int, offset: int) -> Expression:
    """Returns the template that a bare text is, as in a string of .tf.json (its JSON escapes resolved).

    Spans count characters of `text` from `offset` on.

    Raises:
        SyntaxProblem: a template sequence in it is wrong.
    """
    if "${" not in text and "%{" not in text:
        return Literal(text, Span(file, offset, offset + len(text)))
    bare = RawTemplate("bare", 2, body=3)
    return _guarded(lambda: _expression("_=[" + text, file, offset - 3, bare), file, offset)


def _guarded(work: Callable[[], _T], file: int, start: int) -> _T:
    try:
        return work()
    except RecursionError:
        pass
    raise SyntaxProblem("the expression nests too deep", Span(file, start, start + 1))


def _body(text: str, file: int) -> Body:
    masked = mask(text, file, 0)
    masked.text += "\n"
    builder = _BodyBuilder(text, masked, file, 0)
    return builder.file_body(builder.tree())


def _expression(text: str, file: int, base: int, bare: RawTemplate | None) -> Expression:
    masked = mask(text, file, base, ignores_lines=True, bare=bare)
    masked.text += "\n"
    builder = _BodyBuilder(text, masked, file, base)
    body = builder.file_body(builder.tree())
    if len(body.attributes) != 1 or body.blocks or "_" not in body.attributes:
        raise SyntaxProblem("found more than one expression", Span(file, base + 2, base + len(text)))
    return body.attributes["_"].expression


class _BodyBuilder(ExpressionBuilder):
    """Rewrites the bodies of one text: files and blocks."""

    def tree(self) -> Node:
        try:
            return hcl_tables.parse(self.plain)
        except hcl_tables.UnexpectedText as problem:
            message, start, end = describe(problem, self.text, self.plain)
            self.fail(message, start, end)

    def file_body(self, node: Node) -> Body:
        content = node[1][0] if node[0] == "start" else node
        return self.body(content, 0, len(self.text), is_file=True)

    def body(self, node: Node, start: int, end: int, is_file: bool = False) -> Body:
        """Returns the body whose items stand between two offsets (without the braces)."""
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        place, first, one_line = start, True, False
        for child in node[1]:
            if child[0] == "new_line_or_comment":
                continue
            element: Attribute | Block = self.attribute(child) if child[0] == "attribute" else self.block(child)
            element_start, element_end = element.span.start - self.base, element.span.end - self.base
            if one_line:
                self.fail(
                    "a block is written on one line with one attribute, or on several", element_start, element_end
                )
            if "\n" not in self.plain[place:element_start] and not (first and is_file):
                if not first or isinstance(element, Block):
                    found = self.text[element_start:element_end].split("\n", 1)[0]
                    self.fail(f'found "{found[:30]}" where a new line must begin', element_start, element_end)
                one_line = True
            if isinstance(element, Block):
                blocks.append(element)
            elif element.name in attributes:
                self.fail(
                    f'the attribute "{element.name}" is set twice', element_start, element_start + len(element.name)
                )
            else:
                attributes[element.name] = element
            place, first = element_end, False
        if not is_file and not first and one_line is ("\n" in self.plain[place:end]):
            self.fail("a block is written on one line as a whole, or closed on a line of its own", end, end + 1)
        return Body(attributes, tuple(blocks), self.span(start, end))

    def attribute(self, node: Node) -> Attribute:
        name, equals, value = node[1]
        _, written, start = name[1][0]
        expression = self.expression(value)
        self.same_line(equals[2] + len(equals[1]), expression.span.start - self.base)
        return Attribute(
            self.text[start : start + len(written)],
            expression,
            Span(self.file, self.base + start, expression.span.end),
        )

    def block(self, node: Node) -> Block:
        children = node[1]
        words: list[tuple[str, int, int]] = []
        for child in children:
            if child[0] in NAMES:
                _, written, start = child[1][0]
                words.append((self.text[start : start + len(written)], start, start + len(written)))
            elif child[0] == "string":
                start = child[1][0][2]
                words.append((self.string(start), start, self.masked.strings[start]))
            elif child[0] == "new_line_or_comment":
                place = child[1][0][2]
                self.fail('found the end of the line where the "{" of the block should stand', place, place)
        opening, closing = children[-3][2], children[-1][2]
        return Block(
            words[0][0],
            tuple(word for word, _, _ in words[1:]),
            self.body(children[-2], opening + 1, closing),
            self.span(words[0][1], words[-1][2]),
            self.span(words[0][1], closing + 1),
        )
