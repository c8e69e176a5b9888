"""Whether what is written reaches AWS at all, or only when the resource is created."""

from __future__ import annotations

from awslint.graph import Attribute, Resource
from awslint.values import Known, ListOf, Missing, Truth


def takes_effect(attribute: Attribute) -> Truth:
    """Whether the attribute is sent to AWS: always, or (`ignore_changes`) only by the deployment that creates it.

    The latter notes the assumption that this is the first deployment.
    """
    resource = attribute.resource
    ignored = resource.policy("IgnoreChanges").content
    if isinstance(ignored, Missing):
        return Truth.YES
    names = [one.scalar for one in ignored.items if isinstance(one, Known)] if isinstance(ignored, ListOf) else ["all"]
    if names == ["all"] or "?" in names or attribute.name.partition(".")[0] in names:
        return resource.is_new
    return Truth.YES


def is_left_to_callers(attribute: Attribute) -> bool:
    """Whether the attribute is empty only because a variable's default is: whoever calls the module fills it in."""
    content = attribute.content
    is_empty = (
        isinstance(content, Missing)
        or (isinstance(content, ListOf) and content.complete and not content.items)
        or (isinstance(content, Known) and content.scalar in (None, ""))
    )
    return is_empty and bool(content.assumes or attribute.value.assumes)


def default_applies(resource: Resource) -> Truth:
    """Whether AWS's default applies to what is not written.

    Terraform's provider takes over what an existing resource has, so there only the first deployment is sure.
    """
    return resource.is_new if resource.native_type.startswith("aws_") else Truth.of(not resource.imported)
