"""A resource of a configuration, in whichever language it is written."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from awslint.facts.names import TypeNames
from awslint.frozen import frozen
from awslint.graph.attribute import Attribute
from awslint.values import NOWHERE, Known, MapOf, Missing, OneOf, Reference, Span, Truth, Unknown, Value

if TYPE_CHECKING:
    from awslint.graph.deployment import Deployment


class EdgeKind(enum.Enum):
    """Why one node needs another."""

    REFERENCE = "reference"
    DEPENDS_ON = "depends_on"
    ATTACHMENT = "attachment"
    POLICY = "policy"
    NETWORK = "network"


@frozen
class Edge:
    """The node `source` needs the node `target` first. Both are block addresses (no instance keys)."""

    source: str
    target: str
    kind: EdgeKind = EdgeKind.REFERENCE
    via: str = ""


@frozen
class ModuleCall:
    """One step of the chain of module calls (or nested stacks) that made a resource."""

    address: str
    span: Span


@dataclass(slots=True, eq=False)
class Resource:
    """One node: a managed resource, a data source, or a thing that awslint cannot see into.

    Attributes:
        address: Terraform's own address with instance keys; CloudFormation's logical id, nested stacks `Child/Id`,
            instances of a stack set `Set[eu-west-1]/Id` (see `awslint.cloudformation.stacksets`).
        type: canonical, in CloudFormation's style (`AWS::KMS::Key`).
        native_type: as it is written (`aws_kms_key`; data sources `data.aws_vpc`).
        attributes: by canonical name; what has none keeps its native name.
        names: how this native type's attributes are called canonically.
        header: where the resource begins (`resource "aws_kms_key" "k"`, the logical id).
        block: the address without instance keys; instances of one block share it.
        exists: a boolean value: whether it is created at all.
        many: it stands for an unknown number of instances, none included.
        provider: identity of the provider configuration, or of the stack; resources with the same one and no region
            of their own are in the same region whatever it is.
        region, account, partition: string values. An account is Unknown where nothing tells it from that of other
            resources, and a Reference where it is one and the same for all that refer to it.
        credentials: what decides whose account it is, as text; where two resources have the same, it is one account.
        region_span: where the region is set.
        lifecycle: canonical names (DeletionPolicy, UpdateReplacePolicy, PreventDestroy, CreateBeforeDestroy,
            IgnoreChanges) to values; ReplaceTriggeredBy and Conditions (of Terraform) are true where there are some;
            AtDestruction has the commands of provisioners that run then.
        imported: it exists before this deployment (an import block).
        opaque: it may do anything in the account (provisioners, custom resources, unknown providers).
        commands: what an opaque step runs, as far as it is written: shell texts, scripts.
        calls: the API calls that the resource is known to make, `kms:ConnectCustomKeyStore`.
        chain: the module calls from the root to it.
        missing_is_certain: False where the front end could not see every attribute.
        mode: "managed", "data", "module" for a module that could not be loaded, or "declaration" for what is declared
            beside resources.
        construct: the path of the CDK construct that made it, `MyStack/Cache/User`.
        metadata: what a template says of it beside its properties, a map: only what is below `awslint`.
        change: what a plan does with it: "create", "update", "replace", "no-op", "delete", "forget" (it is no longer
            managed) or "read" (a data source that is read while applying); empty where there is no plan.
        before: its attributes before a plan is applied, by canonical name, those that AWS or the provider set too.
    """

    address: str
    type: str
    native_type: str
    attributes: MapOf
    names: TypeNames
    header: Span = NOWHERE
    block: str = ""
    exists: Value = field(default_factory=lambda: Known(True))
    many: bool = False
    provider: str = ""
    region: Value = field(default_factory=lambda: Unknown("the region is not known"))
    own_region: bool = False
    account: Value = field(default_factory=lambda: Unknown("the account is not known"))
    partition: Value = field(default_factory=lambda: Unknown("the partition is not known"))
    credentials: str = ""
    region_span: Span = NOWHERE
    lifecycle: Mapping[str, Value] = field(default_factory=dict)
    imported: bool = False
    opaque: bool = False
    commands: tuple[Value, ...] = ()
    calls: tuple[str, ...] = ()
    chain: tuple[ModuleCall, ...] = ()
    mode: str = "managed"
    change: str = ""
    before: MapOf | None = None
    construct: str = ""
    metadata: Value = field(default_factory=Missing)
    deployment: Deployment = field(init=False, repr=False)
    language: str = field(init=False, repr=False)
    _omitted: dict[str, bool] = field(init=False, repr=False, compare=False, default_factory=dict)
    _whole: Attribute | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        if not self.block:
            self.block = self.address
        is_terraform = "::" not in self.native_type or self.native_type.startswith("Terraform::")
        self.language = "terraform" if is_terraform else "cloudformation"

    def __repr__(self) -> str:
        return f"<{self.type} {self.address}>"

    def get(self, *path: str) -> Attribute:
        """Returns the attribute at a canonical path: `get("AuthenticationMode", "Type")`.

        What is not written is Missing where the native type has such an attribute, and Unknown where awslint does
        not know that it has.
        """
        whole = self._whole
        if whole is None or whole.is_outdated:
            whole = self._whole = Attribute.whole(self)
        return whole.get(*path)

    def release(self) -> None:
        """Lets go of what refers back to this resource (see `Deployment.release`)."""
        self._whole = None
        del self.deployment

    def omits(self, name: str) -> bool:
        """Returns whether the attribute with a canonical name surely is not written, whatever the conditions, and so
        not set.

        False where the resource may have it all the same: it exists already, or its type may have it by another name.
        """
        if name not in self._omitted:
            self._omitted[name] = (
                name not in self.attributes.items
                and self.names.has((name,))
                and (self.attributes.complete or self.names.lacks((name,)))
                and not self.imported
                and "IgnoreChanges" not in self.lifecycle
            )
        return self._omitted[name]

    def effective(self, *path: str) -> Attribute:
        """Returns the attribute at a canonical path together with what other resources attach (see
        `graph.attachments`)."""
        from awslint.graph.attachments import effective

        return effective(self, *path)

    def policy(self, name: str) -> Attribute:
        """Returns a lifecycle setting (see `lifecycle`) as an attribute."""
        value = self.lifecycle.get(name, Missing())
        return _Setting(self, (name,), value, value.span if value.span.is_somewhere else self.header)

    @property
    def existence(self) -> Truth:
        """Whether this resource is created in the current world; MAYBE for an unknown count."""
        exists = self.exists
        if type(exists) is Known and exists.scalar is True and not exists.assumes:
            truth = Truth.YES
        else:
            truth = self.deployment.context.truth(exists)
        return Truth.MAYBE if self.many and truth is Truth.YES else truth

    @property
    def may_exist(self) -> bool:
        """Whether there is a world in which this resource is created."""
        return _may_be_true(self.exists)

    @property
    def is_new(self) -> Truth:
        """Whether this deployment creates it, which a plan tells.

        Without one YES rests on the assumption of a first deployment, which is noted.
        """
        if self.imported or self.mode != "managed":
            return Truth.NO
        if self.change:
            return Truth.of(self.change in ("create", "replace"))
        self.deployment.context.assume(f"first deployment: {self.address} does not exist yet")
        return Truth.YES

    @property
    def is_standing(self) -> bool:
        """Whether it surely exists before the deployment, which then calls no operation that creates it."""
        return self.imported or self.change in ("update", "no-op", "forget")

    @property
    def region_attribute(self) -> Attribute:
        """The region as an attribute, placed where it is set."""
        place = self.region_span if self.region_span.is_somewhere else self.header
        return _Setting(self, ("Region",), self.region, place)

    def dependency_on(self, other: Resource) -> str | None:
        """Returns what `depends_on` of this Terraform resource names to wait for another: a resource of the same
        module, or the call of the module that has it; None where no name reaches it."""
        mine, theirs = _modules(self.block), _modules(other.block)
        if theirs[: len(mine)] != mine:
            return None
        if len(theirs) > len(mine):
            return f"module.{theirs[len(mine)]}"
        return other.block.removeprefix("".join(f"module.{module}." for module in mine))

    def referrers(self, type_: str, *path: str) -> list[Resource]:
        """Returns existing or maybe existing resources of a type whose attribute at `path` refers to this resource."""
        return self.deployment.referrers(self, type_, *path)


def _modules(block: str) -> list[str]:
    """The names of the modules that a block's address begins with."""
    parts = block.split(".")
    names = []
    while len(parts) > 2 and parts[0] == "module":
        names.append(parts[1])
        parts = parts[2:]
    return names


class _Setting(Attribute):
    """What a configuration sets of a resource that AWS does not get: it is in force whenever it is written."""

    __slots__ = ()

    def _in_force(self, value: Value) -> Value:
        return value


def _may_be_true(value: Value) -> bool:
    if isinstance(value, Known):
        return value.scalar in (True, "true")
    if isinstance(value, OneOf):
        return any(_may_be_true(alternative) for _, alternative in value.choices)
    return not isinstance(value, Reference) or value.value is None or _may_be_true(value.value)
