"""CloudFormation: from a template to the resources of the graph."""

from awslint.cloudformation.cdk.assembly import load_assembly
from awslint.cloudformation.exported import exported
from awslint.cloudformation.loading import load, parameter_names
from awslint.cloudformation.template import recognise

__all__ = ["exported", "load", "load_assembly", "parameter_names", "recognise"]
