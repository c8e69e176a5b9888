"""KMS042."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Attribute, Deployment, Resource
from awslint.rules import Raises, Severity, Verdict, rule
from awslint.values import Reference, Truth
from awslint_rules.kms._stores import STORE

_CERTIFICATES = ("cluster_certificates", "Certificates")


@rule(
    id="KMS042",
    title="A custom key store's trust anchor is a certificate that the cluster reports",
    severity=Severity.ERROR,
    types=(STORE,),
    raises=(Raises("kms", "IncorrectTrustAnchorException", on="CreateCustomKeyStore"),),
    evidence=(
        "botocore:kms:CreateCustomKeyStore",
        "botocore:cloudhsmv2:InitializeCluster",
        "provider:aws_cloudhsm_v2_cluster",
        "catalogue:KMS-42",
    ),
)
def check(store: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The trust anchor is the customer's own CA certificate, which the cluster does not report.

    ## What it finds
    A custom key store whose trust anchor is taken from the cluster's certificates: its own certificate, its signing
    request, or one of the hardware's.

    ## Why AWS refuses it
    The trust anchor is the self-signed certificate (`customerCA.crt`) with which the cluster's owner signed the
    cluster's certificate request. The certificates that CloudHSM reports are the signed one, the request, and those
    of AWS and of the manufacturer: none of them is the signer.

    ## Example
    ```hcl
    variable "password" { type = string }
    variable "cluster_id" { type = string }

    data "aws_cloudhsm_v2_cluster" "main" {
      cluster_id = var.cluster_id
    }

    resource "aws_kms_custom_key_store" "main" {
      custom_key_store_name    = "main"
      cloud_hsm_cluster_id     = data.aws_cloudhsm_v2_cluster.main.cluster_id
      key_store_password       = var.password
      trust_anchor_certificate = data.aws_cloudhsm_v2_cluster.main.cluster_certificates[0].cluster_certificate # expect
    }
    ```
    ```yaml
    Parameters:
      ServiceToken: {Type: String}
      Password: {Type: String, NoEcho: true}
      ClusterId: {Type: String}
    Resources:
      Description:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub |
            {"service": "CloudHSMV2", "action": "describeClusters", "physicalResourceId": {"id": "description"},
             "parameters": {"Filters": {"clusterIds": ["${ClusterId}"]}}}
      Store:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: # expect
            Fn::Join:
              - ""
              - - '{"service": "KMS", "action": "createCustomKeyStore", "parameters": {"CustomKeyStoreName": "main",'
                - '"CloudHsmClusterId": "'
                - !Ref ClusterId
                - '", "KeyStorePassword": "'
                - !Ref Password
                - '", "TrustAnchorCertificate": "'
                - !GetAtt Description.Clusters.0.Certificates.ClusterCertificate
                - '"}, "physicalResourceId": {"responsePath": "CustomKeyStoreId"}}'
    ```

    ## Use instead
    ```hcl
    variable "password" { type = string }
    variable "cluster_id" { type = string }

    data "aws_cloudhsm_v2_cluster" "main" {
      cluster_id = var.cluster_id
    }

    resource "aws_kms_custom_key_store" "main" {
      custom_key_store_name    = "main"
      cloud_hsm_cluster_id     = data.aws_cloudhsm_v2_cluster.main.cluster_id
      key_store_password       = var.password
      trust_anchor_certificate = file("customerCA.crt")
    }
    ```
    ```yaml
    Parameters:
      ServiceToken: {Type: String}
      Password: {Type: String, NoEcho: true}
      ClusterId: {Type: String}
      CustomerCA: {Type: String, Description: the content of customerCA.crt}
    Resources:
      Store:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create:
            Fn::Join:
              - ""
              - - '{"service": "KMS", "action": "createCustomKeyStore", "parameters": {"CustomKeyStoreName": "main",'
                - '"CloudHsmClusterId": "'
                - !Ref ClusterId
                - '", "KeyStorePassword": "'
                - !Ref Password
                - '", "TrustAnchorCertificate": "'
                - !Ref CustomerCA
                - '"}, "physicalResourceId": {"responsePath": "CustomKeyStoreId"}}'
    ```

    ## Limits
    Sees a direct reference, also through locals, variables and module outputs. The content of a certificate file is
    not looked at.
    """
    anchor = store.get("TrustAnchorCertificate")
    path = _reported_certificate(anchor)
    if path is None:
        return
    yield Verdict(
        holds=Truth.YES,
        at=anchor,
        message=f"{anchor.name} of {store.address} is {path}, which the cluster reports; the trust anchor is the "
        "certificate that signed it, and the cluster does not know that.",
        help=f'Write {anchor.name} = file("customerCA.crt"): the self-signed certificate with which the cluster was '
        "initialised."
        if store.language == "terraform"
        else "Pass the content of customerCA.crt, the self-signed certificate with which the cluster was initialised.",
    )


def _is_cluster(resource: Resource) -> bool:
    """Whether a resource is a cluster, or a call that describes clusters."""
    return "cloudhsm_v2_cluster" in resource.native_type or "cloudhsmv2:DescribeClusters" in resource.calls


def _reported_certificate(anchor: Attribute) -> str | None:
    """The path that is referred to, if it is one of the cluster's certificates."""
    context = anchor.resource.deployment.context
    value = anchor.value
    while isinstance(value, Reference):
        parts = [piece for step in value.attribute for piece in step.split(".")]
        source = anchor.resource.deployment.find(value.resource)
        if source is not None and _is_cluster(source) and any(part in _CERTIFICATES for part in parts):
            return f"{value.resource}.{'.'.join(value.attribute)}"
        if value.value is None:
            return None
        value = context.settle(value.value)
    return None
