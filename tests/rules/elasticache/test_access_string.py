"""The parser of access strings: which words are at fault, where they begin, and what was meant."""

from __future__ import annotations

import pytest

from awslint_rules.elasticache._access_string import HOLE, faults, needs_version, words

ACCEPTED = (
    "on ~* +@all",
    "ON ~app:* &* -@all +@read +get -config|set",
    "off -@all",
    "on %R~cache:* %rw~b (~session:* +set) +@fast",
    "on allkeys allchannels allcommands",
    "on resetkeys ~a resetchannels &b nocommands +json.get +ft.search",
    "on clearselectors (+get ~a) (%W~b +set)",
    "on ~user#1:* ~a>b ~(odd) sanitize-payload +@all",
    "  on\t~*\n+@all  ",
    "on ~* +getrange -FLUSHALL +xinfo|stream",
)


@pytest.mark.parametrize("text", ACCEPTED)
def test_what_redis_takes_has_no_fault(text: str) -> None:
    assert [(fault.kind, fault.word.text) for fault in faults(text)] == []


@pytest.mark.parametrize(
    ("text", "kind", "word", "number", "place"),
    [
        ("on all", "no_rule", "all", 2, 4),
        ("on ~* @read", "no_rule", "@read", 3, 7),
        ("user app on ~* +@all", "no_rule", "user", 1, 1),
        ("on ~* + get", "no_rule", "+", 3, 7),
        ("on ~* +@ read", "no_rule", "+@", 3, 7),
        ("on * +@all", "no_rule", "*", 2, 4),
        ("on %X~a +@all", "no_rule", "%X~a", 2, 4),
        ("on (off ~a +get)", "no_rule", "off", 2, 5),
        ("on (~a +get", "no_rule", "(~a", 2, 4),
        ("on (~a (+get))", "no_rule", "(+get))", 3, 8),
        ("on >abc ~*", "password", ">abc", 2, 4),
        ("on (>abc ~*)", "password", ">abc", 2, 5),
        ("reset on", "reset", "reset", 1, 1),
        ("on\n  nopass", "doubtful", "nopass", 2, 6),
        ("on ~* +CONFIG|set", "restricted", "+CONFIG|set", 3, 7),
        ("on ~* -@reads", "category", "-@reads", 3, 7),
    ],
)
def test_a_fault_says_which_word_and_where(text: str, kind: str, word: str, number: int, place: int) -> None:
    fault = next(faults(text))
    assert (fault.kind, fault.word.text, fault.word.number, fault.word.place) == (kind, word, number, place)


@pytest.mark.parametrize(("text", "instead"), [("on ~* @read", "+@read"), ("on ~* read", "+@read"), ("on *", "~*")])
def test_what_was_meant(text: str, instead: str) -> None:
    assert next(faults(text)).instead == instead


def test_words_with_an_unknown_part_are_passed_over() -> None:
    text = f"on ~{HOLE}* @read"
    assert [(word.text, word.number, word.place) for word in words(text)] == [("on", 1, 1), ("@read", 0, 0)]
    assert [fault.word.text for fault in faults(text)] == ["@read"]
    assert list(faults(f"on ({HOLE} +get")) == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("on %R~a", (7, 0)),
        ("on (+get)", (7, 0)),
        ("on -config|set", (7, 0)),
        ("on &a", (6, 2)),
        ("on ~a +config|get", None),
    ],
)
def test_versions_that_rules_begin_with(text: str, first: tuple[int, int] | None) -> None:
    assert next((version for _, version in needs_version(text)), None) == first
