"""`awslint cache`: what is kept from run to run, and how to be rid of it."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click

from awslint.cli.app import note, write


@click.group("cache")
def command() -> None:
    """Manages what awslint caches from run to run, in the user's cache directory ($XDG_CACHE_HOME, else ~/.cache).

    Findings are kept for as long as everything they rest on is as it was; `check --no-cache` does without.
    """


@command.command("show")
def show() -> int:
    """Says where the cache is, and how large."""
    place, found = _files()
    if place is None:
        note("there is no directory for a cache\n")
        return 0
    write(f"{place}\n{len(found)} files, {sum(file.stat().st_size for file in found) / 1024:.0f} KiB\n")
    return 0


@command.command("clear")
def clear() -> int:
    """Deletes all that awslint keeps."""
    from awslint.cache.store import FOLDERS

    place, found = _files()
    for file in found:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise click.UsageError(f"{file} cannot be deleted: {error.strerror}.") from None
    if place is not None:
        for directory in (*(place / name for name in FOLDERS), place):
            with contextlib.suppress(OSError):
                directory.rmdir()
    note(f"{len(found)} files deleted\n")
    return 0


def _files() -> tuple[Path | None, list[Path]]:
    from awslint.cache.store import directory, files

    place = directory()
    if place is None:
        return None, []
    return place, [file for file, _ in files(place)]
