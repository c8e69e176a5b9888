"""The Serverless transform: what it makes of each resource, as far as rules read it; the rest is left open."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Names
from dataclasses import dataclass, replace
from typing import Final

from awslint.cloudformation.sam.events import Made, alias_of, made_by_events, role_of_events
from awslint.cloudformation.sam.policies import expanded
from awslint.frozen import frozen
from awslint.syntax.tree import Mapping, Node, Sequence
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
    equals,
    starts_with,
)

FUNCTION: Final = "AWS::Serverless::Function"
STATE_MACHINE: Final = "AWS::Serverless::StateMachine"
TYPES: Final = {
    FUNCTION: "AWS::Lambda::Function",
    STATE_MACHINE: "AWS::StepFunctions::StateMachine",
    "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
    "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
    "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::LayerVersion": "AWS::Lambda::LayerVersion",
}
"""By type: what the transform makes under the same logical id. Applications are nested stacks."""

_SAME: Final = {
    FUNCTION: (
        "Architectures", "CodeSigningConfigArn", "Description", "DurableConfig", "Environment", "EphemeralStorage",
        "FileSystemConfigs", "FunctionName", "Handler", "ImageConfig", "KmsKeyArn", "Layers", "LoggingConfig",
        "MemorySize", "PackageType", "RecursiveLoop", "ReservedConcurrentExecutions", "Runtime",
        "RuntimeManagementConfig", "SnapStart", "Timeout", "VpcConfig",
    ),
    STATE_MACHINE: ("Logging", "Type"),
    "AWS::Serverless::SimpleTable": (
        "PointInTimeRecoverySpecification", "ProvisionedThroughput", "SSESpecification", "TableName",
    ),
    "AWS::Serverless::Api": ("ApiKeySourceType", "Description", "MinimumCompressionSize", "Mode", "Name"),
    "AWS::Serverless::HttpApi": (),
    "AWS::Serverless::LayerVersion": (
        "CompatibleArchitectures", "CompatibleRuntimes", "Description", "LayerName", "LicenseInfo",
    ),
}  # fmt: skip
"""By type: the properties that are handed on as they are."""

_STAGES: Final = {
    "AWS::Serverless::Api": "AWS::ApiGateway::Stage", "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Stage"
}  # fmt: skip
"""By type of an API: the type of the stage that the transform makes for it."""

_OF_STAGES: Final = {
    "AWS::Serverless::Api": ("AccessLogSetting", "CacheClusterSize", "MethodSettings", "Variables"),
    "AWS::Serverless::HttpApi": ("AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageVariables"),
}
"""By type of an API: the properties that its stage gets."""

_OF_FUNCTIONS: Final = frozenset({
    "AssumeRolePolicyDocument", "AutoPublishAlias", "AutoPublishAliasAllProperties", "AutoPublishCodeSha256",
    "CodeUri", "DeadLetterQueue", "DeploymentPreference", "EventInvokeConfig", "Events", "FunctionUrlConfig",
    "ImageUri", "InlineCode", "PermissionsBoundary", "Policies", "PropagateTags", "ProvisionedConcurrencyConfig",
    "Role", "RolePath", "SourceKMSKeyArn", "Tags", "Tracing", "VersionDescription",
    "VersionDeletionPolicy",
})  # fmt: skip
"""Properties of Serverless functions that do not reach the function under their names."""

_KEY_TYPES: Final = {"String": "S", "Number": "N", "Binary": "B"}


CONNECTOR: Final = "AWS::Serverless::Connector"


def connected(node: Mapping) -> Iterator[str]:
    """Yields the logical ids that a connector, or the connectors of a resource, join: their roles get policies."""
    waiting: list[Node] = [element for key in ("Properties", "Connectors") if (element := node.get(key)) is not None]
    while waiting:
        element = waiting.pop()
        if isinstance(element, Sequence):
            waiting.extend(element.items)
        elif isinstance(element, Mapping):
            name = element.text("Id")
            if name:
                yield name
            waiting.extend(value for _, value in element.entries)


@frozen
class Context:
    """Where the transform works: the prefix of addresses, and the pseudo parameters."""

    prefix: str
    pseudo: Names[str, Value]

    @property
    def partition(self) -> Value:
        """The stack's partition."""
        return self.pseudo["AWS::Partition"]

    def address(self, name: str) -> str:
        """Returns the address of a logical id."""
        return self.prefix + name


def lower(type_: str, name: str, properties: MapOf, context: Context) -> Iterator[Made]:
    """Yields the resources that one becomes, the one with its own name first."""
    items = {element: properties.items[element] for element in _SAME[type_] if element in properties.items}
    if type_ == FUNCTION:
        yield from _function(name, properties, items, context)
        return
    complete = properties.complete
    made: list[Made] = []
    if type_ == STATE_MACHINE:
        _state_machine(name, properties, items, context, made)
    elif type_ == "AWS::Serverless::SimpleTable":
        _table(properties, items)
    elif type_ == "AWS::Serverless::LayerVersion":
        items.setdefault("LayerName", Known(name, properties.span))
        items["Content"] = Unknown("the layer is packaged at deployment", span=properties.span)
    else:
        # Definitions, authorizers, domains and endpoint types make most of an API.
        complete = False
        _api(type_, name, properties, items, context, made)
    yield Made(name, TYPES[type_], replace(properties, items=items, complete=complete))
    yield from made


def _api(type_: str, name: str, properties: MapOf, items: dict[str, Value], context: Context, made: list[Made]) -> None:
    """The stage that an API gets, where its name is known, and who may call an HTTP API from a browser."""
    is_http = type_ == "AWS::Serverless::HttpApi"
    cors = properties.items.get("CorsConfiguration")
    if is_http and isinstance(cors, MapOf):
        items["CorsConfiguration"] = cors
    stage = properties.items.get("StageName", Known("$default") if is_http else Missing())
    if not isinstance(stage, Known) or not isinstance(stage.scalar, str):
        return
    api = Reference(context.address(name), ("Ref",), properties.span)
    of_api: dict[str, Value] = {"ApiId" if is_http else "RestApiId": api, "StageName": stage}
    of_api |= {element: value for element in _OF_STAGES[type_] if (value := properties.items.get(element)) is not None}
    stage_name = "ApiGatewayDefault" if stage.scalar == "$default" else stage.scalar
    attributes = MapOf(of_api, complete=False, span=properties.span)
    made.append(Made(f"{name}{stage_name}Stage", _STAGES[type_], attributes, ("StageName",)))


# --- functions and their roles ------------------------------------------------------------------------------------


def _function(name: str, properties: MapOf, items: dict[str, Value], context: Context) -> Iterator[Made]:
    span = properties.span
    if "InlineCode" in properties.items:
        items["Code"] = MapOf({"ZipFile": properties.items["InlineCode"]}, span=span)
    else:
        items["Code"] = Unknown("the code is packaged at deployment", span=span)
    items["Tags"] = Unknown("the Serverless transform adds tags", span=span)
    for other in properties.items.keys() - items.keys() - _OF_FUNCTIONS:
        items[other] = Unknown("the Serverless transform may change it", span=span)
    if "AutoPublishCodeSha256" in properties.items:
        items["Description"] = Unknown("the Serverless transform adds the hash of the code", span=span)
    queue = properties.items.get("DeadLetterQueue")
    if isinstance(queue, MapOf):
        items["DeadLetterConfig"] = MapOf({"TargetArn": queue.items.get("TargetArn", Missing())}, span=queue.span)
    elif queue is not None:
        items["DeadLetterConfig"] = Unknown("the queue is known after deployment", span=queue.span)
    tracing = properties.items.get("Tracing")
    if tracing is not None and _is_something(tracing) and equals(tracing, "Disabled") is not Truth.YES:
        items["TracingConfig"] = MapOf({"Mode": tracing}, span=tracing.span)
    role: Made | None = None
    items["Role"] = _given_role(properties, context.address(f"{name}Role"), "Role")
    if properties.complete and "Role" not in properties.items:
        role = Made(f"{name}Role", "AWS::IAM::Role", _function_role(name, properties, context), ("Policies",))
    yield Made(name, TYPES[FUNCTION], replace(properties, items=items))
    if role is not None:
        yield role
    alias = alias_of(name, properties)
    if alias is not None:
        yield from _published(name, alias, properties, context)
    yield from made_by_events(name, properties, context.prefix, alias)


def _published(name: str, alias: str, properties: MapOf, context: Context) -> Iterator[Made]:
    """The version and the alias that AutoPublishAlias makes. AWS ends the version's logical id with a hash."""
    span = properties.span
    function = Reference(context.address(name), ("Ref",), span)
    mentions = ("AutoPublishAlias", "ProvisionedConcurrencyConfig", "VersionDescription")
    yield Made(
        f"{name}Version", "AWS::Lambda::Version", MapOf({"FunctionName": function}, complete=False, span=span), mentions
    )
    items: dict[str, Value] = {
        "FunctionName": function,
        "FunctionVersion": Reference(context.address(f"{name}Version"), ("Version",), span),
        "Name": properties.items["AutoPublishAlias"],
    }
    if "ProvisionedConcurrencyConfig" in properties.items:
        items["ProvisionedConcurrencyConfig"] = properties.items["ProvisionedConcurrencyConfig"]
    yield Made(alias, "AWS::Lambda::Alias", MapOf(items, span=span), mentions)


def _is_something(value: Value) -> bool:
    """Whether a property is not written as null."""
    return not (isinstance(value, Missing) or (isinstance(value, Known) and value.scalar is None))


def _given_role(properties: MapOf, address: str, own: str) -> Value:
    role = properties.items.get(own)
    if role is None and properties.complete:
        return Reference(address, ("Arn",), properties.span)
    if role is None or isinstance(role, OneOf):
        return Unknown("the Serverless transform may make the role", span=properties.span)
    return role


def _function_role(name: str, properties: MapOf, context: Context) -> MapOf:
    span = properties.span
    items = properties.items
    basic = "AWSLambdaBasicDurableExecutionRolePolicy" if "DurableConfig" in items else "AWSLambdaBasicExecutionRole"
    managed: list[Value] = [_managed(f"service-role/{basic}", context.partition, span)]
    documents: list[Value] = []
    complete = "EventInvokeConfig" not in items
    # A function, be it AWS::NoValue, is something to the transform: the role gets the policies all the same.
    tracing = items.get("Tracing")
    if tracing is not None and (isinstance(tracing, Missing) or _is_something(tracing)):
        traced = ~equals(tracing, "Disabled")
        arn = _tracing_policy(context.partition, span) if traced is Truth.YES else None
        complete = complete and traced is not Truth.MAYBE and (arn is not None or traced is Truth.NO)
        managed += [arn] if arn is not None else []
    network = items.get("VpcConfig")
    if isinstance(network, MapOf) and not network.items:
        complete = False
    elif network is not None and not isinstance(network, Known):
        managed.append(_managed("service-role/AWSLambdaVPCAccessExecutionRole", context.partition, span))
    queue = items.get("DeadLetterQueue")
    if queue is not None:
        document = _queue_policy(queue)
        documents += [document] if document is not None else []
        complete = complete and document is not None
    policies, known = role_of_events(properties)
    complete = complete and known
    managed += [_managed(policy, context.partition, span) for policy in policies]
    inputs = _Policies(managed, documents, complete, context.pseudo)
    return _role(f"{name}Role", properties, "lambda.amazonaws.com", inputs)


@dataclass(slots=True)
class _Policies:
    """What a role gets besides its property Policies. Not `complete`: there may be more."""

    managed: list[Value]
    documents: list[Value]
    complete: bool
    pseudo: Names[str, Value]


def _role(name: str, properties: MapOf, service: str, inputs: _Policies) -> MapOf:
    """A role that the transform makes."""
    managed, documents, complete = inputs.managed, inputs.documents, inputs.complete
    span = properties.span
    policies = properties.items.get("Policies", Missing())
    each = policies.items if isinstance(policies, ListOf) else () if isinstance(policies, Missing) else (policies,)
    complete = complete and not (isinstance(policies, ListOf) and not policies.complete)
    for index, policy in enumerate(each):
        document = policy if isinstance(policy, MapOf) and "Statement" in policy.items else None
        document = document or expanded(policy, inputs.pseudo)
        if document is not None:
            inline: dict[str, Value] = {"PolicyName": Known(f"{name}Policy{index}", span), "PolicyDocument": document}
            documents.append(MapOf(inline, span=policy.span))
        elif isinstance(policy, (Reference, Text)) or starts_with(policy, "arn:") is Truth.YES:
            if policy not in managed:
                managed.append(policy)
        elif not isinstance(policy, Missing):
            # A policy template that is not known, or the name of a managed policy without its path.
            complete = False
    items: dict[str, Value] = {
        "AssumeRolePolicyDocument": properties.items.get("AssumeRolePolicyDocument", _trust(service, span)),
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


def _queue_policy(queue: Value) -> MapOf | None:
    """What the role of a function needs for its dead letter queue or topic."""
    if not isinstance(queue, MapOf):
        return None
    kind, target = queue.items.get("Type"), queue.items.get("TargetArn")
    action = {"SQS": "sqs:SendMessage", "SNS": "sns:Publish"}.get(str(kind.scalar) if isinstance(kind, Known) else "")
    if action is None or target is None:
        return None
    span = queue.span
    statement: dict[str, Value] = {"Action": Known(action, span), "Resource": target, "Effect": Known("Allow", span)}
    statements = ListOf((MapOf(statement, span=span),), span=span)
    document = MapOf({"Version": Known("2012-10-17", span), "Statement": statements}, span=span)
    return MapOf({"PolicyName": Known("DeadLetterQueuePolicy", span), "PolicyDocument": document}, span=span)


def _tracing_policy(partition: Value, span: Span) -> Value | None:
    """Outside of the standard partition it is another policy."""
    if not isinstance(partition, Known):
        return None
    name = "AWSXrayWriteOnlyAccess" if partition.scalar == "aws" else "AWSXRayDaemonWriteAccess"
    return _managed(name, partition, span)


def _managed(name: str, partition: Value, span: Span) -> Value:
    if isinstance(partition, Known):
        return Known(f"arn:{partition.scalar}:iam::aws:policy/{name}", span)
    return Text(("arn:", partition, f":iam::aws:policy/{name}"), span)


def _trust(service: str, span: Span) -> MapOf:
    principal = MapOf({"Service": ListOf((Known(service, span),), span=span)}, span=span)
    statement: dict[str, Value] = {
        "Action": ListOf((Known("sts:AssumeRole", span),), span=span),
        "Effect": Known("Allow", span),
        "Principal": principal,
    }
    statements = ListOf((MapOf(statement, span=span),), span=span)
    return MapOf({"Version": Known("2012-10-17", span), "Statement": statements}, span=span)


# --- state machines and tables ------------------------------------------------------------------------------------


def _state_machine(name: str, properties: MapOf, items: dict[str, Value], context: Context, made: list[Made]) -> None:
    span = properties.span
    for own, result in (
        ("Name", "StateMachineName"),
        ("Tracing", "TracingConfiguration"),
        ("Type", "StateMachineType"),
    ):
        if own in properties.items:
            items[result] = properties.items[own]
    items.pop("Type", None)
    if "Logging" in items:
        items["LoggingConfiguration"] = items.pop("Logging")
    packaged = Unknown("the definition is packaged at deployment", span=span)
    # A definition in the template is what is deployed.
    written = properties.items.get("Definition") if "DefinitionUri" not in properties.items else None
    items["DefinitionString"] = packaged if written is None else written
    items["DefinitionS3Location"] = packaged if written is None else Missing(span)
    items["DefinitionSubstitutions"] = Unknown("the Serverless transform adds substitutions", span=span)
    items["Tags"] = Unknown("the Serverless transform adds tags", span=span)
    items["RoleArn"] = _given_role(properties, context.address(f"{name}Role"), "Role")
    if properties.complete and "Role" not in properties.items:
        # Tracing adds a policy, events have roles of their own.
        complete = "Tracing" not in properties.items
        role = _role(f"{name}Role", properties, "states.amazonaws.com", _Policies([], [], complete, context.pseudo))
        made.append(Made(f"{name}Role", "AWS::IAM::Role", role, ("Policies",)))


def _table(properties: MapOf, items: dict[str, Value]) -> None:
    span = properties.span
    key = properties.items.get("PrimaryKey")
    name: Value = Known("id", span)
    kind: Value = Known("S", span)
    if isinstance(key, MapOf):
        written = key.items.get("Type")
        letter = _KEY_TYPES.get(str(written.scalar)) if isinstance(written, Known) else None
        kind = Known(letter, span) if letter is not None else Unknown("the type of the key is known after deployment")
        name = key.items.get("Name", name)
    elif key is not None:
        name = kind = Unknown("the key is known after deployment", span=key.span)
    definition = MapOf({"AttributeName": name, "AttributeType": kind}, span=span)
    items["AttributeDefinitions"] = ListOf((definition,), span=span)
    schema = MapOf({"AttributeName": name, "KeyType": Known("HASH", span)}, span=span)
    items["KeySchema"] = ListOf((schema,), span=span)
    if "ProvisionedThroughput" not in items:
        items["BillingMode"] = Known("PAY_PER_REQUEST", span)
    if "Tags" in properties.items:
        items["Tags"] = Unknown("the Serverless transform writes tags as a list", span=properties.items["Tags"].span)
