"""Which values of a deployment are secret: by their mark, or because they flow into a password, a token or a key."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from awslint.graph import Deployment
from awslint.report.secrets import FORMS, is_reference, is_secret_name
from awslint.syntax.sources import Source
from awslint.values import Known, ListOf, MapOf, OneOf, Reference, Span, Text, Value

_NOT_SECRET: Final = {"name", "type", "arn", "valuefrom", "value_from", "id"}
"""What stands beside a secret in its block (`Secrets: [{Name: ..., ValueFrom: ...}]`) without being one."""

DISTINCT: Final = 8
"""Characters. A shorter value may be a common word, and is hidden only where it stands as a quoted value."""

_LABELS: Final = ("name", "key", "parameterkey", "type")
"""What may say of the value beside it that it is a secret: `{Name: DB_PASSWORD, Value: ...}`."""

_SHORTEST_ENCODED: Final = 16
_LONGEST_ENCODED: Final = 32_768
"""Characters of what is looked into for a secret in base64."""


def secret_values(deployment: Deployment) -> Iterator[Value]:
    """Finds the values that are marked as sensitive or flow into a property that holds a secret, and their parts."""
    waiting: list[tuple[Value, bool]] = [
        (value, is_secret_name(name) or name == paired)
        for resource in deployment.resources
        for paired in (_paired(resource.attributes.items),)
        for name, value in resource.attributes.items.items()
    ]
    waiting += [(value, is_secret_name(name)) for name, value in deployment.outputs.items()]
    while waiting:
        value, secret = waiting.pop()
        if isinstance(value, Known):
            if secret or value.sensitive or _is_encoded_secret(value.scalar):
                yield value
            continue
        secret = secret or value.sensitive
        if secret:
            yield value
        if isinstance(value, MapOf):
            waiting += _members(value, secret)
        elif isinstance(value, ListOf):
            waiting += [(element, secret) for element in value.items]
        elif isinstance(value, Reference):
            if value.value is not None:
                waiting.append((value.value, secret))
        elif isinstance(value, Text):
            waiting += [(part, secret) for part in value.parts if not isinstance(part, str)]
        elif isinstance(value, OneOf):
            waiting += [(alternative, secret) for _, alternative in value.choices]


def _members(value: MapOf, secret: bool) -> Iterator[tuple[Value, bool]]:
    """The members of a map, each with whether it is secret by its name, by its neighbour or as a part of a secret."""
    paired = _paired(value.items)
    for name, member in value.items.items():
        is_secret = value.sensitive or is_secret_name(name) or name == paired
        yield member, is_secret or (secret and name.lower() not in _NOT_SECRET)


def _paired(items: Mapping[str, Value]) -> str | None:
    """Which member holds a secret because the one beside it says so: the value of a variable, tag or parameter."""
    for label, name, named in _pairs(tuple(items)):
        value = items[name]
        if isinstance(value, Known) and isinstance(value.scalar, str):
            is_secret = value.scalar == "SecureString" if label == "type" else is_secret_name(value.scalar)
            if is_secret:
                return named
    return None


@lru_cache(maxsize=4096)
def _pairs(names: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """For names of members: each label among them, how it is written, and the member that it is about."""
    lower = {name.lower(): name for name in names}
    about = [(label, "parametervalue" if label == "parameterkey" else "value") for label in _LABELS]
    return tuple((label, lower[label], lower[value]) for label, value in about if label in lower and value in lower)


def _is_encoded_secret(scalar: object) -> bool:
    """Whether a string holds, in base64, what is a secret by its form, as user data does."""
    if not isinstance(scalar, str) or not _SHORTEST_ENCODED <= len(scalar) <= _LONGEST_ENCODED or len(scalar) % 4:
        return False
    try:
        text = base64.b64decode(scalar, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return False
    return any(form.search(text) for form in FORMS)


def sensitive_spans(deployment: Deployment) -> Iterator[Span]:
    """Finds where secret values are written."""
    for value in secret_values(deployment):
        if value.span.is_somewhere and (value.sensitive or (isinstance(value, Known) and _is_secret(value.scalar))):
            yield value.span


def written_again(deployment: Deployment, sources: Iterable[Source]) -> Iterator[Span]:
    """Finds where else in files a secret value stands, such as in the list from which `for_each` takes it."""
    texts = {text for text in secret_texts(deployment) if len(text) >= DISTINCT}
    if not texts:
        return
    pattern = re.compile("|".join(map(re.escape, sorted(texts, key=lambda text: (-len(text), text)))))
    for source in sources:
        for match in pattern.finditer(source.text):
            start, end = match.span()
            # With its quotes, which tell a frame where the literal is.
            is_quoted = source.text[start - 1 : start] == source.text[end : end + 1] and source.text[end] in "\"'"
            yield Span(source.number, start - is_quoted, end + is_quoted)


def secret_texts(deployment: Deployment) -> Iterator[str]:
    """Finds the secret values themselves, so that no sentence repeats them."""
    for value in secret_values(deployment):
        if isinstance(value, Known) and isinstance(value.scalar, str) and _is_secret(value.scalar):
            yield value.scalar
        elif isinstance(value, Text):
            yield from (part for part in value.parts if isinstance(part, str) and len(part) > 3)


def _is_secret(scalar: object) -> bool:
    """Whether a value can be a secret: no flag, no reference to where the secret is kept."""
    if not isinstance(scalar, str):
        return False
    return bool(scalar) and scalar.lower() not in ("true", "false") and not is_reference(scalar)
