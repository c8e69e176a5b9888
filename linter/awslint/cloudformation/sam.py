"""The Serverless transform: AWS::Serverless::Function is a Lambda function and, mostly, a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from awslint.values import (
    Known,
    ListOf,
    MapOf,
    Missing,
    OneOf,
    Reference,
    Span,
    Text,
    Truth,
    Unknown,
    Value,
    starts_with,
)

FUNCTION: Final = "AWS::Serverless::Function"
_SAME: Final = (
    "Architectures", "CodeSigningConfigArn", "Description", "Environment", "EphemeralStorage", "FileSystemConfigs",
    "FunctionName", "Handler", "ImageConfig", "KmsKeyArn", "Layers", "LoggingConfig", "MemorySize", "PackageType",
    "RecursiveLoop", "ReservedConcurrentExecutions", "Runtime", "RuntimeManagementConfig", "SnapStart", "Timeout",
    "VpcConfig",
)  # fmt: skip
_ADD_POLICIES: Final = ("Events", "VpcConfig", "Tracing", "DeadLetterQueue", "EventInvokeConfig", "FileSystemConfigs")
"""Properties for which the transform gives the role further policies."""


@dataclass(frozen=True, slots=True)
class Lowered:
    """The function's attributes, and the role's where the transform makes one."""

    function: MapOf
    role: MapOf | None


def with_globals(properties: MapOf, common: Value) -> MapOf:
    """The properties with those of Globals.Function: lists are extended, objects merged, the rest is a default."""
    if not isinstance(common, MapOf):
        return properties
    items = dict(properties.items)
    spans = dict(properties.spans)
    for name, value in common.items.items():
        own = items.get(name)
        spans.setdefault(name, common.spans.get(name, value.span))
        if own is None:
            items[name] = value
        elif isinstance(own, MapOf) and isinstance(value, MapOf):
            items[name] = with_globals(own, value)
        elif isinstance(own, ListOf) and isinstance(value, ListOf):
            complete = own.complete and value.complete
            items[name] = ListOf((*value.items, *own.items), complete, own.span, own.sensitive or value.sensitive)
        elif not isinstance(own, Known):
            items[name] = Unknown(f"{name} is merged with the Globals section", span=own.span)
    complete = properties.complete and common.complete
    return MapOf(items, complete, properties.span, properties.sensitive, properties.assumes, spans)


def lower(properties: MapOf, role_address: str, partition: Value) -> Lowered:
    """The Lambda function, and the role of the address if no Role is given."""
    items = {name: properties.items[name] for name in _SAME if name in properties.items}
    if "InlineCode" in properties.items:
        items["Code"] = MapOf({"ZipFile": properties.items["InlineCode"]}, span=properties.span)
    else:
        items["Code"] = Unknown("the code is packaged at deployment", span=properties.span)
    items["Tags"] = Unknown("the Serverless transform adds tags", span=properties.span)
    queue = properties.items.get("DeadLetterQueue")
    if isinstance(queue, MapOf):
        items["DeadLetterConfig"] = MapOf({"TargetArn": queue.items.get("TargetArn", Missing())}, span=queue.span)
    tracing = properties.items.get("Tracing")
    if tracing is not None:
        items["TracingConfig"] = MapOf({"Mode": tracing}, span=tracing.span)
    role = properties.items.get("Role")
    made = None
    if role is None and properties.complete:
        role = Reference(role_address, ("Arn",), properties.span)
        made = _role(properties, role_address, partition)
    if role is None or isinstance(role, OneOf):
        role = Unknown("the Serverless transform may make the role", span=properties.span)
    items["Role"] = role
    function = MapOf(
        items, properties.complete, properties.span, properties.sensitive, properties.assumes, properties.spans
    )
    return Lowered(function, made)


def _role(properties: MapOf, address: str, partition: Value) -> MapOf:
    span = properties.span
    documents: list[Value] = []
    managed: list[Value] = [_managed("service-role/AWSLambdaBasicExecutionRole", partition, span)]
    complete = not any(name in properties.items for name in _ADD_POLICIES)
    policies = properties.items.get("Policies", Missing())
    each = policies.items if isinstance(policies, ListOf) else () if isinstance(policies, Missing) else (policies,)
    complete = complete and not (isinstance(policies, ListOf) and not policies.complete)
    name = address.rpartition("/")[2]
    for index, policy in enumerate(each):
        if isinstance(policy, MapOf) and "Statement" in policy.items:
            inline: dict[str, Value] = {"PolicyName": Known(f"{name}Policy{index}", span), "PolicyDocument": policy}
            documents.append(MapOf(inline, span=policy.span))
        elif isinstance(policy, (Reference, Text)) or starts_with(policy, "arn:") is Truth.YES:
            managed.append(policy)
        else:
            # A policy template, or the name of a managed policy without its path.
            complete = False
    items: dict[str, Value] = {
        "AssumeRolePolicyDocument": properties.items.get("AssumeRolePolicyDocument", _trust(span)),
        "ManagedPolicyArns": ListOf(tuple(managed), complete, span),
        "Tags": Unknown("the Serverless transform adds tags", span=span),
    }
    if documents or not complete:
        items["Policies"] = ListOf(tuple(documents), complete, span)
    if "PermissionsBoundary" in properties.items:
        items["PermissionsBoundary"] = properties.items["PermissionsBoundary"]
    path = properties.items.get("RolePath")
    if path is not None:
        items["Path"] = path
    return MapOf(items, True, span, assumes=properties.assumes)


def _managed(name: str, partition: Value, span: Span) -> Value:
    if isinstance(partition, Known):
        return Known(f"arn:{partition.scalar}:iam::aws:policy/{name}", span)
    return Text(("arn:", partition, f":iam::aws:policy/{name}"), span)


def _trust(span: Span) -> MapOf:
    principal = MapOf({"Service": ListOf((Known("lambda.amazonaws.com", span),), span=span)}, span=span)
    statement: dict[str, Value] = {
        "Action": ListOf((Known("sts:AssumeRole", span),), span=span),
        "Effect": Known("Allow", span),
        "Principal": principal,
    }
    statements = ListOf((MapOf(statement, span=span),), span=span)
    return MapOf({"Version": Known("2012-10-17", span), "Statement": statements}, span=span)
