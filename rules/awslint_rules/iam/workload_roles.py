"""A role that does not suit the resource that is given it: one rule for each check in the table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from awslint.graph import Attribute, Deployment, Resource
from awslint.graph.access import allows, may, trusts
from awslint.graph.arns import arn_of
from awslint.graph.functions import function_meant
from awslint.graph.policies import PolicyKind, attributes_at, policies_of
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Text, Truth, Unknown, any_true
from awslint_rules.iam._actions import listed
from awslint_rules.iam._workload_pages import TITLES, page
from awslint_rules.iam._workloads import WORKLOADS, Workload

_REPORTED: Final = {"FH002": ("issue:aws/aws-cdk#5221", "issue:aws/aws-cdk#10783")}
"""Reports in which the service answered so, by id, where its documentation does not list what it checks."""


def _declare(id_: str, rows: tuple[Workload, ...]) -> None:
    @rule(
        id=id_,
        title=TITLES[id_],
        severity=Severity.ERROR,
        types=tuple(dict.fromkeys(row.type for row in rows)),
        raises=tuple(dict.fromkeys(Raises(row.service, row.code, on=row.operation) for row in rows)),
        evidence=(
            f"catalogue:{id_.rstrip('0123456789')}-{int(id_[-3:])}",
            *dict.fromkeys(f"botocore:{row.service}:{row.operation}" for row in rows),
            *_REPORTED.get(id_, ()),
        ),
        page=page(rows),
    )
    def unsuitable_role(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
        for row in rows:
            if row.type == resource.type and (when := row.when(resource)) is not Truth.NO:
                yield from _judged(row, resource, when)


def _judged(row: Workload, resource: Resource, when: Truth) -> Iterator[Verdict]:
    for place, role in _roles(row, resource):
        if row.principal:
            yield _on_trust(row, resource, place, role, when)
        else:
            yield from _on_actions(row, resource, place, role, when)


def _roles(row: Workload, resource: Resource) -> Iterator[tuple[Attribute, Resource]]:
    """The roles that the resource is given, each with the place that names it."""
    deployment = resource.deployment
    for path in row.role:
        for place in attributes_at(resource, path):
            named = place
            if row.through:
                found = function_meant(place)
                function = found or deployment.resolve(place, "AWS::Lambda::Function", "FunctionName").resource
                if not isinstance(function, Resource):
                    continue
                named = function.get("Role")
            role = deployment.resolve(named, "AWS::IAM::Role", "RoleName").resource
            if role is not None and role.mode == "managed":
                yield place, role


def _on_trust(row: Workload, resource: Resource, place: Attribute, role: Resource, when: Truth) -> Verdict:
    documents = policies_of(role, PolicyKind.TRUST)
    return Verdict(
        holds=~trusts(role, row.principal) & when,
        at=place,
        message=f"{role.address} does not trust {row.principal}, so {resource.address} cannot use it.",
        help=f"Name {row.principal} as a Service in the trust policy of {role.address}.",
        raises=(Raises(row.service, row.code, on=row.operation),),
        related=[Related(policy.attribute, "the trust policy") for policy in documents],
    )


def _on_actions(row: Workload, resource: Resource, place: Attribute, role: Resource, when: Truth) -> Iterator[Verdict]:
    target = resource.get(*row.target).target() if row.target else None
    if row.kinds and (target is None or target.type not in row.kinds):
        return
    answers = {action: _may(role, action, target) for action in row.actions}
    lacking = [action for action, answer in answers.items() if answer is Truth.NO]
    holds = ~any_true(answers.values()) if row.enough else any_true(~answer for answer in answers.values())
    shown = lacking or list(row.actions)
    where = "" if target is None else f" on {'the stream of ' if _is_table(target) else ''}{target.address}"
    yield Verdict(
        holds=holds & when,
        at=place,
        message=f"No policy of {role.address} allows {listed(shown)}{where}, which {resource.address} needs.",
        help=f"{_first_upper(row.repaired)}." if row.repaired else f"Allow {listed(shown)}{where} to {role.address}.",
        raises=(Raises(row.service, row.code, on=row.operation),),
        related=[Related(role, "this role")],
    )


def _is_table(target: Resource) -> bool:
    return target.type == "AWS::DynamoDB::Table"


def _may(role: Resource, action: str, target: Resource | None) -> Truth:
    if target is None or not _is_table(target):
        return may(role, action, target)
    # What is on a table is not on its stream, whose policy may admit the role as well.
    anywhere, table = may(role, action), arn_of(target)
    if anywhere is Truth.NO or not isinstance(table, Text):
        return anywhere
    stream = Text((*table.parts, "/stream/", Unknown("the stream's label is known after deployment")))
    if target.language == "terraform":
        has_policy = bool(target.deployment.every("AWS::DynamoDB::ResourcePolicy"))
    else:
        has_policy = target.get("StreamSpecification", "ResourcePolicy").is_set is not Truth.NO
    return Truth.MAYBE if has_policy else allows(role, action, stream).truth


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


for _id, _rows in groupby(sorted(WORKLOADS, key=lambda row: row.id), key=lambda row: row.id):
    _declare(_id, tuple(_rows))
