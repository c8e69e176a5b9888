"""What kind of identifier a property takes: from the `format` that cfn-lint adds, from its pattern, or by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_KIND: Final = re.compile(r"AWS::\w+::\w+\.\w+")
_SERVICE: Final = re.compile(r":(acm|ec2|events|firehose|iam|kinesis|kms|lambda|logs|s3|secretsmanager|sns|sqs|sts):")

# What a pattern has to contain for the ARN that it describes to be of that kind.
_BY_PATTERN: Final = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r":iam::(?!.*\b(user|group|root)\b).*:\(?role", "AWS::IAM::Role.Arn"),
        (r":kms:.*key(\\?/|\\u002F)", "AWS::KMS::Key.Arn"),
        (r":secretsmanager:.*:secret:", "AWS::SecretsManager::Secret.Arn"),
        (r":lambda:.*:function:", "AWS::Lambda::Function.Arn"),
        (r":acm:.*:certificate\\?/", "AWS::CertificateManager::Certificate.Arn"),
        (r":kinesis:.*:stream/", "AWS::Kinesis::Stream.Arn"),
        (r":firehose:.*:deliverystream/", "AWS::KinesisFirehose::DeliveryStream.Arn"),
        (r":logs:.*:log-group:", "AWS::Logs::LogGroup.Arn"),
        (r":events:.*:event-bus/", "AWS::Events::EventBus.Arn"),
        (r":sns:", "AWS::SNS::Topic.Arn"),
        (r":sqs:", "AWS::SQS::Queue.Arn"),
    )
)
_BY_PREFIX: Final = re.compile(r"\^?\(?(subnet|sg|vpc)-")
_IDS: Final[Mapping[str, str]] = {
    "subnet": "AWS::EC2::Subnet.Id",
    "sg": "AWS::EC2::SecurityGroup.Id",
    "vpc": "AWS::EC2::VPC.Id",
}

# Properties of the services that awslint knows best, of which the schemas say nothing.
BY_HAND: Final[Mapping[str, Mapping[str, str]]] = {
    "AWS::CloudHSM::Cluster": {"SubnetIds/*": "AWS::EC2::Subnet.Id"},
    "AWS::ElastiCache::CacheCluster": {
        "CacheParameterGroupName": "AWS::ElastiCache::ParameterGroup.CacheParameterGroupName",
        "CacheSubnetGroupName": "AWS::ElastiCache::SubnetGroup.CacheSubnetGroupName",
        "NotificationTopicArn": "AWS::SNS::Topic.Arn",
        "VpcSecurityGroupIds/*": "AWS::EC2::SecurityGroup.Id",
    },
    "AWS::ElastiCache::ReplicationGroup": {
        "CacheParameterGroupName": "AWS::ElastiCache::ParameterGroup.CacheParameterGroupName",
        "CacheSubnetGroupName": "AWS::ElastiCache::SubnetGroup.CacheSubnetGroupName",
        "KmsKeyId": "AWS::KMS::Key.Arn",
        "NotificationTopicArn": "AWS::SNS::Topic.Arn",
        "SecurityGroupIds/*": "AWS::EC2::SecurityGroup.Id",
        "UserGroupIds/*": "AWS::ElastiCache::UserGroup.UserGroupId",
    },
    "AWS::ElastiCache::ServerlessCache": {
        "KmsKeyId": "AWS::KMS::Key.Arn",
        "SecurityGroupIds/*": "AWS::EC2::SecurityGroup.Id",
        "SubnetIds/*": "AWS::EC2::Subnet.Id",
        "UserGroupId": "AWS::ElastiCache::UserGroup.UserGroupId",
    },
    "AWS::ElastiCache::SubnetGroup": {"SubnetIds/*": "AWS::EC2::Subnet.Id"},
    "AWS::ElastiCache::UserGroup": {"UserIds/*": "AWS::ElastiCache::User.UserId"},
    "AWS::KMS::Alias": {"TargetKeyId": "AWS::KMS::Key.Id"},
    "AWS::KMS::ReplicaKey": {"PrimaryKeyArn": "AWS::KMS::Key.Arn"},
    "AWS::MemoryDB::ACL": {"UserNames/*": "AWS::MemoryDB::User.UserName"},
    "AWS::MemoryDB::Cluster": {
        "ACLName": "AWS::MemoryDB::ACL.ACLName",
        "MultiRegionClusterName": "AWS::MemoryDB::MultiRegionCluster.MultiRegionClusterName",
        "ParameterGroupName": "AWS::MemoryDB::ParameterGroup.ParameterGroupName",
        "SubnetGroupName": "AWS::MemoryDB::SubnetGroup.SubnetGroupName",
    },
    "AWS::MemoryDB::SubnetGroup": {"SubnetIds/*": "AWS::EC2::Subnet.Id"},
}


def kind_of(node: Mapping[str, Any]) -> str | None:
    """Returns the kind of identifier that a schema node describes; None where it does not say, or says several."""
    declared = node.get("format")
    if isinstance(declared, str):
        # cfn-lint calls this one type by the name of its service.
        declared = declared.replace("AWS::ACM::", "AWS::CertificateManager::")
        return declared if _KIND.fullmatch(declared) else None
    pattern = node.get("pattern")
    if not isinstance(pattern, str):
        return None
    if match := _BY_PREFIX.match(pattern):
        return _IDS[match[1]]
    if "arn" not in pattern or len(set(_SERVICE.findall(pattern))) != 1:
        return None
    kinds = [kind for expression, kind in _BY_PATTERN if expression.search(pattern)]
    return kinds[0] if len(kinds) == 1 else None
