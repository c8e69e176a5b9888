"""Questions about KMS keys."""

from __future__ import annotations

import re
from typing import Final

from awslint.graph import Attribute, Resource
from awslint.values import Truth

KEY = "AWS::KMS::Key"
EXTERNAL_KEY = "AWS::KMS::ExternalKey"
_STORES = ("AWS::KMS::CustomKeyStore", "data.AWS::KMS::CustomKeyStore", "data.aws_kms_custom_key_store")
REPLICAS = ("AWS::KMS::ReplicaKey", "AWS::KMS::ReplicaExternalKey")

ASYMMETRIC: Final = frozenset(
    {
        *(f"RSA_{size}" for size in (2048, 3072, 4096)),
        *(f"ECC_NIST_{curve}" for curve in ("P256", "P384", "P521", "EDWARDS25519")),
        "ECC_SECG_P256K1",
        "SM2",
        *(f"ML_DSA_{size}" for size in (44, 65, 87)),
        *(f"ML_KEM_{size}" for size in (512, 768, 1024)),
    }
)
"""Key specs of asymmetric keys (botocore's KeySpec)."""

HMAC: Final = frozenset(f"HMAC_{size}" for size in (224, 256, 384, 512))
"""Key specs of HMAC keys."""

OTHER_USAGES: Final = frozenset({"SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT", "ENCAPSULATE_DECAPSULATE"})
"""Every key usage but ENCRYPT_DECRYPT."""

_KEY_ARN = re.compile(r"arn:aws[\w-]*:kms:([a-z0-9-]+):\d{12}:key/([\w-]+)")


def in_custom_store(key: Resource) -> Truth:
    """Whether a key is created in a custom key store, whichever."""
    store = key.get("CustomKeyStoreId")
    if store.target(*_STORES) is not None:
        return Truth.YES
    return store.is_set


def arn_parts(attribute: Attribute) -> tuple[str, str] | None:
    """Region and key id of a known key ARN; None for everything else."""
    match = _KEY_ARN.fullmatch(attribute.text or "")
    return (match[1], match[2]) if match else None
