"""A literal ARN of a key that is in another region than what it encrypts."""

from __future__ import annotations

from collections.abc import Iterator

from awslint.facts.regions import is_region, parse_arn
from awslint.graph import Attribute, Deployment, Resource
from awslint.graph.policies import attributes_at
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.rules.region_fixes import in_own_region
from awslint.values import Text
from awslint_rules.region._sites import KEY_SITES


@rule(
    id="REG001",
    title="A resource is encrypted with a key of another region",
    severity=Severity.ERROR,
    types=tuple(KEY_SITES),
    raises=(
        Raises("kms", "NotFoundException", on="DescribeKey"),
        Raises("memorydb", "InvalidParameterValueException", on="CreateCluster"),
        Raises("elasticache", "InvalidParameterValue", on="CreateReplicationGroup"),
    ),
    evidence=(
        "catalogue:REG-1",
        "proven:pf-memorydb-kms-key-region",
        "issue:kubernetes-retired/kube-aws#1041",
        "issue:nakedible/openssl-engine-kms#1",
        "https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html",
    ),
)
def key_of_another_region(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The ARN of a KMS key names another region than the one in which the resource is created.

    ## What it finds

    A literal `arn:aws:kms:REGION:...` for a cluster, cache, database, log group, repository, volume, file system,
    secret, table, queue, topic or function, where REGION is not the region of the resource: that of its
    provider, of its own `region` argument, or the one given with `--region`.

    ## Why AWS refuses it

    A key can be used in its own region only. The service asks KMS of its own region for the key, and KMS answers
    NotFoundException ("Invalid arn eu-west-1"), which the service passes on in its own words. A replica of a
    multi-Region key has an ARN of its own in each region.

    ## Example

    ```hcl
    provider "aws" {
      region = "us-east-1"
    }

    resource "aws_memorydb_cluster" "app" {
      name        = "app"
      acl_name    = "open-access"
      node_type   = "db.t4g.small"
      kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" # expect
    }
    ```

    ## Use instead

    ```hcl
    provider "aws" {
      region = "us-east-1"
    }

    resource "aws_kms_key" "app" {
      description = "data at rest of the app"
    }

    resource "aws_memorydb_cluster" "app" {
      name        = "app"
      acl_name    = "open-access"
      node_type   = "db.t4g.small"
      kms_key_arn = aws_kms_key.app.arn
    }
    ```

    ## Limits

    The region has to be known: a provider without `region`, and a template without `--region`, silence the rule. Keys
    for copies in other regions (replicas, replication, backups) are not looked at. Some services (queues, topics,
    tables, functions, secrets, volumes) may look the key up only at first use: there it is a warning.
    """
    for site in KEY_SITES[resource.type]:
        for attribute in attributes_at(resource, site.path):
            if attribute.target() is not None:
                continue
            region = _region_of_key(attribute)
            if region is None:
                continue
            mine = resource.region_attribute.text
            yield Verdict(
                holds=~resource.region_attribute.equals_text(region),
                at=attribute,
                message=f"{resource.address} is created in {mine}, but its key {attribute.name} is in {region}.",
                help=f"Use a key of {mine}: also a multi-Region key has an ARN of its own in every region.",
                related=[Related(resource.region_attribute, "the region is set here")],
                raises=site.raises,
                severity=None if site.checked else Severity.WARNING,
                fix=in_own_region(attribute),
            )


def _region_of_key(attribute: Attribute) -> str | None:
    """The region in a literal ARN of a key or an alias; the account, or the id, may be unknown."""
    content = attribute.content
    text = attribute.text
    if isinstance(content, Text) and content.parts and isinstance(content.parts[0], str):
        # A placeholder stands for what follows the region.
        text = f"{content.parts[0]}:::" if content.parts[0].count(":") >= 4 else None
    arn = parse_arn(text) if text else None
    return arn.region if arn is not None and arn.service == "kms" and is_region(arn.region) else None
