"""Examples that are given as properties or as resources, written in both languages."""

from __future__ import annotations

import pytest
import yaml

from awslint.rules.policies.rendering import NoNativeType, as_cloudformation, as_terraform

RESOURCES = {
    "MainQueue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "jobs"}},
    "Policy": {
        "Type": "AWS::SQS::QueuePolicy",
        "DependsOn": "",
        "Properties": {"Queues": [{"Ref": "MainQueue"}], "PolicyDocument": {"Statement": []}},
    },
    "Mapping": {
        "Type": "AWS::Lambda::EventSourceMapping",
        "DependsOn": ["Policy"],
        "Properties": {"EventSourceArn": {"Fn::GetAtt": ["MainQueue", "Arn"]}, "FunctionName": "work"},
    },
}


def test_names_are_those_of_the_provider_of_today() -> None:
    # Versions before 5 called them number_cache_clusters and replication_group_description.
    properties = {"ReplicationGroupDescription": "Sessions", "NumCacheClusters": 2}
    text = as_terraform({"Cache": {"Type": "AWS::ElastiCache::ReplicationGroup", "Properties": properties}})
    assert text.splitlines()[1:-1] == ['  description = "Sessions"', "  num_cache_clusters = 2"]
    assert as_terraform({"Balancer": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer"}}).startswith(
        'resource "aws_lb" "balancer"'
    )


def test_resources_refer_to_each_other() -> None:
    blocks = as_terraform(RESOURCES).split("\n\n")
    assert "queue_url = aws_sqs_queue.main_queue.id" in blocks[1]
    assert "depends_on" not in blocks[1]
    assert "event_source_arn = aws_sqs_queue.main_queue.arn" in blocks[2]
    assert "depends_on = [aws_sqs_queue_policy.policy]" in blocks[2]


def test_templates_are_as_written_without_empty_attributes() -> None:
    written = yaml.safe_load(as_cloudformation(RESOURCES))["Resources"]
    assert written["Mapping"] == RESOURCES["Mapping"]
    assert "DependsOn" not in written["Policy"]


def test_properties_that_terraform_lacks_are_named() -> None:
    with pytest.raises(NoNativeType, match="QueueColour"):
        as_terraform({"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueColour": "blue"}}})


def test_elements_of_lists_are_attributes_of_their_own() -> None:
    properties = {
        "TargetGroupAttributes": [{"Key": "slow_start.duration_seconds", "Value": 30}],
        "HealthCheckPath": "/up",
    }
    group = {"Group": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": properties}}
    assert as_terraform(group).splitlines() == [
        'resource "aws_lb_target_group" "group" {',
        "  health_check {",
        '    path = "/up"',
        "  }",
        "  slow_start = 30",
        "}",
    ]


def test_what_is_attached_is_a_resource_of_its_own() -> None:
    targets = [{"Id": "work", "Arn": "arn:aws:sqs:eu-west-1:111122223333:jobs"}]
    text = as_terraform({"Nightly": {"Type": "AWS::Events::Rule", "Properties": {"Name": "n", "Targets": targets}}})
    assert text.split("\n\n")[1].splitlines() == [
        'resource "aws_cloudwatch_event_target" "nightly_targets_1" {',
        "  rule = aws_cloudwatch_event_rule.nightly.id",
        '  target_id = "work"',
        '  arn = "arn:aws:sqs:eu-west-1:111122223333:jobs"',
        "}",
    ]
