"""Calls of AWS in the rows of tables: an action, and the properties that decide whether it is called.

`CreateKey` is called whatever is set; `Tags?TagResource` where the property is set; `!SnapshotName?CreateCluster` where
it is not; `Source&!RestoreTime?CreateReplica` where both hold; `Type=egress?RevokeEgress` where it is that text;
`?DescribeKey` perhaps, nothing here says when. Of a property inside another the path is written with dots. The prefix
of the row goes for actions without one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from awslint.facts.references import Path
from awslint.frozen import frozen


@frozen
class Gate:
    """The properties that have to be set, and those that must not be, for something to happen.

    The last name of a path may be followed by `=` and the text that it has to be.
    """

    on: tuple[Path, ...] = ()
    off: tuple[Path, ...] = ()


ALWAYS: Final = Gate()


@frozen
class Call:
    """One action. `gate` says when it is called; None: that is not known."""

    action: str
    gate: Gate | None = ALWAYS


def read_calls(words: Iterable[str], prefix: str) -> tuple[Call, ...]:
    """Returns the calls that the words of a row stand for."""
    return tuple(_call(word, prefix) for word in words)


def _call(word: str, prefix: str) -> Call:
    before, question, after = word.rpartition("?")
    action = after if ":" in after else f"{prefix}:{after}"
    if not question:
        return Call(action)
    return Call(action, _gate(before) if before else None)


def _gate(text: str) -> Gate:
    terms = text.split("&")
    on = (_path(term) for term in terms if not term.startswith("!"))
    off = (_path(term[1:]) for term in terms if term.startswith("!"))
    return Gate(tuple(on), tuple(off))


def _path(text: str) -> Path:
    return tuple(text.split("."))
