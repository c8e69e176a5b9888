"""Finished units are given back, and nothing of what is found with them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.fixture_cases import FIXTURES, apart

from awslint.cache import store
from awslint.cloudformation.stack import Stack
from awslint.engine import Options, check
from awslint.graph import Deployment, Resource
from awslint.report.as_json import as_json
from awslint.runs import memory
from awslint.terraform import files
from awslint.terraform.module import Module

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


def _number_of(class_: type) -> int:
    return sum(type(thing) is class_ for thing in gc.get_objects())


@pytest.mark.usefixtures("uncollected")
def test_the_graphs_of_finished_units_do_not_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    classes = (Deployment, Resource, Stack)
    before = [_number_of(class_) for class_ in classes]
    monkeypatch.setattr(memory, "MOST", 10**9)
    _json()
    assert [_number_of(class_) for class_ in classes] == before  # freed without a search for circles


@pytest.mark.usefixtures("uncollected")
def test_the_modules_of_finished_units_do_not_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _number_of(Module)
    monkeypatch.setattr(memory, "MOST", 10**9)
    expected = _json()
    modules = _number_of(Module) - before
    assert modules > 20
    monkeypatch.setattr(memory, "MOST", 1000)
    assert _json() == expected
    gc.unfreeze()
    assert _number_of(Module) - before < modules / 3  # those at hand when the garbage was collected stay


@pytest.mark.usefixtures("uncollected")
def test_a_small_run_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "collect", lambda: pytest.fail("collected"))
    check([FIXTURES / "projects" / "regions"], Options())


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


def test_new_entries_of_the_cache_wait_on_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(store, "HELD_BYTES", 100)
    entries = {f"key {number}": f"content {number} ".encode() * 5 for number in range(20)}
    file = tmp_path / "cache" / "runs" / "entries"
    file.parent.mkdir(parents=True)
    written = store.Store(file, "code")
    for key, content in entries.items():
        written.put(key, b"an earlier content")
        written.put(key, content)
    assert {key: written.get(key) for key in entries} == entries
    assert written.added(set()) == entries
    assert written.added(entries.keys() - {"key 3", "key 19"}) == {key: entries[key] for key in ("key 3", "key 19")}
    written.save()
    again = store.Store(file, "code")
    assert {key: again.get(key) for key in entries} == entries
    again.put("key 3", b"new")
    again.put("further", b"further")
    again.save()
    last = store.Store(file, "code")
    assert {key: last.get(key) for key in (*entries, "further")} == {**entries, "key 3": b"new", "further": b"further"}
