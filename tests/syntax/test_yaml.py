"""YAML trees: typed scalars, short forms, spans, and texts that are meant to hurt."""

from __future__ import annotations

import pytest

from awslint.syntax import yaml
from awslint.syntax.sources import Source, SyntaxProblem
from awslint.syntax.tree import Ambiguous, Mapping, Node, Scalar, Sequence, data


def load(text: str) -> Node:
    (document,) = yaml.load(Source(0, "t.yaml", text))
    return document


def written(text: str, node: Node) -> str:
    return text[node.span.start : node.span.end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("Yes", True),
        ("off", False),
        ("null", None),
        ("", None),
        ("3", 3),
        ("-12", -12),
        ("1.5", 1.5),
        ("7.0", "7.0"),
        ("'7.10'", "7.10"),
        ("'true'", "true"),
        ("2012-10-17", "2012-10-17"),
        ("089", "089"),
        ("a:b", "a:b"),
        ("!!str 12", "12"),
        ("123456789012", 123456789012),
        ("arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:root"),
    ],
)
def test_scalars_are_typed_by_the_core_rules(text: str, expected: object) -> None:
    root = load(f"k: {text}\n")
    value = data(root)["k"]  # type: ignore[index]
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize("text", ["012345670123", "0x1F", "22:22", "1_000", "7.10", "1e3", ".inf"])
def test_what_readers_disagree_on_has_no_type(text: str) -> None:
    root = load(f"k: {text}\n")
    assert isinstance(root, Mapping)
    scalar = root.get("k")
    assert isinstance(scalar, Scalar)
    with pytest.raises(Ambiguous):
        _ = scalar.typed


def test_short_forms_come_out_long() -> None:
    text = (
        "a: !Ref X\nb: !GetAtt A.B\nc: !Sub ['${x}', {x: 1}]\nd: !If [C, !Ref Y, !Ref 'AWS::NoValue']\n"
        "e: !Condition C\nf: !Transform {Name: M}\n"
    )
    assert data(load(text)) == {
        "a": {"Ref": "X"},
        "b": {"Fn::GetAtt": "A.B"},
        "c": {"Fn::Sub": ["${x}", {"x": 1}]},
        "d": {"Fn::If": ["C", {"Ref": "Y"}, {"Ref": "AWS::NoValue"}]},
        "e": {"Condition": "C"},
        "f": {"Fn::Transform": {"Name": "M"}},
    }


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_spans_count_characters(line_end: str) -> None:
    text = line_end.join(["Ü: 'é𝄞'", "list:", "  - 日本", "  - !Ref Ж", "", "# end", "last: [1, 2]", ""])
    root = load(text)
    assert isinstance(root, Mapping)
    assert [written(text, key) for key, _ in root.entries] == ["Ü", "list", "last"]
    first, second, last = (value for _, value in root.entries)
    assert written(text, first) == "'é𝄞'"
    assert isinstance(second, Sequence)
    assert [written(text, item) for item in second.items] == ["日本", "!Ref Ж"]
    assert written(text, second).endswith("!Ref Ж")
    assert written(text, last) == "[1, 2]"


def test_the_pure_parser_gives_the_same_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml as pyyaml

    text = "a: &x {k: 'é𝄞', l: [1, !Ref B]}\nb:\n  <<: *x\n  l: |\n    te\n    xt\n"
    with_c = load(text)
    monkeypatch.delattr(pyyaml, "CSafeLoader", raising=False)
    without = load(text)
    assert repr(without) == repr(with_c)
    assert [written(text, value) for _, value in without.entries] == [  # type: ignore[union-attr]
        written(text, value)
        for _, value in with_c.entries  # type: ignore[union-attr]
    ]


def test_repeated_keys_are_kept() -> None:
    root = load("a: 1\nb: 2\na: 3\n")
    assert isinstance(root, Mapping)
    assert root.repeated.keys() == {"a"}
    assert data(root) == {"a": 3, "b": 2}


def test_aliases_and_merge_keys_are_followed() -> None:
    root = load("base: &b {x: 1, y: 2}\none: {<<: *b, y: 3}\ntwo: *b\nthree: {<<: [*b, {z: 9}]}\n")
    assert data(root) == {
        "base": {"x": 1, "y": 2},
        "one": {"y": 3, "x": 1},
        "two": {"x": 1, "y": 2},
        "three": {"x": 1, "y": 2, "z": 9},
    }


def test_several_documents() -> None:
    assert [data(document) for document in yaml.load(Source(0, "t.yaml", "a: 1\n---\nb: 2\n"))] == [{"a": 1}, {"b": 2}]
    assert yaml.load(Source(0, "t.yaml", "# nothing\n")) == []


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 30)
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[" * 100_000, "nested deeper"),
        ("- " * 100_000 + "a", "nested deeper"),
        ("{a: " * 100_000, "nested deeper"),
        ("".join(f"a{n}: &a{n} [{f'*a{n - 1}' if n else 1}]\n" for n in range(300)), "nested deeper"),
        (BOMB, "larger than"),
        ("a: &a [*a]\n", "contains itself"),
        ("a: *b\n", "not defined"),
        ("? [a]\n: b\n", "a key"),
        ("a: b: c\n", "not YAML"),
        ("a:\n\t- b\n", "not YAML"),
        ("a: \x00\n", "not YAML"),
        ("a: \ud800\n", "not YAML"),
        ("<<: 3\n", "merge key"),
        ("a: 'b\n", "not YAML"),
    ],
)
def test_refused_texts_say_where(text: str, says: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        yaml.load(Source(4, "t.yaml", text))
    assert says in caught.value.message
    assert caught.value.span.file == 4
    assert 0 <= caught.value.span.start <= len(text)
