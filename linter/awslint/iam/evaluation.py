"""What policies allow, in three values.

YES and NO hold whatever the unknown parts of the documents turn out to be; that is all that a rule may build on.
An explicit deny that is not certain keeps an answer from being YES; an allow that is not certain keeps it from
being NO.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from awslint.facts.actions import Action, ResourceType
from awslint.frozen import frozen
from awslint.iam.documents import Document, Entries, Principals, Statement
from awslint.iam.matching import action_matches, arn_matches, covers_type
from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    Reference,
    Text,
    Truth,
    Value,
    all_true,
    any_true,
    equals,
    leaves,
    revealed,
)

Conditions = Callable[[Value], Truth]
Asks = Callable[[Statement], Truth]


def undecided(_: Value) -> Truth:
    """Returns the reading of a Condition element that decides none: every condition may hold or not."""
    return Truth.MAYBE


class Reason(enum.Enum):
    """Why a request is allowed or not."""

    ALLOWED = "a statement allows it"
    EXPLICIT_DENY = "a statement denies it"
    IMPLICIT_DENY = "no statement allows it"
    UNDECIDED = "it depends on what is not known"


@frozen
class Decision:
    """Whether a request is allowed (YES), refused (NO), or not decided (MAYBE).

    `statement` is the one that allows or denies it, or the first one that may; None where there is none.
    """

    truth: Truth
    reason: Reason
    statement: Statement | None = None


def decides(
    documents: Iterable[Document],
    action: str,
    resource: Value | str | None = None,
    conditions: Conditions = undecided,
    asks: Asks | None = None,
) -> Decision:
    """Returns whether the documents together allow the action `prefix:Name` on the resource.

    The documents are taken to be all that count. `resource` None is some resource that nothing is known of.
    `conditions` says of a Condition element whether it holds, `asks` of a statement whether it is about the principal
    who asks (see `trusts`); without it that principal is the one that the documents belong to.
    """
    allow, deny, known = _Strongest(), _Strongest(), True
    for document in documents:
        known = known and document.complete
        for statement in document.statements:
            fits = applies(statement, action, resource, conditions, asks)
            allow.offer(statement, fits & equals(statement.effect, "Allow"))
            deny.offer(statement, fits & equals(statement.effect, "Deny"))
    if deny.truth is Truth.YES:
        return Decision(Truth.NO, Reason.EXPLICIT_DENY, deny.statement)
    if allow.truth is Truth.NO:
        if known:
            return Decision(Truth.NO, Reason.IMPLICIT_DENY)
        return Decision(Truth.MAYBE, Reason.UNDECIDED)
    if allow.truth is Truth.YES and deny.truth is Truth.NO and known:
        return Decision(Truth.YES, Reason.ALLOWED, allow.statement)
    uncertain = deny.statement if allow.truth is Truth.YES and deny.statement is not None else allow.statement
    return Decision(Truth.MAYBE, Reason.UNDECIDED, uncertain)


class _Strongest:
    """The statement with the strongest answer so far; the first one of equals."""

    def __init__(self) -> None:
        self.truth = Truth.NO
        self.statement: Statement | None = None

    def offer(self, statement: Statement, truth: Truth) -> None:
        if truth.value > self.truth.value:
            self.truth, self.statement = truth, statement


def allows_any(
    documents: Sequence[Document],
    actions: Iterable[str],
    resource: Value | str | None = None,
    conditions: Conditions = undecided,
) -> Truth:
    """Returns whether at least one of the actions is allowed on the resource; see `decides`."""
    return any_true(decides(documents, action, resource, conditions).truth for action in actions)


def allows_all(
    documents: Sequence[Document],
    actions: Iterable[str],
    resource: Value | str | None = None,
    conditions: Conditions = undecided,
) -> Truth:
    """Returns whether every one of the actions is allowed on the resource; see `decides`."""
    return all_true(decides(documents, action, resource, conditions).truth for action in actions)


def could_allow(documents: Iterable[Document], action: str) -> Truth:
    """Returns whether some Allow statement names the action, for whatever resource and under whatever condition.

    NO means that no resource and no condition can make these documents allow it. Denies are not looked at.
    """
    answer = Truth.NO
    for document in documents:
        if not document.complete:
            answer |= Truth.MAYBE
        for statement in document.statements:
            answer |= equals(statement.effect, "Allow") & covers_action(statement, action)
    return answer


def granting(documents: Iterable[Document], action: str, certainly: bool = False) -> list[Statement]:
    """Returns the Allow statements that may name the action; with `sure`, those that surely do."""
    least = Truth.YES if certainly else Truth.MAYBE
    return [
        statement
        for document in documents
        for statement in document.statements
        if (equals(statement.effect, "Allow") & covers_action(statement, action)).value >= least.value
    ]


def applies(
    statement: Statement,
    action: str,
    resource: Value | str | None = None,
    conditions: Conditions = undecided,
    asks: Asks | None = None,
) -> Truth:
    """Returns whether the statement, allowing or denying, is about that request; see `decides`."""
    answer = covers_action(statement, action)
    if answer is not Truth.NO:
        answer = answer & covers_resource(statement, resource)
    if answer is not Truth.NO:
        answer = answer & (asks or covers_everyone)(statement)
    return answer if answer is Truth.NO else answer & _condition_holds(statement.conditions, conditions)


def covers_action(statement: Statement, action: str) -> Truth:
    """Returns whether Action or NotAction of the statement takes in the action. A statement with both, or with neither,
    is refused by IAM: MAYBE."""
    actions = statement.actions
    if actions.names is not None and statement.not_actions.written is Truth.NO and action.lower() not in actions.names:
        return Truth.NO
    return _covers(actions, statement.not_actions, lambda pattern: action_matches(pattern, action), Truth.MAYBE)


def covers_resource(statement: Statement, resource: Value | str | None) -> Truth:
    """Returns whether Resource or NotResource of the statement takes in the ARN; None is an ARN that nothing is known
    of.

    A statement with neither (a trust policy's) is about the resource that it is attached to: YES.
    """
    return _covers(
        statement.resources, statement.not_resources, lambda pattern: arn_matches(pattern, resource), Truth.YES
    )


def covers_resource_type(statement: Statement, kind: ResourceType) -> Truth:
    """Returns whether Resource of the statement takes in some resource of that type; with NotResource: YES or MAYBE."""

    def matches(pattern: Value) -> Truth:
        return any_true(covers_type(pattern, arn_format) for arn_format in kind.arn_formats)

    if not kind.arn_formats:
        return Truth.MAYBE
    if statement.not_resources.written is not Truth.NO:
        return Truth.MAYBE
    return _covers(statement.resources, statement.not_resources, matches, Truth.YES)


def unmatched_types(documents: Sequence[Document], action: Action) -> list[ResourceType]:
    """Returns the required resource types of the action that surely no Allow statement for it has a resource of.

    Each of them refuses every call of the action. Empty where anything about it is uncertain: where a document is
    incomplete, or the sources differ on what the action needs. Empty too where no statement surely names the action:
    one that only may name it takes a type away, but does not show that somebody meant to allow the action.
    """
    if action.disputed or action.retired or not all(document.complete for document in documents):
        return []
    if not granting(documents, str(action), certainly=True):
        return []
    statements = granting(documents, str(action))
    return [
        kind
        for kind in action.required_types
        if any_true(covers_resource_type(statement, kind) for statement in statements) is Truth.NO
    ]


def covers_everyone(statement: Statement) -> Truth:
    """Returns whether the statement is about the principal in question whoever that is: it names none, or all of them.

    MAYBE where it names some: a policy of an identity names none, and who asks is not known here.
    """
    if statement.principals.written is Truth.NO and statement.not_principals.written is Truth.NO:
        return Truth.YES
    if statement.not_principals.written is not Truth.NO:
        return Truth.MAYBE
    return _names_all(statement.principals)


def _may_name_all(principals: Principals) -> bool:
    """Whether an entry that is not known may turn out as everyone. An ARN of a resource here does not."""
    if "*" in principals.kinds:
        return True
    entries = principals.kinds.get("AWS", Entries(written=Truth.YES))
    return not entries.complete or any(
        equals(principal, "*") is not Truth.NO
        and not (isinstance(principal, Reference) and principal.attribute[-1:] in (("arn",), ("Arn",)))
        for principal in entries.values
    )


def _names_all(principals: Principals) -> Truth:
    everyone = [
        principal for kind in ("*", "AWS") if kind in principals.kinds for principal in principals.kinds[kind].values
    ]
    return Truth.YES if any(equals(principal, "*") is Truth.YES for principal in everyone) else Truth.MAYBE


def trusts(statement: Statement, kind: str, name: str) -> Truth:
    """Returns whether the statement's Principal names that one: `trusts(statement, "Service", "lambda.amazonaws.com")`.

    A statement with NotPrincipal gives MAYBE; one without a principal NO.
    """
    principals = statement.principals
    if statement.not_principals.written is not Truth.NO or principals.written is Truth.MAYBE:
        return Truth.MAYBE
    if principals.written is Truth.NO:
        return Truth.NO
    everyone = _names_all(principals)
    if everyone is Truth.YES:
        # "*" takes in AWS identities; for services and federated users that is not documented.
        return Truth.YES if kind == "AWS" else Truth.MAYBE
    if kind not in principals.kinds:
        return Truth.NO if principals.complete and not _may_name_all(principals) else Truth.MAYBE
    matches = {"Service": names_service, "AWS": names_identity}.get(kind, equals)
    return _any(principals.kinds[kind], lambda value: matches(value, name))


_SERVICE: Final = re.compile(r"(?P<name>.+?)(?:\.(?P<region>[a-z]{2,4}(?:-[a-z]+)+-\d+))?\.amazonaws\.(?P<rest>.+)")


def names_service(value: Value, principal: str) -> Truth:
    """Returns whether an entry of a Principal is the service principal `lambda.amazonaws.com`.

    Its forms for a region (`logs.eu-west-1.amazonaws.com`) or another partition may mean it: MAYBE.
    """
    name = principal.partition(".amazonaws.")[0]
    answers = {_one_service(choice, name, principal) for choice in map(revealed, leaves(revealed(value)))}
    return answers.pop() if len(answers) == 1 else Truth.MAYBE


def _one_service(value: Value, name: str, principal: str) -> Truth:
    if isinstance(value, Text):
        head = value.parts[0] if value.parts and isinstance(value.parts[0], str) else ""
        return Truth.of(head.startswith(f"{name}.") or f"{name}.".startswith(head)) & Truth.MAYBE
    if not isinstance(value, Known):
        return Truth.NO if isinstance(value, (ListOf, MapOf, Missing)) else Truth.MAYBE
    if not isinstance(value.scalar, str):
        return Truth.NO
    if value.scalar.lower() == principal:
        return Truth.YES
    match = _SERVICE.fullmatch(value.scalar.lower())
    return Truth.of(match is not None and match["name"] == name) & Truth.MAYBE


_IDENTITY: Final = re.compile(r"arn:[\w-]+:(?P<service>iam|sts)::(?P<account>\d{12}):(?P<rest>.+)")


def names_identity(value: Value, principal: str) -> Truth:
    """Returns whether an entry of a Principal is the account, user or role `principal`: an account id or an ARN.

    An account names its identities only as far as their own policies go, and the ARN of a session is only one of those
    that a role has: MAYBE.
    """
    answers = {_is_identity(choice, principal) for choice in map(revealed, leaves(revealed(value)))}
    return answers.pop() if len(answers) == 1 else Truth.MAYBE


def _is_identity(value: Value, principal: str) -> Truth:
    if not (isinstance(value, Known) and isinstance(value.scalar, str)):
        return equals(value, principal)
    asked, named = _account_as_root(principal), _account_as_root(value.scalar)
    if asked == named:
        return Truth.YES
    other, whole = _IDENTITY.fullmatch(asked), _IDENTITY.fullmatch(named)
    if other is None or whole is None:
        # What is left of a deleted role or user is its unique id.
        return Truth.of(re.fullmatch(r"A[A-Z0-9]{15,}", value.scalar) is not None) & Truth.MAYBE
    if whole["account"] != other["account"]:
        return Truth.NO
    sessions = {f"assumed-role/{other['rest'].rpartition('/')[2]}/", "federated-user/"}
    is_session = whole["service"] == "sts" and any(whole["rest"].startswith(session) for session in sessions)
    return Truth.of(whole["rest"] == "root" or is_session) & Truth.MAYBE


def _account_as_root(text: str) -> str:
    return f"arn:aws:iam::{text}:root" if re.fullmatch(r"\d{12}", text) else text


def could_assume(documents: Iterable[Document], kind: str, name: str, action: str = "sts:AssumeRole") -> Truth:
    """Returns whether a trust policy lets that principal assume the role under some condition; NO is certain, as is YES
    unless a condition or a deny stands in the way: then MAYBE."""
    allow, deny, known = Truth.NO, Truth.NO, True
    for document in documents:
        known = known and document.complete
        for statement in document.statements:
            fits = covers_action(statement, action) & trusts(statement, kind, name)
            fits = fits & _condition_holds(statement.conditions, undecided)
            allow |= fits & equals(statement.effect, "Allow")
            deny |= fits & equals(statement.effect, "Deny")
    if deny is Truth.YES:
        return Truth.NO
    if not known:
        return Truth.MAYBE
    return allow & ~deny


def _covers(entries: Entries, others: Entries, matches: Callable[[Value], Truth], neither: Truth) -> Truth:
    """Whether an element or its Not twin takes something in; `neither` is the answer where surely none is written."""
    written = (entries.written, others.written)
    if written == (Truth.YES, Truth.NO):
        return _any(entries, matches)
    if written == (Truth.NO, Truth.YES):
        return ~_any(others, matches)
    return neither if written == (Truth.NO, Truth.NO) else Truth.MAYBE


def _any(entries: Entries, matches: Callable[[Value], Truth]) -> Truth:
    if entries.written is not Truth.YES:
        return entries.written
    answer = any_true(matches(value) for value in entries.values)
    return answer if entries.complete else answer | Truth.MAYBE


def _condition_holds(condition: Value, conditions: Conditions) -> Truth:
    value = revealed(condition)
    if isinstance(value, Missing) or (isinstance(value, MapOf) and value.complete and not value.items):
        return Truth.YES
    return Truth.MAYBE if isinstance(value, Known) else conditions(condition)
