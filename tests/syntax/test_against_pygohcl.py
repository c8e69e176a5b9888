"""What is HCL and what is not, compared with HashiCorp's own parser (pygohcl is a binding to it).

Written texts and thousands of damaged ones must be accepted by both or refused by both.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from awslint.syntax import hcl
from awslint.syntax.sources import Source, SyntaxProblem

pygohcl: Any = pytest.importorskip("pygohcl", reason="pygohcl, a development dependency, is not installed")

CORPUS = Path(__file__).parent / "corpus"
GOOD = sorted(CORPUS.glob("*.tf"))
REFUSED = [line + "\n" for line in (CORPUS / "refused.txt").read_text(encoding="utf-8").splitlines()]
ACCEPTED: Final = [
    "",
    "a = 1",
    "\ufeffa = 1\n",
    "a = 1\r\nb = 2\r\n",
    "b {\n  a = 1\n}\n",
    'b "x" y {}\n',
    'b "$${x}" {}\n',
    "b { a = 1 }\n",
    "b { for = 1 }\n",
    "a = <<E\n x ${y}\n E\n",
    "a = <<-E\n x ${y}\n E\n",
    "a = {\n b = 1\n c = 2\n}\n",
    "a = [\n 1,\n 2\n]\n",
    "a = f(\n 1,\n 2\n)\n",
    "a = 1 + --2\n",
    "a = [for x in !!y : x if !!x]\n",
    "a = { /* x */ /* y */ b = 1 }\n",
    "a = {b = 1\n  c = 2}\n",
    "a = x ? y : z ? 1 : 2\n",
    "a = f(x...)\n",
    'a = "${"${"${b}"}"}"\n',
    "a = b[*].c[0].*.d.0\n",
]
JUSTIFIED: Final = (
    # Nobody calls a function by these names: Terraform has none, so it refuses the text too, only later.
    re.compile(r"\b(null|true|false|for|if|in|else|endif|endfor)\s*\("),
    # Nobody writes spaces around the :: of a provider's function.
    re.compile(r"\s::|::\s"),
    # The old index `a.0`, with spaces in it, with an exponent or behind a number.
    re.compile(r"\.\s+[\d*]|\s\.[\d*]|\.\d+[eE.]"),
)
"""Texts on which the two parsers may differ, and why that harms nobody."""

PIECES: Final = (
    *("\n", " ", "\t", "{", "}", "[", "]", "(", ")", '"', "'", "${", "%{", "$${", "~", "=", "==", "=>", "!", "-", "+"),
    *("*", "?", ":", "::", ",", ".", "...", ".*", "[*]", "&&", ";", "\\", "#", "//", "/*", "*/", "<<E\n", "E\n", "1"),
    *("0.5", "a", "é", "null", "for ", "in ", "if ", "%{ if a }", "%{ endif }"),
)


def ours(text: str) -> bool:
    try:
        hcl.parse(Source(0, "main.tf", text.removeprefix("\ufeff").replace("\r\n", "\n")))
    except SyntaxProblem:
        return False
    return True


def theirs(text: str) -> bool | None:
    """None where it was parsed, and only the binding could not make Python's objects of it."""
    try:
        pygohcl.loads(text)
    except pygohcl.HCLParseError:
        return False
    except (ValueError, pygohcl.HCLInternalError):
        return None
    return True


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_whole_files_are_accepted(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert theirs(text)
    assert ours(text)


@pytest.mark.parametrize("text", ACCEPTED)
def test_both_accept(text: str) -> None:
    assert theirs(text)
    assert ours(text)


@pytest.mark.parametrize("text", REFUSED)
def test_both_refuse(text: str) -> None:
    assert theirs(text) is False
    assert not ours(text)


def _seeds() -> list[str]:
    """The accepted texts, and the lines of the files that are something by themselves."""
    lines = {line + "\n" for path in GOOD for line in path.read_text(encoding="utf-8").splitlines() if "=" in line}
    return [text for text in [*ACCEPTED, *sorted(lines)] if text and theirs(text) and ours(text)]


def _damaged(seeds: list[str], number: int) -> Iterator[str]:
    # Nothing secret hangs on these numbers: the same ones in every run are what is wanted.
    choose = random.Random(20)
    for _ in range(number):
        tokens = re.findall(r"\w+|\s+|.", choose.choice(seeds), re.DOTALL)
        for _ in range(choose.randint(1, 3)):
            place, other = choose.randrange(len(tokens)), choose.randrange(len(tokens))
            change = choose.randrange(5)
            if change == 0 and len(tokens) > 1:
                del tokens[place]
            elif change == 1:
                tokens.insert(place, choose.choice(PIECES))
            elif change == 2:
                tokens[place] = choose.choice(PIECES)
            elif change == 3:
                tokens.insert(place, tokens[other])
            elif change == 4:
                tokens[place], tokens[other] = tokens[other], tokens[place]
        yield "".join(tokens)


def test_damaged_texts_are_judged_alike() -> None:
    different, accepted, refused = [], 0, 0
    for text in _damaged(_seeds(), 20_000):
        selected = theirs(text)
        accepted += selected is True
        refused += selected is False
        if (
            selected is not None
            and ours(text) is not selected
            and not any(pattern.search(text) for pattern in JUSTIFIED)
        ):
            different.append((selected, text))
    assert different == []
    assert min(accepted, refused) > 3_000, "the comparison compares too little"


@pytest.mark.parametrize("text", ["a = null()\n", "a = b. *.c\n", "a = 1 .5e3 + 2\n"])
def test_the_justified_differences_still_are_some(text: str) -> None:
    assert any(pattern.search(text) for pattern in JUSTIFIED)
    assert theirs(text) is not False
    assert not ours(text)
