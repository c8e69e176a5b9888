"""One image id, or one snapshot id, in two regions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from awslint.graph import Deployment, Resource
from awslint.rules import Raises, Related, Severity, Verdict, rule
from awslint.values import Truth

_IDS: Final = {
    "AWS::EC2::Instance": ("ImageId", "ami-", Raises("ec2", "InvalidAMIID.NotFound", on="RunInstances")),
    "AWS::EC2::Volume": ("SnapshotId", "snap-", Raises("ec2", "InvalidSnapshot.NotFound", on="CreateVolume")),
}


@rule(
    id="REG018",
    title="One image or snapshot is used in two regions",
    severity=Severity.ERROR,
    types=tuple(_IDS),
    raises=tuple(raises for _, _, raises in _IDS.values()),
    evidence=(
        "catalogue:REG-18",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/CopyingAMIs.html",
    ),
)
def image_in_two_regions(resource: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """Two instances in different regions are to start from the same AMI, or two volumes from the same snapshot.

    ## What it finds

    The same known `ami-...` or `snap-...` id in two resources whose regions surely differ. It is reported once, at the
    later of the two by address.

    ## Why AWS refuses it

    An image and a snapshot are in one region, and a copy in another region has an id of its own. In one of the two
    regions the id is not found.

    ## Example

    ```hcl
    provider "aws" {
      region = "us-east-1"
    }

    provider "aws" {
      alias  = "ireland"
      region = "eu-west-1"
    }

    resource "aws_instance" "first" {
      ami           = "ami-0a1b2c3d4e5f60718"
      instance_type = "t3.micro"
    }

    resource "aws_instance" "second" {
      provider      = aws.ireland
      ami           = "ami-0a1b2c3d4e5f60718" # expect
      instance_type = "t3.micro"
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

    data "aws_ssm_parameter" "there" {
      provider = aws.ireland
      name     = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    }

    resource "aws_instance" "first" {
      ami           = "ami-0a1b2c3d4e5f60718"
      instance_type = "t3.micro"
    }

    resource "aws_instance" "second" {
      provider      = aws.ireland
      ami           = data.aws_ssm_parameter.there.value
      instance_type = "t3.micro"
    }
    ```

    ## Limits

    Both regions have to be known. Which of the two is wrong is not known.
    """
    name, prefix, follows = _IDS[resource.type]
    attribute = resource.get(name)
    text = attribute.text
    if text is None or not text.startswith(prefix):
        return
    for other in _users(deployment, resource.type, name).get(text, ()):
        holds = deployment.regions_differ(resource, other) if other.address < resource.address else Truth.NO
        if holds is not Truth.NO:
            yield Verdict(
                holds=holds & resource.existence & other.existence,
                at=attribute,
                message=f"{resource.address} is made in {resource.region_attribute.text}, and {other.address} uses "
                f"{text} in {other.region_attribute.text}: the id is of one region alone.",
                help="Copy it to the other region and use the copy's id, or look it up in each region.",
                related=[Related(other.get(name), "the same id in another region")],
                raises=(follows,),
            )
            return


def _users(deployment: Deployment, type_: str, name: str) -> dict[str, list[Resource]]:
    """By id, one resource for each provider and region that uses it: more would only say the same."""

    def index() -> dict[str, list[Resource]]:
        found: dict[str, dict[tuple[str, str | None], Resource]] = {}
        for each in sorted(deployment.every(type_), key=lambda resource: resource.address):
            text = each.get(name).text
            if text is not None and each.mode == "managed":
                found.setdefault(text, {}).setdefault((each.provider, each.region_attribute.text), each)
        return {text: list(users.values()) for text, users in found.items()}

    return deployment.cached_per_world(("users of", type_, name), index)
