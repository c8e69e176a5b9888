"""JSON trees with spans, against the standard decoder."""

from __future__ import annotations

import json as standard

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awslint.syntax import json
from awslint.syntax.sources import Source, SyntaxProblem
from awslint.syntax.tree import Mapping, Sequence, data

DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(DOCUMENTS, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_reads_what_the_standard_encoder_writes(document: object, indent: int | str | None, ascii_only: bool) -> None:
    text = standard.dumps(document, indent=indent, ensure_ascii=ascii_only)
    assert data(json.load(Source(0, "t.json", text))) == document


@given(st.text(alphabet='{}[],:"\\ntrue1.e- \n', max_size=30))
def test_accepts_exactly_json(text: str) -> None:
    try:
        standard.loads(text, strict=False)
        accepted = True
    except ValueError:
        accepted = False
    try:
        json.load(Source(0, "t.json", text))
        refusal = None
    except SyntaxProblem as problem:
        refusal = problem.span
    assert (refusal is None) is accepted
    assert refusal is None or 0 <= refusal.start <= len(text)


def test_spans_and_repeated_keys() -> None:
    text = '{"ключ": ["a\\n", {"x": 1.50}], "x": 1, "x": true}'
    root = json.load(Source(3, "t.json", text))
    assert isinstance(root, Mapping)
    assert [text[key.start : key.end] for key, _ in root.entries] == ['"ключ"', '"x"', '"x"']
    items = root.entries[0][1]
    assert isinstance(items, Sequence)
    assert [text[item.start : item.end] for item in items.items] == ['"a\\n"', '{"x": 1.50}']
    assert root.repeated.keys() == {"x"}
    assert root.span.file == 3
    assert (root.start, root.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "place"),
    [('{"a": 1,}', 8), ('{"a" 1}', 5), ("[1, 2", 5), ('{"a": 01}', 6), ('"a" b', 4), ("", 0), ('{"a": 1]', 7)],
)
def test_says_where_it_stops_being_json(text: str, place: int) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        json.load(Source(0, "t.json", text))
    assert caught.value.span.start == place


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(SyntaxProblem, match="nested deeper"):
        json.load(Source(0, "t.json", "[" * 1_000_000))


def test_holes_come_back_where_they_were() -> None:
    first, two = object(), object()
    text: list[object] = ['{"a": "x-', first, '-y", "b": "', two, '", "c": [1, "plain"]}']
    found = json.decode_with_holes(text)  # type: ignore[arg-type]
    assert found == {"a": ("x-", first, "-y"), "b": (two,), "c": [1, "plain"]}
    assert json.decode_with_holes(['{"a": ', first, "}"]) is None
    assert json.decode_with_holes(['{"a": 1}']) == {"a": 1}
