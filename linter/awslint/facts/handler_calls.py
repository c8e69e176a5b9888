"""What CloudFormation's handlers call only because of certain properties, or only without them.

The handlers declare the most that they may ever call. These rows say of some of it when: on creation, and on deletion
where the handler of that phase declares it too.

Source: the API references of the operations, which take what the property holds (a bucket's encryption is no member
of CreateBucket), and for Lambda "Giving Lambda functions access to resources in an Amazon VPC", for RDS "Password
management with Amazon RDS and AWS Secrets Manager", which name what the caller needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from awslint.facts.calls import Gate, read_calls

_ROWS: Final = """
AWS::DynamoDB::Table dynamodb: !ImportSourceSpecification?CreateTable ImportSourceSpecification?ImportTable \
KinesisStreamSpecification?EnableKinesisStreamingDestination ResourcePolicy?PutResourcePolicy \
PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled?UpdateContinuousBackups \
TimeToLiveSpecification.Enabled?UpdateTimeToLive ContributorInsightsSpecification.Enabled?UpdateContributorInsights
AWS::EC2::KeyPair ec2: PublicKeyMaterial?ImportKeyPair !PublicKeyMaterial?CreateKeyPair
AWS::EC2::SecurityGroup ec2: SecurityGroupIngress?AuthorizeSecurityGroupIngress \
SecurityGroupEgress?AuthorizeSecurityGroupEgress
AWS::EC2::Subnet ec2: MapPublicIpOnLaunch?ModifySubnetAttribute
AWS::EC2::VPC ec2: EnableDnsHostnames?ModifyVpcAttribute
AWS::EC2::Volume ec2: !SourceVolumeId?CreateVolume SourceVolumeId?CopyVolumes
AWS::ElastiCache::ParameterGroup elasticache: Properties?ModifyCacheParameterGroup
AWS::FSx::Volume fsx: !BackupId?CreateVolume BackupId?CreateVolumeFromBackup
AWS::IAM::Group iam: Policies?PutGroupPolicy Policies?DeleteGroupPolicy ManagedPolicyArns?AttachGroupPolicy \
ManagedPolicyArns?DetachGroupPolicy
AWS::IAM::InstanceProfile iam: Roles?AddRoleToInstanceProfile Roles?RemoveRoleFromInstanceProfile
AWS::IAM::ManagedPolicy iam: Roles?AttachRolePolicy Roles?DetachRolePolicy Users?AttachUserPolicy \
Users?DetachUserPolicy Groups?AttachGroupPolicy Groups?DetachGroupPolicy
AWS::IAM::Role iam: Policies?PutRolePolicy Policies?DeleteRolePolicy ManagedPolicyArns?AttachRolePolicy \
ManagedPolicyArns?DetachRolePolicy
AWS::IAM::User iam: Policies?PutUserPolicy Policies?DeleteUserPolicy ManagedPolicyArns?AttachUserPolicy \
ManagedPolicyArns?DetachUserPolicy Groups?AddUserToGroup Groups?RemoveUserFromGroup LoginProfile?CreateLoginProfile \
LoginProfile?DeleteLoginProfile
AWS::KMS::Key kms: EnableKeyRotation?EnableKeyRotation
AWS::Lambda::Function lambda: ReservedConcurrentExecutions?PutFunctionConcurrency Layers?GetLayerVersion \
RuntimeManagementConfig?PutRuntimeManagementConfig RecursiveLoop?PutFunctionRecursionConfig \
Code.S3Bucket?s3:GetObject Code.S3ObjectVersion?s3:GetObjectVersion VpcConfig.SubnetIds?ec2:DescribeSubnets \
VpcConfig.SubnetIds?ec2:DescribeSecurityGroups VpcConfig.SubnetIds?ec2:DescribeVpcs
AWS::Neptune::DBCluster rds: !SnapshotIdentifier&!SourceDBClusterIdentifier?CreateDBCluster \
SnapshotIdentifier?RestoreDBClusterFromSnapshot SourceDBClusterIdentifier\
&!SnapshotIdentifier?RestoreDBClusterToPointInTime
AWS::RDS::DBCluster rds: ManageMasterUserPassword?secretsmanager:CreateSecret \
ManageMasterUserPassword?secretsmanager:TagResource AssociatedRoles?AddRoleToDBCluster \
SnapshotIdentifier?RestoreDBClusterFromSnapshot !SnapshotIdentifier&!SourceDBClusterIdentifier\
&!SourceDbClusterResourceId?CreateDBCluster SourceDBClusterIdentifier\
&!SnapshotIdentifier?RestoreDBClusterToPointInTime SourceDbClusterResourceId\
&!SnapshotIdentifier?RestoreDBClusterToPointInTime
AWS::RDS::DBInstance rds: ManageMasterUserPassword?secretsmanager:CreateSecret \
ManageMasterUserPassword?secretsmanager:TagResource AssociatedRoles?AddRoleToDBInstance \
DBSnapshotIdentifier?RestoreDBInstanceFromDBSnapshot !DBSnapshotIdentifier&!DBClusterSnapshotIdentifier\
&!SourceDBInstanceIdentifier&!SourceDBClusterIdentifier&!SourceDbiResourceId&!SourceDBInstanceAutomatedBackupsArn\
&!RestoreTime?CreateDBInstance
AWS::RDS::DBParameterGroup rds: Parameters?ModifyDBParameterGroup
AWS::Redshift::Cluster redshift: !SnapshotIdentifier?CreateCluster SnapshotIdentifier?RestoreFromClusterSnapshot
AWS::S3::Bucket s3: BucketEncryption?PutEncryptionConfiguration VersioningConfiguration?PutBucketVersioning \
LifecycleConfiguration?PutLifecycleConfiguration PublicAccessBlockConfiguration?PutBucketPublicAccessBlock \
LoggingConfiguration?PutBucketLogging NotificationConfiguration?PutBucketNotification CorsConfiguration?PutBucketCORS \
WebsiteConfiguration?PutBucketWebsite OwnershipControls?PutBucketOwnershipControls \
AccelerateConfiguration?PutAccelerateConfiguration ReplicationConfiguration?PutReplicationConfiguration \
MetricsConfigurations?PutMetricsConfiguration AnalyticsConfigurations?PutAnalyticsConfiguration \
InventoryConfigurations?PutInventoryConfiguration IntelligentTieringConfigurations?PutIntelligentTieringConfiguration \
ObjectLockConfiguration?PutBucketObjectLockConfiguration
AWS::SNS::Topic sns: Subscription?Subscribe DataProtectionPolicy?PutDataProtectionPolicy
"""


@cache
def handler_gates(type_name: str) -> Mapping[str, tuple[Gate, ...]]:
    """Returns the gates of actions that the handlers of a type call: one of them has to be open."""
    prefix, _, words = _rows().get(type_name, ":").partition(":")
    found: dict[str, tuple[Gate, ...]] = {}
    for call in read_calls(words.split(), prefix):
        if call.gate is not None:
            found[call.action] = (*found.get(call.action, ()), call.gate)
    return found


def types_with_gates() -> list[str]:
    """Returns the canonical types that have a row."""
    return list(_rows())


@cache
def _rows() -> Mapping[str, str]:
    return {name: row for name, _, row in (line.partition(" ") for line in _ROWS.strip().splitlines())}
