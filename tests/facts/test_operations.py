"""API operations that are no actions, and the actions that authorise them."""

from __future__ import annotations

import pytest

from awslint.facts.actions import action
from awslint.facts.operations import _actions_of_operations, authorising_actions, clients_of_prefix, operation_named
from awslint.facts.suggestions import nearest_actions


def test_the_table_maps_operations_to_actions() -> None:
    for operation, actions in _actions_of_operations().items():
        assert operation_named(operation) is not None, operation
        assert action(operation) is None, operation
        for name in actions:
            known = action(name)
            assert known is not None, (operation, name)
            assert str(known) == name
            assert not known.retired


@pytest.mark.parametrize(
    ("name", "actions"),
    [
        ("s3:ListObjects", ["s3:ListBucket"]),
        ("s3:listobjectsv2", ["s3:ListBucket"]),
        ("s3:ListBuckets", ["s3:ListAllMyBuckets"]),
        ("s3:HeadObject", ["s3:GetObject"]),
        ("s3:ListObjectVersions", ["s3:ListBucketVersions"]),
        ("s3:GetBucketReplication", ["s3:GetReplicationConfiguration"]),
        ("s3:CopyObject", ["s3:GetObject", "s3:PutObject"]),
        ("lambda:Invoke", ["lambda:InvokeFunction"]),
        ("sqs:SendMessageBatch", ["sqs:SendMessage"]),
        ("kms:ReEncrypt", ["kms:ReEncryptFrom", "kms:ReEncryptTo"]),
        ("apigateway:CreateRestApi", ["apigateway:POST"]),
        ("s3:RenameObject", []),
        ("eventbridge:PutEvents", ["events:PutEvents"]),
        ("cloudwatch-logs:PutLogEvents", ["logs:PutLogEvents"]),
        ("appautoscaling:RegisterScalableTarget", ["application-autoscaling:RegisterScalableTarget"]),
        ("msk:DescribeCluster", ["kafka:DescribeCluster"]),
    ],
)
def test_an_operation_is_answered_by_what_authorises_it(name: str, actions: list[str]) -> None:
    assert nearest_actions(name) == actions


@pytest.mark.parametrize("name", ["s3:GetObject", "s3:GetObjct", "s3:", "nothing:Here", ""])
def test_what_is_no_operation_or_an_action_itself(name: str) -> None:
    assert authorising_actions(name) is None


@pytest.mark.parametrize(
    ("prefix", "client"),
    [
        ("rds", "rds"),
        ("events", "events"),
        ("ses", "ses"),
        ("cloudformation", "cloudformation"),
        ("elasticloadbalancing", "elbv2"),
        ("cloudhsm", "cloudhsmv2"),
        ("kms", "kms"),
        ("bedrock-mantle", ""),
        ("aws-marketplace", ""),
    ],
)
def test_the_api_that_a_prefix_means(prefix: str, client: str) -> None:
    assert clients_of_prefix(prefix)[0] == client
