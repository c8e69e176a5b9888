"""CloudFormation: from a template to the resources of the graph."""

from awslint.cloudformation.loading import load, parameter_names
from awslint.cloudformation.template import recognise

__all__ = ["load", "parameter_names", "recognise"]
