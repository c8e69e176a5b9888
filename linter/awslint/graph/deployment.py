"""One deployment (a root module, a template, a plan) and the questions that rules ask of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from awslint.graph.attribute import Attribute
from awslint.graph.inquiry import Inquiry
from awslint.graph.naming import Naming, keys_of
from awslint.graph.ordering import Ordering
from awslint.graph.resource import Edge, Resource
from awslint.values import Known, Missing, Range, Reference, Truth, Unknown, Value, same


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name or reference stands for: a resource here, or something outside; neither when it is not known.

    `text` is the known name, where it is one.
    """

    resource: Resource | None = None
    external: bool = False
    text: str | None = None


class Deployment:
    """All resources and edges of one unit.

    `inquiry` is the run of the rule that is asking: answers depend on its world. `provider_versions` has the lowest
    version of each Terraform provider (`aws`) that can be in use, where the configuration sets one. `deleted` are the
    resources that a plan takes away, as they were before; no other question answers with them.
    """

    def __init__(
        self,
        resources: Iterable[Resource],
        edges: Iterable[Edge] = (),
        outputs: Mapping[str, Value] | None = None,
        *,
        path: str = "",
        kind: str = "terraform",
        provider_versions: Mapping[str, tuple[int, ...]] | None = None,
        deleted: Iterable[Resource] = (),
    ) -> None:
        self.resources = tuple(resources)
        self.edges = tuple(dict.fromkeys(edges))
        self.outputs = dict(outputs or {})
        self.path = path
        self.kind = kind
        self.provider_versions = dict(provider_versions or {})
        self.inquiry = Inquiry()
        self._by_address: dict[str, Resource] = {}
        self._by_block: dict[str, list[Resource]] = {}
        self._by_type: dict[str, list[Resource]] = {}
        self.deleted = tuple(deleted)
        for resource in self.deleted:
            resource.deployment = self
        for resource in self.resources:
            resource.deployment = self
            self._by_address.setdefault(resource.address, resource)
            self._by_block.setdefault(resource.block, []).append(resource)
            self._by_type.setdefault(resource.type, []).append(resource)
        self._opaque = tuple(one for one in self.resources if one.opaque)
        self._ordering: Ordering | None = None
        self._namings: dict[tuple[str, str, str], Naming] = {}
        self._named: dict[
            tuple[str, tuple[str, ...], bool],
            tuple[dict[str, list[tuple[Resource, str]]], list[tuple[Resource, str]]],
        ] = {}

    @property
    def types(self) -> frozenset[str]:
        """The canonical types that occur."""
        return frozenset(self._by_type)

    @property
    def ordering(self) -> Ordering:
        """Which node comes before which."""
        if self._ordering is None:
            self._ordering = Ordering(self._by_block, self.edges)
        return self._ordering

    def every(self, *types: str) -> Iterator[Resource]:
        """Resources of the types, whether or not they exist in this world: for building indexes, not for rules."""
        for type_ in types:
            yield from self._by_type.get(type_, ())

    def of_type(self, *types: str) -> list[Resource]:
        """Resources of the types that exist, or may exist (`existence` says which), in this world."""
        return [one for one in self.every(*types) if one.existence is not Truth.NO]

    def find(self, address: str) -> Resource | None:
        """The resource with that address, or the only instance of that block."""
        found = self._by_address.get(address)
        if found is None:
            instances = self._by_block.get(address, ())
            found = instances[0] if len(instances) == 1 else None
        return found

    def instances(self, block: str) -> list[Resource]:
        """All instances of a block."""
        return list(self._by_block.get(block, ()))

    def naming(self, target: Resource, type_: str, attribute: str, *identifier: str) -> list[Resource]:
        """Existing or maybe existing resources of a type whose attribute may mean `target`, in any world.

        The cheap question before the exact one: by a reference, by one of the target's identifying attributes, or by
        what is not known.
        """
        key = (type_, attribute, target.type)
        if key not in self._namings:
            self._namings[key] = Naming(self.every(type_), attribute, lambda one: self._is_one(one, target.type))
        found = self._namings[key].sharing(keys_of(target, *identifier))
        return [one for one in found if one.existence is not Truth.NO]

    def _is_one(self, reference: Reference, type_: str) -> bool:
        found = self.find(reference.resource)
        return found is not None and found.type == type_ and not found.many

    def referrers(self, target: Resource, type_: str, *path: str) -> list[Resource]:
        """Existing or maybe existing resources of a type whose attribute at `path` refers to `target`."""
        found = []
        for one in self.naming(target, type_, path[0]) if path else self.of_type(type_):
            attribute = one.get(*path)
            if any(each.target() is target for each in (attribute, *attribute.elements())):
                found.append(one)
        return found

    def number(self, resources: Iterable[Resource]) -> Range:
        """How many of the resources will exist, counting the unknown instances of `many`."""
        total = Range.exactly(0)
        for one in resources:
            truth = one.existence
            high = None if one.many else 0 if truth is Truth.NO else 1
            total = total + Range(1 if truth is Truth.YES else 0, high)
        return total

    def resolve(self, attribute: Attribute, type_: str, *identifier: str, ignoring_case: bool = False) -> Resolution:
        """What an attribute that holds an id or a name of a `type_` stands for.

        `identifier` names the attributes of that type that such a string may equal. A known string that no resource
        here has, while some resource's identifier is unknown, is not resolved.
        """
        target = attribute.target(type_)
        if target is not None:
            return Resolution(target, text=attribute.text)
        content = attribute.content
        if not isinstance(content, Known) or not isinstance(content.scalar, str):
            return Resolution()
        text = _folded(content.scalar, ignoring_case)
        named, open_ = self._names(type_, identifier, ignoring_case)
        doubtful = False
        asking = attribute.resource
        candidates = (*named.get(text, ()), *open_)
        # The same name may be used in several regions: the one beside the resource that asks is meant.
        for one, name in sorted(candidates, key=lambda pair: pair[0].provider != asking.provider):
            if one.existence is Truth.NO:
                continue
            if self._accounts_differ(asking, one) is not Truth.NO:
                doubtful = True
                continue
            mine = one.get(name)
            known = mine.text
            if known is None:
                doubtful = doubtful or not isinstance(mine.content, Missing)
            elif _folded(known, ignoring_case) == text:
                return Resolution(one, text=content.scalar)
        return Resolution(external=not doubtful, text=content.scalar)

    def _names(
        self, type_: str, identifier: tuple[str, ...], ignoring_case: bool
    ) -> tuple[dict[str, list[tuple[Resource, str]]], list[tuple[Resource, str]]]:
        """Resources and identifying attributes by their text where it is the same in all worlds, and the others."""
        key = (type_, identifier, ignoring_case)
        if key not in self._named:
            named: dict[str, list[tuple[Resource, str]]] = {}
            open_: list[tuple[Resource, str]] = []
            for one in self.every(type_):
                for name in identifier:
                    value = one.attributes.items.get(name)
                    if isinstance(value, Known) and isinstance(value.scalar, str):
                        named.setdefault(_folded(value.scalar, ignoring_case), []).append((one, name))
                    else:
                        open_.append((one, name))
            self._named[key] = (named, open_)
        return self._named[key]

    def depends(self, later: Resource, earlier: Resource) -> bool:
        """Whether `later` is certainly started only after `earlier` is done."""
        return self.ordering.reaches(later.block, earlier.block)

    def steps_between(self, earlier: Resource, later: Resource) -> list[Resource]:
        """Opaque steps that are done before `later` starts and that may run after `earlier`.

        Whatever they might have done (connect a store, activate a cluster) is not known to be undone.
        """
        before = self.ordering.ancestors(later.block)
        sooner = self.ordering.ancestors(earlier.block)
        return [
            one
            for block in before
            if block not in sooner and block != earlier.block
            for one in self._by_block.get(block, ())
            if one.opaque and one.existence is not Truth.NO
        ]

    def steps_before(self, later: Resource) -> list[Resource]:
        """All opaque steps that are done before `later` starts."""
        return [
            one
            for block in self.ordering.ancestors(later.block)
            for one in self._by_block.get(block, ())
            if one.opaque and one.existence is not Truth.NO
        ]

    def steps(self) -> list[Resource]:
        """All opaque steps."""
        return [one for one in self._opaque if one.existence is not Truth.NO]

    def regions_differ(self, one: Resource, other: Resource) -> Truth:
        """Whether two resources are surely in different regions; NO only for one region of one account."""
        if one.provider == other.provider and not one.own_region and not other.own_region:
            return Truth.NO
        inquiry = self.inquiry
        differ = ~same(inquiry.settle(one.region), inquiry.settle(other.region))
        return differ | Truth.MAYBE if self._accounts_differ(one, other) is not Truth.NO else differ

    def _accounts_differ(self, one: Resource, other: Resource) -> Truth:
        """Whether two resources are in different accounts, as far as a front end tells accounts from each other."""
        mine, theirs = one.account, other.account
        if one.provider == other.provider or isinstance(mine, Unknown) or isinstance(theirs, Unknown):
            return Truth.NO
        return ~same(self.inquiry.settle(mine), self.inquiry.settle(theirs))

    def address_of(self, reference: Reference) -> Resource | None:
        """The resource that a reference points to."""
        return self.find(reference.resource)


def _folded(text: str, ignoring_case: bool) -> str:
    return text.lower() if ignoring_case else text
