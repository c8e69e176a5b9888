"""Canonical names of Terraform's types: Lambda, ECS, EC2 instances."""

from awslint.facts.names import TypeNames
from awslint.facts.terraform.spelling import block, typed

TYPES: dict[str, TypeNames] = {
    "aws_lambda_function": typed(
        "AWS::Lambda::Function",
        "architectures arn code_sha256 code_signing_config_arn description filename function_name handler id "
        "image_uri invoke_arn kms_key_arn last_modified layers memory_size package_type publish qualified_arn "
        "qualified_invoke_arn replace_security_groups_on_destroy replacement_security_group_ids "
        "reserved_concurrent_executions role runtime s3_bucket s3_key s3_object_version signing_job_arn "
        "signing_profile_version_arn skip_destroy source_code_hash source_code_size tags timeout version timeouts",
        block(
            "dead_letter_config",
            "target_arn",
        ),
        block(
            "environment",
            "variables",
        ),
        block(
            "ephemeral_storage",
            "size",
        ),
        block(
            "file_system_config=FileSystemConfigs",
            "arn local_mount_path",
            many=True,
        ),
        block(
            "image_config",
            "command entry_point working_directory",
        ),
        block(
            "logging_config",
            "application_log_level log_format log_group system_log_level",
        ),
        block(
            "snap_start",
            "apply_on optimization_status",
        ),
        block(
            "tracing_config",
            "mode",
        ),
        block(
            "vpc_config",
            "ipv6_allowed_for_dual_stack security_group_ids subnet_ids vpc_id",
        ),
    ),
    "aws_lambda_permission": typed(
        "AWS::Lambda::Permission",
        "action event_source_token function_name function_url_auth_type id principal principal_org_id=PrincipalOrgID "
        "qualifier source_account source_arn statement_id statement_id_prefix",
    ),
    "aws_lambda_alias": typed(
        "AWS::Lambda::Alias",
        "arn description function_name function_version id invoke_arn name",
        block(
            "routing_config",
            "additional_version_weights",
        ),
    ),
    "aws_lambda_invocation": typed(
        "AWS::Lambda::Invocation",
        "function_name id input lifecycle_scope qualifier result terraform_key triggers",
    ),
    "aws_lambda_event_source_mapping": typed(
        "AWS::Lambda::EventSourceMapping",
        "arn batch_size bisect_batch_on_function_error enabled event_source_arn function_arn function_name "
        "function_response_types id kms_key_arn last_modified last_processing_result "
        "maximum_batching_window_in_seconds maximum_record_age_in_seconds maximum_retry_attempts "
        "parallelization_factor queues starting_position starting_position_timestamp state state_transition_reason "
        "tags topics tumbling_window_in_seconds uuid",
        block(
            "self_managed_event_source",
            "endpoints",
        ),
        block(
            "source_access_configuration=SourceAccessConfigurations",
            "type uri=URI",
            many=True,
        ),
    ),
    "aws_lambda_function_url": typed(
        "AWS::Lambda::Url",
        "authorization_type=AuthType function_arn function_name=TargetFunctionArn function_url id invoke_mode "
        "qualifier url_id timeouts",
        block(
            "cors",
            "allow_credentials allow_headers allow_methods allow_origins expose_headers max_age",
        ),
    ),
    "aws_lambda_layer_version": typed(
        "AWS::Lambda::LayerVersion",
        "arn code_sha256 compatible_architectures compatible_runtimes created_date description filename id layer_arn "
        "layer_name license_info s3_bucket s3_key s3_object_version signing_job_arn signing_profile_version_arn "
        "skip_destroy source_code_hash source_code_size version",
    ),
    "aws_ecs_cluster": typed(
        "AWS::ECS::Cluster",
        "arn id name=ClusterName tags",
        block(
            "configuration",
            "",
            block(
                "execute_command_configuration",
                "kms_key_id logging",
                block(
                    "log_configuration",
                    "cloud_watch_encryption_enabled cloud_watch_log_group_name s3_bucket_encryption_enabled "
                    "s3_bucket_name s3_key_prefix",
                ),
            ),
            block(
                "managed_storage_configuration",
                "fargate_ephemeral_storage_kms_key_id kms_key_id",
            ),
        ),
        block(
            "service_connect_defaults",
            "namespace",
        ),
        block(
            "setting=ClusterSettings",
            "name value",
            many=True,
        ),
    ),
    "aws_ecs_service": typed(
        "AWS::ECS::Service",
        "availability_zone_rebalancing cluster deployment_maximum_percent deployment_minimum_healthy_percent "
        "desired_count enable_ecs_managed_tags=EnableECSManagedTags enable_execute_command force_delete "
        "force_new_deployment health_check_grace_period_seconds iam_role=Role id launch_type name=ServiceName "
        "platform_version propagate_tags scheduling_strategy tags task_definition triggers wait_for_steady_state "
        "timeouts",
        block(
            "deployment_controller",
            "type",
        ),
        block(
            "load_balancer=LoadBalancers",
            "container_name container_port elb_name target_group_arn",
            many=True,
        ),
        block(
            "network_configuration",
            "assign_public_ip security_groups subnets",
        ),
    ),
    "aws_ecs_task_definition": typed(
        "AWS::ECS::TaskDefinition",
        "arn arn_without_revision container_definitions cpu enable_fault_injection execution_role_arn family id "
        "ipc_mode memory network_mode pid_mode requires_compatibilities revision skip_destroy tags task_role_arn "
        "track_latest",
        block(
            "ephemeral_storage",
            "size_in_gib=SizeInGiB",
        ),
        block(
            "inference_accelerator=InferenceAccelerators",
            "device_name device_type",
            many=True,
        ),
        block(
            "placement_constraints",
            "expression type",
            many=True,
        ),
        block(
            "proxy_configuration",
            "container_name properties type",
        ),
        block(
            "runtime_platform",
            "cpu_architecture operating_system_family",
        ),
        block(
            "volume=Volumes",
            "configure_at_launch host_path name",
            block(
                "docker_volume_configuration",
                "autoprovision driver driver_opts labels scope",
            ),
            block(
                "efs_volume_configuration=EFSVolumeConfiguration",
                "file_system_id=FilesystemId root_directory transit_encryption transit_encryption_port",
                block(
                    "authorization_config",
                    "access_point_id iam=IAM",
                ),
            ),
            block(
                "fsx_windows_file_server_volume_configuration=FSxWindowsFileServerVolumeConfiguration",
                "file_system_id root_directory",
                block(
                    "authorization_config",
                    "credentials_parameter domain",
                ),
            ),
            many=True,
        ),
    ),
    "aws_instance": typed(
        "AWS::EC2::Instance",
        "ami=ImageId arn associate_public_ip_address availability_zone cpu_core_count cpu_threads_per_core "
        "disable_api_stop disable_api_termination ebs_optimized enable_primary_ipv6 get_password_data hibernation "
        "host_id host_resource_group_arn iam_instance_profile id instance_initiated_shutdown_behavior "
        "instance_lifecycle instance_state instance_type ipv6_address_count ipv6_addresses key_name monitoring "
        "outpost_arn password_data placement_group=PlacementGroupName placement_partition_number "
        "primary_network_interface_id private_dns=PrivateDnsName private_ip public_dns=PublicDnsName public_ip "
        "secondary_private_ips security_groups source_dest_check spot_instance_request_id subnet_id tags tenancy "
        "user_data user_data_base64 user_data_replace_on_change volume_tags vpc_security_group_ids=SecurityGroupIds "
        "timeouts",
        block(
            "ebs_block_device=BlockDevices",
            "delete_on_termination device_name encrypted iops kms_key_id snapshot_id tags throughput volume_id "
            "volume_size volume_type",
            many=True,
        ),
        block(
            "launch_template",
            "id name version",
        ),
        block(
            "metadata_options",
            "http_endpoint http_protocol_ipv6 http_put_response_hop_limit http_tokens instance_metadata_tags",
        ),
        block(
            "network_interface=NetworkInterfaceAttachments",
            "delete_on_termination device_index network_card_index network_interface_id",
            many=True,
        ),
        block(
            "root_block_device",
            "delete_on_termination device_name encrypted iops kms_key_id tags throughput volume_id volume_size "
            "volume_type",
        ),
    ),
    "aws_launch_template": typed(
        "AWS::EC2::LaunchTemplate",
        "arn default_version=DefaultVersionNumber description disable_api_stop disable_api_termination ebs_optimized "
        "id image_id instance_initiated_shutdown_behavior instance_type kernel_id key_name "
        "latest_version=LatestVersionNumber name=LaunchTemplateName name_prefix ram_disk_id security_group_names tags "
        "update_default_version user_data vpc_security_group_ids",
        block(
            "block_device_mappings",
            "device_name no_device virtual_name",
            block(
                "ebs",
                "delete_on_termination encrypted iops kms_key_id snapshot_id throughput volume_initialization_rate "
                "volume_size volume_type",
            ),
            many=True,
        ),
        block(
            "iam_instance_profile",
            "arn name",
        ),
        block(
            "metadata_options",
            "http_endpoint http_protocol_ipv6 http_put_response_hop_limit http_tokens instance_metadata_tags",
        ),
        block(
            "network_interfaces",
            "associate_carrier_ip_address associate_public_ip_address delete_on_termination description device_index "
            "interface_type ipv4_address_count ipv4_addresses ipv4_prefix_count ipv4_prefixes ipv6_address_count "
            "ipv6_addresses ipv6_prefix_count ipv6_prefixes network_card_index network_interface_id primary_ipv6 "
            "private_ip_address security_groups subnet_id",
            block(
                "connection_tracking_specification",
                "tcp_established_timeout udp_stream_timeout udp_timeout",
            ),
            block(
                "ena_srd_specification",
                "ena_srd_enabled",
                block(
                    "ena_srd_udp_specification",
                    "ena_srd_udp_enabled",
                ),
            ),
            many=True,
        ),
        block(
            "placement",
            "affinity availability_zone group_name host_id host_resource_group_arn partition_number spread_domain "
            "tenancy",
        ),
    ),
}
