"""The parser of HCL. What is valid and what it means was tried against Terraform 1.11."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from awslint.syntax import hcl, hcl_mask, hcl_tables
from awslint.syntax.hcl_tree import (
    Attribute,
    Binary,
    Block,
    Body,
    Call,
    Conditional,
    For,
    GetAttr,
    Index,
    Literal,
    Name,
    Object,
    Parentheses,
    Splat,
    SplatItem,
    Template,
    TemplateFor,
    TemplateIf,
    Tuple,
    Unary,
)
from awslint.syntax.sources import Source, SyntaxProblem
from awslint.values import Span


def body_of(text: str) -> Body:
    return hcl.parse(Source(0, "main.tf", text))


def short(node: Any) -> str:
    """A node as a compact text with all brackets written out."""
    forms = {
        Literal: lambda n: repr(n.scalar),
        Name: lambda n: n.name,
        GetAttr: lambda n: f"{short(n.object)}.{n.name}",
        Index: lambda n: f"{short(n.object)}[{short(n.key)}]",
        Splat: lambda n: f"{'full' if n.full else 'old'}({short(n.object)}, {short(n.each)})",
        SplatItem: lambda n: "@",
        Call: lambda n: f"{n.name}({', '.join(map(short, n.arguments))}{'...' if n.expand else ''})",
        Unary: lambda n: f"({n.operator}{short(n.operand)})",
        Binary: lambda n: f"({short(n.left)} {n.operator} {short(n.right)})",
        Conditional: lambda n: f"({short(n.condition)} ? {short(n.then)} : {short(n.otherwise)})",
        Parentheses: lambda n: f"<{short(n.inner)}>",
        Tuple: lambda n: f"[{', '.join(map(short, n.items))}]",
        Object: lambda n: "{" + ", ".join(f"{short(key)} = {short(value)}" for key, value, _ in n.items) + "}",
        For: lambda n: (
            f"for({n.key_name}, {n.value_name}, {short(n.collection)}, {n.key and short(n.key)}, {short(n.value)}, "
            f"{n.condition and short(n.condition)}, {n.grouping})"
        ),
        Template: lambda n: ("wrap" if n.is_wrap else "t") + "(" + ", ".join(map(short, n.parts)) + ")",
        TemplateIf: lambda n: f"if({short(n.condition)}, {short(n.then)}, {short(n.otherwise)})",
        TemplateFor: lambda n: f"for({n.key_name}, {n.value_name}, {short(n.collection)}, {short(n.body)})",
        str: repr,
    }
    return forms[type(node)](node)  # type: ignore[no-untyped-call]


def expression_of(text: str) -> Any:
    return body_of(f"a = {text}\n").attributes["a"].expression


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"),
        ("a || b && c == d", "(a || (b && (c == d)))"),
        ("a < b == c >= d", "((a < b) == (c >= d))"),
        ("-a + !b.c", "((-a) + (!b.c))"),
        ("!!a", "(!(!a))"),
        ("--1", "(-(-1))"),
        ("!-a", "(!(-a))"),
        ("1--12", "(1 - (-12))"),
        ("b -12", "(b - 12)"),
        ("{b = 5 -12}", "{'b' = (5 - 12)}"),
        ("b--c", "b--c"),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("(b\n - c)", "<(b - c)>"),
        ("var.a.b[0].c", "var.a.b[0].c"),
        ("a.0.c", "a[0].c"),
        ("a[*].b[0]", "full(a, @.b[0])"),
        ("a[ * ].b", "full(a, @.b)"),
        ("a[*].b[*].c", "full(a, full(@.b, @.c))"),
        ("a.*.b[0]", "old(a, @.b)[0]"),
        ("a.*.b.0.c", "old(a, @.b[0].c)"),
        ("(a[*].b)[0]", "<full(a, @.b)>[0]"),
        ("a[*]", "full(a, @)"),
        ("[1, [2],\n3,\n]", "[1, [2], 3]"),
        ('{a = 1, "b" = 2, (c) = 3, "${d}" = 4, true = 5, 6 = 7, e : 8}', None),
        ("{\n a = 1 # x\n\n b = 2,\n}", "{'a' = 1, 'b' = 2}"),
        ("{in = 1, if = 2, else = 3}", "{'in' = 1, 'if' = 2, 'else' = 3}"),
        ("[for x in y : x.z if x.w]", "for(None, x, y, None, x.z, x.w, False)"),
        ("{\n for k, v in y :\n k => v...\n if v\n}", "for(k, v, y, k, v, v, True)"),
        ("f(a, g()...)", "f(a, g()...)"),
        ("core::max(1, 2,)", "core::max(1, 2)"),
        ("provider::aws::arn_parse(x).region", "provider::aws::arn_parse(x).region"),
        ("1e3", "1000"),
        ("1.5", "1.5"),
        ("15.0", "15"),
        ("01", "1"),
        ("1e999", None),
        ("[true, false, null]", "[True, False, None]"),
        ("é.b", "é.b"),
        ("x.for", "x.for"),
        (r'"a\n\t\"\\\u00e9\U0001F600"', repr('a\n\t"\\é😀')),
        ('"$${x} %%{y} $ % $$ 100%"', repr("${x} %{y} $ % $$ 100%")),
        ('"$$${x}"', repr("$${x}")),
        ('"${x}"', "wrap(x)"),
        ('"${~ x ~}"', "wrap(x)"),
        ('"a${x}b${"c${y}"}"', "t('a', x, 'b', t('c', y))"),
        ('"a  ${~ x ~}\\n b"', "t('a', x, 'b')"),
        ('"${{a = "}"}["a"]}"', "wrap({'a' = '}'}['a'])"),
        ('"%{ if a }x%{ else }y%{ endif }"', "t(if(a, t('x'), t('y')))"),
        ('"%{if a}x%{endif}"', "t(if(a, t('x'), t()))"),
        ('"%{ for i, x in y ~} ${x} %{~ endfor }"', "t(for(i, x, y, t(x)))"),
        ('"%{ for x in y }%{ if x }1%{ endif }%{ endfor }"', "t(for(None, x, y, t(if(x, t('1'), t()))))"),
        ("<<E\na\n  b\nE\n", repr("a\n  b\n")),
        ("<<E\nE\n", "''"),
        ('<<E\n\\n "q" $${x}\nE\n', repr('\\n "q" ${x}\n')),
        ("<<E\n${x}\n  E  \n", "t(x, '\\n')"),
        ("<<-E\n    a\n      b\n\n    c\n  E\n", repr("a\n  b\n\nc\n")),
        ("<<-E\n    a ${x}\n      ${y}\n    E\n", "t('a ', x, '\\n  ', y, '\\n')"),
        ("<<-E\n  ${x}\n    a\n  E\n", "t(x, '\\n  a\\n')"),
        ("<<-E\n${x}\n    a\n  E\n", "t(x, '\\n    a\\n')"),
        ("<<E\n%{ for x in y ~}\n- ${x}\n%{ endfor ~}\nE\n", "t(for(None, x, y, t('- ', x, '\\n')))"),
        ("[<<E\nx\nE\n, 1]", repr(["x\n", 1])),
        ("<<E\n${f(\n  x,\n)}\nE\n", "t(f(x), '\\n')"),
        ("/* c\n */ b // d", "b"),
        ("<<E\n# no comment\nE\n", repr("# no comment\n")),
    ],
)
def test_expressions(text: str, expected: str | None) -> None:
    if expected is None:
        expected = {
            "{": "{'a' = 1, 'b' = 2, <c> = 3, wrap(d) = 4, 'true' = 5, 6 = 7, 'e' = 8}",
            "1": str(10**999),
        }[text[0]]
    assert short(expression_of(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a = 1 b = 2\n",
        "a = 1\na = 2\n",
        "a { b = 1\n}\n",
        "a {\n b = 1 }\n",
        "a { b {} }\n",
        "a { b = 1, c = 2 }\n",
        'a "x"\n{\n}\n',
        'a "${x}" {}\n',
        "a.b {}\n",
        "a = b\n - c\n",
        "a = 1 + 2\n - 3\n",
        "a = 1 +\n 2\n",
        "a = x\n ? 1 : 2\n",
        "a = x ? 1\n : 2\n",
        "a = {a = 1 b = 2}\n",
        "a = {\n a = 1\n , b = 2}\n",
        "a = {a =\n1}\n",
        "a = {b}\n",
        "a = <<E\nx\nE",
        "a = <<E\nx\n",
        'a = "x\ny"\n',
        'a = "x\n',
        'a = "\\q"\n',
        'a = "${"\n',
        'a = "${}"\n',
        'a = "${b c}"\n',
        'a = "%{ if x }a"\n',
        'a = "%{ endif }"\n',
        'a = "%{ foo }"\n',
        'a = "%{ for in x }%{ endfor }"\n',
        "a = b.*.c.*.d\n",
        "a = b.0.1\n",
        "a = b::c\n",
        "a = [1 2]\n",
        "a = [,]\n",
        "a = (1\n",
        "a = 1)\n",
        "a = (1]\n",
        "a = b ~ c\n",
        "a = “x”\n",
        "a = b\u00a0\n",
        "a = .5\n",
        "a = 'x'\n",
        "a = \n",
        "a\n",
        "/* x",
        "a = 1;\n",
        "a = 1e99999\n",
        f"a = {'(' * 5000}\n",
        f"a = {'[' * 2000}{']' * 2000}\n",
        f"a = {'x ? 1 : ' * 5000}2\n",
        f"a = {'b' + '[*].c' * 5000}\n",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        body_of(text)
    assert caught.value.message
    assert 0 <= caught.value.span.start < caught.value.span.end <= len(text) + 1


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a = 1\nb = 2 }\n", "}"),
        ("a = [1 two]\n", "two"),
        ('a = "${b c}"\n', "c"),
        ("a = 1\nb = 2\na = 3\n", "a"),
        ("a = (1\n", "("),
        ('a = "x\\qy"\n', "\\q"),
        ("a = “x\n", "“"),
        ('resource "x" {\n', "{"),
    ],
)
def test_a_refusal_points_at_what_was_found(text: str, part: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        body_of(text)
    span = caught.value.span
    assert text[span.start : span.end] == part


def test_blocks_and_attributes() -> None:
    text = '\n# c\nresource "aws_kms_key" b-c { # x\n  a = 1\n  in {}\n\n  tags { b = 2 }\n}\nfor = true'
    body = body_of(text)
    (block,) = body.blocks
    assert (block.type, block.labels) == ("resource", ("aws_kms_key", "b-c"))
    assert text[block.header.start : block.header.end] == 'resource "aws_kms_key" b-c'
    assert text[block.span.start : block.span.end].startswith("resource")
    assert text[block.span.end - 2 : block.span.end] == "\n}"
    assert [inner.type for inner in block.body.blocks] == ["in", "tags"]
    assert text[block.body.attributes["a"].span.start : block.body.attributes["a"].span.end] == "a = 1"
    assert list(body.attributes) == ["for"]


def test_a_comment_between_labels() -> None:
    (block,) = body_of('a "x" /* c */ "y\\t" {}\n').blocks
    assert block.labels == ("x", "y\t")


def walk(node: Any) -> Any:
    """All nodes below a node."""
    if isinstance(node, (tuple, list)):
        for item in node:
            yield from walk(item)
    elif isinstance(node, dict):
        yield from walk(list(node.values()))
    elif dataclasses.is_dataclass(node) and not isinstance(node, Span):
        yield node
        yield from walk([getattr(node, field.name) for field in dataclasses.fields(node)])


EVERYTHING = """locals {
  a = -b.c[0] + f(1, "x") * 2
  h = <<-E
    one ${b.c} %{ if d }two%{ endif }
    E
  o = { k = v, "q" = "é ${w}", (x) = [for i in y : i.z] }
  s = b[*].c ? d.*.e.0 : !g
}
"""


def test_every_span_covers_its_own_text() -> None:
    """The text under an expression's span, parsed alone, gives the same expression at the same place."""
    seen = 0
    for node in walk(body_of(EVERYTHING)):
        assert 0 <= node.span.start <= node.span.end <= len(EVERYTHING)
        if isinstance(node, (Body, Block, Attribute, TemplateIf, TemplateFor, SplatItem)):
            continue
        if any(isinstance(inner, SplatItem) for inner in walk(node)) and not isinstance(node, (Splat, Conditional)):
            continue
        if isinstance(node, Template) and EVERYTHING[node.span.start] not in '"<':
            continue
        text = EVERYTHING[node.span.start : node.span.end]
        again = hcl.parse_expression(text + "\n" * text.startswith("<<"), node.span)
        if isinstance(node, Literal) and isinstance(node.scalar, str):
            continue
        assert again == node
        seen += 1
    assert seen > 25


def test_parse_expression_counts_from_where_its_text_is_written() -> None:
    node = hcl.parse_expression("a +\n b", Span(7, 10, 16))
    assert node == Binary("+", Name("a", Span(7, 10, 11)), Name("b", Span(7, 15, 16)), Span(7, 10, 16))


@pytest.mark.parametrize("text", ["", "a b", "a, b", "a\nb = 2", "a]"])
def test_parse_expression_refuses(text: str) -> None:
    with pytest.raises(SyntaxProblem):
        hcl.parse_expression(text, Span(0, 100, 100))


def test_parse_template() -> None:
    assert hcl.parse_template("plain $${", 1, 5) == Literal("plain ${", Span(1, 5, 14))
    assert short(hcl.parse_template("${a.b}", 0, 0)) == "wrap(a.b)"
    node = hcl.parse_template('say "${a}" \\n\nx%{ if b }y%{ endif }', 3, 100)
    assert short(node) == "t('say \"', a, '\" \\\\n\\nx', if(b, t('y'), t()))"
    assert isinstance(node, Template)
    assert node.parts[1] == Name("a", Span(3, 107, 108))
    with pytest.raises(SyntaxProblem):
        hcl.parse_template("${a", 0, 0)


def test_the_table_driver_gives_larks_trees() -> None:
    for text in (EVERYTHING, "a = 1\n\nb { c = [1, 2] }\n", 'x = "${{ a = [for k, v in y : k] }}"\n'):
        plain = hcl_mask.mask(text, 0, 0).text
        assert len(plain) == len(text)
        assert hcl_tables.parse(plain) == hcl_tables.parse_with_lark(plain)


def test_without_tables_larks_own_parser_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    with_tables = body_of(EVERYTHING)
    monkeypatch.setattr(hcl_tables, "_tables", lambda: None)
    assert body_of(EVERYTHING) == with_tables
    with pytest.raises(SyntaxProblem):
        body_of("a = [1 two]\n")
    with pytest.raises(SyntaxProblem):
        body_of("a =")


CORPUS = [
    "a = 1 b = 2\n",
    "a {\n b = 1 }\n",
    "a { b = 1 }\n",
    'a "x"\n{\n}\n',
    "a = b\n - c\n",
    "a = (b\n - c)\n",
    "a = !!b\n",
    "a = x ?\n 1 : 2\n",
    "a = <<E\nx\nE",
    "a = <<E\nx\nE  \n",
    "a = [<<E\nx\nE\n, 1]\n",
    "é = 1\n",
    "a = core::max(1)\n",
    'a = "\\q"\n',
    'a = "$${"\n',
    'a = "%{ if x }a"\n',
    "a = {a = 1\n b = 2}\n",
    "a = {a = 1 b = 2}\n",
    "a = {a: 1}\n",
    "a = {\n for k, v in x :\n k => v...\n if k\n }\n",
    "a = b.*.c.*.d\n",
    "a = b.0.1\n",
    "a = b[ * ].c\n",
    "a = f(x,)\n",
    "a = f(x..., y)\n",
    "a = f (x)\n",
    "a = .5\n",
    "a = 01\n",
    "a = /* x\ny */ 1\n",
    "a = [1 2]\n",
    "a = [,]\n",
    "a b {}\n",
    "a 1 {}\n",
    "a = b.in.if\n",
    "true = 1\n",
    "a = “x”\n",
    'a = "$$${x}"\n',
    'a = "${\nb\n}"\n',
    "a = b::c\n",
    "a = --b\n",
    "a = {for x in y: x}\n",
    "a = [for x in y: x...]\n",
    "a = in.x\n",
    "a = 1;\n",
    'a "${x}" {}\n',
    "a = 1\na = 2\n",
]


@pytest.mark.skipif(shutil.which("terraform") is None, reason="NO terraform ON PATH: not compared with the real thing")
def test_terraform_refuses_the_same_texts(tmp_path: Path) -> None:
    for number, text in enumerate(CORPUS):
        (tmp_path / f"case{number:03}.tf").write_text(text, encoding="utf-8")
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    command = ["terraform", "fmt", "-check", "-no-color", str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    refused = {int(number) for number in re.findall(r"case(\d{3})\.tf line", answer.stderr)}
    ours = set()
    for number, text in enumerate(CORPUS):
        try:
            body_of(text)
        except SyntaxProblem:
            ours.add(number)
    # `terraform fmt` reads syntax only.
    assert {CORPUS[number] for number in ours ^ refused} == set()
    assert len(refused) > 10
