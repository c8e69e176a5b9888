"""Access strings, the grammar of Redis' ACL SETUSER without passwords and resets: which of their words are no rules.

Words are separated by spaces, except within the parentheses of a selector. A word that is known in part only is passed
over, and so is what depends on the whole string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from awslint.frozen import frozen
from awslint.values import Known, Text, Value

HOLE: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for a part that is not known, which may hold spaces."""

CATEGORIES: Final = frozenset(
    (
        "admin",
        "all",
        "bitmap",
        "blocking",
        "bloom",
        "connection",
        "dangerous",
        "fast",
        "geo",
        "hash",
        "hyperloglog",
        "json",
        "keyspace",
        "list",
        "pubsub",
        "read",
        "scripting",
        "search",
        "set",
        "slow",
        "sortedset",
        "stream",
        "string",
        "transaction",
        "write",
    )
)

RESTRICTED: Final = frozenset(
    (
        "acl",
        "bgrewriteaof",
        "bgsave",
        "config",
        "debug",
        "migrate",
        "module",
        "psync",
        "replicaof",
        "save",
        "shutdown",
        "slaveof",
        "sync",
    )
)
"""Commands that ElastiCache and MemoryDB do not let users have."""

_SWITCHES: Final = frozenset(
    (
        "on",
        "off",
        "allkeys",
        "resetkeys",
        "allchannels",
        "resetchannels",
        "allcommands",
        "nocommands",
        "clearselectors",
        "sanitize-payload",
        "skip-sanitize-payload",
    )
)
_RESETS: Final = frozenset({"reset"})
_DOUBTFUL: Final = frozenset({"nopass", "resetpass"})
_KEYS: Final = re.compile(r"~|&|%(?:r|w|rw)~", re.IGNORECASE)
_COMMAND: Final = re.compile(r"[-+](?:@|\||[a-z0-9_.])", re.IGNORECASE)
_GRANT: Final = re.compile(r"[-+][^-+@|\s]")
_SEVEN: Final = (7, 0)
_SIX_TWO: Final = (6, 2)


@frozen
class Word:
    """One rule of an access string: `number` counts words, `place` characters, both from 1 (0: not known).

    `in_selector` is whether it stands in a selector.
    """

    text: str
    number: int
    place: int
    in_selector: bool = False


@frozen
class Fault:
    """A word and what is wrong with it: `kind` is no_rule, password, reset, doubtful, restricted or category.

    `instead` is the word that was most likely meant, `advice` a sentence.
    """

    kind: str
    word: Word
    advice: str = ""
    instead: str = ""


def written(value: Value) -> str | None:
    """Returns an access string as far as it is known, with `HOLE` for each other part; None where nothing is."""
    if isinstance(value, Known):
        return value.scalar if isinstance(value.scalar, str) else None
    if isinstance(value, Text):
        return "".join(part if isinstance(part, str) else HOLE for part in value.parts)
    return None


def words(text: str) -> Iterator[Word]:
    """Yields the words of an access string; those of selectors without the parentheses. Parts with a HOLE are left
    out."""
    in_selector = False
    hole = text.find(HOLE)
    for number, match in enumerate(re.finditer(r"\S+", text), 1):
        word, start = match[0], match.start()
        if word.startswith("("):
            in_selector, word, start = True, word[1:], start + 1
        closes = in_selector and word.endswith(")")
        word = word[:-1] if closes else word
        is_placed = hole < 0 or start < hole
        if word and HOLE not in word:
            yield Word(word, number if is_placed else 0, start + 1 if is_placed else 0, in_selector)
        in_selector = in_selector and not closes


def faults(text: str) -> Iterator[Fault]:
    """Yields what AWS refuses in an access string, or is likely to."""
    previous = ""
    for word in words(text):
        fault = _fault(word, previous)
        if fault is not None:
            yield fault
        previous = word.text.lower()
    if HOLE not in text:
        yield from _open_selector(text)


def needs_version(text: str) -> Iterator[tuple[Word, tuple[int, int]]]:
    """Yields the words that only some versions know, each with the first one that does."""
    for word in words(text):
        lower = word.text.lower()
        if word.in_selector or lower.startswith("%") or lower == "clearselectors" or re.match(r"-[^@|]+\|", lower):
            yield word, _SEVEN
        elif lower.startswith("&") or lower in ("allchannels", "resetchannels"):
            yield word, _SIX_TWO


def _fault(word: Word, previous: str) -> Fault | None:
    text = word.text
    lower = text.lower()
    if text[0] in "<>#!":
        return Fault("password", word)
    if lower in _RESETS:
        return Fault("reset", word)
    if lower in _DOUBTFUL:
        return Fault("doubtful", word)
    if lower in _SWITCHES:
        if word.in_selector and lower in ("on", "off"):
            return Fault("no_rule", word, "A selector has rules about keys, channels and commands only.")
        return None
    if _KEYS.match(text):
        return None
    if _COMMAND.match(text):
        return _command(word, lower)
    return _no_rule(word, lower, previous)


def _command(word: Word, lower: str) -> Fault | None:
    if lower[1] == "@":
        category = lower[2:]
        if not category:
            return Fault("no_rule", word, "A category follows the @, such as +@read.")
        if category not in CATEGORIES:
            advice = f"A single command has no @: {word.text[0]}{word.text[2:]}."
            return Fault("category", word, advice)
        return None
    if not _GRANT.match(word.text):
        return Fault("no_rule", word, "A command follows the sign, such as +get.")
    if lower[0] == "+" and lower[1:].partition("|")[0] in RESTRICTED:
        return Fault("restricted", word)
    return None


def _no_rule(word: Word, lower: str, previous: str) -> Fault:
    if lower == "user" and word.number == 1:
        return Fault("no_rule", word, "Leave out `user` and the user's name: the string begins with on or off.")
    if lower == "*":
        return Fault("no_rule", word, "All keys are ~*, all channels &*, all commands +@all.", "~*")
    if lower[0] == "@":
        return Fault("no_rule", word, f"A category is granted by +{word.text}, taken by -{word.text}.", f"+{word.text}")
    if lower in CATEGORIES:
        return Fault("no_rule", word, f"The category is granted by +@{word.text}.", f"+@{word.text}")
    if lower[0] == "%":
        return Fault("no_rule", word, "Rights on keys are %R~keys, %W~keys or %RW~keys.")
    if lower in ("+", "-"):
        return Fault("no_rule", word, "A command or a category follows the sign without a space.")
    if previous in ("+", "-", "~", "&", "+@", "-@"):
        return Fault("no_rule", word, f"There is a space too many before it: {previous}{word.text}.")
    return Fault("no_rule", word)


def _open_selector(text: str) -> Iterator[Fault]:
    is_open = 0
    for number, match in enumerate(re.finditer(r"\S+", text), 1):
        word = Word(match[0], number, match.start() + 1)
        if match[0].startswith("("):
            if is_open:
                yield Fault("no_rule", word, "Selectors do not hold selectors.")
                return
            is_open = number
            opened = word
        if is_open and match[0].endswith(")"):
            is_open = 0
    if is_open:
        yield Fault("no_rule", opened, "The parenthesis is not closed.")
