"""A resource together with what others attach to it: the bucket with its lifecycle, the group with its rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from awslint.facts.attachments import Attachment, attachments_as, attachments_to, is_attachment
from awslint.frozen import frozen
from awslint.graph.attribute import Attribute
from awslint.values import ListOf, Missing, Truth, Unknown, Value

if TYPE_CHECKING:
    from awslint.graph.resource import Resource


@frozen
class Attached:
    """One attachment. `certain` says whether it surely exists and surely is attached to this parent."""

    resource: Resource
    kind: Attachment
    certain: bool

    @property
    def content(self) -> Attribute:
        """What it gives to the parent, in its own names and places."""
        whole = Attribute(self.resource, (), self.resource.attributes, self.resource.header)
        return whole.get(*self.kind.content)


def attachments(parent: Resource) -> list[Attached]:
    """Returns what is attached to a resource in this world, or may be (see `Attached.certain`), in the order of the
    files."""
    return parent.deployment.cached_per_world(
        ("attachments", parent.address), lambda: list(_attachments(parent)), doubts=False
    )


def _attachments(parent: Resource) -> Iterator[Attached]:
    deployment = parent.deployment
    for kind in attachments_to(parent.type):
        if kind.type not in deployment.types:
            continue
        candidates = dict.fromkeys(deployment.naming(parent, kind.type, kind.names, *kind.identifiers))
        candidates |= dict.fromkeys(deployment.naming_any(parent.type, kind.type, kind.names))
        for candidate in candidates:
            named = _names(candidate, kind, parent) & _is_of_kind(candidate, kind)
            if named is not Truth.NO and candidate.existence is not Truth.NO and candidate.mode == "managed":
                yield Attached(candidate, kind, named is Truth.YES and candidate.existence is Truth.YES)


def _is_of_kind(resource: Resource, kind: Attachment) -> Truth:
    return resource.get(kind.only[0]).equals_text(kind.only[1]) if kind.only is not None else Truth.YES


def _names(resource: Resource, kind: Attachment, parent: Resource) -> Truth:
    """Whether an attachment names the parent, by a reference or by a known identifier."""
    attribute = resource.get(kind.names)
    if attribute.is_missing is Truth.YES:
        return Truth.NO
    answer = Truth.NO
    for each in attribute.elements() if isinstance(attribute.content, ListOf) else [attribute]:
        target = each.target()
        if target is parent:
            return Truth.YES
        if target is not None and target.type == parent.type:
            continue
        found = parent.deployment.resolve(each, parent.type, *kind.identifiers)
        if found.resource is parent:
            return Truth.YES
        # An ARN is not compared with the parent's name.
        is_arn = each.text is not None and each.text.startswith("arn:")
        if found.resource is None and (is_arn or not found.external):
            answer = Truth.MAYBE
    return answer


def effective(parent: Resource, *path: str) -> Attribute:
    """Returns the attribute at a path of a resource, with what is attached to it.

    Where one attachment surely is the property, the answer is an attribute of that attachment, in its names and places.
    A list has the elements of the parent and of all attachments. What may or may not be attached makes the property
    unknown, and a list incomplete; so does a module that is not analysed and may attach something.

    Of an attachment to a parent that is no resource here it is what the attachment gives: a list of one element where
    the property is a list. What has its parent here is left to that.
    """
    property_, *rest = path
    kinds = [kind for kind in attachments_to(parent.type) if kind.property == property_]
    if not kinds:
        is_own = is_attachment(parent.type, property_)
        return _without_parent(parent, property_).get(*rest) if is_own else parent.get(*path)
    found = [attachment for attachment in attachments(parent) if attachment.kind.property == property_]
    own = _own(parent, property_)
    hidden = parent.deployment.is_passed_on(parent)
    if any(kind.an_element for kind in kinds):
        return _joined(parent, property_, own, found, hidden).get(*rest)
    if not found and not hidden:
        return own.get(*rest)
    if len(found) == 1 and found[0].certain and own.is_missing is Truth.YES and not hidden:
        return found[0].content.get(*rest)
    why = f"what is attached to {parent.address} as {property_} is not known"
    return Attribute(parent, (property_,), Unknown(why), parent.header).get(*rest)


def _without_parent(attachment: Resource, property_: str) -> Attribute:
    (kind,) = (kind for kind in attachments_as(attachment.type) if kind.property == property_)
    content = Attached(attachment, kind, certain=True).content
    named = attachment.get(kind.names)
    for each in named.elements() if isinstance(named.content, ListOf) else [named]:
        if attachment.deployment.resolve(each, kind.parent, *kind.identifiers).resource is not None:
            return Attribute(attachment, (property_,), Missing(), attachment.header)
    if not kind.an_element:
        return content
    return Attribute(attachment, (property_,), ListOf((content.value,)), attachment.header)


def effective_elements(parent: Resource, property_: str) -> list[Attribute]:
    """Returns the known elements of a list of a resource and of its attachments, each in its own names and places."""
    if is_attachment(parent.type, property_):
        own = _without_parent(parent, property_)
        return [] if own.is_missing is Truth.YES else [Attribute(parent, (), parent.attributes, parent.header)]
    found = [
        attachment.content
        for attachment in attachments(parent)
        if attachment.kind.property == property_ and attachment.certain
    ]
    return [*_own(parent, property_).elements(), *found]


def _own(parent: Resource, property_: str) -> Attribute:
    """The parent's own attribute; Missing where its native type only knows the attachment."""
    attribute = parent.get(property_)
    if property_ in parent.attributes.items or not parent.attributes.complete or parent.names.has((property_,)):
        return attribute
    return Attribute(parent, (property_,), Missing(), parent.header)


def _joined(parent: Resource, property_: str, own: Attribute, found: list[Attached], hidden: bool) -> Attribute:
    content = own.content
    if not found and not hidden:
        return own
    items: list[Value] = list(content.items) if isinstance(content, ListOf) else []
    items += [attached.content.value for attached in found if attached.certain]
    is_whole = content.complete if isinstance(content, ListOf) else isinstance(content, Missing)
    complete = is_whole and not hidden and all(attached.certain for attached in found)
    return Attribute(parent, (property_,), ListOf(tuple(items), complete), own.span)
