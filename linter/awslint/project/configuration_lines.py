"""The line of a configuration file that a message is about. The parser of the standard library does not keep it."""

from __future__ import annotations

import re

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?")
_STEP = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?")


def line_of(text: str, name: str) -> int | None:
    """Returns the line in which a key is set, counted from 1; None where it cannot be determined.

    Args:
        text: a TOML file.
        name: the key as messages write it: `select`, `overrides[1].ignore`.
    """
    steps = [(match[1], int(match[2] or 0)) for match in _STEP.finditer(name)]
    if not steps:
        return None
    (table, number), key = (steps[0] if len(steps) > 1 else ("", 0)), steps[-1][0]
    inside, seen, header = not table, -1, None
    for line, written in enumerate(text.splitlines(), 1):
        opened = _HEADER.fullmatch(written)
        if opened is not None:
            own = opened[2].removeprefix("tool.awslint").lstrip(".").strip("\"'")
            seen += own == table and bool(table)
            inside = own == table and (not table or seen == number or opened[1] == "[")
            header = line if inside else header
            if own == key and not table:
                return line
        elif inside and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""", written):
            return line
    return header
