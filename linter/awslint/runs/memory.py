"""The memory of long runs: finished units are given back."""

from __future__ import annotations

import gc
from typing import Final

MOST: Final = 250_000
"""Containers that may come together before they are looked through: some 25 MB of what small units leave behind."""


def collect_garbage() -> None:
    """Frees what finished units leave behind, where nobody else does.

    Resources, modules and stacks refer to each other in circles, and the command switches the garbage collector off,
    which would look at everything again and again. What is left now stays to the end: it is not looked at twice.
    """
    if not gc.isenabled() and gc.get_count()[0] > MOST:
        gc.collect()
        gc.freeze()
