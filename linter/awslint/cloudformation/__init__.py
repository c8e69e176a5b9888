"""CloudFormation: from a template to the resources of the graph."""

from __future__ import annotations

from pathlib import Path

from awslint.cloudformation.loading import load, parameter_names
from awslint.cloudformation.template import recognise
from awslint.graph.loading import Inputs, Loaded
from awslint.syntax.sources import Sources

__all__ = ["load", "load_assembly", "parameter_names", "recognise"]


def load_assembly(directory: Path, sources: Sources, inputs: Inputs) -> Loaded:
    """Returns the deployment that a cloud assembly of the CDK describes; what reads it is imported for it alone."""
    from awslint.cloudformation.cdk.assembly import load_assembly as load_stacks

    return load_stacks(directory, sources, inputs)
