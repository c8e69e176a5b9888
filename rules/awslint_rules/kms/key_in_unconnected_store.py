"""KMS055."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Phase, Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.kms._keys import KEY
from awslint_rules.kms._steps import connectors, steps
from awslint_rules.kms._stores import STORE


@rule(
    id="KMS055",
    title="A key is created in a custom key store that nothing has connected",
    severity=Severity.ERROR,
    types=(KEY,),
    raises=(Raises("kms", "CustomKeyStoreInvalidStateException", on="CreateKey"),),
    evidence=(
        "botocore:kms:CreateKey",
        "botocore:kms:ConnectCustomKeyStore",
        "provider:aws_kms_custom_key_store",
        "catalogue:KMS-55",
    ),
    phase=Phase.CREATE,
)
def check(key: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A new custom key store is disconnected, and a key can only be created in a connected one.

    ## What it finds
    A key in a custom key store that the same configuration creates, with nothing between the two that connects the
    store.

    ## Why AWS refuses it
    CreateCustomKeyStore leaves the store in the state DISCONNECTED, and CreateKey demands CONNECTED. Terraform's
    `aws_kms_custom_key_store` creates the store and never connects it, and has no argument for it; CloudFormation has
    no custom key store at all. Someone has to call ConnectCustomKeyStore, and to wait: connecting takes up to half an
    hour.

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

    resource "terraform_data" "connected" {
      triggers_replace = aws_kms_custom_key_store.main.id
      provisioner "local-exec" {
        command = <<-EOT
          aws kms connect-custom-key-store --custom-key-store-id ${aws_kms_custom_key_store.main.id}
          for i in $(seq 180); do
            state=$(aws kms describe-custom-key-stores --custom-key-store-id ${aws_kms_custom_key_store.main.id} \
              --query 'CustomKeyStores[0].ConnectionState' --output text)
            [ "$state" = CONNECTED ] && exit 0
            [ "$state" = FAILED ] && exit 1
            sleep 10
          done
          exit 1
        EOT
      }
    }

    resource "aws_kms_key" "payments" {
      description         = "payments"
      custom_key_store_id = aws_kms_custom_key_store.main.id
      depends_on          = [terraform_data.connected]
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
      Connected:
        Type: Custom::ConnectedKeyStore
        Properties:
          ServiceToken: !Ref Connector
          CustomKeyStoreId: !Ref Store
      Payments:
        Type: Custom::AWS
        DependsOn: Connected
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub |
            {"service": "KMS", "action": "createKey", "parameters": {"Origin": "AWS_CLOUDHSM",
             "CustomKeyStoreId": "${Store}"}, "physicalResourceId": {"responsePath": "KeyMetadata.KeyId"}}
    ```

    ## Limits
    About a first deployment: a store that someone connected between two applies is connected. Say so with `existing`
    or an import block. Silent when the store comes from a variable, a data source or a literal id, and when any
    provisioner, custom resource or unread module between store and key may have connected it. A connect step that
    the key does not wait for is KMS056.
    """
    attribute = key.get("CustomKeyStoreId")
    store = attribute.target(STORE)
    if store is None or key.imported:
        return
    between = steps(store, key, deployment)
    if not between and connectors(deployment)[0]:
        return
    yield Verdict(
        holds=store.is_new & (Truth.MAYBE if between else Truth.YES),
        at=attribute,
        message=f"{key.address} is created in {store.address}, which this configuration creates and nothing connects "
        "first: a new key store is DISCONNECTED.",
        help=(
            f"Between them put a step that runs `aws kms connect-custom-key-store` and waits until "
            f"`describe-custom-key-stores` says CONNECTED (a terraform_data with a local-exec provisioner), and let "
            f"{key.address} depend on it. Or create the key in a second configuration, once the store is connected."
            if key.language == "terraform"
            else f"Between them put a custom resource whose function connects {store.address} and returns when its "
            f"ConnectionState is CONNECTED, and let {key.address} depend on it."
        ),
        related=[Related(store, "created here, never connected")],
    )
