"""KMS005."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.kms._steps import only_looks, overtakes, steps
from awslint_rules.kms._stores import STORE, backing, depend, restored


@rule(
    id="KMS005",
    title="Nothing initialises the new CloudHSM cluster before a custom key store is created on it",
    severity=Severity.ERROR,
    types=(STORE,),
    raises=(Raises("kms", "CloudHsmClusterNotActiveException", on="CreateCustomKeyStore"),),
    evidence=(
        "botocore:kms:CreateCustomKeyStore",
        "botocore:cloudhsmv2:InitializeCluster",
        "provider:aws_cloudhsm_v2_cluster",
        "catalogue:KMS-5",
    ),
    related=(Raises("kms", "CustomKeyStoreInvalidStateException", on="ConnectCustomKeyStore"),),
)
def check(store: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A new CloudHSM cluster must be initialised and activated before it can hold a custom key store.

    ## What it finds
    A custom key store on a cluster that the same configuration creates from nothing (no backup), with no step between
    the two that could sign the cluster's certificate request, initialise the cluster and activate it.

    ## Why AWS refuses it
    A new cluster waits, uninitialised, for a certificate that its owner signs, and then for the first password of its
    administrator. Neither Terraform nor CloudFormation has a resource for this. KMS takes only an active cluster.

    ## Example
    ```hcl
    variable "password" { type = string }

    resource "aws_cloudhsm_v2_cluster" "main" {
      hsm_type   = "hsm2m.medium"
      mode       = "FIPS"
      subnet_ids = ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"]
    }

    resource "aws_cloudhsm_v2_hsm" "both" {
      for_each   = toset(["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"])
      cluster_id = aws_cloudhsm_v2_cluster.main.cluster_id
      subnet_id  = each.value
    }

    resource "aws_kms_custom_key_store" "main" {
      custom_key_store_name    = "main"
      cloud_hsm_cluster_id     = aws_cloudhsm_v2_cluster.main.id # expect
      key_store_password       = var.password
      trust_anchor_certificate = file("customerCA.crt")
      depends_on               = [aws_cloudhsm_v2_hsm.both]
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
      First:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub |
            {"service": "CloudHSMV2", "action": "createHsm", "physicalResourceId": {"responsePath": "Hsm.HsmId"},
             "parameters": {"ClusterId": "${Cluster}", "AvailabilityZone": "eu-west-1a"}}
      Second:
        Type: Custom::AWS
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub |
            {"service": "CloudHSMV2", "action": "createHsm", "physicalResourceId": {"responsePath": "Hsm.HsmId"},
             "parameters": {"ClusterId": "${Cluster}", "AvailabilityZone": "eu-west-1b"}}
      Store:
        Type: Custom::AWS
        DependsOn: [First, Second]
        Properties:
          ServiceToken: !Ref ServiceToken
          Create: !Sub | # expect
            {"service": "KMS", "action": "createCustomKeyStore", "parameters": {"CustomKeyStoreName": "main",
             "CloudHsmClusterId": "${Cluster}", "KeyStorePassword": "${Password}",
             "TrustAnchorCertificate": "${TrustAnchor}"}, "physicalResourceId": {"responsePath": "CustomKeyStoreId"}}
    ```

    ## Use instead
    ```hcl
    variable "password" { type = string }

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
    About a first deployment: people also create the cluster first, activate it by hand, and add the store later. Say
    so with `existing`, an import block, or a reference to a data source. Silent as soon as any provisioner, custom
    resource or module that was not read lies between the cluster and the store. A cluster without HSMs is KMS001.
    """
    found = backing(store, deployment)
    if found is None:
        return
    between = steps(found.cluster, store, deployment)
    empty = (deployment.number(found.hsms) + found.others).is_at_most(0)
    parallel = _parallel(found.cluster, store, deployment)
    if empty is Truth.YES and not between and not parallel:
        return
    late = all(overtakes(store, resource, deployment) for resource in parallel)
    reason = f"nothing initialises and activates {found.cluster.address} before it"
    if parallel:
        reason = (
            f"it does not wait for {parallel[0].address}, and nothing else activates {found.cluster.address} before it"
        )
    yield Verdict(
        holds=found.certain & ~restored(found.cluster) & (Truth.YES if late and not between else Truth.MAYBE),
        at=store.get("CloudHsmClusterId"),
        message=f"{store.address} needs an active cluster, but {reason}.",
        help=(
            f"If {parallel[0].address} activates the cluster, {depend(store, parallel[0])}."
            if parallel
            else _help(store)
        ),
        related=[
            Related(found.cluster, "a new cluster, not initialised"),
            *(Related(resource, "not awaited") for resource in parallel),
        ],
    )


def _parallel(cluster: Resource, store: Resource, deployment: Deployment) -> list[Resource]:
    beside = deployment.after(cluster) - deployment.before(store) - deployment.after(store)
    return [step for step in deployment.steps_in(beside) if not only_looks(step)]


def _help(store: Resource) -> str:
    if store.language == "terraform":
        return (
            "After the first HSM run a step (terraform_data with a provisioner) that signs the cluster's CSR, "
            "initialises and activates it; then create the second HSM, and let the key store depend on both. Or "
            "restore the cluster with source_backup_identifier."
        )
    return (
        "Put a custom resource between them whose function creates the HSMs, signs the cluster's CSR, initialises and "
        "activates the cluster, and returns when it is active."
    )
