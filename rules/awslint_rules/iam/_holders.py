"""Which policies count together: those of the roles that a policy ends up with."""

from __future__ import annotations

from dataclasses import dataclass

from awslint.graph.policies import Policy, effective_policies
from awslint.iam.documents import Document

_ATTACHABLE = frozenset({"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::Role"})


@dataclass(frozen=True, slots=True)
class Company:
    """The documents that a policy is judged with. `complete`: there is no other that is known to be out of sight."""

    documents: list[Document]
    complete: bool


def company_of(policy: Policy) -> list[Company]:
    """The sets of policies in which this one stands, one for every role of the deployment that has it.

    A policy that no role here has is judged by itself.
    """
    resource = policy.attribute.resource
    found = []
    if resource.type in _ATTACHABLE:
        for role in resource.deployment.of_type("AWS::IAM::Role"):
            effective = effective_policies(role)
            if any(one.attribute.resource is resource for one in effective.policies):
                found.append(Company(effective.documents, effective.complete))
    return found or [Company([policy.document], policy.document.complete)]
