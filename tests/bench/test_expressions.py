"""Random expressions against the real terraform: no value that differs."""

from __future__ import annotations

import shutil

import pytest
from bench.expressions import compared, expressions


def test_the_same_seed_gives_the_same_expressions() -> None:
    assert expressions(3, 50) == expressions(3, 50)
    assert expressions(3, 50) != expressions(4, 50)


@pytest.mark.skipif(shutil.which("terraform") is None, reason="no terraform binary on PATH")
def test_nothing_is_known_that_terraform_has_otherwise() -> None:
    total, lines = compared(expressions(11, 300))
    assert total.equal > 100
    assert total.different == [], lines
