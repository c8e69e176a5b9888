"""Fixes of what is in the wrong region: somebody should always look, since what is named has to exist there."""

from __future__ import annotations

import re
from typing import Final

from awslint.facts.regions import is_region, parse_arn
from awslint.graph import Attribute, Resource
from awslint.rules.fix import Applicability, Edit, Fix
from awslint.rules.own_values import ACCOUNT, REGION, appended, is_of_version_6, with_own
from awslint.values import Known, ListOf, Span, Text

_PROVIDER: Final = "Terraform::Provider"
_CERTIFICATE: Final = "AWS::CertificateManager::Certificate"
_VALIDATION: Final = "AWS::CertificateManager::CertificateValidation"
_KEYS: Final = re.compile(r"\b(?:access_key|secret_key|token)\b\s*=\s*\"")
_NAME: Final = re.compile(r"(?<![\w-])[a-z]{2,5}(?:-[a-z]+)+-\d(?![\w-])")


def in_own_region(attribute: Attribute) -> Fix | None:
    """Has a text name the region of its resource: an ARN, a host, the name of a service or of the region itself.

    None where it names no other region, or several (see `awslint.rules.own_values.with_own`).
    """
    content, own = attribute.content, attribute.resource.region_attribute.text
    scalar = content.scalar if isinstance(content, Known) else None
    parts = content.parts if isinstance(content, Text) else (scalar,)
    names = {name for part in parts if isinstance(part, str) for name in _NAME.findall(part)}
    others = [name for name in names if is_region(name) and name != own]
    return with_own(attribute, REGION, others[0]) if own is not None and len(others) == 1 else None


def in_own_account(attribute: Attribute) -> Fix | None:
    """Has an ARN name the account of its resource. None where it names none, or it is not written as such."""
    arn = parse_arn(attribute.text or "")
    return with_own(attribute, ACCOUNT, arn.account) if arn is not None and arn.account else None


def created_in(place: Attribute | Resource, region: str) -> Fix | None:
    """Has a resource, or what an attribute refers to, be created in a region, and with a certificate its validation.

    By its own argument with version 6 of the AWS provider, else by a provider alias: the one that there is for the
    region, or a new one with the settings of the default provider. That is possible in the root module only.
    """
    resource = place.target() if isinstance(place, Attribute) else place
    if resource is None or resource.language != "terraform" or resource.mode not in ("managed", "data"):
        return None
    if resource.type == _VALIDATION:
        resource = resource.get("CertificateArn").target() or resource
    together = [resource]
    if resource.type == _CERTIFICATE:
        waiting = resource.deployment.referrers(resource, _VALIDATION, "CertificateArn")
        together += [other for other in waiting if other.mode == "managed" and other.provider == resource.provider]
    if not all(other.header.is_somewhere for other in together):
        return None
    if is_of_version_6(resource) or all(other.own_region for other in together):
        return Fix(Applicability.UNSAFE, tuple(_with_region(other, region) for other in together))
    if any(other.chain or other.own_region or other.provider != "provider.aws" for other in together):
        return None
    found = _alias(resource, region)
    if found is None:
        return None
    alias, declared = found
    edits = (_with_argument(other, f"provider = {alias}") for other in together)
    return Fix(Applicability.UNSAFE, (*edits, *declared))


def _with_region(resource: Resource, region: str) -> Edit:
    if resource.own_region and resource.region_span.is_somewhere:
        return Edit(resource.region_span, f'region = "{region}"')
    return _with_argument(resource, f'region = "{region}"')


def _with_argument(resource: Resource, argument: str) -> Edit:
    """Puts a first argument into the block of a resource."""
    header = resource.header

    def draft(text: str) -> Edit | None:
        start = text.find("{", header.end)
        following = re.compile(r"[ \t]*(?:(?P<line>\n|#|//)|(?P<empty>\}))").match(text, start + 1)
        if start < 0 or following is None or text[header.end : start].strip():
            return None
        tail = "\n" if following["empty"] else ""
        return Edit(Span(header.file, start + 1, start + 1), f"\n  {argument}{tail}")

    return Edit(header, "", drafted=draft)


def _alias(resource: Resource, region: str) -> tuple[str, tuple[Edit, ...]] | None:
    """The provider alias of the root module for a region, and the edit that declares it where there is none."""
    providers = {
        node.address.removeprefix("provider."): node
        for node in resource.deployment.every(_PROVIDER)
        if node.address.startswith("provider.aws.") or node.address == "provider.aws"
    }
    aliases = [name for name, node in providers.items() if name != "aws" and node.get("region").text == region]
    if aliases:
        return (aliases[0], ()) if len(aliases) == 1 else None
    name = region.replace("-", "_")
    if f"aws.{name}" in providers:
        return None
    default = providers.get("aws")
    if default is None:
        block = f'provider "aws" {{\n  alias  = "{name}"\n  region = "{region}"\n}}\n'
        return f"aws.{name}", (appended(resource.header.file, block),)
    return f"aws.{name}", (_like(default, name, region),)


def _like(default: Resource, alias: str, region: str) -> Edit:
    """Declares a provider behind the default one, with its settings but for the region."""
    header, places = default.header, {}
    for name, value in default.attributes.items.items():
        place = default.attributes.spans.get(name, value.span)
        # A repeated block is a list; each of its items has a place.
        blocks = [element.span for element in value.items] if isinstance(value, ListOf) else []
        places[name] = [place, *(block for block in blocks if not place.encloses(block))]
    written = [place for spans in places.values() for place in spans if place.file == header.file]
    copied = [place for name, spans in places.items() if name not in ("alias", "region", "version") for place in spans]

    def draft(text: str) -> Edit | None:
        end = text.find("}", max(place.end for place in (header, *written)))
        if not text.startswith("provider", header.start) or end < 0 or len(copied) > len(written):
            return None
        ordered = sorted(copied, key=lambda place: place.start)
        if any(_KEYS.search(text[place.start : place.end]) for place in copied):
            return None  # a secret is not written a second time
        settings = "".join(f"  {text[place.start : place.end].rstrip()}\n" for place in ordered)
        block = f'\n\nprovider "aws" {{\n  alias  = "{alias}"\n  region = "{region}"\n{settings}}}'
        return Edit(Span(header.file, end + 1, end + 1), block)

    return Edit(header, "", drafted=draft)
