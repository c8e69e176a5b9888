"""Twice the text takes twice the work. Work is counted in calls, and in items copied, never in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from awslint.syntax import hcl, hcl_tables
from awslint.syntax.sources import Source

SHAPES: dict[str, Callable[[int], str]] = {
    "sequences in a heredoc": lambda n: "a = <<E\n" + "x ${var.a} y\n" * n + "E\n",
    "sequences in a string": lambda n: 'a = "' + "x ${var.a} y" * n + '"\n',
    "lines of a heredoc": lambda n: "a = <<-E\n  ${b}\n" + "  a line\n" * n + "  E\n",
    "directives": lambda n: "a = <<E\n" + "%{ if x }y%{ endif }\n" * n + "E\n",
    "blocks": lambda n: "".join(f'r "t" "n{i}" {{\n  a = "b"\n  c = {{ d = e.f }}\n}}\n' for i in range(n)),
    "attributes": lambda n: "b {\n" + "".join(f"k{i} = {i}\n" for i in range(n)) + "}\n",
    "elements": lambda n: "a = [" + '"x",\n' * n + "]\n",
    "keys": lambda n: "a = {\n" + "".join(f"k{i} = {i}\n" for i in range(n)) + "}\n",
    "arguments": lambda n: "a = f(" + "1, " * n + "2)\n",
    "terms": lambda n: "a = 1" + " + 2" * n + "\n",
    "signs": lambda n: "a = [" + "- -1, " * n + "]\n",
    "steps": lambda n: "a = b" + ".c" * n + "\n",
    "comments": lambda n: "# x\n/* y */\n" * n,
    "braces with comments": lambda n: "a = [" + "{ /* x */ b = 1 }, " * n + "]\n",
    "loops": lambda n: "a = [" + "{ for x in y : x => x }, " * n + "]\n",
}


def calls_of(text: str) -> int:
    """How many functions, of Python and of C, run while the text is parsed."""
    count = 0

    def on_event(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(on_event)
    try:
        hcl.parse(Source(0, "main.tf", text))
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_calls_grow_as_the_text(shape: str) -> None:
    text = SHAPES[shape]
    calls_of(text(2))
    once, twice = calls_of(text(100)), calls_of(text(200))
    assert twice < 2.1 * once + 100


def test_a_list_that_grows_is_not_copied() -> None:
    grown = ["a", "b"]
    assert hcl_tables._children([grown, "c"], ((0, True), (1, False)), False) is grown
    assert grown == ["a", "b", "c"]
    assert hcl_tables._children(["x", ["a"], "y", ["b"]], ((0, False), (1, True), (3, True)), False) == ["x", "a", "b"]


def test_comments_are_read_in_one_way_only() -> None:
    # With a comment that may end at any later comment's end there are 2^60 ways to find out that this is no loop.
    body = hcl.parse(Source(0, "main.tf", "a = { " + "/* x */ " * 60 + "b = 1 }\n"))
    assert list(body.attributes) == ["a"]
