"""What all tests share: a cache of their own, so that they neither see nor change what the user has."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import settings

# A loaded machine is no failure. In CI the same examples are tried every time; elsewhere new ones each run.
settings.register_profile("awslint", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("awslint")


@pytest.fixture(scope="session", autouse=True)
def _own_cache() -> Iterator[None]:
    place, before = tempfile.mkdtemp(), os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = place
    yield
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before
    shutil.rmtree(place, ignore_errors=True)
