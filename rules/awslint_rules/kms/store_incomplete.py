"""KMS031."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Severity, Verdict, rule
from awslint.values import Truth, any_true
from awslint_rules.kms._stores import STORE, in_cloudhsm

_NEEDED = {
    "CloudHsmClusterId": "the id of the CloudHSM cluster",
    "KeyStorePassword": "the password of the cluster's user kmsuser, from a variable or a secret",
    "TrustAnchorCertificate": "the content of customerCA.crt, with which the cluster was initialised",
}


@rule(
    id="KMS031",
    title="A custom key store in CloudHSM lacks its cluster, password or trust anchor",
    severity=Severity.ERROR,
    types=(STORE,),
    raises=(Raises("kms", "ValidationException", on="CreateCustomKeyStore"),),
    evidence=("botocore:kms:CreateCustomKeyStore", "provider:aws_kms_custom_key_store", "catalogue:KMS-31"),
)
def check(store: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A key store in CloudHSM needs a cluster, the password of `kmsuser` and the cluster's trust anchor.

    ## What it finds
    A custom key store of type `AWS_CLOUDHSM`, which is the default, without one of the three.

    ## Why AWS refuses it
    The same API operation creates stores in CloudHSM and external stores, so the members that only one kind needs are
    optional to Terraform and to the SDKs. KMS checks them when it is called.

    ## Example
    ```hcl
    variable "cluster_id" { type = string }
    variable "password" { type = string }

    resource "aws_kms_custom_key_store" "main" { # expect
      custom_key_store_name = "main"
      cloud_hsm_cluster_id  = var.cluster_id
      key_store_password    = var.password
    }
    ```
    ```yaml
    Parameters:
      ServiceToken: {Type: String}
      ClusterId: {Type: String}
      Password: {Type: String, NoEcho: true}
    Resources:
      Store: # expect
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub |
            {"service": "KMS", "action": "createCustomKeyStore", "parameters": {"CustomKeyStoreName": "main",
             "CloudHsmClusterId": "${ClusterId}", "KeyStorePassword": "${Password}"},
             "physicalResourceId": {"responsePath": "CustomKeyStoreId"}}
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
    ```

    ## Limits
    Silent when the store's type, or whether the attribute is set, depends on a value that is not known. Providers
    older than external key stores refuse this in `terraform validate` already.
    """
    needed = {name: store.get(name) for name in _NEEDED}
    missing = {name: attribute for name, attribute in needed.items() if attribute.is_missing is Truth.YES}
    spelled = (lambda name: needed[name].name) if store.language == "terraform" else str
    names = ", ".join(spelled(name) for name in missing)
    kind = store.get("CustomKeyStoreType").name
    yield Verdict(
        holds=in_cloudhsm(store) & any_true(attribute.is_missing for attribute in needed.values()),
        at=next(iter(missing.values()), store),
        message=f"{store.address} is a key store in CloudHSM, but does not set {names}.",
        help="Set "
        + "; ".join(f"{spelled(name)} to {_NEEDED[name]}" for name in missing)
        + f". For an external key store set {kind} to EXTERNAL_KEY_STORE.",
    )
