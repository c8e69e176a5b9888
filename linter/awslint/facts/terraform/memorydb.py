"""Canonical names of Terraform's types: memorydb.

The native names are those of the provider's schema (5.100 and 6.x).
"""

from awslint.facts.names import Names, Nested, TypeNames

_TAGGED: dict[str, Names] = {"tags": "Tags", "tags_all": "TagsAll"}
_COMMON: dict[str, Names] = {"id": "Id", **_TAGGED}

_TIMES: dict[str, Names] = {name: name.capitalize() for name in ("create", "read", "update", "delete")}
_TIMEOUTS = Nested("Timeouts", _TIMES)

_CLUSTER = TypeNames(
    "AWS::MemoryDB::Cluster",
    {
        "acl_name": "ACLName",
        "auto_minor_version_upgrade": "AutoMinorVersionUpgrade",
        "data_tiering": "DataTiering",
        "description": "Description",
        "engine": "Engine",
        "engine_version": "EngineVersion",
        "final_snapshot_name": "FinalSnapshotName",
        "ip_discovery": "IpDiscovery",
        "kms_key_arn": "KmsKeyId",
        "maintenance_window": "MaintenanceWindow",
        "multi_region_cluster_name": "MultiRegionClusterName",
        "name": "ClusterName",
        "name_prefix": "ClusterNamePrefix",
        "network_type": "NetworkType",
        "node_type": "NodeType",
        "num_replicas_per_shard": "NumReplicasPerShard",
        "num_shards": "NumShards",
        "parameter_group_name": "ParameterGroupName",
        "port": "Port",
        "security_group_ids": "SecurityGroupIds",
        "snapshot_arns": "SnapshotArns",
        "snapshot_name": "SnapshotName",
        "snapshot_retention_limit": "SnapshotRetentionLimit",
        "snapshot_window": "SnapshotWindow",
        "sns_topic_arn": "SnsTopicArn",
        "subnet_group_name": "SubnetGroupName",
        "timeouts": _TIMEOUTS,
        "tls_enabled": "TLSEnabled",
        **_COMMON,
    },
)

_MULTI_REGION_CLUSTER = TypeNames(
    "AWS::MemoryDB::MultiRegionCluster",
    {
        "description": "Description",
        "engine": "Engine",
        "engine_version": "EngineVersion",
        "multi_region_cluster_name_suffix": "MultiRegionClusterNameSuffix",
        "multi_region_parameter_group_name": "MultiRegionParameterGroupName",
        "node_type": "NodeType",
        "num_shards": "NumShards",
        "timeouts": _TIMEOUTS,
        "tls_enabled": "TLSEnabled",
        "update_strategy": "UpdateStrategy",
        **_TAGGED,
    },
)

TYPES: dict[str, TypeNames] = {
    "aws_memorydb_cluster": _CLUSTER,
    "aws_memorydb_multi_region_cluster": _MULTI_REGION_CLUSTER,
    "aws_memorydb_user": TypeNames(
        "AWS::MemoryDB::User",
        {
            "access_string": "AccessString",
            "authentication_mode": Nested(
                "AuthenticationMode", {"password_count": "PasswordCount", "passwords": "Passwords", "type": "Type"}
            ),
            "user_name": "UserName",
            **_COMMON,
        },
    ),
    "aws_memorydb_acl": TypeNames(
        "AWS::MemoryDB::ACL",
        {"name": "ACLName", "name_prefix": "ACLNamePrefix", "user_names": "UserNames", **_COMMON},
    ),
    "aws_memorydb_parameter_group": TypeNames(
        "AWS::MemoryDB::ParameterGroup",
        {
            "description": "Description",
            "family": "Family",
            "name": "ParameterGroupName",
            "name_prefix": "ParameterGroupNamePrefix",
            "parameter": Nested(
                "ParameterNameValues", {"name": "ParameterName", "value": "ParameterValue"}, single=False
            ),
            **_COMMON,
        },
    ),
    "aws_memorydb_subnet_group": TypeNames(
        "AWS::MemoryDB::SubnetGroup",
        {
            "description": "Description",
            "name": "SubnetGroupName",
            "name_prefix": "SubnetGroupNamePrefix",
            "subnet_ids": "SubnetIds",
            **_COMMON,
        },
    ),
    "aws_memorydb_snapshot": TypeNames(
        "AWS::MemoryDB::Snapshot",
        {
            "cluster_name": "ClusterName",
            "kms_key_arn": "KmsKeyId",
            "name": "SnapshotName",
            "name_prefix": "SnapshotNamePrefix",
            "timeouts": _TIMEOUTS,
            **_COMMON,
        },
    ),
}
