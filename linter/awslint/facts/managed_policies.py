"""AWS managed policies by name: their statements as they are in the table, and what AWS may have added since.

AWS adds actions to its policies from time to time: mostly of services that the policy is about, and of the kind that
it has. What a policy has nothing of is therefore surely not granted; what is like the rest of it may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from awslint.facts.packs import lines

_ARN: Final = re.compile(r"arn:aws[a-z-]*:iam::aws:policy/(.+)")
_READS: Final = ("BatchGet", "Describe", "Get", "List", "View")
_READ_LIKE: Final = (*_READS, "Check", "Filter", "Head", "Lookup", "Query", "Scan", "Search", "Select", "Test")

Statement = Mapping[str, Any]


def statements_of(arn: str) -> list[Statement] | None:
    """Returns the statements of an AWS managed policy, whatever the partition; None for one that the table does not
    hold."""
    match = _ARN.fullmatch(arn)
    if match is None or match[1] not in lines("managed_policies"):
        return None
    found: list[Statement] = lines("managed_policies")[match[1]]
    return found


def possible_additions(statements: Sequence[Statement]) -> list[str]:
    """Patterns of the actions that a later version of the policy may allow as well."""
    writes: dict[str, bool] = {}
    for name in _allowed(statements):
        prefix, colon, action = name.partition(":")
        if not colon or "*" in prefix:
            return ["*"]
        writes[prefix] = writes.get(prefix, False) or not action.startswith(_READ_LIKE)
    return [f"{prefix}:{name}" for prefix, all_ in writes.items() for name in (["*"] if all_ else _patterns())]


def _patterns() -> Iterator[str]:
    return (f"{verb}*" for verb in _READS)


def _allowed(statements: Sequence[Statement]) -> Iterator[str]:
    for statement in statements:
        if statement["Effect"] != "Allow":
            continue
        if "NotAction" in statement:
            yield "*"
        actions = statement.get("Action", [])
        yield from [actions] if isinstance(actions, str) else actions
