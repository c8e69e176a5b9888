"""A key policy that lets a key be used through a service of another region."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from awslint.facts.regions import is_region
from awslint.graph import Deployment, Resource
from awslint.graph.policies import Policy, PolicyKind, policies_of
from awslint.iam.documents import entries_of, text_of
from awslint.rules import Phase, Raises, Related, Severity, Verdict, rule
from awslint.rules.region_fixes import in_own_region
from awslint.values import MapOf, Span, Truth, Value, equals, revealed

_KEYS: Final = ("AWS::KMS::Key", "AWS::KMS::ReplicaKey", "AWS::KMS::ExternalKey", "AWS::KMS::ReplicaExternalKey")
_SERVICE: Final = re.compile(r"[a-z0-9-]+\.(?P<region>[a-z]{2,5}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?")


@rule(
    id="REG019",
    title="A key policy lets a service of another region use the key",
    severity=Severity.WARNING,
    types=_KEYS,
    raises=(Raises("kms", "AccessDeniedException", on="Decrypt"),),
    evidence=(
        "catalogue:REG-19",
        "https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html",
    ),
    phase=Phase.RUNTIME,
)
def via_service_elsewhere(key: Resource, deployment: Deployment) -> Iterator[Verdict]:
    """An Allow of a key policy holds only for calls through a service of a region that is not the key's.

    ## What it finds

    `kms:ViaService` with values such as `memorydb.eu-west-1.amazonaws.com`, all of them of other regions than the one
    in which the key is created.

    ## Why AWS refuses it

    A service uses keys of its own region only, so no call has both this key and that value. What the statement is to
    allow is denied.

    ## Example

    ```hcl
    provider "aws" {
      region = "us-east-1"
    }

    resource "aws_kms_key" "cache" {
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [
          { Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = "111122223333" } },
          {
            Effect    = "Allow"
            Action    = ["kms:Decrypt", "kms:CreateGrant"]
            Resource  = "*"
            Principal = { AWS = "arn:aws:iam::111122223333:role/app" }
            Condition = { StringEquals = { "kms:ViaService" = "memorydb.eu-west-1.amazonaws.com" } } # expect
          },
        ]
      })
    }
    ```

    ## Use instead

    ```hcl
    provider "aws" {
      region = "us-east-1"
    }

    data "aws_region" "here" {}

    resource "aws_kms_key" "cache" {
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [
          { Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = "111122223333" } },
          {
            Effect    = "Allow"
            Action    = ["kms:Decrypt", "kms:CreateGrant"]
            Resource  = "*"
            Principal = { AWS = "arn:aws:iam::111122223333:role/app" }
            Condition = { StringEquals = { "kms:ViaService" = "memorydb.${data.aws_region.here.name}.amazonaws.com" } }
          },
        ]
      })
    }
    ```

    ## Limits

    The region of the key has to be known. Policies that are written for several regions, with one value for each, are
    passed over where one of them is the key's, and so are documents that a key of one of those regions has too.
    """
    mine = key.region_attribute.text
    if mine is None or not is_region(mine):
        return
    for policy, path, value in _services(key):
        entries = entries_of(value)
        services = [_SERVICE.fullmatch(text_of(entry) or "") for entry in entries.values]
        regions = {service["region"] for service in services if service is not None}
        if services and entries.complete and None not in services and mine not in regions:
            at = policy.part(value, *path)
            yield Verdict(
                holds=Truth.of(not regions & _regions_of_document(deployment, value)),
                at=at,
                message=f"{key.address} is in {mine}, and this lets services of {', '.join(sorted(regions))} "
                "use it, which use keys of their own region alone.",
                help=f"Write the region of the key, {mine}.",
                related=[Related(key.region_attribute, f"{mine} is set here")],
                fix=in_own_region(at) if key.language == "terraform" else None,
            )


def _services(key: Resource) -> Iterator[tuple[Policy, tuple[str | int, ...], Value]]:
    """What the statements of a key's policy compare kms:ViaService with, and where in the policy."""
    for policy in policies_of(key, PolicyKind.RESOURCE):
        for number, statement in enumerate(policy.document.statements):
            block = revealed(statement.conditions)
            if equals(statement.effect, "Allow") is not Truth.YES or not isinstance(block, MapOf):
                continue
            for operator in ("StringEquals", "StringLike"):
                tests = revealed(block.items.get(operator, statement.conditions))
                value = tests.items.get("kms:ViaService") if isinstance(tests, MapOf) and tests is not block else None
                if value is not None:
                    yield policy, ("Statement", number, "Condition", operator, "kms:ViaService"), value


def _regions_of_document(deployment: Deployment, written: Value) -> set[str]:
    """The regions of all keys whose policies are that same document: a replica mostly has its primary's."""

    def index() -> dict[Span, set[str]]:
        found: dict[Span, set[str]] = {}
        for key in deployment.of_type(*_KEYS):
            region = key.region_attribute.text
            for _, _, value in _services(key) if region is not None else ():
                found.setdefault(value.span, set()).add(str(region))
        return found

    by_place: dict[Span, set[str]] = deployment.cached_per_world(("documents of keys",), index, doubts=False)
    return by_place.get(written.span, set()) if written.span.is_somewhere else set()
