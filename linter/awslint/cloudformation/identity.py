"""What Ref and Fn::GetAtt give where the template itself says it: the property that the result repeats.

From the "Return values" of the CloudFormation types. Only types whose physical id surely is that property.
"""

from __future__ import annotations

from typing import Final

REF: Final[dict[str, str]] = {
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CodeBuild::Project": "Name",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::ECR::Repository": "RepositoryName",
    "AWS::ECS::Cluster": "ClusterName",
    "AWS::EKS::Cluster": "Name",
    "AWS::ElastiCache::CacheCluster": "ClusterName",
    "AWS::ElastiCache::ReplicationGroup": "ReplicationGroupId",
    "AWS::ElastiCache::ServerlessCache": "ServerlessCacheName",
    "AWS::ElastiCache::SubnetGroup": "CacheSubnetGroupName",
    "AWS::ElastiCache::User": "UserId",
    "AWS::ElastiCache::UserGroup": "UserGroupId",
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::KMS::Alias": "AliasName",
    "AWS::Kinesis::Stream": "Name",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Serverless::Function": "FunctionName",
    "AWS::Serverless::SimpleTable": "TableName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::MemoryDB::ACL": "ACLName",
    "AWS::MemoryDB::Cluster": "ClusterName",
    "AWS::MemoryDB::ParameterGroup": "ParameterGroupName",
    "AWS::MemoryDB::SubnetGroup": "SubnetGroupName",
    "AWS::MemoryDB::User": "UserName",
    "AWS::RDS::DBCluster": "DBClusterIdentifier",
    "AWS::RDS::DBInstance": "DBInstanceIdentifier",
    "AWS::RDS::DBSubnetGroup": "DBSubnetGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SSM::Parameter": "Name",
}
"""By type: the property that Ref returns, where it is written."""

GET_ATT: Final[dict[tuple[str, str], str]] = {
    ("AWS::EC2::Subnet", "AvailabilityZone"): "AvailabilityZone",
    ("AWS::EC2::Subnet", "CidrBlock"): "CidrBlock",
    ("AWS::EC2::Subnet", "VpcId"): "VpcId",
    ("AWS::EC2::VPC", "CidrBlock"): "CidrBlock",
    ("AWS::SNS::Topic", "TopicName"): "TopicName",
    ("AWS::SQS::Queue", "QueueName"): "QueueName",
    ("AWS::SSM::Parameter", "Type"): "Type",
    ("AWS::SSM::Parameter", "Value"): "Value",
}
"""By type and attribute: the property that Fn::GetAtt repeats, where it is written."""


def repeated_property(type_: str, attribute: str) -> str | None:
    """Returns the property whose value Ref (attribute "Ref") or Fn::GetAtt gives; None where the service makes it."""
    return REF.get(type_) if attribute == "Ref" else GET_ATT.get((type_, attribute))
