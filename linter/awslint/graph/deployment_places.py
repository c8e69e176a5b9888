"""Where the resources of a deployment are: whether two are in different regions or accounts."""

from __future__ import annotations

from awslint.graph.deployment_resources import DeploymentResources
from awslint.graph.resource import Resource
from awslint.values import Truth, Unknown, same


class DeploymentPlaces(DeploymentResources):
    """Compares the regions and accounts of resources."""

    def regions_differ(self, resource: Resource, other: Resource) -> Truth:
        """Returns whether two resources are surely in different regions; NO only for one region of one account."""
        differ = self.region_names_differ(resource, other)
        return differ | Truth.MAYBE if self._accounts_differ(resource, other) is not Truth.NO else differ

    def region_names_differ(self, resource: Resource, other: Resource) -> Truth:
        """Returns whether two resources are in regions of different names, whatever their accounts."""
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
