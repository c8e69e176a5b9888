"""What would put a fault right: edits of the text, never a file printed anew."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from awslint.values import Span


class Applicability(enum.Enum):
    """Whether a fix keeps what the author meant (`--fix`), or whether somebody should look (`--unsafe-fixes`)."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Edit:
    """Puts `text` in the place of a span; an empty span inserts.

    Attributes:
        replaces: where it is set, only this text within the span is replaced, and only if it stands there exactly
            once as a word of its own; else there is no edit. So a rule need not know how its language quotes.
    """

    span: Span
    text: str
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that belong together: all are applied, or none."""

    applicability: Applicability
    edits: tuple[Edit, ...]
