"""Fixes of what is in the wrong region: somebody should always look, since what is named has to exist there."""

from __future__ import annotations

import json
from typing import Final

from awslint.facts.arns import parse_arn
from awslint.graph import Attribute, Resource
from awslint.rules.fix import Applicability, Edit, Fix, replacing
from awslint.values import Known, Origin, Span

_PROVIDER: Final = "Terraform::Provider"
_REGION: Final = "data.aws_region"


def in_own_region(attribute: Attribute) -> Fix | None:
    """Has a literal ARN be of the region that its resource is created in.

    In a template by the pseudo parameter, in Terraform by a data source aws_region of the same module where there is
    one, else by the name of the region. None where the ARN is no literal, or either region is not known.
    """
    text, resource = attribute.text, attribute.resource
    arn = parse_arn(text) if text is not None else None
    own = resource.region_attribute.text
    if text is None or arn is None or own is None or not arn.region or arn.region == own:
        return None
    if resource.language == "cloudformation":
        return _by_pseudo_parameter(attribute, text, arn.region)
    source = _data_source(resource)
    new = f"${{{source}.name}}" if source is not None else own
    return replacing(attribute, text, text.replace(f":{arn.region}:", f":{new}:", 1), Applicability.UNSAFE)


def _by_pseudo_parameter(attribute: Attribute, text: str, region: str) -> Fix | None:
    content = attribute.content
    if not isinstance(content, Known) or content.origin is not Origin.LITERAL or "${" in text or "\n" in text:
        return None
    new = json.dumps({"Fn::Sub": text.replace(f":{region}:", ":${AWS::Region}:", 1)})
    return Fix(Applicability.UNSAFE, (Edit(content.span, new),)) if content.span.is_somewhere else None


def _data_source(resource: Resource) -> str | None:
    """How the module of a resource names the region that its provider works in."""
    module = resource.address.rpartition(f"{resource.native_type}.")[0]
    for one in resource.deployment.resources:
        if (
            one.native_type == _REGION
            and one.provider == resource.provider
            and one.mode == "data"
            and not one.own_region
        ):
            before, _, name = one.address.rpartition(f"{_REGION}.")
            if before == module and name.isidentifier() and not one.attributes.items:
                return f"{_REGION}.{name}"
    return None


def created_in(resource: Resource, region: str) -> Fix | None:
    """Has a resource of Terraform's root module be created in a region, by the provider alias that there is for it."""
    is_plain = resource.language == "terraform" and resource.mode == "managed" and resource.provider == "provider.aws"
    if not is_plain or resource.chain or resource.own_region:
        return None
    aliases = [
        one.address.removeprefix("provider.")
        for one in resource.deployment.every(_PROVIDER)
        if one.address.startswith("provider.aws.") and one.get("region").text == region
    ]
    place = _first_argument(resource)
    if len(aliases) != 1 or place is None:
        return None
    return Fix(
        Applicability.UNSAFE, (Edit(Span(place.file, place.start, place.start), f"provider = {aliases[0]}\n  "),)
    )


def _first_argument(resource: Resource) -> Span | None:
    """Where the first argument in the block of a resource is written."""
    header = resource.header
    spans = [resource.get(name).span for name in resource.attributes.items]
    inside = [one for one in spans if one.file == header.file and one.start > header.end]
    return min(inside, key=lambda one: one.start) if inside and header.is_somewhere else None
