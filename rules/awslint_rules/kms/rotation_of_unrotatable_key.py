"""KMS086."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Applicability, Raises, Related, Severity, Verdict, replacing, rule
from awslint_rules.kms._keys import ASYMMETRIC, HMAC, KEY


@rule(
    id="KMS086",
    title="Automatic rotation is enabled for an asymmetric or HMAC key",
    severity=Severity.ERROR,
    types=(KEY,),
    raises=(Raises("kms", "UnsupportedOperationException", on="EnableKeyRotation"),),
    evidence=(
        "botocore:kms:EnableKeyRotation",
        "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
        "catalogue:KMS-86",
        "proven:pf-kms-key-rotation",
    ),
)
def check(key: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """KMS rotates symmetric encryption keys only.

    ## What it finds
    A key with an asymmetric or HMAC spec and automatic rotation. Security scanners ask for rotation of every key;
    they are wrong for these.

    ## Why AWS refuses it
    After a rotation KMS must know which material a ciphertext was made with. A signature or a public key does not
    say that, so EnableKeyRotation takes symmetric encryption keys alone. Terraform creates the key first and enables
    rotation then, so the key exists, tainted, when the apply fails. CloudFormation's handler refuses the key before.

    ## Example
    ```hcl
    resource "aws_kms_key" "signing" {
      description              = "signing"
      customer_master_key_spec = "RSA_2048"
      key_usage                = "SIGN_VERIFY"
      enable_key_rotation      = true
    }
    ```
    ```yaml
    Resources:
      Signing:
        Type: AWS::KMS::Key
        Properties:
          KeySpec: RSA_2048
          KeyUsage: SIGN_VERIFY
          EnableKeyRotation: true
    ```

    ## Use instead
    ```hcl
    resource "aws_kms_key" "signing" {
      #checkov:skip=CKV_AWS_7:KMS cannot rotate asymmetric keys
      description              = "signing"
      customer_master_key_spec = "RSA_2048"
      key_usage                = "SIGN_VERIFY"
    }
    ```
    ```yaml
    Resources:
      Signing:
        Type: AWS::KMS::Key
        Properties:
          KeySpec: RSA_2048
          KeyUsage: SIGN_VERIFY
    ```

    ## Limits
    Silent when either value is not known.
    """
    attribute, spec = key.get("EnableKeyRotation"), key.get("KeySpec")
    yield Verdict(
        holds=spec.is_among(ASYMMETRIC | HMAC) & attribute.is_true,
        at=attribute,
        message=f"{key.address} has {spec.name} {spec.text}, and KMS rotates symmetric encryption keys only.",
        help=f"Remove {attribute.name} (and skip scanners' rules that ask for it here), or remove {spec.name} if the "
        "key only encrypts.",
        related=[Related(spec, "not a symmetric encryption key")],
        # Such a key is never rotated, whatever is written: `false` says what is.
        fix=replacing(attribute, "true", "false", Applicability.SAFE),
    )
