"""Who may do what: whom a role trusts, what its policies allow it, whom the policies on a resource let in.

These are the questions of rules; all of them answer NO only where it is certain. What puts the policies there first
(`deployment.depends`) is another question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from awslint.graph.arns import arn_of, expanded, settling
from awslint.graph.attribute import Attribute
from awslint.graph.deployment import Deployment
from awslint.graph.policies import (
    Path,
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
from awslint.values import Known, ListOf, MapOf, Missing, Reference, Text, Truth, Unknown, Value, wrap


def trusts(role: Resource, service: str) -> Truth:
    """Whether the trust policy of a role lets a service assume it: `trusts(role, "lambda.amazonaws.com")`.

    NO is certain for the role as the configuration makes it. A condition gives MAYBE, as does a role that is only
    read here, or a trust policy that is not known in full.
    """
    documents = [one.document for one in policies_of(role, PolicyKind.TRUST)]
    if role.mode != "managed" or not documents:
        return Truth.MAYBE
    return could_assume(documents, "Service", service)


@dataclass(frozen=True, slots=True)
class _Attachment:
    """A resource that gives others a policy: its type, the attribute that names them, the policy's path in it."""

    type: str
    path: Path


_ATTACHMENTS: Final[Mapping[str, tuple[_Attachment, ...]]] = {
    "AWS::S3::Bucket": (_Attachment("AWS::S3::BucketPolicy", ("Bucket",)),),
    "AWS::SQS::Queue": (
        _Attachment("AWS::SQS::QueuePolicy", ("Queues",)),
        _Attachment("AWS::SQS::QueueInlinePolicy", ("Queue",)),
    ),
    "AWS::SNS::Topic": (
        _Attachment("AWS::SNS::TopicPolicy", ("Topics",)),
        _Attachment("AWS::SNS::TopicInlinePolicy", ("TopicArn",)),
    ),
    "AWS::Lambda::Function": (_Attachment("AWS::Lambda::Permission", ("FunctionName",)),),
    "AWS::KMS::Key": (_Attachment("AWS::KMS::KeyPolicy", ("KeyId",)),),
    "AWS::SecretsManager::Secret": (_Attachment("AWS::SecretsManager::ResourcePolicy", ("SecretId",)),),
    "AWS::ECR::Repository": (_Attachment("AWS::ECR::RepositoryPolicy", ("RepositoryName",)),),
    "AWS::DynamoDB::Table": (_Attachment("AWS::DynamoDB::ResourcePolicy", ("ResourceArn",)),),
    "AWS::Kinesis::Stream": (_Attachment("AWS::Kinesis::ResourcePolicy", ("ResourceArn",)),),
}
_NAMES: Final = {
    "AWS::S3::Bucket": "BucketName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::ECR::Repository": "RepositoryName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::Kinesis::Stream": "Name",
}
"""The attribute that a literal name, URL or ARN of a resource ends with; others get their names from AWS."""


def resource_policies(resource: Resource) -> PolicySet:
    """All policies on a bucket, queue, topic, function (its permissions), key, secret, repository or table: its own
    and those that other resources of the deployment attach to it.

    Not complete where something that is not known here may attach another one.
    """
    return resource.deployment.cached_per_world(
        ("resource policies of", resource.address), lambda: _policies_on(resource)
    )


def _policies_on(resource: Resource) -> PolicySet:
    found = PolicySet()
    if resource.type not in _ATTACHMENTS:
        found.why.append(f"what attaches policies to {resource.type} is not known")
    if resource.mode != "managed" or resource.imported or resource.many:
        found.why.append(f"{resource.address} may have further policies")
    found.policies += policies_of(resource, PolicyKind.RESOURCE)
    for attachment in _ATTACHMENTS.get(resource.type, ()):
        for one, surely in _attached(resource, attachment):
            if not surely:
                found.why.append(f"{one.address} may be attached to {resource.address}")
            elif one.many or one.existence is not Truth.YES:
                found.why.append(f"{one.address} may exist or not")
            if one.type == "AWS::Lambda::Permission":
                found.managed.append(_permission(one, resource))
            else:
                found.policies += policies_of(one, PolicyKind.RESOURCE)
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


@dataclass(slots=True)
class _Named:
    """The attachments of a type, by what they name: an address, the end of a literal; `unsure` may name any."""

    by_address: dict[str, list[Resource]] = field(default_factory=dict)
    by_name: dict[str, list[Resource]] = field(default_factory=dict)
    unsure: list[Resource] = field(default_factory=list)


def _attached(resource: Resource, attachment: _Attachment) -> Iterator[tuple[Resource, bool]]:
    """The attachments that name the resource, each with whether that is sure."""
    deployment = resource.deployment
    named = deployment.cached_per_world(
        ("attachments", attachment.type), lambda: _index(deployment, attachment), doubts=False
    )
    sure = list(named.by_address.get(resource.address, ()))
    name = resource.get(_NAMES[resource.type]).text if resource.type in _NAMES else None
    if name is not None:
        sure += [one for one in named.by_name.get(name, ()) if one not in sure]
    yield from ((one, True) for one in sure)
    yield from ((one, False) for one in named.unsure if one not in sure)
    if name is None and resource.type in _NAMES and _may_have_any_name(resource):
        rest = (one for several in named.by_name.values() for one in several)
        yield from ((one, False) for one in rest if one not in sure)


def _may_have_any_name(resource: Resource) -> bool:
    return not isinstance(resource.get(_NAMES[resource.type]).content, Missing)


def _index(deployment: Deployment, attachment: _Attachment) -> _Named:
    found = _Named()
    for one in deployment.of_type(attachment.type):
        attribute = one.get(*attachment.path)
        content = attribute.content
        if isinstance(content, ListOf) and not content.complete:
            found.unsure.append(one)
        for named in attribute.elements() or [attribute]:
            _enter(one, named, found)
    return found


def _enter(one: Resource, named: Attribute, found: _Named) -> None:
    target = named.target()
    written = named.content
    if target is not None:
        found.by_address.setdefault(target.address, []).append(one)
        return
    if isinstance(written, Text):
        written = expanded(written, one.deployment)
    last = written.parts[-1] if isinstance(written, Text) and written.parts else None
    if isinstance(last, Reference) and one.deployment.find(last.resource) is not None:
        found.by_address.setdefault(last.resource, []).append(one)
    elif isinstance(written, Known) and isinstance(written.scalar, str):
        for name in {written.scalar, _end(written.scalar, ":"), _end(written.scalar, "/")}:
            found.by_name.setdefault(name, []).append(one)
    elif isinstance(last, str) and any(sign in last for sign in ":/"):
        # An account or a region is open; the name ends the text.
        found.by_name.setdefault(_end(_end(last, ":"), "/"), []).append(one)
    elif not isinstance(written, Missing):
        found.unsure.append(one)


def _end(text: str, separator: str) -> str:
    return text.rsplit(separator, 1)[-1]


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
        given = permission.get(name)
        if given.is_set is not Truth.NO:
            before = tests.get(operator)
            tests[operator] = MapOf({**(before.items if isinstance(before, MapOf) else {}), key: given.value})
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
    """Whether the identity policies of a role, within its permissions boundary, allow it an action.

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
    return decision if bounds.truth is Truth.YES and boundary.complete else replace(decision, truth=Truth.MAYBE)


def may(role: Resource, action: str, target: Resource | None = None) -> Truth:
    """Whether a role may do something to a resource of the deployment: by its own policies, or by those on the
    resource. Without a `target`: to any resource at all.

    NO is certain: the role is closed, and no policy on the resource names anybody but services.
    """
    own = allows(role, action, arn_of(target) if target is not None else None)
    if own.truth is not Truth.NO or own.reason is Reason.EXPLICIT_DENY or target is None:
        return own.truth
    policies = resource_policies(target)
    if not policies.complete:
        return Truth.MAYBE
    documents = (*(one.document for one in policies.policies), *policies.managed)
    granted = decides(documents, action, arn_of(target), asks=_names_identities).truth
    return Truth.NO if granted is Truth.NO else Truth.MAYBE


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


def admits(
    resource: Resource,
    service: str,
    action: str,
    source: Resource | Value | None = None,
    *,
    on: Value | str | None = None,
    keys: Keys | None = None,
) -> Decision:
    """Whether the policies on a resource let a service do something to it, acting for another resource.

    `admits(bucket, "cloudtrail.amazonaws.com", "s3:PutObject", trail, on=ARN)`: all policies that the deployment puts
    on the bucket count together. `on` is the ARN that the call names, where that is not the resource's own (`arn_of`).
    `source` gives the keys aws:SourceArn and aws:SourceAccount; `keys` adds further ones, in lower case.

    The decision is NO only where nothing that is not known here could admit it; what the service may do by other
    means (an ACL, a role, a grant) is not looked at. `decision.statement` is the one that decides.
    """
    deployment = resource.deployment
    policies = resource_policies(resource)
    settle = settling(deployment)
    context: dict[str, Value] = {**_OF_SERVICES, **_source_keys(source), **(keys or {})}

    def conditions(condition: Value) -> Truth:
        return holds(condition, context, settle)

    def asks(statement: Statement) -> Truth:
        return statement_trusts(statement, "Service", service)

    named = arn_of(resource) if on is None else on if isinstance(on, str) else settle(on)
    documents = (*(one.document for one in policies.policies), *policies.managed)
    decision = decides(documents, action, named, conditions, asks)
    if policies.complete or decision.reason is Reason.EXPLICIT_DENY:
        return decision
    return Decision(Truth.MAYBE, Reason.UNDECIDED, decision.statement)


def _source_keys(source: Resource | Value | None) -> dict[str, Value]:
    if source is None:
        return {}
    if not isinstance(source, Resource):
        return {"aws:sourcearn": source}
    account = source.account
    known = isinstance(account, (Known, Reference))
    owner = account if known else Unknown(f"the account of {source.address}", "string")
    return {"aws:sourcearn": arn_of(source), "aws:sourceaccount": owner}
