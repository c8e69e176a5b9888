"""What the rules about key policies share."""

from __future__ import annotations

from typing import Final

from awslint.graph import Resource
from awslint.iam.documents import Statement
from awslint.values import Truth

KEY_POLICY_TYPES: Final = (
    "AWS::KMS::Key",
    "AWS::KMS::ReplicaKey",
    "AWS::KMS::ExternalKey",
    "AWS::KMS::ReplicaExternalKey",
    "AWS::KMS::KeyPolicy",
)
"""The types that have a key policy."""

_OPERATIONS: Final = {
    "AWS::KMS::ReplicaKey": "ReplicateKey",
    "AWS::KMS::ReplicaExternalKey": "ReplicateKey",
    "AWS::KMS::KeyPolicy": "PutKeyPolicy",
}


def operation(key: Resource) -> str:
    """Returns the API operation that sends the key policy to KMS."""
    return _OPERATIONS.get(key.type, "CreateKey")


def names_nobody(statement: Statement) -> Truth:
    """Returns whether a statement surely has neither Principal nor NotPrincipal."""
    return ~(statement.principals.written | statement.not_principals.written)
