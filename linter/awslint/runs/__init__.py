"""How a run does its work: what one unit answers, what is kept of it from run to run, and who does it."""

from __future__ import annotations

import os


def default_jobs() -> int:
    """As many as there are processors for this process, at most eight."""
    try:
        count = len(os.sched_getaffinity(0))
    except AttributeError:
        count = os.cpu_count() or 1
    return min(count, 8)
