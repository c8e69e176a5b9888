"""KMS056."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.kms._keys import KEY
from awslint_rules.kms._steps import connectors, connects, overtakes_all, steps
from awslint_rules.kms._stores import STORE, depend


@rule(
    id="KMS056",
    title="A key does not wait for the step that connects its custom key store",
    severity=Severity.ERROR,
    types=(KEY,),
    raises=(Raises("kms", "CustomKeyStoreInvalidStateException", on="CreateKey"),),
    evidence=("botocore:kms:ConnectCustomKeyStore", "botocore:kms:CreateKey", "catalogue:KMS-56"),
)
def check(key: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The store is connected by a step of the configuration, but the key does not depend on that step.

    ## What it finds
    A key in a custom key store that the same configuration creates, a step that calls ConnectCustomKeyStore (a
    provisioner's command, a `Custom::AWS` call), and no dependency of the key on that step. Referring to the store's
    id is a dependency on the store alone.

    ## Why AWS refuses it
    The key and the connect step are started together as soon as the store is there. Connecting takes minutes, and
    CreateKey demands a store that is CONNECTED.

    ## Example
    ```hcl
    variable "cluster_id" { type = string }
    variable "password" { type = string }

    resource "aws_kms_custom_key_store" "main" {
      custom_key_store_name    = "main"
      cloud_hsm_cluster_id     = var.cluster_id
      key_store_password       = var.password
      trust_anchor_certificate = file("customerCA.crt")
    }

    resource "null_resource" "connect" {
      provisioner "local-exec" {
        command = <<-EOT
          aws kms connect-custom-key-store --custom-key-store-id ${aws_kms_custom_key_store.main.id}
          ./wait-until-connected.sh ${aws_kms_custom_key_store.main.id}
        EOT
      }
    }

    resource "aws_kms_key" "payments" {
      description         = "payments"
      custom_key_store_id = aws_kms_custom_key_store.main.id # expect
    }
    ```
    ```yaml
    Parameters:
      ServiceToken: {Type: String}
      ClusterId: {Type: String}
      Password: {Type: String, NoEcho: true}
      TrustAnchor: {Type: String}
    Resources:
      Store:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub |
            {"service": "KMS", "action": "createCustomKeyStore", "parameters": {"CustomKeyStoreName": "main",
             "CloudHsmClusterId": "${ClusterId}", "KeyStorePassword": "${Password}",
             "TrustAnchorCertificate": "${TrustAnchor}"}, "physicalResourceId": {"responsePath": "CustomKeyStoreId"}}
      Connect:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub |
            {"service": "KMS", "action": "connectCustomKeyStore", "parameters": {"CustomKeyStoreId": "${Store}"},
             "physicalResourceId": {"id": "connect"}}
      Payments:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub | # expect
            {"service": "KMS", "action": "createKey", "parameters": {"Origin": "AWS_CLOUDHSM",
             "CustomKeyStoreId": "${Store}"}, "physicalResourceId": {"responsePath": "KeyMetadata.KeyId"}}
    ```

    ## Use instead
    ```hcl
    variable "cluster_id" { type = string }
    variable "password" { type = string }

    resource "aws_kms_custom_key_store" "main" {
      custom_key_store_name    = "main"
      cloud_hsm_cluster_id     = var.cluster_id
      key_store_password       = var.password
      trust_anchor_certificate = file("customerCA.crt")
    }

    resource "null_resource" "connect" {
      provisioner "local-exec" {
        command = <<-EOT
          aws kms connect-custom-key-store --custom-key-store-id ${aws_kms_custom_key_store.main.id}
          ./wait-until-connected.sh ${aws_kms_custom_key_store.main.id}
        EOT
      }
    }

    resource "aws_kms_key" "payments" {
      description         = "payments"
      custom_key_store_id = aws_kms_custom_key_store.main.id
      depends_on          = [null_resource.connect]
    }
    ```
    ```yaml
    Parameters:
      ServiceToken: {Type: String}
      Connector: {Type: String, Description: a function that connects the store and waits until it is CONNECTED}
      ClusterId: {Type: String}
      Password: {Type: String, NoEcho: true}
      TrustAnchor: {Type: String}
    Resources:
      Store:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub |
            {"service": "KMS", "action": "createCustomKeyStore", "parameters": {"CustomKeyStoreName": "main",
             "CloudHsmClusterId": "${ClusterId}", "KeyStorePassword": "${Password}",
             "TrustAnchorCertificate": "${TrustAnchor}"}, "physicalResourceId": {"responsePath": "CustomKeyStoreId"}}
      Connect:
        Type: Custom::ConnectedKeyStore
        Properties:
          ServiceToken: !Ref Connector
          CustomKeyStoreId: !Ref Store
      Payments:
        Type: Custom::AWS
        DependsOn: Connect
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub |
            {"service": "KMS", "action": "createKey", "parameters": {"Origin": "AWS_CLOUDHSM",
             "CustomKeyStoreId": "${Store}"}, "physicalResourceId": {"responsePath": "KeyMetadata.KeyId"}}
    ```

    ## Limits
    Knows a connect step by the call or the text of its command; a script file is not read. Silent when another step
    lies between the store and the key, and when the key waits for something else that takes long.
    """
    attribute = key.get("CustomKeyStoreId")
    store = attribute.target(STORE)
    if store is None or key.imported or steps(store, key, deployment):
        return
    connecting, blocks = connectors(deployment)
    if not connecting:
        return
    after = [resource for resource in deployment.steps_in(blocks & deployment.after(store)) if connects(resource)]
    step = after[0] if after else connecting[0]
    first = overtakes_all(key, blocks - deployment.after(key), deployment)
    circular = deployment.depends(step, key)
    yield Verdict(
        holds=store.is_new & (Truth.YES if first else Truth.MAYBE),
        at=attribute,
        message=f"{key.address} is created in {store.address} before it is connected: {step.address} connects it, "
        + (f"but only after {key.address}." if circular else f"but {key.address} does not wait for it."),
        help=("" if circular else f"To create the key later, {depend(key, step)}. ")
        + f"{step.address} must come before the key, and return only when the store's ConnectionState is CONNECTED.",
        related=[Related(step, "connects the store"), Related(store, "created here, not connected")],
    )
