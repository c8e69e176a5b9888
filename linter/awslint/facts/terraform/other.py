"""Canonical names of Terraform's types: other services' policies, and what holds keys, zones and subnets."""

from awslint.facts.names import TypeNames
from awslint.facts.terraform.spelling import block, typed

TYPES: dict[str, TypeNames] = {
    "aws_internet_gateway": typed(
        "AWS::EC2::InternetGateway",
        "arn id owner_id tags vpc_id timeouts",
    ),
    "aws_nat_gateway": typed(
        "AWS::EC2::NatGateway",
        "allocation_id association_id connectivity_type id network_interface_id private_ip=PrivateIpAddress public_ip "
        "secondary_allocation_ids secondary_private_ip_address_count secondary_private_ip_addresses subnet_id tags "
        "timeouts",
    ),
    "aws_ebs_volume": typed(
        "AWS::EC2::Volume",
        "arn availability_zone create_time encrypted final_snapshot id iops kms_key_id multi_attach_enabled "
        "outpost_arn size snapshot_id tags throughput type=VolumeType timeouts",
    ),
    "aws_cloudwatch_log_group": typed(
        "AWS::Logs::LogGroup",
        "arn id kms_key_id log_group_class name=LogGroupName name_prefix retention_in_days skip_destroy tags",
    ),
    "aws_cloudwatch_log_resource_policy": typed(
        "AWS::Logs::ResourcePolicy",
        "id policy_document policy_name",
    ),
    "aws_dynamodb_table": typed(
        "AWS::DynamoDB::Table",
        "arn billing_mode deletion_protection_enabled hash_key id name=TableName range_key read_capacity "
        "restore_date_time restore_source_name restore_source_table_arn restore_to_latest_time stream_arn "
        "stream_enabled stream_label stream_view_type table_class tags write_capacity timeouts",
        block(
            "replica",
            "arn kms_key_arn point_in_time_recovery propagate_tags region_name stream_arn stream_label",
            many=True,
        ),
        block(
            "server_side_encryption=SSESpecification",
            "enabled=SSEEnabled kms_key_arn=KMSMasterKeyId",
        ),
    ),
    "aws_dynamodb_resource_policy": typed(
        "AWS::DynamoDB::ResourcePolicy",
        "confirm_remove_self_resource_access id policy=PolicyDocument resource_arn revision_id",
    ),
    "aws_db_instance": typed(
        "AWS::RDS::DBInstance",
        "address allocated_storage allow_major_version_upgrade apply_immediately arn auto_minor_version_upgrade "
        "availability_zone backup_retention_period backup_target backup_window=PreferredBackupWindow "
        "ca_cert_identifier character_set_name copy_tags_to_snapshot "
        "custom_iam_instance_profile=CustomIAMInstanceProfile customer_owned_ip_enabled database_insights_mode "
        "db_name=DBName db_subnet_group_name=DBSubnetGroupName dedicated_log_volume delete_automated_backups "
        "deletion_protection domain domain_auth_secret_arn domain_dns_ips domain_fqdn "
        "domain_iam_role_name=DomainIAMRoleName domain_ou enabled_cloudwatch_logs_exports endpoint engine "
        "engine_lifecycle_support engine_version engine_version_actual final_snapshot_identifier hosted_zone_id "
        "iam_database_authentication_enabled id identifier=DBInstanceIdentifier identifier_prefix "
        "instance_class=DBInstanceClass iops kms_key_id latest_restorable_time license_model listener_endpoint "
        "maintenance_window=PreferredMaintenanceWindow manage_master_user_password master_user_secret "
        "master_user_secret_kms_key_id max_allocated_storage monitoring_interval monitoring_role_arn multi_az=MultiAZ "
        "nchar_character_set_name network_type option_group_name parameter_group_name=DBParameterGroupName "
        "password=MasterUserPassword password_wo password_wo_version performance_insights_enabled "
        "performance_insights_kms_key_id=PerformanceInsightsKMSKeyId performance_insights_retention_period port "
        "publicly_accessible replica_mode replicas replicate_source_db resource_id=DbiResourceId skip_final_snapshot "
        "snapshot_identifier=DBSnapshotIdentifier status storage_encrypted storage_throughput storage_type tags "
        "timezone upgrade_storage_config username=MasterUsername vpc_security_group_ids=VPCSecurityGroups timeouts",
        block(
            "restore_to_point_in_time",
            "restore_time source_db_instance_automated_backups_arn source_db_instance_identifier "
            "source_dbi_resource_id use_latest_restorable_time",
        ),
        block(
            "s3_import",
            "bucket_name bucket_prefix ingestion_role source_engine source_engine_version",
        ),
    ),
    "aws_db_subnet_group": typed(
        "AWS::RDS::DBSubnetGroup",
        "arn description=DBSubnetGroupDescription id name=DBSubnetGroupName name_prefix subnet_ids "
        "supported_network_types tags vpc_id",
    ),
    "aws_rds_cluster": typed(
        "AWS::RDS::DBCluster",
        "allocated_storage allow_major_version_upgrade apply_immediately arn availability_zones backtrack_window "
        "backup_retention_period ca_certificate_identifier ca_certificate_valid_till "
        "cluster_identifier=DBClusterIdentifier cluster_identifier_prefix cluster_members "
        "cluster_resource_id=DBClusterResourceId cluster_scalability_type copy_tags_to_snapshot "
        "database_insights_mode database_name db_cluster_instance_class=DBClusterInstanceClass "
        "db_cluster_parameter_group_name=DBClusterParameterGroupName "
        "db_instance_parameter_group_name=DBInstanceParameterGroupName db_subnet_group_name=DBSubnetGroupName "
        "db_system_id=DBSystemId delete_automated_backups deletion_protection domain "
        "domain_iam_role_name=DomainIAMRoleName enable_global_write_forwarding enable_http_endpoint "
        "enable_local_write_forwarding enabled_cloudwatch_logs_exports endpoint engine engine_lifecycle_support "
        "engine_mode engine_version engine_version_actual final_snapshot_identifier global_cluster_identifier "
        "hosted_zone_id iam_database_authentication_enabled iam_roles id iops kms_key_id manage_master_user_password "
        "master_password=MasterUserPassword master_password_wo master_password_wo_version master_user_secret "
        "master_user_secret_kms_key_id master_username monitoring_interval monitoring_role_arn network_type "
        "performance_insights_enabled performance_insights_kms_key_id performance_insights_retention_period port "
        "preferred_backup_window preferred_maintenance_window reader_endpoint replication_source_identifier "
        "skip_final_snapshot snapshot_identifier source_region storage_encrypted storage_type tags "
        "vpc_security_group_ids timeouts",
        block(
            "restore_to_point_in_time",
            "restore_to_time restore_type source_cluster_identifier source_cluster_resource_id "
            "use_latest_restorable_time",
        ),
        block(
            "s3_import",
            "bucket_name bucket_prefix ingestion_role source_engine source_engine_version",
        ),
    ),
    "aws_efs_file_system": typed(
        "AWS::EFS::FileSystem",
        "arn availability_zone_id availability_zone_name creation_token dns_name encrypted id kms_key_id name "
        "number_of_mount_targets owner_id performance_mode provisioned_throughput_in_mibps size_in_bytes tags "
        "throughput_mode",
        block(
            "lifecycle_policy",
            "transition_to_archive transition_to_ia transition_to_primary_storage_class",
            many=True,
        ),
        block(
            "protection",
            "replication_overwrite",
        ),
    ),
    "aws_efs_file_system_policy": typed(
        "AWS::EFS::FileSystemPolicy",
        "bypass_policy_lockout_safety_check file_system_id id policy=PolicyDocument",
    ),
    "aws_efs_mount_target": typed(
        "AWS::EFS::MountTarget",
        "availability_zone_id availability_zone_name dns_name file_system_arn file_system_id id ip_address "
        "mount_target_dns_name network_interface_id owner_id security_groups subnet_id timeouts",
    ),
    "aws_ecr_repository": typed(
        "AWS::ECR::Repository",
        "arn force_delete id image_tag_mutability name=RepositoryName registry_id repository_url tags timeouts",
        block(
            "encryption_configuration",
            "encryption_type kms_key",
        ),
        block(
            "image_scanning_configuration",
            "scan_on_push",
        ),
    ),
    "aws_ecr_repository_policy": typed(
        "AWS::ECR::RepositoryPolicy",
        "id policy=RepositoryPolicyText registry_id repository=RepositoryName",
    ),
    "aws_ecr_registry_policy": typed(
        "AWS::ECR::RegistryPolicy",
        "id policy=PolicyText registry_id",
    ),
    "aws_s3_bucket": typed(
        "AWS::S3::Bucket",
        "acceleration_status acl arn bucket=BucketName bucket_domain_name=DomainName bucket_prefix "
        "bucket_regional_domain_name=RegionalDomainName force_destroy hosted_zone_id id object_lock_enabled "
        "policy=PolicyDocument region request_payer tags website_domain website_endpoint timeouts",
    ),
    "aws_s3_bucket_policy": typed(
        "AWS::S3::BucketPolicy",
        "bucket id policy=PolicyDocument",
    ),
    "aws_s3_bucket_server_side_encryption_configuration": typed(
        "AWS::S3::BucketEncryption",
        "bucket expected_bucket_owner id",
        block(
            "rule=Rules",
            "bucket_key_enabled",
            block(
                "apply_server_side_encryption_by_default",
                "kms_master_key_id sse_algorithm",
            ),
            many=True,
        ),
    ),
    "aws_s3_object": typed(
        "AWS::S3::Object",
        "acl arn bucket bucket_key_enabled cache_control checksum_algorithm checksum_crc32 checksum_crc32c "
        "checksum_crc64nvme checksum_sha1 checksum_sha256 content content_base64 content_disposition content_encoding "
        "content_language content_type etag force_destroy id key kms_key_id metadata object_lock_legal_hold_status "
        "object_lock_mode object_lock_retain_until_date server_side_encryption source source_hash storage_class tags "
        "version_id website_redirect",
        block(
            "override_provider",
            "",
            block(
                "default_tags",
                "tags",
            ),
        ),
    ),
    "aws_sns_topic": typed(
        "AWS::SNS::Topic",
        "application_failure_feedback_role_arn application_success_feedback_role_arn "
        "application_success_feedback_sample_rate archive_policy arn beginning_archive_time "
        "content_based_deduplication delivery_policy display_name fifo_throughput_scope fifo_topic "
        "firehose_failure_feedback_role_arn firehose_success_feedback_role_arn firehose_success_feedback_sample_rate "
        "http_failure_feedback_role_arn http_success_feedback_role_arn http_success_feedback_sample_rate id "
        "kms_master_key_id lambda_failure_feedback_role_arn lambda_success_feedback_role_arn "
        "lambda_success_feedback_sample_rate name=TopicName name_prefix owner policy=PolicyDocument signature_version "
        "sqs_failure_feedback_role_arn sqs_success_feedback_role_arn sqs_success_feedback_sample_rate tags "
        "tracing_config",
    ),
    "aws_sns_topic_policy": typed(
        "AWS::SNS::TopicPolicy",
        "arn=Topics id owner policy=PolicyDocument",
    ),
    "aws_sqs_queue": typed(
        "AWS::SQS::Queue",
        "arn content_based_deduplication deduplication_scope delay_seconds fifo_queue fifo_throughput_limit id "
        "kms_data_key_reuse_period_seconds kms_master_key_id max_message_size message_retention_seconds "
        "name=QueueName name_prefix policy=PolicyDocument receive_wait_time_seconds redrive_allow_policy "
        "redrive_policy sqs_managed_sse_enabled tags url=QueueUrl visibility_timeout_seconds=VisibilityTimeout "
        "timeouts",
    ),
    "aws_sqs_queue_policy": typed(
        "AWS::SQS::QueuePolicy",
        "id policy=PolicyDocument queue_url=Queues",
    ),
    "aws_secretsmanager_secret": typed(
        "AWS::SecretsManager::Secret",
        "arn description force_overwrite_replica_secret id kms_key_id name name_prefix policy=ResourcePolicy "
        "recovery_window_in_days tags",
        block(
            "replica=ReplicaRegions",
            "kms_key_id last_accessed_date region status status_message",
            many=True,
        ),
    ),
    "aws_secretsmanager_secret_policy": typed(
        "AWS::SecretsManager::ResourcePolicy",
        "block_public_policy id policy=ResourcePolicy secret_arn=SecretId",
    ),
    "aws_secretsmanager_secret_version": typed(
        "AWS::SecretsManager::SecretVersion",
        "arn has_secret_string_wo id secret_binary secret_id secret_string secret_string_wo secret_string_wo_version "
        "version_id version_stages",
    ),
    "aws_ssm_parameter": typed(
        "AWS::SSM::Parameter",
        "allowed_pattern arn data_type description has_value_wo id insecure_value key_id name overwrite tags tier "
        "type value value_wo value_wo_version version",
    ),
    "aws_sfn_state_machine": typed(
        "AWS::StepFunctions::StateMachine",
        "arn creation_date definition description id name=StateMachineName name_prefix publish "
        "revision_id=StateMachineRevisionId role_arn state_machine_version_arn status tags type=StateMachineType "
        "version_description timeouts",
        block(
            "encryption_configuration",
            "kms_data_key_reuse_period_seconds kms_key_id type",
        ),
        block(
            "logging_configuration",
            "include_execution_data level log_destination",
        ),
    ),
    "aws_redshift_cluster": typed(
        "AWS::Redshift::Cluster",
        "allow_version_upgrade apply_immediately aqua_configuration_status arn automated_snapshot_retention_period "
        "availability_zone availability_zone_relocation_enabled=AvailabilityZoneRelocation cluster_identifier "
        "cluster_namespace_arn cluster_nodes cluster_parameter_group_name cluster_public_key cluster_revision_number "
        "cluster_subnet_group_name cluster_type cluster_version database_name=DBName default_iam_role_arn dns_name "
        "elastic_ip encrypted endpoint enhanced_vpc_routing final_snapshot_identifier iam_roles id kms_key_id "
        "maintenance_track_name manage_master_password manual_snapshot_retention_period "
        "master_password=MasterUserPassword master_password_secret_arn master_password_secret_kms_key_id "
        "master_password_wo master_password_wo_version master_username multi_az=MultiAZ node_type number_of_nodes "
        "owner_account port preferred_maintenance_window publicly_accessible skip_final_snapshot snapshot_arn "
        "snapshot_cluster_identifier snapshot_identifier tags vpc_security_group_ids timeouts",
    ),
    "aws_docdb_cluster": typed(
        "AWS::DocDB::DBCluster",
        "allow_major_version_upgrade apply_immediately arn availability_zones backup_retention_period "
        "cluster_identifier=DBClusterIdentifier cluster_identifier_prefix cluster_members cluster_resource_id "
        "db_cluster_parameter_group_name=DBClusterParameterGroupName db_subnet_group_name=DBSubnetGroupName "
        "deletion_protection enabled_cloudwatch_logs_exports endpoint engine engine_version final_snapshot_identifier "
        "global_cluster_identifier hosted_zone_id id kms_key_id manage_master_user_password "
        "master_password=MasterUserPassword master_password_wo master_password_wo_version master_user_secret "
        "master_username port preferred_backup_window preferred_maintenance_window reader_endpoint "
        "skip_final_snapshot snapshot_identifier storage_encrypted storage_type tags vpc_security_group_ids timeouts",
        block(
            "restore_to_point_in_time",
            "restore_to_time restore_type source_cluster_identifier use_latest_restorable_time",
        ),
    ),
    "aws_neptune_cluster": typed(
        "AWS::Neptune::DBCluster",
        "allow_major_version_upgrade apply_immediately arn availability_zones backup_retention_period "
        "cluster_identifier=DBClusterIdentifier cluster_identifier_prefix cluster_members cluster_resource_id "
        "copy_tags_to_snapshot deletion_protection enable_cloudwatch_logs_exports endpoint engine engine_version "
        "final_snapshot_identifier global_cluster_identifier hosted_zone_id iam_database_authentication_enabled "
        "iam_roles id kms_key_arn=KmsKeyId neptune_cluster_parameter_group_name neptune_instance_parameter_group_name "
        "neptune_subnet_group_name=DBSubnetGroupName port preferred_backup_window preferred_maintenance_window "
        "reader_endpoint replication_source_identifier skip_final_snapshot snapshot_identifier storage_encrypted "
        "storage_type tags vpc_security_group_ids timeouts",
        block(
            "serverless_v2_scaling_configuration",
            "max_capacity min_capacity",
        ),
    ),
    "aws_opensearch_domain": typed(
        "AWS::OpenSearchService::Domain",
        "access_policies advanced_options arn dashboard_endpoint dashboard_endpoint_v2 "
        "domain_endpoint_v2_hosted_zone_id domain_id domain_name endpoint endpoint_v2 engine_version id "
        "ip_address_type=IPAddressType kibana_endpoint tags timeouts",
        block(
            "encrypt_at_rest=EncryptionAtRestOptions",
            "enabled kms_key_id",
        ),
        block(
            "vpc_options=VPCOptions",
            "availability_zones security_group_ids subnet_ids vpc_id",
        ),
    ),
    "aws_ssoadmin_permission_set": typed(
        "AWS::SSO::PermissionSet",
        "arn created_date description id instance_arn name relay_state=RelayStateType session_duration tags timeouts",
    ),
    "aws_ssoadmin_permission_set_inline_policy": typed(
        "AWS::SSO::PermissionSetInlinePolicy",
        "id inline_policy instance_arn permission_set_arn timeouts",
    ),
    "aws_cloudformation_stack": typed(
        "AWS::CloudFormation::Stack",
        "capabilities disable_rollback iam_role_arn id name notification_arns=NotificationARNs on_failure outputs "
        "parameters policy_body policy_url tags template_body template_url=TemplateURL timeout_in_minutes timeouts",
    ),
    "aws_acm_certificate": typed(
        "AWS::CertificateManager::Certificate",
        "arn certificate_authority_arn certificate_body certificate_chain domain_name domain_validation_options "
        "early_renewal_duration id key_algorithm not_after not_before pending_renewal private_key renewal_eligibility "
        "renewal_summary status subject_alternative_names tags type validation_emails validation_method",
    ),
}
