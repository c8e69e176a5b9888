"""The IAM actions behind the calls that the AWS provider for Terraform surely makes per resource type and phase.

Terraform does not call what CloudFormation's handlers call: it reads every part of a bucket back, and the policies of a
role. Each call stands under the action that authorises it (s3:ListBucket for HeadBucket).

Source: the calls of the provider 5.100.0, recorded one by one (tests/facts/calls_of_the_provider.txt), which a test
compares with every row. What `NOT_RECORDED` names is remembered from the functions in `internal/service` of
hashicorp/terraform-provider-aws. Types without a row are not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from awslint.facts.handlers import Phase

_PHASES: Final[tuple[Phase, ...]] = ("create", "read", "update", "delete")

NOT_RECORDED: Final = frozenset({
    "aws_cloudhsm_v2_cluster", "aws_cloudhsm_v2_hsm", "aws_elasticache_cluster", "aws_elasticache_parameter_group",
    "aws_elasticache_replication_group", "aws_elasticache_serverless_cache", "aws_elasticache_user_group",
    "aws_elasticache_user_group_association", "aws_kms_custom_key_store", "aws_memorydb_acl",
    "aws_memorydb_parameter_group", "aws_db_instance", "aws_s3_bucket_logging",
})  # fmt: skip
"""Types of which the record lacks phases: moto does not answer all their calls. Those of CloudHSM, KMS, MemoryDB and
S3, serverless caches, user groups and their associations were compared with `internal/service` by hand."""

# Actions of create / read / update / delete. `Property?Action`: only where the property (canonical) is set; the
# prefix of the row goes for actions without one. What a resource is read with is also called after create and update.
_ROWS: Final = """
aws_memorydb_cluster memorydb: CreateCluster / DescribeClusters ListTags / UpdateCluster / DeleteCluster
aws_memorydb_user memorydb: CreateUser / DescribeUsers ListTags / UpdateUser / DeleteUser
aws_memorydb_acl memorydb: CreateAcl / DescribeAcls ListTags / UpdateAcl / DeleteAcl
aws_memorydb_subnet_group memorydb: CreateSubnetGroup / DescribeSubnetGroups ListTags / UpdateSubnetGroup \
/ DeleteSubnetGroup
aws_memorydb_parameter_group memorydb: CreateParameterGroup \
/ DescribeParameterGroups DescribeParameters ListTags / UpdateParameterGroup / DeleteParameterGroup
aws_memorydb_snapshot memorydb: CreateSnapshot / DescribeSnapshots ListTags / / DeleteSnapshot
aws_elasticache_replication_group elasticache: CreateReplicationGroup \
/ DescribeReplicationGroups DescribeCacheClusters ListTagsForResource / ModifyReplicationGroup / DeleteReplicationGroup
aws_elasticache_cluster elasticache: CreateCacheCluster / DescribeCacheClusters ListTagsForResource \
/ ModifyCacheCluster / DeleteCacheCluster
aws_elasticache_serverless_cache elasticache: CreateServerlessCache / DescribeServerlessCaches ListTagsForResource \
/ ModifyServerlessCache / DeleteServerlessCache
aws_elasticache_user elasticache: CreateUser / DescribeUsers ListTagsForResource / ModifyUser / DeleteUser
aws_elasticache_user_group elasticache: CreateUserGroup / DescribeUserGroups ListTagsForResource / ModifyUserGroup \
/ DeleteUserGroup
aws_elasticache_user_group_association elasticache: ModifyUserGroup / DescribeUserGroups / / ModifyUserGroup
aws_elasticache_subnet_group elasticache: CreateCacheSubnetGroup / DescribeCacheSubnetGroups ListTagsForResource \
/ ModifyCacheSubnetGroup / DeleteCacheSubnetGroup
aws_elasticache_parameter_group elasticache: CreateCacheParameterGroup \
/ DescribeCacheParameterGroups DescribeCacheParameters ListTagsForResource / ModifyCacheParameterGroup \
/ DeleteCacheParameterGroup
aws_kms_key kms: CreateKey EnableKeyRotation?EnableKeyRotation \
/ DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags / / ScheduleKeyDeletion
aws_kms_alias kms: CreateAlias / ListAliases / UpdateAlias / DeleteAlias
aws_kms_key_policy kms: PutKeyPolicy / DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags / PutKeyPolicy \
/ PutKeyPolicy
aws_kms_grant kms: CreateGrant / ListGrants / / RevokeGrant
aws_kms_custom_key_store kms: CreateCustomKeyStore / DescribeCustomKeyStores / UpdateCustomKeyStore \
/ DeleteCustomKeyStore
aws_cloudhsm_v2_cluster cloudhsm: CreateCluster / DescribeClusters / / DeleteCluster
aws_cloudhsm_v2_hsm cloudhsm: CreateHsm / DescribeClusters / / DeleteHsm
aws_lambda_function lambda: CreateFunction Role?iam:PassRole \
/ GetFunction ListVersionsByFunction Handler?GetFunctionCodeSigningConfig / / DeleteFunction
aws_lambda_permission lambda: AddPermission / GetPolicy / / RemovePermission
aws_lambda_event_source_mapping lambda: CreateEventSourceMapping / GetEventSourceMapping ListTags \
/ UpdateEventSourceMapping / DeleteEventSourceMapping
aws_lambda_alias lambda: CreateAlias / GetAlias / UpdateAlias / DeleteAlias
aws_s3_bucket s3: CreateBucket Tags?PutBucketTagging / ListBucket GetBucketTagging GetBucketPolicy GetBucketAcl \
GetBucketCORS GetBucketWebsite GetBucketVersioning GetAccelerateConfiguration GetBucketRequestPayment GetBucketLogging \
GetLifecycleConfiguration GetReplicationConfiguration GetEncryptionConfiguration GetBucketObjectLockConfiguration \
/ / DeleteBucket
aws_s3_bucket_policy s3: PutBucketPolicy / GetBucketPolicy / PutBucketPolicy / DeleteBucketPolicy
aws_s3_bucket_versioning s3: PutBucketVersioning / GetBucketVersioning / PutBucketVersioning /
aws_s3_bucket_server_side_encryption_configuration s3: PutEncryptionConfiguration / GetEncryptionConfiguration \
/ PutEncryptionConfiguration / PutEncryptionConfiguration
aws_s3_bucket_public_access_block s3: PutBucketPublicAccessBlock / GetBucketPublicAccessBlock \
/ PutBucketPublicAccessBlock / PutBucketPublicAccessBlock
aws_s3_bucket_ownership_controls s3: PutBucketOwnershipControls / GetBucketOwnershipControls \
/ PutBucketOwnershipControls / PutBucketOwnershipControls
aws_s3_bucket_lifecycle_configuration s3: PutLifecycleConfiguration / GetLifecycleConfiguration \
/ PutLifecycleConfiguration / PutLifecycleConfiguration
aws_s3_bucket_notification s3: PutBucketNotification / GetBucketNotification / PutBucketNotification \
/ PutBucketNotification
aws_s3_bucket_cors_configuration s3: PutBucketCORS / GetBucketCORS / PutBucketCORS / PutBucketCORS
aws_s3_bucket_logging s3: PutBucketLogging / GetBucketLogging / PutBucketLogging / PutBucketLogging
aws_s3_bucket_acl s3: PutBucketAcl / GetBucketAcl / PutBucketAcl /
aws_dynamodb_table dynamodb: CreateTable \
/ DescribeTable DescribeContinuousBackups DescribeTimeToLive ListTagsOfResource / / DeleteTable
aws_sqs_queue sqs: CreateQueue / GetQueueAttributes ListQueueTags / SetQueueAttributes / DeleteQueue
aws_sqs_queue_policy sqs: SetQueueAttributes / GetQueueAttributes / SetQueueAttributes / SetQueueAttributes
aws_sns_topic sns: CreateTopic / GetTopicAttributes ListTagsForResource / SetTopicAttributes / DeleteTopic
aws_sns_topic_policy sns: SetTopicAttributes / GetTopicAttributes / SetTopicAttributes / SetTopicAttributes
aws_sns_topic_subscription sns: Subscribe / GetSubscriptionAttributes ListSubscriptionsByTopic \
/ SetSubscriptionAttributes / Unsubscribe
aws_vpc ec2: CreateVpc \
/ DescribeVpcs DescribeVpcAttribute DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups / / DeleteVpc
aws_subnet ec2: CreateSubnet / DescribeSubnets / / DescribeNetworkInterfaces DeleteSubnet
aws_security_group ec2: CreateSecurityGroup RevokeSecurityGroupEgress \
SecurityGroupIngress?AuthorizeSecurityGroupIngress SecurityGroupEgress?AuthorizeSecurityGroupEgress \
/ DescribeSecurityGroups / / DescribeNetworkInterfaces DeleteSecurityGroup
aws_vpc_security_group_ingress_rule ec2: AuthorizeSecurityGroupIngress / DescribeSecurityGroupRules \
/ ModifySecurityGroupRules / RevokeSecurityGroupIngress
aws_vpc_security_group_egress_rule ec2: AuthorizeSecurityGroupEgress / DescribeSecurityGroupRules \
/ ModifySecurityGroupRules / RevokeSecurityGroupEgress
aws_internet_gateway ec2: CreateInternetGateway VpcId?AttachInternetGateway / DescribeInternetGateways / \
/ VpcId?DetachInternetGateway DeleteInternetGateway
aws_route_table ec2: CreateRouteTable / DescribeRouteTables / / DeleteRouteTable
aws_route ec2: CreateRoute / DescribeRouteTables / ReplaceRoute / DeleteRoute
aws_route_table_association ec2: AssociateRouteTable / DescribeRouteTables / ReplaceRouteTableAssociation \
/ DisassociateRouteTable
aws_nat_gateway ec2: CreateNatGateway / DescribeNatGateways / / DeleteNatGateway
aws_eip ec2: AllocateAddress / DescribeAddresses DescribeAddressesAttribute / / ReleaseAddress
aws_vpc_endpoint ec2: CreateVpcEndpoint / DescribeVpcEndpoints RouteTableIds?DescribePrefixLists / ModifyVpcEndpoint \
/ DeleteVpcEndpoints
aws_iam_role iam: CreateRole / GetRole ListRolePolicies ListAttachedRolePolicies / \
/ ListInstanceProfilesForRole DeleteRole
aws_iam_role_policy iam: PutRolePolicy / GetRolePolicy / PutRolePolicy / DeleteRolePolicy
aws_iam_role_policy_attachment iam: AttachRolePolicy / ListAttachedRolePolicies / / DetachRolePolicy
aws_iam_policy iam: CreatePolicy / GetPolicy GetPolicyVersion / ListPolicyVersions CreatePolicyVersion \
/ ListPolicyVersions DeletePolicy
aws_iam_instance_profile iam: CreateInstanceProfile Roles?AddRoleToInstanceProfile Roles?iam:PassRole \
/ GetInstanceProfile Roles?GetRole / / Roles?RemoveRoleFromInstanceProfile DeleteInstanceProfile
aws_iam_user iam: CreateUser / GetUser / UpdateUser / ListGroupsForUser DeleteUser
aws_iam_user_policy iam: PutUserPolicy / GetUserPolicy / PutUserPolicy / DeleteUserPolicy
aws_iam_user_policy_attachment iam: AttachUserPolicy / ListAttachedUserPolicies / / DetachUserPolicy
aws_iam_access_key iam: CreateAccessKey / ListAccessKeys / UpdateAccessKey / DeleteAccessKey
aws_ecs_cluster ecs: CreateCluster / DescribeClusters / / DeleteCluster
aws_ecs_service ecs: CreateService / DescribeServices / UpdateService / DesiredCount?UpdateService DeleteService
aws_ecs_task_definition ecs: RegisterTaskDefinition TaskRoleArn?iam:PassRole ExecutionRoleArn?iam:PassRole \
/ DescribeTaskDefinition / / DeregisterTaskDefinition
aws_db_instance rds: CreateDBInstance MonitoringRoleArn?iam:PassRole / DescribeDBInstances \
/ ModifyDBInstance / DeleteDBInstance
aws_rds_cluster rds: CreateDBCluster / DescribeDBClusters DescribeGlobalClusters / ModifyDBCluster / DeleteDBCluster
aws_rds_cluster_instance rds: CreateDBInstance / DescribeDBInstances DescribeDBClusters / ModifyDBInstance \
/ DeleteDBInstance
aws_db_subnet_group rds: CreateDBSubnetGroup / DescribeDBSubnetGroups ListTagsForResource / ModifyDBSubnetGroup \
/ DeleteDBSubnetGroup
aws_db_parameter_group rds: CreateDBParameterGroup Parameters?ModifyDBParameterGroup \
/ DescribeDBParameterGroups DescribeDBParameters \
ListTagsForResource / ModifyDBParameterGroup / DeleteDBParameterGroup
"""


@dataclass(frozen=True, slots=True)
class Call:
    """One action of a phase; `only_with` is the canonical property without which it is not called, or empty."""

    action: str
    only_with: str = ""


@cache
def provider_calls(native_type: str) -> Mapping[Phase, tuple[Call, ...]] | None:
    """Returns the actions that the provider needs for the type by phase; None for a type without a row."""
    row = _rows().get(native_type)
    if row is None:
        return None
    prefix, _, rest = row.partition(": ")
    parts = [tuple(_call(word, prefix) for word in part.split()) for part in f"{rest} ".split("/")]
    calls: dict[Phase, tuple[Call, ...]] = dict(zip(_PHASES, parts, strict=True))
    read = calls["read"]
    return {**calls, "create": calls["create"] + read, "update": calls["update"] + read}


@cache
def _rows() -> Mapping[str, str]:
    return {name: row for name, _, row in (line.partition(" ") for line in _ROWS.strip().splitlines())}


def types_with_calls() -> list[str]:
    """Returns the Terraform types that have a row."""
    return list(_rows())


def _call(word: str, prefix: str) -> Call:
    before, question, after = word.rpartition("?")
    name = after if ":" in after else f"{prefix}:{after}"
    return Call(name, before if question else "")
