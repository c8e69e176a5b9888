"""Colours, and text that cannot do anything to a terminal."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TextIO

from awslint.rules import Severity

_CODES: Final = {"bold": "1", "red": "1;31", "yellow": "1;33", "cyan": "1;36", "blue": "1;34", "dim": "2"}
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_REPLACED: Final = "\N{REPLACEMENT CHARACTER}"
_COMMAND: Final = re.compile(r"##(?=\[|vso\[)|^(?P<indent>\s*):(?=:[^\W\d])", re.MULTILINE)
"""What GitHub Actions and Azure Pipelines obey in a log: `##[error]`, `##vso[...]`, `::error` first on a line."""


WIDTH: Final = 100
"""Columns that sentences fill where there is no terminal."""


class Style:
    """Dresses text where there is colour, and makes links of places where a terminal can follow them."""

    def __init__(self, colour: bool = False, links: bool = False, width: int = WIDTH) -> None:
        self.colour = colour
        self.links = links
        self.width = width
        """Columns that sentences may fill."""

    def __call__(self, text: str, name: str) -> str:
        """The text in that colour (bold, red, yellow, cyan, blue, dim)."""
        return f"\x1b[{_CODES[name]}m{text}\x1b[0m" if self.colour and text else text

    def link(self, text: str, path: str) -> str:
        """Returns the text as a link to a file (OSC 8); `path` is relative to the working directory, or absolute."""
        if not self.links:
            return text
        return f"\x1b]8;;{Path(path).absolute().as_uri()}\x1b\\{text}\x1b]8;;\x1b\\"

    def severity(self, text: str, severity: Severity) -> str:
        """Returns the text in the severity's colour."""
        return self(text, {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}[severity])


def wants_colour(choice: str, stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Returns whether to colour: `always`, `never`, or `auto` (NO_COLOR, then FORCE_COLOR, then whether it is a
    terminal)."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def wants_links(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Returns whether places become links: on a terminal that is not known to print them as rubbish.

    FORCE_HYPERLINK decides where it is set. Colour has nothing to do with it: a link has none.
    """
    forced = environment.get("FORCE_HYPERLINK", "")
    if forced:
        return forced != "0"
    if environment.get("TERM", "dumb") in ("dumb", "linux") or environment.get("CI"):
        return False
    return stream.isatty()


def width_of(stream: TextIO) -> int:
    """Returns the columns of a terminal, 60 to 160; `WIDTH` where output goes elsewhere. COLUMNS decides where it is
    set."""
    if not stream.isatty() and not os.environ.get("COLUMNS", "").isdigit():
        return WIDTH
    return min(max(shutil.get_terminal_size((WIDTH, 24)).columns - 1, 60), 160)


def clean(text: str) -> str:
    """Replaces control characters, which a scanned file may hold and a terminal would obey."""
    return _CONTROL.sub(_REPLACED, text)


def shown_path(path: str) -> str:
    """Prepares the name of a file for a line of output: no control characters, no line ends."""
    return clean(path).replace("\n", _REPLACED).replace("\t", _REPLACED)


def harmless(text: str) -> str:
    """Replaces one character of whatever a pipeline's runner would obey as a command in its log.

    The length stays the same, so that underlined columns do.
    """
    return _COMMAND.sub(lambda match: f"{match['indent'] or '#' * match[0].startswith('#')}{_REPLACED}", text)


def as_json_text(document: object, indent: int | None = 2) -> str:
    """Writes a JSON document that is valid UTF-8, and that no pipeline's runner takes for a command in its log."""
    text = json.dumps(document, indent=indent, ensure_ascii=False)
    # Both characters occur within strings alone, where an escape means the same.
    return _SURROGATE.sub("\\\\ufffd", text).replace("##", "#\\u0023")


def one_line(text: str) -> str:
    """Returns the text on one line, clean."""
    return clean(" ".join(text.split()))


def counted(number: int, noun: str, plural: str = "") -> str:
    """Returns `1 error`, `2 errors`, `2 files could`."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"
