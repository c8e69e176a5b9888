"""One deployment (a root module, a template, a plan) and the questions that rules ask of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from awslint.graph.deployment_names import DeploymentNames
from awslint.graph.deployment_order import DeploymentOrder
from awslint.graph.resource import Resource

if TYPE_CHECKING:
    from awslint.graph.attachments import Attached

SERVICE_ROLE: Final = "AWS::CloudFormation::ServiceRole"
"""What a stack is deployed with, as the configuration beside its template says: attribute RoleARN."""

PROVIDER: Final = "Terraform::Provider"
"""A provider configuration of Terraform."""


class Deployment(DeploymentNames, DeploymentOrder):
    """One unit: its resources and edges (`DeploymentResources`), where these are (`DeploymentPlaces`), what its names
    stand for (`DeploymentNames`), and what comes before what (`DeploymentOrder`)."""

    @property
    def names_deployer(self) -> bool:
        """Whether the configuration says of anything who deploys it."""
        assuming = (resource.attributes.items.get("assume_role") is not None for resource in self.every(PROVIDER))
        return any(self.every(SERVICE_ROLE)) or any(assuming)

    def attachments(self, parent: Resource) -> list[Attached]:
        """Returns what is attached, or may be, to a resource by resources of their own (see `graph.attachments`)."""
        from awslint.graph.attachments import attachments

        return attachments(parent)
