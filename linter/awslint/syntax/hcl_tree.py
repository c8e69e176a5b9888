"""The syntax tree of HCL: bodies, blocks, attributes and expressions, each with its exact span.

The names are those of the HCL specification. Nodes are plain immutable records; evaluation is elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Union

from awslint.frozen import frozen
from awslint.values import Span


@frozen
class Literal:
    """A number, a boolean or null; a quoted string without any template sequence is a Literal too."""

    scalar: str | int | float | bool | None
    span: Span


@frozen
class Template:
    """A quoted or heredoc template. Parts: str (escapes resolved, heredoc indentation removed) or expressions.

    A quoted template of a single interpolation, `"${x}"`, has one part and yields that value unchanged (`is_wrap`).
    """

    parts: tuple[str | Expression, ...]
    span: Span
    is_wrap: bool = False


@frozen
class TemplateIf:
    """`%{ if c }...%{ else }...%{ endif }` inside a template."""

    condition: Expression
    then: Template
    otherwise: Template
    span: Span


@frozen
class TemplateFor:
    """`%{ for k, v in c }...%{ endfor }` inside a template."""

    key_name: str | None
    value_name: str
    collection: Expression
    body: Template
    span: Span


@frozen
class Name:
    """The root of a traversal: `var`, `local`, `aws_kms_key`, `each`, or a name that a `for` binds."""

    name: str
    span: Span


@frozen
class GetAttr:
    """`object.name`."""

    object: Expression
    name: str
    span: Span


@frozen
class Index:
    """`object[key]`; the old form `object.0` is the same with a number literal."""

    object: Expression
    key: Expression
    span: Span


@frozen
class Splat:
    """`object[*].a[0]` (full) or `object.*.a` (not full).

    `each` is the expression applied to every element, in which SplatItem stands for the element.
    """

    object: Expression
    each: Expression
    full: bool
    span: Span


@frozen
class SplatItem:
    """The element inside a Splat's `each`."""

    span: Span


@frozen
class Call:
    """`name(arguments)`, with `expand` for a final `...`; `name` may be `provider::aws::arn_parse`, `core::max`."""

    name: str
    arguments: tuple[Expression, ...]
    expand: bool
    span: Span


@frozen
class Unary:
    """`-x` or `!x`."""

    operator: str
    operand: Expression
    span: Span


@frozen
class Binary:
    """`left operator right`: `||` `&&` `==` `!=` `<` `>` `<=` `>=` `+` `-` `*` `/` `%`."""

    operator: str
    left: Expression
    right: Expression
    span: Span


@frozen
class Conditional:
    """`condition ? then : otherwise`."""

    condition: Expression
    then: Expression
    otherwise: Expression
    span: Span


@frozen
class Parentheses:
    """`(inner)`: matters for object keys and for splats."""

    inner: Expression
    span: Span


@frozen
class Tuple:
    """`[a, b]`."""

    items: tuple[Expression, ...]
    span: Span


@frozen
class Object:
    """`{ key = value }`. A bare-name key is a Literal string; `(expr)` and templates are expressions.

    The third member of an item is the span of the whole item, key included.
    """

    items: tuple[tuple[Expression, Expression, Span], ...]
    span: Span


@frozen
class For:
    """`[for k, v in c : value if condition]`, or with `key` the object form; `grouping` is the final `...`."""

    key_name: str | None
    value_name: str
    collection: Expression
    key: Expression | None
    value: Expression
    condition: Expression | None
    grouping: bool
    span: Span


Expression = Union[
    Literal,
    Template,
    TemplateIf,
    TemplateFor,
    Name,
    GetAttr,
    Index,
    Splat,
    SplatItem,
    Call,
    Unary,
    Binary,
    Conditional,
    Parentheses,
    Tuple,
    Object,
    For,
]


@frozen
class Attribute:
    """`name = expression`; `span` covers both."""

    name: str
    expression: Expression
    span: Span


@frozen
class Block:
    """`type "label" ... { body }`; `header` covers type and labels, `span` everything to the closing brace."""

    type: str
    labels: tuple[str, ...]
    body: Body
    header: Span
    span: Span


@frozen
class Body:
    """Attributes by name, and blocks in order of appearance."""

    attributes: Mapping[str, Attribute]
    blocks: tuple[Block, ...]
    span: Span
