"""ARNs of the resources of a deployment, as far as the configuration tells them.

A policy names a resource by a reference to its ARN, by a text around its name, or by a literal ARN. All three are
read as the same text: what is not known of it is a hole that is equal to itself wherever the resource is meant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from awslint.frozen import frozen
from awslint.iam.documents import Settle
from awslint.values import Known, Reference, Text, Truth, Value, equals, same

if TYPE_CHECKING:
    from awslint.graph.deployment import Deployment
    from awslint.graph.resource import Resource

_DEPTH: Final = 8
"""How often a name may be made of other names."""


@frozen
class _Form:
    """How the ARN of a type is made: `{}` in `path` is the name, which `name` is the canonical attribute of.

    `arns` and `names` are the attributes (lower case, without underscores) that give the ARN and the name.
    """

    service: str
    path: str
    name: str
    arns: tuple[str, ...] = ("arn",)
    names: tuple[str, ...] = ("id", "name", "ref")
    region: bool = True
    account: bool = True


_FORMS: Final = {
    "AWS::S3::Bucket": _Form("s3", "{}", "BucketName", names=("id", "bucket", "ref"), region=False, account=False),
    "AWS::SQS::Queue": _Form("sqs", "{}", "QueueName", names=("name", "queuename")),
    "AWS::SNS::Topic": _Form("sns", "{}", "TopicName", ("arn", "id", "ref", "topicarn"), ("name", "topicname")),
    "AWS::Lambda::Function": _Form(
        "lambda", "function:{}", "FunctionName", names=("id", "functionname", "ref"), arns=("arn",)
    ),
    "AWS::KMS::Key": _Form("kms", "key/{}", "KeyId", names=("id", "keyid", "ref")),
    "AWS::DynamoDB::Table": _Form("dynamodb", "table/{}", "TableName"),
    "AWS::Kinesis::Stream": _Form("kinesis", "stream/{}", "Name", ("arn", "id"), ("name", "ref")),
    "AWS::KinesisFirehose::DeliveryStream": _Form(
        "firehose", "deliverystream/{}", "DeliveryStreamName", names=("name", "ref")
    ),
    "AWS::Logs::LogGroup": _Form("logs", "log-group:{}", "LogGroupName"),
    "AWS::Events::Rule": _Form("events", "rule/{}", "Name", names=("name",)),
    "AWS::StepFunctions::StateMachine": _Form(
        "states", "stateMachine:{}", "StateMachineName", ("arn", "id", "ref"), ("name",)
    ),
    "AWS::CloudTrail::Trail": _Form("cloudtrail", "trail/{}", "TrailName"),
    "AWS::SecretsManager::Secret": _Form("secretsmanager", "secret:{}", "", ("arn", "id", "ref"), ()),
    "AWS::MemoryDB::Cluster": _Form("memorydb", "cluster/{}", "ClusterName"),
    "AWS::MemoryDB::User": _Form("memorydb", "user/{}", "UserName", names=("id", "username", "ref")),
    "AWS::MemoryDB::ACL": _Form("memorydb", "acl/{}", "ACLName"),
    "AWS::MemoryDB::SubnetGroup": _Form("memorydb", "subnetgroup/{}", "SubnetGroupName"),
    "AWS::MemoryDB::ParameterGroup": _Form("memorydb", "parametergroup/{}", "ParameterGroupName"),
    "AWS::ElastiCache::ReplicationGroup": _Form(
        "elasticache", "replicationgroup:{}", "ReplicationGroupId", names=("id", "replicationgroupid", "ref")
    ),
    "AWS::ElastiCache::ServerlessCache": _Form("elasticache", "serverlesscache:{}", "ServerlessCacheName"),
    "AWS::ElastiCache::CacheCluster": _Form("elasticache", "cluster:{}", "ClusterName"),
    "AWS::ElastiCache::User": _Form("elasticache", "user:{}", "UserId", names=("id", "userid", "ref")),
    "AWS::ElastiCache::UserGroup": _Form("elasticache", "usergroup:{}", "UserGroupId"),
}


def arn_of(resource: Resource) -> Value:
    """Returns the ARN of a resource: a text with holes; of a type whose form is not known here, a reference to it."""
    form = _FORMS.get(resource.type)
    if form is None:
        return Reference(resource.address, ("arn",))
    return _joined(_parts_of(resource, form, _DEPTH), Known(""))


def resource_meant(text: Text, asking: Resource, types: Collection[str]) -> Resource | None:
    """Returns the resource of one of the types (or any) whose ARN a text puts together from its parts.

    That is one beside the resource that asks: `arn:aws:sqs:${region}:${account}:jobs` is its queue of that name.
    """
    deployment = asking.deployment
    mine = _fields(_expanded(text, deployment, _DEPTH))
    if len(mine) != _FIELDS:
        return None
    service = mine[_SERVICE]
    for type_ in types or _FORMS:
        form = _FORMS.get(type_)
        if form is None or equals(service, form.service) is not Truth.YES or not deployment.every(type_):
            continue
        for resource in _named(mine[-1], text, type_, form, deployment):
            own = _fields(_expanded(arn_of(resource), deployment, _DEPTH))
            region = deployment.context.settle(resource.region) if form.region else Known("")
            is_it = (
                same(mine[-1], own[-1]) & same(mine[_REGION], region) & _is_account_of(mine[_ACCOUNT], resource, form)
            )
            if is_it is Truth.YES and deployment.regions_differ(asking, resource) is not Truth.YES:
                return resource
    return None


_FIELDS: Final = 6
_SERVICE, _REGION, _ACCOUNT = 2, 3, 4


def of_one_resource(text: Text) -> Value:
    """Returns what a text refers to that names a version of a resource, as `family:revision` does of a task definition
    and `function:version` of a function: the reference to its version; else the text."""
    *before, last = text.parts
    if not isinstance(last, Reference) or last.attribute[-1:] not in (("revision",), ("version",)):
        return text
    head = before[-1] if before else ""
    others = [step.resource for step in before if isinstance(step, Reference)]
    is_one = isinstance(head, str) and head.endswith(":") and all(other == last.resource for other in others)
    return last if is_one else text


def _named(tail: Value, text: Text, type_: str, form: _Form, deployment: Deployment) -> Iterator[Resource]:
    """The resources of a type that the last field of an ARN may mean: by their name, or by a reference in the text."""
    before, _, after = form.path.partition("{}")
    written = tail.scalar if isinstance(tail, Known) else None
    if isinstance(written, str) and form.name:
        name = written.removeprefix(before).removesuffix(after)
        yield from (
            resource for resource in deployment.named(type_, form.name, name) if resource.existence is not Truth.NO
        )
    for part in text.parts:
        found = deployment.find(part.resource) if isinstance(part, Reference) else None
        if found is not None and found.type == type_:
            yield found


def _is_account_of(field: Value, resource: Resource, form: _Form) -> Truth:
    """Whether the account of an ARN is that of the resource: the one of whoever deploys it."""
    if not form.account:
        return equals(field, "")
    if isinstance(field, Reference):
        source = resource.deployment.find(field.resource)
        if source is not None and source.native_type == "data.aws_caller_identity":
            return Truth.of(source.provider == resource.provider)
    return same(field, resource.deployment.context.settle(resource.account))


def _fields(parts: list[str | Value]) -> list[Value]:
    """The parts of an ARN between its first five colons."""
    fields: list[list[str | Value]] = [[]]
    for part in parts:
        if not isinstance(part, str):
            fields[-1].append(part)
            continue
        first, *others = part.split(":", _FIELDS - len(fields))
        fields[-1].append(first)
        fields.extend([other] for other in others)
    return [_joined(field, Known("")) for field in fields]


def settling(deployment: Deployment) -> Settle:
    """Returns how the values of a policy are read in the world of the current inquiry: see `expanded`."""

    def settle(value: Value) -> Value:
        settled = deployment.context.settle(value)
        while isinstance(settled, Reference) and settled.value is not None and not _is_named(settled, deployment):
            settled = deployment.context.settle(settled.value)
        return expanded(settled, deployment)

    return settle


def _is_named(reference: Reference, deployment: Deployment) -> bool:
    target = deployment.find(reference.resource)
    return target is not None and target.type in _FORMS


def expanded(value: Value, deployment: Deployment) -> Value:
    """Returns a text or reference in which the ARNs and names of resources here are written out; other values as they
    are."""
    if not isinstance(value, (Text, Reference)) or (isinstance(value, Text) and value.decoded is not None):
        return value
    parts = _expanded(value, deployment, _DEPTH)
    return value if parts == [value] else _joined(parts, value)


def _joined(parts: list[str | Value], source: Value) -> Value:
    """The parts as one value, with the place and the marks of the source."""
    merged: list[str | Value] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    span, sensitive, assumes = source.span, source.sensitive, source.assumes
    if all(isinstance(part, str) for part in merged):
        return Known("".join(map(str, merged)), span, sensitive, assumes)
    if len(merged) == 1 and not isinstance(merged[0], str):
        return merged[0]
    return Text(tuple(merged), span, sensitive, assumes)


def _expanded(value: Value, deployment: Deployment, depth: int) -> list[str | Value]:
    if isinstance(value, Known) and isinstance(value.scalar, str):
        return [value.scalar]
    if isinstance(value, Text) and value.decoded is None:
        parts: list[str | Value] = []
        for part in value.parts:
            parts += [part] if isinstance(part, str) else _expanded(part, deployment, depth)
        return parts
    if isinstance(value, Reference) and depth:
        return _of_reference(value, deployment, depth - 1)
    return [value]


def _of_reference(reference: Reference, deployment: Deployment, depth: int) -> list[str | Value]:
    target = deployment.find(reference.resource)
    form = _FORMS.get(target.type) if target is not None else None
    if target is not None and form is not None and len(reference.attribute) == 1:
        attribute = reference.attribute[0].lower().replace("_", "")
        if attribute in form.arns:
            parts = _parts_of(target, form, depth)
            # CloudFormation's GetAtt of a log group's ARN takes in its streams.
            with_streams = target.type == "AWS::Logs::LogGroup" and reference.attribute[0] == "Arn"
            return [*parts, ":*"] if with_streams else parts
        if attribute in form.names:
            return _name_of(target, form, depth)
    if reference.value is not None and depth:
        return _expanded(deployment.context.settle(reference.value), deployment, depth)
    return [reference]


def _parts_of(resource: Resource, form: _Form, depth: int) -> list[str | Value]:
    before, _, after = form.path.partition("{}")
    region = [_place(resource, "region", resource.region)] if form.region else []
    account = [_place(resource, "account", resource.account)] if form.account else []
    partition = _place(resource, "partition", resource.partition)
    name = _name_of(resource, form, depth)
    return ["arn:", partition, f":{form.service}:", *region, ":", *account, f":{before}", *name, after]


def _place(resource: Resource, name: str, value: Value) -> str | Value:
    settled = resource.deployment.context.settle(value)
    if isinstance(settled, Known) and isinstance(settled.scalar, str):
        return settled.scalar
    return Reference(resource.address, (name,))


def _name_of(resource: Resource, form: _Form, depth: int) -> list[str | Value]:
    """The name, written out where the configuration gives it: else a hole that is the same for the same resource."""
    hole: list[str | Value] = [Reference(resource.address, ("name",))]
    if not form.name or not resource.names.has((form.name,)) or resource.many:
        return hole
    written = resource.get(form.name).content
    if isinstance(written, Known) and isinstance(written.scalar, str):
        return [written.scalar]
    return _expanded(written, resource.deployment, depth) if isinstance(written, Text) and depth else hole
