"""The resources of one deployment: found by type, address and block, with what is remembered of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from awslint.graph.context import EvaluationContext
from awslint.graph.resource import Edge, Resource
from awslint.values import Range, Truth, Value

if TYPE_CHECKING:
    from awslint.graph.account import AccountFacts
    from awslint.graph.deployers import Deployer
    from awslint.graph.deployment import Deployment

T = TypeVar("T")

_WORLDS_REMEMBERED: Final = 8
"""For how many worlds an answer is remembered."""


class DeploymentResources:
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
        deployment = cast("Deployment", self)  # of which this is a part
        for resource in self.deleted:
            resource.deployment = deployment
        for resource in self.resources:
            resource.deployment = deployment
            self._by_address.setdefault(resource.address, resource)
            self._by_block.setdefault(resource.block, []).append(resource)
            self._by_type.setdefault(resource.type, []).append(resource)
        self._opaque = tuple(resource for resource in self.resources if resource.opaque)
        self.further_worlds = 0
        """In how many worlds, beside the first of each, rules were asked so far."""
        self.policy_steps = 0
        """How many elements of lists all policies together have looked at."""
        self._remembered: dict[Hashable, list[tuple[EvaluationContext, Any]]] = {}
        self._fixed: dict[Hashable, Any] = {}

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

    def every(self, *types: str) -> Iterable[Resource]:
        """Returns resources of the types, whether or not they exist in this world: for building indexes, not for
        rules."""
        if len(types) == 1:
            return self._by_type.get(types[0], ())
        return chain.from_iterable(self._by_type[type_] for type_ in types if type_ in self._by_type)

    def of_type(self, *types: str) -> list[Resource]:
        """Returns resources of the types that exist, or may exist (`existence` says which), in this world."""

        def existing() -> list[Resource]:
            return [resource for resource in self.every(*types) if resource.existence is not Truth.NO]

        return list(self.cached_per_world(("of_type", types), existing))

    def deletes(self, *types: str) -> list[Resource]:
        """Returns resources of the types that a plan deletes, as they were before. What it replaces is not among
        them."""
        return [resource for resource in self.deleted if resource.type in types and resource.change == "delete"]

    def find(self, address: str) -> Resource | None:
        """Returns the resource with that address, or the only instance of that block."""
        found = self._by_address.get(address)
        if found is None:
            instances = self._by_block.get(address, ())
            found = instances[0] if len(instances) == 1 else None
        return found

    def instances(self, block: str) -> list[Resource]:
        """Returns all instances of a block."""
        return list(self._by_block.get(block, ()))

    def cached_per_world(self, key: Hashable, question: Callable[[], T], *, doubts: bool = True) -> T:
        """Returns the answer to a question, which is asked once in every world that it depends on.

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
        """Returns the answer to a question whose answer is the same in all worlds."""
        if key not in self._fixed:
            self._fixed[key] = question()
        return self._fixed[key]  # type: ignore[no-any-return]

    def number(self, resources: Iterable[Resource]) -> Range:
        """Returns how many of the resources will exist, counting the unknown instances of `many`."""
        total = Range.exactly(0)
        for resource in resources:
            truth = resource.existence
            high = None if resource.many else 0 if truth is Truth.NO else 1
            total = total + Range(1 if truth is Truth.YES else 0, high)
        return total
