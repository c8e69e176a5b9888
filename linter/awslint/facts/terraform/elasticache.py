"""Canonical names of Terraform's types: elasticache.

The native names are those of the provider's schema (5.100 and 6.x, with the older spellings that it still had in 3.x).
"""

from awslint.facts.names import Names, Nested, TypeNames

_COMMON: dict[str, Names] = {"tags": "Tags", "tags_all": "TagsAll"}

_TIMES: dict[str, Names] = {name: name.capitalize() for name in ("create", "read", "update", "delete")}
_TIMEOUTS = Nested("Timeouts", _TIMES)

_LOGS = Nested(
    "LogDeliveryConfigurations",
    {
        "destination": "Destination",
        "destination_type": "DestinationType",
        "log_format": "LogFormat",
        "log_type": "LogType",
    },
    single=False,
)

_NODE_GROUPS = Nested(
    "NodeGroupConfiguration",
    {
        "node_group_id": "NodeGroupId",
        "primary_availability_zone": "PrimaryAvailabilityZone",
        "primary_outpost_arn": "PrimaryOutpostArn",
        "replica_availability_zones": "ReplicaAvailabilityZones",
        "replica_count": "ReplicaCount",
        "replica_outpost_arns": "ReplicaOutpostArns",
        "slots": "Slots",
    },
    single=False,
)

_PARAMETERS = Nested("ParameterNameValues", {"name": "ParameterName", "value": "ParameterValue"}, single=False)

_LIMITS: dict[str, Names] = {"maximum": "Maximum", "minimum": "Minimum"}

_CLUSTER = TypeNames(
    "AWS::ElastiCache::CacheCluster",
    {
        "apply_immediately": "ApplyImmediately",
        "auto_minor_version_upgrade": "AutoMinorVersionUpgrade",
        "availability_zone": "PreferredAvailabilityZone",
        "az_mode": "AZMode",
        "cluster_id": "ClusterName",
        "engine": "Engine",
        "engine_version": "EngineVersion",
        "final_snapshot_identifier": "FinalSnapshotIdentifier",
        "id": "Id",
        "ip_discovery": "IpDiscovery",
        "log_delivery_configuration": _LOGS,
        "maintenance_window": "PreferredMaintenanceWindow",
        "network_type": "NetworkType",
        "node_type": "CacheNodeType",
        "notification_topic_arn": "NotificationTopicArn",
        "num_cache_nodes": "NumCacheNodes",
        "outpost_mode": "OutpostMode",
        "parameter_group_name": "CacheParameterGroupName",
        "port": "Port",
        "preferred_availability_zones": "PreferredAvailabilityZones",
        "preferred_outpost_arn": "PreferredOutpostArn",
        "replication_group_id": "ReplicationGroupId",
        "security_group_ids": "VpcSecurityGroupIds",
        "security_group_names": "CacheSecurityGroupNames",
        "snapshot_arns": "SnapshotArns",
        "snapshot_name": "SnapshotName",
        "snapshot_retention_limit": "SnapshotRetentionLimit",
        "snapshot_window": "SnapshotWindow",
        "subnet_group_name": "CacheSubnetGroupName",
        "timeouts": _TIMEOUTS,
        "transit_encryption_enabled": "TransitEncryptionEnabled",
        **_COMMON,
    },
)

_REPLICATION_GROUP = TypeNames(
    "AWS::ElastiCache::ReplicationGroup",
    {
        "apply_immediately": "ApplyImmediately",
        "at_rest_encryption_enabled": "AtRestEncryptionEnabled",
        "auth_token": "AuthToken",
        "auth_token_update_strategy": "AuthTokenUpdateStrategy",
        "auto_minor_version_upgrade": "AutoMinorVersionUpgrade",
        "automatic_failover_enabled": "AutomaticFailoverEnabled",
        "cluster_mode": "ClusterMode",
        "data_tiering_enabled": "DataTieringEnabled",
        "description": "ReplicationGroupDescription",
        "engine": "Engine",
        "engine_version": "EngineVersion",
        "final_snapshot_identifier": "FinalSnapshotIdentifier",
        "global_replication_group_id": "GlobalReplicationGroupId",
        "id": "Id",
        "ip_discovery": "IpDiscovery",
        "kms_key_id": "KmsKeyId",
        "log_delivery_configuration": _LOGS,
        "maintenance_window": "PreferredMaintenanceWindow",
        "multi_az_enabled": "MultiAZEnabled",
        "network_type": "NetworkType",
        "node_group_configuration": _NODE_GROUPS,
        "node_type": "CacheNodeType",
        "notification_topic_arn": "NotificationTopicArn",
        "num_cache_clusters": "NumCacheClusters",
        "num_node_groups": "NumNodeGroups",
        "parameter_group_name": "CacheParameterGroupName",
        "port": "Port",
        "preferred_cache_cluster_azs": "PreferredCacheClusterAZs",
        "replicas_per_node_group": "ReplicasPerNodeGroup",
        "replication_group_id": "ReplicationGroupId",
        "security_group_ids": "SecurityGroupIds",
        "security_group_names": "CacheSecurityGroupNames",
        "snapshot_arns": "SnapshotArns",
        "snapshot_name": "SnapshotName",
        "snapshot_retention_limit": "SnapshotRetentionLimit",
        "snapshot_window": "SnapshotWindow",
        "subnet_group_name": "CacheSubnetGroupName",
        "timeouts": _TIMEOUTS,
        "transit_encryption_enabled": "TransitEncryptionEnabled",
        "transit_encryption_mode": "TransitEncryptionMode",
        "user_group_ids": "UserGroupIds",
        # Older spellings of the same members.
        "availability_zones": "PreferredCacheClusterAZs",
        "number_cache_clusters": "NumCacheClusters",
        "replication_group_description": "ReplicationGroupDescription",
        **_COMMON,
    },
)

_SERVERLESS_CACHE = TypeNames(
    "AWS::ElastiCache::ServerlessCache",
    {
        "cache_usage_limits": Nested(
            "CacheUsageLimits",
            {
                "data_storage": Nested("DataStorage", {**_LIMITS, "unit": "Unit"}),
                "ecpu_per_second": Nested("ECPUPerSecond", _LIMITS),
            },
        ),
        "daily_snapshot_time": "DailySnapshotTime",
        "description": "Description",
        "engine": "Engine",
        "kms_key_id": "KmsKeyId",
        "major_engine_version": "MajorEngineVersion",
        "name": "ServerlessCacheName",
        "network_type": "NetworkType",
        "security_group_ids": "SecurityGroupIds",
        "snapshot_arns_to_restore": "SnapshotArnsToRestore",
        "snapshot_retention_limit": "SnapshotRetentionLimit",
        "subnet_ids": "SubnetIds",
        "timeouts": _TIMEOUTS,
        "user_group_id": "UserGroupId",
        **_COMMON,
    },
)

_GLOBAL_REPLICATION_GROUP = TypeNames(
    "AWS::ElastiCache::GlobalReplicationGroup",
    {
        "automatic_failover_enabled": "AutomaticFailoverEnabled",
        "cache_node_type": "CacheNodeType",
        "engine": "Engine",
        "engine_version": "EngineVersion",
        "global_replication_group_description": "GlobalReplicationGroupDescription",
        "global_replication_group_id_suffix": "GlobalReplicationGroupIdSuffix",
        "id": "Id",
        "num_node_groups": "GlobalNodeGroupCount",
        "parameter_group_name": "CacheParameterGroupName",
        "primary_replication_group_id": "PrimaryReplicationGroupId",
        "timeouts": _TIMEOUTS,
        **_COMMON,
    },
)

_USER = TypeNames(
    "AWS::ElastiCache::User",
    {
        "access_string": "AccessString",
        "authentication_mode": Nested(
            "AuthenticationMode", {"password_count": "PasswordCount", "passwords": "Passwords", "type": "Type"}
        ),
        "engine": "Engine",
        "id": "Id",
        "no_password_required": "NoPasswordRequired",
        "passwords": "Passwords",
        "timeouts": _TIMEOUTS,
        "user_id": "UserId",
        "user_name": "UserName",
        **_COMMON,
    },
)

TYPES: dict[str, TypeNames] = {
    "aws_elasticache_cluster": _CLUSTER,
    "aws_elasticache_replication_group": _REPLICATION_GROUP,
    "aws_elasticache_serverless_cache": _SERVERLESS_CACHE,
    "aws_elasticache_global_replication_group": _GLOBAL_REPLICATION_GROUP,
    "aws_elasticache_user": _USER,
    "aws_elasticache_user_group": TypeNames(
        "AWS::ElastiCache::UserGroup",
        {"engine": "Engine", "id": "Id", "user_group_id": "UserGroupId", "user_ids": "UserIds", **_COMMON},
    ),
    "aws_elasticache_user_group_association": TypeNames(
        "AWS::ElastiCache::UserGroupAssociation",
        {"id": "Id", "timeouts": _TIMEOUTS, "user_group_id": "UserGroupId", "user_id": "UserId"},
    ),
    "aws_elasticache_parameter_group": TypeNames(
        "AWS::ElastiCache::ParameterGroup",
        {
            "description": "Description",
            "family": "CacheParameterGroupFamily",
            "id": "Id",
            "name": "CacheParameterGroupName",
            "parameter": _PARAMETERS,
            **_COMMON,
        },
    ),
    "aws_elasticache_subnet_group": TypeNames(
        "AWS::ElastiCache::SubnetGroup",
        {
            "description": "Description",
            "id": "Id",
            "name": "CacheSubnetGroupName",
            "subnet_ids": "SubnetIds",
            **_COMMON,
        },
    ),
    "aws_elasticache_reserved_cache_node": TypeNames(
        "AWS::ElastiCache::ReservedCacheNode",
        {
            "cache_node_count": "CacheNodeCount",
            "id": "ReservedCacheNodeId",
            "reserved_cache_nodes_offering_id": "ReservedCacheNodesOfferingId",
            "timeouts": _TIMEOUTS,
            **_COMMON,
        },
    ),
    "aws_elasticache_security_group": TypeNames(
        "AWS::ElastiCache::SecurityGroup",
        {
            "description": "Description",
            "id": "Id",
            "name": "CacheSecurityGroupName",
            "security_group_names": "EC2SecurityGroupNames",
            "tags": "Tags",
        },
    ),
}
