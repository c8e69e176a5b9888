"""The IAM actions behind the calls that the AWS provider for Terraform surely makes per resource type and phase.

Terraform does not call what CloudFormation's handlers call: it reads every part of a bucket back, and the policies of a
role. Each call stands under the action that authorises it (s3:ListBucket for HeadBucket).

Source: the calls of the provider 5.100.0, recorded one by one (tests/facts/calls_of_the_provider.txt), and where the
record lacks phases the functions in its source (tests/facts/calls_in_the_source.txt). Tests compare every row with
them. Types without a row are not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from awslint.facts.calls import Call, read_calls
from awslint.facts.handlers import Phase

_PHASES: Final[tuple[Phase, ...]] = ("create", "read", "update", "delete")

# Actions of create / read / update / delete, as `facts.calls` reads them, gated by canonical properties. What a type is
# read with is also called after create and update. An update lists what a change of an attribute calls.
_ROWS: Final = """
aws_memorydb_cluster memorydb: CreateCluster / DescribeClusters ListTags / UpdateCluster / DeleteCluster
aws_memorydb_user memorydb: CreateUser / DescribeUsers ListTags / UpdateUser / DeleteUser
aws_memorydb_acl memorydb: CreateAcl / DescribeAcls ListTags / UpdateAcl / DeleteAcl
aws_memorydb_subnet_group memorydb: CreateSubnetGroup / DescribeSubnetGroups ListTags / UpdateSubnetGroup / \
DeleteSubnetGroup
aws_memorydb_parameter_group memorydb: CreateParameterGroup ParameterNameValues?UpdateParameterGroup / \
DescribeParameterGroups DescribeParameters ListTags / UpdateParameterGroup ?ResetParameterGroup / \
DeleteParameterGroup
aws_memorydb_snapshot memorydb: CreateSnapshot / DescribeSnapshots ListTags / / DeleteSnapshot
aws_elasticache_replication_group elasticache: CreateReplicationGroup \
GlobalReplicationGroupId?DescribeGlobalReplicationGroups / DescribeReplicationGroups DescribeCacheClusters \
ListTagsForResource / ModifyReplicationGroup ?ModifyReplicationGroupShardConfiguration ?IncreaseReplicaCount \
?DecreaseReplicaCount / DeleteReplicationGroup GlobalReplicationGroupId?DisassociateGlobalReplicationGroup \
GlobalReplicationGroupId?DescribeGlobalReplicationGroups GlobalReplicationGroupId\
&CacheParameterGroupName?DeleteCacheParameterGroup
aws_elasticache_global_replication_group elasticache: CreateGlobalReplicationGroup ?ModifyGlobalReplicationGroup \
?IncreaseNodeGroupsInGlobalReplicationGroup ?DecreaseNodeGroupsInGlobalReplicationGroup / \
DescribeGlobalReplicationGroups / ModifyGlobalReplicationGroup ?IncreaseNodeGroupsInGlobalReplicationGroup \
?DecreaseNodeGroupsInGlobalReplicationGroup / DeleteGlobalReplicationGroup
aws_elasticache_cluster elasticache: CreateCacheCluster / DescribeCacheClusters ListTagsForResource / \
ModifyCacheCluster / DeleteCacheCluster
aws_elasticache_serverless_cache elasticache: CreateServerlessCache / DescribeServerlessCaches ListTagsForResource / \
ModifyServerlessCache / DeleteServerlessCache
aws_elasticache_user elasticache: CreateUser / DescribeUsers ListTagsForResource / ModifyUser / DeleteUser
aws_elasticache_user_group elasticache: CreateUserGroup / DescribeUserGroups ListTagsForResource / ModifyUserGroup / \
DeleteUserGroup
aws_elasticache_user_group_association elasticache: ModifyUserGroup / DescribeUserGroups / / ModifyUserGroup
aws_elasticache_subnet_group elasticache: CreateCacheSubnetGroup / DescribeCacheSubnetGroups ListTagsForResource / \
ModifyCacheSubnetGroup / DeleteCacheSubnetGroup
aws_elasticache_parameter_group elasticache: CreateCacheParameterGroup ParameterNameValues?ModifyCacheParameterGroup \
/ DescribeCacheParameterGroups DescribeCacheParameters ListTagsForResource / ModifyCacheParameterGroup \
?ResetCacheParameterGroup / DeleteCacheParameterGroup
aws_kms_key kms: CreateKey EnableKeyRotation?EnableKeyRotation ?DisableKey / DescribeKey GetKeyPolicy \
!CustomKeyStoreId&!XksKeyId?GetKeyRotationStatus ListResourceTags / UpdateKeyDescription KeyPolicy?PutKeyPolicy \
EnableKeyRotation?DisableKeyRotation / ScheduleKeyDeletion
aws_kms_alias kms: CreateAlias / ListAliases / UpdateAlias / DeleteAlias
aws_kms_key_policy kms: PutKeyPolicy / DescribeKey GetKeyPolicy ?GetKeyRotationStatus ListResourceTags / PutKeyPolicy \
/ PutKeyPolicy
aws_kms_grant kms: CreateGrant / ListGrants / / RevokeGrant
aws_kms_custom_key_store kms: CreateCustomKeyStore / DescribeCustomKeyStores / UpdateCustomKeyStore / \
DeleteCustomKeyStore
aws_cloudhsm_v2_cluster cloudhsm: CreateCluster / DescribeClusters / / DeleteCluster
aws_cloudhsm_v2_hsm cloudhsm: CreateHsm / DescribeClusters / / DeleteHsm
aws_lambda_function lambda: CreateFunction Role?iam:PassRole ReservedConcurrentExecutions?PutFunctionConcurrency \
VpcConfig.SubnetIds?ec2:DescribeSubnets VpcConfig.SubnetIds?ec2:DescribeSecurityGroups \
VpcConfig.SubnetIds?ec2:DescribeVpcs / GetFunction ListVersionsByFunction Handler?GetFunctionCodeSigningConfig / \
UpdateFunctionConfiguration UpdateFunctionCode ReservedConcurrentExecutions?PutFunctionConcurrency / DeleteFunction
aws_lambda_permission lambda: AddPermission / GetPolicy / / RemovePermission
aws_lambda_event_source_mapping lambda: CreateEventSourceMapping / GetEventSourceMapping ListTags / \
UpdateEventSourceMapping / DeleteEventSourceMapping
aws_lambda_alias lambda: CreateAlias / GetAlias / UpdateAlias / DeleteAlias
aws_s3_bucket s3: CreateBucket Tags?PutBucketTagging / ListBucket GetBucketTagging GetBucketPolicy GetBucketAcl \
GetBucketCORS GetBucketWebsite GetBucketVersioning GetAccelerateConfiguration GetBucketRequestPayment \
GetBucketLogging GetLifecycleConfiguration GetReplicationConfiguration GetEncryptionConfiguration \
GetBucketObjectLockConfiguration / / DeleteBucket
aws_s3_bucket_policy s3: PutBucketPolicy / GetBucketPolicy / PutBucketPolicy / DeleteBucketPolicy
aws_s3_bucket_versioning s3: PutBucketVersioning / GetBucketVersioning / PutBucketVersioning / ?PutBucketVersioning
aws_s3_bucket_server_side_encryption_configuration s3: PutEncryptionConfiguration / GetEncryptionConfiguration / \
PutEncryptionConfiguration / PutEncryptionConfiguration
aws_s3_bucket_public_access_block s3: PutBucketPublicAccessBlock / GetBucketPublicAccessBlock / \
PutBucketPublicAccessBlock / PutBucketPublicAccessBlock
aws_s3_bucket_ownership_controls s3: PutBucketOwnershipControls / GetBucketOwnershipControls / \
PutBucketOwnershipControls / PutBucketOwnershipControls
aws_s3_bucket_lifecycle_configuration s3: PutLifecycleConfiguration / GetLifecycleConfiguration / \
PutLifecycleConfiguration / PutLifecycleConfiguration
aws_s3_bucket_notification s3: PutBucketNotification / GetBucketNotification / PutBucketNotification / \
PutBucketNotification
aws_s3_bucket_cors_configuration s3: PutBucketCORS / GetBucketCORS / PutBucketCORS / PutBucketCORS
aws_s3_bucket_logging s3: PutBucketLogging / GetBucketLogging / PutBucketLogging / PutBucketLogging
aws_s3_bucket_acl s3: PutBucketAcl / GetBucketAcl / PutBucketAcl /
aws_dynamodb_table dynamodb: !RestoreSourceName&!RestoreSourceTableArn&!ImportSourceSpecification?CreateTable \
RestoreSourceName?RestoreTableToPointInTime RestoreSourceTableArn?RestoreTableToPointInTime \
ImportSourceSpecification?ImportTable Replica?UpdateTable TimeToLiveSpecification.Enabled?UpdateTimeToLive \
PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled?UpdateContinuousBackups / DescribeTable \
DescribeContinuousBackups DescribeTimeToLive ListTagsOfResource / UpdateTable / DeleteTable
aws_sqs_queue sqs: CreateQueue / GetQueueAttributes ListQueueTags / SetQueueAttributes / DeleteQueue
aws_sqs_queue_policy sqs: SetQueueAttributes / GetQueueAttributes / SetQueueAttributes / SetQueueAttributes
aws_sns_topic sns: CreateTopic SetTopicAttributes / GetTopicAttributes ListTagsForResource / SetTopicAttributes / \
DeleteTopic
aws_sns_topic_policy sns: SetTopicAttributes / GetTopicAttributes / SetTopicAttributes / SetTopicAttributes
aws_sns_topic_subscription sns: Subscribe / GetSubscriptionAttributes ListSubscriptionsByTopic / \
SetSubscriptionAttributes / Unsubscribe
aws_vpc ec2: CreateVpc EnableDnsHostnames?ModifyVpcAttribute / DescribeVpcs DescribeVpcAttribute DescribeNetworkAcls \
DescribeRouteTables DescribeSecurityGroups / EnableDnsHostnames?ModifyVpcAttribute / DeleteVpc
aws_subnet ec2: CreateSubnet MapPublicIpOnLaunch?ModifySubnetAttribute / DescribeSubnets / \
MapPublicIpOnLaunch?ModifySubnetAttribute / DescribeNetworkInterfaces DeleteSubnet
aws_security_group ec2: CreateSecurityGroup RevokeSecurityGroupEgress \
SecurityGroupIngress?AuthorizeSecurityGroupIngress SecurityGroupEgress?AuthorizeSecurityGroupEgress / \
DescribeSecurityGroups / / DescribeNetworkInterfaces DeleteSecurityGroup
aws_vpc_security_group_ingress_rule ec2: AuthorizeSecurityGroupIngress / DescribeSecurityGroupRules / \
ModifySecurityGroupRules / RevokeSecurityGroupIngress
aws_vpc_security_group_egress_rule ec2: AuthorizeSecurityGroupEgress / DescribeSecurityGroupRules / \
ModifySecurityGroupRules / RevokeSecurityGroupEgress
aws_internet_gateway ec2: CreateInternetGateway VpcId?AttachInternetGateway / DescribeInternetGateways / / \
VpcId?DetachInternetGateway DeleteInternetGateway
aws_route_table ec2: CreateRouteTable Route?CreateRoute / DescribeRouteTables / Route?CreateRoute Route?DeleteRoute \
?ReplaceRoute / ?DisassociateRouteTable DeleteRouteTable
aws_route ec2: CreateRoute / DescribeRouteTables / ReplaceRoute / DeleteRoute
aws_route_table_association ec2: AssociateRouteTable / DescribeRouteTables / ReplaceRouteTableAssociation / \
DisassociateRouteTable
aws_nat_gateway ec2: CreateNatGateway / DescribeNatGateways / / DeleteNatGateway
aws_eip ec2: AllocateAddress InstanceId?AssociateAddress NetworkInterface?AssociateAddress / DescribeAddresses \
DescribeAddressesAttribute / / ?DisassociateAddress ReleaseAddress
aws_vpc_endpoint ec2: CreateVpcEndpoint / DescribeVpcEndpoints RouteTableIds?DescribePrefixLists / ModifyVpcEndpoint \
/ DeleteVpcEndpoints
aws_iam_role iam: CreateRole Policies?PutRolePolicy ManagedPolicyArns?AttachRolePolicy / GetRole ListRolePolicies \
ListAttachedRolePolicies Policies?GetRolePolicy / UpdateAssumeRolePolicy Description?UpdateRoleDescription \
MaxSessionDuration?UpdateRole PermissionsBoundary?PutRolePermissionsBoundary / ListInstanceProfilesForRole \
?RemoveRoleFromInstanceProfile ManagedPolicyArns?DetachRolePolicy Policies?DeleteRolePolicy DeleteRole
aws_iam_role_policy iam: PutRolePolicy / GetRolePolicy / PutRolePolicy / DeleteRolePolicy
aws_iam_role_policy_attachment iam: AttachRolePolicy / ListAttachedRolePolicies / / DetachRolePolicy
aws_iam_policy iam: CreatePolicy / GetPolicy GetPolicyVersion / ListPolicyVersions CreatePolicyVersion / \
ListPolicyVersions ?DeletePolicyVersion DeletePolicy
aws_iam_instance_profile iam: CreateInstanceProfile Roles?AddRoleToInstanceProfile Roles?iam:PassRole / \
GetInstanceProfile Roles?GetRole / / Roles?RemoveRoleFromInstanceProfile DeleteInstanceProfile
aws_iam_user iam: CreateUser / GetUser / UpdateUser / ListGroupsForUser DeleteUser
aws_iam_user_policy iam: PutUserPolicy / GetUserPolicy / PutUserPolicy / DeleteUserPolicy
aws_iam_user_policy_attachment iam: AttachUserPolicy / ListAttachedUserPolicies / / DetachUserPolicy
aws_iam_access_key iam: CreateAccessKey / ListAccessKeys / UpdateAccessKey / DeleteAccessKey
aws_ecs_cluster ecs: CreateCluster / DescribeClusters / UpdateCluster / DeleteCluster
aws_ecs_service ecs: CreateService / DescribeServices / UpdateService / !SchedulingStrategy?UpdateService \
DeleteService
aws_ecs_task_definition ecs: RegisterTaskDefinition TaskRoleArn?iam:PassRole ExecutionRoleArn?iam:PassRole / \
DescribeTaskDefinition / / DeregisterTaskDefinition
aws_db_instance rds: !DBSnapshotIdentifier&!SourceDBInstanceIdentifier&!SourceDbiResourceId&!S3Import\
&!SourceDBInstanceAutomatedBackupsArn&!RestoreTime&!UseLatestRestorableTime?CreateDBInstance DBSnapshotIdentifier\
&!SourceDBInstanceIdentifier&!S3Import?RestoreDBInstanceFromDBSnapshot SourceDBInstanceIdentifier&!RestoreTime\
&!UseLatestRestorableTime?CreateDBInstanceReadReplica S3Import?RestoreDBInstanceFromS3 \
RestoreTime?RestoreDBInstanceToPointInTime UseLatestRestorableTime?RestoreDBInstanceToPointInTime ?ModifyDBInstance \
?RebootDBInstance MonitoringRoleArn?iam:PassRole DomainIAMRoleName?iam:PassRole \
ManageMasterUserPassword?secretsmanager:CreateSecret ManageMasterUserPassword?secretsmanager:TagResource / \
DescribeDBInstances / ModifyDBInstance BlueGreenUpdate.Enabled?CreateBlueGreenDeployment \
BlueGreenUpdate.Enabled?DescribeBlueGreenDeployments BlueGreenUpdate.Enabled?SwitchoverBlueGreenDeployment \
BlueGreenUpdate.Enabled?DeleteBlueGreenDeployment BlueGreenUpdate.Enabled?DeleteDBInstance / ?ModifyDBInstance \
DeleteDBInstance
aws_rds_cluster rds: !SnapshotIdentifier&!S3Import&!SourceDBClusterIdentifier\
&!SourceDbClusterResourceId?CreateDBCluster SnapshotIdentifier?RestoreDBClusterFromSnapshot \
S3Import&!SnapshotIdentifier?RestoreDBClusterFromS3 SourceDBClusterIdentifier&!SnapshotIdentifier\
&!S3Import?RestoreDBClusterToPointInTime SourceDbClusterResourceId&!SnapshotIdentifier\
&!S3Import?RestoreDBClusterToPointInTime ManageMasterUserPassword?secretsmanager:CreateSecret \
ManageMasterUserPassword?secretsmanager:TagResource AssociatedRoles?AddRoleToDBCluster AssociatedRoles?iam:PassRole \
MonitoringRoleArn?iam:PassRole ?ModifyDBCluster / DescribeDBClusters DescribeGlobalClusters / ModifyDBCluster / \
GlobalClusterIdentifier?RemoveFromGlobalCluster ?ModifyDBCluster DeleteDBCluster
aws_rds_cluster_instance rds: CreateDBInstance / DescribeDBInstances DescribeDBClusters / ModifyDBInstance / \
DeleteDBInstance
aws_db_subnet_group rds: CreateDBSubnetGroup / DescribeDBSubnetGroups ListTagsForResource / ModifyDBSubnetGroup / \
DeleteDBSubnetGroup
aws_db_parameter_group rds: CreateDBParameterGroup Parameters?ModifyDBParameterGroup / DescribeDBParameterGroups \
DescribeDBParameters ListTagsForResource / ModifyDBParameterGroup / DeleteDBParameterGroup
aws_cloudwatch_event_rule events: PutRule RoleArn?iam:PassRole / DescribeRule ListTagsForResource / PutRule / \
DeleteRule
aws_cloudwatch_event_target events: PutTargets RoleArn?iam:PassRole / ListTargetsByRule / PutTargets / RemoveTargets
aws_cloudwatch_log_group logs: CreateLogGroup RetentionInDays?PutRetentionPolicy / DescribeLogGroups \
ListTagsForResource / RetentionInDays?PutRetentionPolicy / DeleteLogGroup
aws_cloudwatch_metric_alarm cloudwatch: PutMetricAlarm / DescribeAlarms ListTagsForResource / PutMetricAlarm / \
DeleteAlarms
aws_default_network_acl ec2: ?DeleteNetworkAclEntry ?CreateNetworkAclEntry / DescribeNetworkAcls / /
aws_default_route_table ec2: ?DeleteRoute ?CreateRoute / DescribeRouteTables / /
aws_default_security_group ec2: ?RevokeSecurityGroupIngress ?RevokeSecurityGroupEgress \
SecurityGroupIngress?AuthorizeSecurityGroupIngress SecurityGroupEgress?AuthorizeSecurityGroupEgress \
?DescribeSecurityGroupRules / DescribeSecurityGroups / /
aws_dynamodb_resource_policy dynamodb: PutResourcePolicy / GetResourcePolicy / PutResourcePolicy / \
DeleteResourcePolicy
aws_dynamodb_table_item dynamodb: PutItem / GetItem / UpdateItem / DeleteItem
aws_ec2_managed_prefix_list ec2: CreateManagedPrefixList / DescribeManagedPrefixLists GetManagedPrefixListEntries / \
ModifyManagedPrefixList / DeleteManagedPrefixList
aws_ecr_lifecycle_policy ecr: PutLifecyclePolicy / GetLifecyclePolicy / / DeleteLifecyclePolicy
aws_ecr_repository ecr: CreateRepository / DescribeRepositories ListTagsForResource / \
ImageTagMutability?PutImageTagMutability ImageScanningConfiguration?PutImageScanningConfiguration / DeleteRepository
aws_ecs_cluster_capacity_providers ecs: PutClusterCapacityProviders / DescribeClusters / PutClusterCapacityProviders \
/ PutClusterCapacityProviders
aws_egress_only_internet_gateway ec2: CreateEgressOnlyInternetGateway / DescribeEgressOnlyInternetGateways / / \
DeleteEgressOnlyInternetGateway
aws_eip_association ec2: AssociateAddress / DescribeAddresses / / DisassociateAddress
aws_flow_log ec2: CreateFlowLogs DeliverLogsPermissionArn?iam:PassRole LogDestinationType=s3?logs:CreateLogDelivery / \
DescribeFlowLogs / / DeleteFlowLogs LogDestinationType=s3?logs:DeleteLogDelivery
aws_iam_group iam: CreateGroup / GetGroup / UpdateGroup / DeleteGroup
aws_iam_group_membership iam: AddUserToGroup / GetGroup / ?AddUserToGroup ?RemoveUserFromGroup / RemoveUserFromGroup
aws_iam_group_policy iam: PutGroupPolicy / GetGroupPolicy / PutGroupPolicy / DeleteGroupPolicy
aws_iam_group_policy_attachment iam: AttachGroupPolicy / ListAttachedGroupPolicies / / DetachGroupPolicy
aws_iam_openid_connect_provider iam: CreateOpenIDConnectProvider / GetOpenIDConnectProvider / \
?UpdateOpenIDConnectProviderThumbprint / DeleteOpenIDConnectProvider
aws_iam_policy_attachment iam: Roles?AttachRolePolicy Users?AttachUserPolicy Groups?AttachGroupPolicy / \
ListEntitiesForPolicy / / Roles?DetachRolePolicy Users?DetachUserPolicy Groups?DetachGroupPolicy
aws_iam_service_linked_role iam: CreateServiceLinkedRole / GetRole / / DeleteServiceLinkedRole \
GetServiceLinkedRoleDeletionStatus
aws_iam_user_group_membership iam: AddUserToGroup / ListGroupsForUser / ?AddUserToGroup ?RemoveUserFromGroup / \
RemoveUserFromGroup
aws_kms_external_key kms: CreateKey ?GetParametersForImport ?ImportKeyMaterial ?DisableKey / DescribeKey GetKeyPolicy \
ListResourceTags / UpdateKeyDescription KeyPolicy?PutKeyPolicy / ScheduleKeyDeletion
aws_lambda_function_event_invoke_config lambda: PutFunctionEventInvokeConfig / GetFunctionEventInvokeConfig / \
PutFunctionEventInvokeConfig / DeleteFunctionEventInvokeConfig
aws_lambda_function_url lambda: CreateFunctionUrlConfig AuthType=NONE?AddPermission / GetFunctionUrlConfig / \
UpdateFunctionUrlConfig / DeleteFunctionUrlConfig
aws_lambda_layer_version lambda: PublishLayerVersion / GetLayerVersion / / DeleteLayerVersion
aws_launch_template ec2: CreateLaunchTemplate / DescribeLaunchTemplates DescribeLaunchTemplateVersions / \
CreateLaunchTemplateVersion / DeleteLaunchTemplate
aws_lb elasticloadbalancing: CreateLoadBalancer ModifyLoadBalancerAttributes / DescribeLoadBalancers \
DescribeLoadBalancerAttributes DescribeCapacityReservation DescribeTags / ModifyLoadBalancerAttributes \
?SetSecurityGroups ?SetSubnets / DeleteLoadBalancer ec2:DescribeNetworkInterfaces
aws_lb_listener elasticloadbalancing: CreateListener / DescribeListeners DescribeListenerAttributes DescribeTags / \
ModifyListener / DeleteListener
aws_lb_target_group elasticloadbalancing: CreateTargetGroup ModifyTargetGroupAttributes / DescribeTargetGroups \
DescribeTargetGroupAttributes DescribeTags / ModifyTargetGroupAttributes ?ModifyTargetGroup / DeleteTargetGroup
aws_main_route_table_association ec2: ReplaceRouteTableAssociation / DescribeRouteTables / / \
ReplaceRouteTableAssociation
aws_network_acl ec2: CreateNetworkAcl Ingress?CreateNetworkAclEntry Egress?CreateNetworkAclEntry \
SubnetIds?ReplaceNetworkAclAssociation / DescribeNetworkAcls / Ingress?DeleteNetworkAclEntry \
Ingress?CreateNetworkAclEntry Egress?DeleteNetworkAclEntry Egress?CreateNetworkAclEntry / \
SubnetIds?ReplaceNetworkAclAssociation DeleteNetworkAcl
aws_network_acl_rule ec2: CreateNetworkAclEntry / DescribeNetworkAcls / / DeleteNetworkAclEntry
aws_network_interface ec2: CreateNetworkInterface / DescribeNetworkInterfaces / ModifyNetworkInterfaceAttribute / \
DeleteNetworkInterface
aws_route53_record route53: ChangeResourceRecordSets GetChange / GetHostedZone ListResourceRecordSets / \
ChangeResourceRecordSets GetChange / ChangeResourceRecordSets GetChange
aws_route53_zone route53: CreateHostedZone GetChange / GetHostedZone ListTagsForResource / UpdateHostedZoneComment / \
DeleteHostedZone GetChange
aws_s3_bucket_accelerate_configuration s3: PutAccelerateConfiguration / GetAccelerateConfiguration / \
PutAccelerateConfiguration / PutAccelerateConfiguration
aws_s3_bucket_replication_configuration s3: PutReplicationConfiguration Role?iam:PassRole / \
GetReplicationConfiguration / PutReplicationConfiguration / PutReplicationConfiguration
aws_s3_bucket_website_configuration s3: PutBucketWebsite / GetBucketWebsite GetBucketLocation / PutBucketWebsite / \
DeleteBucketWebsite
aws_s3_object s3: PutObject / GetObject GetObjectTagging / PutObject / ?ListBucketVersions DeleteObject
aws_secretsmanager_secret secretsmanager: CreateSecret ResourcePolicy?PutResourcePolicy / DescribeSecret \
GetResourcePolicy / UpdateSecret / DeleteSecret
aws_secretsmanager_secret_version secretsmanager: PutSecretValue / GetSecretValue / PutSecretValue /
aws_security_group_rule ec2: Type=ingress?AuthorizeSecurityGroupIngress Type=egress?AuthorizeSecurityGroupEgress / \
DescribeSecurityGroups DescribeSecurityGroupRules / Type=ingress?UpdateSecurityGroupRuleDescriptionsIngress \
Type=egress?UpdateSecurityGroupRuleDescriptionsEgress / Type=ingress?RevokeSecurityGroupIngress \
Type=egress?RevokeSecurityGroupEgress
aws_ssm_parameter ssm: PutParameter / GetParameter DescribeParameters ListTagsForResource / PutParameter / \
DeleteParameter
aws_vpc_dhcp_options ec2: CreateDhcpOptions / DescribeDhcpOptions / / DescribeVpcs DeleteDhcpOptions
aws_vpc_dhcp_options_association ec2: AssociateDhcpOptions / DescribeVpcs / / AssociateDhcpOptions
aws_vpc_ipv4_cidr_block_association ec2: AssociateVpcCidrBlock / DescribeVpcs / / DisassociateVpcCidrBlock
aws_vpc_peering_connection ec2: CreateVpcPeeringConnection AutoAccept?AcceptVpcPeeringConnection / \
DescribeVpcPeeringConnections / / DeleteVpcPeeringConnection
aws_sqs_queue_redrive_policy sqs: SetQueueAttributes / GetQueueAttributes / SetQueueAttributes / SetQueueAttributes
aws_sqs_queue_redrive_allow_policy sqs: SetQueueAttributes / GetQueueAttributes / SetQueueAttributes / \
SetQueueAttributes
aws_kms_replica_key kms: ReplicateKey ?DisableKey / DescribeKey GetKeyPolicy ListResourceTags ?GetKeyRotationStatus / \
UpdateKeyDescription KeyPolicy?PutKeyPolicy / ScheduleKeyDeletion
aws_lambda_provisioned_concurrency_config lambda: PutProvisionedConcurrencyConfig / GetProvisionedConcurrencyConfig / \
PutProvisionedConcurrencyConfig / DeleteProvisionedConcurrencyConfig
aws_acm_certificate acm: RequestCertificate / DescribeCertificate ListTagsForCertificate / / DeleteCertificate
aws_api_gateway_integration apigateway: PUT / GET / / DELETE
aws_api_gateway_method apigateway: PUT / GET / / DELETE
aws_api_gateway_resource apigateway: POST / GET / / DELETE
aws_api_gateway_rest_api apigateway: POST / GET / PATCH / DELETE
aws_apigatewayv2_api apigateway: POST / GET / PATCH / DELETE
aws_autoscaling_group autoscaling: CreateAutoScalingGroup ?DescribeScalingActivities / DescribeAutoScalingGroups / \
UpdateAutoScalingGroup / UpdateAutoScalingGroup DeleteAutoScalingGroup
aws_autoscaling_policy autoscaling: PutScalingPolicy / DescribePolicies / PutScalingPolicy / DeletePolicy
aws_cloudtrail cloudtrail: CreateTrail StartLogging / DescribeTrails GetTrailStatus ListTags / UpdateTrail / \
DeleteTrail
aws_cognito_user_pool cognito-idp: CreateUserPool / DescribeUserPool GetUserPoolMfaConfig / UpdateUserPool / \
DeleteUserPool
aws_db_option_group rds: CreateOptionGroup / DescribeOptionGroups ListTagsForResource / ModifyOptionGroup / \
DeleteOptionGroup
aws_efs_file_system elasticfilesystem: CreateFileSystem / DescribeFileSystems DescribeLifecycleConfiguration / / \
DeleteFileSystem
aws_eks_cluster eks: CreateCluster / DescribeCluster / / DeleteCluster
aws_glue_catalog_database glue: CreateDatabase / GetDatabase GetTags / UpdateDatabase / DeleteDatabase
aws_kinesis_firehose_delivery_stream firehose: CreateDeliveryStream / DescribeDeliveryStream \
ListTagsForDeliveryStream / UpdateDestination / DeleteDeliveryStream
aws_kinesis_stream kinesis: CreateStream RetentionPeriodHours?IncreaseStreamRetentionPeriod / DescribeStreamSummary \
ListTagsForStream ?DescribeLimits / RetentionPeriodHours?IncreaseStreamRetentionPeriod / DeleteStream
aws_launch_configuration autoscaling: CreateLaunchConfiguration / DescribeLaunchConfigurations ?ec2:DescribeImages / \
/ DeleteLaunchConfiguration
aws_rds_cluster_parameter_group rds: CreateDBClusterParameterGroup Parameters?ModifyDBClusterParameterGroup / \
DescribeDBClusterParameterGroups DescribeDBClusterParameters ListTagsForResource / ModifyDBClusterParameterGroup / \
DeleteDBClusterParameterGroup
aws_s3_bucket_intelligent_tiering_configuration s3: PutIntelligentTieringConfiguration / \
GetIntelligentTieringConfiguration / PutIntelligentTieringConfiguration / PutIntelligentTieringConfiguration
aws_s3_bucket_request_payment_configuration s3: PutBucketRequestPayment / GetBucketRequestPayment / \
PutBucketRequestPayment / PutBucketRequestPayment
aws_key_pair ec2: ImportKeyPair / DescribeKeyPairs / / DeleteKeyPair
"""


@cache
def provider_calls(native_type: str) -> Mapping[Phase, tuple[Call, ...]] | None:
    """Returns the actions that the provider needs for the type by phase; None for a type without a row."""
    row = _rows().get(native_type)
    if row is None:
        return None
    prefix, _, rest = row.partition(": ")
    parts = [read_calls(part.split(), prefix) for part in f"{rest} ".split("/")]
    calls: dict[Phase, tuple[Call, ...]] = dict(zip(_PHASES, parts, strict=True))
    read = calls["read"]
    return {**calls, "create": calls["create"] + read, "update": calls["update"] + read}


@cache
def _rows() -> Mapping[str, str]:
    return {name: row for name, _, row in (line.partition(" ") for line in _ROWS.strip().splitlines())}


def types_with_calls() -> list[str]:
    """Returns the Terraform types that have a row."""
    return list(_rows())
