"""Attributes that hold something of the resource's own region, and the exceptions where it is of another."""

from __future__ import annotations

from typing import Final

from awslint.frozen import frozen
from awslint.rules import Raises

Path = tuple[str, ...]


@frozen
class Site:
    """An attribute that names resources of the same region.

    `path` is canonical, `*` stands for every element. `targets` are the canonical types that it may refer to.
    `checked` says that the service looks the target up when the resource is created.
    """

    path: Path
    targets: tuple[str, ...]
    raises: tuple[Raises, ...]
    checked: bool = True


_KEYS: Final = (
    "AWS::KMS::Key",
    "AWS::KMS::ReplicaKey",
    "AWS::KMS::ExternalKey",
    "AWS::KMS::ReplicaExternalKey",
)


def _key(service: str, operation: str, *codes: str, path: str = "KmsKeyId", checked: bool = True) -> Site:
    return Site(
        tuple(path.split("/")), _KEYS, tuple(Raises(service, code, on=operation) for code in codes), checked=checked
    )


KEY_SITES: Final[dict[str, tuple[Site, ...]]] = {
    "AWS::MemoryDB::Cluster": (_key("memorydb", "CreateCluster", "InvalidParameterValueException"),),
    "AWS::ElastiCache::ReplicationGroup": (_key("elasticache", "CreateReplicationGroup", "InvalidParameterValue"),),
    "AWS::ElastiCache::ServerlessCache": (_key("elasticache", "CreateServerlessCache", "InvalidParameterValue"),),
    "AWS::RDS::DBInstance": (_key("rds", "CreateDBInstance", "KMSKeyNotAccessibleFault"),),
    "AWS::RDS::DBCluster": (_key("rds", "CreateDBCluster", "KMSKeyNotAccessibleFault"),),
    "AWS::DocDB::DBCluster": (_key("docdb", "CreateDBCluster", "KMSKeyNotAccessibleFault"),),
    "AWS::Neptune::DBCluster": (_key("neptune", "CreateDBCluster", "KMSKeyNotAccessibleFault"),),
    "AWS::Logs::LogGroup": (_key("logs", "CreateLogGroup", "InvalidParameterException"),),
    "AWS::ECR::Repository": (_key("ecr", "CreateRepository", "KmsException", path="EncryptionConfiguration/KmsKey"),),
    "AWS::Lambda::Function": (
        _key("lambda", "CreateFunction", "InvalidParameterValueException", path="KmsKeyArn", checked=False),
    ),
    "AWS::EC2::Volume": (_key("ec2", "CreateVolume", "InvalidParameterValue", checked=False),),
    "AWS::EFS::FileSystem": (_key("efs", "CreateFileSystem", "BadRequest", checked=False),),
    "AWS::SecretsManager::Secret": (_key("secretsmanager", "CreateSecret", "EncryptionFailure", checked=False),),
    "AWS::DynamoDB::Table": (
        _key("dynamodb", "CreateTable", "ValidationException", path="SSESpecification/KMSMasterKeyId", checked=False),
    ),
    "AWS::SQS::Queue": (_key("sqs", "SendMessage", "KmsNotFound", path="KmsMasterKeyId", checked=False),),
    "AWS::SNS::Topic": (_key("sns", "Publish", "KMSNotFound", path="KmsMasterKeyId", checked=False),),
}
"""Where the key has to be of the resource's own region. What copies to, or follows, another region is left out."""


def _sites(service: str, operation: str, rows: dict[str, tuple[str, tuple[str, ...]]]) -> tuple[Site, ...]:
    return tuple(
        Site(tuple(path.split("/")), targets, (Raises(service, code, on=operation),))
        for path, (code, targets) in rows.items()
    )


_SUBNETS: Final = ("AWS::EC2::Subnet", "AWS::EC2::DefaultSubnet")
_GROUPS: Final = ("AWS::EC2::SecurityGroup", "AWS::EC2::DefaultSecurityGroup")
_NETWORKS: Final = ("AWS::EC2::VPC", "AWS::EC2::DefaultVPC")

NETWORK_SITES: Final[dict[str, tuple[Site, ...]]] = {
    "AWS::MemoryDB::SubnetGroup": _sites("memorydb", "CreateSubnetGroup", {"SubnetIds/*": ("InvalidSubnet", _SUBNETS)}),
    "AWS::MemoryDB::Cluster": _sites(
        "memorydb",
        "CreateCluster",
        {
            "SubnetGroupName": ("SubnetGroupNotFoundFault", ("AWS::MemoryDB::SubnetGroup",)),
            "ACLName": ("ACLNotFoundFault", ("AWS::MemoryDB::ACL",)),
            "ParameterGroupName": ("ParameterGroupNotFoundFault", ("AWS::MemoryDB::ParameterGroup",)),
            "SecurityGroupIds/*": ("InvalidParameterValueException", _GROUPS),
        },
    ),
    "AWS::MemoryDB::ACL": _sites(
        "memorydb", "CreateACL", {"UserNames/*": ("UserNotFoundFault", ("AWS::MemoryDB::User",))}
    ),
    "AWS::ElastiCache::SubnetGroup": _sites(
        "elasticache", "CreateCacheSubnetGroup", {"SubnetIds/*": ("InvalidSubnet", _SUBNETS)}
    ),
    "AWS::ElastiCache::ReplicationGroup": _sites(
        "elasticache",
        "CreateReplicationGroup",
        {
            "CacheSubnetGroupName": ("CacheSubnetGroupNotFoundFault", ("AWS::ElastiCache::SubnetGroup",)),
            "CacheParameterGroupName": ("CacheParameterGroupNotFound", ("AWS::ElastiCache::ParameterGroup",)),
            "UserGroupIds/*": ("UserGroupNotFound", ("AWS::ElastiCache::UserGroup",)),
            "SecurityGroupIds/*": ("InvalidParameterValue", _GROUPS),
        },
    ),
    "AWS::ElastiCache::CacheCluster": _sites(
        "elasticache",
        "CreateCacheCluster",
        {
            "CacheSubnetGroupName": ("CacheSubnetGroupNotFoundFault", ("AWS::ElastiCache::SubnetGroup",)),
            "CacheParameterGroupName": ("CacheParameterGroupNotFound", ("AWS::ElastiCache::ParameterGroup",)),
        },
    ),
    "AWS::ElastiCache::ServerlessCache": _sites(
        "elasticache",
        "CreateServerlessCache",
        {
            "UserGroupId": ("UserGroupNotFound", ("AWS::ElastiCache::UserGroup",)),
            "SubnetIds/*": ("InvalidParameterValue", _SUBNETS),
            "SecurityGroupIds/*": ("InvalidParameterValue", _GROUPS),
        },
    ),
    "AWS::ElastiCache::UserGroup": _sites(
        "elasticache", "CreateUserGroup", {"UserIds/*": ("UserNotFound", ("AWS::ElastiCache::User",))}
    ),
    "AWS::CloudHSM::Cluster": _sites(
        "cloudhsmv2", "CreateCluster", {"SubnetIds/*": ("CloudHsmInvalidRequestException", _SUBNETS)}
    ),
    "AWS::CloudHSM::Hsm": _sites(
        "cloudhsmv2", "CreateHsm", {"ClusterId": ("CloudHsmResourceNotFoundException", ("AWS::CloudHSM::Cluster",))}
    ),
    "AWS::RDS::DBSubnetGroup": _sites("rds", "CreateDBSubnetGroup", {"SubnetIds/*": ("InvalidSubnet", _SUBNETS)}),
    "AWS::EC2::Subnet": _sites("ec2", "CreateSubnet", {"VpcId": ("InvalidVpcID.NotFound", _NETWORKS)}),
    "AWS::EC2::SecurityGroup": _sites("ec2", "CreateSecurityGroup", {"VpcId": ("InvalidVpcID.NotFound", _NETWORKS)}),
    "AWS::EC2::RouteTable": _sites("ec2", "CreateRouteTable", {"VpcId": ("InvalidVpcID.NotFound", _NETWORKS)}),
    "AWS::EC2::Instance": _sites(
        "ec2",
        "RunInstances",
        {
            "SubnetId": ("InvalidSubnetID.NotFound", _SUBNETS),
            "SecurityGroupIds/*": ("InvalidGroup.NotFound", _GROUPS),
        },
    ),
    "AWS::EC2::VPCEndpoint": _sites(
        "ec2",
        "CreateVpcEndpoint",
        {
            "VpcId": ("InvalidVpcID.NotFound", _NETWORKS),
            "SubnetIds/*": ("InvalidSubnetID.NotFound", _SUBNETS),
            "SecurityGroupIds/*": ("InvalidGroup.NotFound", _GROUPS),
        },
    ),
    "AWS::Lambda::Function": _sites(
        "lambda",
        "CreateFunction",
        {
            "VpcConfig/SubnetIds/*": ("InvalidParameterValueException", _SUBNETS),
            "VpcConfig/SecurityGroupIds/*": ("InvalidParameterValueException", _GROUPS),
        },
    ),
}
"""Where ids and names are looked up in the region of the resource that refers to them."""
