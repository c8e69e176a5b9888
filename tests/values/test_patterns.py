"""Regular expressions of others: what surely ends soon is matched, what may take for ever is not."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awslint.values.patterns import compiled, ends_soon

ENDLESS = [
    ("(a+)+$", "a" * 40 + "!"),
    ("(a|aa)+$", "a" * 60 + "!"),
    ("([a-z]+)*[0-9]", "a" * 50),
    ("(a|b|ab)*c", "ab" * 50),
    ("(?i)([a-z]|K.?)+!", "k" * 50),
    ("(.*)*x", "aaaa"),
    ("(x+x+)+y", "x" * 40),
    ("a?" * 30 + "a" * 30, "a" * 30),
    ("(a?|b?)" * 40 + "x", "c"),
    ("(|)" * 40, "c"),
    (".*" * 8 + "x", "y" * 400),
    ("(a{10}){10}b", "a" * 200),
    ("^(?=(a+)+$)b", "a" * 40 + "!"),
    ("(?:a+)++b", "a" * 40),
    (r"(a+)+\1$", "a" * 40 + "!"),
]
QUICK = [
    ("^[a-z0-9]+(-[a-z0-9]+)*$", "abc-def" * 500),
    ("^[a-z0-9]+(-[a-z0-9]+)*$", "a" * 5000 + "!"),
    (r"^(([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])\.){3}[0-9]{1,3}/(1[6-9]|2[0-8])$", "10.0.255.0/16"),
    ("^(?=.*[A-Z])(?=.*[0-9])(?=.*[a-z])[a-zA-Z0-9!]{8,}$", "Abcdefgh12345678!" * 20),
    (r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+", "arn:aws-us-gov:iam::123456789012:role/a/b/c"),
    (r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$", "someone.somewhere+tag@mail.example.co.uk"),
    ("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "01234567-89ab-cdef-0123-456789abcdef"),
    (r"\s+", " x " * 3000),
    ("^.{1,1024}$", "x" * 4000),
    ("(?s).*redis.*", "x" * 1500),
    ("é+(-é+)*", "é-é" * 400),
    ("", ""),
]


@pytest.mark.parametrize(("pattern", "text"), ENDLESS)
def test_what_may_take_for_ever_is_not_matched(pattern: str, text: str) -> None:
    expression = re.compile(pattern)
    assert not ends_soon(expression, text, anywhere=True)
    assert not ends_soon(expression, text, anywhere=False)


@pytest.mark.parametrize(("pattern", "text"), QUICK)
def test_what_people_write_is_matched(pattern: str, text: str) -> None:
    expression = re.compile(pattern)
    assert ends_soon(expression, text, anywhere=True)
    assert ends_soon(expression, text, anywhere=False)


def test_the_text_decides_too() -> None:
    expression = re.compile("([a-z]+)*[0-9]")
    assert ends_soon(expression, "a" * 10 + "1", anywhere=True)
    assert not ends_soon(expression, "a" * 100 + "1", anywhere=True)


def test_a_search_begins_everywhere_unless_it_is_anchored() -> None:
    long = "x" * 20_000
    assert ends_soon(re.compile(".*y"), long, anywhere=False)
    assert not ends_soon(re.compile(".*y"), long, anywhere=True)
    assert ends_soon(re.compile("^(.*y)"), long, anywhere=True)
    assert not ends_soon(re.compile("(?m)^(.*y)"), long, anywhere=True)


def test_what_python_refuses_is_no_pattern(recwarn: pytest.WarningsRecorder) -> None:
    assert compiled("(") is None
    assert compiled("a{99999999999999999999}") is None
    assert compiled("(" * 5000 + ")" * 5000) is None
    assert compiled("[[a]--b]") is not None
    assert not recwarn.list


def test_a_pattern_of_thousands_of_words_is_counted_or_left_alone() -> None:
    words = "|".join(f"{chr(0x4E00 + number)}x" for number in range(3000))
    assert not ends_soon(re.compile(f"({words})+"), "\u4e01x", anywhere=False)
    assert ends_soon(re.compile(f"({words})"), "\u4e01x", anywhere=False)


_ATOMS = st.sampled_from(["a", "b", "c", "[ab]", "[^a]", ".", r"\w", r"\W", "", "é", "(?i:A)", "$", r"\b"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    repeat = st.sampled_from(["*", "+", "?", "*?", "+?", "{2}", "{1,3}", "{2,}", "*+"])
    return st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.tuples(inner, repeat).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        inner.map(lambda part: f"(?={part})"),
    )


@pytest.fixture
def alarm() -> Iterator[None]:
    """Breaks off what is endless; a match that ends soon takes a hundredth of that."""

    def ring(*_: object) -> None:
        raise AssertionError("a match that was said to end soon goes on and on")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="there is no alarm here")
@pytest.mark.usefixtures("alarm")
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.recursive(_ATOMS, _grown, max_leaves=15), st.text("abcdé\n", max_size=12), st.integers(1, 8))
def test_what_is_declared_to_end_soon_ends(pattern: str, text: str, times: int) -> None:
    expression = compiled(pattern)
    text = text * times + "!"
    if expression is None:
        return
    if ends_soon(expression, text, anywhere=False):
        expression.fullmatch(text)
    if ends_soon(expression, text, anywhere=True):
        for _ in expression.finditer(text):
            pass
