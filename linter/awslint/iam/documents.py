"""Policy documents as abstract values, whichever way the configuration wrote them.

IAM's keys (`Statement`, `Effect`, ...) are read in exactly that spelling. Where IAM takes one thing or a list of
them, both are read as `Entries`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import Final

from awslint.frozen import frozen
from awslint.iam.texts import structure_of
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Span,
    Text,
    Truth,
    Unknown,
    Value,
    equals,
    negation,
    revealed,
    wrap,
)

Settle = Callable[[Value], Value]


def as_it_is(value: Value) -> Value:
    """Returns the `settle` that settles nothing: alternatives and references stay, and answers on them are MAYBE."""
    return value


@frozen
class Entries:
    """What IAM takes as one thing or as a list of them.

    `complete` is False where there may be further entries. `written` says whether the element is there at all.
    An entry that only some worlds have is a OneOf with Missing. `value` is the element as written. `names` has the
    entries in lower case where they are all known and none is a pattern: these match what they equal, and nothing else.
    """

    values: tuple[Value, ...] = ()
    complete: bool = True
    written: Truth = Truth.NO
    value: Value = field(default_factory=Missing)
    names: frozenset[str] | None = None


@frozen
class Principals:
    """A Principal element: entries by kind (`AWS`, `Service`, `Federated`, `CanonicalUser`).

    The short form `"*"` is the kind `*` with one entry `*`. `complete` is False where there may be further kinds.
    """

    kinds: Mapping[str, Entries]
    complete: bool
    written: Truth
    value: Value


@frozen
class Statement:
    """One statement. `effect` and `conditions` are Missing where they are surely absent."""

    sid: Value
    effect: Value
    actions: Entries
    not_actions: Entries
    resources: Entries
    not_resources: Entries
    principals: Principals
    not_principals: Principals
    conditions: Value
    value: MapOf
    span: Span


@frozen
class Document:
    """A policy document.

    `complete` is False where there may be further statements, of either effect. `problem` says, in words, why the
    value surely is no policy document; it is None where that is not sure. `value` is what was read, or the value
    itself where it could not be read.
    """

    statements: tuple[Statement, ...]
    complete: bool
    problem: str | None
    value: Value
    version: Value = field(default_factory=Missing)


def parse_policy(value: Value, settle: Settle = as_it_is) -> Document:
    """Reads a policy: a structure, JSON text, JSON text with holes, or a value that remembers its structure.

    `settle` resolves alternatives and references in the world that the caller is asking about; what it leaves open
    makes the document incomplete. A value that is Missing or null gives an incomplete document without statements:
    what AWS applies then differs from case to case.
    """
    settled = revealed(settle(value))
    read = structure_of(settled)
    if isinstance(read, str):
        return Document((), False, read, settled)
    read = revealed(settle(read))
    if not isinstance(read, MapOf):
        problem = "a policy document is an object, not a list" if isinstance(read, ListOf) else None
        return Document((), False, problem, settled)
    statements, complete = _statements(_member(read, "Statement"), settle)
    return Document(tuple(statements), complete, None, read, settle(_member(read, "Version")))


class NotAPolicy(ValueError):
    """A text that is no policy document: why, in words, and the line where that is known."""

    def __init__(self, why: str, line: int | None = None) -> None:
        super().__init__(why)
        self.line = line

    def of_file(self, path: str) -> str:
        """Returns what is wrong with the file that holds the text."""
        return f"{path}:{self.line}: {self}" if self.line is not None else f"{path}: {self}"


def read_policy(text: str) -> Document:
    """Returns the policy document that a file of its own holds.

    Raises:
        NotAPolicy: it is not valid JSON, or no policy document.
    """
    try:
        read = json.loads(text)
    except json.JSONDecodeError as error:
        raise NotAPolicy(f"it is not valid JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise NotAPolicy("it is nested too deep") from None
    document = parse_policy(wrap(read)) if isinstance(read, dict) and "Statement" in read else None
    if document is None or document.problem is not None or not document.complete:
        raise NotAPolicy("expected a policy document, an object with Version and Statement")
    return document


_EFFECTS: Final = ("Allow", "Deny")


def _member(holder: MapOf, key: str) -> Value:
    found = holder.items.get(key)
    if found is not None:
        return found
    return Missing(holder.span) if holder.complete else Unknown(f"{key} may be among the keys that are not known")


def _statements(value: Value, settle: Settle) -> tuple[list[Statement], bool]:
    entries = entries_of(value, settle)
    found = []
    complete = entries.complete
    for element in entries.values:
        plain = revealed(element)
        if isinstance(plain, MapOf):
            found.append(_statement(plain, settle))
        else:
            complete = False
    return found, complete


def _effect(value: Value) -> Value:
    """The effect. With small letters it is unknown: the documentation says that case matters, but roles whose trust
    policy has `"Effect": "allow"` are deployed (aws-ia/terraform-aws-control_tower_account_factory)."""
    shown = revealed(value)
    text = shown.scalar if isinstance(shown, Known) else None
    if isinstance(text, str) and text not in _EFFECTS and text.capitalize() in _EFFECTS:
        return Unknown(f"whether {text!r} counts as {text.capitalize()} is not known", "string", value.span)
    if isinstance(shown, Text) and all(equals(shown, effect) is Truth.NO for effect in _EFFECTS):
        return Unknown("an effect that is known in part only", "string", value.span)
    return value


def _statement(value: MapOf, settle: Settle) -> Statement:
    def entries(key: str) -> Entries:
        return entries_of(_member(value, key), settle)

    return Statement(
        sid=settle(_member(value, "Sid")),
        effect=_effect(settle(_member(value, "Effect"))),
        actions=entries("Action"),
        not_actions=entries("NotAction"),
        resources=entries("Resource"),
        not_resources=entries("NotResource"),
        principals=_principals(_member(value, "Principal"), settle),
        not_principals=_principals(_member(value, "NotPrincipal"), settle),
        conditions=settle(_member(value, "Condition")),
        value=value,
        span=value.span,
    )


def _principals(value: Value, settle: Settle) -> Principals:
    settled = settle(value)
    plain = revealed(settled)
    if isinstance(plain, MapOf):
        kinds = {kind: entries_of(member, settle) for kind, member in plain.items.items()}
        return Principals(kinds, plain.complete, Truth.YES, settled)
    if isinstance(plain, Missing):
        return Principals({}, True, Truth.NO, settled)
    if equals(plain, "*") is Truth.YES:
        return Principals({"*": entries_of(plain, settle)}, True, Truth.YES, settled)
    return Principals({}, False, Truth.MAYBE, settled)


def entries_of(value: Value, settle: Settle = as_it_is) -> Entries:
    """Returns the entries of an element that is one thing or a list. Lists in lists, which IAM refuses, are
    incomplete."""
    settled = settle(value)
    plain = revealed(settled)
    if isinstance(plain, Missing):
        return Entries(value=settled)
    if isinstance(plain, Unknown) or (isinstance(plain, Known) and plain.scalar is None):
        return Entries((), False, Truth.MAYBE, settled)
    if isinstance(plain, OneOf):
        return _alternatives(plain, settle)
    if not isinstance(plain, ListOf):
        return Entries((settled,), True, Truth.YES, settled, _names((settled,)))
    values: list[Value] = []
    complete = plain.complete
    for element in map(settle, plain.items):
        content = revealed(element)
        if isinstance(content, ListOf):
            complete = False
        elif not isinstance(content, Missing):
            values.append(element)
    return Entries(tuple(values), complete, Truth.YES, settled, _names(values) if complete else None)


def _names(values: Iterable[Value]) -> frozenset[str] | None:
    found = set()
    for value in values:
        text = value.scalar if isinstance(value, Known) else None
        if not isinstance(text, str) or "*" in text or "?" in text or "$" in text:
            return None
        found.add(text.lower())
    return frozenset(found)


def _alternatives(value: OneOf, settle: Settle) -> Entries:
    values: list[Value] = []
    complete = True
    written: set[Truth] = set()
    for guard, choice in value.choices:
        entries = entries_of(choice, settle)
        complete = complete and entries.complete
        written.add(entries.written)
        values += (OneOf(((guard, element), (negation(guard), Missing())), value.span) for element in entries.values)
    return Entries(tuple(values), complete, written.pop() if len(written) == 1 else Truth.MAYBE, value)


def elements(document: Document, *names: str) -> Iterator[tuple[Statement, Value]]:
    """Yields every entry of the elements of those IAM names (`Action`, `NotAction`, `Resource`, `NotResource`), with
    its statement, in the order of the document."""
    for statement in document.statements:
        by_name = {
            "Action": statement.actions,
            "NotAction": statement.not_actions,
            "Resource": statement.resources,
            "NotResource": statement.not_resources,
        }
        for name in names:
            for value in by_name[name].values:
                yield statement, value


def text_of(value: Value) -> str | None:
    """Returns the string that the value surely is, or None."""
    plain = revealed(value)
    return plain.scalar if isinstance(plain, Known) and isinstance(plain.scalar, str) else None
