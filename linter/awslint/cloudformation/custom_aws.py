"""CDK's AwsCustomResource: a `Custom::AWS` whose properties are API calls, written as JSON texts.

CloudFormation has no type for a custom key store or an HSM; a call that makes one is lowered to the resource it makes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from awslint.frozen import frozen
from awslint.syntax.json import decode_with_holes
from awslint.values import Known, ListOf, MapOf, Missing, Origin, Reference, Span, Text, Unknown, Value

TYPE: Final = "Custom::AWS"
_EVENTS: Final = ("Create", "Update", "Delete")

_KEY: Final = {
    name: name
    for name in (
        "BypassPolicyLockoutSafetyCheck", "CustomKeyStoreId", "Description", "KeySpec", "KeyUsage", "MultiRegion",
        "Origin", "Tags", "XksKeyId",
    )
} | {"Policy": "KeyPolicy", "CustomerMasterKeySpec": "KeySpec"}  # fmt: skip
_STORE: Final = {
    name: name
    for name in (
        "CloudHsmClusterId", "CustomKeyStoreName", "CustomKeyStoreType", "KeyStorePassword", "TrustAnchorCertificate",
        "XksProxyAuthenticationCredential", "XksProxyConnectivity", "XksProxyUriEndpoint", "XksProxyUriPath",
        "XksProxyVpcEndpointServiceName", "XksProxyVpcEndpointServiceOwner",
    )
}  # fmt: skip
_CLUSTER: Final = {
    "BackupRetentionPolicy": "BackupRetentionPolicy",
    "HsmType": "HsmType",
    "Mode": "Mode",
    "NetworkType": "NetworkType",
    "SourceBackupId": "SourceBackupId",
    "SubnetIds": "SubnetIds",
    "TagList": "Tags",
}
_HSM: Final = {name: name for name in ("AvailabilityZone", "ClusterId", "IpAddress", "SubnetId")}

_MADE: Final[dict[str, tuple[str, Mapping[str, str]]]] = {
    "kms:CreateCustomKeyStore": ("AWS::KMS::CustomKeyStore", _STORE),
    "kms:CreateKey": ("AWS::KMS::Key", _KEY),
    "cloudhsmv2:CreateCluster": ("AWS::CloudHSM::Cluster", _CLUSTER),
    "cloudhsmv2:CreateHsm": ("AWS::CloudHSM::Hsm", _HSM),
    **{
        f"elasticache:Create{call}": (f"AWS::ElastiCache::{type_}", {})
        for call, type_ in {
            "CacheCluster": "CacheCluster",
            "CacheSubnetGroup": "SubnetGroup",
            "ReplicationGroup": "ReplicationGroup",
            "ServerlessCache": "ServerlessCache",
            "User": "User",
            "UserGroup": "UserGroup",
        }.items()
    },
    **{
        f"memorydb:Create{name}": (f"AWS::MemoryDB::{name}", {})
        for name in ("ACL", "Cluster", "ParameterGroup", "SubnetGroup", "User")
    },
}
"""By call: the resource it makes, and the canonical names of the call's members where they differ."""

_PACKAGE = re.compile(r"@aws-sdk/client-", re.IGNORECASE)


@frozen
class Lowered:
    """What a Custom::AWS resource is. `opaque` where it does something else than make a resource that is modelled.

    `region` is where the call goes, where it names one; `elsewhere`: it is made with a role, which another account may
    have.
    """

    type: str
    attributes: MapOf
    calls: tuple[str, ...]
    opaque: bool
    region: Value | None = None
    elsewhere: bool = False


@frozen
class _Call:
    name: str
    parameters: MapOf
    written: MapOf


_PROVIDER: Final = "AWS679f53fac002430cb0da5b7982bd2287"
"""How the CDK's function that makes the calls is called, whatever type the resource is given."""


def is_call(type_: str, properties: MapOf) -> bool:
    """Returns whether a resource of that type makes API calls for the CDK."""
    token = properties.items.get("ServiceToken")
    made = isinstance(token, Reference) and token.resource.rpartition("/")[2].startswith(_PROVIDER)
    return type_ == TYPE or (made and type_.startswith("Custom::"))


def lower(properties: MapOf) -> Lowered:
    """Returns the resource that the Create call makes, or an opaque step with its call and the call's parameters.

    The calls themselves are kept below `Create`, `Update` and `Delete`, with `service` and `action` as botocore
    writes them (`kms`, `CreateKey`) and the `parameters`.
    """
    calls: dict[str, _Call] = {}
    items = {name: value for name, value in properties.items.items() if name != "ServiceToken"}
    readable = properties.complete
    for event in _EVENTS:
        value = properties.items.get(event)
        if value is None:
            continue
        call = _call(value, properties.spans.get(event, value.span))
        if call is None:
            items[event] = Unknown(f"the call in {event} is known after deployment", span=value.span)
            readable = readable and event != "Create"
        else:
            calls[event] = call
            items[event] = call.written
    own = MapOf(items, properties.complete, properties.span, properties.sensitive, properties.assumes, properties.spans)
    create = calls.get("Create")
    if create is None:
        return Lowered(TYPE, own, (), opaque=True)
    # The CDK's function swallows the errors that a call names: none of them is certain to be seen.
    strict = isinstance(create.written.items.get("ignoreErrorCodesMatching", Missing()), Missing)
    made = _MADE.get(create.name) if readable and strict else None
    type_, names = made or (TYPE, {})
    spans = dict(properties.spans)
    attributes: dict[str, Value] = {}
    place = properties.spans.get("Create", properties.span)
    for member, value in create.parameters.items.items():
        canonical = names.get(member, member)
        attributes[canonical] = value
        spans[canonical] = place
    complete = properties.complete and create.parameters.complete
    merged = MapOf(
        {**attributes, **own.items}, complete, properties.span, properties.sensitive, properties.assumes, spans
    )
    region = create.written.items.get("region")
    elsewhere = "assumedRoleArn" in create.written.items
    return Lowered(type_, merged, (create.name,), made is None, region, elsewhere)


def _call(value: Value, span: Span) -> _Call | None:
    """The call in a property: a JSON text with holes, or an object (as older versions of the CDK wrote it)."""
    if isinstance(value, MapOf):
        found: Value | None = value
    elif isinstance(value, Known) and isinstance(value.scalar, str):
        found = _value(decode_with_holes([value.scalar]), value, span)
    elif isinstance(value, Text):
        found = _value(decode_with_holes(value.parts), value, span)
    else:
        found = None
    if not isinstance(found, MapOf):
        return None
    service, action = _text(found.items.get("service")), _text(found.items.get("action"))
    if not service or not action:
        return None
    parameters = found.items.get("parameters", MapOf({}))
    if not isinstance(parameters, MapOf):
        parameters = MapOf({}, complete=False)
    service = _PACKAGE.sub("", service).lower().replace("-", "")
    service = "cloudhsmv2" if service in ("cloudhsmv2", "cloudhsm2") else service
    action = (action[:1].upper() + action[1:]).removesuffix("Command")
    items = {**found.items, "service": Known(service, span), "action": Known(action, span), "parameters": parameters}
    return _Call(f"{service}:{action}", parameters, MapOf(items, found.complete, span))


def _text(value: Value | None) -> str | None:
    return value.scalar if isinstance(value, Known) and isinstance(value.scalar, str) else None


def _value(found: Any, whole: Known | Text, span: Span) -> Value | None:
    """The value of decoded JSON, resting on what the text rests on."""
    if isinstance(found, dict):
        items = {key: _value(member, whole, span) or Missing() for key, member in found.items()}
        return MapOf(items, True, span, whole.sensitive, whole.assumes)
    if isinstance(found, list):
        elements = tuple(_value(part, whole, span) or Missing() for part in found)
        return ListOf(elements, True, span, whole.sensitive, whole.assumes)
    if isinstance(found, tuple):
        if len(found) == 1 and not isinstance(found[0], str):
            only: Value = found[0]
            return only
        return Text(found, span, any(not isinstance(part, str) and part.sensitive for part in found), whole.assumes)
    if isinstance(found, (str, int, float, bool)):
        return Known(found, span, whole.sensitive, whole.assumes, Origin.COMPUTED)
    return None
