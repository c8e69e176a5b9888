"""Whether a value after apply is one that was known to be possible, to the letter."""

from __future__ import annotations

import pytest
from bench.applied import holds

from awslint.values import Is, Known, ListOf, MapOf, Missing, Not, OneOf, Text, Unknown, Value

HOLE = Unknown("later")
GUARD = Is("var.on")
EITHER = OneOf(((GUARD, Known("a")), (Not(GUARD), Known(None))))


@pytest.mark.parametrize(
    ("value", "applied", "answer"),
    [
        (Known(1), 1, True),
        (Known(1), "1", False),
        (Known(True), 1, False),
        (Known(""), None, False),
        (Known(None), None, True),
        (Missing(), None, True),
        (HOLE, ["x"], True),
        (Unknown("later", present="var.x is given a value"), "", False),
        (Text(("a-", HOLE)), "a-b", True),
        (Text(("a-", HOLE)), "b-a", False),
        (EITHER, None, True),
        (EITHER, "b", False),
        (ListOf((Known("a"), HOLE)), ["a", 2], True),
        (ListOf((Known("a"),)), ["a", "b"], False),
        (ListOf((Known("b"),), complete=False), ["a", "b"], True),
        (ListOf((Known("b"), Known("a")), is_set=True), ["a", "b"], True),
        (ListOf((Known("b"), Known("a"))), ["a", "b"], False),
        (MapOf({"a": Known(1)}), {"a": 1}, True),
        (MapOf({"a": Known(1)}), {"a": 1, "b": 2}, False),
        (MapOf({"a": Known(1)}, complete=False), {"a": 1, "b": 2}, True),
        (MapOf({"a": Known(1)}), {}, False),
    ],
)
def test_what_holds_after_apply(value: Value, applied: object, answer: bool) -> None:
    assert holds(value, applied) is answer
