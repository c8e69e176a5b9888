"""KMS002."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.kms._steps import creates_no_hsm
from awslint_rules.kms._stores import STORE, backing, unseen_makers


@rule(
    id="KMS002",
    title="A custom key store is created on a CloudHSM cluster with a single HSM",
    severity=Severity.ERROR,
    types=(STORE,),
    raises=(
        Raises("kms", "CloudHsmClusterInvalidConfigurationException", on="CreateCustomKeyStore"),
        Raises("kms", "CloudHsmClusterInvalidConfigurationException", on="CreateKey"),
    ),
    evidence=(
        "botocore:kms:CreateCustomKeyStore",
        "https://docs.aws.amazon.com/kms/latest/developerguide/create-keystore.html",
        "catalogue:KMS-2",
    ),
    related=(Raises("kms", "CustomKeyStoreInvalidStateException", on="ConnectCustomKeyStore"),),
)
def check(store: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A custom key store needs two active HSMs in its CloudHSM cluster.

    ## What it finds
    A custom key store whose cluster and HSMs are created by the same configuration, which makes one HSM only.
    It is a warning where the configuration also runs commands on the cluster, none of which speaks of a second HSM.

    ## Why AWS refuses it
    KMS keeps every key in two HSMs. When a store or a key is created, it counts the active HSMs of the cluster, in
    different Availability Zones, and refuses to go on with fewer than two.

    ## Example
    ```hcl
    variable "password" { type = string }

    resource "aws_cloudhsm_v2_cluster" "main" {
      hsm_type                 = "hsm2m.medium"
      mode                     = "FIPS"
      subnet_ids               = ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"]
      source_backup_identifier = "backup-rtq2dwi2gq6"
    }

    resource "aws_cloudhsm_v2_hsm" "only" {
      cluster_id = aws_cloudhsm_v2_cluster.main.cluster_id
      subnet_id  = "subnet-0a1b2c3d4e5f60001"
    }

    resource "aws_kms_custom_key_store" "main" {
      custom_key_store_name    = "main"
      cloud_hsm_cluster_id     = aws_cloudhsm_v2_cluster.main.id # expect
      key_store_password       = var.password
      trust_anchor_certificate = file("customerCA.crt")
      depends_on               = [aws_cloudhsm_v2_hsm.only]
    }
    ```

    ## Use instead
    ```hcl
    variable "password" { type = string }

    resource "aws_cloudhsm_v2_cluster" "main" {
      hsm_type                 = "hsm2m.medium"
      mode                     = "FIPS"
      subnet_ids               = ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"]
      source_backup_identifier = "backup-rtq2dwi2gq6"
    }

    resource "aws_cloudhsm_v2_hsm" "both" {
      for_each   = toset(["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"])
      cluster_id = aws_cloudhsm_v2_cluster.main.cluster_id
      subnet_id  = each.value
    }

    resource "aws_kms_custom_key_store" "main" {
      custom_key_store_name    = "main"
      cloud_hsm_cluster_id     = aws_cloudhsm_v2_cluster.main.id
      key_store_password       = var.password
      trust_anchor_certificate = file("customerCA.crt")
      depends_on               = [aws_cloudhsm_v2_hsm.both]
    }
    ```

    ## Limits
    Silent when the number of HSMs is not known, when an HSM of an unknown cluster may be the second, when a module
    that was not read may make one, and when the cluster exists already. A cluster without any HSM is KMS001.
    """
    found = backing(store, deployment)
    if found is None:
        return
    number = deployment.number(found.hsms)
    possible = number + found.others
    unseen = unseen_makers(found, deployment)
    quiet = all(creates_no_hsm(resource) for resource in unseen)
    only = found.hsms[0] if found.hsms else None
    one_more = "a second aws_cloudhsm_v2_hsm" if store.language == "terraform" else "a second HSM"
    yield Verdict(
        holds=found.certain & number.is_at_least(1) & possible.is_at_most(1) & (Truth.YES if quiet else Truth.MAYBE),
        at=store.get("CloudHsmClusterId"),
        message=f"{store.address} needs two active HSMs in {found.cluster.address}, but this configuration makes one"
        + (f" ({only.address})." if only else "."),
        help=f"Add {one_more} in another Availability Zone of {found.cluster.address}, and let the key store depend "
        "on both.",
        related=[Related(only, "the only HSM")] if only else [],
        severity=Severity.WARNING if unseen else None,
    )
