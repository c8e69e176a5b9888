"""The memory of long runs: finished units are given back."""

from __future__ import annotations

import gc
from typing import Final

MOST: Final = 500_000
"""Containers that may come together before they are looked through: some 50 MB, most of them in use."""


def collect_garbage() -> None:
    """Frees what finished units leave behind, where nobody else does.

    Modules refer to each other in circles (graphs and stacks are released by who is done with them), and the command
    switches the garbage collector off, which would look at everything again and again. What is left now stays to the
    end: it is not looked at twice.
    """
    if not gc.isenabled() and gc.get_count()[0] > MOST:
        gc.collect()
        gc.freeze()
