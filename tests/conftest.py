"""What all tests share: a cache of their own, so that they neither see nor change what the user has."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# A loaded machine is no failure. In CI the same examples are tried every time; elsewhere new ones each run.
settings.register_profile("awslint", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("awslint")

# Workers of pytest-xdist are given the width of the terminal, which decides how frames are broken.
os.environ.pop("COLUMNS", None)


@pytest.fixture(scope="session", autouse=True)
def _own_cache() -> Iterator[None]:
    place, before = tempfile.mkdtemp(), os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = place
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        # What the tests start would compile all sources each time.
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(place) / "pycache")
    yield
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before
    shutil.rmtree(place, ignore_errors=True)


def _known_failures() -> dict[str, str]:
    lines = (Path(__file__).parent / "known_failures.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.rpartition(": ") for line in lines if line and not line.startswith("#"))
    return {name: reason for name, _, reason in pairs}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that are known to fail; they run and are shown as such."""
    known = _known_failures()
    for item in items:
        reason = next((why for name, why in known.items() if item.nodeid.startswith(name)), None)
        if reason is not None:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=False))
