"""What makes IAM refuse a policy document.

Sources: "Grammar of the IAM JSON policy language" and "IAM JSON policy elements" in the IAM User Guide; the refusals
that moto's validator reproduces (moto/iam/policy_validation.py, tested against this module).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Final

from awslint.frozen import frozen
from awslint.iam.conditions import is_operator
from awslint.iam.documents import Document, Entries, Statement, text_of
from awslint.iam.operands import value_problem
from awslint.values import Known, ListOf, MapOf, Missing, OneOf, Text, Truth, Value, assuming, equals, revealed

Path = tuple[str | int, ...]

_WHOLE: Final = ("Version", "Id", "Statement")
_ELEMENTS: Final = (
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)
_VERSIONS: Final = ("2012-10-17", "2008-10-17")
_IAM_PATHS: Final = (
    "access-report/",
    "assumed-role/",
    "federated-user/",
    "group/",
    "instance-profile/",
    "mfa/",
    "oidc-provider/",
    "policy/",
    "report/",
    "role/",
    "saml-provider/",
    "server-certificate/",
    "sms-mfa/",
    "user/",
)


_TRUST_ACTIONS: Final = frozenset(
    {
        "sts:assumerole",
        "sts:assumerolewithwebidentity",
        "sts:assumerolewithsaml",
        "sts:tagsession",
        "sts:setsourceidentity",
        "sts:setcontext",
    }
)


@frozen
class Fault:
    """One reason for IAM to refuse a document.

    `path` and `value` say where in the document; `problem` completes "... of the policy: "; `holds` is MAYBE where it
    depends on what is not known.
    """

    path: Path
    value: Value
    problem: str
    instead: str
    holds: Truth = Truth.YES


def identity_faults(document: Document) -> Iterator[Fault]:
    """Yields why IAM refuses the document as a policy of a role, user or group."""
    yield from _whole(document)
    for number, statement in enumerate(document.statements):
        yield from _statement_faults(number, statement)
        yield from _resource_faults(number, statement)
        for name, principals in (("Principal", statement.principals), ("NotPrincipal", statement.not_principals)):
            if principals.written is Truth.YES:
                yield Fault(
                    ("Statement", number, name),
                    principals.value,
                    f"a policy of a role, user or group has no {name}",
                    f"Leave {name} out: the policy is about the identity that has it.",
                )


def trust_faults(document: Document) -> Iterator[Fault]:
    """Yields why IAM refuses the document as the trust policy of a role."""
    yield from _whole(document)
    for number, statement in enumerate(document.statements):
        yield from _statement_faults(number, statement)
        yield from _trust_faults(number, statement)


def _whole(document: Document) -> Iterator[Fault]:
    version = text_of(document.version)
    if version is not None and version not in _VERSIONS:
        yield Fault(
            ("Version",), document.version, f"there is no policy language of version {version}", "Write 2012-10-17."
        )
    whole = document.value
    if isinstance(whole, MapOf) and not _is_included(whole):
        others = [name for name, value in whole.items.items() if name not in _WHOLE and _is_there(value)]
        for name in others:
            yield Fault(
                (name,), whole.items[name], f"a policy has no element {name}", "A policy has Version, Id and Statement."
            )
        statements = revealed(whole.items.get("Statement", Missing()))
        empty = isinstance(statements, ListOf) and statements.complete and not statements.items
        if whole.complete and (empty or (isinstance(statements, Missing) and not others)):
            yield Fault(("Statement",), whole, "it has no statement", "Write at least one statement.")
    yield from _sids(document)


def _is_included(whole: MapOf) -> bool:
    """Whether a document stands in a file, which a build step puts in: `PolicyDocument: {file: ./read.yaml}`."""
    if len(whole.items) != 1:
        return False
    ((name, value),) = whole.items.items()
    return name not in _WHOLE and re.search(r"[./]", text_of(value) or "") is not None


def _sids(document: Document) -> Iterator[Fault]:
    sids = [text_of(statement.sid) for statement in document.statements]
    seen: Counter[str] = Counter()
    for number, sid in enumerate(sids):
        if not sid:
            continue
        seen[sid] += 1
        place = ("Statement", number, "Sid")
        value = document.statements[number].sid
        if re.fullmatch(r"[0-9A-Za-z]*", sid) is None:
            yield Fault(place, value, f"the Sid {sid!r} has other characters than letters and digits", "Rename it.")
        elif seen[sid] == 2:
            yield Fault(
                place, value, f"the Sid {sid} stands in two statements", "Give each statement a Sid of its own."
            )


def _statement_faults(number: int, statement: Statement) -> Iterator[Fault]:
    yield from _elements(number, statement)
    effect = equals(statement.effect, "Allow") | equals(statement.effect, "Deny")
    if effect is not Truth.YES:
        written = text_of(statement.effect)
        problem = f"the Effect {written!r} is none" if written is not None else "a statement has no Effect"
        at = statement.effect if not isinstance(statement.effect, Missing) else statement.value
        yield Fault(("Statement", number, "Effect"), at, problem, "Write Allow or Deny.", ~effect)
    yield from _pair(number, statement, "Action", statement.actions, statement.not_actions)
    for element, entries in (("Action", statement.actions), ("NotAction", statement.not_actions)):
        yield from _each(number, element, entries, _action_problem)
        yield from _nested(number, element, entries)
    for element, entries in (("Resource", statement.resources), ("NotResource", statement.not_resources)):
        yield from _nested(number, element, entries)
    yield from _conditions(number, statement)


def _elements(number: int, statement: Statement) -> Iterator[Fault]:
    for name, value in statement.value.items.items():
        if name in _ELEMENTS or isinstance(revealed(value), Missing):
            continue
        near = get_close_matches(name.capitalize(), _ELEMENTS, n=1, cutoff=0.75)
        instead = f"Did you mean {near[0]}?" if near else f"A statement has {', '.join(_ELEMENTS)}."
        yield Fault(("Statement", number, name), value, f"a statement has no element {name}", instead)


def _pair(number: int, statement: Statement, name: str, plain: Entries, negated: Entries) -> Iterator[Fault]:
    """An element and its Not twin: one of them, not both, and not empty."""
    place = ("Statement", number, name)
    if plain.written is Truth.YES and negated.written is Truth.YES:
        yield Fault(place, plain.value, f"a statement has both {name} and Not{name}", "Write one of them.")
    elif plain.written is Truth.NO and negated.written is Truth.NO and set(statement.value.items) <= set(_ELEMENTS):
        # An element of another name is the fault, and most often this one misspelled.
        absent = assuming(statement.value, *plain.value.assumes, *negated.value.assumes)
        yield Fault(place, absent, f"a statement has no {name}", f"Write {name} or Not{name}.")
    for label, entries in ((name, plain), (f"Not{name}", negated)):
        if entries.written is Truth.YES and entries.complete and not entries.values:
            yield Fault(
                ("Statement", number, label), entries.value, f"{label} is empty", f"Name at least one {name.lower()}."
            )


def _each(
    number: int, element: str, entries: Entries, problem_of: Callable[[str], tuple[str, str] | None]
) -> Iterator[Fault]:
    for place, value in enumerate(entries.values):
        text = text_of(value)
        found = problem_of(text) if text is not None else None
        if found is not None:
            path = ("Statement", number, element, *((place,) if len(entries.values) > 1 else ()))
            yield Fault(path, value, *found)


def _nested(number: int, element: str, entries: Entries) -> Iterator[Fault]:
    """Entries that are lists or objects, as `[bucket[*].arn]` makes them."""
    whole = revealed(entries.value)
    for place, value in enumerate(whole.items if isinstance(whole, ListOf) else ()):
        if isinstance(revealed(value), ListOf | MapOf):
            path = ("Statement", number, element, place)
            kind = "a list" if isinstance(revealed(value), ListOf) else "an object"
            yield Fault(path, value, f"an entry of {element} is {kind}", "Write one flat list of strings.")


def _action_problem(text: str) -> tuple[str, str] | None:
    prefix, colon, _ = text.partition(":")
    if text == "*":
        return None
    if not colon:
        return f"the action {text!r} has no service prefix", "Write SERVICE:ACTION, as in s3:GetObject."
    if text.count(":") > 1:
        return f"the action {text!r} has more than one colon", "Write one action an entry, with one colon."
    if prefix != "*" and re.search(r"[^A-Za-z0-9.-]", prefix) and "${" not in prefix:
        return f"the action {text!r} has a service prefix with other signs than letters, digits, . and -", (
            f"Write {text.strip()}."
            if text != text.strip()
            else "Write SERVICE:ACTION, without wildcards before the :."
        )
    return None


def _resource_faults(number: int, statement: Statement) -> Iterator[Fault]:
    yield from _pair(number, statement, "Resource", statement.resources, statement.not_resources)
    for element, entries in (("Resource", statement.resources), ("NotResource", statement.not_resources)):
        yield from _each(number, element, entries, _resource_problem)


def _resource_problem(text: str) -> tuple[str, str] | None:
    if text.startswith(("*", "?", "$")) or not text:
        return None
    parts = text.split(":", 5)
    if parts[0] != "arn":
        shown = text if len(text) < 60 else f"{text[:57]}..."
        if ":" in text and any(sign in text.partition(":")[0] for sign in "*?$"):
            return None
        return f"the resource {shown!r} is neither an ARN nor *", "Write the whole ARN: arn:aws:SERVICE:..."
    if len(parts) > 1 and re.fullmatch(r"aws(?:-[a-z]+)*|.*[*?$].*", parts[1]) is None:
        return f"there is no partition {parts[1]!r}", "Write arn:aws:..., or the partition of the region."
    if len(parts) < 6:
        if "$" in text or (re.search(r"[*?]", text) and re.match(r"[\w.-]+/", parts[-1]) is None):
            return None  # what a wildcard stands for may be all that is absent
        return f"the ARN {text!r} has {len(parts)} parts", "Write all six: arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE."
    _, _, service, region, account, rest = parts
    if "$" not in service and re.search(r"[*?]", service):
        return f"the ARN {text!r} has a wildcard in its service", "Name the service, or write * alone."
    if service in ("iam", "route53") and re.search(r"[^*?]", region) and "$" not in region:
        return f"an ARN of {service} has no region", f"Leave the region empty: arn:aws:{service}::..."
    if service == "s3" and not re.search(r"[/:$]", rest) and re.search(r"[^*?]", region + account):
        return "the ARN of a bucket has no region and no account", "Write arn:aws:s3:::BUCKET."
    if service == "iam" and not rest.startswith(("*", "?", "$", "root", *_IAM_PATHS)) and "*" not in rest:
        return f"an ARN of IAM cannot end with {rest!r}", "Write role/NAME, user/NAME, policy/NAME and the like."
    return None


def _conditions(number: int, statement: Statement) -> Iterator[Fault]:
    block = revealed(statement.conditions)
    if not isinstance(block, MapOf):
        return
    for name, value in block.items.items():
        if not is_operator(name) and not isinstance(revealed(value), Missing):
            yield Fault(
                ("Statement", number, "Condition", name),
                value,
                f"there is no condition operator {name}",
                "Write one of IAM's: StringEquals, StringLike, ArnLike, Bool, IpAddress, NumericLessThan, Null, ...",
            )
            continue
        tests = revealed(value)
        for key, operands in tests.items.items() if isinstance(tests, MapOf) else ():
            yield from _operand_faults(("Statement", number, "Condition", name, key), name, operands)


def _operand_faults(path: Path, name: str, operands: Value) -> Iterator[Fault]:
    whole = revealed(operands)
    for operand in whole.items if isinstance(whole, ListOf) else (whole,):
        value = revealed(operand)
        if isinstance(value, MapOf):
            yield Fault(path, operand, f"the value of {path[-1]} is an object", "Write a string, or a list of strings.")
            continue
        text = text_of(value)
        found = value_problem(name, text) if text is not None else None
        if found is not None:
            yield Fault(path, operand, *found)


def _trust_faults(number: int, statement: Statement) -> Iterator[Fault]:
    for name, entries in (("Resource", statement.resources), ("NotResource", statement.not_resources)):
        if entries.written is Truth.YES:
            yield Fault(
                ("Statement", number, name),
                entries.value,
                f"a trust policy has no {name}",
                f"Leave {name} out: the policy is about the role that has it.",
            )
    if statement.principals.written is Truth.NO and statement.not_principals.written is Truth.NO:
        yield Fault(
            ("Statement", number, "Principal"),
            statement.value,
            "a statement of a trust policy has no Principal",
            "Name who may assume the role: a service, an account, a federated provider.",
        )
    yield from _principal_faults(number, statement)
    yield from _each(number, "Action", statement.actions, _trust_action_problem)
    for kind, problem_of in (("Service", _service_problem), ("AWS", _account_problem)):
        entries = statement.principals.kinds.get(kind, Entries())
        for place, value in enumerate(entries.values):
            text = text_of(value)
            found = problem_of(text) if text is not None else None
            if found is not None:
                index = (place,) if isinstance(revealed(entries.value), ListOf) else ()
                yield Fault(("Statement", number, "Principal", kind, *index), value, *found)


def _principal_faults(number: int, statement: Statement) -> Iterator[Fault]:
    place = ("Statement", number, "Principal")
    kinds = statement.principals.kinds
    if "*" in kinds:
        problem = "a trust policy has the principal * without a kind"
        yield Fault(place, statement.principals.value, problem, 'Write {"AWS": "*"}, with a condition.')
    federated = kinds.get("Federated", Entries())
    if isinstance(revealed(statement.conditions), Missing):
        for value in federated.values:
            if text_of(value) == "cognito-identity.amazonaws.com":
                problem = "a statement trusts every Cognito identity pool of every account"
                yield Fault(place, value, problem, "Add a condition on cognito-identity.amazonaws.com:aud.")


def _trust_action_problem(text: str) -> tuple[str, str] | None:
    prefix, colon, _ = text.partition(":")
    if not colon or "$" in text or any(sign in prefix for sign in "*?") or _action_problem(text):
        return None
    # Whether IAM takes wildcards among the actions of sts is not certain.
    if text.lower() in _TRUST_ACTIONS or (prefix.lower() == "sts" and re.search(r"[*?]", text)):
        return None
    return f"a trust policy allows sts:AssumeRole and its like alone, not {text}", "Write sts:AssumeRole."


def _service_problem(text: str) -> tuple[str, str] | None:
    if "$" in text or not text:
        return None
    if "." in text:
        if "*" in text or "?" in text:
            return f"the service principal {text} has a wildcard", "Name each service in full."
        return None
    return f"{text!r} is no service principal", f"Write {text.lower()}.amazonaws.com."


def _account_problem(text: str) -> tuple[str, str] | None:
    if text.startswith("arn:"):
        if "*" in text or "?" in text:
            return f"the principal {text} has a wildcard", "Name the principal in full, or the account's root."
        return None
    if text == "*" or "$" in text or re.fullmatch(r"\d{12}|A[A-Z0-9]{15,127}", text):
        return None
    return f"{text!r} is no principal", "Write an account id of 12 digits, or an ARN."


def least_size(value: Value) -> int:
    """Returns how many characters the JSON of a value has at least, without white space, which IAM does not count."""
    plain = revealed(value)
    if isinstance(plain, Known):
        if isinstance(plain.scalar, str):
            return len(re.sub(r"\s", "", plain.scalar)) + 2
        return 1 if isinstance(plain.scalar, (int, float)) and not isinstance(plain.scalar, bool) else 4
    return _least_size_of_parts(plain)


def _least_size_of_parts(value: Value) -> int:
    if isinstance(value, Text):
        return 2 + sum(len(re.sub(r"\s", "", part)) for part in value.parts if isinstance(part, str))
    if isinstance(value, ListOf):
        sizes = [least_size(element) for element in value.items]
        if len(sizes) == 1:
            # An aws_iam_policy_document writes one entry without its list.
            return sizes[0]
        return 2 + sum(size + 1 for size in sizes if size) - (1 if any(sizes) else 0)
    if isinstance(value, MapOf):
        sizes = [len(key) + 3 + size for key, member in value.items.items() if (size := least_size(member))]
        return 2 + sum(size + 1 for size in sizes) - (1 if sizes else 0)
    if isinstance(value, OneOf):
        return min((least_size(choice) for _, choice in value.choices), default=0)
    return 0


def _is_there(element: Value) -> bool:
    return not isinstance(revealed(element), Missing)
