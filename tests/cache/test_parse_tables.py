"""The cache of the parse tables: whole or not there, and never what someone else may have written."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from awslint.cache import parse_tables

NAME = "hcl-0.tables"
DATA = {"actions": list(range(20_000))}

posix = pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions are checked on POSIX only")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache directory; the temporary files are beside it."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "awslint"


def test_what_is_written_is_read(home: Path) -> None:
    assert parse_tables.read(NAME) is None
    parse_tables.write(NAME, DATA)
    assert parse_tables.read(NAME) == DATA
    assert [path.name for path in home.iterdir()] == [NAME]


def test_without_a_cache_directory_it_is_kept_among_the_temporary_files(home: Path, tmp_path: Path) -> None:
    home.parent.write_text("no directory", encoding="utf-8")
    parse_tables.write(NAME, DATA)
    assert parse_tables.read(NAME) == DATA
    assert [path.name for path in (tmp_path / "temporary").rglob("*.tables")] == [NAME]


def test_with_no_place_at_all_there_is_no_cache(home: Path, tmp_path: Path) -> None:
    home.parent.write_text("no directory", encoding="utf-8")
    (tmp_path / "temporary").rmdir()
    (tmp_path / "temporary").write_text("no directory", encoding="utf-8")
    parse_tables.write(NAME, DATA)
    assert parse_tables.read(NAME) is None


@pytest.mark.parametrize("content", [b"", b"x" * 10, b"x" * 100, b"\0" * 32])
def test_a_damaged_file_is_not_read(home: Path, content: bytes) -> None:
    parse_tables.write(NAME, DATA)
    (home / NAME).write_bytes(content)
    assert parse_tables.read(NAME) is None


def test_a_file_that_cannot_be_renamed_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refuse)
    parse_tables.write(NAME, DATA)
    assert not list(home.iterdir())


@posix
@pytest.mark.parametrize("mode", [0o666, 0o620])
def test_a_file_that_others_may_write_is_not_read(home: Path, mode: int) -> None:
    parse_tables.write(NAME, DATA)
    (home / NAME).chmod(mode)
    assert parse_tables.read(NAME) is None


@posix
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o1777])
def test_a_directory_that_others_may_write_is_not_used(home: Path, tmp_path: Path, mode: int) -> None:
    parse_tables.write(NAME, DATA)
    home.chmod(mode)
    assert parse_tables.read(NAME) is None
    parse_tables.write(NAME, DATA)
    assert parse_tables.read(NAME) == DATA
    assert list((tmp_path / "temporary").rglob(NAME))


@posix
def test_what_another_user_owns_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    parse_tables.write(NAME, DATA)
    own = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: own + 1)
    assert parse_tables.read(NAME) is None


@posix
def test_links_are_not_followed(home: Path, tmp_path: Path) -> None:
    parse_tables.write(NAME, DATA)
    (home / NAME).rename(tmp_path / NAME)
    (home / NAME).symlink_to(tmp_path / NAME)
    assert parse_tables.read(NAME) is None
    (home / NAME).unlink()
    home.rename(tmp_path / "elsewhere")
    (tmp_path / NAME).rename(tmp_path / "elsewhere" / NAME)
    home.symlink_to(tmp_path / "elsewhere")
    assert parse_tables.read(NAME) is None


@posix
def test_what_is_made_is_private(home: Path) -> None:
    parse_tables.write(NAME, DATA)
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / NAME).stat().st_mode & 0o777 == 0o600


def test_many_first_runs_at_once_see_the_whole_or_nothing(home: Path) -> None:
    def run(_: int) -> bool:
        parse_tables.write(NAME, DATA)
        return parse_tables.read(NAME) == DATA

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(run, range(40)))
    assert [path.name for path in home.iterdir()] == [NAME]


def test_a_relative_cache_directory_counts_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    parse_tables.write(NAME, DATA)
    assert parse_tables.read(NAME) == DATA
    assert not (tmp_path / "cache").exists()
