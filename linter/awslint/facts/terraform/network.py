"""Canonical names of Terraform's types: VPCs, subnets, security groups, endpoints."""

from awslint.facts.names import TypeNames
from awslint.facts.terraform.spelling import block, typed

TYPES: dict[str, TypeNames] = {
    "aws_vpc": typed(
        "AWS::EC2::VPC",
        "arn assign_generated_ipv6_cidr_block cidr_block default_network_acl_id=DefaultNetworkAcl "
        "default_route_table_id default_security_group_id=DefaultSecurityGroup dhcp_options_id enable_dns_hostnames "
        "enable_dns_support enable_network_address_usage_metrics id instance_tenancy ipv4_ipam_pool_id "
        "ipv4_netmask_length ipv6_association_id ipv6_cidr_block=Ipv6CidrBlocks ipv6_cidr_block_network_border_group "
        "ipv6_ipam_pool_id ipv6_netmask_length main_route_table_id owner_id tags",
    ),
    "aws_default_vpc": typed(
        "AWS::EC2::DefaultVPC",
        "arn assign_generated_ipv6_cidr_block cidr_block default_network_acl_id default_route_table_id "
        "default_security_group_id dhcp_options_id enable_dns_hostnames enable_dns_support "
        "enable_network_address_usage_metrics existing_default_vpc force_destroy id instance_tenancy "
        "ipv6_association_id ipv6_cidr_block ipv6_cidr_block_network_border_group ipv6_ipam_pool_id "
        "ipv6_netmask_length main_route_table_id owner_id tags",
    ),
    "aws_vpc_endpoint": typed(
        "AWS::EC2::VPCEndpoint",
        "arn auto_accept cidr_blocks dns_entry id ip_address_type network_interface_ids owner_id "
        "policy=PolicyDocument prefix_list_id private_dns_enabled requester_managed resource_configuration_arn "
        "route_table_ids security_group_ids service_name service_network_arn service_region state subnet_ids tags "
        "vpc_endpoint_type vpc_id timeouts",
        block(
            "dns_options",
            "dns_record_ip_type private_dns_only_for_inbound_resolver_endpoint",
        ),
        block(
            "subnet_configuration",
            "ipv4 ipv6 subnet_id",
            many=True,
        ),
    ),
    "aws_vpc_endpoint_policy": typed(
        "AWS::EC2::VPCEndpointPolicy",
        "id policy=PolicyDocument vpc_endpoint_id timeouts",
    ),
    "aws_vpc_endpoint_service": typed(
        "AWS::EC2::VPCEndpointService",
        "acceptance_required allowed_principals arn availability_zones base_endpoint_dns_names "
        "gateway_load_balancer_arns id manages_vpc_endpoints network_load_balancer_arns private_dns_name "
        "private_dns_name_configuration service_name service_type state supported_ip_address_types supported_regions "
        "tags timeouts",
    ),
    "aws_vpc_peering_connection": typed(
        "AWS::EC2::VPCPeeringConnection",
        "accept_status auto_accept id peer_owner_id peer_region peer_vpc_id tags vpc_id timeouts",
        block(
            "accepter",
            "allow_remote_vpc_dns_resolution",
        ),
        block(
            "requester",
            "allow_remote_vpc_dns_resolution",
        ),
    ),
    "aws_vpc_security_group_ingress_rule": typed(
        "AWS::EC2::SecurityGroupIngress",
        "arn cidr_ipv4=CidrIp cidr_ipv6 description from_port id ip_protocol prefix_list_id=SourcePrefixListId "
        "referenced_security_group_id=SourceSecurityGroupId security_group_id=GroupId security_group_rule_id tags "
        "to_port",
    ),
    "aws_vpc_security_group_egress_rule": typed(
        "AWS::EC2::SecurityGroupEgress",
        "arn cidr_ipv4=CidrIp cidr_ipv6 description from_port id ip_protocol prefix_list_id=DestinationPrefixListId "
        "referenced_security_group_id=DestinationSecurityGroupId security_group_id=GroupId security_group_rule_id "
        "tags to_port",
    ),
    "aws_subnet": typed(
        "AWS::EC2::Subnet",
        "arn assign_ipv6_address_on_creation availability_zone availability_zone_id cidr_block "
        "customer_owned_ipv4_pool enable_dns64 enable_lni_at_device_index enable_resource_name_dns_a_record_on_launch "
        "enable_resource_name_dns_aaaa_record_on_launch id ipv6_cidr_block ipv6_cidr_block_association_id ipv6_native "
        "map_customer_owned_ip_on_launch map_public_ip_on_launch outpost_arn owner_id "
        "private_dns_hostname_type_on_launch tags vpc_id timeouts",
    ),
    "aws_default_subnet": typed(
        "AWS::EC2::DefaultSubnet",
        "arn assign_ipv6_address_on_creation availability_zone availability_zone_id cidr_block "
        "customer_owned_ipv4_pool enable_dns64 enable_lni_at_device_index enable_resource_name_dns_a_record_on_launch "
        "enable_resource_name_dns_aaaa_record_on_launch existing_default_subnet force_destroy id ipv6_cidr_block "
        "ipv6_cidr_block_association_id ipv6_native map_customer_owned_ip_on_launch map_public_ip_on_launch "
        "outpost_arn owner_id private_dns_hostname_type_on_launch tags vpc_id timeouts",
    ),
    "aws_security_group": typed(
        "AWS::EC2::SecurityGroup",
        "arn description=GroupDescription egress=SecurityGroupEgress id ingress=SecurityGroupIngress name=GroupName "
        "name_prefix owner_id revoke_rules_on_delete tags vpc_id timeouts",
    ),
    "aws_default_security_group": typed(
        "AWS::EC2::DefaultSecurityGroup",
        "arn description egress=SecurityGroupEgress id ingress=SecurityGroupIngress name name_prefix owner_id "
        "revoke_rules_on_delete tags vpc_id",
    ),
    "aws_security_group_rule": typed(
        "AWS::EC2::SecurityGroupRule",
        "cidr_blocks description from_port id ipv6_cidr_blocks prefix_list_ids protocol security_group_id=GroupId "
        "security_group_rule_id self source_security_group_id to_port type timeouts",
    ),
    "aws_route_table": typed(
        "AWS::EC2::RouteTable",
        "arn id owner_id propagating_vgws route tags vpc_id timeouts",
    ),
    "aws_route_table_association": typed(
        "AWS::EC2::SubnetRouteTableAssociation",
        "gateway_id id route_table_id subnet_id timeouts",
    ),
    "aws_route": typed(
        "AWS::EC2::Route",
        "carrier_gateway_id core_network_arn destination_cidr_block destination_ipv6_cidr_block "
        "destination_prefix_list_id egress_only_gateway_id gateway_id id instance_id instance_owner_id "
        "local_gateway_id nat_gateway_id network_interface_id origin route_table_id state transit_gateway_id "
        "vpc_endpoint_id vpc_peering_connection_id timeouts",
    ),
    "aws_network_acl": typed(
        "AWS::EC2::NetworkAcl",
        "arn egress id ingress owner_id subnet_ids tags vpc_id",
    ),
    "aws_network_interface": typed(
        "AWS::EC2::NetworkInterface",
        "arn description enable_primary_ipv6 id interface_type ipv4_prefix_count ipv4_prefixes ipv6_address_count "
        "ipv6_address_list ipv6_address_list_enabled ipv6_addresses ipv6_prefix_count ipv6_prefixes mac_address "
        "outpost_arn owner_id private_dns_name private_ip=PrivateIpAddress private_ip_list private_ip_list_enabled "
        "private_ips private_ips_count security_groups=GroupSet source_dest_check subnet_id tags",
        block(
            "attachment",
            "attachment_id device_index instance",
            many=True,
        ),
    ),
    "aws_eip": typed(
        "AWS::EC2::EIP",
        "address allocation_id arn associate_with_private_ip association_id carrier_ip customer_owned_ip "
        "customer_owned_ipv4_pool domain id instance=InstanceId ipam_pool_id network_border_group network_interface "
        "private_dns private_ip ptr_record public_dns public_ip public_ipv4_pool tags vpc timeouts",
    ),
}
