"""What is wrong with a file of policies."""

from __future__ import annotations

from pathlib import Path


class PolicyError(ValueError):
    """A policy file that cannot be used: which one, where, and what to do."""

    def __init__(self, path: Path | str, message: str, line: int = 0) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {message}")
        self.path = str(path)
        self.message = message
        self.line = line
