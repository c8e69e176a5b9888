"""Which checks are planned for the exceptions of the four services that awslint knows best, or why none can be.

By the name of botocore's shape: the rows of the project's catalogue, as `KMS-55`, or a reason. Where a row is already
a rule, the page shows the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Coverage:
    """What can be said of one exception before deployment.

    `rows`: checks of the catalogue that foretell it, in whole or in part. `reason`: why no configuration shows it;
    beside rows it says what they cannot see.
    """

    rows: tuple[str, ...] = ()
    reason: str = ""


_CLASSIC: Final = "cache security groups are of EC2-Classic, which is gone: AWS refuses them before it looks further"
_COUNT: Final = "counts what is in the account, of which a configuration is only a part"
_ELSEWHERE: Final = "about what is made elsewhere; what a configuration makes itself, it refers to"
_STOCK: Final = "AWS has none of the node type left there at that minute"
_TAGGING: Final = "only calls that tag by ARN raise it; the front ends write that ARN themselves"
_RATE: Final = "how often a caller tests failover is not written down"
_MIGRATION: Final = "raised while data is migrated in, which no resource type starts"
_PURCHASE: Final = "about purchases of reserved nodes, whose offers and stock only AWS knows"
_FAILOVER: Final = "raised by failover tests, which no resource type starts"
_SERVICE_UPDATE: Final = "raised when someone applies a service update by hand"
_NO_CHANGE: Final = "a deployment only calls when something differs"
_UNTAG: Final = "raised when a tag is taken away that someone else took away before"
_STATUS: Final = "depends on what the resource is doing at that moment"
_INTERNAL: Final = "an error inside AWS"
_RUN_TIME: Final = "depends on data that programs send at run time"
_EXTERNAL: Final = "depends on the key manager outside AWS"


def _rows(prefix: str, written: str, reason: str = "") -> Coverage:
    return Coverage(tuple(f"{prefix}-{number}" for number in written.split()), reason)


def _kms(written: str, reason: str = "") -> Coverage:
    return _rows("KMS", written, reason)


def _ec(written: str, reason: str = "") -> Coverage:
    return _rows("EC", written, reason)


def _mdb(written: str, reason: str = "") -> Coverage:
    return _rows("MDB", written, reason)


def _never(reason: str) -> Coverage:
    return Coverage(reason=reason)


_KMS: Final[Mapping[str, Coverage]] = {
    "AlreadyExistsException": _kms("115 121 125"),
    "CloudHsmClusterInUseException": _kms("35 36 51"),
    "CloudHsmClusterInvalidConfigurationException": _kms("1 2 3 4 9 20 22 58"),
    "CloudHsmClusterNotActiveException": _kms("1 4 5 6"),
    "CloudHsmClusterNotFoundException": _kms("45 46"),
    "CloudHsmClusterNotRelatedException": _never(
        "raised when an update gives a store another cluster; Terraform makes a new store instead"
    ),
    "ConflictException": _never("a rotation on demand met another that was under way"),
    "CustomKeyStoreHasCMKsException": _kms("52"),
    "CustomKeyStoreInvalidStateException": _kms("21 41 49 53 54 55 56 57 59 61 62 63"),
    "CustomKeyStoreNameInUseException": _kms("34 51"),
    "CustomKeyStoreNotFoundException": _kms("94 95"),
    "DependencyTimeoutException": _never("the service took too long; the same call works later"),
    "DisabledException": _kms("127 142 144"),
    "DryRunOperationException": _never("the answer to a dry run, which only programs ask for"),
    "ExpiredImportTokenException": _never("import tokens are made at run time and live for a day"),
    "IncorrectKeyException": _never("depends on which key made a ciphertext"),
    "IncorrectKeyMaterialException": _kms("131", "of the material only the length is visible"),
    "IncorrectTrustAnchorException": _kms(
        "42 43 44", "whether the anchor signed the cluster's certificate is not visible"
    ),
    "InvalidAliasNameException": _kms("48 60 114"),
    "InvalidArnException": _kms("129 139 140"),
    "InvalidCiphertextException": _never("depends on a ciphertext and its encryption context"),
    "InvalidGrantIdException": _never("ids of grants are made at run time"),
    "InvalidGrantTokenException": _never("grant tokens are made at run time"),
    "InvalidImportTokenException": _never("import tokens are made at run time"),
    "InvalidKeyUsageException": _kms("143 147"),
    "InvalidMarkerException": _never("a program paged through a list with a wrong marker"),
    "KMSInternalException": _never(_INTERNAL),
    "KMSInvalidMacException": _never(_RUN_TIME),
    "KMSInvalidSignatureException": _never(_RUN_TIME),
    "KMSInvalidStateException": _kms("28 120 130 135 146"),
    "KeyUnavailableException": _never("the key could not be reached for a moment; the same call works later"),
    "LimitExceededException": _kms("47 109 118 153 155"),
    "MalformedPolicyDocumentException": _kms("99 100 103 104 105 108"),
    "NotFoundException": _kms("116 117 126 140 142 145 149"),
    "TagException": _kms("151 152 153"),
    "UnsupportedOperationException": _kms("64 83 84 85 86 89 123 136 143 148"),
    "XksKeyAlreadyInUseException": _kms("81"),
    "XksKeyInvalidConfigurationException": _never(f"{_EXTERNAL}: the settings of its key"),
    "XksKeyNotFoundException": _never(f"{_EXTERNAL}: whether it has the key"),
    "XksProxyIncorrectAuthenticationCredentialException": _kms("70", "of the secret only placeholders are recognised"),
    "XksProxyInvalidConfigurationException": _kms("66 77", "the proxy's own settings are not visible"),
    "XksProxyInvalidResponseException": _never(f"{_EXTERNAL}: what its proxy answers"),
    "XksProxyUriEndpointInUseException": _kms("72"),
    "XksProxyUriInUseException": _kms("71"),
    "XksProxyUriUnreachableException": _kms("79", "a public host may be down, which nothing written shows"),
    "XksProxyVpcEndpointServiceInUseException": _kms("73"),
    "XksProxyVpcEndpointServiceInvalidConfigurationException": _kms("75"),
    "XksProxyVpcEndpointServiceNotFoundException": _kms("74 76"),
}

_CLOUDHSM: Final[Mapping[str, Coverage]] = {
    "CloudHsmAccessDeniedException": _never(
        "what the caller may do is not in the configuration; awslint permissions lists what it needs"
    ),
    "CloudHsmInternalFailureException": _never(_INTERNAL),
    "CloudHsmInvalidRequestException": _kms("7 8 10 11 12 13 14 16 17 18 19 24 27 153"),
    "CloudHsmResourceLimitExceededException": _never(
        "how much there is already, and the limits of the account, are in the account"
    ),
    "CloudHsmResourceNotFoundException": _never("which clusters, HSMs and backups exist is in the account"),
    "CloudHsmServiceException": _kms("25", "the service's error for everything else: most causes are not visible"),
    "CloudHsmTagException": _never("which tags the service refuses with it is not documented"),
}

_ELASTICACHE: Final[Mapping[str, Coverage]] = {
    "APICallRateForCustomerExceededFault": _never(_RATE),
    "AuthorizationAlreadyExistsFault": _never(_CLASSIC),
    "AuthorizationNotFoundFault": _never(_CLASSIC),
    "CacheClusterAlreadyExistsFault": _ec("100 101"),
    "CacheClusterNotFoundFault": _never(_ELSEWHERE),
    "CacheParameterGroupAlreadyExistsFault": _ec("99 100"),
    "CacheParameterGroupNotFoundFault": _ec("34"),
    "CacheParameterGroupQuotaExceededFault": _never(_COUNT),
    "CacheSecurityGroupAlreadyExistsFault": _never(_CLASSIC),
    "CacheSecurityGroupNotFoundFault": _never(_CLASSIC),
    "CacheSecurityGroupQuotaExceededFault": _never(_CLASSIC),
    "CacheSubnetGroupAlreadyExistsFault": _ec("100 104"),
    "CacheSubnetGroupInUse": _ec("47"),
    "CacheSubnetGroupNotFoundFault": _ec("34"),
    "CacheSubnetGroupQuotaExceededFault": _never(_COUNT),
    "CacheSubnetQuotaExceededFault": _ec("143"),
    "ClusterQuotaForCustomerExceededFault": _never(_COUNT),
    "DefaultUserAssociatedToUserGroupFault": _ec("48"),
    "DefaultUserRequired": _ec("25 26 27"),
    "DuplicateUserNameFault": _ec("28 30"),
    "GlobalReplicationGroupAlreadyExistsFault": _ec("100", "the identifier begins with characters that AWS chooses"),
    "GlobalReplicationGroupNotFoundFault": _ec("162"),
    "InsufficientCacheClusterCapacityFault": _ec("86", f"{_STOCK}; the check only lowers the chance"),
    "InvalidARNFault": _never(_TAGGING),
    "InvalidCacheClusterStateFault": _never(_STATUS),
    "InvalidCacheParameterGroupStateFault": _ec("47"),
    "InvalidCacheSecurityGroupStateFault": _never(_CLASSIC),
    "InvalidCredentialsException": _never("AWS documents no cause; what people meet at the same time, rules foretell"),
    "InvalidGlobalReplicationGroupStateFault": _ec("371"),
    "InvalidKMSKeyFault": _ec("67"),
    "InvalidParameterCombinationException": _ec("4 5 6 7 9 51 56 57 61 77 82"),
    "InvalidParameterValueException": _ec("1 2 3 8 16 17 53 54 94 96 97"),
    "InvalidReplicationGroupStateFault": _ec("112", _STATUS),
    "InvalidServerlessCacheSnapshotStateFault": _never(_STATUS),
    "InvalidServerlessCacheStateFault": _never(_STATUS),
    "InvalidSnapshotStateFault": _never(_STATUS),
    "InvalidSubnet": _ec("143"),
    "InvalidUserGroupStateFault": _ec("33 40 41 42 45 46 332 336"),
    "InvalidUserStateFault": _ec("42 43 44 332 333 334"),
    "InvalidVPCNetworkStateFault": _ec("83 140 146", "how many addresses are free is not visible"),
    "MigrationHealthFault": _never(_MIGRATION),
    "NoOperationFault": _never(_NO_CHANGE),
    "NodeGroupNotFoundFault": _never(_FAILOVER),
    "NodeGroupsPerReplicationGroupQuotaExceededFault": _ec("77"),
    "NodeQuotaForClusterExceededFault": _ec("77 107"),
    "NodeQuotaForCustomerExceededFault": _never(_COUNT),
    "ReplicationGroupAlreadyExistsFault": _ec("100 101"),
    "ReplicationGroupAlreadyUnderMigrationFault": _never(_MIGRATION),
    "ReplicationGroupNotFoundFault": _ec("331"),
    "ReplicationGroupNotUnderMigrationFault": _never(_MIGRATION),
    "ReservedCacheNodeAlreadyExistsFault": _never(_PURCHASE),
    "ReservedCacheNodeNotFoundFault": _never(_PURCHASE),
    "ReservedCacheNodeQuotaExceededFault": _never(_PURCHASE),
    "ReservedCacheNodesOfferingNotFoundFault": _never(_PURCHASE),
    "ServerlessCacheAlreadyExistsFault": _ec("100"),
    "ServerlessCacheAlreadyUnderMigrationFault": _never(_MIGRATION),
    "ServerlessCacheNotUnderMigrationFault": _never(_MIGRATION),
    "ServerlessCacheNotFoundFault": _never(_ELSEWHERE),
    "ServerlessCacheQuotaForCustomerExceededFault": _never(_COUNT),
    "ServerlessCacheSnapshotAlreadyExistsFault": _never(_ELSEWHERE),
    "ServerlessCacheSnapshotNotFoundFault": _never(
        "snapshots of serverless caches are mostly made outside configurations"
    ),
    "ServerlessCacheSnapshotQuotaExceededFault": _never(_COUNT),
    "ServiceLinkedRoleNotFoundFault": _never("whether the account has the role is not visible"),
    "ServiceUpdateNotFoundFault": _never(_SERVICE_UPDATE),
    "SnapshotAlreadyExistsFault": _ec("123 126"),
    "SnapshotFeatureNotSupportedFault": _ec("125"),
    "SnapshotNotFoundFault": _never(_ELSEWHERE),
    "SnapshotQuotaExceededFault": _never(_COUNT),
    "SubnetInUse": _ec("145"),
    "SubnetNotAllowedFault": _ec("144"),
    "TagNotFoundFault": _never(_UNTAG),
    "TagQuotaPerResourceExceeded": _ec("147"),
    "TestFailoverNotAvailableFault": _never(_FAILOVER),
    "UserAlreadyExistsFault": _ec("11 23 24"),
    "UserGroupAlreadyExistsFault": _ec("50 100"),
    "UserGroupNotFoundFault": _ec("33"),
    "UserGroupQuotaExceededFault": _ec("39"),
    "UserNotFoundFault": _ec("31 32"),
    "UserQuotaExceededFault": _never(_COUNT),
}

_MEMORYDB: Final[Mapping[str, Coverage]] = {
    "ACLAlreadyExistsFault": _mdb("13 23"),
    "ACLNotFoundFault": _mdb("17"),
    "ACLQuotaExceededFault": _never(_COUNT),
    "APICallRateForCustomerExceededFault": _never(_RATE),
    "ClusterAlreadyExistsFault": _mdb("23 24"),
    "ClusterNotFoundFault": _mdb("40"),
    "ClusterQuotaForCustomerExceededFault": _never(_COUNT),
    "DefaultUserRequired": _never("modelled, yet AWS takes access lists without a default user"),
    "DuplicateUserNameFault": _mdb("11"),
    "InsufficientClusterCapacityFault": _never(_STOCK),
    "InvalidACLStateFault": _mdb("17 19 20 313 317"),
    "InvalidARNFault": _never(_TAGGING),
    "InvalidClusterStateFault": _mdb("40"),
    "InvalidCredentialsException": _never("AWS documents no cause: related to the rules, foretold by none"),
    "InvalidKMSKeyFault": _mdb("42"),
    "InvalidMultiRegionClusterStateFault": _mdb("57"),
    "InvalidNodeStateFault": _never(_STATUS),
    "InvalidParameterCombinationException": _mdb("4 15 28 60 61"),
    "InvalidParameterGroupStateFault": _mdb("21"),
    "InvalidParameterValueException": _mdb("1 2 3 5 6 8 29 39"),
    "InvalidSnapshotStateFault": _never(_STATUS),
    "InvalidSubnet": _mdb("44"),
    "InvalidUserStateFault": _mdb("19 316"),
    "InvalidVPCNetworkStateFault": _mdb("47"),
    "MultiRegionClusterAlreadyExistsFault": _mdb("23", "the name begins with characters that AWS chooses"),
    "MultiRegionClusterNotFoundFault": _mdb("56"),
    "MultiRegionParameterGroupNotFoundFault": _never(
        "such groups are AWS's own: a name that is wrong today may exist tomorrow"
    ),
    "NoOperationFault": _never(_NO_CHANGE),
    "NodeQuotaForClusterExceededFault": _mdb("26"),
    "NodeQuotaForCustomerExceededFault": _never(_COUNT),
    "ParameterGroupAlreadyExistsFault": _mdb("23 32"),
    "ParameterGroupNotFoundFault": _mdb("311"),
    "ParameterGroupQuotaExceededFault": _never(_COUNT),
    "ReservedNodeAlreadyExistsFault": _never(_PURCHASE),
    "ReservedNodeNotFoundFault": _never(_PURCHASE),
    "ReservedNodeQuotaExceededFault": _never(_PURCHASE),
    "ReservedNodesOfferingNotFoundFault": _never(_PURCHASE),
    "ServiceLinkedRoleNotFoundFault": _never("whether the account has the role is not visible"),
    "ServiceUpdateNotFoundFault": _never(_SERVICE_UPDATE),
    "ShardNotFoundFault": _never(_FAILOVER),
    "ShardsPerClusterQuotaExceededFault": _mdb("26"),
    "SnapshotAlreadyExistsFault": _mdb("41"),
    "SnapshotNotFoundFault": _never(
        "the call that restores a cluster does not raise it: it answers InvalidParameterValueException (MDB039)"
    ),
    "SnapshotQuotaExceededFault": _never(_COUNT),
    "SubnetGroupAlreadyExistsFault": _mdb("23"),
    "SubnetGroupInUseFault": _mdb("21"),
    "SubnetGroupNotFoundFault": _mdb("310"),
    "SubnetGroupQuotaExceededFault": _never(_COUNT),
    "SubnetInUse": _never("depends on which of the subnets the nodes were placed in"),
    "SubnetNotAllowedFault": _mdb("324"),
    "SubnetQuotaExceededFault": _mdb("44"),
    "TagNotFoundFault": _never(_UNTAG),
    "TagQuotaPerResourceExceeded": _mdb("50"),
    "TestFailoverNotAvailableFault": _never(_FAILOVER),
    "UserAlreadyExistsFault": _mdb("7 23"),
    "UserNotFoundFault": _mdb("10"),
    "UserQuotaExceededFault": _never(_COUNT),
}

OUTLOOK: Final[Mapping[str, Mapping[str, Coverage]]] = {
    "kms": _KMS,
    "cloudhsmv2": _CLOUDHSM,
    "elasticache": _ELASTICACHE,
    "memorydb": _MEMORYDB,
}
"""By service and shape. `coverage` makes sure that every modelled exception of these services has an entry."""
