"""Quotas that a configuration alone can exceed. Written by hand: no package carries them.

They age, and the pages that list them differ: a finding on an adjustable quota is a warning at most.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from awslint.frozen import frozen


@frozen
class Quota:
    """One quota: its default, whether AWS raises it on request and up to what, per what it counts, and its source."""

    default: int
    adjustable: bool
    per: str
    source: str
    maximum: int | None = None


_DOCS: Final = "https://docs.aws.amazon.com"
_ELASTICACHE: Final = f"{_DOCS}/AmazonElastiCache/latest/dg/quota-limits.html"
_MEMORYDB: Final = f"{_DOCS}/memorydb/latest/devguide/quotas.html"
_KMS: Final = f"{_DOCS}/kms/latest/developerguide/resource-limits.html"
_IAM: Final = f"{_DOCS}/IAM/latest/UserGuide/reference_iam-quotas.html"
_CLOUDHSM: Final = f"{_DOCS}/cloudhsm/latest/userguide/limits.html"

QUOTAS: Final[Mapping[tuple[str, str], Quota]] = {
    ("cloudhsmv2", "clusters"): Quota(4, True, "account and region", _CLOUDHSM),
    ("cloudhsmv2", "HSMs"): Quota(6, True, "account and region", _CLOUDHSM),
    ("cloudhsmv2", "HSMs per cluster"): Quota(28, False, "cluster", _CLOUDHSM),
    ("elasticache", "nodes"): Quota(300, True, "account and region", _ELASTICACHE),
    ("elasticache", "nodes per cluster"): Quota(90, True, "cluster", _ELASTICACHE, 500),
    ("elasticache", "memcached nodes per cluster"): Quota(40, True, "cluster", _ELASTICACHE),
    ("elasticache", "parameter groups"): Quota(300, True, "account and region", _ELASTICACHE),
    ("elasticache", "subnet groups"): Quota(300, True, "account and region", _ELASTICACHE),
    ("elasticache", "subnets per subnet group"): Quota(20, True, "subnet group", _ELASTICACHE),
    ("elasticache", "tags per resource"): Quota(50, False, "resource", _ELASTICACHE),
    ("elasticache", "user groups"): Quota(100, True, "account and region", _ELASTICACHE),
    ("elasticache", "users"): Quota(1000, True, "account and region", _ELASTICACHE),
    ("elasticache", "users per user group"): Quota(100, True, "user group", _ELASTICACHE),
    ("iam", "inline policies per group"): Quota(5_120, False, "group", _IAM),
    ("iam", "inline policies per role"): Quota(10_240, False, "role", _IAM),
    ("iam", "inline policies per user"): Quota(2_048, False, "user", _IAM),
    ("iam", "managed policy"): Quota(6_144, False, "policy", _IAM),
    ("iam", "trust policy"): Quota(2_048, True, "role", _IAM, 4_096),
    ("kms", "custom key stores"): Quota(10, False, "account and region", _KMS),
    ("kms", "grants per key"): Quota(50_000, True, "key", _KMS),
    ("kms", "key policy bytes"): Quota(32_768, False, "key", _KMS),
    ("kms", "keys"): Quota(100_000, True, "account and region", _KMS),
    ("memorydb", "access control lists"): Quota(200, True, "account and region", _MEMORYDB),
    ("memorydb", "nodes"): Quota(300, True, "account and region", _MEMORYDB),
    ("memorydb", "nodes per cluster"): Quota(90, True, "cluster", _MEMORYDB, 500),
    ("memorydb", "parameter groups"): Quota(300, True, "account and region", _MEMORYDB),
    ("memorydb", "subnet groups"): Quota(300, True, "account and region", _MEMORYDB),
    ("memorydb", "subnets per subnet group"): Quota(20, True, "subnet group", _MEMORYDB),
    ("memorydb", "tags per resource"): Quota(50, False, "resource", _MEMORYDB),
    ("memorydb", "users"): Quota(2000, True, "account and region", _MEMORYDB),
    ("memorydb", "users per access control list"): Quota(100, True, "access control list", _MEMORYDB),
}
"""By service and what is counted. The number of custom key stores: AWS's pages disagree on whether it can be raised."""
