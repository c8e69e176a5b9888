"""Who may do what: whom a role trusts, what its policies allow it, whom the policies on a resource let in.

These are the questions of rules; all of them answer NO only where it is certain. What puts the policies there first
(`deployment.depends`) is another question.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from awslint.graph.arns import arn_of, settling
from awslint.graph.attachments import attachments
from awslint.graph.policies import (
    SITES,
    PolicyKind,
    PolicySet,
    add_outside,
    boundary_of,
    effective_policies,
    policies_of,
)
from awslint.graph.resource import Resource
from awslint.iam.conditions import Keys, holds
from awslint.iam.documents import Document, Statement, parse_policy
from awslint.iam.evaluation import Decision, Reason, could_assume, decides
from awslint.iam.evaluation import trusts as statement_trusts
from awslint.values import Known, ListOf, MapOf, Missing, Reference, Truth, Unknown, Value, wrap


def trusts(role: Resource, service: str) -> Truth:
    """Returns whether the trust policy of a role lets a service assume it: `trusts(role, "lambda.amazonaws.com")`.

    NO is certain for the role as the configuration makes it. A condition gives MAYBE, as does a role that is only
    read here, or a trust policy that is not known in full.
    """
    documents = [policy.document for policy in policies_of(role, PolicyKind.TRUST)]
    if role.mode != "managed" or not documents:
        return Truth.MAYBE
    return could_assume(documents, "Service", service)


_ATTACHES: Final = frozenset(
    {
        "AWS::S3::Bucket",
        "AWS::SQS::Queue",
        "AWS::SNS::Topic",
        "AWS::Lambda::Function",
        "AWS::KMS::Key",
        "AWS::SecretsManager::Secret",
        "AWS::ECR::Repository",
        "AWS::DynamoDB::Table",
        "AWS::Kinesis::Stream",
    }
)
"""The types of which `facts.attachments` knows all that attaches policies to them."""


def resource_policies(resource: Resource) -> PolicySet:
    """Returns all policies on a bucket, queue, topic, function (its permissions), key, secret, repository or table: its
    own and those that other resources of the deployment attach to it.

    Not complete where something that is not known here may attach another one.
    """
    return resource.deployment.cached_per_world(
        ("resource policies of", resource.address), lambda: _policies_on(resource)
    )


def _policies_on(resource: Resource) -> PolicySet:
    found = PolicySet()
    if resource.type not in _ATTACHES:
        found.why.append(f"what attaches policies to {resource.type} is not known")
    if resource.mode != "managed" or resource.imported or resource.many:
        found.why.append(f"{resource.address} may have further policies")
    found.policies += policies_of(resource, PolicyKind.RESOURCE)
    for attachment in attachments(resource):
        is_permission = attachment.resource.type == "AWS::Lambda::Permission"
        if not is_permission and attachment.resource.type not in SITES:
            continue
        if not attachment.certain or attachment.resource.many:
            found.why.append(f"{attachment.resource.address} may be attached to {resource.address}, or not")
        if is_permission:
            found.managed.append(_permission(attachment.resource, resource))
        else:
            found.policies += policies_of(attachment.resource, PolicyKind.RESOURCE)
    if resource.type == "AWS::SNS::Topic" and not found.policies:
        found.managed.append(parse_policy(_TOPIC_DEFAULT))
    add_outside(resource, found)
    return found


# What SNS gives a topic without a policy: everything to callers with the key aws:SourceOwner, which is its account.
_TOPIC_DEFAULT: Final = wrap(
    {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": ["sns:Publish", "sns:Subscribe", "sns:GetTopicAttributes", "sns:SetTopicAttributes"],
                "Resource": "*",
                "Condition": {"StringEquals": {"AWS:SourceOwner": "${account}"}},
            }
        ]
    }
)


def _permission(permission: Resource, function: Resource) -> Document:
    """A permission of a function as the statement that Lambda makes of it."""

    def written(name: str) -> Value:
        return permission.get(name).value

    service = permission.get("Principal").matches_text(lambda text: ".amazonaws." in text)
    principal: Value = Unknown(f"{permission.address} may be for any principal")
    if service is not Truth.MAYBE:
        kind = "Service" if service is Truth.YES else "AWS"
        principal = MapOf({kind: written("Principal")})
    tests: dict[str, Value] = {}
    conditions = (
        ("ArnLike", "AWS:SourceArn", "SourceArn"),
        ("StringEquals", "AWS:SourceAccount", "SourceAccount"),
        ("StringEquals", "aws:PrincipalOrgID", "PrincipalOrgID"),
        ("StringEquals", "lambda:FunctionUrlAuthType", "FunctionUrlAuthType"),
        ("StringEquals", "lambda:EventSourceToken", "EventSourceToken"),
    )
    for operator, key, name in conditions:
        tested = permission.get(name)
        if tested.is_set is not Truth.NO:
            before = tests.get(operator)
            tests[operator] = MapOf({**(before.items if isinstance(before, MapOf) else {}), key: tested.value})
    whole = permission.get("Qualifier").is_set is Truth.NO
    statement: dict[str, Value] = {
        "Effect": Known("Allow"),
        "Principal": principal,
        "Action": written("Action"),
        "Resource": arn_of(function) if whole else Unknown("a version or an alias of the function"),
        "Condition": MapOf(tests),
    }
    return parse_policy(MapOf({"Statement": ListOf((MapOf(statement),))}), settling(permission.deployment))


def allows(role: Resource, action: str, on: Value | str | None = None, keys: Keys | None = None) -> Decision:
    """Returns whether the identity policies of a role, within its permissions boundary, allow it an action.

    `on` is the ARN that the call names; None is any. A *closed* role is one made here of which every policy is known
    (`effective_policies(role).complete`): of others the decision is never that nothing allows it. A policy on the
    resource itself may grant the same (a queue's, a key's): see `admits`.
    """
    deployment = role.deployment
    settle = settling(deployment)
    context = keys or {}

    def conditions(condition: Value) -> Truth:
        return holds(condition, context, settle)

    named = on if on is None or isinstance(on, str) else settle(on)
    policies = effective_policies(role)
    decision = decides(policies.grants.documents, action, named, conditions)
    if not policies.complete and decision.reason is not Reason.EXPLICIT_DENY:
        return Decision(Truth.MAYBE, Reason.UNDECIDED, decision.statement)
    boundary = boundary_of(role)
    if boundary is None or decision.truth is Truth.NO:
        return decision
    bounds = decides(boundary.grants.documents, action, named, conditions)
    if bounds.truth is Truth.NO and boundary.complete:
        return bounds
    if bounds.truth is Truth.YES and boundary.complete:
        return decision
    return replace(decision, truth=Truth.MAYBE, reason=Reason.UNDECIDED)


def may(role: Resource, action: str, target: Resource | None = None) -> Truth:
    """Returns whether a role may do something to a resource of the deployment: by its own policies, or by those on the
    resource. Without a `target`: to any resource at all.

    NO is certain: the role is closed, and no policy on the resource names anybody but services. To a key only a
    statement that denies it is: services grant roles the use of keys by themselves. YES is not certain for a resource
    of another account, where both sides have to allow it, nor for a key with a policy that may leave its account out.
    """
    own = allows(role, action, arn_of(target) if target is not None else None)
    if target is None or own.reason is Reason.EXPLICIT_DENY:
        return own.truth
    if target.type in _KEYS:
        is_sure = own.truth is Truth.YES and target.get("KeyPolicy").is_set is Truth.NO
        return own.truth if is_sure and role.credentials == target.credentials else Truth.MAYBE
    if own.truth is not Truth.NO:
        return own.truth if role.credentials == target.credentials else Truth.MAYBE
    policies = resource_policies(target)
    if not policies.complete:
        return Truth.MAYBE
    documents = (*(policy.document for policy in policies.policies), *policies.managed)
    granted = decides(documents, action, arn_of(target), asks=_names_identities).truth
    return Truth.NO if granted is Truth.NO else Truth.MAYBE


_KEYS: Final = frozenset(f"AWS::KMS::{name}" for name in ("Key", "ReplicaKey", "ExternalKey", "ReplicaExternalKey"))


def _names_identities(statement: Statement) -> Truth:
    """Whether a statement may be about roles: YES is never certain for one of them."""
    principals = statement.principals
    services_alone = principals.complete and set(principals.kinds) == {"Service"}
    return Truth.NO if services_alone and statement.not_principals.written is Truth.NO else Truth.MAYBE


_OF_SERVICES: Final[Keys] = {
    "aws:principalisawsservice": Known("true"),
    "aws:securetransport": Known("true"),
    "aws:principalorgid": Missing(),
    "aws:principalorgpaths": Missing(),
    "aws:userid": Missing(),
    "aws:username": Missing(),
}
"""Context keys of a call that a service makes as itself; source: "AWS global condition context keys"."""


_WITHOUT_OWNER: Final = frozenset({"s3.amazonaws.com"})
"""Services whose calls lack aws:SourceOwner, so that the default policy of a topic does not admit them; source:
"Granting permissions to publish event notification messages to a destination" of S3."""


def admits(
    resource: Resource,
    service: str,
    action: str,
    source: Resource | Value | None = None,
    *,
    on: Value | str | None = None,
    keys: Keys | None = None,
) -> Decision:
    """Returns whether the policies on a resource let a service do something to it, acting for another resource.

    The service is a principal, or the id of an account that it uses.

    `admits(bucket, "cloudtrail.amazonaws.com", "s3:PutObject", trail, on=ARN)`: all policies that the deployment puts
    on the bucket count together. `on` is the ARN that the call names, where that is not the resource's own (`arn_of`).
    `source` gives the keys aws:SourceArn and aws:SourceAccount; `keys` adds further ones, in lower case.

    The decision is NO only where nothing that is not known here could admit it; what the service may do by other
    means (an ACL, a role, a grant) is not looked at. `decision.statement` is the one that decides.
    """
    deployment = resource.deployment
    policies = resource_policies(resource)
    settle = settling(deployment)
    is_account = service.isdigit()  # some services write from an account of theirs
    context: dict[str, Value] = {**({} if is_account else _OF_SERVICES), **_source_keys(source), **(keys or {})}
    if service in _WITHOUT_OWNER:
        context.setdefault("aws:sourceowner", Missing())

    def conditions(condition: Value) -> Truth:
        return holds(condition, context, settle)

    def asks(statement: Statement) -> Truth:
        return statement_trusts(statement, "AWS" if is_account else "Service", service)

    named = arn_of(resource) if on is None else on if isinstance(on, str) else settle(on)
    documents = (*(policy.document for policy in policies.policies), *policies.managed)
    decision = decides(documents, action, named, conditions, asks)
    if policies.complete or decision.reason is Reason.EXPLICIT_DENY:
        return decision
    return Decision(Truth.MAYBE, Reason.UNDECIDED, decision.statement)


def admits_anyone(resource: Resource, action: str, on: Value | str | None = None) -> Truth:
    """Returns whether the policies on a resource let anybody at all do something to it, or to what the ARN `on` names.

    NO is certain: no statement allows the action there, whoever it names.
    """
    policies = resource_policies(resource)
    named = arn_of(resource) if on is None else on if isinstance(on, str) else settling(resource.deployment)(on)
    documents = (*(policy.document for policy in policies.policies), *policies.managed)
    decision = decides(documents, action, named, asks=lambda _: Truth.YES)
    return decision.truth if policies.complete and decision.reason is not Reason.EXPLICIT_DENY else Truth.MAYBE


def _source_keys(source: Resource | Value | None) -> dict[str, Value]:
    if source is None:
        return {}
    if not isinstance(source, Resource):
        return {"aws:sourcearn": source}
    account = source.account
    known = isinstance(account, (Known, Reference))
    owner = account if known else Unknown(f"the account of {source.address}", "string")
    return {"aws:sourcearn": arn_of(source), "aws:sourceaccount": owner}
