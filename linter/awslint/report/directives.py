"""The one grammar of suppressions: `awslint: ignore[KMS055, EC025] until=2027-01-31 reason`."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Literal

from awslint.frozen import frozen
from awslint.rules.declaration import ID_PATTERN, rule_id
from awslint.values import Span

_WHOLE: Final = re.compile(
    r"awslint:[ \t]*(?P<word>ignore-file|ignore)[ \t]*\[(?P<ids>[^\]\n]*)\]"
    r"(?:[ \t]+until=(?P<until>\S*))?(?P<reason>[^\n]*)",
)
_ID: Final = re.compile(ID_PATTERN)
_FORM: Final = "write awslint: ignore[KMS055] until=2027-01-31 reason"


@frozen
class Directive:
    """One suppression as it is written in a file.

    Attributes:
        span: the whole of it, comment marks included.
        covers: the text that it speaks of; None where it speaks of nothing.
        ids: where the list of ids is written, without brackets; only in comments.
        removal: what to take away to be rid of metadata, where that is one piece of text.
        fault: why it cannot be understood; empty where it can.
        may_be_idle: it need not silence anything: it stands in a text of which nobody may make anything.
    """

    kind: Literal["comment", "metadata"]
    span: Span
    covers: Span | None
    rules: tuple[str, ...] = ()
    reason: str = ""
    until: date | None = None
    ids: Span | None = None
    fault: str = ""
    removal: Span | None = None
    may_be_idle: bool = False


@frozen
class ParsedComment:
    """What the text of a directive says, before it is known what it covers. `ids` are offsets in the text."""

    rules: tuple[str, ...] = ()
    whole_file: bool = False
    reason: str = ""
    until: date | None = None
    ids: tuple[int, int] = (0, 0)
    fault: str = ""


def understand(text: str) -> ParsedComment:
    """Reads a text that begins with `awslint:`."""
    match = _WHOLE.match(text)
    if match is None:
        return ParsedComment(fault=f"it is not understood: {_FORM}")
    rules = tuple(dict.fromkeys(as_id(part.strip()) for part in match["ids"].split(",") if part.strip()))
    if not rules:
        return ParsedComment(fault=f"it names no rule: {_FORM}")
    wrong = [rule for rule in rules if not _ID.fullmatch(rule)]
    if wrong:
        return ParsedComment(
            fault=f"{wrong[0]!r} is not the id of a rule: {corrected(text, match.span('ids'), wrong[0])}"
        )
    day = day_of(match["until"]) if match["until"] is not None else None
    if match["until"] is not None and day is None:
        return ParsedComment(fault=f"until={match['until']} is no day: {_FORM}")
    return ParsedComment(rules, match["word"] == "ignore-file", match["reason"].strip(" \t:-"), day, match.span("ids"))


def as_id(word: str) -> str:
    """Returns a rule's id in capitals: `kms055` and `KMS-55` mean `KMS055`."""
    return rule_id(word) if re.fullmatch(r"[A-Za-z][A-Za-z0-9]*-?[0-9]+", word) else word


def corrected(text: str, ids: tuple[int, int], wrong: str) -> str:
    """Returns the advice how to write it, with the user's own ids as far as they are some."""
    words = (as_id(part.strip()) for part in text[slice(*ids)].split(","))
    good = [word for word in dict.fromkeys(words) if _ID.fullmatch(word)]
    return f"write awslint: ignore[{', '.join(good)}] without {wrong}" if good else _FORM


def day_of(text: str) -> date | None:
    """Returns the day that a text YYYY-MM-DD names."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def written(rules: tuple[str, ...], reason: str) -> str:
    """Returns a directive as text."""
    return f"awslint: ignore[{', '.join(rules)}] {reason}".rstrip()
