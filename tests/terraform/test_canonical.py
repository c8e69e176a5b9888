"""Terraform's attributes under CloudFormation's names, also where the two differ in structure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from awslint.facts.names import terraform_names
from awslint.graph import EvaluationContext
from awslint.graph.resource import Resource
from awslint.values import Is, Missing, Text, Truth, Unknown, World

Load = Callable[[str], Resource]


@pytest.fixture
def load(project: Any) -> Load:
    def only(text: str) -> Resource:
        variables = 'variable "v" {}\nvariable "on" {\n  type = bool\n}\n'
        (resource,) = [managed for managed in project.resources(variables + text).values() if managed.mode == "managed"]
        return resource

    return only


def test_an_attribute_stands_inside_an_object(load: Load) -> None:
    function = load('resource "aws_lambda_function" "f" {\n  s3_bucket = "b"\n  s3_key = var.v\n}')
    assert function.get("Code", "S3Bucket").text == "b"
    assert isinstance(function.get("Code", "S3Key").value, Unknown)
    assert function.get("Code", "S3Bucket").name == "s3_bucket"
    assert function.get("Code", "S3ObjectVersion").is_missing is Truth.YES
    assert function.get("Code", "ZipFile").is_missing is Truth.MAYBE


def test_an_object_of_what_may_be_null_may_be_missing(load: Load) -> None:
    table = load(
        'data "aws_ssm_parameter" "p" {}\nresource "aws_dynamodb_table" "t" {\n'
        "  read_capacity = data.aws_ssm_parameter.p.value\n}"
    )
    assert table.get("ProvisionedThroughput").is_missing is Truth.MAYBE
    table = load('resource "aws_dynamodb_table" "t" {\n  read_capacity = null\n}')
    assert table.get("ProvisionedThroughput").is_missing is Truth.YES


def test_an_object_of_no_blocks_is_missing(load: Load) -> None:
    target = load(
        'resource "aws_cloudwatch_event_target" "t" {\n  dynamic "run_command_targets" {\n    for_each = []\n'
        '    content {\n      key = "a"\n      values = ["b"]\n    }\n  }\n}'
    )
    assert target.get("RunCommandParameters").is_missing is Truth.YES


def test_an_object_is_there_in_the_worlds_of_its_members(load: Load) -> None:
    table = load('resource "aws_dynamodb_table" "t" {\n  read_capacity = var.on ? 5 : null\n}')
    seen = set()
    for holds in (True, False):
        world = World().given(Is("var.on"), holds)
        assert world is not None
        table.deployment.context = EvaluationContext(world)
        seen.add(table.get("ProvisionedThroughput").is_missing)
    assert seen == {Truth.YES, Truth.NO}


def test_attributes_are_elements_of_a_list(load: Load) -> None:
    table = load('resource "aws_dynamodb_table" "t" {\n  hash_key = "id"\n  range_key = "at"\n}')
    schema = {
        element.get("AttributeName").text: element.get("KeyType").text for element in table.get("KeySchema").elements()
    }
    assert schema == {"id": "HASH", "at": "RANGE"}
    assert table.get("KeySchema").count.low == 2
    hidden = load('resource "aws_dynamodb_table" "t" {\n  hash_key = "id"\n  range_key = var.v\n}')
    assert (hidden.get("KeySchema").count.low, hidden.get("KeySchema").count.high) == (1, None)


def test_the_attributes_of_a_load_balancer(load: Load) -> None:
    balancer = load(
        'resource "aws_lb" "l" {\n  internal = false\n  idle_timeout = 30\n'
        '  access_logs {\n    bucket = "logs"\n    enabled = true\n  }\n}'
    )
    assert balancer.get("Scheme").text == "internet-facing"
    found = {
        element.get("Key").text: element.get("Value").scalar
        for element in balancer.get("LoadBalancerAttributes").elements()
    }
    assert found == {
        "idle_timeout.timeout_seconds": 30,
        "access_logs.s3.bucket": "logs",
        "access_logs.s3.enabled": True,
    }


def test_the_attributes_of_a_block_stand_beside_it(load: Load) -> None:
    group = load('resource "aws_lb_target_group" "g" {\n  health_check {\n    path = "/up"\n    interval = 10\n  }\n}')
    assert group.get("HealthCheckPath").text == "/up"
    assert group.get("HealthCheckPath").name == "health_check.path"
    assert group.get("HealthCheckTimeoutSeconds").is_missing is Truth.YES


def test_which_of_unknown_blocks_sets_it_is_unknown(load: Load) -> None:
    group = load(
        'resource "aws_lb_target_group" "g" {\n  dynamic "health_check" {\n    for_each = var.v\n'
        '    content {\n      path = "/up"\n    }\n  }\n}'
    )
    assert group.get("HealthCheckPath").is_missing is Truth.MAYBE
    assert group.get("HealthCheckPath").text is None


@pytest.mark.parametrize(
    "text",
    [
        'jsonencode([{ name = "web", image = var.v, logConfiguration = { options = { awslogs-group = "g" } } }])',
        '<<J\n[{"name": "web", "image": "${var.v}", "logConfiguration": {"options": {"awslogs-group": "g"}}}]\nJ',
    ],
)
def test_containers_are_read_from_json(load: Load, text: str) -> None:
    task = load(f'resource "aws_ecs_task_definition" "t" {{\n  container_definitions = {text}\n}}')
    (container,) = task.get("ContainerDefinitions").elements()
    assert container.get("Name").text == "web"
    assert container.get("LogConfiguration", "Options", "awslogs-group").text == "g"
    assert container.get("Image").text is None
    assert container.get("Cpu").is_missing is Truth.YES


def test_containers_that_are_not_known(load: Load) -> None:
    task = load('resource "aws_ecs_task_definition" "t" {\n  container_definitions = var.v\n}')
    assert isinstance(task.get("ContainerDefinitions").value, Unknown)
    assert not task.get("ContainerDefinitions").elements()


def test_tags_are_pairs(load: Load) -> None:
    queue = load('resource "aws_sqs_queue" "q" {\n  tags = { team = "a", owner = var.v }\n}')
    first, second = queue.get("Tags").elements()
    assert (first.get("Key").text, first.get("Value").text) == ("team", "a")
    assert second.get("Value").text is None


def test_a_prefix_is_a_name_that_is_known_in_part(load: Load) -> None:
    group = load('resource "aws_lb_target_group" "g" {\n  name_prefix = "web-"\n}')
    assert isinstance(group.get("Name").value, Text)
    assert group.get("Name").starts_with("web-") is Truth.YES
    assert group.get("Name").text is None


def test_parameters_are_members(load: Load) -> None:
    group = load('resource "aws_db_parameter_group" "p" {\n  parameter {\n    name = "a"\n    value = "1"\n  }\n}')
    assert group.get("Parameters", "a").text == "1"
    assert isinstance(group.get("Parameters", "b").value, Missing)


def test_an_empty_string_is_not_sent(load: Load) -> None:
    crawler = load('resource "aws_glue_crawler" "c" {\n  schedule = ""\n  tags = { team = "" }\n}')
    assert crawler.get("Schedule").is_missing is Truth.YES
    assert crawler.get("Tags", "team").text == ""
    function = load('resource "aws_lambda_function" "f" {\n  vpc_config {\n    vpc_id = ""\n  }\n}')
    assert function.get("VpcConfig", "VpcId").is_missing is Truth.YES
    task = load(
        'resource "aws_ecs_task_definition" "t" {\n  container_definitions = jsonencode([{ name = "", image = "" }])\n}'
    )
    assert task.get("ContainerDefinitions").elements()[0].get("Name").text == ""


def test_blocks_by_one_of_their_attributes(load: Load) -> None:
    blocks = 'log_publishing_options {\n  log_type = "%s"\n  cloudwatch_log_group_arn = "arn:1"\n}\n'
    domain = load(f'resource "aws_opensearch_domain" "d" {{\n{blocks % "INDEX_SLOW_LOGS"}}}')
    assert domain.get("LogPublishingOptions", "INDEX_SLOW_LOGS", "CloudWatchLogsLogGroupArn").text == "arn:1"
    assert isinstance(domain.get("LogPublishingOptions", "AUDIT_LOGS").value, Missing)
    domain = load(f'resource "aws_opensearch_domain" "d" {{\n{blocks % "${var.kind}"}}}')
    assert isinstance(domain.get("LogPublishingOptions", "AUDIT_LOGS").value, Unknown)


def test_single_values_as_objects_with_one_member(load: Load) -> None:
    group = load(
        'resource "aws_codedeploy_deployment_group" "g" {\n  alarm_configuration {\n    alarms = ["a", var.v]\n  }\n}'
    )
    first, second = group.get("AlarmConfiguration", "Alarms").elements()
    assert first.get("Name").text == "a"
    assert second.get("Name").text is None


def test_the_content_of_a_launch_template(load: Load) -> None:
    template = load(
        'resource "aws_launch_template" "t" {\n  image_id = "ami-1"\n  network_interfaces {\n'
        '    security_groups = ["sg-1"]\n  }\n}'
    )
    data = template.get("LaunchTemplateData")
    assert data.get("ImageId").text == "ami-1"
    assert data.get("ImageId").name == "image_id"
    (interface,) = data.get("NetworkInterfaces").elements()
    assert interface.get("Groups").elements()[0].text == "sg-1"


def test_a_distribution(load: Load) -> None:
    distribution = load(
        'resource "aws_cloudfront_distribution" "d" {\n  enabled = true\n  aliases = ["a.example.com"]\n'
        '  origin {\n    domain_name = "o"\n    origin_id = "i"\n  }\n}'
    )
    config = distribution.get("DistributionConfig")
    assert config.get("Enabled").is_true is Truth.YES
    assert config.get("Aliases").elements()[0].text == "a.example.com"
    assert config.get("Origins").elements()[0].get("Id").text == "i"


@pytest.mark.parametrize(
    ("native", "attribute", "path"),
    [
        ("aws_db_instance", "iam_database_authentication_enabled", ("EnableIAMDatabaseAuthentication",)),
        ("aws_db_instance", "replicate_source_db", ("SourceDBInstanceIdentifier",)),
        ("aws_db_instance", "performance_insights_enabled", ("EnablePerformanceInsights",)),
        ("aws_rds_cluster_instance", "performance_insights_enabled", ("EnablePerformanceInsights",)),
        ("aws_sqs_queue", "message_retention_seconds", ("MessageRetentionPeriod",)),
        ("aws_route53_record", "zone_id", ("HostedZoneId",)),
        ("aws_autoscaling_group", "default_cooldown", ("Cooldown",)),
        ("aws_subnet", "private_dns_hostname_type_on_launch", ("PrivateDnsNameOptionsOnLaunch", "HostnameType")),
    ],
)
def test_names(native: str, attribute: str, path: tuple[str, ...]) -> None:
    assert terraform_names(native).native_path(path) == attribute


def test_maps_of_objects_of_the_cloud_control_provider(load: Load) -> None:
    extension = load('resource "awscc_appconfig_extension" "e" {\n  parameters = { first = { required = true } }\n}')
    assert extension.get("Parameters", "first", "Required").is_true is Truth.YES


@pytest.mark.parametrize("text", ["jsonencode({ maxReceiveCount = 3 })", '"{\\"maxReceiveCount\\": 3}"'])
def test_the_redrive_policy_of_a_queue(load: Load, text: str) -> None:
    queue = load(f'resource "aws_sqs_queue" "q" {{\n  redrive_policy = {text}\n}}')
    assert queue.get("RedrivePolicy", "maxReceiveCount").number == 3


def test_blocks_of_several_kinds_are_one_list(load: Load) -> None:
    mail = load(
        'resource "aws_ses_receipt_rule" "m" {\n  name = "m"\n  rule_set_name = "main"\n'
        '  s3_action {\n    bucket_name = "b"\n    position = 2\n  }\n'
        "  bounce_action {\n    smtp_reply_code = var.v\n    position = 1\n  }\n}"
    )
    stored, bounced = mail.get("Rule", "Actions").elements()
    assert stored.get("S3Action", "BucketName").text == "b"
    assert isinstance(bounced.get("BounceAction", "SmtpReplyCode").value, Unknown)
    assert mail.get("Rule", "Name").text == "m"


def test_health_of_targets_is_attributes(load: Load) -> None:
    group = load(
        'resource "aws_lb_target_group" "g" {\n  target_group_health {\n    dns_failover {\n'
        '      minimum_healthy_targets_count = "1"\n    }\n  }\n}'
    )
    (health,) = group.get("TargetGroupAttributes").elements()
    assert health.get("Key").text == "target_group_health.dns_failover.minimum_healthy_targets.count"
    assert health.get("Value").text == "1"
