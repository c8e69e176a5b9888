"""KMS083, KMS084 and KMS085."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Applicability, Raises, Related, Severity, Verdict, replacing, rule
from awslint.values import Truth
from awslint_rules.kms._keys import ASYMMETRIC, HMAC, KEY, OTHER_USAGES, in_custom_store

_REFUSED = (
    Raises("kms", "UnsupportedOperationException", on="CreateKey"),
    Raises("kms", "ValidationException", on="CreateKey"),
)


@rule(
    id="KMS083",
    title="An asymmetric or HMAC key is created in a custom key store",
    severity=Severity.ERROR,
    types=(KEY,),
    raises=_REFUSED,
    evidence=("botocore:kms:CreateKey", "catalogue:KMS-83"),
)
def other_than_symmetric(key: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """Custom key stores hold symmetric encryption keys only.

    ## What it finds
    A key in a custom key store whose spec is asymmetric or HMAC, or whose usage is anything but encryption.

    ## Why AWS refuses it
    KMS creates keys with the spec SYMMETRIC_DEFAULT and the usage ENCRYPT_DECRYPT in custom key stores, in CloudHSM
    and external ones alike, and no others.

    ## Example
    ```hcl
    resource "aws_kms_key" "signing" {
      description              = "signing"
      custom_key_store_id      = "cks-1234567890abcdef0"
      customer_master_key_spec = "RSA_2048"
      key_usage                = "SIGN_VERIFY"
    }
    ```
    ```yaml
    Parameters:
      ServiceToken: {Type: String}
    Resources:
      Signing:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: '{"service": "KMS", "action": "createKey", "parameters": {"Origin": "AWS_CLOUDHSM",
            "CustomKeyStoreId": "cks-1234567890abcdef0", "KeySpec": "RSA_2048", "KeyUsage": "SIGN_VERIFY"},
            "physicalResourceId": {"responsePath": "KeyMetadata.KeyId"}}'
    ```

    ## Use instead
    ```hcl
    resource "aws_kms_key" "signing" {
      description              = "signing"
      customer_master_key_spec = "RSA_2048"
      key_usage                = "SIGN_VERIFY"
    }

    resource "aws_kms_key" "encryption" {
      description         = "encryption"
      custom_key_store_id = "cks-1234567890abcdef0"
    }
    ```
    ```yaml
    Parameters:
      ServiceToken: {Type: String}
    Resources:
      Signing:
        Type: AWS::KMS::Key
        Properties:
          KeySpec: RSA_2048
          KeyUsage: SIGN_VERIFY
      Encryption:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: '{"service": "KMS", "action": "createKey", "parameters": {"Origin": "AWS_CLOUDHSM",
            "CustomKeyStoreId": "cks-1234567890abcdef0"}, "physicalResourceId": {"responsePath": "KeyMetadata.KeyId"}}'
    ```

    ## Limits
    Silent when the spec, the usage or the store's id is not known.
    """
    spec, usage, store = key.get("KeySpec"), key.get("KeyUsage"), key.get("CustomKeyStoreId")
    wrong_spec, wrong_usage = spec.is_among(ASYMMETRIC | HMAC), usage.is_among(OTHER_USAGES)
    wrong = [one for one, answer in ((spec, wrong_spec), (usage, wrong_usage)) if answer is Truth.YES]
    shown = " and ".join(f"{one.name} {one.text or ''}".rstrip() for one in wrong)
    yield Verdict(
        holds=in_custom_store(key) & (wrong_spec | wrong_usage),
        at=store,
        message=f"{key.address} has {shown}, but a custom key store holds symmetric encryption keys only.",
        help=f"Remove {store.name} and keep this key in KMS, or make it a symmetric encryption key (no {spec.name}, no "
        f"{usage.name}).",
        related=[Related(one, "not for a custom key store") for one in wrong],
    )


@rule(
    id="KMS084",
    title="A multi-Region key is created in a custom key store",
    severity=Severity.ERROR,
    types=(KEY,),
    raises=_REFUSED,
    evidence=("botocore:kms:CreateKey", "catalogue:KMS-84"),
)
def multi_region(key: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A key in a custom key store belongs to one region.

    ## What it finds
    A key in a custom key store that is declared a multi-Region key.

    ## Why AWS refuses it
    The material of a multi-Region key is copied between regions by KMS. Material in a CloudHSM cluster or an external
    key manager cannot be copied, so KMS creates only single-Region keys there.

    ## Example
    ```hcl
    resource "aws_kms_key" "payments" {
      description         = "payments"
      custom_key_store_id = "cks-1234567890abcdef0"
      multi_region        = true
    }
    ```
    ```yaml
    Parameters:
      ServiceToken: {Type: String}
    Resources:
      Payments:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: '{"service": "KMS", "action": "createKey", "parameters": {"Origin": "AWS_CLOUDHSM",
            "CustomKeyStoreId": "cks-1234567890abcdef0", "MultiRegion": true},
            "physicalResourceId": {"responsePath": "KeyMetadata.KeyId"}}'
    ```

    ## Use instead
    ```hcl
    resource "aws_kms_key" "payments" {
      description         = "payments"
      custom_key_store_id = "cks-1234567890abcdef0"
    }
    ```
    ```yaml
    Parameters:
      ServiceToken: {Type: String}
    Resources:
      Payments:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: '{"service": "KMS", "action": "createKey", "parameters": {"Origin": "AWS_CLOUDHSM",
            "CustomKeyStoreId": "cks-1234567890abcdef0"}, "physicalResourceId": {"responsePath": "KeyMetadata.KeyId"}}'
    ```

    ## Limits
    Silent when either value is not known.
    """
    attribute, store = key.get("MultiRegion"), key.get("CustomKeyStoreId")
    yield Verdict(
        holds=in_custom_store(key) & attribute.is_true,
        at=attribute,
        message=f"{key.address} is a multi-Region key in a custom key store, which holds single-Region keys only.",
        help=f"Remove {attribute.name}, and create a separate key in each region; or remove {store.name}.",
        related=[Related(store, "the custom key store")],
    )


@rule(
    id="KMS085",
    title="Automatic rotation is enabled for a key in a custom key store",
    severity=Severity.ERROR,
    types=(KEY,),
    raises=(Raises("kms", "UnsupportedOperationException", on="EnableKeyRotation"),),
    evidence=(
        "botocore:kms:EnableKeyRotation",
        "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
        "provider:aws_kms_key",
        "catalogue:KMS-85",
    ),
)
def rotation(key: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """KMS cannot rotate keys whose material is in a custom key store.

    ## What it finds
    A key in a custom key store with automatic rotation. Security scanners ask for rotation of every key, and a much
    used module enables it by default; both are wrong for these keys.

    ## Why AWS refuses it
    KMS rotates the material that it makes and keeps itself. In a CloudHSM cluster or an external key manager it does
    not. Terraform creates the key first and enables rotation then, so the key exists, tainted, when the apply fails.

    ## Example
    ```hcl
    resource "aws_kms_key" "payments" {
      description         = "payments"
      custom_key_store_id = "cks-1234567890abcdef0"
      enable_key_rotation = true
    }
    ```

    ## Use instead
    ```hcl
    resource "aws_kms_key" "payments" {
      #checkov:skip=CKV_AWS_7:KMS cannot rotate keys in a custom key store
      description         = "payments"
      custom_key_store_id = "cks-1234567890abcdef0"
    }
    ```

    ## Limits
    Silent when either value is not known.
    """
    attribute, store = key.get("EnableKeyRotation"), key.get("CustomKeyStoreId")
    yield Verdict(
        holds=in_custom_store(key) & attribute.is_true,
        at=attribute,
        message=f"{key.address} is in a custom key store, and KMS refuses to rotate its keys automatically.",
        help=f"Remove {attribute.name} (and skip scanners' rules that ask for it here); replace the key by hand "
        "instead: a new key, and the alias pointed to it.",
        related=[Related(store, "the custom key store")],
        # Such a key is never rotated, whatever is written: `false` says what is.
        fix=replacing(attribute, "true", "false", Applicability.SAFE),
    )
