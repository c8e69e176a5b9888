"""What several rules ask of MemoryDB's users and access control lists."""

from __future__ import annotations

from awslint.graph import Attribute, Resource
from awslint.values import Missing, Truth

USER = "AWS::MemoryDB::User"
ACL = "AWS::MemoryDB::ACL"
CLUSTER = "AWS::MemoryDB::Cluster"
OPEN_ACCESS = "open-access"
"""The access control list that every account has: it lets everybody in."""


def passwords_of(user: Resource) -> Attribute:
    """The list of the user's passwords."""
    return user.get("AuthenticationMode", "Passwords")


def has_no_element(values: Attribute) -> Truth:
    """Whether the list is not given, or surely empty."""
    if values.is_left_to_callers:
        return Truth.MAYBE
    if isinstance(values.content, Missing):
        return Truth.YES
    return values.is_missing | values.count.is_at_most(0)


def has_an_element(values: Attribute) -> Truth:
    """Whether the list surely has an element that is something."""
    answer = ~has_no_element(values) & Truth.MAYBE
    for one in values.elements():
        answer = answer | one.is_set
    return answer
