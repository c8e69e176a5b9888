"""What would put a fault right: edits of the text, never a file printed anew."""

from __future__ import annotations

import enum
from collections.abc import Callable

from awslint.frozen import frozen
from awslint.graph import Attribute
from awslint.values import Known, Origin, Span


class Applicability(enum.Enum):
    """Whether a fix keeps what the author meant (`--fix`), or whether somebody should look (`--unsafe-fixes`)."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@frozen
class Edit:
    """Puts `text` in the place of a span; an empty span inserts.

    Attributes:
        replaces: where it is set, only this text within the span is replaced, and only if it stands there exactly
            once as a word of its own; else there is no edit. So a rule need not know how its language quotes.
        drafted: where it is set, it makes the edit of the text of the span's file, or none.
    """

    span: Span
    text: str
    replaces: str = ""
    drafted: Callable[[str], Edit | None] | None = None


@frozen
class Fix:
    """Edits that belong together: all are applied, or none."""

    applicability: Applicability
    edits: tuple[Edit, ...]


def replacing(attribute: Attribute, old: str, new: str, applicability: Applicability) -> Fix | None:
    """Puts a word in the place of another where an attribute's value is written.

    None for what is not written as a literal. A literal that stands outside of the attribute (in a local, in the
    arguments of a module) may serve others too, so that changing it is never safe.
    """
    content = attribute.content
    if not isinstance(content, Known) or content.origin is not Origin.LITERAL or not content.span.is_somewhere:
        return None
    written, place = content.span, attribute.span
    inside = written.file == place.file and place.start <= written.start and written.end <= place.end
    return Fix(applicability if inside else Applicability.UNSAFE, (Edit(written, new, replaces=old),))
