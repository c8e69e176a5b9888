"""KMS003."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth
from awslint_rules.kms._steps import creates_no_hsm
from awslint_rules.kms._stores import STORE, backing, in_one_zone, unseen_makers, zone_of


@rule(
    id="KMS003",
    title="All HSMs of a custom key store's cluster are in one Availability Zone",
    severity=Severity.ERROR,
    types=(STORE,),
    raises=(
        Raises("kms", "CloudHsmClusterInvalidConfigurationException", on="CreateCustomKeyStore"),
        Raises("kms", "CloudHsmClusterInvalidConfigurationException", on="CreateKey"),
    ),
    evidence=(
        "botocore:kms:CreateCustomKeyStore",
        "https://docs.aws.amazon.com/kms/latest/developerguide/create-keystore.html",
        "catalogue:KMS-3",
    ),
    related=(Raises("kms", "CustomKeyStoreInvalidStateException", on="ConnectCustomKeyStore"),),
)
def check(store: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The two HSMs that a custom key store needs must be in different Availability Zones.

    ## What it finds
    A custom key store whose cluster has two or more HSMs in the same configuration, all of them in one zone: the same
    zone by name or reference, the same subnet, or subnets that are written with the same zone. With `count` this
    happens when the zone does not depend on `count.index`.

    ## Why AWS refuses it
    KMS asks for two active HSMs in different Availability Zones when a store or a key is created. Two in one zone
    count as one.

    ## Example
    ```hcl
    variable "password" { type = string }

    resource "aws_cloudhsm_v2_cluster" "main" {
      hsm_type                 = "hsm2m.medium"
      mode                     = "FIPS"
      subnet_ids               = ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"]
      source_backup_identifier = "backup-rtq2dwi2gq6"
    }

    resource "aws_cloudhsm_v2_hsm" "pair" {
      count             = 2
      cluster_id        = aws_cloudhsm_v2_cluster.main.cluster_id
      availability_zone = "eu-west-1a" # expect
    }

    resource "aws_kms_custom_key_store" "main" {
      custom_key_store_name    = "main"
      cloud_hsm_cluster_id     = aws_cloudhsm_v2_cluster.main.id
      key_store_password       = var.password
      trust_anchor_certificate = file("customerCA.crt")
      depends_on               = [aws_cloudhsm_v2_hsm.pair]
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

    resource "aws_cloudhsm_v2_hsm" "pair" {
      count             = 2
      cluster_id        = aws_cloudhsm_v2_cluster.main.cluster_id
      availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
    }

    resource "aws_kms_custom_key_store" "main" {
      custom_key_store_name    = "main"
      cloud_hsm_cluster_id     = aws_cloudhsm_v2_cluster.main.id
      key_store_password       = var.password
      trust_anchor_certificate = file("customerCA.crt")
      depends_on               = [aws_cloudhsm_v2_hsm.pair]
    }
    ```

    ## Limits
    Two different subnets whose zones are not written in the configuration may be in different zones: silent. Silent
    too when further HSMs may exist. Where commands run on the cluster, it is a warning.
    """
    found = backing(store, deployment)
    if found is None or not found.hsms:
        return
    unseen = unseen_makers(found, deployment)
    quiet = all(creates_no_hsm(resource) for resource in unseen)
    several = deployment.number(found.hsms).is_at_least(2)
    no_more = found.others.is_at_most(0) & Truth.of(not any(hsm.many for hsm in found.hsms))
    last = found.hsms[-1]
    zone = zone_of(last)
    shown = f" ({zone.text})" if zone.text else ""
    own = last.get("AvailabilityZone") if zone.resource is last else last.get("SubnetId")
    number = len(found.hsms)
    one_block = store.language == "terraform" and len({hsm.block for hsm in found.hsms}) == 1
    by_index = ", for instance by count.index or each.key" if one_block else ""
    yield Verdict(
        holds=found.certain & several & in_one_zone(found.hsms) & no_more & (Truth.YES if quiet else Truth.MAYBE),
        at=zone if zone.resource is last else own,
        message=f"{'Both' if number == 2 else f'All {number}'} HSMs of {found.cluster.address} are in one Availability "
        f"Zone{shown}, but {store.address} needs two in different zones.",
        help=f"Give each HSM a zone or a subnet of its own{by_index}; the cluster must have a subnet in each zone.",
        related=[
            Related(store, "the key store that needs them"),
            *(Related(zone_of(hsm), "the same zone") for hsm in found.hsms[:-1]),
        ],
        severity=Severity.WARNING if unseen else None,
    )
