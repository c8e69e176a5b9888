"""A reference to something that is in another region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.facts.names import terraform_names
from awslint.graph import Attribute, Deployment, Resource
from awslint.graph.policies import attributes_at
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint_rules.region._sites import KEY_SITES, NETWORK_SITES, Site

_SITES: Final[dict[str, tuple[Site, ...]]] = {
    type_: (*NETWORK_SITES.get(type_, ()), *KEY_SITES.get(type_, ()))
    for type_ in sorted(NETWORK_SITES.keys() | KEY_SITES.keys())
}


@rule(
    id="REG003",
    title="A resource refers to one that is in another region",
    severity=Severity.ERROR,
    types=tuple(_SITES),
    raises=(
        Raises("memorydb", "SubnetGroupNotFoundFault", on="CreateCluster"),
        Raises("elasticache", "CacheSubnetGroupNotFoundFault", on="CreateReplicationGroup"),
        Raises("ec2", "InvalidSubnetID.NotFound", on="RunInstances"),
        Raises("ec2", "InvalidVpcID.NotFound", on="CreateSubnet"),
    ),
    related=(Raises("memorydb", "InvalidCredentialsException", on="CreateCluster"),),
    evidence=(
        "catalogue:REG-3",
        "botocore:memorydb:CreateCluster",
        "botocore:elasticache:CreateReplicationGroup",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support",
    ),
)
def reference_across_regions(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A cluster in one region is given a subnet group, an access control list, a key, a security group of another.

    ## What it finds

    A reference to a subnet, security group, VPC, subnet group, parameter group, access control list, user, user group,
    HSM cluster or key whose region surely differs: by the provider alias that either uses, by the `region` argument
    (AWS provider 6), or by the providers that a module is called with.

    ## Why AWS refuses it

    Names and ids are looked up in the region of the request. There the other resource does not exist: the answer is
    SubnetGroupNotFoundFault, ACLNotFoundFault, InvalidSubnetID.NotFound and the like, after the other resource was
    created without complaint.

    ## Example

    ```hcl
    provider "aws" {
      region = "us-east-1"
    }

    provider "aws" {
      alias  = "ireland"
      region = "eu-west-1"
    }

    resource "aws_memorydb_acl" "app" {
      name = "app"
    }

    resource "aws_memorydb_cluster" "app" {
      provider  = aws.ireland
      name      = "app"
      acl_name  = aws_memorydb_acl.app.name # expect
      node_type = "db.t4g.small"
    }
    ```

    ## Use instead

    ```hcl
    provider "aws" {
      region = "us-east-1"
    }

    provider "aws" {
      alias  = "ireland"
      region = "eu-west-1"
    }

    resource "aws_memorydb_acl" "app" {
      provider = aws.ireland
      name     = "app"
    }

    resource "aws_memorydb_cluster" "app" {
      provider  = aws.ireland
      name      = "app"
      acl_name  = aws_memorydb_acl.app.name
      node_type = "db.t4g.small"
    }
    ```

    ## Limits

    Both regions have to be known. References that are legal across regions (peering, replicas, private zones,
    global networks) are not looked at. A resource of the same name that exists in the other region already is not
    known of.
    """
    for site in _SITES[resource.type]:
        for attribute in attributes_at(resource, site.path):
            target = _target(attribute, site)
            if target is None:
                continue
            mine, theirs = resource.region_attribute, target.region_attribute
            yield Verdict(
                holds=deployment.regions_differ(resource, target) & target.existence,
                at=attribute,
                message=f"{resource.address} is created in {mine.text}, but {target.address}, to which "
                f"{attribute.name} refers, is in {theirs.text}.",
                help=f"Give both the same provider or region; {resource.address} needs one that is in {mine.text}.",
                related=[
                    Related(mine, f"{mine.text} is set here"),
                    Related(theirs, f"{theirs.text} is set here"),
                    Related(target, "this is in the other region"),
                ],
                raises=site.raises,
                severity=_severity(site, target),
            )


def _severity(site: Site, target: Resource) -> Severity | None:
    by_name = not target.type.startswith(("AWS::EC2::", "AWS::KMS::"))
    # A group of the same name may exist in the right region; ids and ARNs are unique.
    return Severity.WARNING if not site.checked or (by_name and target.mode == "data") else None


def _target(attribute: Attribute, site: Site) -> Resource | None:
    """The resource whose identifier the attribute is; a parent's other attributes (a VPC's default group) count too,
    since they are of its region."""
    target = attribute.target()
    if target is None:
        return None
    type_ = terraform_names(target.native_type.removeprefix("data.")).type if target.mode == "data" else target.type
    return target if type_ in site.targets else None
