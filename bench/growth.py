"""Ten times the resources, at most twelve times the work: counted in function calls, which no busy machine changes.

    python -m bench.growth [--resources 100]
    python -m bench.growth --kinds [WORD] [--resources 30]

The short form for continuous integration: ends with 1 where the work grows faster. With `--kinds` the projects in which
one kind of thing is numerous, or those of them whose names have the word in them.
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import gc
import io
import pstats
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench.generate import write
from bench.kinds import KINDS, write_kind

MOST = 12.0
"""How many times the work ten times the resources may cost."""


def calls(path: Path) -> int:
    """How many functions are called to lint a path, in this process and without caches."""
    from awslint.cli.app import run

    profile = cProfile.Profile()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        profile.enable()
        try:
            code = run(["check", str(path), "--no-config", "--no-cache", "--jobs", "1", "--format", "json"])
        finally:
            profile.disable()
    if code not in (0, 1):
        raise RuntimeError(f"awslint ended with {code}")
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def growth(language: str, resources: int, directory: Path, *, as_units: bool = False) -> tuple[int, int]:
    """The calls for a project and for one ten times as large: in one unit, or in units of ten resources each."""

    def project(number: int, here: Path) -> None:
        write(language, number, here, units=number // 10 if as_units else 1)

    return _counts(project, resources, 10, directory / language)


def growth_of_kind(language: str, name: str, number: int, directory: Path) -> tuple[int, int]:
    """The calls for a project with that number of one kind of thing, and for one with ten times as many."""
    return _counts(lambda size, here: write_kind(language, name, size, here), number, 1, directory / language)


def _counts(project: Callable[[int, Path], None], size: int, further: int, directory: Path) -> tuple[int, int]:
    small, large = _counted(project, size, size + further, directory / "after small")
    if large <= MOST * small:
        return small, large
    # What the first run remembered was all of the small project and little of the large one.
    return _counted(project, size, 10 * size + further, directory / "after large")


def _counted(project: Callable[[int, Path], None], size: int, first: int, directory: Path) -> tuple[int, int]:
    """Counts after a first run, which also imports, builds tables and fills what is remembered: of another project,
    whose trees do not serve the others."""
    counts = []
    for number, resources in enumerate((first, size, 10 * size)):
        here = directory / str(number)
        project(resources, here)
        counts.append(calls(here))
    return counts[1], counts[2]


def _measures(kinds: str | None, number: int) -> Iterator[tuple[str, Callable[[Path], tuple[int, int]]]]:
    for language in ("terraform", "cloudformation"):
        for as_units in (False, True) if kinds is None else ():
            what = f"{language}, {number} resources, {'units of ten' if as_units else 'one unit'}"
            yield what, partial(growth, language, number, as_units=as_units)
        for name in KINDS[language] if kinds is not None else ():
            if kinds in name:
                yield f"{language}, {number}: {name}", partial(growth_of_kind, language, name, number)


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resources", type=int)
    parser.add_argument("--kinds", nargs="?", const="", metavar="WORD")
    arguments = parser.parse_args()
    number = arguments.resources or (100 if arguments.kinds is None else 30)
    gc.disable()
    failed = False
    print("| project | calls | calls, ten times as large | ratio |\n|---|---|---|---|")
    for what, measure in _measures(arguments.kinds, number):
        with tempfile.TemporaryDirectory() as directory:
            small, large = measure(Path(directory))
        gc.collect()
        print(f"| {what} | {small} | {large} | {large / small:.1f} |", flush=True)
        failed = failed or large / small > MOST
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(_main())
