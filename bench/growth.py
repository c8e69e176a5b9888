"""Ten times the resources, at most twelve times the work: counted in function calls, which no busy machine changes.

    python -m bench.growth [--resources 100]

The short form for continuous integration: ends with 1 where the work grows faster.
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
from pathlib import Path

from bench.generate import write

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
    counts = []
    for number, factor in enumerate((1, 1, 10)):
        here = directory / f"{language}-{number}"
        write(language, resources * factor, here, units=resources * factor // 10 if as_units else 1)
        counts.append(calls(here))
    # The first run also imports, builds tables and fills what is remembered.
    return counts[1], counts[2]


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resources", type=int, default=100)
    given = parser.parse_args()
    gc.disable()
    failed = False
    print("| project | calls | calls, ten times as large | ratio |\n|---|---|---|---|")
    for language in ("terraform", "cloudformation"):
        for as_units in (False, True):
            with tempfile.TemporaryDirectory() as directory:
                small, large = growth(language, given.resources, Path(directory), as_units=as_units)
            what = f"{language}, {given.resources} resources, {'units of ten' if as_units else 'one unit'}"
            print(f"| {what} | {small} | {large} | {large / small:.1f} |", flush=True)
            failed = failed or large / small > MOST
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(_main())
