"""KMS001."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.kms._stores import STORE, backing, unseen_makers


@rule(
    id="KMS001",
    title="A custom key store is created on a CloudHSM cluster without any HSM",
    severity=Severity.ERROR,
    types=(STORE,),
    raises=(
        Raises("kms", "CloudHsmClusterNotActiveException", on="CreateCustomKeyStore"),
        Raises("kms", "CloudHsmClusterInvalidConfigurationException", on="CreateCustomKeyStore"),
    ),
    evidence=(
        "botocore:kms:CreateCustomKeyStore",
        "https://docs.aws.amazon.com/kms/latest/developerguide/create-keystore.html",
        "catalogue:KMS-1",
    ),
    related=(Raises("kms", "CustomKeyStoreInvalidStateException", on="ConnectCustomKeyStore"),),
)
def check(store: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A custom key store needs an active CloudHSM cluster with two HSMs; a cluster alone has none.

    ## What it finds
    A custom key store whose cluster is created by the same configuration, while nothing in the configuration creates
    an HSM in that cluster.

    ## Why AWS refuses it
    Creating a cluster creates an empty shell: no HSM, not initialised, not active. KMS looks at the cluster when the
    store is created and takes only one that is active and has two active HSMs in different Availability Zones.

    ## Example
    ```hcl
    resource "aws_cloudhsm_v2_cluster" "main" {
      hsm_type   = "hsm2m.medium"
      mode       = "FIPS"
      subnet_ids = ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"]
    }

    variable "password" { type = string }

    resource "aws_kms_custom_key_store" "main" {
      custom_key_store_name    = "main"
      cloud_hsm_cluster_id     = aws_cloudhsm_v2_cluster.main.id # expect
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
      Cluster:
        Type: AWS::CloudHSM::Cluster
        Properties:
          HsmType: hsm2m.medium
          Mode: FIPS
          SubnetIds: [subnet-0a1b2c3d4e5f60001, subnet-0a1b2c3d4e5f60002]
      Store:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub | # expect
            {"service": "KMS", "action": "createCustomKeyStore", "parameters": {"CustomKeyStoreName": "main",
             "CloudHsmClusterId": "${Cluster}", "KeyStorePassword": "${Password}",
             "TrustAnchorCertificate": "${TrustAnchor}"}, "physicalResourceId": {"responsePath": "CustomKeyStoreId"}}
    ```

    ## Use instead
    ```hcl
    resource "aws_cloudhsm_v2_cluster" "main" {
      hsm_type   = "hsm2m.medium"
      mode       = "FIPS"
      subnet_ids = ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"]
    }

    resource "aws_cloudhsm_v2_hsm" "first" {
      cluster_id = aws_cloudhsm_v2_cluster.main.cluster_id
      subnet_id  = "subnet-0a1b2c3d4e5f60001"
    }

    resource "terraform_data" "activate" {
      triggers_replace = aws_cloudhsm_v2_hsm.first.hsm_id
      provisioner "local-exec" {
        command = "./initialize-and-activate.sh ${aws_cloudhsm_v2_cluster.main.cluster_id}"
      }
    }

    resource "aws_cloudhsm_v2_hsm" "second" {
      cluster_id = aws_cloudhsm_v2_cluster.main.cluster_id
      subnet_id  = "subnet-0a1b2c3d4e5f60002"
      depends_on = [terraform_data.activate]
    }

    variable "password" { type = string }

    resource "aws_kms_custom_key_store" "main" {
      custom_key_store_name    = "main"
      cloud_hsm_cluster_id     = aws_cloudhsm_v2_cluster.main.id
      key_store_password       = var.password
      trust_anchor_certificate = file("customerCA.crt")
      depends_on               = [aws_cloudhsm_v2_hsm.second]
    }
    ```
    ```yaml
    Parameters:
      ServiceToken: {Type: String}
      ClusterMaker: {Type: String}
      Password: {Type: String, NoEcho: true}
      TrustAnchor: {Type: String}
    Resources:
      Cluster:
        Type: AWS::CloudHSM::Cluster
        Properties:
          HsmType: hsm2m.medium
          Mode: FIPS
          SubnetIds: [subnet-0a1b2c3d4e5f60001, subnet-0a1b2c3d4e5f60002]
      ActiveCluster:
        Type: Custom::ActiveClusterWithTwoHsms
        Properties:
          ServiceToken: !Ref ClusterMaker
          ClusterId: !Ref Cluster
      Store:
        Type: Custom::AWS
        DependsOn: ActiveCluster
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub |
            {"service": "KMS", "action": "createCustomKeyStore", "parameters": {"CustomKeyStoreName": "main",
             "CloudHsmClusterId": "${Cluster}", "KeyStorePassword": "${Password}",
             "TrustAnchorCertificate": "${TrustAnchor}"}, "physicalResourceId": {"responsePath": "CustomKeyStoreId"}}
    ```

    ## Limits
    Silent when the cluster exists already (a literal id, a data source, an import block), and when a provisioner, a
    custom resource, a module that was not read, or an HSM of an unknown cluster may supply the HSMs.
    """
    found = backing(store, deployment)
    if found is None:
        return
    none = (deployment.number(found.hsms) + found.others).is_at_most(0)
    not_otherwise = Truth.MAYBE if unseen_makers(found, deployment) else Truth.YES
    cluster = found.cluster.address
    if store.language == "terraform":
        help_ = (
            f"Add two aws_cloudhsm_v2_hsm in different Availability Zones to {cluster}, initialise and activate it "
            "after the first, and let the key store depend on both."
        )
    else:
        help_ = (
            f"Let a custom resource create two HSMs in different Availability Zones, initialise and activate "
            f"{cluster}, and let the key store depend on it."
        )
    yield Verdict(
        holds=found.certain & none & not_otherwise,
        at=store.get("CloudHsmClusterId"),
        message=f"{store.address} is created on {cluster}, in which nothing here creates an HSM: KMS needs an active "
        "cluster with two.",
        help=help_,
        related=[Related(found.cluster, "the cluster, born without HSMs")],
    )
