import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awslint.iam.documents import elements, entries_of, parse_policy, text_of
from awslint.iam.evaluation import could_allow, decides
from awslint.values import (
    Is,
    Known,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Reference,
    Span,
    Text,
    Truth,
    Unknown,
    Value,
    World,
    choose,
    under,
    wrap,
)

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "One", "Effect": "Allow", "Action": "memorydb:Connect", "Resource": ["arn:a", "arn:b"]},
        {"Effect": "Deny", "NotAction": ["kms:*"], "NotResource": "*", "Condition": {"Bool": {"x": "true"}}},
    ],
}


def texts(values: tuple[Value, ...]) -> list[str | None]:
    return [text_of(value) for value in values]


@pytest.mark.parametrize(
    "value",
    [
        wrap(POLICY),
        Known(json.dumps(POLICY, indent=2)),
        Known("whatever", decoded=wrap(POLICY)),
        Text(("what", Unknown("x")), decoded=wrap(POLICY)),
        Reference("aws_iam_policy_document.d", ("json",), value=Known(json.dumps(POLICY))),
    ],
    ids=["structure", "json", "known decoded", "text decoded", "reference"],
)
def test_every_way_of_writing_gives_the_same_document(value: Value) -> None:
    document = parse_policy(value)
    assert document.complete
    assert document.problem is None
    assert text_of(document.version) == "2012-10-17"
    first, second = document.statements
    assert text_of(first.sid) == "One"
    assert text_of(first.effect) == "Allow"
    assert texts(first.actions.values) == ["memorydb:Connect"]
    assert texts(first.resources.values) == ["arn:a", "arn:b"]
    assert first.not_actions.written is Truth.NO
    assert isinstance(first.conditions, Missing)
    assert texts(second.not_actions.values) == ["kms:*"]
    assert second.actions.written is Truth.NO
    assert second.not_resources.written is Truth.YES
    assert isinstance(second.conditions, MapOf)


def test_one_statement_may_stand_without_a_list() -> None:
    document = parse_policy(wrap({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}))
    assert len(document.statements) == 1
    assert document.complete


def test_keys_are_case_sensitive() -> None:
    document = parse_policy(wrap({"statement": [{"Effect": "Allow"}]}))
    assert document.statements == ()
    (statement,) = parse_policy(wrap({"Statement": [{"effect": "Allow", "action": "*"}]})).statements
    assert isinstance(statement.effect, Missing)
    assert statement.actions.written is Truth.NO


@pytest.mark.parametrize(
    "text", ["{", '{"Statement": [}', "[]", '"text"', "12", "{'Statement': []}", '{"a": NaN}', "nonsense"]
)
def test_what_is_surely_no_policy_has_a_problem(text: str) -> None:
    document = parse_policy(Known(text))
    assert document.problem is not None
    assert not document.complete
    assert document.statements == ()


@pytest.mark.parametrize(
    "value",
    [
        Unknown("x"),
        Missing(),
        Known(None),
        Known(""),
        Known(" \n"),
        Reference("a", ("b",)),
        Text(("{", Unknown("x"))),
        Text((Unknown("x"), "}")),
        Text(('{"Statement": ', Unknown("x"))),
        Text(("\ue000", Unknown("x"))),
        Known('{"Statement": "\ue000"}'),
        choose(Is("c"), wrap(POLICY), wrap({"Statement": []})),
        Known("[" * 100_000),
    ],
)
def test_what_is_not_known_has_no_problem_and_is_incomplete(value: Value) -> None:
    document = parse_policy(value)
    assert document.problem is None
    assert not document.complete
    assert document.statements == ()


def heredoc(*parts: str | Value) -> Text:
    return Text(parts, Span(0, 10, 90))


def test_holes_in_strings_come_back_as_text() -> None:
    arn = Reference("aws_memorydb_cluster.c", ("arn",))
    document = parse_policy(
        heredoc('{"Statement":[{"Effect":"Allow","Action":"memorydb:Connect","Resource":["', arn, '","', arn, '/x"]}]}')
    )
    assert document.complete
    (statement,) = document.statements
    whole, longer = statement.resources.values
    assert whole == arn
    assert isinstance(longer, Text)
    assert longer.parts == (arn, "/x")
    assert statement.resources.complete
    assert statement.span == Span(0, 10, 90)


def test_a_quote_within_a_string_does_not_end_it() -> None:
    document = parse_policy(heredoc('{"Id": "a\\"b\\\\', Unknown("x", "number"), '", "Statement": []}'))
    assert document.complete
    assert isinstance(document.value, MapOf)
    assert isinstance(document.value.items["Id"], Text)


def test_a_hole_in_a_list_s_string_may_be_several_strings() -> None:
    (statement,) = parse_policy(
        heredoc('{"Statement":[{"Effect":"Allow","Action":["', Unknown("var.actions"), '"],"Resource":"*"}]}')
    ).statements
    assert not statement.actions.complete
    assert isinstance(statement.actions.values[0], Text)


def test_a_hole_outside_of_quotes_is_unknown() -> None:
    document = parse_policy(
        heredoc('{"Statement":[{"Effect":"Allow","Action":', Unknown("jsonencode(var.a)"), ',"Resource":"*"}]}')
    )
    (statement,) = document.statements
    assert statement.actions.written is Truth.MAYBE
    assert document.complete


def test_a_hole_outside_of_quotes_in_a_list_leaves_the_list_open() -> None:
    document = parse_policy(
        heredoc('{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},', Unknown("more"), "]}")
    )
    assert len(document.statements) == 1
    assert not document.complete


def test_encoded_json_within_a_text_is_read() -> None:
    actions = Text(("[", Unknown("x"), "]"), decoded=ListOf((Known("kms:Sign"), Unknown("x"))))
    (statement,) = parse_policy(
        heredoc('{"Statement":[{"Effect":"Allow","Action":', actions, ',"Resource":"*"}]}')
    ).statements
    assert text_of(statement.actions.values[0]) == "kms:Sign"
    assert statement.actions.complete


def test_a_hole_in_a_key_makes_everything_beside_it_unknown() -> None:
    (statement,) = parse_policy(
        heredoc('{"Statement":[{"Effect":"Allow","', Unknown("x"), 'Action":"kms:*","Resource":"*"}]}')
    ).statements
    assert isinstance(statement.effect, Unknown)
    assert statement.not_actions.written is Truth.MAYBE


def test_a_key_written_twice_is_unknown() -> None:
    (statement,) = parse_policy(
        Known('{"Statement":[{"Effect":"Allow","Effect":"Deny","Action":"*","Resource":"*"}]}')
    ).statements
    assert isinstance(statement.effect, Unknown)


def test_items_that_are_surely_absent_are_left_out() -> None:
    entries = entries_of(ListOf((Known("a"), Missing(), Known("b"))))
    assert texts(entries.values) == ["a", "b"]
    assert entries.complete


def test_lists_may_be_open() -> None:
    assert not entries_of(ListOf((Known("a"),), complete=False)).complete
    assert not entries_of(ListOf((ListOf((Known("a"),)),))).complete
    unknown = entries_of(Unknown("x"))
    assert (unknown.written, unknown.complete) == (Truth.MAYBE, False)
    assert entries_of(Missing()).written is Truth.NO


def test_alternatives_of_lists_become_entries_that_may_be_absent() -> None:
    value = choose(Is("c"), ListOf((Known("a"), Known("b"))), Known("z"))
    entries = entries_of(value)
    assert entries.written is Truth.YES
    assert entries.complete
    assert len(entries.values) == 3
    assert all(isinstance(entry, OneOf) for entry in entries.values)
    settled = entries_of(value, lambda part: under(part, World({"c": True})))
    assert texts(settled.values) == ["a", "b"]


def test_settle_reaches_every_level() -> None:
    condition = Is("prod")
    policy = MapOf(
        {
            "Statement": ListOf(
                (
                    choose(condition, wrap({"Effect": "Allow", "Action": "a:b", "Resource": "*"}), Missing()),
                    MapOf({"Effect": choose(condition, Known("Deny"), Known("Allow")), "Action": Known("c:d")}),
                )
            )
        }
    )
    loose = parse_policy(policy)
    assert not loose.complete
    for prod, count, effect in ((True, 2, "Deny"), (False, 1, "Allow")):
        world = World({"prod": prod})
        document = parse_policy(policy, lambda part, world=world: under(part, world))
        assert document.complete
        assert len(document.statements) == count
        assert text_of(document.statements[-1].effect) == effect


def test_principals() -> None:
    policy = {
        "Statement": [
            {"Principal": {"AWS": ["arn:1", "arn:2"], "Service": "lambda.amazonaws.com"}},
            {"Principal": "*"},
            {"NotPrincipal": {"AWS": "arn:1"}},
        ]
    }
    named, everyone, without = parse_policy(wrap(policy)).statements
    assert set(named.principals.kinds) == {"AWS", "Service"}
    assert texts(named.principals.kinds["AWS"].values) == ["arn:1", "arn:2"]
    assert set(everyone.principals.kinds) == {"*"}
    assert without.principals.written is Truth.NO
    assert without.not_principals.written is Truth.YES


def test_statements_that_are_no_objects_leave_the_document_open() -> None:
    document = parse_policy(MapOf({"Statement": ListOf((Known("x"), wrap({"Effect": "Allow"})))}))
    assert len(document.statements) == 1
    assert not document.complete


def test_an_incomplete_document_may_hold_anything() -> None:
    document = parse_policy(MapOf({}, complete=False))
    assert document.statements == ()
    assert not document.complete


def test_elements_of_a_document() -> None:
    document = parse_policy(wrap(POLICY))
    assert [text_of(value) for _, value in elements(document, "Action", "NotAction")] == ["memorydb:Connect", "kms:*"]
    assert [text_of(value) for _, value in elements(document, "Resource")] == ["arn:a", "arn:b"]


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=4)).map(Known)
ANY_VALUE = st.recursive(
    st.one_of(
        SCALARS,
        st.just(Missing()),
        st.just(Unknown("x")),
        st.just(Reference("a", ("arn",))),
        st.lists(st.one_of(st.sampled_from(('{"Statement":', "[", "]", "}", '"', "\\", "a")), SCALARS), max_size=6).map(
            lambda parts: Text(tuple(part if isinstance(part, str) else Unknown("x") for part in parts))
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: ListOf(tuple(items))),
        st.dictionaries(
            st.sampled_from(("Statement", "Effect", "Action", "Resource", "Principal", "Condition", "x")), inner
        ).map(MapOf),
        st.tuples(inner, inner).map(lambda pair: choose(Is("c"), *pair)),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(ANY_VALUE)
def test_no_value_is_too_odd(value: Value) -> None:
    document = parse_policy(value)
    decides([document], "kms:Sign", value)
    could_allow([document], "kms:Sign")
    wrapped = parse_policy(MapOf({"Statement": value}))
    assert wrapped.problem is None
    decides([wrapped], "kms:Sign", value)


@pytest.mark.parametrize("start", range(len("allow")))
def test_an_effect_in_small_letters_is_unknown_also_in_part(start: int) -> None:
    before, after = f'{{"Statement": {{"Effect": "{"allow"[:start]}', f'{"allow"[start:]}", "Action": "*"}}}}'
    (statement,) = parse_policy(Text((before, Unknown("var.x"), after))).statements
    assert isinstance(statement.effect, Unknown)
