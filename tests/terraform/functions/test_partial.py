"""What is kept of partly known arguments, and that it never contradicts what Terraform computes from the whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from awslint.syntax import hcl
from awslint.syntax.hcl_tree import Call, Expression, Literal, Object, Tuple
from awslint.terraform.functions import FunctionError, Surroundings, call
from awslint.values import (
    Is,
    Known,
    ListOf,
    MapOf,
    OneOf,
    Origin,
    Reference,
    Span,
    Text,
    Unknown,
    Value,
    choose,
    plain,
    wrap,
)

U = Unknown("var.x has no value")
R = Reference("aws_kms_key.k", ("arn",))
EITHER = choose(Is("var.a", "true"), Known("x"), Known("y"))


def strip(value: Value) -> Any:
    """A value in short: Python objects, `?` for what is unknown, `Text` as a list in a tuple."""
    if isinstance(value, Known):
        return value.scalar
    if isinstance(value, Text):
        return tuple(part if isinstance(part, str) else "?" for part in value.parts)
    if isinstance(value, ListOf):
        return [strip(item) for item in value.items] + ([] if value.complete else [...])
    if isinstance(value, MapOf):
        return {key: strip(item) for key, item in value.items.items()} | ({} if value.complete else {"...": ...})
    if isinstance(value, OneOf):
        return {strip(choice) for _, choice in value.choices}
    return "?"


def listed(*items: Value, complete: bool = True, is_set: bool = False) -> ListOf:
    return ListOf(items, complete, is_set=is_set)


def text(*parts: str | Value) -> Text:
    return Text(parts)


A, B, EMPTY = Known("a"), Known("b"), Known("")


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("join", (Known("-"), listed(A, U, B)), ("a-", "?", "-b")),
        ("join", (Known("-"), listed(A, complete=False)), "?"),
        ("join", (Known("-"), listed(A, R, is_set=True)), "?"),
        ("format", (Known("%s-%s!"), A, U), ("a-", "?", "!")),
        ("format", (Known("%05d"), U), ("?",)),
        ("format", (U, A), "?"),
        ("format", (Known("%s"), text("x", U)), ("x", "?")),
        ("lower", (text("AB", U, "C"),), ("ab", "?", "c")),
        ("replace", (text("a.b", U, ".c"), Known("."), Known("-")), ("a-b", "?", "-c")),
        ("replace", (text("a.b", U), Known("ab"), Known("-")), "?"),
        ("trimprefix", (text("ab-", U), Known("ab")), ("-", "?")),
        ("trimprefix", (text("a", U), Known("ab")), "?"),
        ("trimsuffix", (text(U, "-ab"), Known("ab")), ("?", "-")),
        ("startswith", (text("ab", U), Known("a")), True),
        ("startswith", (text("ab", U), Known("abc")), "?"),
        ("startswith", (text("ab", U), Known("x")), False),
        ("endswith", (text("ab", U), Known("b")), "?"),
        ("strcontains", (text("abc", U), Known("b")), True),
        ("concat", (listed(A), U, listed(R)), ["a", "?", ...]),
        ("merge", (wrap({"a": 1}), U, wrap({"b": 2})), {"a": "?", "b": 2, "...": ...}),
        ("merge", (wrap({"a": 1}), MapOf({"b": U}, complete=False)), {"a": "?", "b": "?", "...": ...}),
        ("flatten", (listed(listed(A), U, listed(listed(B))),), ["a", "b", ...]),
        ("flatten", (listed(listed(A), text("x", U)),), ["a", ("x", "?")]),
        ("lookup", (MapOf({"a": A, "b": U}, complete=False), A, B), "a"),
        ("lookup", (MapOf({"a": A}, complete=False), B, B), "?"),
        ("keys", (MapOf({"b": U, "a": U}),), ["a", "b"]),
        ("values", (MapOf({"b": U, "a": A}),), ["a", "?"]),
        ("length", (listed(U, A),), 2),
        ("length", (listed(U, A, is_set=True),), "?"),
        ("length", (listed(A, complete=False),), "?"),
        ("element", (listed(U, A), Known(1)), "a"),
        ("distinct", (listed(A, U, A),), ["a", ...]),
        ("compact", (listed(A, EMPTY, U, text("x", U)),), ["a", ("x", "?"), ...]),
        ("coalesce", (EMPTY, A, U), "a"),
        ("coalesce", (U, A), "?"),
        ("coalesce", (Known(1), U), "?"),
        ("coalesce", (text("x", U), A), ("x", "?")),
        ("coalescelist", (listed(), listed(U)), ["?"]),
        ("coalescelist", (U, listed(A)), "?"),
        ("zipmap", (listed(A, B), listed(U, A)), {"a": "?", "b": "a"}),
        ("setproduct", (listed(A), listed(U, B)), [["a", "?"], ["a", "b"]]),
        ("toset", (listed(B, U, A),), ["b", "?", "a"]),
        ("tolist", (listed(Known(1), U),), "?"),
        ("tolist", (listed(A, U),), ["a", "?"]),
        ("contains", (listed(A, U), A), True),
        ("contains", (listed(A, U), B), "?"),
        ("contains", (listed(R), R), True),
        ("one", (listed(U),), "?"),
        ("slice", (listed(A, U, B), Known(1), Known(3)), ["?", "b"]),
        ("jsonencode", (wrap({"a": 1}),), '{"a":1}'),
        ("jsonencode", (MapOf({"b": U, "a": text("x<", R)}),), ('{"a":"x\\u003c', "?", '","b":', "?", "}")),
        ("alltrue", (listed(Known(False), U),), False),
        ("anytrue", (listed(Known(True), U),), True),
        ("anytrue", (listed(Known(False), U),), "?"),
        ("upper", (EITHER,), {"X", "Y"}),
        ("join", (Known("-"), listed(A, EITHER)), ("a-", "?")),
        ("md5", (U,), "?"),
        ("sort", (listed(B, EITHER),), None),
        ("timestamp", (), "?"),
        ("no_such_function", (A,), "?"),
        ("provider::aws::arn_parse", (A,), "?"),
        ("core::max", (Known(1), Known(2)), 2),
        ("setproduct", (wrap(list(range(200))), wrap(list(range(200)))), "?"),
        ("tostring", (R,), "?"),
    ],
)
def test_partial_knowledge(name: str, arguments: tuple[Value, ...], expected: Any, surroundings: Surroundings) -> None:
    if name == "sort":
        result = call(name, arguments, surroundings)
        assert isinstance(result, OneOf)
        assert [strip(choice) for _, choice in result.choices] == [["b", "x"], ["b", "y"]]
        return
    assert strip(call(name, arguments, surroundings)) == expected


def test_assumptions_and_marks_of_all_arguments_are_kept(surroundings: Surroundings) -> None:
    deep = Known("b", assumes=("var.b",), sensitive=True)
    result = call("join", [Known(",", assumes=("var.a",)), listed(A, deep)], surroundings)
    assert (strip(result), result.assumes, result.sensitive) == ("a,b", ("var.a", "var.b"), True) or set(
        result.assumes
    ) == {"var.a", "var.b"}
    assert result.sensitive
    assert isinstance(result, Known)
    assert result.origin is Origin.COMPUTED
    assert not call("nonsensitive", [deep], surroundings).sensitive
    assert call("sensitive", [A], surroundings).sensitive
    assert call("md5", [replace(U, sensitive=True)], surroundings).sensitive


def test_a_json_document_keeps_the_structure_that_it_was_written_as(surroundings: Surroundings) -> None:
    structure = MapOf({"a": listed(B, U, is_set=False)})
    document = call("jsonencode", [structure], surroundings)
    assert isinstance(document, Text)
    assert document.decoded == structure
    assert call("jsondecode", [document], surroundings) == structure


def test_an_alternative_that_fails_does_not_fail_the_call(surroundings: Surroundings) -> None:
    either = choose(Is("var.a", "true"), Known("1"), Known("x"))
    result = call("sum", [listed(either)], surroundings)
    assert isinstance(result, OneOf)
    assert [strip(choice) for _, choice in result.choices] == [1, "?"]


@pytest.mark.parametrize(
    ("name", "number"), [("upper", 0), ("upper", 2), ("substr", 2), ("cidrsubnets", 0), ("merge", None), ("join", 1)]
)
def test_the_number_of_arguments(name: str, number: int | None, surroundings: Surroundings) -> None:
    if number is None:
        assert strip(call(name, [], surroundings)) == {}
        return
    with pytest.raises(FunctionError):
        call(name, [A] * number, surroundings)


def covers(value: Value, data: Any) -> bool:
    """Whether the value allows for the data."""
    if isinstance(value, Known):
        return value.scalar == data and isinstance(value.scalar, bool) == isinstance(data, bool)
    if isinstance(value, Text):
        pattern = "".join(re.escape(part) if isinstance(part, str) else ".*" for part in value.parts)
        return isinstance(data, str) and re.fullmatch(pattern, data, re.DOTALL) is not None
    if isinstance(value, Unknown):
        kinds = {"string": str, "bool": bool, "number": (int, float), "list": list, "map": dict}
        return data is None or value.type is None or isinstance(data, kinds[value.type])  # type: ignore[arg-type]
    if isinstance(value, MapOf):
        known = all(key in data and covers(item, data[key]) for key, item in value.items.items())
        return isinstance(data, dict) and known and (not value.complete or data.keys() == value.items.keys())
    if isinstance(value, ListOf):
        if not isinstance(data, list) or (value.complete and not value.is_set and len(data) != len(value.items)):
            return False
        if value.complete and not value.is_set:
            return all(covers(item, datum) for item, datum in zip(value.items, data, strict=True))
        return all(any(covers(item, datum) for datum in data) for item in value.items)
    return True


def blurred(expression: Expression, evaluate: Callable[[Expression], Value]) -> Iterator[Value]:
    """The values of an expression with one part of it unknown."""
    exact = evaluate(expression)
    yield Unknown("x")
    if isinstance(expression, Literal):
        if isinstance(expression.scalar, str):
            yield Unknown("x", "string")
            half = len(expression.scalar) // 2
            yield Text((expression.scalar[:half], Unknown("x"), expression.scalar[half:][1:]))
    if isinstance(expression, Tuple):
        assert isinstance(exact, ListOf)
        for place, item in enumerate(expression.items):
            for blur in blurred(item, evaluate):
                yield replace(exact, items=(*exact.items[:place], blur, *exact.items[place + 1 :]))
            yield replace(exact, items=exact.items[:place] + exact.items[place + 1 :], complete=False)
    if isinstance(expression, Object):
        assert isinstance(exact, MapOf)
        for key, item, _ in expression.items:
            assert isinstance(key, Literal)
            for blur in blurred(item, evaluate):
                yield replace(exact, items={**exact.items, str(key.scalar): blur})
            yield replace(exact, items={k: v for k, v in exact.items.items() if k != str(key.scalar)}, complete=False)
    if isinstance(exact, ListOf) and exact.is_set:
        for place in range(len(exact.items)):
            yield replace(exact, items=(*exact.items[:place], Unknown("x"), *exact.items[place + 1 :]))


@pytest.fixture
def evaluate_tree(evaluate: Callable[[str], Value]) -> Callable[[Expression], Value]:
    return evaluate.tree  # type: ignore[attr-defined, no-any-return]


def test_partial_results_never_contradict_the_whole(
    evaluate_tree: Callable[[Expression], Value], surroundings: Surroundings
) -> None:
    """Every call of the list against Terraform, with each part of its arguments unknown in turn."""
    lines = Path(__file__).with_name("exact.txt").read_text(encoding="utf-8").splitlines()
    wrong, tried = [], 0
    for line in lines:
        if line.startswith("#") or not line:
            continue
        expression = hcl.parse_expression(line, Span(0, 0, len(line)))
        if not isinstance(expression, Call) or expression.expand:
            continue
        try:
            whole = evaluate_tree(expression)
            data = plain(whole)
            arguments = [evaluate_tree(argument) for argument in expression.arguments]
        except (FunctionError, ValueError):
            continue
        for place, argument in enumerate(expression.arguments):
            for blur in blurred(argument, evaluate_tree):
                tried += 1
                changed = [*arguments[:place], blur, *arguments[place + 1 :]]
                try:
                    result = call(expression.name, changed, surroundings)
                except FunctionError as problem:
                    wrong.append(f"{line} with {strip(blur)!r} fails: {problem}")
                    continue
                if not covers(result, data):
                    wrong.append(f"{line} with {strip(blur)!r} gives {strip(result)!r}")
    assert not wrong, "\n" + "\n".join(wrong)
    assert tried > 500
