"""KMS004."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Blocks, Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.kms._steps import follows_at_once, overtakes, steps
from awslint_rules.kms._stores import STORE, Backing, backing, depend, is_call, restored


@rule(
    id="KMS004",
    title="A custom key store does not wait for the HSMs of its CloudHSM cluster",
    severity=Severity.ERROR,
    types=(STORE,),
    raises=(
        Raises("kms", "CloudHsmClusterInvalidConfigurationException", on="CreateCustomKeyStore"),
        Raises("kms", "CloudHsmClusterNotActiveException", on="CreateCustomKeyStore"),
    ),
    evidence=(
        "botocore:kms:CreateCustomKeyStore",
        "provider:aws_cloudhsm_v2_hsm",
        "provider:aws_kms_custom_key_store",
        "catalogue:KMS-4",
    ),
    related=(Raises("kms", "CustomKeyStoreInvalidStateException", on="ConnectCustomKeyStore"),),
)
def check(store: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A custom key store is created at the same time as the HSMs that it needs.

    ## What it finds
    A key store that refers to its cluster, but not to the cluster's HSMs: the reference to the cluster makes the
    deployment wait for the cluster alone. The store and the HSMs are then started together. Where the store waits for
    one HSM but not for the second it is a warning, because both may be ready at the same time.

    ## Why AWS refuses it
    An HSM takes minutes to become active; CreateCustomKeyStore answers at once, and refuses a cluster with fewer
    than two active HSMs. In CloudFormation a `Custom::AWS` call of CreateHsm is done before the HSM is active, so
    depending on it is not enough.

    ## Example
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
      cloud_hsm_cluster_id     = aws_cloudhsm_v2_cluster.main.id # expect
      key_store_password       = var.password
      trust_anchor_certificate = file("customerCA.crt")
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
    About a first deployment: HSMs that exist already are active. Silent when a step between the cluster and the store
    may wait for the HSMs, when the store waits for something else that takes long, and when nothing initialises the
    cluster, which is KMS005 and must be mended first.
    """
    found = backing(store, deployment)
    if found is None or restored(found.cluster) is Truth.NO:
        return
    awaited = [hsm for hsm in found.hsms if _is_awaited(hsm, store, deployment)]
    late = [hsm for hsm in found.hsms if not _is_awaited(hsm, store, deployment) and hsm.existence is not Truth.NO]
    if not late or deployment.number(awaited).is_at_least(2) is Truth.YES:
        return
    same = deployment.blocks_of(*found.hsms)
    wait = steps(found.cluster, store, deployment) or not all(_starts_first(found, resource, same) for resource in late)
    names = " and ".join(dict.fromkeys(resource.block for resource in late))
    only_called = all(is_call(resource) for resource in late)
    yield Verdict(
        holds=found.certain & deployment.number(late).is_at_least(1) & (Truth.MAYBE if wait else Truth.YES),
        at=store.get("CloudHsmClusterId"),
        message=f"{store.address} waits for {found.cluster.address}, but not until {names} "
        f"{'is' if len({resource.block for resource in late}) == 1 else 'are'} active: an HSM takes minutes, "
        "and the store needs two active ones when it is created.",
        help=f"To create the store later, {depend(store, *found.hsms)}."
        if store.language == "terraform" and not only_called
        else f"Let a custom resource that returns when the HSMs are active stand between them and {store.address}.",
        related=[Related(resource, "still being created when the store is") for resource in late],
        severity=Severity.WARNING if awaited else None,
    )


def _is_awaited(hsm: Resource, store: Resource, deployment: Deployment) -> bool:
    if hsm.imported:
        return True
    return deployment.depends(store, hsm) and not is_call(hsm)


def _starts_first(found: Backing, hsm: Resource, hsms: Blocks) -> bool:
    """Whether the store is started before the HSM can be active, unless that is as quick as the others."""
    deployment = hsm.deployment
    if deployment.depends(found.store, hsm):
        return follows_at_once(found.store, hsm, deployment)
    return overtakes(found.store, hsm, deployment, hsms)
