"""The expression language against CEL's definition: what an expression of constants is.

The cases follow cel-spec's simple tests (basic, comparisons, fp_math, integer_math, lists, logic, macros, optionals,
parse, string, conversions) for the operators that awslint supports. Departures on purpose: numbers and booleans equal
their texts, since both languages write them so; and null is what is not set.
"""

from __future__ import annotations

from typing import Any

import pytest

from awslint.graph import Deployment
from awslint.rules.cel.evaluation import compiled
from awslint.rules.cel.operands import ABSENT, Items, Optional, settled
from awslint.rules.cel.parser import DEEPEST, ExpressionError, parse
from awslint.rules.cel.scope import Scope
from awslint.values import Known, ListOf, MapOf, Missing, Text, Truth, Unknown

UNKNOWN = Unknown("a test does not know it")
VARIABLES: dict[str, Any] = {
    "unknown": UNKNOWN,
    "absent": ABSENT,
    "partial": Text(("arn:aws:sqs:eu-west-1:111122223333:", UNKNOWN)),
    "some": ListOf((Known(1), UNKNOWN)),
    "more": ListOf((Known(1), Known(2)), complete=False),
    "object": MapOf({"Name": Known("a"), "Count": Known("3"), "Gone": Missing()}),
}
YES, NO, MAYBE = Truth.YES, Truth.NO, Truth.MAYBE


def evaluated(expression: str) -> Any:
    value = compiled(parse(expression))(Scope(Deployment(()), VARIABLES))
    if isinstance(value, Optional):
        value = value.operand
    if isinstance(value, bool):
        return Truth.of(value)
    return value if isinstance(value, Truth) else settled(value)


CONSTANTS: list[tuple[str, Any]] = [
    # parse and precedence
    ("1 + 2 * 3", 7),
    ("(1 + 2) * 3", 9),
    ("2 - 3 - 4", -5),
    ("1 - -1", 2),
    ("--3", 3),
    ("!!true", YES),
    ("true || false && false", YES),
    ("1 < 2 == true", YES),
    ("true ? 1 : false ? 2 : 3", 1),
    ("false ? 1 : false ? 2 : 3", 3),
    ("[1, 2, 3,][1]", 2),
    ("{'a': 1, 'b': 2,}['b']", 2),
    ("{'a': {'b': [7]}}.a.b[0]", 7),
    ("0x1F", 31),
    ("1e3", 1000.0),
    (".5 + .5", 1.0),
    ("7u", 7),
    ("// a comment\n1", 1),
    # strings
    ("\"a\" + 'b'", "ab"),
    (r'"\x41\u0042\103\n"', "ABC\n"),
    (r'r"\d"', r"\d"),
    ("'''it's'''", "it's"),
    ('"""a\nb"""', "a\nb"),
    ("'abc'.contains('b')", YES),
    ("'abc'.startsWith('ab')", YES),
    ("'abc'.endsWith('ab')", NO),
    ("'hubba'.matches('ubb')", YES),
    ("'hubba'.matches('^ubb')", NO),
    ("'hubba'.matches('^h.*a$')", YES),
    ("size('four')", 4),
    ("size('')", 0),
    ("'five'.size()", 4),
    ("'tacocat'.indexOf('a')", 1),
    ("'tacocat'.indexOf('none')", -1),
    ("'hello hello'.replace('he', 'we')", "wello wello"),
    ("'tacocat'.substring(4)", "cat"),
    ("'tacocat'.substring(0, 4)", "taco"),
    ("'TacoCat'.lowerAscii()", "tacocat"),
    ("'TacoCat'.upperAscii()", "TACOCAT"),
    ("'  trim\t'.trim()", "trim"),
    ("'a,b'.split(',').size()", 2),
    ("['a', 'b'].join('-')", "a-b"),
    # comparisons
    ("1 == 1", YES),
    ("1 == 2", NO),
    ("1 == 1.0", YES),
    ("'a' == 'a'", YES),
    ("'a' != 'A'", YES),
    ("[1, 2] == [1, 2]", YES),
    ("[1, 2] == [2, 1]", NO),
    ("true == false", NO),
    ("1 < 2", YES),
    ("2 <= 2", YES),
    ("2 >= 3", NO),
    ("'a' < 'b'", YES),
    ("1.5 > 1", YES),
    # numbers
    ("7 / 2", 3),
    ("-7 / 2", -3),
    ("7 % 4", 3),
    ("-7 % 4", -3),
    ("7.0 / 2.0", 3.5),
    ("1 / 0", ABSENT),
    ("1 % 0", ABSENT),
    # logic absorbs what is absent, as CEL absorbs errors
    ("1 / 0 == 1 || true", YES),
    ("true || 1 / 0 == 1", YES),
    ("1 / 0 == 1 && false", NO),
    ("false && 1 / 0 == 1", NO),
    ("1 / 0 == 1 || false", ABSENT),
    ("1 / 0 == 1 && true", ABSENT),
    ("!(1 / 0 == 1)", ABSENT),
    ("true ? 1 : 1 / 0", 1),
    # lists and maps
    ("2 in [1, 2]", YES),
    ("'elephant' in ['cow', 'goat']", NO),
    ("'a' in {'a': 1}", YES),
    ("size([1, 2])", 2),
    ("size({})", 0),
    ("[0, 1][5]", ABSENT),
    ("{'a': 1}['b']", ABSENT),
    ("[1] + [2, 3] == [1, 2, 3]", YES),
    # macros
    ("[1, 2, 3].exists(e, e > 2)", YES),
    ("[1, 2, 3].exists(e, e > 3)", NO),
    ("[].exists(e, e > 3)", NO),
    ("[1, 0].exists(e, 4 / e == 4)", YES),
    ("[2, 0].exists(e, 4 / e == 4)", ABSENT),
    ("[1, 2, 3].all(e, e > 0)", YES),
    ("[1, 2, 3].all(e, e > 1)", NO),
    ("[].all(e, e > 0)", YES),
    ("[1, 2, 2].exists_one(e, e == 2)", NO),
    ("[1, 2, 3].exists_one(e, e == 2)", YES),
    ("[1, 2, 3].filter(e, e > 1) == [2, 3]", YES),
    ("[1, 2, 3].map(e, e * 2) == [2, 4, 6]", YES),
    ("[1, 2, 3].map(e, e > 1, e * 2) == [4, 6]", YES),
    ("{'a': 1, 'b': 2}.exists(k, k == 'b')", YES),
    ("[[1], [2, 3]].exists(l, l.exists(e, e == 3))", YES),
    # optionals
    ("{'a': 1}[?'a'].orValue(2)", 1),
    ("{'a': 1}[?'b'].orValue(2)", 2),
    ("{'a': 1}.?b.orValue(2)", 2),
    ("{'a': 1}.?a.hasValue()", YES),
    ("{'a': 1}.?b.hasValue()", NO),
    ("{'a': {}}.?a.b.orValue('x')", "x"),
    ("has({'a': 1}.a)", YES),
    ("has({'a': 1}.b)", NO),
    # conversions
    ("int('12') + 1", 13),
    ("int(3.9)", 3),
    ("double('1.5')", 1.5),
    ("string(5) + 'a'", "5a"),
    ("string(true)", "true"),
    # awslint's own
    ("'80' == 80", YES),
    ("'true' == true", YES),
    ("duplicates(['a', 'b', 'a']).size()", 1),
    ("unique(['a', 'b', 'a']).size()", 2),
    ("sum([1, 2, '3'])", 6),
    ("max([1, '12', 3])", 12),
    ("min(4, 2)", 2),
    ("json('{\"a\": [1]}').a[0]", 1),
    ("isJson('{')", NO),
    ("arn('arn:aws:sqs:eu-west-1:111122223333:jobs').region", "eu-west-1"),
    ("arn('arn:aws:s3:::bucket/key').resource", "bucket/key"),
    ("arn('arn:aws:sns:a:b:topic:1').resource", "topic:1"),
    ("arn('bucket')", ABSENT),
    ("cidr('10.0.0.0/16').prefix", 16),
    ("cidr('10.0.1.0/24').overlaps(cidr('10.0.0.0/16'))", YES),
    ("cidr('10.0.0.0/16').contains('10.0.255.0/24')", YES),
    ("cidr('10.0.0.0/16').contains('10.1.0.0/24')", NO),
    ("cidr('10.0.0.5/16').base", "10.0.0.0"),
    ("version('7.0') == version('7')", YES),
    ("version('7.10') > version('7.9')", YES),
    ("version('8.0.mysql').major", 8),
    ("'a/b'.hasAnyOf('/@')", YES),
]


@pytest.mark.parametrize(("expression", "expected"), CONSTANTS)
def test_constants(expression: str, expected: Any) -> None:
    found = evaluated(expression)
    assert found == expected
    assert type(found) is type(expected) or {type(found), type(expected)} == {int, float}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("unknown == 1", MAYBE),
        ("unknown == 1 && false", NO),
        ("unknown == 1 || true", YES),
        ("unknown == 1 && true", MAYBE),
        ("!(unknown == 1)", MAYBE),
        ("unknown > 1", MAYBE),
        ("unknown in [1]", MAYBE),
        ("1 in some", YES),
        ("2 in some", MAYBE),
        ("3 in more", MAYBE),
        ("1 in more", YES),
        ("size(some)", 2),
        ("size(more) >= 2", YES),
        ("size(more) > 2", MAYBE),
        ("size(more) < 2", NO),
        ("some.exists(e, e == 1)", YES),
        ("some.all(e, e == 1)", MAYBE),
        ("some.all(e, e == 2)", NO),
        ("more.all(e, e > 0)", MAYBE),
        ("more.filter(e, e > 1).size() >= 1", YES),
        ("partial.startsWith('arn:aws:sqs:')", YES),
        ("partial.startsWith('arn:aws:sns:')", NO),
        ("partial.startsWith('arn:aws:sqs:eu-west-1:111122223333:jobs')", MAYBE),
        ("partial.contains('eu-west-1')", YES),
        ("partial.contains('jobs')", MAYBE),
        ("partial.endsWith('x')", MAYBE),
        ("partial == 'arn:aws:sns:a'", NO),
        ("size(partial) > 10", YES),
        ("partial.matches('^arn')", YES),
        ("partial.matches('jobs$')", MAYBE),
        ("partial.matches('^arn(?!.*:jobs)')", MAYBE),
        ("'abc'.indexOf('b')", 1),
        ("'abc'.indexOf(unknown)", None),
        ("partial.indexOf('arn')", None),
        ("'abc'.indexOf(absent)", ABSENT),
        ("arn(partial).region", "eu-west-1"),
        ("arn(partial).account == '111122223333'", YES),
        ("arn(partial).resource == 'jobs'", MAYBE),
        ("has(unknown)", MAYBE),
        ("has(absent)", NO),
        ("absent == 1", ABSENT),
        ("absent == 1 || true", YES),
        ("absent == null", YES),
        ("object.Count > 2", YES),
        ("object.Name == 'a'", YES),
        ("object.Gone == 1", ABSENT),
        ("object.?Gone.orValue(5)", 5),
        ("object.Other == 1", ABSENT),
        ("unknown == 1 ? 1 : 1", None),
        ("(unknown == 1 ? true : true)", YES),
        ("unknown + 1 > 2", MAYBE),
    ],
)
def test_what_is_not_known(expression: str, expected: Any) -> None:
    found = evaluated(expression)
    assert isinstance(found, Unknown) if expected is None else found == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 +",
        "(1",
        "[1",
        "a b",
        "'open",
        "1 ? 2",
        "{'a'}",
        "a.",
        "a.'b'",
        "for",
        "x.all(e)",
        "x.exists(1, true)",
        r"'\q'",
        "#",
        "(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1),
        "1" * 20_000,
    ],
)
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize("pattern", ["(a+)+b", "(?=a)", r"(a)\1", "(?!x)", "["])
def test_patterns_that_may_take_for_ever_or_that_re2_has_not(pattern: str) -> None:
    from awslint.rules.cel.operands import EvaluationError

    with pytest.raises(EvaluationError):
        evaluated(f"'aaa'.matches({pattern!r})".replace("\\\\", "\\\\"))


def test_an_incomplete_list_never_has_a_certain_end() -> None:
    items = compiled(parse("more.map(e, e)"))(Scope(Deployment(()), VARIABLES))
    assert isinstance(items, Items)
    assert not items.complete
