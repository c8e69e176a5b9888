"""KMS057 and KMS063."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.kms._keys import KEY
from awslint_rules.kms._steps import connects, follows_at_once, steps, waits_for_nothing
from awslint_rules.kms._stores import STORE, is_call

_RAISES = (Raises("kms", "CustomKeyStoreInvalidStateException", on="CreateKey"),)


@rule(
    id="KMS057",
    title="The step that connects a custom key store does not wait until it is connected",
    severity=Severity.ERROR,
    types=(KEY,),
    raises=_RAISES,
    evidence=("botocore:kms:ConnectCustomKeyStore", "botocore:kms:CreateKey", "catalogue:KMS-57"),
)
def command_does_not_wait(key: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """Connecting a key store is only begun by the call, and the key follows at once.

    ## What it finds
    A key that depends on a provisioner whose command calls `aws kms connect-custom-key-store` and does nothing
    afterwards that waits.

    ## Why AWS refuses it
    ConnectCustomKeyStore returns at once, before the store is connected, which takes up to half an hour. The next
    resource is created in a store that is still CONNECTING, and CreateKey demands CONNECTED.

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

    resource "terraform_data" "connect" {
      provisioner "local-exec" {
        command = "aws kms connect-custom-key-store --custom-key-store-id ${aws_kms_custom_key_store.main.id}"
      }
    }

    resource "aws_kms_key" "payments" {
      description         = "payments"
      custom_key_store_id = aws_kms_custom_key_store.main.id # expect
      depends_on          = [terraform_data.connect]
    }
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

    resource "terraform_data" "connect" {
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
      depends_on          = [terraform_data.connect]
    }
    ```

    ## Limits
    Only commands that are plain calls of the AWS CLI are judged. A script, a loop, a command that is not known, or
    a second step that may wait (`time_sleep` included) silences the rule.
    """
    yield from _verdicts(key, deployment, called=False)


@rule(
    id="KMS063",
    title="A custom resource connects a custom key store and cannot wait for it",
    severity=Severity.ERROR,
    types=(KEY,),
    raises=_RAISES,
    evidence=("botocore:kms:ConnectCustomKeyStore", "botocore:kms:CreateKey", "catalogue:KMS-63"),
)
def call_does_not_wait(key: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A `Custom::AWS` resource (CDK's AwsCustomResource) makes one call and returns; it cannot wait for the result.

    ## What it finds
    A key that is created with a `Custom::AWS` call and depends on another that calls ConnectCustomKeyStore, with
    nothing between them but such calls.

    ## Why AWS refuses it
    ConnectCustomKeyStore returns at once, before the store is connected, which takes up to half an hour. The function
    behind `Custom::AWS` reports success then, and CloudFormation goes on to the key, in a store that is still
    CONNECTING. A DescribeCustomKeyStores call in between looks once and does not wait.

    ## Example
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
        DependsOn: Connect
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub | # expect
            {"service": "KMS", "action": "createKey", "parameters": {"Origin": "AWS_CLOUDHSM",
             "CustomKeyStoreId": "${Store}"}, "physicalResourceId": {"responsePath": "KeyMetadata.KeyId"}}
    ```

    ## Use instead
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
    A custom resource with a function of its own (any other `Custom::` type) may wait, and silences the rule. So does
    a resource between the connect call and the key that takes long to create.
    """
    yield from _verdicts(key, deployment, called=True)


def _verdicts(key: Resource, deployment: Deployment, *, called: bool) -> Iterator[Verdict]:
    attribute = key.get("CustomKeyStoreId")
    store = attribute.target(STORE)
    if store is None or key.imported or is_call(key) is not called:
        return
    between = steps(store, key, deployment)
    step = next((resource for resource in between if connects(resource)), None)
    if step is None:
        return
    name = f"the provisioner of {step.address}" if step is store else step.address
    hurried = all(waits_for_nothing(resource) for resource in between) and follows_at_once(key, step, deployment)
    yield Verdict(
        holds=store.is_new & (Truth.YES if hurried else Truth.MAYBE),
        at=attribute,
        message=f"{key.address} is created as soon as {name} has called ConnectCustomKeyStore, which returns "
        f"before {store.address} is connected.",
        help=f"Replace {step.address} by a custom resource with a function of its own (CDK: a Provider with "
        "isComplete), which returns when the store's ConnectionState is CONNECTED."
        if called
        else f"In {name}, after connecting, call `aws kms describe-custom-key-stores` in a loop until "
        "ConnectionState is CONNECTED, and fail when it is FAILED.",
        related=[Related(step, "connects the store and returns at once"), Related(store, "created here")],
    )
