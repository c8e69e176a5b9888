"""Linting is no more work than it was: counted in function calls, never timed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest


def test_linting_is_not_more_work_than_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    from bench.calls import KNOWN, counted, grown

    if sys.getprofile() is not None:
        pytest.skip("something else is profiling")
    found = counted()
    assert all(count > 10_000 for count in found.values())
    assert grown(found, json.loads(KNOWN.read_text(encoding="utf-8"))) == [], "see python -m bench.calls --help"


def test_more_work_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    from bench.calls import grown

    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    known = {version: {"terraform": 1000, "cloudformation": 1000}}
    assert grown({"terraform": 1100, "cloudformation": 1099}, known) == []
    (line,) = grown({"terraform": 1101, "cloudformation": 900}, known)
    assert line.startswith("terraform: 1101 calls, 1.10 times")
    assert grown({"terraform": 1101, "cloudformation": 1102}, {"2.7": known[version]}) != []
