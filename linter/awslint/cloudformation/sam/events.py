"""What the events of a Serverless function become: event source mappings, permissions, and policies of its role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from awslint.frozen import frozen
from awslint.values import Known, MapOf, Missing, Reference, Unknown, Value

if TYPE_CHECKING:
    from awslint.cloudformation.resources import Declared

_SOURCES: Final = {
    "Kinesis": "Stream",
    "DynamoDB": "Stream",
    "SQS": "Queue",
    "MSK": "Stream",
    "MQ": "Broker",
    "DocumentDB": "Cluster",
    "SelfManagedKafka": "",
}
"""By kind of event that Lambda polls: the property that names the source."""

_MANAGED: Final = {
    "Kinesis": "service-role/AWSLambdaKinesisExecutionRole",
    "DynamoDB": "service-role/AWSLambdaDynamoDBExecutionRole",
    "SQS": "service-role/AWSLambdaSQSQueueExecutionRole",
    "MSK": "service-role/AWSLambdaMSKExecutionRole",
}
"""By kind of event: the managed policy that the function's role gets for it."""

_CALLERS: Final = {
    "S3": "s3.amazonaws.com",
    "SNS": "sns.amazonaws.com",
    "Schedule": "events.amazonaws.com",
    "EventBridgeRule": "events.amazonaws.com",
    "CloudWatchEvent": "events.amazonaws.com",
    "AlexaSkill": "alexa-appkit.amazon.com",
    "IoTRule": "iot.amazonaws.com",
}
"""By kind of event: the service that is permitted to invoke the function.

Left out are APIs, which permit each of their stages, and user pools, which permit once for several events.
"""

_MORE_POLICIES: Final = ("DestinationConfig", "SchemaRegistryConfig", "SourceAccessConfigurations", "SqsSubscription")
"""Properties of events that give the role further policies."""

_SAME: Final = (
    "BatchSize", "BisectBatchOnFunctionError", "Enabled", "FilterCriteria", "FunctionResponseTypes", "KmsKeyArn",
    "LoggingConfig", "MaximumBatchingWindowInSeconds", "MaximumRecordAgeInSeconds", "MaximumRetryAttempts",
    "MetricsConfig", "ParallelizationFactor", "ProvisionedPollerConfig", "Queues", "ScalingConfig",
    "SourceAccessConfigurations", "StartingPosition", "StartingPositionTimestamp", "Topics", "TumblingWindowInSeconds",
)  # fmt: skip


@frozen
class Made:
    """A resource that the transform makes. `mentions`: the properties of the origin whose names it depends on."""

    name: str
    type: str
    attributes: MapOf
    mentions: tuple[str, ...] = ()


def _events(properties: MapOf) -> Iterator[tuple[str, str | None, MapOf]]:
    """Names, kinds and properties of the events that can be read."""
    events = properties.items.get("Events", Missing())
    for name, event in events.items.items() if isinstance(events, MapOf) else ():
        if isinstance(event, MapOf):
            kind, settings = event.items.get("Type"), event.items.get("Properties", MapOf({}, span=event.span))
            known = str(kind.scalar) if isinstance(kind, Known) else None
            yield name, known, settings if isinstance(settings, MapOf) else MapOf({}, complete=False, span=event.span)


def alias_of(function: str, properties: MapOf) -> str | None:
    """Returns the logical id of the alias that AutoPublishAlias makes; None where there is none or its name is not
    known."""
    alias = properties.items.get("AutoPublishAlias")
    name = alias.scalar if isinstance(alias, Known) and properties.complete else None
    return f"{function}Alias{_in_ids(name)}" if isinstance(name, str) else None


def published(name: str, resources: Mapping[str, Declared]) -> str:
    """Returns the logical id that `Function.Version` or `Function.Alias` stands for; any other name as it is."""
    function, _, part = name.partition(".")
    properties = resources[function].properties if part and function in resources else None
    alias = properties.text("AutoPublishAlias") if properties is not None else None
    return (
        {"Version": f"{function}Version", "Alias": f"{function}Alias{_in_ids(alias or '')}"}.get(part, name)
        if alias
        else name
    )


def made_by_events(function: str, properties: MapOf, prefix: str, alias: str | None) -> Iterator[Made]:
    """Yields the event source mappings and the permissions of a function."""
    target: Value = Reference(f"{prefix}{function}", ("Ref",), properties.span)
    if alias is not None:
        target = Reference(f"{prefix}{alias}", ("Ref",), properties.span)
    elif "AutoPublishAlias" in properties.items or not properties.complete:
        target = Unknown("it is an alias of the function", "string", properties.span)
    for name, kind, event in _events(properties):
        if kind in _SOURCES:
            yield Made(
                f"{function}{name}", "AWS::Lambda::EventSourceMapping", _mapping(kind, event, target), ("Events",)
            )
        elif kind in _CALLERS and "SqsSubscription" not in event.items:
            items: dict[str, Value] = {
                "Action": Known("lambda:InvokeFunction", event.span),
                "FunctionName": target,
                "Principal": Known(_CALLERS[kind], event.span),
            }
            permission = MapOf(items, complete=False, span=event.span)
            yield Made(f"{function}{name}Permission", "AWS::Lambda::Permission", permission, ("Events",))
        if kind == "Schedule" and "Schedule" in event.items:
            rule = MapOf({"ScheduleExpression": event.items["Schedule"]}, complete=False, span=event.span)
            yield Made(f"{function}{name}", "AWS::Events::Rule", rule, ("Events",))


def _in_ids(alias: str) -> str:
    """An alias as a part of a logical id."""
    return alias.replace("-", "D").replace("_", "U")


def _mapping(kind: str, event: MapOf, target: Value) -> MapOf:
    items = {element: event.items[element] for element in _SAME if element in event.items}
    items["FunctionName"] = target
    source = _SOURCES[kind]
    if source in event.items:
        items["EventSourceArn"] = event.items[source]
    special = ("DestinationConfig", "ConsumerGroupId", "SchemaRegistryConfig", "KafkaBootstrapServers")
    complete = event.complete and not any(name in event.items for name in special)
    return replace(event, items=items, complete=complete)


def role_of_events(properties: MapOf) -> tuple[list[str], bool]:
    """Returns the managed policies that the events give the role, and whether these are all that they give."""
    events = properties.items.get("Events", Missing())
    complete = isinstance(events, Missing) or (isinstance(events, MapOf) and events.complete)
    policies: dict[str, None] = {}
    read = 0
    for _, kind, event in _events(properties):
        read += 1
        if kind in _MANAGED:
            policies[_MANAGED[kind]] = None
        elif kind is None or kind in _SOURCES:
            complete = False
        complete = complete and event.complete and not any(name in event.items for name in _MORE_POLICIES)
    if isinstance(events, MapOf):
        complete = complete and read == len(events.items)
    return list(policies), complete
