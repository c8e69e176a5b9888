"""A region that does not exist, one slip away from one that does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from awslint.facts.regions import is_region, nearest_region
from awslint.graph import Attribute, Deployment, Resource
from awslint.graph.policies import attributes_at
from awslint.rules import Applicability, Phase, Raises, Severity, Verdict, replacing, rule
from awslint.values import Truth, any_true
from awslint_rules.region.zone_of_another_region import SITES

_INVALID: Final = Raises("terraform", "InvalidRegion")
_OF_AWS: Final = re.compile(r"(?:.*\.)?(?:provider\.aws(?:cc)?(?:[.\[].*)?|backend\.s3)")
_ZONE: Final = re.compile(r"([a-z-]+-\d)([a-z])")


@rule(
    id="REG013",
    title="There is no such region",
    severity=Severity.ERROR,
    types=("Terraform::Provider", "Terraform::Backend", *SITES),
    raises=(_INVALID, Raises("ec2", "InvalidParameterValue", on="CreateSubnet")),
    evidence=(
        "catalogue:REG-13",
        "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs",
    ),
    phase=Phase.PLAN,
)
def no_such_region(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The name of a region, or of an Availability Zone, has a slip: no region is called so.

    ## What it finds

    The `region` of a provider or of the S3 backend, and the zone of a subnet, an instance, a cache or an HSM, whose
    region is none, while one that differs by a letter is.

    ## Why AWS refuses it

    The provider and the backend know the regions, and stop before the plan: `invalid AWS Region`. EC2 answers
    InvalidParameterValue for a zone that it does not have.

    ## Example

    ```hcl
    provider "aws" {
      region = "us-esat-1" # expect
    }
    ```

    ```yaml
    Resources:
      Network:
        Type: AWS::EC2::VPC
        Properties: {CidrBlock: 10.0.0.0/16}
      Private:
        Type: AWS::EC2::Subnet
        Properties:
          VpcId: !Ref Network
          CidrBlock: 10.0.1.0/24
          AvailabilityZone: eu-cental-1a # expect
    ```

    ## Use instead

    ```hcl
    provider "aws" {
      region = "us-east-1"
    }
    ```

    ```yaml
    Resources:
      Network:
        Type: AWS::EC2::VPC
        Properties: {CidrBlock: 10.0.0.0/16}
      Private:
        Type: AWS::EC2::Subnet
        Properties:
          VpcId: !Ref Network
          CidrBlock: 10.0.1.0/24
          AvailabilityZone: eu-central-1a
    ```

    ## Limits

    A region that is new to awslint is not like a known one but for its digit, and so is no slip. With
    `skip_region_validation`, or endpoints of one's own, any name may do.
    """
    if resource.type.startswith("Terraform::"):
        if _OF_AWS.fullmatch(resource.address):
            attribute = resource.get("region")
            yield from _verdict(attribute, attribute.text, "", _INVALID, _may_be_any(resource))
        return
    for path, raised in SITES[resource.type]:
        for attribute in attributes_at(resource, path):
            match = _ZONE.fullmatch(attribute.text or "")
            if match is not None:
                yield from _verdict(attribute, match[1], match[2], raised, Truth.NO)


def _may_be_any(block: Resource) -> Truth:
    """Whether the names of regions are the user's own: LocalStack, MinIO and their like."""
    settings = ("skip_region_validation", "endpoint", "endpoints", "sts_endpoint", "iam_endpoint", "dynamodb_endpoint")
    return any_true(~block.get(name).is_missing & ~block.get(name).is_false for name in settings)


def _verdict(at: Attribute, region: str | None, zone: str, raised: Raises, is_free: Truth) -> Iterator[Verdict]:
    if region is None or is_region(region):
        return
    meant = nearest_region(region)
    if meant is None:
        return
    is_of_zone = bool(zone)
    yield Verdict(
        holds=~is_free,
        at=at,
        message=f"There is no region {region}{f', and so no zone {region}{zone}' if is_of_zone else ''}.",
        help=f"Did you mean {meant}{zone}?",
        raises=[raised],
        phase=Phase.CREATE if is_of_zone else Phase.PLAN,
        fix=replacing(at, f"{region}{zone}", f"{meant}{zone}", Applicability.UNSAFE),
    )
