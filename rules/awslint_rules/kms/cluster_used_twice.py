"""KMS035."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.kms._stores import STORE


@rule(
    id="KMS035",
    title="Two custom key stores use one CloudHSM cluster",
    severity=Severity.ERROR,
    types=(STORE,),
    raises=(Raises("kms", "CloudHsmClusterInUseException", on="CreateCustomKeyStore"),),
    evidence=(
        "botocore:kms:CreateCustomKeyStore",
        "https://docs.aws.amazon.com/kms/latest/developerguide/create-keystore.html",
        "catalogue:KMS-35",
    ),
)
def check(store: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A CloudHSM cluster serves one custom key store.

    ## What it finds
    Two custom key stores of one configuration with the same cluster, by reference or by id; also the instances of one
    block with `count` or `for_each` whose cluster is the same for all.

    ## Why AWS refuses it
    Each custom key store owns the keys that KMS keeps in its cluster, so a cluster (and clusters restored from the
    same backup) can belong to one store at a time.

    ## Example
    ```hcl
    variable "password" { type = string }

    resource "aws_kms_custom_key_store" "payments" {
      custom_key_store_name    = "payments"
      cloud_hsm_cluster_id     = "cluster-abcdefg2345"
      key_store_password       = var.password
      trust_anchor_certificate = file("customerCA.crt")
    }

    resource "aws_kms_custom_key_store" "orders" {
      custom_key_store_name    = "orders"
      cloud_hsm_cluster_id     = "cluster-abcdefg2345" # expect
      key_store_password       = var.password
      trust_anchor_certificate = file("customerCA.crt")
    }
    ```
    ```yaml
    Parameters:
      ServiceToken: {Type: String}
      Password: {Type: String, NoEcho: true}
      TrustAnchor: {Type: String}
    Resources:
      Payments:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub |
            {"service": "KMS", "action": "createCustomKeyStore", "parameters": {"CustomKeyStoreName": "payments",
             "CloudHsmClusterId": "cluster-abcdefg2345", "KeyStorePassword": "${Password}",
             "TrustAnchorCertificate": "${TrustAnchor}"}, "physicalResourceId": {"responsePath": "CustomKeyStoreId"}}
      Orders:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub | # expect
            {"service": "KMS", "action": "createCustomKeyStore", "parameters": {"CustomKeyStoreName": "orders",
             "CloudHsmClusterId": "cluster-abcdefg2345", "KeyStorePassword": "${Password}",
             "TrustAnchorCertificate": "${TrustAnchor}"}, "physicalResourceId": {"responsePath": "CustomKeyStoreId"}}
    ```

    ## Use instead
    ```hcl
    variable "password" { type = string }

    resource "aws_kms_custom_key_store" "shared" {
      custom_key_store_name    = "shared"
      cloud_hsm_cluster_id     = "cluster-abcdefg2345"
      key_store_password       = var.password
      trust_anchor_certificate = file("customerCA.crt")
    }
    ```
    ```yaml
    Parameters:
      ServiceToken: {Type: String}
      Password: {Type: String, NoEcho: true}
      TrustAnchor: {Type: String}
    Resources:
      Shared:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub |
            {"service": "KMS", "action": "createCustomKeyStore", "parameters": {"CustomKeyStoreName": "shared",
             "CloudHsmClusterId": "cluster-abcdefg2345", "KeyStorePassword": "${Password}",
             "TrustAnchorCertificate": "${TrustAnchor}"}, "physicalResourceId": {"responsePath": "CustomKeyStoreId"}}
    ```

    ## Limits
    Stores in other configurations are not seen. Two ids that come from different variables are not compared.
    """
    rivals = deployment.alike(store, "CloudHsmClusterId")
    doubtful: Verdict | None = None
    for other in rivals.before(rivals.sharing):
        verdict = _verdict(store, other)
        if verdict.holds is Truth.YES:
            yield verdict
            return
        doubtful = doubtful or (verdict if verdict.holds is Truth.MAYBE else None)
    for name in rivals.possible if doubtful is None else ():
        verdicts = (_verdict(store, other) for other in rivals.before((name,)))
        doubtful = doubtful or next((candidate for candidate in verdicts if candidate.holds is Truth.MAYBE), None)
    if doubtful is not None:
        yield doubtful


def _verdict(store: Resource, other: Resource) -> Verdict:
    mine, theirs = store.get("CloudHsmClusterId"), other.get("CloudHsmClusterId")
    return Verdict(
        holds=mine.is_set & mine.same(theirs) & other.existence,
        at=mine,
        message=f"{store.address} uses the CloudHSM cluster that {other.address} already uses: a cluster serves "
        "one custom key store.",
        help=f"Put the keys of both into {other.address}, or give {store.address} a cluster of its own (not one "
        "restored from a backup of the same cluster).",
        related=[Related(theirs, "the same cluster")],
    )
