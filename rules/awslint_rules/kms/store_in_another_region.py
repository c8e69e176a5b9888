"""KMS045."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint_rules.kms._stores import CLUSTER, STORE

_CLUSTERS = (CLUSTER, f"data.{CLUSTER}", "data.aws_cloudhsm_v2_cluster")


@rule(
    id="KMS045",
    title="A custom key store and its CloudHSM cluster are in different regions",
    severity=Severity.ERROR,
    types=(STORE,),
    raises=(Raises("kms", "CloudHsmClusterNotFoundException", on="CreateCustomKeyStore"),),
    evidence=(
        "botocore:kms:CreateCustomKeyStore",
        "https://docs.aws.amazon.com/kms/latest/developerguide/create-keystore.html",
        "catalogue:KMS-45",
    ),
)
def check(store: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A custom key store finds clusters of its own region only.

    ## What it finds
    A custom key store whose provider (or `region` argument) has another region than its cluster's, both known.

    ## Why AWS refuses it
    A cluster id is looked up in the region, and the account, in which the store is created. There is no cluster of
    that id in another region.

    ## Example
    ```hcl
    provider "aws" {
      region = "eu-west-1"
    }

    provider "aws" {
      alias  = "frankfurt"
      region = "eu-central-1"
    }

    variable "password" { type = string }
    variable "cluster_id" { type = string }

    data "aws_cloudhsm_v2_cluster" "main" {
      cluster_id = var.cluster_id
    }

    resource "aws_kms_custom_key_store" "main" {
      provider                 = aws.frankfurt
      custom_key_store_name    = "main"
      cloud_hsm_cluster_id     = data.aws_cloudhsm_v2_cluster.main.cluster_id # expect
      key_store_password       = var.password
      trust_anchor_certificate = file("customerCA.crt")
    }
    ```

    ## Use instead
    ```hcl
    provider "aws" {
      region = "eu-west-1"
    }

    provider "aws" {
      alias  = "frankfurt"
      region = "eu-central-1"
    }

    variable "password" { type = string }
    variable "cluster_id" { type = string }

    data "aws_cloudhsm_v2_cluster" "main" {
      provider   = aws.frankfurt
      cluster_id = var.cluster_id
    }

    resource "aws_kms_custom_key_store" "main" {
      provider                 = aws.frankfurt
      custom_key_store_name    = "main"
      cloud_hsm_cluster_id     = data.aws_cloudhsm_v2_cluster.main.cluster_id
      key_store_password       = var.password
      trust_anchor_certificate = file("customerCA.crt")
    }
    ```

    ## Limits
    Silent when one of the regions is not known, and for a cluster that is only an id. A template has one region.
    """
    attribute = store.get("CloudHsmClusterId")
    cluster = attribute.target(*_CLUSTERS)
    if cluster is None:
        return
    mine, theirs = store.region_attribute, cluster.region_attribute
    yield Verdict(
        holds=deployment.regions_differ(store, cluster),
        at=attribute,
        message=f"{store.address} is created in {mine.text}, but its cluster {cluster.address} is in {theirs.text}.",
        help=f"Give both the same provider: a cluster in {mine.text} for this store, or the store in {theirs.text}.",
        related=[
            Related(mine, f"the store's region, {mine.text}"),
            Related(theirs, f"the cluster's region, {theirs.text}"),
        ],
    )
