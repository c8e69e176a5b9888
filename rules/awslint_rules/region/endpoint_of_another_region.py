"""A VPC endpoint for a service of another region."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from awslint.facts.regions import is_region
from awslint.graph import Attribute, Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.rules.region_fixes import in_own_region
from awslint.values import Text

_SERVICE: Final = re.compile(r"(?:cn\.)?com\.amazonaws\.(?:vpce\.)?(?P<region>[a-z]{2,5}(?:-[a-z]+)+-\d)\..*")


@rule(
    id="REG007",
    title="A VPC endpoint is for a service of another region",
    severity=Severity.ERROR,
    types=("AWS::EC2::VPCEndpoint",),
    raises=(Raises("ec2", "InvalidServiceName", on="CreateVpcEndpoint"),),
    evidence=(
        "catalogue:REG-7",
        "catalogue:VPC-31",
        "proven:pf-ec2-vpce-service-region",
        "botocore:ec2:CreateVpcEndpoint",
        "issue:aws-samples/aws-network-firewall-terraform#4",
        "provider:aws_vpc_endpoint",
    ),
)
def endpoint_of_another_region(endpoint: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """The service name of a VPC endpoint holds another region than the one in which the endpoint is created.

    ## What it finds

    `com.amazonaws.REGION.SERVICE`, `com.amazonaws.vpce.REGION.vpce-svc-...` or the same with `cn.` before it, where
    REGION is not the region of the endpoint, and `service_region` (`ServiceRegion`) is not set.

    ## Why AWS refuses it

    EC2 looks the name up among the endpoint services of the region of the request and answers InvalidServiceName: the
    service does not exist. Only with a service region of its own does it look elsewhere.

    ## Example

    ```hcl
    provider "aws" {
      region = "us-east-1"
    }

    resource "aws_vpc" "main" {
      cidr_block = "10.0.0.0/16"
    }

    resource "aws_vpc_endpoint" "s3" {
      vpc_id       = aws_vpc.main.id
      service_name = "com.amazonaws.eu-west-1.s3" # expect
    }
    ```

    ## Use instead

    ```hcl
    provider "aws" {
      region = "us-east-1"
    }

    data "aws_region" "current" {}

    resource "aws_vpc" "main" {
      cidr_block = "10.0.0.0/16"
    }

    resource "aws_vpc_endpoint" "s3" {
      vpc_id       = aws_vpc.main.id
      service_name = "com.amazonaws.${data.aws_region.current.name}.s3"
    }
    ```

    ## Limits

    The region has to be known. Whether the service has endpoints in the region at all is not judged.
    """
    name = endpoint.get("ServiceName")
    region = _region_of_service(name)
    if region is None:
        return
    mine = endpoint.region_attribute.text
    yield Verdict(
        holds=~endpoint.region_attribute.equals_text(region) & endpoint.get("ServiceRegion").is_missing,
        at=name,
        message=f"{endpoint.address} is created in {mine}, where no service has the name {_shown(name)}.",
        help=f"Write the name with {mine} in place of {region}, or derive it from the region of the provider or stack.",
        related=[Related(endpoint.region_attribute, f"{mine} is set here")],
        fix=in_own_region(name),
    )


def _shown(name: Attribute) -> str:
    return name.text or str(name.name)


def _region_of_service(name: Attribute) -> str | None:
    """The region in a service name of which at least the part with the region is known."""
    content = name.content
    text = name.text
    if text is None and isinstance(content, Text) and content.parts and isinstance(content.parts[0], str):
        text = content.parts[0]
    match = _SERVICE.fullmatch(text) if text is not None else None
    return match["region"] if match is not None and is_region(match["region"]) else None
