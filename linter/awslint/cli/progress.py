"""The line that says how far a run has come, for whoever waits at a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TextIO

from awslint.report.style import clean

PATIENCE: Final = 1.0
"""Seconds. A run that takes no longer says nothing."""
BETWEEN: Final = 0.1
"""Seconds between two lines."""
WIDTH: Final = 79

_ERASE: Final = "\r\x1b[2K"


class Progress:
    """Writes one line over and over to a terminal, and takes it away at the end. Silent where there is none."""

    def __init__(self, stream: TextIO, selected: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self.stream = stream
        self.selected = selected and stream.isatty()
        self.clock = clock
        self.due = clock() + PATIENCE
        self.shown = False

    def __call__(self, done: int, total: int, unit: str) -> None:
        """Says that so many units are done and which one is next."""
        if not self.selected or self.clock() < self.due:
            return
        line = f"{done} of {total} units: {unit}"
        line = line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"
        self.write(f"{_ERASE}{clean(line)}")
        self.shown = True
        self.due = self.clock() + BETWEEN

    def end(self) -> None:
        """Takes the line away."""
        if self.shown:
            self.write(_ERASE)
            self.shown = False

    def write(self, text: str) -> None:
        """Writes as far as the terminal's encoding goes."""
        encoding = self.stream.encoding or "utf-8"
        self.stream.write(text.encode(encoding, "replace").decode(encoding))
        self.stream.flush()
