"""Values as messages show them, and whether two resources are in order."""

from __future__ import annotations

from awslint.graph import Attribute, Resource
from awslint.values import Truth


def quoted(attribute: Attribute) -> str:
    """Returns the known string in quotes, with a space before it; nothing for what is secret or not known."""
    if attribute.text is None or attribute.content.sensitive:
        return ""
    return f' "{attribute.text}"'


def is_filled_in_later(attribute: Attribute) -> bool:
    """Returns whether the text holds a CloudFormation dynamic reference, which stands for another text at
    deployment."""
    return "{{resolve:" in (attribute.text or "")


def are_unordered(resource: Resource, other: Resource) -> Truth:
    """Returns whether nothing says which of the two is deployed first."""
    deployment = resource.deployment
    return Truth.of(not deployment.depends(resource, other) and not deployment.depends(other, resource))
