"""Which policies count together: those of the roles that a policy ends up with."""

from __future__ import annotations

from typing import Final

from awslint.frozen import frozen
from awslint.graph import Resource
from awslint.graph.policies import Policy, PolicyKind, effective_policies, policies_of, roles_with
from awslint.iam.documents import Principals, text_of
from awslint.iam.grants import Grants
from awslint.values import Truth

_ATTACHABLE = frozenset({"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::Role"})


@frozen
class PolicyGroup:
    """What the documents grant that a policy is judged with. `complete`: there are no others that are out of sight.

    `role` is the role that has them all; None for a policy that is judged by itself.
    """

    grants: Grants
    complete: bool
    role: Resource | None = None


def groups_of(policy: Policy) -> list[PolicyGroup]:
    """Returns the sets of policies in which this one stands, one for every role of the deployment that has it.

    A policy that no role here has is judged by itself.
    """
    resource = policy.attribute.resource
    found = []
    for role in roles_with(resource) if resource.type in _ATTACHABLE else ():
        effective = effective_policies(role)
        found.append(PolicyGroup(effective.grants, effective.complete, role))
    return found or [PolicyGroup(Grants((policy.document,)), policy.document.complete)]


_PROGRAMS: Final = (
    "lambda",
    "ecs-tasks",
    "ec2",
    "states",
    "apprunner",
    "tasks.apprunner",
    "batch",
    "glue",
    "sagemaker",
)


def runs_programs(role: Resource) -> bool:
    """Returns whether the role surely is for programs alone: nobody but services that run code may assume it."""
    trusted = [
        statement.principals
        for policy in policies_of(role, PolicyKind.TRUST)
        if policy.document.complete
        for statement in policy.document.statements
    ]
    return bool(trusted) and all(map(_are_programs, trusted))


def _are_programs(principals: Principals) -> bool:
    if principals.written is not Truth.YES or not principals.complete or set(principals.kinds) != {"Service"}:
        return False
    services = principals.kinds["Service"]
    names = [text_of(value) for value in services.values]
    return services.complete and all(name is not None and name.split(".amazonaws")[0] in _PROGRAMS for name in names)
