"""Documents that are written as texts inside others keep their exact places."""

from __future__ import annotations

import json as standard
from collections.abc import Callable, Iterator
from textwrap import dedent

import pytest

from awslint.syntax import embedded, json, yaml
from awslint.syntax.sources import Source, SyntaxProblem
from awslint.syntax.tree import Mapping, Node, Scalar, Sequence
from awslint.values import Span

INNER = """\
# a comment: first
Resources:
  User:
    Type: "AWS::ElastiCache::User"   # awslint: ignore[EC025]
    Properties: {UserId: it's, Path: 'C:\\x', Name: "d\\u00e9j\\u00e0", Other: \u00e9}
    Empty:

  Last:
    - one
    -   two words
"""
FLOW = """{"Resources": {"it's": ["A", {"B": "C"}]}}"""


def scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item)
    else:
        for key, value in node.entries:
            yield key
            yield from scalars(value)


def body(source: Source) -> Scalar:
    root = json.load(source) if source.text.startswith("{") else yaml.load(source)[0]
    assert isinstance(root, Mapping)
    value = root.get("Body")
    assert isinstance(value, Scalar)
    return value


def block(mark: str, indent: int) -> str:
    lines = INNER.splitlines()
    return f"First: 1\nBody: {mark}\n" + "".join(f"{' ' * indent}{line}\n" if line else "\n" for line in lines)


def as_it_is(text: str) -> str:
    return text


def from_json(text: str) -> str:
    return str(standard.loads(f'"{text}"'))


def from_single_quotes(text: str) -> str:
    return text.replace("''", "'")


@pytest.mark.parametrize(
    ("outer", "inner", "read"),
    [
        (block("|", 2), INNER, as_it_is),
        (block("|-", 5), INNER, as_it_is),
        (block("&a |+", 1), INNER, as_it_is),
        (block("!!str |", 4) + "Next: |\n  text\n", INNER, as_it_is),
        (standard.dumps({"First": '\\"', "Body": INNER}), INNER, from_json),
        ("Body: " + standard.dumps(INNER) + "\n", INNER, from_json),
        ("Body: '" + FLOW.replace("'", "''").replace("[", "\n\n  [") + "'\n", FLOW, from_single_quotes),
    ],
    ids=["literal", "deeper", "anchor", "tag", "json", "double", "single"],
)
def test_every_node_is_where_it_is_written(outer: str, inner: str, read: Callable[[str], str]) -> None:
    source = Source(3, "outer", outer)
    roots = embedded.written_in(source, body(source))
    assert roots is not None
    (direct,) = yaml.load(Source(0, "inner", inner))
    pairs = list(zip(scalars(roots[0]), scalars(direct), strict=True))
    assert len(pairs) >= 5
    for scalar, plain in pairs:
        assert (scalar.text, scalar.file) == (plain.text, 3)
        assert read(outer[scalar.start : scalar.end]) == inner[plain.start : plain.end]


def test_characters_beyond_the_basic_plane_in_json() -> None:
    source = Source(0, "outer.json", '{"Body": "{\\"a\\ud83d\\ude00\\": \\"b\\u0041\\"}"}')
    roots = embedded.written_in(source, body(source))
    assert roots is not None
    assert [(scalar.text, source.text[scalar.start : scalar.end]) for scalar in scalars(roots[0])] == [
        ("a\U0001f600", '\\"a\\ud83d\\ude00\\"'),
        ("bA", '\\"b\\u0041\\"'),
    ]


def test_folded_text() -> None:
    source = Source(0, "outer", 'Body: >\n  {"A":\n   "b",\n  "C": "d"}\n')
    roots = embedded.written_in(source, body(source))
    assert roots is not None
    assert [source.text[scalar.start : scalar.end] for scalar in scalars(roots[0])] == ['"A"', '"b"', '"C"', '"d"']


def test_a_fault_is_where_it_is_written() -> None:
    source = Source(0, "outer", "Body: |\n  A: [1\n  B: 2\n")
    with pytest.raises(SyntaxProblem) as caught:
        embedded.written_in(source, body(source))
    assert source.position(caught.value.span.start).line == 3


def test_a_text_that_was_put_together_is_in_one_place() -> None:
    span = Span(2, 10, 14)
    (root,) = embedded.standing_for(dedent("A: [1, {B: c}]"), span)
    assert {scalar.span for scalar in scalars(root)} == {span}
    assert root.span == span


def test_a_scalar_that_is_not_what_is_written_has_no_places() -> None:
    source = Source(0, "outer", "Body: text\n")
    assert embedded.written_in(source, Scalar("other", True, 0, 6, 10)) is None
