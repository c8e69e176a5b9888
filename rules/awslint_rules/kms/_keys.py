"""Questions about KMS keys."""

from __future__ import annotations

import re

from awslint.graph import Attribute

KEY = "AWS::KMS::Key"
EXTERNAL_KEY = "AWS::KMS::ExternalKey"
REPLICAS = ("AWS::KMS::ReplicaKey", "AWS::KMS::ReplicaExternalKey")

_KEY_ARN = re.compile(r"arn:aws[\w-]*:kms:([a-z0-9-]+):\d{12}:key/([\w-]+)")


def arn_parts(attribute: Attribute) -> tuple[str, str] | None:
    """Returns region and key id of a known key ARN; None for everything else."""
    match = _KEY_ARN.fullmatch(attribute.text or "")
    return (match[1], match[2]) if match else None
