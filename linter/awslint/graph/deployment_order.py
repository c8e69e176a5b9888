"""What comes before what in a deployment, and which opaque steps lie between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from awslint.graph.deployment_resources import DeploymentResources
from awslint.graph.ordering import Blocks, Ordering
from awslint.graph.resource import Resource
from awslint.values import Truth


class DeploymentOrder(DeploymentResources):
    """Orders the blocks of a deployment by what they need first."""

    @cached_property
    def ordering(self) -> Ordering:
        """Which node comes before which."""
        return Ordering(self._by_block, self.edges)

    def depends(self, later: Resource, earlier: Resource) -> bool:
        """Returns whether `later` is certainly started only after `earlier` is done."""
        return self.ordering.reaches(later.block, earlier.block)

    def before(self, later: Resource) -> Blocks:
        """Returns the blocks that are done before `later` starts."""
        return self.ordering.before(later.block)

    def after(self, earlier: Resource) -> Blocks:
        """Returns the blocks that only start when `earlier` is done."""
        return self.ordering.after(earlier.block)

    def blocks_of(self, *resources: Resource) -> Blocks:
        """Returns the blocks that the resources are instances of."""
        return self.ordering.these(resource.block for resource in resources)

    def blocks_with(self, quality: Callable[[Resource], bool]) -> Blocks:
        """Returns the blocks of which an instance has a quality that it has in all worlds."""
        return self.cached(
            quality, lambda: self.ordering.these(resource.block for resource in self.resources if quality(resource))
        )

    def steps_in(self, blocks: Blocks) -> list[Resource]:
        """Returns the opaque steps among the instances of the blocks."""
        return [
            resource
            for block in blocks & self.blocks_with(_is_opaque)
            for resource in self._by_block[block]
            if resource.opaque and resource.existence is not Truth.NO
        ]

    def steps_between(self, earlier: Resource, later: Resource) -> list[Resource]:
        """Returns opaque steps that are done before `later` starts and that may run after `earlier`.

        Whatever they might have done (connect a store, activate a cluster) is not known to be undone.
        """
        return self.steps_in(self.before(later) - self.before(earlier) - self.blocks_of(earlier))

    def is_passed_on(self, resource: Resource) -> bool:
        """Returns whether a module that is not analysed gets the resource, and may attach anything to it."""
        return any(step.mode == "module" for step in self.steps_in(self.after(resource)))

    def steps_before(self, later: Resource) -> list[Resource]:
        """Returns all opaque steps that are done before `later` starts."""
        return self.steps_in(self.before(later))

    def steps(self) -> Iterator[Resource]:
        """Yields all opaque steps."""
        return (resource for resource in self._opaque if resource.existence is not Truth.NO)

    @property
    def is_missing_modules(self) -> bool:
        """Whether modules that are not analysed may make any resource."""
        return self.cached("missing modules", lambda: any(step.mode == "module" for step in self._opaque))


def _is_opaque(resource: Resource) -> bool:
    return resource.opaque
