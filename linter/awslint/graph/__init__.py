"""The deployment as one graph: resources with canonical types and attributes, edges, and the questions rules ask."""

from awslint.graph.attribute import Attribute
from awslint.graph.context import OPEN_WORLD, EvaluationContext
from awslint.graph.deployment import Deployment
from awslint.graph.deployment_names import Resolution
from awslint.graph.ordering import Blocks
from awslint.graph.resource import Edge, EdgeKind, ModuleCall, Resource

__all__ = [
    "OPEN_WORLD",
    "Attribute",
    "Blocks",
    "Deployment",
    "Edge",
    "EdgeKind",
    "EvaluationContext",
    "ModuleCall",
    "Resolution",
    "Resource",
]
