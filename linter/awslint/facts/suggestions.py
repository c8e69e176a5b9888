"""The known action that a wrong one most likely means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from awslint.facts.actions import Action, action, prefix, prefix_of_client, prefixes
from awslint.facts.operations import authorising_actions

_FAMILIES: Final = (
    ("Describe", "Get", "List", "BatchGet", "Search", "Read", "View"),
    ("Create", "Add", "Put", "Register", "Run", "New", "Allocate"),
    ("Delete", "Remove", "Deregister", "Terminate", "Destroy"),
    ("Update", "Modify", "Put", "Set", "Change", "Edit"),
    ("Tag", "AddTagsTo"),
    ("Untag", "RemoveTagsFrom"),
)
_MOST: Final = 3
_CALLED: Final = {
    "appautoscaling": "application-autoscaling",
    "cloudwatchlogs": "logs",
    "cognito": "cognito-idp",
    "ddb": "dynamodb",
    "documentdb": "rds",
    "eventbridge": "events",
    "iotdata": "iot",
    "kinesisfirehose": "firehose",
    "lexv2": "lex",
    "msk": "kafka",
    "opensearch": "es",
    "parameterstore": "ssm",
    "s3api": "s3",
    "servicecatalogappregistry": "servicecatalog",
    "systemsmanager": "ssm",
}
"""How people, other tools and the command line call a service, without hyphens, and its prefix in IAM."""


def nearest_actions(name: str) -> list[str]:
    """Returns known actions near to an unknown `prefix:Name`, best first, at most three. Empty when nothing is near.

    A wrong prefix is corrected first: by a botocore client's name, then by a slip of the pen. Then the name: an API
    operation by the actions that authorise it (all of them, and none where that is not recorded); else singular and
    plural, another verb of the same family, a few wrong letters.
    """
    before, colon, after = name.partition(":")
    if not colon or "*" in name or "?" in name:
        return []
    found: dict[str, None] = {}
    for candidate in _prefixes(before.lower()):
        authorising = authorising_actions(f"{candidate}:{after}")
        if authorising is not None:
            return list(authorising)
        found |= dict.fromkeys(map(str, _names(candidate, after)))
        if found:
            break
    return list(found)[:_MOST]


def called_service(name: str) -> str | None:
    """Returns the IAM prefix of a service that goes by another name (`eventbridge` -> `events`), or None."""
    return _CALLED.get(name.lower().replace("-", ""))


def _prefixes(wrong: str) -> Iterable[str]:
    if wrong in prefixes():
        yield wrong
        client = _CALLED.get(wrong) or prefix_of_client(wrong)
        if client is not None and client != wrong:
            yield client
        return
    called = called_service(wrong)
    if called is not None:
        yield called
    for spelled in (wrong, wrong.replace("-", ""), wrong.removeprefix("aws"), wrong.removeprefix("amazon")):
        client = spelled if spelled in prefixes() else prefix_of_client(spelled)
        if client is not None:
            yield client
    limit = 1 if len(wrong) < 6 else 2
    near = [(distance, name) for name in prefixes() if (distance := _distance(wrong, name, limit)) <= limit]
    yield from (name for _, name in sorted(near))


def _names(prefix_name: str, wrong: str) -> list[Action]:
    known = prefix(prefix_name)
    if known is None:
        return []
    exact = action(f"{prefix_name}:{wrong}")
    if exact is not None:
        return [] if exact.retired else [exact]
    current = {name: known_action for name, known_action in known.actions.items() if not known_action.retired}
    for variants in (_numbers(wrong), _verbs(wrong)):
        found = [current[spelling] for spelling in variants if spelling in current]
        if found:
            return found[:_MOST]
    lower = wrong.lower()
    limit = max(1, min(4, len(lower) // 5))
    near = [(distance, name) for name in current if (distance := _distance(lower, name, limit)) <= limit]
    return [current[name] for _, name in sorted(near)[:_MOST]]


def _numbers(name: str) -> list[str]:
    """The name with its last word in the other number, lower case."""
    lower = name.lower()
    ways = [lower + "s", lower + "es"]
    if lower.endswith("y"):
        ways.insert(0, lower[:-1] + "ies")
    if lower.endswith("ies"):
        ways.insert(0, lower[:-3] + "y")
    if lower.endswith("es"):
        ways.append(lower[:-2])
    if lower.endswith("s"):
        ways.append(lower[:-1])
    return ways


def _verbs(name: str) -> list[str]:
    """The name with another verb of its family and the noun in either number, lower case."""
    found = []
    for family in _FAMILIES:
        for verb in family:
            # A verb ends where the next word begins; a name all in lower case does not show where that is.
            if re.match(verb + r"(?=[A-Z0-9])", name) or (name.islower() and name.startswith(verb.lower())):
                for other in family:
                    if other != verb:
                        swapped = other + name[len(verb) :]
                        found += [swapped.lower(), *_numbers(swapped)]
    return found


def _distance(name: str, other: str, limit: int) -> int:
    """Letters to add, leave out, change, or swap with the next; anything above the limit is given as limit + 1."""
    if abs(len(name) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(name, 1):
        earlier, before, row = before, row, [i]
        for j, selected in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != selected))
            if i > 1 and j > 1 and letter == other[j - 2] and name[i - 2] == selected:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
