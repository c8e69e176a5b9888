"""What access keys look like, and where configurations hold them. Nothing here ever returns a text to print but masked.

Sources: "Understanding unique ID prefixes" in the IAM User Guide (prefixes), the lengths and alphabets of keys that
IAM hands out (20 characters, base 32; 40 characters, base 64).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final

from awslint.graph import Attribute, Resource
from awslint.values import Known, ListOf, MapOf, Reference, Text, Truth, Value, any_true

KEY_ID: Final = re.compile(r"A[KS]IA[A-Z2-7]{16}")
SECRET: Final = re.compile(r"[A-Za-z0-9/+]{40}")
KEY_IDS_IN_TEXT: Final = re.compile(r"(?<![A-Za-z0-9/+])(A[KS]IA[A-Z2-7]{16})(?![A-Za-z0-9+=])")

SETTINGS: Final = ("Terraform::Provider", "Terraform::Backend")
"""The types of the nodes that configure how Terraform talks to AWS."""

_EXAMPLES: Final = re.compile(r".*EXAMPLE|.*EXAMPLE(?:ID|KEY|TOKEN)")
_SPACES: Final = re.compile(
    r"(?:your|my|the|insert|enter|put|add|replace|some|an?|user|iam|real|dev|prod|staging)?[ _.-]*"
    r"(?:with|your|the)?[ _.-]*(?:aws|amazon)?[ _.-]*"
    r"(?:(?:access|secret)[ _.-]*)+(?:key)?[ _.-]*(?:access[ _.-]*)?(?:key)?[ _.-]*(?:id)?[ _.-]*(?:here)?"
    r"|change[ _.-]*(?:me|it|this)?|replace[ _.-]*(?:me|this)?|to[ _.-]*do|fix[ _.-]*me|tbd|redacted|placeholder"
    r"|x{3,}|\*{3,}|\.{3,}|-{3,}|#+|your[ _.-]*key|n/?a|none|null|undefined",
    re.IGNORECASE,
)
_MOCKS: Final = re.compile(
    r"(?:an?)?[ _.-]*(?:mock|test|testing|fake|dummy|foo|bar|local|localstack|minio|minioadmin|sample|example|anything)"
    r"(?:[ _.-]?\w*)?|mock\w*|a(?:nn?access|secret)key",
    re.IGNORECASE,
)


def unwrapped(text: str) -> str:
    """Returns the text without the angle brackets, braces or quotes around it."""
    return text.strip().strip("<>[]{}\"'` ").strip()


def is_example(text: str) -> bool:
    """Returns whether it is a key of the documentation, which all end in EXAMPLE or EXAMPLEKEY."""
    return _EXAMPLES.fullmatch(unwrapped(text)) is not None


def is_blank(text: str) -> bool:
    """Returns whether it is a text that stands for a key that is to be put in: YOUR_ACCESS_KEY, changeme, xxxx."""
    return _SPACES.fullmatch(unwrapped(text)) is not None


def is_mock(text: str) -> bool:
    """Returns whether it is what people give to programs that only pretend to be AWS: test, mock_access_key."""
    content = unwrapped(text)
    return len(content) < 20 and _MOCKS.fullmatch(content) is not None


def is_placeholder(text: str) -> bool:
    """Returns whether it is no key at all, in any of these ways. An empty text is not: it counts as not set."""
    return is_example(text) or is_blank(text) or is_mock(text)


def decoded(text: str) -> str:
    """Returns what a text of base 64 stands for; empty where it is none."""
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def masked(text: str) -> str:
    """Returns the beginning of a key id, which tells its kind, and no more."""
    return f"{text[:4]}…"


def settings_of_aws(node: Resource) -> bool:
    """Returns whether a node configures Terraform's AWS providers or its S3 backend."""
    name = node.address.rpartition("provider." if node.type == "Terraform::Provider" else "backend.")[2]
    return name.partition(".")[0].partition("[")[0] in ("aws", "awscc", "s3")


def talks_to_aws(node: Resource) -> Truth:
    """Returns whether a provider or backend surely talks to AWS itself, and not to LocalStack, MinIO or a mock of a
    test."""
    pretends = [~node.get(name).is_missing & ~node.get(name).is_false for name in _SKIPS]
    for name in ("endpoint", "endpoints", "sts_endpoint", "iam_endpoint", "dynamodb_endpoint"):
        attribute = node.get(name)
        pretends.append(attribute.is_set & ~_is_of_aws(attribute))
    return ~any_true(pretends)


_SKIPS: Final = ("skip_credentials_validation",)


def _is_of_aws(attribute: Attribute) -> Truth:
    hosts = [text for _, text in texts_in(attribute)]
    if not hosts:
        return Truth.MAYBE
    return Truth.of(all(re.search(r"\.amazonaws\.com(?:\.cn)?(?:[:/]|$)", host) for host in hosts))


def texts_in(attribute: Attribute) -> Iterator[tuple[Attribute, str]]:
    """Yields all known strings in an attribute, at any depth, also the known pieces of a string; each with its
    place."""
    content = attribute.content
    if isinstance(content, Known):
        if content.decoded is not None:
            yield from texts_in(_inner(attribute, (), content.decoded))
        elif isinstance(content.scalar, str):
            yield attribute, content.scalar
    elif isinstance(content, Text):
        if content.decoded is not None:
            yield from texts_in(_inner(attribute, (), content.decoded))
        else:
            # A placeholder parts the text: what is before it and after it are no neighbours.
            yield attribute, "\x00".join(part for part in content.parts if isinstance(part, str))
            for part in content.parts:
                if isinstance(part, Reference) and part.value is not None:
                    yield from texts_in(_inner(attribute, (), part.value))
    elif isinstance(content, ListOf):
        for number, element in enumerate(content.items):
            yield from texts_in(_inner(attribute, (number,), element))
    elif isinstance(content, MapOf):
        for key, element in content.items.items():
            yield from texts_in(_inner(attribute, (key,), element, content))


def _inner(attribute: Attribute, path: tuple[str | int, ...], value: Value, holder: MapOf | None = None) -> Attribute:
    span = holder.spans.get(str(path[0])) if holder is not None and path else None
    if span is None:
        span = value.span if value.span.is_somewhere else attribute.span
    return Attribute(attribute.resource, (*attribute.path, *path), value, span)
