"""What Terraform (and CloudFormation) attach to a resource by a resource of its own: where it belongs in the parent.

Sources: the arguments of the AWS provider 5.100 and the registry schemas; for each row the parent's property is the one
that CloudFormation has for the same member of the service's API.
"""

from __future__ import annotations

import functools
from typing import Final

from awslint.frozen import frozen


@frozen
class Attachment:
    """One kind of attachment.

    `names` is its attribute that names the parent, by a reference or by one of the parent's `identifiers`. What it
    writes at `content` (the whole attachment where that is empty) belongs to the parent's `property`: it is that
    property, or one element of that list where it is `an_element`. `only` is what an attribute of it has to be.
    """

    parent: str
    type: str
    names: str
    property: str
    identifiers: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    an_element: bool = False
    only: tuple[str, str] | None = None


def _bucket(type_: str, property_: str, *content: str, element: bool = False) -> Attachment:
    return Attachment("AWS::S3::Bucket", f"AWS::S3::{type_}", "Bucket", property_, ("BucketName",), content, element)


_GROUP: Final = "AWS::EC2::SecurityGroup"
_QUEUE: Final = "AWS::SQS::Queue"

ATTACHMENTS: Final = (
    _bucket("BucketPolicy", "PolicyDocument", "PolicyDocument"),
    _bucket("BucketEncryption", "BucketEncryption"),
    _bucket("BucketVersioning", "VersioningConfiguration"),
    _bucket("BucketLifecycleConfiguration", "LifecycleConfiguration"),
    _bucket("BucketCorsConfiguration", "CorsConfiguration"),
    _bucket("BucketLogging", "LoggingConfiguration"),
    _bucket("BucketNotification", "NotificationConfiguration"),
    _bucket("BucketPublicAccessBlock", "PublicAccessBlockConfiguration"),
    _bucket("BucketOwnershipControls", "OwnershipControls"),
    _bucket("BucketAcl", "AccessControl", "AccessControl"),
    _bucket("BucketWebsiteConfiguration", "WebsiteConfiguration"),
    _bucket("BucketReplicationConfiguration", "ReplicationConfiguration"),
    _bucket("BucketAccelerateConfiguration", "AccelerateConfiguration"),
    _bucket("BucketObjectLockConfiguration", "ObjectLockConfiguration"),
    _bucket("BucketIntelligentTieringConfiguration", "IntelligentTieringConfigurations", element=True),
    _bucket("BucketInventory", "InventoryConfigurations", element=True),
    _bucket("BucketMetric", "MetricsConfigurations", element=True),
    _bucket("BucketAnalyticsConfiguration", "AnalyticsConfigurations", element=True),
    Attachment(_QUEUE, "AWS::SQS::QueuePolicy", "Queues", "PolicyDocument", ("QueueUrl",), ("PolicyDocument",)),
    Attachment(_QUEUE, "AWS::SQS::QueueRedrivePolicy", "Queues", "RedrivePolicy", ("QueueUrl",), ("RedrivePolicy",)),
    Attachment(
        _QUEUE, "AWS::SQS::QueueRedriveAllowPolicy", "Queues", "RedriveAllowPolicy", (), ("RedriveAllowPolicy",)
    ),
    Attachment(_QUEUE, "AWS::SQS::QueueInlinePolicy", "Queue", "PolicyDocument", ("QueueUrl",), ("PolicyDocument",)),
    Attachment("AWS::SNS::Topic", "AWS::SNS::TopicInlinePolicy", "TopicArn", "PolicyDocument", (), ("PolicyDocument",)),
    Attachment(
        "AWS::Kinesis::Stream", "AWS::Kinesis::ResourcePolicy", "ResourceArn", "ResourcePolicy", (), ("ResourcePolicy",)
    ),
    Attachment("AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics", "PolicyDocument", (), ("PolicyDocument",)),
    Attachment("AWS::SNS::Topic", "AWS::SNS::Subscription", "TopicArn", "Subscription", (), (), True),
    Attachment(_GROUP, "AWS::EC2::SecurityGroupIngress", "GroupId", "SecurityGroupIngress", (), (), True),
    Attachment(_GROUP, "AWS::EC2::SecurityGroupEgress", "GroupId", "SecurityGroupEgress", (), (), True),
    Attachment(
        _GROUP, "AWS::EC2::SecurityGroupRule", "GroupId", "SecurityGroupIngress", (), (), True, ("Type", "ingress")
    ),
    Attachment(
        _GROUP, "AWS::EC2::SecurityGroupRule", "GroupId", "SecurityGroupEgress", (), (), True, ("Type", "egress")
    ),
    Attachment("AWS::EC2::RouteTable", "AWS::EC2::Route", "RouteTableId", "Route", (), (), True),
    Attachment("AWS::EC2::NetworkAcl", "AWS::EC2::NetworkAclEntry", "NetworkAclId", "Entries", (), (), True),
    Attachment(
        "AWS::EC2::VPCEndpoint",
        "AWS::EC2::VPCEndpointPolicy",
        "VpcEndpointId",
        "PolicyDocument",
        (),
        ("PolicyDocument",),
    ),
    Attachment("AWS::KMS::Key", "AWS::KMS::KeyPolicy", "KeyId", "KeyPolicy", (), ("Policy",)),
    Attachment(
        "AWS::SecretsManager::Secret",
        "AWS::SecretsManager::ResourcePolicy",
        "SecretId",
        "ResourcePolicy",
        ("Name",),
        ("ResourcePolicy",),
    ),
    Attachment(
        "AWS::ECR::Repository",
        "AWS::ECR::RepositoryPolicy",
        "RepositoryName",
        "RepositoryPolicyText",
        ("RepositoryName",),
        ("RepositoryPolicyText",),
    ),
    Attachment(
        "AWS::DynamoDB::Table",
        "AWS::DynamoDB::ResourcePolicy",
        "ResourceArn",
        "ResourcePolicy",
        (),
        ("PolicyDocument",),
    ),
    Attachment("AWS::Events::Rule", "AWS::Events::Target", "RuleName", "Targets", ("Name",), (), True),
    Attachment(
        "AWS::Lambda::Function", "AWS::Lambda::Permission", "FunctionName", "Permissions", ("FunctionName",), (), True
    ),
    Attachment(
        "AWS::Lambda::Function",
        "AWS::Lambda::EventSourceMapping",
        "FunctionName",
        "EventSourceMappings",
        ("FunctionName",),
        (),
        True,
    ),
    Attachment(
        "AWS::ElasticLoadBalancingV2::Listener",
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        "ListenerArn",
        "Rules",
        (),
        (),
        True,
    ),
    Attachment(
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::ElasticLoadBalancingV2::TargetGroupAttachment",
        "TargetGroupArn",
        "Targets",
        (),
        (),
        True,
    ),
    Attachment(
        "AWS::AutoScaling::AutoScalingGroup",
        "AWS::AutoScaling::ScalingPolicy",
        "AutoScalingGroupName",
        "Policies",
        ("AutoScalingGroupName",),
        (),
        True,
    ),
    Attachment(
        "AWS::AutoScaling::AutoScalingGroup",
        "AWS::AutoScaling::LifecycleHook",
        "AutoScalingGroupName",
        "LifecycleHookSpecificationList",
        ("AutoScalingGroupName",),
        (),
        True,
    ),
    Attachment(
        "AWS::EFS::FileSystem",
        "AWS::EFS::FileSystemPolicy",
        "FileSystemId",
        "FileSystemPolicy",
        (),
        ("PolicyDocument",),
    ),
    Attachment(
        "AWS::AutoScaling::AutoScalingGroup",
        "AWS::AutoScaling::Notification",
        "GroupNames",
        "NotificationConfigurations",
        ("AutoScalingGroupName",),
        (),
        True,
    ),
    Attachment(
        "AWS::ApplicationAutoScaling::ScalableTarget",
        "AWS::ApplicationAutoScaling::ScheduledAction",
        "ResourceId",
        "ScheduledActions",
        (),
        (),
        True,
    ),
    Attachment(
        "AWS::Backup::BackupVault",
        "AWS::Backup::VaultLockConfiguration",
        "BackupVaultName",
        "LockConfiguration",
        ("BackupVaultName",),
    ),
    Attachment(
        "AWS::Route53Resolver::FirewallRuleGroup",
        "AWS::Route53Resolver::FirewallRule",
        "FirewallRuleGroupId",
        "FirewallRules",
        (),
        (),
        True,
    ),
    Attachment(
        "AWS::Route53::CidrCollection", "AWS::Route53::CidrLocation", "CidrCollectionId", "Locations", (), (), True
    ),
    Attachment(
        "AWS::Logs::LogGroup",
        "AWS::Logs::DataProtectionPolicy",
        "LogGroupName",
        "DataProtectionPolicy",
        ("LogGroupName",),
        ("DataProtectionPolicy",),
    ),
    Attachment(
        "AWS::APS::Workspace",
        "AWS::APS::AlertManagerDefinition",
        "WorkspaceId",
        "AlertManagerDefinition",
        (),
        ("AlertManagerDefinition",),
    ),
    Attachment("AWS::VerifiedPermissions::PolicyStore", "AWS::VerifiedPermissions::Schema", "PolicyStoreId", "Schema"),
    Attachment("AWS::EC2::PrefixList", "AWS::EC2::PrefixListEntry", "PrefixListId", "Entries", (), (), True),
    Attachment("AWS::ApiGateway::RestApi", "AWS::ApiGateway::RestApiPolicy", "RestApiId", "Policy", (), ("Policy",)),
)
"""All kinds. A property that CloudFormation's parent does not have (Permissions, Rules, Policies) is one of ours."""


@functools.cache
def attachments_to(type_: str) -> tuple[Attachment, ...]:
    """Returns the kinds of attachments to a type."""
    return tuple(attachment for attachment in ATTACHMENTS if attachment.parent == type_)


@functools.cache
def attachments_as(type_: str) -> tuple[Attachment, ...]:
    """Returns the kinds of attachment that resources of a type are."""
    return tuple(attachment for attachment in ATTACHMENTS if attachment.type == type_)


def is_attachment(type_: str, property_: str) -> bool:
    """Returns whether a resource of the type gives that property to its parent."""
    return any(kind.property == property_ for kind in attachments_as(type_))
