"""What applies where a property is not written: the value, who applies it, and where that is documented.

Only defaults that hold in every circumstance stand here: one that depends on another property (on the engine, on the
protocol) is no value. A provider's row comes before the service's for resources of that provider.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Final

from awslint.frozen import frozen


class Applies(Enum):
    """Who fills in the value."""

    SERVICE = "the service"
    PROVIDER = "hashicorp/aws 5.100"


@frozen
class Default:
    """The default of one property of a canonical type. `source` names a member of an API, or an argument."""

    type: str
    path: tuple[str, ...]
    value: str | int | bool
    applies: Applies
    source: str


_SERVICE: Final[Mapping[tuple[str, str], tuple[tuple[str, str | int | bool], ...]]] = {
    ("AWS::AutoScaling::AutoScalingGroup", "autoscaling:CreateAutoScalingGroup"): (
        ("Cooldown", 300),
        ("HealthCheckType", "EC2"),
    ),
    ("AWS::EC2::NatGateway", "ec2:CreateNatGateway"): (("ConnectivityType", "public"),),
    ("AWS::EC2::VPC", "ec2:CreateVpc"): (("InstanceTenancy", "default"),),
    ("AWS::EC2::VPCEndpoint", "ec2:CreateVpcEndpoint"): (("VpcEndpointType", "Gateway"),),
    ("AWS::ECR::Repository", "ecr:CreateRepository"): (("ImageTagMutability", "MUTABLE"),),
    ("AWS::EFS::FileSystem", "efs:CreateFileSystem"): (
        ("PerformanceMode", "generalPurpose"),
        ("ThroughputMode", "bursting"),
    ),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "elbv2:CreateLoadBalancer"): (
        ("Scheme", "internet-facing"),
        ("Type", "application"),
    ),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "elbv2:CreateTargetGroup"): (("TargetType", "instance"),),
    ("AWS::KMS::Key", "kms:CreateKey"): (
        ("KeySpec", "SYMMETRIC_DEFAULT"),
        ("KeyUsage", "ENCRYPT_DECRYPT"),
        ("MultiRegion", False),
        ("Origin", "AWS_KMS"),
    ),
    ("AWS::Lambda::Function", "lambda:CreateFunction"): (("MemorySize", 128), ("Timeout", 3)),
    ("AWS::Logs::LogGroup", "logs:CreateLogGroup"): (("LogGroupClass", "STANDARD"),),
    ("AWS::RDS::DBCluster", "rds:CreateDBCluster"): (("BackupRetentionPeriod", 1), ("DeletionProtection", False)),
    ("AWS::RDS::DBInstance", "rds:CreateDBInstance"): (("DeletionProtection", False),),
    ("AWS::SQS::Queue", "sqs:CreateQueue"): (
        ("DelaySeconds", 0),
        ("MessageRetentionPeriod", 345600),
        ("ReceiveMessageWaitTimeSeconds", 0),
        ("VisibilityTimeout", 30),
    ),
    ("AWS::StepFunctions::StateMachine", "stepfunctions:CreateStateMachine"): (("StateMachineType", "STANDARD"),),
}
"""By type and the operation whose members the service documents with that default."""

_PROVIDER: Final[Mapping[tuple[str, str], tuple[tuple[str, str | int | bool], ...]]] = {
    ("AWS::DynamoDB::Table", "aws_dynamodb_table"): (("BillingMode", "PROVISIONED"),),
    ("AWS::RDS::DBInstance", "aws_db_instance"): (("BackupRetentionPeriod", 0),),
}
"""By type and the provider's type: what the provider sends where nothing is written."""


@cache
def defaults() -> Mapping[tuple[str, tuple[str, ...], Applies], Default]:
    """Returns all defaults, by type, path and who applies them."""
    return {(default.type, default.path, default.applies): default for default in _all()}


def _all() -> Iterator[Default]:
    for table, applies in ((_SERVICE, Applies.SERVICE), (_PROVIDER, Applies.PROVIDER)):
        for (type_, source), rows in table.items():
            for path, value in rows:
                yield Default(type_, tuple(path.split(".")), value, applies, source)


def default_of(type_: str, native_type: str, path: tuple[str, ...]) -> Default | None:
    """Returns the default of a property for a resource of that native type, or None where none is sure."""
    known = defaults()
    if native_type.startswith("aws_"):
        provider = known.get((type_, path, Applies.PROVIDER))
        if provider is not None:
            return provider
    return known.get((type_, path, Applies.SERVICE))
