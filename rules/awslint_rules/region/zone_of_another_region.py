"""An availability zone that is not of the resource's region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.facts.regions import region_of_zone
from awslint.graph import Deployment, Resource
from awslint.graph.policies import attributes_at
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.rules.own_values import with_own_zone

SITES: Final[dict[str, tuple[tuple[tuple[str, ...], Raises], ...]]] = {
    type_: tuple((tuple(path.split("/")), Raises(service, code, on=operation)) for path in paths)
    for type_, service, operation, code, paths in (
        ("AWS::EC2::Subnet", "ec2", "CreateSubnet", "InvalidParameterValue", ("AvailabilityZone",)),
        ("AWS::EC2::DefaultSubnet", "ec2", "CreateDefaultSubnet", "InvalidParameterValue", ("AvailabilityZone",)),
        ("AWS::EC2::Volume", "ec2", "CreateVolume", "InvalidParameterValue", ("AvailabilityZone",)),
        ("AWS::EC2::Instance", "ec2", "RunInstances", "InvalidParameterValue", ("AvailabilityZone",)),
        ("AWS::RDS::DBInstance", "rds", "CreateDBInstance", "InvalidParameterValue", ("AvailabilityZone",)),
        ("AWS::RDS::DBCluster", "rds", "CreateDBCluster", "InvalidParameterValue", ("AvailabilityZones/*",)),
        (
            "AWS::ElastiCache::CacheCluster",
            "elasticache",
            "CreateCacheCluster",
            "InvalidParameterValue",
            ("PreferredAvailabilityZone", "PreferredAvailabilityZones/*"),
        ),
        (
            "AWS::ElastiCache::ReplicationGroup",
            "elasticache",
            "CreateReplicationGroup",
            "InvalidParameterValue",
            ("PreferredCacheClusterAZs/*",),
        ),
        ("AWS::CloudHSM::Hsm", "cloudhsmv2", "CreateHsm", "CloudHsmInvalidRequestException", ("AvailabilityZone",)),
    )
}


@rule(
    id="REG006",
    title="An Availability Zone is not of the region of its resource",
    severity=Severity.ERROR,
    types=tuple(SITES),
    raises=(
        Raises("ec2", "InvalidParameterValue", on="CreateSubnet"),
        Raises("elasticache", "InvalidParameterValue", on="CreateReplicationGroup"),
        Raises("cloudhsmv2", "CloudHsmInvalidRequestException", on="CreateHsm"),
    ),
    evidence=(
        "catalogue:REG-6",
        "botocore:ec2:CreateSubnet",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html",
    ),
)
def zone_of_another_region(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """A subnet, an instance, a cache or an HSM is put into a zone of another region.

    ## What it finds

    A known zone name such as `eu-west-1a` (local and wavelength zones included) whose region is not the one in which
    the resource is created.

    ## Why AWS refuses it

    A zone belongs to one region, and a resource is created in one region. EC2 answers InvalidParameterValue ("Value
    (eu-west-1a) for parameter availabilityZone is invalid").

    ## Example

    ```hcl
    provider "aws" {
      region = "us-east-1"
    }

    resource "aws_vpc" "main" {
      cidr_block = "10.0.0.0/16"
    }

    resource "aws_subnet" "a" {
      vpc_id            = aws_vpc.main.id
      cidr_block        = "10.0.1.0/24"
      availability_zone = "eu-west-1a" # expect
    }
    ```

    ## Use instead

    ```hcl
    provider "aws" {
      region = "us-east-1"
    }

    data "aws_availability_zones" "available" {
      state = "available"
    }

    resource "aws_vpc" "main" {
      cidr_block = "10.0.0.0/16"
    }

    resource "aws_subnet" "a" {
      vpc_id            = aws_vpc.main.id
      cidr_block        = "10.0.1.0/24"
      availability_zone = data.aws_availability_zones.available.names[0]
    }
    ```

    ## Limits

    Whether the region has a zone of that letter differs from account to account and is not judged, nor are zone ids.
    The region has to be known.
    """
    for path, raised in SITES[resource.type]:
        for attribute in attributes_at(resource, path):
            zone = attribute.text
            region = region_of_zone(zone) if zone is not None else None
            if region is None:
                continue
            mine = resource.region_attribute.text
            yield Verdict(
                holds=~resource.region_attribute.equals_text(region),
                at=attribute,
                message=f"{resource.address} is created in {mine}, but {zone} is a zone of {region}.",
                help=f"Name a zone of {mine}, or take it from the list of zones of the region.",
                related=[Related(resource.region_attribute, f"{mine} is set here")],
                raises=[raised],
                fix=with_own_zone(attribute),
            )
