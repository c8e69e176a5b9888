"""Finished units are given back, and nothing of what is found with them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.fixture_cases import FIXTURES, apart

from awslint.engine import Options, check
from awslint.graph import Deployment
from awslint.report.as_json import as_json
from awslint.runs import memory
from awslint.terraform import files

PROJECTS = [FIXTURES / "projects", apart(FIXTURES / "memorydb")]


@pytest.fixture
def uncollected() -> Iterator[None]:
    """As in the command: nobody collects garbage unasked."""
    gc.collect()
    was = gc.isenabled()
    gc.disable()
    yield
    gc.unfreeze()
    if was:
        gc.enable()


def _json() -> str:
    report = check(PROJECTS, Options())
    return as_json(report, report.shown())


def _deployments() -> int:
    return sum(type(thing) is Deployment for thing in gc.get_objects())


@pytest.mark.usefixtures("uncollected")
def test_the_graphs_of_finished_units_do_not_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _deployments()
    expected = _json()
    units = _deployments() - before
    assert units > 20
    monkeypatch.setattr(memory, "MOST", 1000)
    assert _json() == expected
    gc.unfreeze()
    assert _deployments() - before < units / 3  # those at hand when the garbage was collected stay


@pytest.mark.usefixtures("uncollected")
def test_a_small_run_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "collect", lambda: pytest.fail("collected"))
    _json()


def test_modules_that_were_let_go_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = _json()
    read: list[Path] = []
    real = files.FileReader._read

    def noted(self: files.FileReader, directory: Path) -> files.ModuleFiles:
        read.append(directory.resolve())
        return real(self, directory)

    monkeypatch.setattr(files.FileReader, "_read", noted)
    assert _json() == expected
    once = len(read)
    assert once == len(set(read))
    read.clear()
    monkeypatch.setattr(files, "HELD", 0)
    assert _json() == expected
    assert len(read) > once
