"""Which CloudFormation type a Terraform type is: by its name, or by hand where the names differ."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Final

# Beginnings of Terraform's names and the namespaces that they stand for, where it is not the second word itself.
NAMESPACES: Final[Mapping[str, str]] = {
    "acm": "CertificateManager",
    "alb": "ElasticLoadBalancingV2",
    "api_gateway": "ApiGateway",
    "appautoscaling": "ApplicationAutoScaling",
    "bedrockagent": "Bedrock",
    "cloudwatch_event": "Events",
    "cloudwatch_log": "Logs",
    "codestarconnections": "CodeStarConnections",
    "config": "Config",
    "db": "RDS",
    "directory_service": "DirectoryService",
    "dx": "DirectConnect",
    "ebs": "EC2",
    "ecrpublic": "ECR",
    "elastic_beanstalk": "ElasticBeanstalk",
    "inspector2": "InspectorV2",
    "kinesis_firehose": "KinesisFirehose",
    "kinesis_video": "KinesisVideo",
    "lb": "ElasticLoadBalancingV2",
    "lexv2models": "Lex",
    "macie2": "Macie",
    "mq": "AmazonMQ",
    "mskconnect": "KafkaConnect",
    "opensearch": "OpenSearchService",
    "prometheus": "APS",
    "route53_resolver": "Route53Resolver",
    "route53recoverycontrolconfig": "Route53RecoveryControl",
    "s3control": "S3",
    "schemas": "EventSchemas",
    "serverlessapplicationrepository": "ServerlessRepo",
    "service_discovery": "ServiceDiscovery",
    "sesv2": "SES",
    "sfn": "StepFunctions",
    "ssoadmin": "SSO",
    "timestreaminfluxdb": "Timestream",
    "timestreamquery": "Timestream",
    "timestreamwrite": "Timestream",
}

# What CloudFormation puts before the names of a namespace and Terraform leaves out.
PREFIXES: Final[Mapping[str, tuple[str, ...]]] = {
    "RDS": ("db",),
    "DocDB": ("db",),
    "Neptune": ("db",),
    "Redshift": ("cluster",),
    "Route53Resolver": ("resolver",),
    "ImageBuilder": (),
    "DirectConnect": ("directconnect",),
    "Timestream": ("influx", "influxdb"),
    "EC2": ("ec2", "vpc"),
    "ECR": ("public",),
    "Budgets": ("budgets",),
    "CloudFront": ("cloudfront",),
}

BY_HAND: Final[Mapping[str, str]] = {
    "aws_alb": "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "aws_appautoscaling_policy": "AWS::ApplicationAutoScaling::ScalingPolicy",
    "aws_appautoscaling_target": "AWS::ApplicationAutoScaling::ScalableTarget",
    "aws_appconfig_hosted_configuration_version": "AWS::AppConfig::HostedConfigurationVersion",
    "aws_apprunner_auto_scaling_configuration_version": "AWS::AppRunner::AutoScalingConfiguration",
    "aws_appsync_function": "AWS::AppSync::FunctionConfiguration",
    "aws_autoscaling_group": "AWS::AutoScaling::AutoScalingGroup",
    "aws_autoscaling_policy": "AWS::AutoScaling::ScalingPolicy",
    "aws_autoscaling_schedule": "AWS::AutoScaling::ScheduledAction",
    "aws_backup_logically_air_gapped_vault": "AWS::Backup::LogicallyAirGappedBackupVault",
    "aws_budgets_budget_action": "AWS::Budgets::BudgetsAction",
    "aws_chatbot_teams_channel_configuration": "AWS::Chatbot::MicrosoftTeamsChannelConfiguration",
    "aws_chimesdkvoice_sip_media_application": "AWS::Chime::SipMediaApplication",
    "aws_cloudformation_stack": "AWS::CloudFormation::Stack",
    "aws_cloudfront_origin_access_identity": "AWS::CloudFront::CloudFrontOriginAccessIdentity",
    "aws_cloudtrail": "AWS::CloudTrail::Trail",
    "aws_cloudwatch_event_bus": "AWS::Events::EventBus",
    "aws_cloudwatch_event_permission": "AWS::Events::EventBusPolicy",
    "aws_cloudwatch_log_anomaly_detector": "AWS::Logs::LogAnomalyDetector",
    "aws_cloudwatch_log_data_protection_policy": "",
    "aws_cloudwatch_log_stream": "AWS::Logs::LogStream",
    "aws_cloudwatch_metric_alarm": "AWS::CloudWatch::Alarm",
    "aws_cloudwatch_query_definition": "AWS::Logs::QueryDefinition",
    "aws_codebuild_source_credential": "AWS::CodeBuild::SourceCredential",
    "aws_codedeploy_app": "AWS::CodeDeploy::Application",
    "aws_codepipeline": "AWS::CodePipeline::Pipeline",
    "aws_cognito_identity_pool_provider_principal_tag": "AWS::Cognito::IdentityPoolPrincipalTag",
    "aws_cognito_identity_pool_roles_attachment": "AWS::Cognito::IdentityPoolRoleAttachment",
    "aws_cognito_identity_provider": "AWS::Cognito::UserPoolIdentityProvider",
    "aws_cognito_resource_server": "AWS::Cognito::UserPoolResourceServer",
    "aws_cognito_risk_configuration": "AWS::Cognito::UserPoolRiskConfigurationAttachment",
    "aws_cognito_user": "AWS::Cognito::UserPoolUser",
    "aws_cognito_user_group": "AWS::Cognito::UserPoolGroup",
    "aws_cognito_user_in_group": "AWS::Cognito::UserPoolUserToGroupAttachment",
    "aws_config_aggregate_authorization": "AWS::Config::AggregationAuthorization",
    "aws_config_organization_custom_policy_rule": "AWS::Config::OrganizationConfigRule",
    "aws_config_organization_custom_rule": "AWS::Config::OrganizationConfigRule",
    "aws_config_organization_managed_rule": "AWS::Config::OrganizationConfigRule",
    "aws_controltower_control": "AWS::ControlTower::EnabledControl",
    "aws_customer_gateway": "AWS::EC2::CustomerGateway",
    "aws_datasync_location_fsx_lustre_file_system": "AWS::DataSync::LocationFSxLustre",
    "aws_datasync_location_fsx_ontap_file_system": "AWS::DataSync::LocationFSxONTAP",
    "aws_datasync_location_fsx_openzfs_file_system": "AWS::DataSync::LocationFSxOpenZFS",
    "aws_datasync_location_fsx_windows_file_system": "AWS::DataSync::LocationFSxWindows",
    "aws_db_cluster_snapshot": "AWS::RDS::ClusterSnapshot",
    "aws_db_proxy_default_target_group": "AWS::RDS::DBProxyTargetGroup",
    "aws_detective_member": "AWS::Detective::MemberInvitation",
    "aws_detective_organization_admin_account": "AWS::Detective::OrganizationAdmin",
    "aws_docdb_cluster_instance": "AWS::DocDB::DBInstance",
    "aws_docdb_cluster_parameter_group": "AWS::DocDB::DBClusterParameterGroup",
    "aws_ec2_client_vpn_network_association": "AWS::EC2::ClientVpnTargetNetworkAssociation",
    "aws_ec2_managed_prefix_list": "AWS::EC2::PrefixList",
    "aws_ecrpublic_repository": "AWS::ECR::PublicRepository",
    "aws_ecs_cluster_capacity_providers": "AWS::ECS::ClusterCapacityProviderAssociations",
    "aws_egress_only_internet_gateway": "AWS::EC2::EgressOnlyInternetGateway",
    "aws_eks_node_group": "AWS::EKS::Nodegroup",
    "aws_elasticsearch_domain": "AWS::Elasticsearch::Domain",
    "aws_elb": "AWS::ElasticLoadBalancing::LoadBalancer",
    "aws_emr_instance_fleet": "AWS::EMR::InstanceFleetConfig",
    "aws_emr_instance_group": "AWS::EMR::InstanceGroupConfig",
    "aws_flow_log": "AWS::EC2::FlowLog",
    "aws_fsx_lustre_file_system": "AWS::FSx::FileSystem",
    "aws_fsx_ontap_file_system": "AWS::FSx::FileSystem",
    "aws_fsx_ontap_storage_virtual_machine": "AWS::FSx::StorageVirtualMachine",
    "aws_fsx_ontap_volume": "AWS::FSx::Volume",
    "aws_fsx_openzfs_file_system": "AWS::FSx::FileSystem",
    "aws_fsx_openzfs_snapshot": "AWS::FSx::Snapshot",
    "aws_fsx_openzfs_volume": "AWS::FSx::Volume",
    "aws_fsx_windows_file_system": "AWS::FSx::FileSystem",
    "aws_glue_catalog_database": "AWS::Glue::Database",
    "aws_glue_catalog_table": "AWS::Glue::Table",
    "aws_glue_catalog_table_optimizer": "AWS::Glue::TableOptimizer",
    "aws_internet_gateway_attachment": "AWS::EC2::VPCGatewayAttachment",
    "aws_key_pair": "AWS::EC2::KeyPair",
    "aws_keyspaces_keyspace": "AWS::Cassandra::Keyspace",
    "aws_keyspaces_table": "AWS::Cassandra::Table",
    "aws_kinesis_analytics_application": "AWS::KinesisAnalytics::Application",
    "aws_lakeformation_lf_tag": "AWS::LakeFormation::Tag",
    "aws_lambda_function_event_invoke_config": "AWS::Lambda::EventInvokeConfig",
    "aws_launch_configuration": "AWS::AutoScaling::LaunchConfiguration",
    "aws_lb": "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "aws_lex_bot": "",
    "aws_lex_bot_alias": "",
    "aws_lightsail_container_service": "AWS::Lightsail::Container",
    "aws_lightsail_lb": "AWS::Lightsail::LoadBalancer",
    "aws_load_balancer_policy": "",
    "aws_location_tracker_association": "AWS::Location::TrackerConsumer",
    "aws_macie2_account": "AWS::Macie::Session",
    "aws_media_convert_queue": "AWS::MediaConvert::Queue",
    "aws_media_package_channel": "AWS::MediaPackage::Channel",
    "aws_media_packagev2_channel_group": "AWS::MediaPackageV2::ChannelGroup",
    "aws_media_store_container": "AWS::MediaStore::Container",
    "aws_msk_scram_secret_association": "AWS::MSK::BatchScramSecret",
    "aws_neptune_cluster_instance": "AWS::Neptune::DBInstance",
    "aws_network_acl_association": "AWS::EC2::SubnetNetworkAclAssociation",
    "aws_network_acl_rule": "AWS::EC2::NetworkAclEntry",
    "aws_network_interface_attachment": "AWS::EC2::NetworkInterfaceAttachment",
    "aws_opensearch_domain": "AWS::OpenSearchService::Domain",
    "aws_opsworks_application": "AWS::OpsWorks::App",
    "aws_paymentcryptography_key_alias": "AWS::PaymentCryptography::Alias",
    "aws_pinpointsmsvoicev2_configuration_set": "AWS::SMSVOICE::ConfigurationSet",
    "aws_pinpointsmsvoicev2_opt_out_list": "AWS::SMSVOICE::OptOutList",
    "aws_pinpointsmsvoicev2_phone_number": "AWS::SMSVOICE::PhoneNumber",
    "aws_placement_group": "AWS::EC2::PlacementGroup",
    "aws_prometheus_rule_group_namespace": "AWS::APS::RuleGroupsNamespace",
    "aws_quicksight_iam_policy_assignment": "",
    "aws_rds_cluster_instance": "AWS::RDS::DBInstance",
    "aws_redshift_cluster_snapshot": "AWS::Redshift::Snapshot",
    "aws_redshift_parameter_group": "AWS::Redshift::ClusterParameterGroup",
    "aws_redshift_subnet_group": "AWS::Redshift::ClusterSubnetGroup",
    "aws_redshiftserverless_namespace": "AWS::RedshiftServerless::Namespace",
    "aws_route53_hosted_zone_dnssec": "AWS::Route53::DNSSEC",
    "aws_route53_query_log": "AWS::Route53::QueryLoggingConfig",
    "aws_route53_record": "AWS::Route53::RecordSet",
    "aws_route53_resolver_query_log_config": "AWS::Route53Resolver::ResolverQueryLoggingConfig",
    "aws_route53_resolver_query_log_config_association": "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
    "aws_route53_zone": "AWS::Route53::HostedZone",
    "aws_route53profiles_association": "AWS::Route53Profiles::ProfileAssociation",
    "aws_route53profiles_resource_association": "AWS::Route53Profiles::ProfileResourceAssociation",
    "aws_s3_directory_bucket": "AWS::S3Express::DirectoryBucket",
    "aws_s3control_bucket": "AWS::S3Outposts::Bucket",
    "aws_s3control_bucket_policy": "AWS::S3Outposts::BucketPolicy",
    "aws_s3control_object_lambda_access_point": "AWS::S3ObjectLambda::AccessPoint",
    "aws_s3control_object_lambda_access_point_policy": "AWS::S3ObjectLambda::AccessPointPolicy",
    "aws_s3control_storage_lens_configuration": "AWS::S3::StorageLens",
    "aws_sagemaker_endpoint_configuration": "AWS::SageMaker::EndpointConfig",
    "aws_sagemaker_notebook_instance_lifecycle_configuration": "AWS::SageMaker::NotebookInstanceLifecycleConfig",
    "aws_secretsmanager_secret_rotation": "AWS::SecretsManager::RotationSchedule",
    "aws_securityhub_account": "AWS::SecurityHub::Hub",
    "aws_securityhub_configuration_policy_association": "AWS::SecurityHub::PolicyAssociation",
    "aws_securityhub_organization_admin_account": "AWS::SecurityHub::DelegatedAdmin",
    "aws_securityhub_standards_subscription": "AWS::SecurityHub::Standard",
    "aws_servicecatalog_principal_portfolio_association": "AWS::ServiceCatalog::PortfolioPrincipalAssociation",
    "aws_servicecatalog_product": "AWS::ServiceCatalog::CloudFormationProduct",
    "aws_servicecatalog_product_portfolio_association": "AWS::ServiceCatalog::PortfolioProductAssociation",
    "aws_servicecatalog_provisioned_product": "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
    "aws_servicecatalog_tag_option_resource_association": "AWS::ServiceCatalog::TagOptionAssociation",
    "aws_ses_event_destination": "AWS::SES::ConfigurationSetEventDestination",
    "aws_sesv2_configuration_set_event_destination": "AWS::SES::ConfigurationSetEventDestination",
    "aws_sfn_alias": "AWS::StepFunctions::StateMachineAlias",
    "aws_signer_signing_profile_permission": "AWS::Signer::ProfilePermission",
    "aws_sns_topic_subscription": "AWS::SNS::Subscription",
    "aws_spot_fleet_request": "AWS::EC2::SpotFleet",
    "aws_ssoadmin_account_assignment": "AWS::SSO::Assignment",
    "aws_ssoadmin_instance_access_control_attributes": "AWS::SSO::InstanceAccessControlAttributeConfiguration",
    "aws_vpc_dhcp_options": "AWS::EC2::DHCPOptions",
    "aws_vpc_endpoint_service_allowed_principal": "",
    "aws_vpc_ipam": "AWS::EC2::IPAM",
    "aws_vpc_ipam_pool": "AWS::EC2::IPAMPool",
    "aws_vpc_ipam_pool_cidr": "AWS::EC2::IPAMPoolCidr",
    "aws_vpc_ipam_pool_cidr_allocation": "AWS::EC2::IPAMAllocation",
    "aws_vpc_ipam_resource_discovery": "AWS::EC2::IPAMResourceDiscovery",
    "aws_vpc_ipam_resource_discovery_association": "AWS::EC2::IPAMResourceDiscoveryAssociation",
    "aws_vpc_ipam_scope": "AWS::EC2::IPAMScope",
    "aws_vpc_ipv4_cidr_block_association": "AWS::EC2::VPCCidrBlock",
    "aws_vpc_ipv6_cidr_block_association": "AWS::EC2::VPCCidrBlock",
    "aws_vpc_network_performance_metric_subscription": "AWS::EC2::NetworkPerformanceMetricSubscription",
    "aws_vpc_route_server": "AWS::EC2::RouteServer",
    "aws_vpc_route_server_endpoint": "AWS::EC2::RouteServerEndpoint",
    "aws_vpc_route_server_peer": "AWS::EC2::RouteServerPeer",
    "aws_vpc_route_server_propagation": "AWS::EC2::RouteServerPropagation",
    "aws_vpc_route_server_vpc_association": "AWS::EC2::RouteServerAssociation",
    "aws_vpc_security_group_vpc_association": "AWS::EC2::SecurityGroupVpcAssociation",
    "aws_vpclattice_listener_rule": "AWS::VpcLattice::Rule",
    "aws_vpn_connection": "AWS::EC2::VPNConnection",
    "aws_vpn_gateway_attachment": "AWS::EC2::VPCGatewayAttachment",
    "aws_wafv2_web_acl_logging_configuration": "AWS::WAFv2::LoggingConfiguration",
    "aws_workspaces_ip_group": "AWS::WorkSpaces::WorkspaceIpGroup",
}
"""An empty text: the name of a CloudFormation type, but not the same thing."""


@cache
def squashed(name: str) -> str:
    """Returns a name in small letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


class Counterparts:
    """Finds the CloudFormation type of Terraform types."""

    def __init__(self, types: Iterable[str]) -> None:
        self._types: set[str] = set(types)
        self._namespaces: dict[str, str] = {}
        self._by_name: dict[tuple[str, str], list[str]] = {}
        for type_ in sorted(self._types):
            vendor, namespace, *rest = type_.split("::")
            if vendor == "AWS" and len(rest) == 1:
                self._namespaces.setdefault(squashed(namespace), namespace)
                self._by_name.setdefault((namespace, squashed(rest[0])), []).append(type_)

    def of(self, native: str) -> str | None:
        """Returns the type that a native type surely is by name, or None."""
        if native in BY_HAND:
            return BY_HAND[native] if BY_HAND[native] in self._types else None
        words = native.removeprefix("aws_").split("_")
        found: set[str] = set()
        for length in range(len(words), 0, -1):
            namespace = self._namespace("_".join(words[:length]))
            if namespace is not None:
                found = self._in(namespace, squashed("".join(words[length:])), squashed("".join(words)))
                break
        # The types of EC2 that Terraform has from its first days carry no service in their names.
        found = found or self._in("EC2", squashed("".join(words)), "")
        return found.pop() if len(found) == 1 else None

    def _namespace(self, beginning: str) -> str | None:
        return NAMESPACES.get(beginning) or self._namespaces.get(beginning)

    def _in(self, namespace: str, *names: str) -> set[str]:
        selected: Collection[str] = [name for name in names if name]
        exact = {match for name in selected for match in self._by_name.get((namespace, name), ())}
        if exact:
            return exact
        before = PREFIXES.get(namespace, ())
        return {
            match for name in selected for start in before for match in self._by_name.get((namespace, start + name), ())
        }
