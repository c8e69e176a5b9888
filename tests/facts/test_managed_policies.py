"""AWS managed policies by name."""

from __future__ import annotations

import pytest

from awslint.facts.managed_policies import possible_additions, statements_of

BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


@pytest.mark.parametrize("arn", [BASIC, BASIC.replace("aws:", "aws-us-gov:", 1), BASIC.replace("aws:", "aws-cn:", 1)])
def test_a_known_policy(arn: str) -> None:
    statements = statements_of(arn)
    assert statements is not None
    assert {name for statement in statements for name in statement["Action"]} == {
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    }
    assert all("Sid" not in statement for statement in statements)


@pytest.mark.parametrize(
    "arn",
    ["arn:aws:iam::aws:policy/No", "arn:aws:iam::111122223333:policy/ReadOnlyAccess", "ReadOnlyAccess", ""],
)
def test_what_is_no_known_policy(arn: str) -> None:
    assert statements_of(arn) is None


def test_a_policy_of_a_service_linked_role_cannot_be_attached() -> None:
    assert statements_of("arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy") is None


def test_what_aws_may_add() -> None:
    write = {"Effect": "Allow", "Action": ["sqs:ReceiveMessage", "logs:Get*"], "Resource": "*"}
    additions = possible_additions([write])
    assert "sqs:*" in additions
    assert "logs:Get*" in additions
    assert "logs:*" not in additions
    assert possible_additions([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]) == ["*"]
    assert possible_additions([{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]) == []
