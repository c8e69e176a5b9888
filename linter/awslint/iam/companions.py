"""Actions that a policy which grants one action also has to grant, for the services that awslint knows best.

Sources: the handler permissions of the CloudFormation registry and the dependent actions of AWS's service
authorization reference, sorted by hand into what every call needs and what only some calls need.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from awslint.frozen import frozen


class When(enum.Enum):
    """The circumstances under which a companion is needed."""

    ALWAYS = "always"
    READ_BACK = "when CloudFormation or Terraform makes the call: they read back what they made"
    CONNECTED = "when the key store is connected"
    TAGS = "when tags are set"
    KMS = "when a customer managed key is set"
    SNAPSHOT_FILES = "when data is read from S3"
    EXPORT = "when a snapshot is written to S3"
    LOGS = "when logs are delivered"
    FIREHOSE_LOGS = "when logs are delivered to Firehose"
    FIRST_IN_ACCOUNT = "when the account has no service-linked role of the service yet"
    EXTERNAL_STORE = "when the key store is external and reached through a VPC endpoint service"
    TO_BE_USED = "before anything can use it"


@frozen
class Companion:
    """One action that goes with another, and when.

    `certain`: a handler that calls the action declares the companion too, or AWS lists it as a dependent action. Not
    certain are experience, and what AWS lists though its own handlers do without it.
    """

    action: str
    when: When = When.ALWAYS
    certain: bool = True


_SERVICE_LINKED_ROLE: Final = Companion("iam:CreateServiceLinkedRole", When.FIRST_IN_ACCOUNT, certain=False)
_KEY: Final = (Companion("kms:DescribeKey", When.KMS), Companion("kms:CreateGrant", When.KMS))
_EXPORT: Final = tuple(
    Companion(f"s3:{name}", When.EXPORT, certain=False) for name in ("PutObject", "GetBucketAcl", "DeleteObject")
)
_LOGS: Final = (
    *(
        Companion(f"logs:{name}", When.LOGS)
        for name in (
            "CreateLogDelivery",
            "GetLogDelivery",
            "ListLogDeliveries",
            "UpdateLogDelivery",
            "DeleteLogDelivery",
        )
    ),
    Companion("firehose:TagDeliveryStream", When.FIREHOSE_LOGS),
)
_ENDPOINTS: Final = tuple(
    Companion(f"ec2:{name}")
    for name in ("CreateVpcEndpoint", "CreateTags", "DescribeVpcEndpoints", "DeleteVpcEndpoints")
)
_INTERFACES: Final = tuple(
    Companion(f"ec2:{name}", certain=False)
    for name in (
        "CreateNetworkInterface",
        "DeleteNetworkInterface",
        "DescribeNetworkInterfaces",
        "DescribeSubnets",
        "DescribeVpcs",
    )
)
_SECURITY_GROUPS: Final = tuple(
    Companion(f"ec2:{name}")
    for name in (
        "CreateSecurityGroup",
        "AuthorizeSecurityGroupIngress",
        "AuthorizeSecurityGroupEgress",
        "RevokeSecurityGroupEgress",
        "DescribeSecurityGroups",
        "DescribeSubnets",
    )
)


def _memorydb() -> Iterator[tuple[str, tuple[Companion, ...]]]:
    read_tags = Companion("memorydb:ListTags", When.READ_BACK)
    tag = Companion("memorydb:TagResource", When.TAGS)
    untag = Companion("memorydb:UntagResource", When.TAGS)
    for kind in ("Cluster", "User", "Acl", "SubnetGroup", "ParameterGroup", "Snapshot", "MultiRegionCluster"):
        describe = Companion(f"memorydb:Describe{kind}s", When.READ_BACK)
        extra: tuple[Companion, ...] = ()
        if kind == "Cluster":
            extra = (*_KEY, Companion("s3:GetObject", When.SNAPSHOT_FILES), *_INTERFACES)
        elif kind == "Snapshot":
            extra = (*_KEY, *_EXPORT)
        role = () if kind == "Snapshot" else (_SERVICE_LINKED_ROLE,)
        yield f"memorydb:Create{kind}", (describe, read_tags, tag, *role, *extra)
        if kind != "Snapshot":
            more = (Companion("memorydb:DescribeParameters", When.READ_BACK),) if kind == "ParameterGroup" else ()
            yield f"memorydb:Update{kind}", (describe, read_tags, tag, untag, *more)
        # The handler that deletes parameter groups does not look whether they are gone.
        yield f"memorydb:Delete{kind}", (replace(describe, certain=kind != "ParameterGroup"),)
    yield (
        "memorydb:CopySnapshot",
        (Companion("memorydb:DescribeSnapshots", When.READ_BACK, certain=False), tag, *_EXPORT),
    )


def _elasticache() -> Iterator[tuple[str, tuple[Companion, ...]]]:
    read_tags = Companion("elasticache:ListTagsForResource", When.READ_BACK, certain=False)
    tag = Companion("elasticache:AddTagsToResource", When.TAGS)
    untag = Companion("elasticache:RemoveTagsFromResource", When.TAGS)
    nouns = {
        "ReplicationGroup": "ReplicationGroups",
        "CacheCluster": "CacheClusters",
        "CacheSubnetGroup": "CacheSubnetGroups",
        "CacheParameterGroup": "CacheParameterGroups",
        "User": "Users",
        "UserGroup": "UserGroups",
        "ServerlessCache": "ServerlessCaches",
    }
    for kind, plural in nouns.items():
        describe = Companion(f"elasticache:Describe{plural}", When.READ_BACK)
        extra: tuple[Companion, ...] = ()
        if kind in ("ReplicationGroup", "CacheCluster"):
            extra = (_SERVICE_LINKED_ROLE, Companion("s3:GetObject", When.SNAPSHOT_FILES), *_KEY, *_LOGS)
        elif kind == "ServerlessCache":
            extra = (_SERVICE_LINKED_ROLE, Companion("s3:GetObject", When.SNAPSHOT_FILES), *_KEY, *_ENDPOINTS)
        yield f"elasticache:Create{kind}", (describe, read_tags, tag, *extra)
        yield f"elasticache:Modify{kind}", (describe, read_tags, tag, untag)
        yield f"elasticache:Delete{kind}", (describe,)


def _kms_and_cloudhsm() -> Iterator[tuple[str, tuple[Companion, ...]]]:
    yield (
        "kms:CreateCustomKeyStore",
        (
            Companion("kms:DescribeCustomKeyStores", When.READ_BACK, certain=False),
            Companion("kms:ConnectCustomKeyStore", When.TO_BE_USED, certain=False),
            Companion("cloudhsm:DescribeClusters"),
            Companion("ec2:DescribeVpcEndpointServices", When.EXTERNAL_STORE),
            _SERVICE_LINKED_ROLE,
        ),
    )
    yield "kms:DeleteCustomKeyStore", (Companion("kms:DisconnectCustomKeyStore", When.CONNECTED, certain=False),)
    yield "kms:UpdateCustomKeyStore", (Companion("kms:DescribeCustomKeyStores", When.READ_BACK, certain=False),)
    yield (
        "kms:CreateKey",
        (
            Companion("kms:DescribeKey", When.READ_BACK, certain=False),
            Companion("kms:GetKeyPolicy", When.READ_BACK, certain=False),
            Companion("kms:PutKeyPolicy", certain=False),
            Companion("kms:TagResource", When.TAGS),
            Companion("kms:ListResourceTags", When.READ_BACK, certain=False),
        ),
    )
    yield "kms:ReplicateKey", (Companion("kms:CreateKey"), Companion("kms:DescribeKey", When.READ_BACK))
    yield "kms:CreateAlias", (Companion("kms:ListAliases", When.READ_BACK, certain=False),)
    yield (
        "cloudhsm:CreateCluster",
        (
            Companion("cloudhsm:DescribeClusters", When.READ_BACK),
            Companion("cloudhsm:TagResource", When.TAGS),
            _SERVICE_LINKED_ROLE,
            *_SECURITY_GROUPS,
        ),
    )
    yield (
        "cloudhsm:CreateHsm",
        (
            Companion("cloudhsm:DescribeClusters", When.READ_BACK, certain=False),
            Companion("ec2:CreateNetworkInterface"),
            Companion("ec2:DescribeNetworkInterfaces"),
            Companion("ec2:DescribeSubnets"),
        ),
    )
    yield "cloudhsm:InitializeCluster", (Companion("cloudhsm:DescribeClusters", When.READ_BACK, certain=False),)
    yield (
        "cloudhsm:DeleteHsm",
        (
            Companion("cloudhsm:DescribeClusters", When.READ_BACK, certain=False),
            Companion("ec2:DeleteNetworkInterface"),
        ),
    )
    yield "cloudhsm:DeleteCluster", (Companion("cloudhsm:DescribeClusters", When.READ_BACK),)


_TABLE: Final = {
    action.lower(): companions
    for rows in (_memorydb(), _elasticache(), _kms_and_cloudhsm())
    for action, companions in rows
}


def companions_of(action: str) -> tuple[Companion, ...]:
    """Returns the companions of an action `prefix:Name`, in any case; empty for actions that the table does not
    hold."""
    return _TABLE.get(action.lower(), ())


def actions_with_companions() -> tuple[str, ...]:
    """Returns every action of the table, lower case."""
    return tuple(_TABLE)
