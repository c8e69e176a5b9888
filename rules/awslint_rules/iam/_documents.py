"""Which calls give IAM a policy document, and the documents that it is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.graph import Resource
from awslint.graph.policies import Policy, PolicyKind, policies_of
from awslint.rules import Raises
from awslint.values import Truth

IAM_POLICY_TYPES: Final = (
    "AWS::IAM::Role",
    "AWS::IAM::User",
    "AWS::IAM::Group",
    "AWS::IAM::Policy",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::UserPolicy",
    "AWS::IAM::GroupPolicy",
)
"""The types whose policies IAM itself reads."""

INLINE: Final = {
    "AWS::IAM::Role": "PutRolePolicy",
    "AWS::IAM::User": "PutUserPolicy",
    "AWS::IAM::Group": "PutGroupPolicy",
    "AWS::IAM::RolePolicy": "PutRolePolicy",
    "AWS::IAM::UserPolicy": "PutUserPolicy",
    "AWS::IAM::GroupPolicy": "PutGroupPolicy",
}
_HOLDERS: Final = {"Roles": "PutRolePolicy", "Users": "PutUserPolicy", "Groups": "PutGroupPolicy"}


def iam_policies(resource: Resource) -> Iterator[Policy]:
    """Yields the policies of a resource that IAM reads as policies of identities or as trust policies."""
    yield from policies_of(resource, PolicyKind.IDENTITY, PolicyKind.TRUST)


def operation_of(policy: Policy) -> str:
    """Returns the API operation that gives IAM the document."""
    resource = policy.attribute.resource
    if policy.kind is PolicyKind.TRUST:
        return "CreateRole"
    if resource.type == "AWS::IAM::ManagedPolicy":
        return "CreatePolicy"
    if resource.type in INLINE:
        return INLINE[resource.type]
    written = (name for name in _HOLDERS if resource.get(name).is_set is not Truth.NO)
    return _HOLDERS[next(written, "Roles")]


def refusal(policy: Policy, code: str) -> tuple[Raises, ...]:
    """Returns the exception of that code, from the operation that gives IAM the document."""
    return (Raises("iam", code, on=operation_of(policy)),)
