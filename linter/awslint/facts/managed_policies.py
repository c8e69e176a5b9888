"""AWS managed policies that grant nothing but plumbing: which services' actions they may hold at most.

Source: the policies' pages in the AWS managed policy reference. Only services are kept, since AWS adds actions to
its policies from time to time: what is listed here says what such a policy surely does not grant.
"""

from __future__ import annotations

import re
from typing import Final

_SERVICES: Final[dict[str, tuple[str, ...]]] = {
    "service-role/AWSLambdaBasicExecutionRole": ("logs",),
    "service-role/AWSLambdaVPCAccessExecutionRole": ("logs", "ec2"),
    "service-role/AWSLambdaENIManagementAccess": ("ec2",),
    "service-role/AWSLambdaSQSQueueExecutionRole": ("logs", "sqs"),
    "service-role/AWSLambdaDynamoDBExecutionRole": ("logs", "dynamodb"),
    "service-role/AWSLambdaKinesisExecutionRole": ("logs", "kinesis"),
    "service-role/AmazonECSTaskExecutionRolePolicy": ("logs", "ecr"),
    "AWSXRayDaemonWriteAccess": ("xray",),
    "AWSXrayWriteOnlyAccess": ("xray",),
    "CloudWatchLambdaInsightsExecutionRolePolicy": ("logs",),
    "AmazonEC2ContainerRegistryReadOnly": ("ecr", "ecr-public", "sts"),
    "AmazonSSMManagedInstanceCore": ("ssm", "ssmmessages", "ec2messages"),
}
_ARN: Final = re.compile(r"arn:aws[a-z-]*:iam::aws:policy/(.+)")


def services_of(arn: str) -> tuple[str, ...] | None:
    """The prefixes of all services whose actions the AWS managed policy may grant; None for a policy not listed."""
    match = _ARN.fullmatch(arn)
    return _SERVICES.get(match[1]) if match else None
