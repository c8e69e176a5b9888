"""One deployment (a root module, a template, a plan) and the questions that rules ask of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeVar

from awslint.graph.attribute import Attribute
from awslint.graph.context import EvaluationContext
from awslint.graph.naming import Index, Key, Names, PossibleMatches, index_of, keys, keys_of, written
from awslint.graph.ordering import Blocks, Ordering
from awslint.graph.resource import Edge, Resource
from awslint.values import Known, Missing, Range, Reference, Text, Truth, Unknown, Value, same

if TYPE_CHECKING:
    from awslint.graph.account import AccountFacts
    from awslint.graph.attachments import Attached
    from awslint.graph.deployers import Deployer

T = TypeVar("T")

SERVICE_ROLE: Final = "AWS::CloudFormation::ServiceRole"
"""What a stack is deployed with, as the configuration beside its template says: attribute RoleARN."""

PROVIDER: Final = "Terraform::Provider"
"""A provider configuration of Terraform."""

_WORLDS_REMEMBERED: Final = 8
"""For how many worlds an answer is remembered."""


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

    `context` is the run of the rule that is asking: answers depend on its world. `provider_versions` has the lowest
    version of each Terraform provider (`aws`) that can be in use, where the configuration sets one. `needs_values` is
    a variable or parameter without a value where there is one, and `is_library` says that the unit is then meant to be
    called, or may be: its defaults are the author's placeholders as often as his wish. `deleted` are the resources that
    a plan takes away, as they were before; no other question answers with them. `account_facts` is what the user says
    of the account (see `graph.account`), `deployer` who deploys by his word (see `graph.deployers`).
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
        needs_values: str = "",
        is_library: bool = False,
    ) -> None:
        self.resources = tuple(resources)
        self.edges = tuple(dict.fromkeys(edges))
        self.outputs = dict(outputs or {})
        self.path = path
        self.kind = kind
        self.provider_versions = dict(provider_versions or {})
        self.needs_values = needs_values
        self.is_library = is_library
        self.account_facts: AccountFacts | None = None
        self.deployer: Deployer | None = None
        self.context = EvaluationContext()
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
        self._opaque = tuple(resource for resource in self.resources if resource.opaque)
        self.further_worlds = 0
        """In how many worlds, beside the first of each, rules were asked so far."""
        self.policy_steps = 0
        """How many elements of lists all policies together have looked at."""
        self._ordering: Ordering | None = None
        self._remembered: dict[Hashable, list[tuple[EvaluationContext, Any]]] = {}
        self._fixed: dict[Hashable, Any] = {}

    @property
    def names_deployer(self) -> bool:
        """Whether the configuration says of anything who deploys it."""
        assuming = (resource.attributes.items.get("assume_role") is not None for resource in self.every(PROVIDER))
        return any(self.every(SERVICE_ROLE)) or any(assuming)

    def release(self) -> None:
        """Lets the resources go, which refer back to this: all is freed at once, without a search for circles.

        The deployment must not be asked anything afterwards.
        """
        for resource in (*self.resources, *self.deleted):
            resource.release()

    @property
    def types(self) -> frozenset[str]:
        """The canonical types that occur, of what a plan deletes too."""
        return frozenset((*self._by_type, *(resource.type for resource in self.deleted)))

    def classify(self, type_: str, resources: Iterable[Resource]) -> None:
        """Has resources found under a further type, for rules that ask about a quality of them."""
        self._by_type[type_] = list(resources)

    @property
    def ordering(self) -> Ordering:
        """Which node comes before which."""
        if self._ordering is None:
            self._ordering = Ordering(self._by_block, self.edges)
        return self._ordering

    def every(self, *types: str) -> Iterable[Resource]:
        """Resources of the types, whether or not they exist in this world: for building indexes, not for rules."""
        if len(types) == 1:
            return self._by_type.get(types[0], ())
        return chain.from_iterable(self._by_type[type_] for type_ in types if type_ in self._by_type)

    def of_type(self, *types: str) -> list[Resource]:
        """Resources of the types that exist, or may exist (`existence` says which), in this world."""

        def existing() -> list[Resource]:
            return [resource for resource in self.every(*types) if resource.existence is not Truth.NO]

        return list(self.cached_per_world(("of_type", types), existing))

    def deletes(self, *types: str) -> list[Resource]:
        """Resources of the types that a plan deletes, as they were before. What it replaces is not among them."""
        return [resource for resource in self.deleted if resource.type in types and resource.change == "delete"]

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

    def cached_per_world(self, key: Hashable, question: Callable[[], T], *, doubts: bool = True) -> T:
        """The answer to a question, which is asked once in every world that it depends on.

        The answer must not be changed by who gets it. `doubts` says whether all that the question met on its way and
        is not known explains what is undecided for who asks; where a question is about everything it does not.
        """
        asking = self.context
        known = self._remembered.setdefault(key, [])
        for context, answer in known:
            if context.holds_in(asking.world):
                asking.take_over(context, doubts)
                return answer  # type: ignore[no-any-return]
        self.context = EvaluationContext(asking.world)
        try:
            answer = question()
            known.insert(0, (self.context, answer))
            del known[_WORLDS_REMEMBERED:]
            asking.take_over(self.context, doubts)
        finally:
            self.context = asking
        return answer

    def cached(self, key: Hashable, question: Callable[[], T]) -> T:
        """The answer to a question whose answer is the same in all worlds."""
        if key not in self._fixed:
            self._fixed[key] = question()
        return self._fixed[key]  # type: ignore[no-any-return]

    def naming(self, target: Resource, type_: str, attribute: str, *identifier: str) -> list[Resource]:
        """Existing or maybe existing resources of a type whose attribute may mean `target` in some world: by a
        reference, or by one of the target's identifying attributes.

        The cheap question before the exact one. See `naming_any` for those that may mean it because they may mean any.
        """
        index = self._naming(type_, attribute, target.type)
        found = [index[place] for place in index.places(keys_of(target, *identifier))]
        return [resource for resource in found if resource.existence is not Truth.NO]

    def naming_any(self, target: str, type_: str, attribute: str) -> Iterator[Resource]:
        """Resources of a type that exist in some world and whose attribute is not wholly known, so that it may mean
        any resource of the type `target`.

        Which of them exist in this world is not asked: nothing is certain of the target where one may exist at all,
        and each condition of a resource that has nothing to do with it would double the worlds to look at.
        """
        index = self._naming(type_, attribute, target)
        for place in index.unsure():
            if index[place].may_exist:
                yield index[place]

    def _naming(self, type_: str, attribute: str, target: str) -> Index[Resource]:
        return self.cached(
            ("naming", type_, attribute, target),
            lambda: index_of(self.every(type_), attribute, lambda candidate: self._is_one(candidate, target)),
        )

    def alike(self, resource: Resource, attribute: str, type_: str = "", *identifier: str) -> PossibleMatches:
        """The resources of the same type whose attribute may be the same as that of this one in this world.

        Where the attribute names a resource of `type_`, its identifying attributes as texts mean the same as a
        reference to it.
        """

        def index() -> Index[Resource]:
            found: Index[Resource] = Index()
            for each in self.every(resource.type):
                found.add(each, names(written(each, attribute)))
            return found

        def names(value: Value) -> frozenset[Key]:
            return frozenset(name for key in keys(value) for name in meant(key))

        def meant(key: Key) -> Iterator[Key]:
            yield key
            target = self.find(key[1]) if key[0] == "@" else None
            if target is not None:
                yield "@", target.address
            if key[0] == "=" and type_:
                yield from (("@", named.address) for named, _ in self._names(type_, identifier, True).with_text(key[1]))

        return PossibleMatches(
            self.cached(("alike", resource.type, attribute), index), resource, names(resource.get(attribute).value)
        )

    def _is_one(self, reference: Reference, type_: str) -> bool:
        found = self.find(reference.resource)
        return found is not None and found.type == type_

    def referrers(self, target: Resource, type_: str, *path: str) -> list[Resource]:
        """Existing or maybe existing resources of a type whose attribute at `path`, or a part of it, refers to it."""
        found = []
        for resource in self.naming(target, type_, path[0]) if path else self.of_type(type_):
            if _refers(resource.get(*path), target):
                found.append(resource)
        return found

    def number(self, resources: Iterable[Resource]) -> Range:
        """How many of the resources will exist, counting the unknown instances of `many`."""
        total = Range.exactly(0)
        for resource in resources:
            truth = resource.existence
            high = None if resource.many else 0 if truth is Truth.NO else 1
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
        text = content.scalar.lower() if ignoring_case else content.scalar
        names = self._names(type_, identifier, ignoring_case)
        asking = attribute.resource
        doubtful = False
        # The same name may be used in several regions: the one beside the resource that asks is meant.
        for resource, name in sorted(names.with_text(text), key=lambda pair: pair[0].provider != asking.provider):
            if resource.existence is Truth.NO:
                continue
            if self._accounts_differ(asking, resource) is not Truth.NO:
                doubtful = True
                continue
            known = resource.get(name).text
            if known is not None and (known.lower() if ignoring_case else known) == text:
                return Resolution(resource, text=content.scalar)
        return Resolution(external=not doubtful and not any(map(_may_be_any, names.doubtful)), text=content.scalar)

    def composed_like(self, attribute: Attribute, type_: str, *identifier: str) -> Resource | None:
        """The resource whose identifier is composed of the same parts as an attribute: `${AWS::StackName}-users`."""
        text = attribute.content
        if not isinstance(text, Text):
            return None
        for resource, name in self._names(type_, identifier, False).composed_like(text):
            differs = self._accounts_differ(attribute.resource, resource)
            if (
                resource.existence is not Truth.NO
                and differs is Truth.NO
                and attribute.same(resource.get(name)) is Truth.YES
            ):
                return resource
        return None

    def named(self, type_: str, attribute: str, text: str) -> list[Resource]:
        """The resources of a type whose attribute is that text."""
        names = self._names(type_, (attribute,), False)
        return [resource for resource, _ in names.with_text(text) if resource.get(attribute).text == text]

    def _names(self, type_: str, identifier: tuple[str, ...], ignoring_case: bool) -> Names:
        return self.cached(
            ("names", type_, identifier, ignoring_case), lambda: Names(self.every(type_), identifier, ignoring_case)
        )

    def depends(self, later: Resource, earlier: Resource) -> bool:
        """Whether `later` is certainly started only after `earlier` is done."""
        return self.ordering.reaches(later.block, earlier.block)

    def before(self, later: Resource) -> Blocks:
        """The blocks that are done before `later` starts."""
        return self.ordering.before(later.block)

    def after(self, earlier: Resource) -> Blocks:
        """The blocks that only start when `earlier` is done."""
        return self.ordering.after(earlier.block)

    def blocks_of(self, *resources: Resource) -> Blocks:
        """The blocks that the resources are instances of."""
        return self.ordering.these(resource.block for resource in resources)

    def blocks_with(self, quality: Callable[[Resource], bool]) -> Blocks:
        """The blocks of which an instance has a quality that it has in all worlds."""
        return self.cached(
            quality, lambda: self.ordering.these(resource.block for resource in self.resources if quality(resource))
        )

    def steps_in(self, blocks: Blocks) -> list[Resource]:
        """The opaque steps among the instances of the blocks."""
        return [
            resource
            for block in blocks & self.blocks_with(_is_opaque)
            for resource in self._by_block[block]
            if resource.opaque and resource.existence is not Truth.NO
        ]

    def steps_between(self, earlier: Resource, later: Resource) -> list[Resource]:
        """Opaque steps that are done before `later` starts and that may run after `earlier`.

        Whatever they might have done (connect a store, activate a cluster) is not known to be undone.
        """
        return self.steps_in(self.before(later) - self.before(earlier) - self.blocks_of(earlier))

    def is_passed_on(self, resource: Resource) -> bool:
        """Whether a module that is not analysed gets the resource, and may attach anything to it."""
        return any(step.mode == "module" for step in self.steps_in(self.after(resource)))

    def steps_before(self, later: Resource) -> list[Resource]:
        """All opaque steps that are done before `later` starts."""
        return self.steps_in(self.before(later))

    def steps(self) -> Iterator[Resource]:
        """All opaque steps."""
        return (resource for resource in self._opaque if resource.existence is not Truth.NO)

    @property
    def is_missing_modules(self) -> bool:
        """Whether modules that are not analysed may make any resource."""
        return self.cached("missing modules", lambda: any(step.mode == "module" for step in self._opaque))

    def regions_differ(self, resource: Resource, other: Resource) -> Truth:
        """Whether two resources are surely in different regions; NO only for one region of one account."""
        differ = self.region_names_differ(resource, other)
        return differ | Truth.MAYBE if self._accounts_differ(resource, other) is not Truth.NO else differ

    def region_names_differ(self, resource: Resource, other: Resource) -> Truth:
        """Whether two resources are in regions of different names, whatever their accounts."""
        if resource.provider == other.provider and not resource.own_region and not other.own_region:
            return Truth.NO
        return ~same(self.context.settle(resource.region), self.context.settle(other.region))

    def _accounts_differ(self, resource: Resource, other: Resource) -> Truth:
        """Whether two resources are in different accounts.

        Several configurations of a provider mostly are for several accounts: they are for one where they get their
        credentials in the same way.
        """
        mine, theirs = resource.account, other.account
        if resource.provider == other.provider:
            return Truth.NO
        if resource.credentials != other.credentials:
            return Truth.MAYBE
        if isinstance(mine, Unknown) or isinstance(theirs, Unknown):
            return Truth.NO
        return ~same(self.context.settle(mine), self.context.settle(theirs))

    def attachments(self, parent: Resource) -> list[Attached]:
        """What is attached, or may be, to a resource by resources of their own (see `graph.attachments`)."""
        from awslint.graph.attachments import attachments

        return attachments(parent)

    def address_of(self, reference: Reference) -> Resource | None:
        """The resource that a reference points to."""
        return self.find(reference.resource)


def _refers(attribute: Attribute, target: Resource) -> bool:
    """Whether an attribute, or a part of it, refers to a resource."""
    if attribute.target() is target:
        return True
    parts = [*attribute.elements(), *map(attribute.get, attribute.keys())]
    return any(_refers(each, target) for each in parts if each.path != attribute.path)


def _is_opaque(resource: Resource) -> bool:
    return resource.opaque


def _may_be_any(named: tuple[Resource, str]) -> bool:
    """Whether the identifying attribute of a resource that may exist is no known text, and so may be any."""
    resource, name = named
    if resource.existence is Truth.NO:
        return False
    mine = resource.get(name)
    return mine.text is None and not isinstance(mine.content, Missing)
