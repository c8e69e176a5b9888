"""Names of other resources that are written out as texts, where a reference would also say what comes first."""

from __future__ import annotations

from awslint.graph import Attribute, Resource
from awslint.values import Truth


def quoted(attribute: Attribute) -> str:
    """The known text in quotes, with a space before it, for messages; nothing for what is secret or not known."""
    if attribute.text is None or attribute.content.sensitive:
        return ""
    return f' "{attribute.text}"'


def named_by_text(attribute: Attribute, type_: str, identifier: str) -> Resource | None:
    """The resource here whose identifier the attribute repeats without referring to anything of this deployment.

    Both services store identifiers in lower case, so case does not matter. A resource in another region, or in one
    that may be another, is not meant.
    """
    deployment = attribute.resource.deployment
    if attribute.target() is not None or attribute.text is None:
        return None
    named = deployment.resolve(attribute, type_, identifier, ignoring_case=True).resource
    if named is None or deployment.regions_differ(attribute.resource, named) is not Truth.NO:
        return None
    return named


def reference_help(asking: Resource, named: Resource, attribute: str) -> str:
    """How `asking` refers to `named` instead: `attribute` is that of the aws_* types."""
    native = named.native_type
    if native.startswith("AWS::"):
        return f"Refer to it: `!Ref {named.address.rpartition('/')[2]}`."
    home = named.address[: named.address.find(f"{native}.")]
    name = "id" if native.startswith("awscc_") else attribute
    reference = f"`{named.address.removeprefix(home)}.{name}`"
    if home == asking.address[: asking.address.find(f"{asking.native_type}.")]:
        return f"Refer to it: {reference}."
    return f"Pass {reference} on from its module by an output, and refer to that."


def are_unordered(one: Resource, other: Resource) -> Truth:
    """Whether nothing says which of the two is deployed first."""
    deployment = one.deployment
    return Truth.of(not deployment.depends(one, other) and not deployment.depends(other, one))
