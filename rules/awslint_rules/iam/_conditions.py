"""What the rules about conditions share: the single tests of Condition elements."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Attribute, Resource
from awslint.graph.policies import Policy, policies_of
from awslint.iam.documents import entries_of
from awslint.values import MapOf, Value, revealed

Test = tuple[Attribute, str, str, tuple[Value, ...]]
"""A place, an operator, a key, and the values: none where not all of them are known."""


def tests_of(resource: Resource) -> Iterator[Test]:
    """Yields every test of every condition in the policies of a resource."""
    for policy in policies_of(resource):
        for number in range(len(policy.document.statements)):
            yield from tests_in(policy, number)


def tests_in(policy: Policy, number: int) -> Iterator[Test]:
    """Yields every test of the condition of one statement of a policy."""
    block = revealed(policy.document.statements[number].conditions)
    for operator, tests in block.items.items() if isinstance(block, MapOf) else ():
        content = revealed(tests)
        for key, value in content.items.items() if isinstance(content, MapOf) else ():
            entries = entries_of(value)
            at = policy.part(value, "Statement", number, "Condition", operator, key)
            yield at, operator, key, entries.values if entries.complete else ()
