"""Policy documents in the graph: which attributes hold one, and all the policies that a role ends up with."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from awslint.facts.managed_policies import possible_additions, statements_of
from awslint.frozen import frozen
from awslint.graph.arns import settling
from awslint.graph.attribute import Attribute
from awslint.graph.resource import Resource
from awslint.iam.documents import Document, parse_policy
from awslint.iam.grants import Grants
from awslint.values import Known, ListOf, MapOf, Missing, Text, Truth, Unknown, Value, wrap

if TYPE_CHECKING:
    from awslint.graph.deployment import Deployment


class PolicyKind(enum.Enum):
    """What a policy document is attached to: an identity, a resource, or a role as the list of who may assume it."""

    IDENTITY = "identity"
    RESOURCE = "resource"
    TRUST = "trust"


Path = tuple[str, ...]
_POLICIES: Final[Path] = ("Policies", "*", "PolicyDocument")
_DOCUMENT: Final[Path] = ("PolicyDocument",)

SITES: Final[dict[str, tuple[tuple[Path, PolicyKind], ...]]] = {
    "AWS::IAM::Role": ((_POLICIES, PolicyKind.IDENTITY), (("AssumeRolePolicyDocument",), PolicyKind.TRUST)),
    "AWS::IAM::User": ((_POLICIES, PolicyKind.IDENTITY),),
    "AWS::IAM::Group": ((_POLICIES, PolicyKind.IDENTITY),),
    "AWS::SSO::PermissionSet": ((("InlinePolicy",), PolicyKind.IDENTITY),),
    "AWS::SSO::PermissionSetInlinePolicy": ((("InlinePolicy",), PolicyKind.IDENTITY),),
    **{
        f"AWS::IAM::{name}": ((_DOCUMENT, PolicyKind.IDENTITY),)
        for name in ("Policy", "ManagedPolicy", "RolePolicy", "UserPolicy", "GroupPolicy")
    },
    **dict.fromkeys(
        (
            "AWS::S3::Bucket",
            "AWS::S3::BucketPolicy",
            "AWS::SQS::Queue",
            "AWS::SQS::QueuePolicy",
            "AWS::SQS::QueueInlinePolicy",
            "AWS::SNS::Topic",
            "AWS::SNS::TopicPolicy",
            "AWS::SNS::TopicInlinePolicy",
            "AWS::EC2::VPCEndpoint",
            "AWS::EC2::VPCEndpointPolicy",
            "AWS::Logs::ResourcePolicy",
            "AWS::DynamoDB::ResourcePolicy",
            "AWS::EFS::FileSystemPolicy",
        ),
        ((_DOCUMENT, PolicyKind.RESOURCE),),
    ),
    "AWS::Kinesis::ResourcePolicy": ((("ResourcePolicy",), PolicyKind.RESOURCE),),
    "AWS::KMS::Key": ((("KeyPolicy",), PolicyKind.RESOURCE),),
    "AWS::KMS::ReplicaKey": ((("KeyPolicy",), PolicyKind.RESOURCE),),
    "AWS::KMS::ExternalKey": ((("KeyPolicy",), PolicyKind.RESOURCE),),
    "AWS::KMS::ReplicaExternalKey": ((("KeyPolicy",), PolicyKind.RESOURCE),),
    "AWS::KMS::KeyPolicy": ((("Policy",), PolicyKind.RESOURCE),),
    "AWS::SecretsManager::ResourcePolicy": ((("ResourcePolicy",), PolicyKind.RESOURCE),),
    "AWS::SecretsManager::Secret": ((("ResourcePolicy",), PolicyKind.RESOURCE),),
    "AWS::ECR::Repository": ((("RepositoryPolicyText",), PolicyKind.RESOURCE),),
    "AWS::ECR::RepositoryPolicy": ((("RepositoryPolicyText",), PolicyKind.RESOURCE),),
    "AWS::ECR::RegistryPolicy": ((("PolicyText",), PolicyKind.RESOURCE),),
}
"""Where policy documents are, by canonical type; `*` stands for every element of a list."""


@frozen
class Policy:
    """One policy document of a resource, in the world of the current inquiry."""

    attribute: Attribute
    kind: PolicyKind
    document: Document

    def part(self, value: Value, *path: str | int) -> Attribute:
        """Returns a part of the document as an attribute of its resource, placed where the part is written."""
        place = value.span if value.span.is_somewhere else self.attribute.span
        return Attribute(self.attribute.resource, (*self.attribute.path, *path), value, place)


def policies_of(resource: Resource, *kinds: PolicyKind) -> list[Policy]:
    """Returns the policy documents that are written in the resource, of the kinds (or of all); unset ones are left
    out."""
    found: list[Policy] = []
    for path, kind in SITES.get(resource.type, ()):
        # Not every language has the site: aws_iam_user has no policies of its own, CloudFormation's user has.
        if (not kinds or kind in kinds) and resource.names.has(path[:1]):
            found += resource.deployment.cached_per_world(
                ("policies", resource.address, path), partial(_policies_at, resource, path, kind)
            )
    return found


def _policies_at(resource: Resource, path: Path, kind: PolicyKind) -> list[Policy]:
    written = [attribute for attribute in attributes_at(resource, path) if attribute.is_set is not Truth.NO]
    return [Policy(attribute, kind, document_of(attribute)) for attribute in written]


def attributes_at(resource: Resource, path: Path) -> list[Attribute]:
    """Returns the attributes of a resource at a path in which `*` stands for every known element of a list or map."""
    found = [Attribute(resource, (), resource.attributes, resource.header)]
    for step in path:
        found = [part for attribute in found for part in (_inside(attribute) if step == "*" else [attribute.get(step)])]
    return found


def _inside(attribute: Attribute) -> list[Attribute]:
    content = attribute.content
    if isinstance(content, MapOf):
        return [attribute.get(key) for key in content.items]
    return attribute.elements()


def document_of(attribute: Attribute) -> Document:
    """Returns the policy document that an attribute holds. ARNs and names of resources of the deployment are written
    out as far as the configuration tells them."""
    return parse_policy(attribute.content, settling(attribute.resource.deployment))


@dataclass(slots=True)
class PolicySet:
    """All identity policies of one role. Not `complete`: there may be others that are not known, `why` tells."""

    policies: list[Policy] = field(default_factory=list)
    managed: list[Document] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    _grants: Grants | None = None

    @property
    def complete(self) -> bool:
        """Whether these are all identity policies that this configuration gives the role."""
        return not self.why

    @property
    def grants(self) -> Grants:
        """What all of them grant."""
        if self._grants is None:
            self._grants = Grants((*(policy.document for policy in self.policies), *self.managed))
        return self._grants


def effective_policies(role: Resource) -> PolicySet:
    """Returns all identity policies that the configuration gives a role: its own, and what is attached to it.

    AWS managed policies count with the statements that `facts.managed_policies` has of them, and with what AWS may
    have added since. One that it does not have makes the set incomplete.
    """
    return role.deployment.cached_per_world(("policies of", role.address), lambda: _policies_given(role))


def _policies_given(role: Resource) -> PolicySet:
    found = PolicySet()
    if role.mode != "managed" or role.imported or role.many:
        found.why.append(f"{role.address} may have further policies")
    policies = role.get("Policies")
    found.policies += policies_of(role, PolicyKind.IDENTITY)
    _require_all(policies, found)
    _attach_managed(role.get("ManagedPolicyArns"), found)
    _attached(role, found)
    add_outside(role, found)
    return found


def boundary_of(role: Resource) -> PolicySet | None:
    """Returns the permissions boundary of a role or user as a set of one policy; None where it surely has none."""
    attribute = role.get("PermissionsBoundary")
    if attribute.is_set is Truth.NO:
        return None
    found = PolicySet()
    _attach_arn(attribute, found)
    return found


def _require_all(attribute: Attribute, found: PolicySet) -> None:
    content = attribute.content
    if isinstance(content, Missing) or (isinstance(content, Known) and content.scalar is None):
        return
    if not (isinstance(content, ListOf) and content.complete):
        found.why.append(f"{attribute.name} of {attribute.resource.address} is not known")


def _attach_managed(attribute: Attribute, found: PolicySet) -> None:
    _require_all(attribute, found)
    for element in attribute.elements():
        _attach_arn(element, found)


def _attach_arn(attribute: Attribute, found: PolicySet) -> None:
    target = attribute.target("AWS::IAM::ManagedPolicy")
    if target is not None and target.mode == "managed" and not target.many:
        found.policies += policies_of(target, PolicyKind.IDENTITY)
        return
    document = _managed_document(managed_arn(attribute) or "")
    if document is None:
        found.why.append(f"{attribute.name} of {attribute.resource.address} is a policy that is not known here")
    else:
        found.managed.append(document)


@cache
def _managed_document(arn: str) -> Document | None:
    """The document of an AWS managed policy, with a statement for what AWS may have added since; None where it is
    not known."""
    statements = statements_of(arn)
    if statements is None:
        return None
    written = wrap([dict(statement) for statement in statements])
    added = wrap({"Effect": "Allow", "Action": possible_additions(statements), "Resource": "*"})
    assert isinstance(written, ListOf)
    assert isinstance(added, MapOf)
    later = MapOf({**added.items, "Condition": Unknown("what AWS has added to the managed policy")})
    return parse_policy(MapOf({"Statement": ListOf((*written.items, later))}))


def managed_arn(attribute: Attribute) -> str | None:
    """Returns the ARN of an AWS managed policy, whatever the partition: `arn:aws:iam::aws:policy/ReadOnlyAccess`."""
    content = attribute.content
    if isinstance(content, Text):
        parts = content.parts
        if len(parts) == 3 and parts[0] == "arn:" and isinstance(parts[2], str) and not isinstance(parts[1], str):
            return f"arn:aws{parts[2]}"
    return attribute.text


def _attached(role: Resource, found: PolicySet) -> None:
    deployment = role.deployment
    for type_, attribute in _ROLE_OF.items():
        for resource in deployment.naming(role, type_, attribute, "RoleName"):
            if _concerns(resource.get(attribute), role, found):
                _attach(resource, found)
    if found.complete:
        doubtful = deployment.cached_per_world("attached to any role", lambda: _attached_to_any(deployment))
        if doubtful:
            found.why.append(f"{doubtful} may name {role.address}")


def _attached_to_any(deployment: Deployment) -> str:
    """The first attribute that may name any role, in the language's own names, as one is as good as many; else ""."""
    for type_, attribute in _ROLE_OF.items():
        for resource in deployment.naming_any("AWS::IAM::Role", type_, attribute):
            # aws_iam_policy has no roles of its own.
            if resource.names.has((attribute,)):
                doubtful = next(_doubtful(resource.get(attribute)), None)
                if doubtful is not None:
                    return f"{doubtful.name} of {doubtful.resource.address}"
    return ""


def _attach(attacher: Resource, found: PolicySet) -> None:
    if attacher.type == "AWS::IAM::RolePolicyAttachmentsExclusive":
        _attach_managed(attacher.get("PolicyArns"), found)
        return
    if attacher.many or attacher.existence is not Truth.YES:
        found.why.append(f"{attacher.address} may exist or not")
    if attacher.type in ("AWS::IAM::RolePolicyAttachment", "AWS::IAM::PolicyAttachment"):
        _attach_arn(attacher.get("PolicyArn"), found)
    else:
        found.policies += policies_of(attacher, PolicyKind.IDENTITY)


_ROLE_OF: Final = {
    "AWS::IAM::Policy": "Roles",
    "AWS::IAM::ManagedPolicy": "Roles",
    "AWS::IAM::RolePolicy": "RoleName",
    "AWS::IAM::RolePolicyAttachment": "RoleName",
    "AWS::IAM::RolePolicyAttachmentsExclusive": "RoleName",
    "AWS::IAM::PolicyAttachment": "Roles",
}
"""What gives policies to roles, and the attribute that names the role or roles."""


def _concerns(attribute: Attribute, role: Resource, found: PolicySet) -> bool:
    """Whether the attribute, one role or a list of them, surely names this one. Doubt is noted in `found`."""
    for doubtful in _doubtful(attribute):
        found.why.append(f"{doubtful.name} of {doubtful.resource.address} may name {role.address}")
    return any(
        role.deployment.resolve(name, "AWS::IAM::Role", "RoleName").resource is role for name in _names_in(attribute)
    )


def _names_in(attribute: Attribute) -> list[Attribute]:
    """The known names of roles in an attribute, one or a list of them."""
    content = attribute.content
    if attribute.is_set is Truth.NO or isinstance(content, Unknown):
        return []
    return attribute.elements() if isinstance(content, ListOf) else [attribute]


def _doubtful(attribute: Attribute) -> Iterator[Attribute]:
    """What of an attribute, one role or a list of them, may name any role."""
    content = attribute.content
    if attribute.is_set is not Truth.NO and (
        isinstance(content, Unknown) or (isinstance(content, ListOf) and not content.complete)
    ):
        yield attribute
    for name in _names_in(attribute):
        resolution = attribute.resource.deployment.resolve(name, "AWS::IAM::Role", "RoleName")
        if resolution.resource is None and not resolution.external:
            yield name


def add_outside(resource: Resource, found: PolicySet) -> None:
    """Notes the modules that are not here and are given the resource: they may attach anything to it."""
    for step in resource.deployment.steps_in(resource.deployment.after(resource)):
        if step.mode == "module":
            found.why.append(f"{step.address} may attach policies to {resource.address}")


def roles_with(policy: Resource) -> list[Resource]:
    """Returns the roles of the deployment that surely have the policies written in a resource, which may be a role
    itself."""
    if policy.type == "AWS::IAM::Role":
        return [policy]
    found = list(_roles_at(policy, "RoleName" if policy.type == "AWS::IAM::RolePolicy" else "Roles"))
    if policy.type == "AWS::IAM::ManagedPolicy":
        deployment = policy.deployment
        for type_, path in (("AWS::IAM::RolePolicyAttachment", "RoleName"), ("AWS::IAM::PolicyAttachment", "Roles")):
            for resource in deployment.naming(policy, type_, "PolicyArn"):
                if resource.get("PolicyArn").target() is policy:
                    found += _roles_at(resource, path)
        for role in deployment.naming(policy, "AWS::IAM::Role", "ManagedPolicyArns"):
            if any(element.target() is policy for element in role.get("ManagedPolicyArns").elements()):
                found.append(role)
    return list(dict.fromkeys(found))


def _roles_at(resource: Resource, path: str) -> Iterator[Resource]:
    attribute = resource.get(path)
    named = attribute.elements() if isinstance(attribute.content, ListOf) else [attribute]
    for name in named:
        role = resource.deployment.resolve(name, "AWS::IAM::Role", "RoleName").resource
        if role is not None:
            yield role
