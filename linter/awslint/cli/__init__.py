"""The command `awslint`."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Runs the command and ends the process with its exit code."""
    # A run lives for seconds and frees nothing that matters; collecting cycles takes up to half of its time.
    gc.disable()
    from awslint.cli.app import run

    code = run(sys.argv[1:])
    # What is left is to free memory, which the end of the process does faster.
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        pass
    os._exit(code)


__all__ = ["main"]
